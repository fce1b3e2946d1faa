// Each fault as a plain client sees it, switched on at the start and at runtime.

import assert from 'node:assert/strict';
import type { Fault } from '../../src/simulator';
import { connect, RawClient, refusal } from '../support/client';
import { endHubs, startSilentHub } from '../support/hub';
import { LED, START } from '../support/lines';
import { next, until } from '../support/wait';

describe('simulator: faults', () => {
    afterEach(endHubs);

    for (const status of [401, 404, 502]) {
        it(`refuse with ${status}, then heal`, async () => {
            const hub = await startSilentHub({ fault: { kind: 'refuse', status } });
            assert.equal((await refusal(hub.url)).status, status);
            assert.deepEqual([hub.attempts, hub.connections], [1, 0]);
            hub.fault(null);
            await connect(hub.url);
            assert.deepEqual([hub.attempts, hub.connections, hub.clients], [2, 1, 1]);
        });
    }

    for (const broker of [false, true]) {
        it(`unsubscribed: readings come, commands are lost${broker ? ' and echoed' : ''}, and it heals`, async () => {
            const hub = await startSilentHub({ broker });
            const client = await connect(hub.url);
            client.send(START, LED);
            await client.receive('"led/-"');
            hub.fault({ kind: 'unsubscribed' });
            client.send('["relay/i2c0-3b/set", {"state": true}]', '["-/-/config/list", {}]');
            await until(() => hub.received.length === 4, 'the commands');
            hub.print('["thermometer/i2c0-48", {"temperature": [20.00, "\\u2103"]}]');
            await client.receive('thermometer');
            assert.equal(hub.relay('relay/i2c0-3b'), null);
            assert.ok(!client.messages.some((message) => message.includes('sensors')));
            assert.equal(client.messages.filter((message) => message.includes('config/list"')).length, broker ? 1 : 0);
            hub.fault(null);
            client.send('["relay/i2c0-3b/set", {"state": true}]');
            await client.receive('["relay/i2c0-3b", {"state": true}]');
        });
    }

    it('stall: the handshake is never answered', async () => {
        const hub = await startSilentHub({ fault: { kind: 'stall' } });
        const client = new RawClient(hub.url, { handshakeTimeout: 100 });
        const [error] = await next(client.socket, 'error');
        assert.match(String(error), /handshake has timed out/);
        assert.equal(hub.attempts, 1);
    });

    it('a stalled handshake does not hold up the end of the hub', async () => {
        const hub = await startSilentHub({ fault: { kind: 'stall' } });
        const client = new RawClient(hub.url);
        await until(() => hub.attempts === 1, 'the handshake');
        await hub.close();
        await client.end();
    });

    it('drop: open, then 1006 at once', async () => {
        const hub = await startSilentHub({ fault: { kind: 'drop' } });
        const client = new RawClient(hub.url);
        await next(client.socket, 'open');
        assert.equal((await client.end()).code, 1006);
        assert.equal(hub.connections, 1);
    });

    it('drop after two frames', async () => {
        const hub = await startSilentHub({ fault: { kind: 'drop', afterFrames: 2 } });
        const client = await connect(hub.url);
        client.send(START, LED, LED, LED);
        assert.equal((await client.end()).code, 1006);
        assert.ok(client.messages.length <= 2);
    });

    it('close with code and reason', async () => {
        const hub = await startSilentHub({ fault: { kind: 'close', code: 1013, reason: 'later' } });
        const client = await connect(hub.url);
        assert.deepEqual(await client.end(), { code: 1013, reason: 'later' });
    });

    it('mute: nothing is sent or obeyed, pings get pongs', async () => {
        const hub = await startSilentHub();
        const client = await connect(hub.url);
        client.send(START);
        await client.receive('config/ok');
        hub.fault({ kind: 'mute' });
        client.send('["relay/i2c0-3b/set", {"state": true}]', LED);
        const pong = next(client.socket, 'pong');
        client.socket.ping();
        await pong;
        assert.equal(hub.received.length, 3);
        assert.equal(hub.relay('relay/i2c0-3b'), null);
        hub.fault(null);
        client.send(LED);
        await client.receive('led/-');
        assert.equal(client.messages.length, 2);
    });

    for (const [kind, sendsFrames] of [
        ['no-pong', true],
        ['half-open', false],
    ] as const) {
        it(`${kind}: pings get no pong, frames ${sendsFrames ? 'still come' : 'do not come either'}`, async () => {
            const hub = await startSilentHub({ fault: { kind } });
            const client = await connect(hub.url);
            let pongs = 0;
            client.socket.on('pong', () => {
                pongs += 1;
            });
            client.socket.ping();
            client.send(START, LED);
            await until(() => hub.received.length === 2, 'the arrival of both lines');
            if (sendsFrames) await client.receive('led/-');
            hub.fault(null);
            const pong = next(client.socket, 'pong');
            client.socket.ping();
            await pong;
            assert.equal(pongs, 1);
            assert.equal(client.messages.length, sendsFrames ? 2 : 0);
        });
    }

    it('rubbish: all of it at once, then some before each frame; real frames come through', async () => {
        const hub = await startSilentHub({ fault: { kind: 'rubbish' } });
        const client = await connect(hub.url);
        client.send(START, LED);
        await client.receive('"device":"bridge"');
        await client.receive('["led/-", {"state": "off"}]');
        assert.ok(client.messages.includes('garbage'));
        assert.ok(client.messages.includes(''));
        assert.equal(client.binary, 1);
    });

    it('half a burst: whole frames, then a broken one and 1006', async () => {
        const hub = await startSilentHub({ fault: { kind: 'half-burst', frames: ['one', 'two', 'three'] } });
        const client = await connect(hub.url);
        // Also where the client has sent more by then.
        client.send(`${START}${START}`);
        client.send(START);
        assert.equal((await client.end()).code, 1006);
        assert.deepEqual(client.messages.slice(1), ['one', 'two']);
    });

    it('dropAll and closeAll end every socket', async () => {
        const hub = await startSilentHub();
        const [one, other] = [await connect(hub.url), await connect(hub.url)];
        hub.dropAll();
        assert.deepEqual([(await one.end()).code, (await other.end()).code], [1006, 1006]);
        const third = await connect(hub.url);
        hub.closeAll(1012, 'restart');
        assert.deepEqual(await third.end(), { code: 1012, reason: 'restart' });
    });

    const IMPOSSIBLE: readonly Fault[] = [
        { kind: 'close', code: 1006 },
        { kind: 'close', code: 99 },
        { kind: 'close', code: 1000, reason: 'x'.repeat(124) },
        { kind: 'refuse', status: 101 },
    ];
    for (const fault of IMPOSSIBLE) {
        it(`${JSON.stringify(fault).slice(0, 40)} is refused at once, not in the middle of an event`, async () => {
            const hub = await startSilentHub();
            assert.throws(() => hub.fault(fault), TypeError);
            await connect(hub.url);
        });
    }
});
