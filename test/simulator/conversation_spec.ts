// Whole conversations with a real bridge, repeated with the simulator: the client's lines go out as
// they did, and the answers must come as they came. Values of sensors differ; their form may not.

import assert from 'node:assert/strict';
import type { SimulatorOptions } from '../../src/simulator';
import { connect, type RawClient } from '../support/client';
import { endHubs, startHub } from '../support/hub';
import { type TranscriptEntry, transcripts } from '../support/transcripts';
import { until } from '../support/wait';

const SPEED = 20;
// Lines closer than this go out together: a timer could not keep them apart at this speed.
const TOGETHER_MS = 50;

function log(index: number): readonly TranscriptEntry[] {
    return transcripts[index]?.log ?? [];
}

const receivedIn = (entries: readonly TranscriptEntry[]): string[] =>
    entries.filter(({ dir }) => dir === 'in').map(({ text }) => text);
const topicOf = (line: string): string => /^\["([^"]*)"/.exec(line)?.[1] ?? line;
const isReading = (line: string): boolean =>
    /^\["(thermometer|lux-meter|barometer|humidity-sensor|co2-sensor)\/[^/"]+"/.test(line);
const responsesIn = (lines: readonly string[]): string[] =>
    lines.filter((line) => !isReading(line)).map((line) => line.replace(/"read": "[^"]*"/, '"read": "..."'));
const isCommand = (line: string): boolean => /\/(set|get|list|scan|update)$/.test(topicOf(line));
// Digits before the point vary with the value, digits behind it do not.
const form = (line: string): string =>
    line.replace(/-?\d+(\.\d+)?(?=, ")/g, (number) => `N${number.replace(/^[^.]*/, '').replace(/\d/g, 'n')}`);
const forms = (lines: readonly string[]): string[] => [...new Set(lines.filter(isReading).map(form))].sort();

/** Responses by topic, in order; echoed commands sorted, as two clients send them at the same time. */
function byTopic(lines: readonly string[]): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const line of lines) groups.set(topicOf(line), [...(groups.get(topicOf(line)) ?? []), line]);
    return new Map([...groups].map(([topic, group]) => [topic, isCommand(group[0] ?? '') ? group.sort() : group]));
}

/** Plays the client's side to its end, in time, with as many clients as took part. */
async function replay(
    entries: readonly TranscriptEntry[],
    options: SimulatorOptions,
    players: number,
): Promise<RawClient> {
    const hub = await startHub({ ...options, speed: SPEED });
    const clients = await Promise.all(Array.from({ length: players }, () => connect(hub.url)));
    const moments: TranscriptEntry[][] = [];
    for (const entry of entries.filter(({ dir }) => dir === 'out' || dir === 'close')) {
        const last = moments.at(-1);
        if (last?.[0] && entry.at - last[0].at < TOGETHER_MS) last.push(entry);
        else moments.push([entry]);
    }
    let last = 0;
    for (const moment of moments) {
        // Always the whole pause since the last lines: a slow machine must not make commands merge.
        const at = moment[0]?.at ?? 0;
        await new Promise((resolve) => setTimeout(resolve, (at - last) / SPEED));
        last = at;
        const lines = moment.filter(({ dir }) => dir === 'out').map(({ text }) => text);
        for (const client of clients) if (lines.length > 0) client.send(...lines);
    }
    const [first] = clients;
    assert.ok(first);
    const wanted = responsesIn(receivedIn(entries)).length;
    await until(() => responsesIn(first.messages).length >= wanted, `the ${wanted}th response`).catch(() => {});
    first.socket.close();
    await first.end();
    return first;
}

function assertReadings(played: readonly string[], real: readonly string[]): void {
    assert.deepEqual(forms(played), forms(real));
    const count = (lines: readonly string[]): Map<string, number> => {
        const counts = new Map<string, number>();
        for (const line of lines.filter(isReading)) counts.set(topicOf(line), (counts.get(topicOf(line)) ?? 0) + 1);
        return counts;
    };
    const found = count(played);
    // Roughly: timers at speed lose a little with every interval, and pauses stretch.
    for (const [topic, wanted] of count(real)) {
        const got = found.get(topic) ?? 0;
        assert.ok(got >= wanted * 0.7 - 1 && got <= wanted * 1.5 + 2, `${topic}: ${got} readings, really ${wanted}`);
    }
}

describe('simulator: conversations with a real bridge', () => {
    afterEach(endHubs);

    it('one client: the same responses in the same order', async () => {
        const real = receivedIn(log(0));
        const { messages } = await replay(log(0), {}, 1);
        assert.deepEqual(responsesIn(messages), responsesIn(real));
        assertReadings(messages, real);
        assert.equal(
            messages.findIndex((line) => !isReading(line)),
            0,
            'the response to the start message comes first',
        );
    });

    it('two clients and a broker: the same echoes and responses', async () => {
        const real = receivedIn(log(1));
        const { messages } = await replay(log(1), { broker: true }, 2);
        // Which of two clients is served first is chance, so the order counts within a topic only.
        assert.deepEqual(byTopic(responsesIn(messages)), byTopic(responsesIn(real)));
        assertReadings(messages, real);
    });
});
