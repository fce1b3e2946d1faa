// What is known of relays and the LED after a connect, over real sockets against the simulated hub.

import assert from 'node:assert/strict';
import { Upkeep } from '../../src/devices/upkeep';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { RequestOptions } from '../../src/send/request';
import type { Simulator, SimulatorOptions } from '../../src/simulator';
import { ClientHub, endClientHubs, type Settings } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { ManualClock } from '../support/manual-clock';
import { until } from '../support/wait';

const RELAY = 'relay/i2c0-3b';
const OTHER = 'relay/i2c0-3f';
const ASKING: RequestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 1_000 };

describe('hub: states after a connect', () => {
    let hub: Simulator;
    let client: ClientHub;
    let upkeep: Upkeep;
    let received: ReceivedFrame[];

    async function begin(
        { requestStates = true, ...settings }: Settings & { requestStates?: boolean } = {},
        options: SimulatorOptions = {},
    ): Promise<void> {
        hub = await startSilentHub(options);
        client = new ClientHub(hub.url, settings);
        upkeep = new Upkeep(client.hub, { intervals: [], requestStates, report: () => {} });
        received = [];
        client.listen('#', (one) => received.push(one));
    }

    afterEach(async () => {
        upkeep.end();
        await endClientHubs();
        await endHubs();
    });
    leavesNothing();

    const states = (): ReceivedFrame[] => received.filter(({ frame }) => /^(relay|led)\/[^/]+$/.test(frame.topic));
    const gets = (): string[] => hub.received.filter((line) => line.includes('/get"'));
    const toggle = (relay: string, requestOptions = ASKING): Promise<unknown> =>
        new Promise((resolve) => {
            client.hub.request(`${relay}/set`, 'toggle', requestOptions, (answer) =>
                resolve(answer.ok ? answer.value?.frame.payload.state : answer.reason.code),
            );
        });

    it('each relay and the LED is requested once, and the responses are marked', async () => {
        await begin();
        await client.ready();
        await until(() => states().length === 3, 'three states');
        assert.deepEqual(
            states().map(({ frame, requested }) => [frame.topic, frame.payload.state, requested]),
            [
                ['led/-', 'off', true],
                [RELAY, null, true],
                [OTHER, null, true],
            ],
        );
        assert.equal(gets().length, 3);
        assert.ok(client.hub.isKnown(RELAY) && client.hub.isKnown('led/-'));
    });

    it('a toggle works after a reconnect, on the state that the hub has then', async () => {
        await begin();
        await client.ready();
        client.hub.publish(`${RELAY}/set`, true, () => {});
        await until(() => hub.relay(RELAY) === true, 'the relay');
        await until(() => states().some(({ frame }) => frame.payload.state === true), 'its state');
        hub.dropAll();
        await client.state('waiting');
        await client.state('connected');
        assert.ok(!client.hub.isKnown(RELAY), 'what was known before the break does not count');
        assert.equal(await toggle(RELAY), false);
        assert.equal(hub.relay(RELAY), false);
    });

    it('a toggle that is sent at once waits for the state, in the order of its node', async () => {
        await begin();
        const queued: RequestOptions = { ...ASKING, policy: { kind: 'queue', size: 9, ageMs: 10_000 } };
        await client.ready();
        client.hub.publish(`${RELAY}/set`, true, () => {});
        await until(() => hub.relay(RELAY) === true, 'the relay');
        client.hub.reconnect();
        const results = [toggle(RELAY, queued), toggle(RELAY, queued), toggle(RELAY, queued)];
        assert.deepEqual(await Promise.all(results), [false, true, false]);
    });

    it('a toggle of a relay that is not listed fails as before, without waiting for the others', async () => {
        await begin({}, { devices: [RELAY] });
        await client.ready();
        await until(() => states().length > 0, 'the states');
        assert.equal(await toggle(OTHER), 'relay-unknown');
        assert.equal(await toggle(RELAY), 'relay-unswitched');
    });

    it('a toggle on a hub that lists nothing fails after three seconds at most', async () => {
        await begin({}, { refuses: ['-/-'], devices: [] });
        await client.ready();
        const before = Date.now();
        assert.equal(await toggle(RELAY), 'relay-unknown');
        assert.ok(Date.now() - before < 6_000);
    });

    it('switched off: nothing is requested, and a toggle fails at once', async () => {
        await begin({ requestStates: false });
        await client.ready();
        await until(() => upkeep.devices.listedAt !== undefined, 'the list');
        assert.equal(await toggle(RELAY), 'relay-unknown');
        assert.deepEqual(gets(), []);
    });

    it('commands of flows go first: the requests wait for all that is queued', async () => {
        const clock = new ManualClock();
        await begin({ gapMs: 50, clock });
        await client.ready();
        await until(() => upkeep.devices.listedAt !== undefined, 'the list');
        await until(() => client.hub.counters.waiting === 1, 'the first request of a state, queued');
        for (let n = 0; n < 4; n++)
            client.hub.publish('window/-/set', { n }, () => {}, { owner: { n }, policy: { kind: 'fail' } });
        for (let n = 0; n < 5; n++) clock.advance(50);
        await until(() => gets().length > 0, 'a request');
        const lines = hub.received.filter((line) => /window|get"/.test(line));
        assert.deepEqual(
            lines.map((line) => (line.includes('get"') ? 'get' : 'window')),
            ['window', 'window', 'window', 'window', 'get'],
        );
    });

    it('the state that a flow’s own request or command brings is not marked', async () => {
        await begin();
        await client.ready();
        await until(() => states().length === 3, 'three states');
        client.hub.publish(`${RELAY}/get`, {}, () => {});
        client.hub.publish(`${RELAY}/set`, true, () => {});
        await until(() => states().length === 5, 'two more');
        assert.deepEqual(
            states()
                .slice(3)
                .map(({ requested }) => requested),
            [undefined, undefined],
        );
    });
});
