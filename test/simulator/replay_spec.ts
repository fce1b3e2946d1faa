// The port of a played recording in an outage.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import WebSocket from 'ws';
import { startReplay } from '../../src/simulator';
import { connect, refusal } from '../support/client';
import { leavesNothing } from '../support/leaks.js';

describe('a played hub', () => {
    leavesNothing();

    it('has an address, a login, a speed and events, and ends its clients', async () => {
        const header = { clownHubRecording: 1, pack: '', nodeRed: '', nodejs: '', started: '', hub: '', devices: [] };
        const data = '["thermometer/i2c0-48", {"temperature": [20.5, "C"]}]';
        const events = [{ at: 50_000, kind: 'in', data, isBase64: false }] as const;
        const options = { user: 'clown', password: 'word', path: '/hub', speed: 1_000 };
        const hub = await startReplay({ header, events, badLines: 0, firstFault: undefined }, options);
        try {
            assert.deepEqual([hub.host, hub.url], ['127.0.0.1', `ws://127.0.0.1:${hub.port}/hub`]);
            assert.equal(hub.urlFor('attic'), `ws://attic:${hub.port}/hub`);
            assert.equal((await refusal(hub.url)).status, 401);
            const seen: unknown[] = [];
            hub.on('connect', (event) => seen.push(event));
            const remove = hub.on('played', () => seen.push('removed'));
            remove();
            const isPlayed = new Promise((resolve) => hub.on('played', resolve));
            const headers = { Authorization: `Basic ${btoa('clown:word')}` };
            const client = await connect(hub.url, { headers });
            assert.equal(await client.receive('thermometer'), data);
            assert.deepEqual(await isPlayed, {});
            client.send('["led/-/set", {"state": "on"}]');
            await client.receive('["led/-", {"state": "on"}]');
            await hub.close();
            assert.equal((await client.end()).code, 1006);
            assert.deepEqual(seen, [{ client: 1 }]);
        } finally {
            await hub.close();
        }
    });

    it('does not start at a port that is in use', async () => {
        const header = { clownHubRecording: 1, pack: '', nodeRed: '', nodejs: '', started: '', hub: '', devices: [] };
        const recording = { header, events: [], badLines: 0, firstFault: undefined };
        const hub = await startReplay(recording);
        try {
            await assert.rejects(startReplay(recording, { port: hub.port }), { code: 'EADDRINUSE' });
            await assert.rejects(startReplay(recording, { port: -1 }), TypeError);
        } finally {
            await hub.close();
        }
    });
});

describe('a played outage', () => {
    leavesNothing();

    it('lasts until another program has left the port, and says so', async () => {
        const header = { clownHubRecording: 1, pack: '', nodeRed: '', nodejs: '', started: '', hub: '', devices: [] };
        const events = [
            { at: 0, kind: 'state', state: 'waiting', code: undefined },
            { at: 400, kind: 'end', reason: 'time' },
        ] as const;
        const hub = await startReplay({ header, events, badLines: 0, firstFault: undefined }, {});
        const other = createServer();
        const client = new WebSocket(hub.url);
        let later: WebSocket | undefined;
        try {
            const blocked = new Promise<number>((resolve) => hub.on('blocked', ({ port }) => resolve(port)));
            client.on('error', () => {});
            await new Promise((resolve) => client.once('close', resolve));
            other.listen(hub.port, '127.0.0.1');
            await once(other, 'listening');
            assert.equal(await blocked, hub.port);
            other.close();
            for (let tries = 0; tries < 100 && later?.readyState !== WebSocket.OPEN; tries++) {
                const attempt = new WebSocket(hub.url);
                attempt.on('error', () => {});
                await new Promise((resolve) => attempt.once('open', resolve).once('close', resolve));
                later = attempt;
                if (later.readyState !== WebSocket.OPEN) await new Promise((resolve) => setTimeout(resolve, 20));
            }
            assert.equal(later?.readyState, WebSocket.OPEN);
        } finally {
            later?.terminate();
            await hub.close();
            other.close();
        }
    });
});
