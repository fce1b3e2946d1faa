// Commands to a hub: sent now or refused with a reason, and each callback called exactly once.

import assert from 'node:assert/strict';
import type { ReasonCode } from '../../src/base/errors';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { afterRequest, endServers, listen, serverFrame, upgradeResponse } from '../support/servers';
import { until } from '../support/wait';

describe('hub: publish', () => {
    leavesNothing(endClientHubs, endServers, endHubs);

    it('calls "done" once the text is written, never before [O4]', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.connect();
        let done = 0;
        client.hub.publish('relay/i2c0-3b/set', { state: true }, (fault) => {
            assert.equal(fault, undefined);
            done++;
        });
        assert.equal(done, 0, 'not within the call');
        await until(() => done === 1, 'the confirmation');
        await until(() => simulator.relay('relay/i2c0-3b') === true, 'the relay');
        assert.equal(simulator.received.at(-1), '["relay/i2c0-3b/set", {"state":true}]');
        assert.equal(done, 1);
    });

    it('order is kept [R17]', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        await client.connect();
        const outcomes: number[] = [];
        for (let i = 0; i < 200; i++) client.hub.publish(`led/${i}/get`, {}, () => outcomes.push(i));
        await until(() => simulator.received.length === 201 && outcomes.length === 200, 'all commands');
        assert.deepEqual(
            simulator.received.slice(1),
            outcomes.map((i) => `["led/${i}/get", {}]`),
        );
        assert.deepEqual(
            outcomes,
            [...outcomes].sort((a, b) => a - b),
        );
    });

    const BAD: readonly (readonly [name: string, topic: unknown, payload: unknown, code: ReasonCode])[] = [
        ['no topic', undefined, {}, 'topic-missing'],
        ['a filter', 'relay/+/set', {}, 'topic-wildcard'],
        ['a state that is none', 'relay/i2c0-3b/set', 'maybe', 'relay-state'],
        ['a payload that is no object', 'a/b/c', [1], 'payload-not-object'],
        ['a payload that JSON cannot hold', 'a/b/c', { n: 1n }, 'payload-value'],
    ];
    for (const [name, topic, payload, code] of BAD) {
        it(`${name}: refused at once as ${code}, nothing sent`, async () => {
            const simulator = await startSilentHub();
            const client = new ClientHub(simulator.url);
            await client.connect();
            const outcomes: unknown[] = [];
            client.hub.publish(topic, payload, (fault) => outcomes.push(fault?.code));
            assert.deepEqual(outcomes, [code]);
            assert.equal(await client.publish('led/-/get', {}), undefined);
            await until(() => simulator.received.length === 2, 'the good command');
            assert.equal(outcomes.length, 1);
        });
    }

    it('a bad command is refused with its own reason also while offline', async () => {
        const client = new ClientHub('ws://127.0.0.1:1/');
        assert.equal(await client.publish('', {}), 'topic-missing');
        assert.equal(await client.publish('led/-/get', {}), 'not-connected');
    });

    it('offline commands are refused in every state, and never sent later', async () => {
        const simulator = await startSilentHub({ fault: { kind: 'stall' } });
        const client = new ClientHub(simulator.url, { handshakeMs: 50 });
        const command = (): Promise<string | undefined> => client.publish('led/-/get', {});
        assert.equal(await command(), 'not-connected', 'disconnected');
        const leave = client.hub.join();
        assert.equal(await command(), 'not-connected', 'connecting');
        simulator.fault({ kind: 'refuse', status: 503 });
        await client.state('waiting');
        assert.equal(await command(), 'not-connected', 'waiting');
        simulator.fault(null);
        await client.state('connected');
        assert.equal(await command(), undefined, 'connected');
        leave();
        assert.equal(await command(), 'not-connected', 'closing');
        await until(() => simulator.clients === 0, 'the end of the socket');
        assert.deepEqual(simulator.received, ['["clown.talk/-/config/set", {}]', '["led/-/get", {}]']);
    });

    it('commands of a lost connection fail, each once', async () => {
        const port = await listen((socket) =>
            afterRequest(socket, (head) => {
                socket.write(upgradeResponse(head));
                // Commands leave for a hub that has sent a frame.
                socket.write(serverFrame(1, '["a", {}]'));
                socket.pause();
            }),
        );
        const client = new ClientHub(`ws://127.0.0.1:${port}/`);
        await client.ready();
        const reports: (string | undefined)[] = [];
        const text = 'x'.repeat(900_000);
        const sendOptions = { owner: {}, policy: { kind: 'fail' } } as const;
        // The operating system takes some of it; then we hold back, and then refuse.
        for (let sent = 0; sent < 100 && !reports.includes('write-full'); sent++) {
            client.hub.publishRaw(text, sendOptions, (fault) => reports.push(fault?.code));
        }
        assert.ok(reports.includes('write-full'), reports.join());
        const refused = reports.length;
        await endServers();
        await client.state('waiting');
        await until(() => reports.length > refused, 'the lost ones');
        const before = reports.length;
        await client.hub.close();
        assert.equal(reports.length, before);
        assert.ok(reports.includes('not-written'), reports.join());
    });

    it('a callback that throws is reported, and the others are called all the same', async () => {
        const simulator = await startSilentHub();
        const client = new ClientHub(simulator.url);
        const outcomes: string[] = [];
        const publish = (name: string): void => {
            client.hub.publish('led/-/get', {}, () => {
                outcomes.push(name);
                throw new Error(name);
            });
        };
        publish('offline');
        await client.connect();
        publish('first');
        publish('second');
        await until(() => outcomes.length === 3, 'all reports');
        publish('lost');
        publish('lost too');
        simulator.dropAll();
        await until(() => outcomes.length === 5, 'the reports of the lost');
        await client.state('connected');
        assert.deepEqual(
            client.failures.map(String),
            outcomes.map((name) => `Error: ${name}`),
        );
    });
});
