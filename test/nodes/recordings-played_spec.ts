// Plays each recording of test/data/recordings through the nodes, as fast as they take it, and compares every message with what
// stands beside it. `npm run recordings -- --update` writes that anew.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFrame } from '../../src/protocol/frame';
import { type Recording, readRecording } from '../../src/recording/reader';
import { type RunningHub, startReplay } from '../../src/simulator';
import { root } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { hubNode, inNode, listeners, passingNode, tab } from './support/flows';
import { retriesQuickly } from './support/quick-retries';
import { become, give, load, type Message, received, requireFromNodeRed, settled, unload } from './support/runtime';

const FOLDER = join(root, 'test/data/recordings');
const SPEED = 1_000;
/** What the hub node sends by itself; a flow sends all other commands. */
const OWN = /^(?:clown\.talk\/|-\/-\/config\/list$)|\/get$/;

/** A command with a response. */
const MARKER = { topic: 'led/-/set', payload: { state: 'on' } };
/** Responses to the hub node itself: at this speed it depends on the computer which of them there are. */
const TO_THE_NODE = /^clown\.talk\/|^-\/-\/config\//;

/** Node-RED 3 keeps the code of an error from Catch nodes. */
const { version } = requireFromNodeRed('node-red') as { version(): string };
const hasCodes = !version().startsWith('3.');

const isUpdate = process.env.CLOWN_UPDATE_RECORDINGS === '1';
const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jsonl') && !name.endsWith('.messages.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length));

/** The commands of the flow that was recorded. */
function commandsOf({ events }: Recording): { topic: string; payload: unknown }[] {
    const lines = events.flatMap((event) => (event.kind === 'out' && !event.isBase64 ? event.data.split('\n') : []));
    const frames = lines.flatMap((line) => {
        const frame = parseFrame(line);
        return frame.ok ? [frame.value] : [];
    });
    return frames.filter(({ topic }) => !OWN.test(topic)).map(({ topic, payload }) => ({ topic, payload }));
}

/** A message without what differs from run to run. */
function lasting({ _msgid, clown, error, ...msg }: Message): object {
    const { time, ...details } = (clown ?? {}) as Record<string, unknown>;
    const code = (error as { code?: string } | undefined)?.code;
    return { ...msg, ...(clown ? { clown: details } : {}), ...(error ? { code } : {}) };
}

/** How often the nodes tried to connect depends on the computer: only whether the hub was connected is compared. */
function connectionsOf(messages: readonly Message[]): object[] {
    const words = messages.map(({ payload }) => (payload === 'connected' ? 'connected' : 'not connected'));
    return words.filter((word, index) => word !== words[index - 1]).map((payload) => ({ payload }));
}

describe('recordings, played through the nodes', () => {
    let hub: RunningHub | undefined;

    leavesNothing(async () => {
        await unload();
        await hub?.close();
        hub = undefined;
    });
    retriesQuickly();

    /** One line for each message: by node, by topic, and then in order. */
    async function play(recording: Recording): Promise<string[]> {
        hub = await startReplay(recording, { speed: SPEED });
        const { url } = hub;
        let isPlayed = false;
        hub.on('played', () => {
            isPlayed = true;
        });
        await load([
            tab(),
            hubNode({ address: url }),
            ...inNode('frames'),
            ...inNode('state', { listen: 'state' }),
            ...passingNode('out', { confirm: true, command: 'message' }),
            ...listeners(['out', 'frames', 'state']),
        ]);
        await until(() => isPlayed, 'the end of the recording', 20_000);
        const ends = (): number => received('out-sink').length + received('f1-catch-sink').length;
        const states = recording.events.flatMap((event) => (event.kind === 'state' ? [event.state] : []));
        const isUp = states.findLast((name) => name === 'connected' || name === 'waiting') !== 'waiting';
        await become(() => (received('state-sink').at(-1)?.payload === 'connected') === isUp, 'the last state');
        // The last one comes after all that was played, and takes the same way.
        for (const command of [...commandsOf(recording), ...(isUp ? [MARKER] : [])]) {
            const before = ends();
            give('out', command);
            await become(() => ends() > before, `the end of ${command.topic}`, 10_000);
        }
        await settled();
        const lines = ['frames', 'out', 'f1-catch'].flatMap((node) => {
            const all = received(`${node}-sink`).map((msg) => ({ node, ...lasting(msg) }) as { topic?: string });
            const messages = all.filter(({ topic = '' }) => !TO_THE_NODE.test(topic));
            const topics = [...new Set(messages.map(({ topic }) => topic ?? ''))].sort();
            return topics.flatMap((topic) => {
                return messages.filter((msg) => (msg.topic ?? '') === topic).map((msg) => JSON.stringify(msg));
            });
        });
        const connections = connectionsOf(received('state-sink'));
        return [...lines, ...connections.map((msg) => JSON.stringify({ node: 'state', ...msg }))];
    }

    it('are there', () => assert.ok(names.length > 0));

    for (const name of names) {
        it(name, async () => {
            const recording = readRecording(readFileSync(join(FOLDER, `${name}.jsonl`), 'utf8'));
            assert.ok(recording.ok, recording.ok ? '' : recording.reason.code);
            assert.equal(recording.value.firstFault, undefined);
            const lines = await play(recording.value);
            const file = join(FOLDER, `${name}.messages.jsonl`);
            if (isUpdate) writeFileSync(file, `${lines.join('\n')}\n`);
            const expected = readFileSync(file, 'utf8').trimEnd().split('\n');
            assert.deepEqual(lines, hasCodes ? expected : expected.map((line) => line.replace(/,"code":"[^"]*"/, '')));
        });
    }
});
