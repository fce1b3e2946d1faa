// The port of a played recording in an outage.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import WebSocket from 'ws';
import { startReplay } from '../../src/simulator';
import { leavesNothing } from '../support/leaks.js';

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
