// The file with the lines of a run: what is written is read again, and what else is in such a file is refused with its reason.

import assert from 'node:assert/strict';
import { EXPECTED_VERSION, expectedFileOf, expectedText, readExpected } from '../../src/flow-test/expected';
import { MAX_LINES, type TestLine } from '../../src/flow-test/report';
import { command } from './lines';

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const run = (lines: readonly TestLine[]) => ({ lines, cuts: {}, timeZone: undefined });
const textOf = (lines: readonly TestLine[]): string => expectedText(run(lines));
const HEAD = `{"clownHubExpected":${EXPECTED_VERSION}}\n`;

describe('flow test: expected lines', () => {
    it('has a line for each command, whose keys are in one order', () => {
        const raw = command(70, undefined, { topic: undefined, payload: 'text', outcome: undefined, kind: 'input' });
        assert.equal(
            textOf([command(12, true), raw]),
            `${HEAD}{"at":12,"kind":"command","node":"out","type":"clown-out","name":"Heating",` +
                '"topic":"relay/i2c0-3b/set","payload":{"state":true},"outcome":"confirmed"}\n' +
                '{"at":70,"kind":"input","node":"out","type":"clown-out","name":"Heating","payload":"text"}\n',
        );
    });

    it('is read as it was written', () => {
        const lines: TestLine[] = [
            command(0, null),
            command(5, [1, { deep: true }]),
            command(7, 'x', { payload: undefined, outcome: undefined }),
        ];
        assert.deepEqual(readExpected(textOf(lines)), { ok: true, run: run(lines) });
        assert.deepEqual(readExpected(textOf([])), { ok: true, run: run([]) });
    });

    it('has the time zone of the run, and where it does not have all messages of a stand-in', () => {
        const kept = { lines: [], cuts: { mail: 5 }, timeZone: 'Europe/Prague' };
        const text = expectedText(kept);
        assert.equal(text, '{"clownHubExpected":1,"timeZone":"Europe/Prague","cuts":{"mail":5}}\n');
        assert.deepEqual(readExpected(text), { ok: true, run: kept });
    });

    it('may have other line ends, blank lines, unknown keys and a byte order mark', () => {
        const text = `\uFEFF${textOf([command(0, true)]).replaceAll('\n', '\r\n')}\r\n`;
        assert.deepEqual(readExpected(text.replace('"at":0', '"new":1,"at":0')), {
            ok: true,
            run: run([command(0, true)]),
        });
    });

    it('may hold every payload that is written', () => {
        const lines = [command(0, true, { payload: JSON.parse(deep(60)) as unknown })];
        assert.deepEqual(readExpected(textOf(lines)), { ok: true, run: run(lines) });
    });

    const line = textOf([command(0, true)]).split('\n')[1] ?? '';
    const refused: readonly (readonly [string, string, string, object])[] = [
        ['an empty file', '', 'expected-unreadable', {}],
        ['another file', '{"clownHubRecording":1}\n', 'expected-unreadable', {}],
        ['a text', 'hello', 'expected-unreadable', {}],
        ['a newer version', '{"clownHubExpected":7}\n', 'expected-newer', { version: 7, known: EXPECTED_VERSION }],
        ['a time zone that is no text', '{"clownHubExpected":1,"timeZone":1}\n', 'expected-line', { line: 1 }],
        ['a moment that is no number', '{"clownHubExpected":1,"cuts":{"a":"5"}}\n', 'expected-line', { line: 1 }],
        ['a line that was cut', `${HEAD}${line}\n${line.slice(0, 30)}`, 'expected-line', { line: 3 }],
        ['a line of another kind', `${HEAD}{"at":1}\n`, 'expected-line', { line: 2 }],
        ['a time that is a text', `${HEAD}${line.replace('"at":0', '"at":"0"')}\n`, 'expected-line', { line: 2 }],
        ...(
            [
                ['a kind', '"kind":"command"', '"kind":"state"'],
                ['a node', '"node":"out"', '"node":1'],
                ['a type', '"type":"clown-out"', '"type":null'],
                ['a name', '"name":"Heating"', '"name":[]'],
                ['a topic', '"topic":"relay/i2c0-3b/set"', '"topic":5'],
                ['an outcome', '"outcome":"confirmed"', '"outcome":true'],
            ] as const
        ).map(([what, from, to]) => {
            return [
                `${what} that is none`,
                `${HEAD}\n${line.replace(from, to)}\n`,
                'expected-line',
                { line: 3 },
            ] as const;
        }),
        ['a version that is a text', '{"clownHubExpected":"1"}\n', 'expected-unreadable', {}],
        ['a version before the first', '{"clownHubExpected":0}\n', 'expected-unreadable', {}],
        ['a list', '[1]\n', 'expected-unreadable', {}],
        ['moments that are a list', '{"clownHubExpected":1,"cuts":[5]}\n', 'expected-line', { line: 1 }],
        ['a line that is a text', `${HEAD}"at"\n`, 'expected-line', { line: 2 }],
        ['a deep payload', `${HEAD}${line.replace('{"state":true}', deep(200))}\n`, 'expected-line', { line: 2 }],
        ['too many lines', HEAD + `${line}\n`.repeat(MAX_LINES + 1), 'expected-large', { limit: MAX_LINES }],
    ];
    for (const [name, text, code, values] of refused) {
        it(`refuses ${name}`, () => assert.deepEqual(readExpected(text), { ok: false, code, values }));
    }

    it('changes no prototype', () => {
        readExpected(`${HEAD}{"__proto__":{"polluted":1},"at":0}\n`);
        assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });

    it('is beside the recording', () => {
        assert.equal(expectedFileOf('a/night.jsonl'), 'a/night.expected.jsonl');
        assert.equal(expectedFileOf('night'), 'night.expected.jsonl');
        assert.equal(expectedFileOf('my.jsonl/night.jsonl.jsonl'), 'my.jsonl/night.jsonl.expected.jsonl');
    });
});
