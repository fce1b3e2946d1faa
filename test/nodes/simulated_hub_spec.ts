// The simulated hub of a hub node, without a flow: when it starts, and what it leaves.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { checkedSettings } from '../../nodes/runtime/hub/hub-setup';
import { type PlayedRecording, type SimulatedHub, simulatedHub } from '../../nodes/runtime/hub/simulated-hub';
import type { Socket, SocketHandlers } from '../../src/connection/socket-types';
import { makeFolder, removeFolder } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { variable } from './support/flows';

const LINES = ['{"clownHubRecording":1,"hub":"Attic","devices":[]}', '{"at":0,"state":"connected"}'];

interface Opening {
    readonly socket: Socket;
    /** How it ended first: it opened, or the code for which it did not. */
    readonly outcome: Promise<string>;
    readonly closed: Promise<void>;
}

function open(hub: SimulatedHub): Opening {
    const events = new EventEmitter();
    const first = (): Promise<string> => once(events, 'outcome').then(([outcome]) => String(outcome));
    const opening = { outcome: first(), closed: once(events, 'closed').then(() => {}) };
    const handlers: SocketHandlers = {
        opened: () => events.emit('outcome', 'opened'),
        message: () => undefined,
        closed: ({ code }) => {
            events.emit('outcome', code);
            events.emit('closed');
        },
    };
    return { socket: hub.openSocket(handlers), ...opening };
}

describe('the settings of a hub', () => {
    // No variable is set.
    const util = { evaluateNodeProperty: () => '', getSetting: () => undefined };
    const RED = { util, settings: {} } as unknown as NodeAPI;
    const checked = (settings: object) => checkedSettings(RED, {} as Node, settings, {}).ok;
    const simulated = { place: 'simulated' };
    const at = { place: 'address', address: 'wss://hub.example' };
    const open = variable('OPEN');

    const rows: readonly (readonly [string, used: object, unused: object, settings: object])[] = [
        ['an address', at, simulated, { address: `ws://${open}:1` }],
        ['a subprotocol', at, simulated, { subprotocol: open }],
        ['TLS settings', at, simulated, { tls: open }],
        ['a proxy', at, simulated, { proxy: open }],
        ['headers', at, simulated, { headers: [{ name: `X-${open}`, slot: 'header1' }] }],
        ['a recording', simulated, at, { recording: `${open}.jsonl` }],
        ['the speed of a recording', simulated, at, { replaySpeed: open }],
        ['TLS settings at a plain address', at, { ...at, address: ' WS://hub.example' }, { tls: open }],
    ];
    for (const [name, used, unused, settings] of rows) {
        it(`may hold anything where it is not used: ${name}`, () => {
            assert.equal(checked({ ...used, ...settings }), false);
            assert.equal(checked({ ...settings, ...unused }), true);
        });
    }
});

describe('the simulated hub of a node', () => {
    let folder: string;
    let hub: SimulatedHub;

    beforeEach(async () => {
        folder = await makeFolder('simulated');
        const played: PlayedRecording = { folder, file: 'a.jsonl', speed: 1, bad: () => {}, ended: () => {} };
        hub = simulatedHub(100_000, played);
    });
    afterEach(async () => {
        await hub.close();
        await removeFolder(folder);
    });
    leavesNothing();

    it('starts with a later attempt if the first one failed', async () => {
        assert.equal(await open(hub).outcome, 'recording-unreadable');
        await writeFile(join(folder, 'a.jsonl'), LINES.join('\n'));
        const { socket, outcome, closed } = open(hub);
        assert.equal(await outcome, 'opened');
        socket.terminate();
        await closed;
    });

    it('opens no socket that was given up while it started', async () => {
        await writeFile(join(folder, 'a.jsonl'), LINES.join('\n'));
        const { socket, outcome } = open(hub);
        socket.terminate();
        assert.equal(await outcome, 'simulator');
    });
});
