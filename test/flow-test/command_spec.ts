// The command clown-hub-test-flow: what it prints, how it ends, and what it says about what it cannot test.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP, main, runCommand } from '../../nodes/flow-test/command';
import { placesOfNodeRed } from '../../nodes/flow-test/find-node-red';
import { FlowTestTexts } from '../../nodes/flow-test/texts';
import { refuse } from '../../src/base/errors';
import {
    FAULT_CODES,
    type FlowTestOptions,
    type FlowTestReport,
    type FlowTestResult,
    type TestLine,
} from '../../src/flow-test/report';
import { makeFolder, removeFolder, root } from '../support/folders.js';
import { fakeProcesses } from './fake-process';
import { command } from './lines';
import { addedListeners, keepsProcess } from './replaced';

const REPORT: FlowTestReport = {
    nodeRed: '4.1.15',
    hub: { node: 'h', type: 'clown-hub', name: 'House' },
    recordingMs: 61_500,
    testedMs: 121_500,
    badLines: 0,
    firstFault: undefined,
    lines: [command(1_000, true)],
    cuts: {},
    silentHubs: [],
    hubOf: {},
    unmatched: [],
    standIns: [],
    leftOut: [],
    errors: [],
    moreErrors: 0,
    result: 'same',
    differences: [],
    moreDifferences: 0,
    expected: 'night.expected.jsonl',
    isUpdated: false,
    timeZone: 'Europe/Prague',
    keptTimeZone: 'Europe/Prague',
    ownTimeZone: 'Europe/Prague',
};

describe('flow test: command', () => {
    let folder: string;
    let flows: string;
    let output = '';
    let complaints = '';
    let options: FlowTestOptions | undefined;

    before(async () => {
        folder = await makeFolder('test-flow');
        flows = join(folder, 'flows.json');
        writeFileSync(flows, '[]');
    });
    after(() => removeFolder(folder));

    const run = (result: FlowTestResult | undefined, ...words: string[]): Promise<number> => {
        output = '';
        complaints = '';
        options = undefined;
        return runCommand({
            words,
            print: (text) => {
                output += text;
            },
            complain: (text) => {
                complaints += text;
            },
            ...(result
                ? {
                      test: (given) => {
                          options = given;
                          return Promise.resolve(result);
                      },
                  }
                : {}),
        });
    };
    const report = (more: Partial<FlowTestReport> = {}): FlowTestResult => ({
        ok: true,
        report: { ...REPORT, ...more },
    });
    const both = (): string[] => ['--flows', flows, '--recording', 'night.jsonl'];

    it('ends with 0 if nothing differs', async () => {
        assert.equal(await run(report(), ...both()), 0);
        assert.equal(
            output,
            'night.jsonl (1:01.500) was played by "House" (clown-hub h) in Node-RED 4.1.15.\n\n' +
                'No differences to the run that was kept.\n',
        );
        assert.deepEqual(
            { ...options },
            {
                flows: [],
                recording: 'night.jsonl',
                expected: undefined,
                hub: undefined,
                nodeRed: undefined,
                timeZone: undefined,
                update: undefined,
                signal: undefined,
            },
        );
    });

    it('passes all options on', async () => {
        const words = ['--update', '--hub=House', '--node-red', 'there', '--expected', 'file', '--time-zone', 'UTC'];
        assert.equal(await run(report({ isUpdated: true, result: 'new' }), ...both(), ...words), 0);
        const { update, hub, nodeRed, expected, timeZone } = options ?? {};
        assert.deepEqual(
            { update, hub, nodeRed, expected, timeZone },
            { update: true, hub: 'House', nodeRed: 'there', expected: 'file', timeZone: 'UTC' },
        );
        assert.match(output, /\nThis run is kept for the next comparison\. \(night\.expected\.jsonl\)\n$/);
    });

    it('ends with 1 without a run that was kept, and shows the commands', async () => {
        assert.equal(await run(report({ result: 'new' }), ...both()), 1);
        assert.match(
            output,
            /\n0:01\.000 "Heating" \(clown-out out\): relay\/i2c0-3b\/set \{"state":true\} \(confirmed\)\n/,
        );
        assert.match(
            output,
            /\nNo run was kept that this one can be compared with\. --update keeps this run \(night\.expected\.jsonl\)\.\n$/,
        );
    });

    it('shows equal commands of a first run as one line, and counts each of those that are left out', async () => {
        const ofPairs = (length: number): TestLine[] =>
            Array.from({ length }, (_none, index) => command(index * 1_000, index % 4 < 2));
        const one = '0:00.000 "Heating" (clown-out out): relay/i2c0-3b/set {"state":true} (confirmed)';
        await run(report({ result: 'new', lines: ofPairs(103) }), ...both());
        const printed = output.split('\n').slice(2, -2);
        assert.equal(printed[0], `${one}, 2 times, the last at 0:01.000`);
        assert.deepEqual(
            [printed.length, ...printed.slice(-2)],
            [...[52, '3 more lines', '103 commands and messages of this run.']],
        );
        await run(report({ result: 'new', lines: ofPairs(101) }), ...both());
        assert.ok(output.includes('\n1 more line\n'), output);
    });

    it('ends with 1 with differences, each in words', async () => {
        const [before, now] = [command(1_000, true), command(61_000, false, { outcome: 'no-answer', name: '' })];
        const differences = [
            { kind: 'missing', before },
            { kind: 'additional', now },
            { kind: 'changed', before, now },
            { kind: 'moved', before, now },
            { kind: 'reordered', before, now },
        ] as const;
        assert.equal(await run(report({ result: 'different', differences, moreDifferences: 7 }), ...both()), 1);
        const one = '0:01.000 "Heating" (clown-out out): relay/i2c0-3b/set {"state":true} (confirmed)';
        const other = '1:01.000 clown-out (out): relay/i2c0-3b/set {"state":false} (failed: no-answer)';
        assert.deepEqual(output.split('\n').slice(2), [
            `missing    ${one}`,
            `additional ${other}`,
            `changed    ${one}`,
            `       now ${other}`,
            `moved      ${one}`,
            '       now 1:01.000',
            `reordered  ${one}`,
            `       now ${other}`,
            '7 more differences are not shown.',
            '12 differences to the run that was kept. If they are as you want them, --update keeps this run (night.expected.jsonl).',
            '',
        ]);
    });

    it('names stand-ins, nodes that are left out, errors and bad lines', async () => {
        const mail = { node: 'm', type: 'e-mail', name: 'Mail', messages: 1, cutAt: undefined };
        const error = { node: 'f', type: 'function', name: '', at: 500, message: 'went wrong' };
        const more = {
            standIns: [mail, { ...mail, node: 'n', name: '', messages: 70_000, cutAt: 61_500 }],
            leftOut: [{ node: 'b', type: 'mqtt-broker', name: '' }],
            errors: [error],
            moreErrors: 3,
            badLines: 2,
            firstFault: refuse('recording-line', { line: 4, found: '"x"' }).reason,
        };
        assert.equal(await run(report(more), ...both()), 0);
        assert.deepEqual(output.split('\n').slice(1, -3), [
            '2 bad lines are left out. The first one: line 4 is not an event: "x".',
            'Not run, but recorded as stand-ins:',
            '  "Mail" (e-mail m): 1 message',
            '  e-mail (n): 70000 messages, not compared from 1:01.500 on',
            'Left out:',
            '  mqtt-broker (b)',
            'Errors of nodes, which are not compared:',
            '  0:00.500 function (f): went wrong',
            '  3 more errors',
        ]);
    });

    it('prints what comes from files without control characters', async () => {
        const evil = 'a\u001b[31m\n\u202e';
        const line = command(0, evil, { name: evil, node: evil, topic: evil });
        await run(
            report({ result: 'new', lines: [line], hub: { ...REPORT.hub, name: evil }, expected: evil }),
            ...both(),
        );
        assert.doesNotMatch(output, /[\p{Cf}]|(?!\n)\p{Cc}/u);
    });

    it('names the hub of each line if the flow has several, and the hubs without a recording', async () => {
        const hubs = { silentHubs: [{ node: 'g', type: 'clown-hub', name: 'Garden' }], hubOf: { out: 'Garden' } };
        await run(report({ ...hubs, result: 'new' }), ...both());
        assert.deepEqual(output.split('\n').slice(1, 5), [
            'No recording is played for these hubs. Commands to them cannot be confirmed:',
            '  "Garden" (clown-hub g)',
            '',
            '0:01.000 "Heating" (clown-out out, hub Garden): relay/i2c0-3b/set {"state":true} (confirmed)',
        ]);
        const differences = [{ kind: 'missing', before: command(1_000, true) }] as const;
        await run(report({ ...hubs, result: 'different', differences }), ...both());
        assert.match(output, /\nmissing {4}0:01\.000 "Heating" \(clown-out out, hub Garden\): /);
    });

    it('names a time zone that differs from that of the computer, or of the run that was kept', async () => {
        const lineOf = async (keptTimeZone: string | undefined, ownTimeZone: string): Promise<string | undefined> => {
            await run(report({ keptTimeZone, ownTimeZone }), ...both());
            return output.split('\n')[1];
        };
        assert.deepEqual(
            [
                await lineOf('Europe/Prague', 'Europe/Prague'),
                await lineOf(undefined, 'Europe/Prague'),
                await lineOf('Europe/Prague', 'UTC'),
                await lineOf('UTC', 'Europe/Prague'),
            ],
            [
                '',
                '',
                'Times of day are those of the time zone Europe/Prague.',
                'Times of day are those of the time zone Europe/Prague, and in the run that was kept those of UTC.',
            ],
        );
    });

    it('names what matches nothing in the recording', async () => {
        const unmatched = [{ node: 'l', type: 'clown-in', name: 'light', topic: 'lux-meter/i2c0-44' }];
        assert.equal(await run(report({ unmatched }), ...both()), 0);
        assert.deepEqual(output.split('\n').slice(1, -3), [
            'These match nothing in this recording:',
            '  lux-meter/i2c0-44 ("light" (clown-in l))',
        ]);
    });

    it('says that a run without commands compares nothing', async () => {
        const sentence = /\nNo command was sent and no message was recorded in this run, so it compares nothing\.\n/;
        for (const more of [{ result: 'new', isUpdated: true }, { result: 'new' }, { result: 'same' }] as const) {
            await run(report({ ...more, lines: [] }), ...both());
            assert.match(output, sentence);
            await run(report(more), ...both());
            assert.doesNotMatch(output, sentence);
        }
    });

    it('prints paths whole, so that they can be copied', async () => {
        const path = `/home/pi/${'recordings/'.repeat(40)}night`;
        const words = ['--flows', flows, '--recording', `${path}.jsonl`];
        await run(report({ result: 'new', expected: `${path}.expected.jsonl` }), ...words);
        assert.ok(output.startsWith(`${path}.jsonl (`));
        assert.ok(output.includes(`(${path}.expected.jsonl)`));
        await run(report({ result: 'different', expected: `${path}.expected.jsonl` }), ...words);
        assert.ok(output.includes(`(${path}.expected.jsonl)`));
        const values = { file: path, code: 'EACCES' };
        await run({ ok: false, fault: { code: 'expected-unwritten', values } }, ...words);
        assert.equal(
            complaints,
            `${path} cannot be written (EACCES). Check the free space of the disk and the permissions of the folder.\n`,
        );
        const { reason } = refuse('recording-unreadable', { found: '"x"' });
        await run({ ok: false, fault: { code: 'recording', reason } }, ...words);
        assert.ok(complaints.startsWith(`${path}.jsonl cannot be played: `));
        await run(report(), '--flows', `${path}.json`, '--recording', 'x');
        assert.equal(complaints, `${path}.json does not exist.\n`);
    });

    it('searches each place for Node-RED once', () => {
        // The tests run in the folder of the package.
        const places = placesOfNodeRed();
        assert.deepEqual(places, [...new Set(places)]);
        assert.ok(places.includes(root));
    });

    it('--json prints the report', async () => {
        assert.equal(await run(report(), ...both(), '--json'), 0);
        assert.deepEqual(JSON.parse(output), JSON.parse(JSON.stringify(REPORT)));
    });

    it('--help lists all options', async () => {
        assert.equal(await run(undefined, '--help'), 0);
        assert.equal(output, HELP);
    });

    describe('in its own process', () => {
        keepsProcess();

        /** What each stream gets, and the exit code. */
        const start = async (...words: string[]): Promise<readonly [string, string, unknown]> => {
            let [out, err] = ['', ''];
            const { write } = process.stdout;
            const { write: writeError } = process.stderr;
            process.argv = ['node', 'clown-hub-test-flow', ...words];
            process.stdout.write = (text: string | Uint8Array) => {
                out += String(text);
                return true;
            };
            process.stderr.write = (text: string | Uint8Array) => {
                err += String(text);
                return true;
            };
            try {
                await main();
            } finally {
                Object.assign(process.stdout, { write });
                Object.assign(process.stderr, { write: writeError });
            }
            return [out, err, process.exitCode];
        };

        it('prints its report and what is wrong to their streams', async () => {
            assert.deepEqual(await start('-h'), [HELP, '', 0]);
            assert.deepEqual(await start('--flows', join(folder, 'none'), '--recording', 'x'), [
                '',
                `${join(folder, 'none')} does not exist.\n`,
                2,
            ]);
        });

        for (const signal of ['SIGINT', 'SIGTERM']) {
            it(`ends the test at ${signal}`, async () => {
                const before = process.listeners(signal as NodeJS.Signals);
                let isStopped = false;
                fakeProcesses(() => {
                    const [stop, ...others] = addedListeners(signal, before);
                    assert.deepEqual(others, []);
                    stop?.();
                    isStopped = true;
                });
                const [out, err, code] = await start(...both(), '--node-red', root);
                assert.deepEqual([out, err, code, isStopped], ['', 'The test was stopped.\n', 2, true]);
            });
        }

        it('ends without a complaint when its reader goes away', async () => {
            await start('--help');
            const codes: unknown[] = [];
            process.exit = ((code: unknown) => void codes.push(code)) as typeof process.exit;
            process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
            assert.deepEqual(codes, [0]);
        });
    });

    describe('ends with 2', () => {
        const wrong = async (words: readonly string[], sentence: RegExp, result?: FlowTestResult): Promise<void> => {
            assert.equal(await run(result, ...words), 2);
            assert.match(complaints, sentence);
            assert.equal(output, '');
        };

        it('for words that it does not know', async () => {
            await wrong(['--flow'], /^Unknown option '--flow'\. --help lists the options\.\n$/);
            await wrong(['x'], /'x'.* --help lists the options\.\n$/);
            await wrong([], /^Name a flow with --flows and a recording with --recording\./);
            await wrong(['--flows', flows], /^Name a flow with --flows/);
            await wrong(['--recording', 'night.jsonl'], /^Name a flow with --flows/);
            await wrong([`--${'x'.repeat(500)}`], /^Unknown option '--x{182}…\. --help lists the options\.\n$/);
        });

        it('for a file that is no flow', async () => {
            const recording = ['--recording', 'night.jsonl'];
            await wrong(['--flows', join(folder, 'none'), ...recording], / does not exist\.\n$/);
            await wrong(['--flows', folder, ...recording], / is a folder\./);
            writeFileSync(join(folder, 'text'), 'hello');
            await wrong(['--flows', join(folder, 'text'), ...recording], / is not JSON: /);
        });

        it('without a Node-RED that can be used', async () => {
            const empty = join(folder, 'empty');
            mkdirSync(empty);
            await wrong(
                [...both(), '--node-red', empty],
                /^Node-RED was not found in: .*empty\. .* Use --node-red\.\n$/,
            );
            const old = join(folder, 'old');
            mkdirSync(old);
            writeFileSync(join(old, 'package.json'), '{"name":"node-red","version":"3.0.2"}');
            await wrong(
                [...both(), '--node-red', old],
                /^The Node-RED found here is 3\.0\.2\. A flow test needs 3\.1 or later\.\n$/,
            );
            writeFileSync(
                join(old, 'package.json'),
                '{"name":"node-red","version":"9.0.0","engines":{"node":">=99.1"}}',
            );
            await wrong([...both(), '--node-red', old], /^Node-RED 9\.0\.0 needs Node\.js >=99\.1, and this is v/);
        });

        it('with a file of expected lines that cannot be read', async () => {
            const expected = join(folder, 'expected');
            writeFileSync(expected, '{"clownHubExpected":2}\n');
            const words = [...both(), '--expected', expected, '--node-red', root];
            await wrong(words, /expected has the format version 2, and this release reads versions up to 1\./);
            writeFileSync(expected, '{"clownHubExpected":1}\nx\n');
            await wrong(
                words,
                /^Line 2 of .*expected is not a line of a run that was kept\..* The option is --update\.\n$/,
            );
        });

        it('with a time zone that does not exist', async () => {
            for (const zone of ['Prague', '+01:00', '']) {
                await wrong(
                    [...both(), '--time-zone', zone, '--node-red', root],
                    /^The time zone ".*" is not known on this computer\. .* Use --time-zone\.\n$/,
                );
            }
            const expected = join(folder, 'zoned');
            writeFileSync(expected, '{"clownHubExpected":1,"timeZone":"Moon/Base"}\n');
            await wrong([...both(), '--expected', expected, '--node-red', root], /"Moon\/Base"/);
        });

        it('with the sentence of each fault', async () => {
            for (const code of FAULT_CODES) {
                await wrong(both(), /^[^_]+\n$/, { ok: false, fault: { code, values: VALUES } });
            }
            const { reason } = refuse('recording-unreadable', { found: '"x"' });
            await wrong(both(), /^night\.jsonl cannot be played: it is not a recording\./, {
                ok: false,
                fault: { code: 'recording', reason },
            });
        });
    });
});

const VALUES = {
    ...{
        item: 1,
        limit: 2,
        hub: 'h',
        hubs: 'a, b',
        folders: 'c',
        version: '1',
        least: '3.1',
        needed: '22',
        found: 'v20',
    },
    ...{
        what: 'w',
        type: 't',
        at: 1_500,
        node: 'n',
        file: 'f',
        known: 1,
        line: 3,
        code: 'EACCES',
        seconds: 9,
        zone: 'Moon',
    },
};

it('flow test: the texts of all languages have the same values', () => {
    for (const code of FAULT_CODES) {
        const [english, czech] = ['en-US', 'cs'].map((language) => new FlowTestTexts(language).fault(code, {}));
        const values = (text = ''): string[] => (text.match(/__\w+?__/g) ?? []).sort();
        assert.deepEqual(values(czech), values(english), code);
        assert.equal(new FlowTestTexts('cs').fault(code, VALUES).includes('__'), false);
    }
});
