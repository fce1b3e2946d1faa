// What a test can do to a hub and see in it, through real sockets: every such method of the simulator
// once. What exactly becomes of it is in the specs of board, screen, dialects, wireless and program.

import assert from 'node:assert/strict';
import type { Simulator, SimulatorOptions } from '../../src/simulator';
import { connect, type RawClient } from '../support/client';
import { endHubs, startSilentHub } from '../support/hub';
import { line, START } from '../support/lines';
import { until } from '../support/wait';

const THERMOMETER = 'thermometer/i2c0-48';
const RELAY = 'relay/i2c0-3b';
const OLED = 'display-oled/i2c0-3c';
const LAST = line('led/-/config/get');
const ON = line(`${RELAY}/set`, { state: true });

let hub: Simulator;
let client: RawClient;

/** A silent hub and a client that has started; with a broker the client need not. */
async function begin(options: SimulatorOptions = {}): Promise<void> {
    hub = await startSilentHub(options);
    client = await connect(hub.url);
    client.send(START);
    await client.receive('clown.talk/-/config/ok');
}

/** Sends lines, and waits until the hub has obeyed them all. */
async function send(...lines: string[]): Promise<void> {
    client.send(...lines, LAST);
    await client.receive('led/-/config/ok');
}

describe('simulator: bench', () => {
    afterEach(endHubs);

    it('shows the LED, displays and intervals', async () => {
        await begin();
        assert.equal(hub.led, 'off');
        assert.equal(hub.interval(THERMOMETER), null);
        const picture = Buffer.alloc(1024, 7);
        await send(
            line('led/-/set', { state: '2-dot' }),
            line(`${OLED}/set`, { 'line-1': 'Hello' }),
            line(`${THERMOMETER}/config/update`, { 'publish-interval': 30 }),
        );
        assert.equal(hub.led, '2-dot');
        assert.deepEqual(hub.display(OLED), ['', 'Hello', '', '', '', '', '', '']);
        assert.equal(hub.picture(OLED), undefined);
        assert.equal(hub.interval(THERMOMETER), 30);
        await send(line(`${OLED}/set`, { raw: picture.toString('base64') }));
        assert.deepEqual(hub.picture(OLED), picture);
        assert.deepEqual(hub.display(OLED)?.join(''), '');
        assert.deepEqual(
            [hub.display('display-oled/i2c1-3c'), hub.picture(RELAY), hub.interval('thermometer/i2c1-48')],
            [undefined, undefined, undefined],
        );
    });

    it('shows nothing of devices before they are found', async () => {
        hub = await startSilentHub();
        assert.deepEqual(
            [hub.interval(THERMOMETER), hub.display(OLED), hub.relay(RELAY)],
            [undefined, undefined, null],
        );
    });

    it('jams a relay', async () => {
        await begin();
        hub.jam(RELAY, 1);
        await send(ON);
        assert.equal(hub.relay(RELAY), null);
        client.send(ON);
        assert.equal(await client.receive(RELAY), `["${RELAY}", {"state": true}]`);
        assert.throws(() => hub.jam('led/-', 1), TypeError);
    });

    it('unplugs a tag and puts it back', async () => {
        await begin({ speed: 1000 });
        hub.unplug(THERMOMETER);
        await send(line(`${THERMOMETER}/config/get`));
        assert.equal(hub.interval(THERMOMETER), undefined);
        hub.plug(THERMOMETER);
        await until(() => hub.interval(THERMOMETER) === null, 'the return of the thermometer');
        client.send(line(`${THERMOMETER}/config/get`));
        await client.receive(`${THERMOMETER}/config/ok`);
        assert.ok(!client.messages.slice(0, -1).some((message) => message.includes(THERMOMETER)));
    });

    it('unplugs the Bridge Module and puts it back; the socket stays', async () => {
        await begin({ speed: 1000 });
        hub.unplug();
        client.send(ON, LAST, '["-/-/config/list", {}]');
        await until(() => hub.received.length === 4, 'the commands');
        hub.plug();
        await until(() => hub.interval(THERMOMETER) === null, 'the return of the module');
        assert.equal(client.messages.length, 1);
        assert.equal(hub.relay(RELAY), null);
        await send();
        assert.equal(hub.connections, 1);
    });

    it('restarts the bridge under living sockets', async () => {
        await begin();
        await send(ON, line(`${THERMOMETER}/config/update`, { 'publish-interval': 30 }));
        hub.restartBridge({ answer: true });
        await client.receive('clown.talk/-/config/ok');
        assert.deepEqual([hub.relay(RELAY), hub.interval(THERMOMETER), hub.connections], [null, null, 1]);
        await send();
    });

    it('has devices that refuse, wireless nodes and another dialect', async () => {
        await begin({ refuses: [RELAY], wireless: true, dialect: 'documented' });
        client.send(line(`${RELAY}/config/set`, { 'publish-interval': 5 }));
        await client.receive(`["${RELAY}/config/error", {"error": "`);
        client.send(line('thermometer/-/config/set', { 'publish-interval': 5 }));
        await client.receive('["thermometer/-/config/set/ok", {"publish-interval":5}]');
        assert.equal(hub.interval('thermometer/-'), 5);
        client.send(line('-/-/config/list'));
        await client.receive('["-/-/config/ok", ');
    });

    it('with a broker, prints what another program publishes: all clients receive it, no device obeys', async () => {
        await begin({ broker: true });
        const other = await connect(hub.url);
        hub.print(ON);
        assert.equal(await client.receive(RELAY), ON);
        assert.equal(await other.receive(RELAY), ON);
        await send();
        assert.equal(hub.relay(RELAY), null);
    });

    it('with a broker, frames of another client are received and obeyed', async () => {
        await begin({ broker: true });
        const other = await connect(hub.url);
        other.send(ON);
        assert.equal(await client.receive(RELAY), ON);
        assert.equal(await client.receive(RELAY), `["${RELAY}", {"state": true}]`);
        assert.equal(hub.relay(RELAY), true);
    });
});
