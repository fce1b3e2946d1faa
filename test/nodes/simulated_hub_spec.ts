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
import { until } from '../support/wait.js';
import { variable } from './support/flows';

const LINES = ['{"clownHubRecording":1,"hub":"Attic","devices":[]}', '{"at":0,"state":"connected"}'];

interface Opening {
    readonly socket: Socket;
    /** How it ended first: it opened, or the code for which it did not. */
    readonly outcome: Promise<string>;
    readonly closed: Promise<void>;
    /** What it has received so far. */
    readonly received: string[];
    /** Resolves with the first message. */
    readonly message: Promise<unknown>;
}

function open(hub: SimulatedHub): Opening {
    const events = new EventEmitter();
    const first = (): Promise<string> => once(events, 'outcome').then(([outcome]) => String(outcome));
    const received: string[] = [];
    const message = once(events, 'message');
    const opening = { outcome: first(), closed: once(events, 'closed').then(() => {}), received, message };
    const handlers: SocketHandlers = {
        opened: () => events.emit('outcome', 'opened'),
        message(data) {
            received.push(String(data));
            events.emit('message');
        },
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
        ['TLS settings at a plain address', at, { ...at, address: 'ws://hub.example' }, { tls: open }],
        ['TLS settings at one with a blank', at, { ...at, address: ' WS://hub.example' }, { tls: open }],
        [
            'TLS settings at an address that only has such a part',
            { ...at, address: 'wss://hub.example/ws:1' },
            simulated,
            { tls: open },
        ],
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

    it('passes on what its socket does, and nothing before it is open', async () => {
        await writeFile(join(folder, 'a.jsonl'), LINES.join('\n'));
        const { socket, outcome, closed, received, message } = open(hub);
        socket.send('too early', () => assert.fail('nothing was sent'));
        socket.ping();
        socket.close();
        assert.deepEqual([socket.bytesReceived, socket.bytesWaiting], [0, 0]);
        assert.equal(await outcome, 'opened');
        const sent = new Promise((resolve) => socket.send('["-/-/config/list", {}]\n', resolve, true));
        assert.equal((await sent) ?? null, null);
        await message;
        assert.ok(received.join('').includes('config/list/ok'), received.join(''));
        assert.ok(socket.bytesReceived > 0);
        const before = socket.bytesReceived;
        socket.ping();
        await until(() => socket.bytesReceived > before, 'the response to a ping');
        socket.close();
        await closed;
    });

    it('tells why a recording cannot be played', async () => {
        const missing = simulatedHub(100_000, { folder, file: 'b.jsonl', speed: 1, bad: () => {}, ended: () => {} });
        assert.equal(await open(missing).outcome, 'recording-unreadable');
        await missing.close();
    });

    it('fails as a simulator if it cannot start for a reason of its own', async () => {
        await writeFile(join(folder, 'a.jsonl'), [...LINES, 'x', ''].join('\n'));
        const bad = (): never => assert.fail('no line can be reported');
        const faulty = simulatedHub(100_000, { ...{ folder, file: 'a.jsonl', speed: 1 }, bad, ended: () => {} });
        assert.equal(await open(faulty).outcome, 'simulator');
        await faulty.close();
    });

    it('closes without ever having been opened, and after it could not start', async () => {
        await simulatedHub(100_000).close();
        await open(hub).outcome;
        await hub.close();
    });

    it('plays its recording in its time, and reports bad lines once and its end', async () => {
        const events = new EventEmitter();
        const bad: unknown[] = [];
        const ended = once(events, 'ended');
        const fast = simulatedHub(100_000, {
            ...{ folder, file: 'a.jsonl', speed: 10_000 },
            bad: (count, { code }) => bad.push([count, code]),
            ended: () => events.emit('ended'),
        });
        const late = '{"at":100000,"in":"[\\"led/-\\", {}]\\n"}';
        await writeFile(join(folder, 'a.jsonl'), [...LINES, late].join('\n'));
        const first = open(fast);
        await ended;
        assert.equal(bad.length, 0);
        first.socket.terminate();
        await first.closed;
        await fast.close();
        await writeFile(join(folder, 'a.jsonl'), [...LINES, 'x', 'y', late].join('\n'));
        const faulty = simulatedHub(100_000, {
            ...{ folder, file: 'a.jsonl', speed: 10_000 },
            bad: (count, { code }) => bad.push([count, code]),
            ended: () => {},
        });
        const second = open(faulty);
        assert.equal(await second.outcome, 'opened');
        assert.deepEqual(bad, [[2, 'recording-line']]);
        second.socket.terminate();
        await second.closed;
        await faulty.close();
    });
});
