// For arbitrary data of a hub and arbitrary messages of a flow: nothing is thrown, each is counted, and afterwards all works.
// A short run each time; `npm run fuzz` makes a long one of it, with a new seed that it prints.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ROUTES } from '../../nodes/shared/views';
import type { Hub } from '../../src/hub';
import { COMMAND_KINDS } from '../../src/protocol/kinds';
import { getHere } from '../nodes/support/admin';
import { dynamicNode, hubNode, type Item, inNode, outNode, requestNode, tab } from '../nodes/support/flows';
import { oddMessages } from '../nodes/support/odd-messages';
import { endPeers, type Peer, startPeer } from '../nodes/support/peer';
import { quicken } from '../nodes/support/quick-clock';
import { give, load, logLines, node, requireFromNodeRed, settled, unload } from '../nodes/support/runtime';
import { HOSTILE } from '../support/hostile.js';
import { leavesNothing } from '../support/leaks.js';
import { assertPrototypesUnchanged } from '../support/results.js';
import { until } from '../support/wait.js';
import { Chance } from './support/chance';
import { isBlank, oddLine } from './support/lines';

const FRAMES = Number(process.env.CLOWN_FUZZ_FRAMES ?? 20_000);
const MESSAGES = Number(process.env.CLOWN_FUZZ_MESSAGES ?? 2_000);
const SEED = Number(process.env.CLOWN_FUZZ_SEED ?? 1);
/** Lines in one message of the hub, and messages that are given before their ends are waited for. */
const [LINES, CROWD] = [100, 100];

interface Hooks {
    add(name: string, hook: (event: { node: { id: string }; error?: string & { code?: string } }) => void): void;
    remove(name: string): void;
}
const { hooks } = requireFromNodeRed('@node-red/util') as { hooks: Hooks };

/** Wired to nothing, so that nothing is kept. */
function bare([item]: readonly Item[]): Item {
    assert.ok(item);
    return { ...item, wires: [] };
}

describe(`fuzz, seed ${SEED} [L1, T11]`, () => {
    let peer: Peer;
    const thrown: unknown[] = [];
    const note = (error: unknown): void => void thrown.push(error);

    beforeEach(async () => {
        thrown.length = 0;
        process.on('unhandledRejection', note);
        peer = await startPeer();
    });
    afterEach(async () => {
        process.off('unhandledRejection', note);
        hooks.remove('*.fuzz');
        await unload();
        await endPeers();
    });
    leavesNothing();

    /** An unexpected error is logged with its stack. */
    function assertNothingThrown(): void {
        assert.deepEqual(thrown, []);
        assert.deepEqual(
            logLines.map(({ msg }) => String(msg)).filter((line) => /\n +at /.test(line)),
            [],
        );
        assertPrototypesUnchanged();
    }

    function client(): Hub {
        return (node('hub') as unknown as { hub: { value: Hub } }).hub.value;
    }

    async function connected(items: readonly Item[]): Promise<void> {
        await load([tab(), hubNode({ address: peer.url, maxSize: '65536', heartbeat: '0' }), ...items]);
        await until(() => peer.lines.length > 0, 'the start message');
        peer.send('["boot/-", {}]');
        await until(() => client().counters.framesIn === 1, 'the first frame');
    }

    it(`${FRAMES.toLocaleString('en')} lines of a hub`, async function () {
        this.timeout(30_000 + FRAMES);
        const outputs = ['payload', 'values', 'each', 'text'].map((output) => bare(inNode(output, { output })));
        const quantity = bare(inNode('quantity', { output: 'quantity', quantity: 'temperature', showValue: true }));
        const watching = bare(inNode('watching', { topic: 'led/-', silentAfter: '600', replay: true }));
        const requestOptions = bare(requestNode('asking', { answer: '#', timeout: '600' }));
        await connected([...outputs, quantity, watching, bare(dynamicNode('dynamic')), requestOptions, outNode()]);
        const chance = new Chance(SEED);
        let owed = client().counters.framesIn + client().counters.badFrames;
        for (let sent = 0; sent < FRAMES; sent += LINES) {
            const lines = Array.from({ length: LINES }, () => oddLine(chance));
            owed += lines.filter((line) => !isBlank(line)).length;
            peer.send(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
            if (sent % (20 * LINES) === 0) {
                give('asking', { _msgid: 'm', topic: 'window/-/get', payload: {} });
                give('out', { _msgid: 'm', topic: 'relay/i2c0-3b/set', payload: 'toggle' });
                await getHere(ROUTES.hubs);
            }
            const { framesIn, badFrames } = client().counters;
            if (owed - framesIn - badFrames > 5_000) await seen(owed, 0);
        }
        await seen(owed, 0);
        await getHere(ROUTES.diagnostics.replace(':id', 'hub'));
        const { framesIn, badFrames, reconnects } = client().counters;
        assert.equal(framesIn + badFrames, owed);
        assert.equal(reconnects, 0);
        assert.ok(framesIn > FRAMES / 10 && badFrames > FRAMES / 10, `${framesIn} frames, ${badFrames} bad lines`);
        assertNothingThrown();
        assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });

    function seen(owed: number, more: number): Promise<void> {
        const all = (): boolean => client().counters.framesIn + client().counters.badFrames >= owed - more;
        return until(all, `line ${owed}`, 30_000);
    }

    it(`${MESSAGES.toLocaleString('en')} messages of a flow`, async function () {
        this.timeout(60_000 + MESSAGES * 5);
        // Queued commands and requests without a response end in moments instead of seconds.
        quicken(50);
        const msg = { topic: 'topic', topicType: 'msg', device: 'device', deviceType: 'msg', payloadType: 'msg' };
        const outs = COMMAND_KINDS.map((command) => outNode(`out-${command}`, { command, ...msg }));
        const asks = COMMAND_KINDS.filter((kind) => kind !== 'raw').map((command) =>
            bare(requestNode(`ask-${command}`, { command, timeout: '1', ...msg })),
        );
        const kept = outNode('kept', { offline: 'queue', queueSize: '10', confirm: true, tries: '2', ...msg });
        await connected([...outs, ...asks, kept, bare(dynamicNode('dynamic'))]);
        const ends = new Map<string, number>();
        hooks.add('onComplete.fuzz', ({ node: { id }, error }) => {
            ends.set(id, (ends.get(id) ?? 0) + 1);
            if (error && !(error.code && `${error}`)) note(new Error(`${id} failed without a code: ${error}`));
        });
        const chance = new Chance(SEED);
        const targets = [...outs, ...asks, kept].map(({ id }) => id);
        const given = new Map<string, number>();
        for (let count = 0; count < MESSAGES; count += CROWD) {
            const seed = (SEED + count) | 0;
            for (const [kind, odd] of fc.sample(oddMessages(COMMAND_KINDS), { numRuns: CROWD, seed })) {
                const isHostile = chance.once(3);
                const id = isHostile ? chance.of([...targets, 'dynamic']) : chance.of([`out-${kind}`, `ask-${kind}`]);
                const own = id === 'ask-raw' ? 'ask-message' : id;
                give(own, isHostile ? hostile(odd, chance) : odd);
                given.set(own, (given.get(own) ?? 0) + 1);
            }
            const all = (): boolean => [...given].every(([id, wanted]) => (ends.get(id) ?? 0) >= wanted);
            await until(all, `the end of message ${count}`, 20_000).catch((error: Error) => {
                const open = [...given].filter(([id, wanted]) => (ends.get(id) ?? 0) < wanted);
                throw new Error(`${error.message}; open: ${open}`);
            });
        }
        await settled();
        assert.deepEqual([...ends].sort(), [...given].sort(), 'one end for each message');
        assertNothingThrown();
        // It still works.
        const before = peer.lines.length;
        give('out-message', { _msgid: 'm', topic: 'window/-/set', payload: { last: 'one' } });
        await until(() => peer.lines.slice(before).some((line) => line.includes('"last"')), 'the last command');
    });
});

/** Fields that a node reads, each perhaps with what no flow should hold; the message perhaps frozen, or with a cycle. */
function hostile(msg: object, chance: Chance): object {
    const changed: Record<string, unknown> = { ...msg };
    for (const field of ['topic', 'payload', 'device', 'action', 'state']) {
        // An action is always a text.
        if (chance.once(3)) changed[field] = chance.of(CHEAP)();
    }
    if (chance.once(10)) changed.self = changed;
    return chance.once(5) ? Object.freeze(changed) : changed;
}

/** The others would be slow a hundred thousand times over, and have tests of their own. */
const CHEAP = HOSTILE.filter(([name]) => !/million|100,000|endless|shared|long name|billion/.test(name)).map(
    ([, make]) => make,
);
