// When commands begin to leave for a hub, in which order, and what the frame that begins it counts for.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Reason, Result } from '../../src/base/errors';
import { READY_MS } from '../../src/connection/start-message';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { Policy } from '../../src/send/outbox';
import { LATE_MS } from '../../src/send/queue-limits';
import type { RequestOptions, SendOptions } from '../../src/send/request';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { LED, LIST, NO_DEVICES, START } from '../support/lines';
import { ManualClock } from '../support/manual-clock';
import { until } from '../support/wait';

const RELAY = 'relay/i2c0-3b';
const QUEUE: Policy = { kind: 'queue', size: 100, ageMs: 60_000 };

/** A sender of its own whose frames wait for a link. */
const patient = (): SendOptions => ({ owner: {}, policy: QUEUE });
const requestOptions = (more: Partial<RequestOptions> = {}): RequestOptions => ({
    ...patient(),
    timeoutMs: 60_000,
    ...more,
});

describe('hub: ready', () => {
    leavesNothing(endClientHubs, endHubs);

    it('what waited leaves after the start message, its repeat and the start frames, in order [O6]', async () => {
        const simulator = await startSilentHub({ fault: { kind: 'mute' } });
        const clock = new ManualClock();
        const client = new ClientHub(simulator.url, { clock, startFrames: [`${LIST}\n`, `${LED}\n`] });
        const sendOptions = patient();
        let sent = 0;
        for (let index = 0; index < 20; index++) {
            client.hub.publish(
                `window/${index}/set`,
                {},
                (fault) => sent++ || assert.equal(fault, undefined),
                sendOptions,
            );
        }
        await client.connect();
        await until(() => simulator.received.length === 1, 'the start message');
        client.hub.publish('window/last/set', {}, () => {}, sendOptions);
        clock.advance(READY_MS);
        await until(() => sent === 20 && simulator.received.length === 28, 'all of them');
        const commands = Array.from({ length: 20 }, (_, index) => `["window/${index}/set", {}]`);
        assert.deepEqual(simulator.received, [
            ...[START, START, START, LIST, LIST],
            ...[LIST, LED, ...commands, '["window/last/set", {}]'],
        ]);
    });

    it('the start message has a message of its own, also if the hub sends at once', async () => {
        const server = createServer();
        const messages: string[] = [];
        const hubs = new WebSocketServer({ noServer: true });
        server.on('upgrade', (request, socket: Socket, head) => {
            // Its first frame comes together with the answer that opens the link.
            socket.cork();
            hubs.handleUpgrade(request, socket, head, (ws) => {
                ws.on('message', (data) => messages.push(String(data)));
                ws.send('["a", {}]');
                socket.uncork();
            });
        });
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const client = new ClientHub(`ws://127.0.0.1:${port}/`, { startFrames: [`${LIST}\n`, `${LED}\n`] });
        await client.connect();
        await until(() => messages.join('').includes(LED), 'the first frames');
        assert.equal(messages[0], `${START}\n`);
        assert.equal(messages.slice(1).join(''), `${LIST}\n${LED}\n`);
        await endClientHubs();
        await new Promise((resolve) => server.close(resolve));
    });

    it('nothing leaves before, whatever policy it has', async () => {
        const simulator = await startSilentHub({ fault: { kind: 'mute' } });
        const clock = new ManualClock();
        const client = new ClientHub(simulator.url, { clock });
        await client.connect();
        client.hub.publish('led/-/get', {}, () => {});
        client.hub.publish('led/-/set', 'on', () => {}, patient());
        clock.advance(READY_MS - 1);
        const startMessage = [START, START, START, LIST, LIST];
        await until(
            () => simulator.received.length === startMessage.length,
            'the start message, its repeat and the request',
        );
        simulator.send('garbage');
        await until(() => client.faults.length === 1, 'the bad frame');
        assert.deepEqual(simulator.received, startMessage);
        simulator.send('["a", {}]');
        await until(() => simulator.received.length === startMessage.length + 2, 'both commands');
        assert.deepEqual(simulator.received, [...startMessage, LED, '["led/-/set", {"state":"on"}]']);
    });

    it('while the bridge is known not to have started, commands wait or fail with that reason; then they leave', async () => {
        const simulator = await startSilentHub({ fault: { kind: 'mute' } });
        const clock = new ManualClock();
        const client = new ClientHub(simulator.url, { clock, startFrames: [`${LED}\n`] });
        let readies = 0;
        client.hub.onReady(() => readies++);
        await client.connect();
        clock.advance(READY_MS);
        await until(() => simulator.received.at(-1) === LED, 'the start frame, for the hub was silent');
        simulator.send(NO_DEVICES);
        await until(() => client.topics.length === 1, 'the empty list');
        assert.deepEqual(client.hub.state, { ...client.hub.state, name: 'connected', notStarted: true });
        const faults: (Reason | undefined)[] = [];
        client.hub.publish(`${RELAY}/set`, true, (fault) => faults.push(fault));
        client.hub.publish(`${RELAY}/set`, false, (fault) => faults.push(fault), patient());
        clock.advance(LATE_MS);
        assert.deepEqual(faults, [{ code: 'not-started', params: { topic: `${RELAY}/set`, seconds: 10 } }]);
        const before = simulator.received.length;
        simulator.send('["thermometer/i2c0-48", {"temperature": [20, "\\u2103"]}]');
        await until(() => faults.length === 2, 'the command that may wait longer');
        await until(() => simulator.received.at(-1) === `["${RELAY}/set", {"state":false}]`, 'its line');
        assert.equal(simulator.received.slice(before).includes(LED), true, 'the start frame was lost before');
        assert.equal(readies, 2);
        assert.equal('notStarted' in client.hub.state, false);
    });

    it('listeners are called once for each connect, after the start frames', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url, { startFrames: [`${LIST}\n`] });
        let outcomes = 0;
        const end = client.hub.onReady(() => {
            outcomes++;
            client.hub.publish('led/-/get', {}, () => {});
        });
        client.hub.onReady(() => {
            throw new Error('one who throws');
        });
        await client.connect();
        await until(() => simulator.received.length === 3, 'the command');
        simulator.dropAll();
        await until(() => simulator.received.length === 6, 'the command once more');
        assert.deepEqual(simulator.received.slice(3), [START, LIST, LED]);
        assert.equal(outcomes, 2);
        assert.deepEqual(client.failures.map(String), ['Error: one who throws', 'Error: one who throws']);
        end();
        simulator.dropAll();
        await until(() => simulator.received.length === 8, 'the third greeting');
        assert.equal(outcomes, 2);
    });

    it('a frame that came before a question does not answer it, though it let it leave', async () => {
        const simulator = await startSilentHub({ fault: { kind: 'mute' } });
        const client = new ClientHub(simulator.url);
        const outcomes: Result<ReceivedFrame | undefined>[] = [];
        client.hub.request(`${RELAY}/get`, {}, requestOptions(), (answer) => outcomes.push(answer));
        client.hub.request(`${RELAY}/set`, true, requestOptions({ tries: 1 }), (answer) => outcomes.push(answer));
        await client.connect();
        await until(() => simulator.received.length === 1, 'the start message');
        simulator.send(`["${RELAY}", {"state": true}]`);
        await until(() => simulator.received.length === 3, 'both commands');
        assert.deepEqual(outcomes, []);
        assert.equal(client.hub.counters.asked, 2);
    });

    it('a state that lets a toggle leave is the one that it turns round', async () => {
        const simulator = await startSilentHub({ fault: { kind: 'mute' } });
        const client = new ClientHub(simulator.url);
        client.hub.publish(`${RELAY}/set`, 'toggle', () => {}, patient());
        await client.connect();
        await until(() => simulator.received.length === 1, 'the start message');
        simulator.send(`["${RELAY}", {"state": true}]`);
        await until(() => simulator.received.length === 2, 'the command');
        assert.equal(simulator.received[1], `["${RELAY}/set", {"state":false}]`);
    });

    it('after a callback of the first command has disconnected, no listener is called', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        let outcomes = 0;
        client.hub.onReady(() => outcomes++);
        client.hub.publish(`${RELAY}/set`, 'toggle', () => client.hub.disconnect(), patient());
        client.hub.join();
        await until(() => simulator.connections === 1 && simulator.clients === 0, 'a socket that came and went');
        assert.equal(outcomes, 0);
        assert.equal(client.names.at(-1), 'disconnected');
    });

    it('the gap of a hub holds between all frames, its start frames too', async () => {
        const simulator = await startSilentHub();
        const clock = new ManualClock();
        const client = new ClientHub(simulator.url, { clock, gapMs: 50, startFrames: [`${LIST}\n`] });
        for (const state of ['on', 'off']) client.hub.publish('led/-/set', state, () => {}, patient());
        client.hub.publish('led/-/get', {}, () => {}, patient());
        await client.connect();
        for (const received of [2, 3, 4, 5]) {
            await until(() => simulator.received.length === received, `line ${received}`);
            assert.equal(client.hub.counters.waiting, 5 - received);
            clock.advance(49);
            assert.equal(client.hub.counters.waiting, 5 - received);
            clock.advance(1);
        }
        assert.deepEqual(simulator.received.slice(0, 2), [START, LIST]);
    });
});
