// A program for guided_spec.ts: messages of a hub that are changed by chance, and kept where they reach a place in the
// reading of frames that none before has reached, or reach it much more often. Node.js itself counts the places. Prints a
// line of JSON; a message that is read in two ways ends it with an error that holds the message.

import assert from 'node:assert/strict';
import { type Profiler, Session } from 'node:inspector';
import { formatFrame, MAX_FAULTS, parseFrame, readMessage } from '../../../src/protocol/frame';
import { lazyFrame } from '../../../src/protocol/lazy-frame';
import { quantities, topicParts } from '../../../src/protocol/model';
import { Decoder } from '../../../src/receive/decoder';
import { Chance } from './chance';
import { KNOWN, madeLine, TOKENS } from './lines';

const [seed = '1', times = '1000'] = process.argv.slice(2);
const chance = new Chance(Number(seed));
/** The files whose places count. */
const WATCHED = /\/src\/\w+\/(?:frame|lazy-frame|plain-line|decoder|topic|model|errors)\.ts$/;
const LONGEST = 4_000;

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** Places that were reached since the last call, each with the number of digits of how often. */
function reached(): string[] {
    let found: Profiler.ScriptCoverage[] = [];
    session.post('Profiler.takePreciseCoverage', (error, { result }) => {
        assert.equal(error, null);
        found = result;
    });
    return found
        .filter(({ url }) => WATCHED.test(url))
        .flatMap(({ url, functions }) =>
            functions.flatMap(({ ranges }) =>
                ranges
                    .filter(({ count }) => count > 0)
                    .map(({ startOffset, endOffset, count }) => {
                        return `${url}:${startOffset}-${endOffset}:${count.toString(2).length}`;
                    }),
            ),
        );
}

/** Reads a message in every way that there is, and compares. */
function read(data: Buffer): void {
    const lines = [...readMessage(data)];
    // A line means the same at every position, up to the limit for bad ones.
    if (lines.length < MAX_FAULTS) {
        const apart = linesOf(data).flatMap((line) => [...readMessage(line)]);
        assert.deepEqual(
            apart.map(({ text }) => text),
            lines.map(({ text }) => text),
        );
    }
    const received: unknown[] = [];
    const decoder = new Decoder(
        { now: () => 0, monotonic: () => 0, after: () => () => {} },
        { onFrame: ({ frame: { topic, payload }, text }) => received.push({ topic, payload, text }), fault: () => {} },
    );
    const rest = decoder.read(data, () => true);
    while (rest && !rest.next().done);
    const frames = lines.flatMap(({ frame, text }) => (frame.ok ? [{ ...frame.value, text }] : []));
    assert.deepEqual(
        received,
        frames.map(({ topic, payload, text }) => ({ topic, payload, text })),
    );
    assert.equal(decoder.counts.badFrames, lines.length - frames.length);
    for (const { topic, payload, text } of frames) {
        const seen = lazyFrame(text);
        if (seen) assert.deepEqual([seen.topic, seen.payload], [topic, payload]);
        const again = parseFrame(formatFrame(topic, payload).trimEnd());
        assert.ok(again.ok);
        // JSON writes -0 as 0.
        assert.equal(JSON.stringify(again.value), JSON.stringify({ topic, payload }));
        assert.equal(typeof topicParts(topic).type, 'string');
        quantities(payload);
    }
}

function linesOf(data: Buffer): Buffer[] {
    const newline = data.indexOf(0x0a);
    return newline < 0 ? [data] : [data.subarray(0, newline), ...linesOf(data.subarray(newline + 1))];
}

/** A message with a few bytes changed, a token put in, a part doubled or taken away, or a part of another one. */
function changed(from: Buffer, all: readonly Buffer[]): Buffer {
    let data = from;
    for (let count = chance.below(4) + 1; count > 0; count--) {
        const at = chance.below(data.length + 1);
        const to = Math.min(data.length, at + chance.below(16));
        const [head, middle, tail] = [data.subarray(0, at), data.subarray(at, to), data.subarray(to)];
        const other = chance.of(all);
        const cut = chance.below(other.length + 1);
        const put = [
            chance.bytes(chance.below(4)),
            Buffer.from(chance.of(TOKENS)),
            Buffer.concat([middle, middle]),
            Buffer.alloc(0),
            other.subarray(cut, cut + chance.below(40)),
        ];
        data = Buffer.concat([head, chance.of(put), tail]).subarray(0, LONGEST);
    }
    return data;
}

const corpus: Buffer[] = [...KNOWN, ...Array.from({ length: 20 }, () => madeLine(chance))].map((line) =>
    Buffer.from(line),
);
const known = new Set<string>();
for (const data of corpus) {
    read(data);
    for (const place of reached()) known.add(place);
}
const [seeds, before] = [corpus.length, known.size];
for (let count = 0; count < Number(times); count++) {
    const data = changed(chance.of(corpus), corpus);
    try {
        read(data);
    } catch (error) {
        console.error(`The message ${JSON.stringify(data.toString('latin1'))} (latin1): ${String(error)}`);
        process.exit(1);
    }
    const fresh = reached().filter((place) => !known.has(place));
    if (fresh.length > 0) corpus.push(data);
    for (const place of fresh) known.add(place);
}
const kept = corpus.slice(seeds).map((data) => data.toString('latin1'));
console.log(JSON.stringify({ seeds, before, places: known.size, kept }));
