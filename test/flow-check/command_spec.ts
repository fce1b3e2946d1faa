// The command clown-hub-check-flow: what it prints, how it ends, and what it says about files that are no flow.

import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELP, main, runCommand } from '../../nodes/flow-check/command';
import { FlowCheckTexts } from '../../nodes/flow-check/texts';
import { MAX_NODES } from '../../src/flow-check/flow';
import { RULE_CODES, RULES } from '../../src/flow-check/rules';
import { makeFolder, removeFolder } from '../support/folders.js';
import { caught, hub, inject, relay, tab } from './flows';

describe('flow check: command', () => {
    let folder: string;
    let output = '';
    let complaints = '';

    before(async () => {
        folder = await makeFolder('check-flow');
    });
    after(() => removeFolder(folder));

    const file = (content: string | object): string => {
        const path = join(folder, 'flows.json');
        writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
        return path;
    };
    const run = (...words: string[]): number => {
        output = '';
        complaints = '';
        return runCommand({
            words,
            print: (text) => {
                output += text;
            },
            complain: (text) => {
                complaints += text;
            },
        });
    };
    const wrong = (words: readonly string[], sentence: RegExp): void => {
        assert.equal(run(...words), 2);
        assert.match(complaints, sentence);
        assert.equal(output, '');
    };

    it('prints the findings with their nodes, and ends with 1', () => {
        assert.equal(
            run(file([tab, hub(), inject('go', '', 'date', 'lamp'), relay('lamp', { name: 'Lamp' }), caught])),
            1,
        );
        assert.match(
            output,
            /^error: relay-value, "inject" \(go\) in "Home"\n {2}"inject" sends the time to "Lamp", which /,
        );
        assert.match(output, /\n1 finding\.\n$/);
    });

    it('prints each finding on its own, and how many there are', () => {
        const lamp = relay('lamp', { name: 'Lamp' });
        assert.equal(run(file([tab, hub(), inject('go', '', 'date', 'lamp'), lamp])), 1);
        const [first = '', second = '', ...rest] = output.split('\n\n');
        assert.match(first, /^error: relay-value, "inject" \(go\) in "Home"\n {2}"inject" sends [^\n]+$/);
        assert.match(second, /^warning: no-catch, "Lamp" \(lamp\) in "Home"\n {2}No Catch node [^\n]+$/);
        assert.deepEqual(rest, ['2 findings.\n']);
        const dismissed = relay('lamp', { name: 'Lamp', dismissed: 'no-catch' });
        assert.equal(run(file([tab, hub(), inject('go', '', 'date', 'lamp'), dismissed])), 1);
        assert.match(output, /\n\n1 finding\. 1 dismissed\.\n$/);
        assert.doesNotMatch(output, /no-catch/);
    });

    it('names a node that is on no flow of the file without one', () => {
        for (const z of [undefined, 'elsewhere', 5]) {
            assert.equal(run(file([hub(), relay('lamp', { name: 'Lamp', z })])), 1);
            assert.match(output, /^warning: no-catch, "Lamp" \(lamp\)\n/);
        }
    });

    it('shortens names and ids of a file', () => {
        const long = 'n'.repeat(500);
        assert.equal(run(file([{ ...tab, label: long }, hub(), relay(long, { name: long })])), 1);
        const name = `"${'n'.repeat(80)}…"`;
        assert.ok(output.startsWith(`warning: no-catch, ${name} (${'n'.repeat(60)}…) in ${name}\n`), output);
        assert.equal(run(join(folder, long)), 2);
        assert.match(complaints, /^.{80}… cannot be read: ENAMETOOLONG\.\n$/);
        assert.equal(run(`--${long}`), 2);
        assert.equal(complaints, `Unknown option --${'n'.repeat(58)}…. --help lists the options.\n`);
    });

    it('shortens a sentence that would fill the terminal', () => {
        const { sentence } = FlowCheckTexts.prototype;
        FlowCheckTexts.prototype.sentence = () => 's'.repeat(3_000);
        try {
            assert.equal(run(file([tab, hub(), relay('lamp')])), 1);
        } finally {
            FlowCheckTexts.prototype.sentence = sentence;
        }
        assert.ok(output.includes(`\n  ${'s'.repeat(2_000)}…\n\n1 finding.`));
    });

    it('ends with 0 without findings, and if all are dismissed', () => {
        assert.equal(run(file([tab, hub(), relay('lamp'), caught])), 0);
        assert.equal(output, 'No findings.\n');
        assert.equal(run(file([tab, hub(), relay('lamp', { dismissed: 'no-catch' })])), 0);
        assert.equal(output, 'No findings. 1 dismissed.\n');
    });

    it('--json prints all findings for programs', () => {
        assert.equal(run('--json', file([tab, hub(), relay('lamp', { dismissed: 'no-catch' })])), 0);
        const [finding, ...others] = JSON.parse(output);
        assert.deepEqual(others, []);
        const { message, ...rest } = finding;
        assert.match(message, /^No Catch node/);
        const node = { node: 'lamp', at: 'lamp', name: 'clown out' };
        assert.deepEqual(rest, { rule: 'no-catch', severity: 'warn', ...node, dismissed: true });
    });

    it('--json ends with 1 if a finding is not dismissed, and has its node and the place of the mistake', () => {
        const nodes = [tab, hub(), inject('go', '', 'date', 'lamp'), relay('lamp', { name: 'Lamp' }), caught];
        assert.equal(run(file(nodes), '--json'), 1);
        const [{ message, ...rest }, ...others] = JSON.parse(output);
        assert.deepEqual(others, []);
        assert.match(message, /^"inject" sends the time to "Lamp"/);
        const node = { node: 'lamp', at: 'go', name: 'inject' };
        assert.deepEqual(rest, { rule: 'relay-value', severity: 'error', ...node, dismissed: false });
        assert.ok(output.startsWith('[\n  {\n    "rule": '));
        assert.ok(output.endsWith('\n'));
        assert.equal(run('--json', file([tab])), 0);
        assert.equal(output, '[]\n');
    });

    it('prints names of a file without control characters', () => {
        assert.equal(run(file([tab, hub(), relay('lamp', { name: 'a\u001b[31m\nb\u202e' })])), 1);
        assert.doesNotMatch(output, /[\p{Cf}]|(?!\n)\p{Cc}/u);
    });

    it('--rules lists all rules, --help all options', () => {
        const texts = new FlowCheckTexts();
        const rows = RULE_CODES.map((code) => {
            const severity = RULES[code].severity === 'error' ? 'error' : 'warning';
            return `${code} (${severity})\n  ${texts.outline(code)}\n`;
        });
        assert.equal(run('--rules'), 0);
        assert.equal(output, rows.join(''));
        // Also beside other words.
        for (const words of [['--help'], ['-h'], ['--rules', '--help'], ['a', '-h', '--quick']]) {
            assert.equal(run(...words), 0);
            assert.equal(output, HELP);
            assert.equal(complaints, '');
        }
        assert.match(HELP, /^Usage: clown-hub-check-flow .*--json.*--rules.*Exit code/s);
    });

    it('says that the check itself failed, and ends with 2', () => {
        const rule: { find: unknown } = RULES['no-catch'];
        const { find } = rule;
        rule.find = () => {
            throw new TypeError('broken rule');
        };
        try {
            wrong([file([tab])], /was not checked, because the check itself failed: broken rule\. Please report/);
        } finally {
            rule.find = find;
        }
    });

    describe('in its own process', () => {
        const { argv, exitCode } = process;
        const { write } = process.stdout;
        const { write: writeError } = process.stderr;
        const { exit } = process;
        const listeners = process.stdout.listeners('error');

        afterEach(() => {
            Object.assign(process, { argv, exit, exitCode });
            Object.assign(process.stdout, { write });
            Object.assign(process.stderr, { write: writeError });
            for (const one of process.stdout.listeners('error')) {
                if (!listeners.includes(one)) process.stdout.off('error', one as () => void);
            }
        });

        /** What each stream gets, and the exit code. */
        const start = (...words: string[]): readonly [string, string, unknown] => {
            let [out, err] = ['', ''];
            process.argv = ['node', 'clown-hub-check-flow', ...words];
            process.stdout.write = (text: string | Uint8Array) => {
                out += String(text);
                return true;
            };
            process.stderr.write = (text: string | Uint8Array) => {
                err += String(text);
                return true;
            };
            try {
                main();
            } finally {
                Object.assign(process.stdout, { write });
                Object.assign(process.stderr, { write: writeError });
            }
            return [out, err, process.exitCode];
        };

        it('prints findings and complaints to their streams', () => {
            assert.deepEqual(start('--help'), [HELP, '', 0]);
            const path = file([tab, hub(), relay('lamp')]);
            const [out, err, code] = start('--json', path);
            assert.deepEqual([JSON.parse(out).length, err, code], [1, '', 1]);
            assert.deepEqual(start(), ['', 'Name one flow file. --help shows how.\n', 2]);
        });

        it('ends without a complaint when its reader goes away', () => {
            start('--help');
            const codes: unknown[] = [];
            process.exit = ((code: unknown) => void codes.push(code)) as typeof process.exit;
            process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
            assert.deepEqual(codes, [0]);
        });
    });

    it('says what is wrong with a command line or a file, and ends with 2', () => {
        wrong([], /^Name one flow file\. --help shows how\.\n$/);
        wrong(['a', 'b'], /^Name one flow file/);
        wrong(['--quick', 'a'], /^Unknown option --quick\. --help lists the options\.\n$/);
        wrong([join(folder, 'none.json')], /does not exist\.\n$/);
        mkdirSync(join(folder, 'dir'), { recursive: true });
        wrong([join(folder, 'dir')], /is a folder\. Name the flow file in it\.\n$/);
        wrong([file('{"a"')], /is not JSON: /);
        wrong([file('')], /is not JSON: /);
        wrong([file('5')], /flows\.json is not a flow\. A flow file of Node-RED is a list of nodes\.\n$/);
        wrong([file([tab, 5])], /flows\.json is not a flow: item 2 has no id or no type\.\n$/);
        wrong([file(`[${'0,'.repeat(MAX_NODES)}0]`)], /flows\.json has too many nodes\.\n$/);
        const large = file('[]');
        truncateSync(large, 64 * 1024 * 1024 + 1);
        wrong([large], /is larger than 64 MiB/);
        truncateSync(large, 0);
    });
});
