// Start, restart and end of a simulated hub: its counters and events, and that it leaves
// nothing behind in a host process.

import assert from 'node:assert/strict';
import { startSimulator } from '../../src/simulator';
import { realClock } from '../../src/simulator/bridge-clock';
import { connect, RawClient } from '../support/client';
import { endHubs, startHub, startSilentHub } from '../support/hub';
import { RELAY_ON, START } from '../support/lines';
import { failToListen } from '../support/no-listen';
import { firstValue, next, until } from '../support/wait';

/** Sockets, servers and timers of this process. */
function resources(): string[] {
    return process
        .getActiveResourcesInfo()
        .filter((name) => /TCP|TLS|Timeout/.test(name))
        .sort();
}

describe('simulator: lifecycle', () => {
    afterEach(endHubs);

    it('leaves no timer, socket or server after its close', async () => {
        // Mocha sets its own timer once the test has returned its promise.
        await Promise.resolve();
        const before = resources();
        const hub = await startHub({ speed: 100 });
        const clients = [await connect(hub.url), await connect(hub.url)];
        for (const client of clients) client.send(START, START);
        await until(() => clients.every(({ messages }) => messages.length > 5), 'readings');
        await hub.close();
        for (const client of clients) assert.equal((await client.end()).code, 1006);
        assert.equal(hub.clients, 0);
        await until(() => resources().join() === before.join(), `a return to [${before}]`);
    });

    it('an answer of the web side that is still to come does not outlive it', async () => {
        await Promise.resolve();
        const before = resources();
        const hub = await startHub({ broker: true, speed: 0.01 });
        const client = await connect(hub.url);
        client.send(START);
        await until(() => hub.received.length === 1, 'the start message');
        await hub.close();
        await client.end();
        await until(() => resources().join() === before.join(), `a return to [${before}]`);
    });

    it('close is idempotent, also while it runs, and nothing after it throws', async () => {
        const hub = await startSilentHub();
        const client = await connect(hub.url);
        await Promise.all([hub.close(), hub.close()]);
        await hub.close();
        hub.print('x');
        hub.send('x');
        hub.fault({ kind: 'mute' });
        hub.dropAll();
        await hub.restart();
        await client.end();
        await next(new RawClient(hub.url).socket, 'error', 'a refused connection');
    });

    it('restart: sockets drop, the port stays, the bridge has forgotten', async () => {
        const hub = await startSilentHub();
        const { port } = hub;
        const client = await connect(hub.url);
        client.send(START, RELAY_ON);
        await client.receive('relay');
        await hub.restart();
        assert.equal((await client.end()).code, 1006);
        assert.equal(hub.port, port);
        assert.equal(hub.relay('relay/i2c0-3b'), null);
        const again = await connect(hub.url);
        again.send('["relay/i2c0-3b/get", {}]', START, '["relay/i2c0-3b/get", {}]');
        assert.equal(await again.receive('relay'), '["relay/i2c0-3b", {"state": null}]');
        assert.equal(again.messages.length, 2);
    });

    it('restart with a time without a hub: connections are refused meanwhile', async () => {
        const hub = await startSilentHub();
        const client = await connect(hub.url);
        const restarted = hub.restart(100);
        await client.end();
        const [error] = await next(new RawClient(hub.url).socket, 'error');
        assert.equal((error as { code?: string }).code, 'ECONNREFUSED');
        await restarted;
        await connect(hub.url);
    });

    it('a close during a restart wins', async () => {
        const hub = await startSilentHub();
        const restarted = hub.restart(20);
        await hub.close();
        await restarted;
        await next(new RawClient(hub.url).socket, 'error', 'a refused connection');
    });

    it('a restart whose port another program has taken rejects, and a later one succeeds', async () => {
        const hub = await startSilentHub();
        const heal = failToListen('EADDRINUSE');
        await assert.rejects(hub.restart(), { code: 'EADDRINUSE' }).finally(heal);
        await hub.restart();
        await connect(hub.url);
    });

    it('closes its clients with 1000 and without a reason by default', async () => {
        const hub = await startSilentHub();
        const client = await connect(hub.url);
        hub.closeAll();
        assert.deepEqual(await client.end(), { code: 1000, reason: '' });
    });

    it('a listener that is removed, or that of a closed hub, is no longer called', async () => {
        const hub = await startSilentHub();
        const seen: string[] = [];
        const remove = hub.on('connect', () => seen.push('removed'));
        hub.on('connect', ({ client }) => seen.push(`connect ${client}`));
        hub.on('disconnect', ({ client }) => seen.push(`disconnect ${client}`));
        remove();
        await connect(hub.url);
        await hub.close();
        assert.deepEqual(seen, ['connect 1', 'disconnect 1']);
    });

    it('a port in use rejects, and leaves nothing', async () => {
        const hub = await startSilentHub();
        await assert.rejects(startSimulator({ port: hub.port }), { code: 'EADDRINUSE' });
    });

    const WRONG: readonly (readonly [string, object])[] = [
        ['port', { port: 65_536 }],
        ['port', { port: 1.5 }],
        ['speed', { speed: 0 }],
        ['speed', { speed: Number.NaN }],
        ['daySeconds', { daySeconds: -1 }],
        ['path', { path: 'auth' }],
        ['no such device', { devices: ['relay/i2c0-3c'] }],
        ['dialect', { dialect: 'old' }],
        ['no such device', { refuses: ['relay/i2c0-3c'] }],
        ['1006', { fault: { kind: 'close', code: 1006 } }],
    ];
    for (const [named, options] of WRONG) {
        it(`refuses ${JSON.stringify(options)}`, async () => {
            await assert.rejects(startSimulator(options), (error: Error) => {
                assert.ok(error instanceof TypeError);
                assert.match(error.message, new RegExp(named));
                return true;
            });
        });
    }

    it('reports connects, lines and disconnects to a listener until it is removed', async () => {
        const hub = await startSilentHub();
        const events: unknown[] = [];
        const disposers = [
            hub.on('attempt', (event) => events.push(event)),
            hub.on('connect', (event) => events.push(event)),
            hub.on('line', (event) => events.push(event)),
            hub.on('disconnect', (event) => events.push(event)),
        ];
        const client = await connect(hub.url);
        client.send(START);
        await client.receive('config/ok');
        const left = firstValue((listener) => hub.on('disconnect', listener), 'the disconnection');
        client.socket.close(1000);
        await left;
        for (const dispose of disposers) dispose();
        await connect(hub.url);
        assert.deepEqual(events, [{ count: 1 }, { client: 1 }, { client: 1, text: START }, { client: 1, code: 1000 }]);
    });

    it('only the devices it is given are there', async () => {
        const hub = await startSilentHub({ devices: ['relay/i2c0-3f', 'thermometer/i2c1-48'] });
        const client = await connect(hub.url);
        client.send(START, '["-/-/config/list", {}]');
        assert.equal(
            await client.receive('list/ok'),
            '["-/-/config/list/ok", {"sensors": ["thermometer/i2c1-48"], "actuators": ["led/-", "i2c/0", "relay/i2c0-3f"], "notifications": []}]',
        );
    });
});

describe('simulator: clock', () => {
    it('runs faster than the wall', async () => {
        const clock = realClock(1000);
        const began = performance.now();
        await firstValue(
            (listener: (value: boolean) => void) => clock.after(50_000, () => listener(true)),
            'the timer of 50 s',
        );
        const elapsedMs = performance.now() - began;
        assert.ok(clock.now() >= elapsedMs * 1000 - 1);
    });
});
