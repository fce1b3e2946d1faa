// The command clown-hub-check-flow: what it prints, how it ends, and what it says about files that are no flow.

import assert from 'node:assert/strict';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../nodes/flow-check/command';
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

    it('prints names of a file without control characters', () => {
        assert.equal(run(file([tab, hub(), relay('lamp', { name: 'a\u001b[31m\nb\u202e' })])), 1);
        assert.doesNotMatch(output, /[\p{Cf}]|(?!\n)\p{Cc}/u);
    });

    it('--rules lists all rules, --help all options', () => {
        assert.equal(run('--rules'), 0);
        for (const code of RULE_CODES) assert.match(output, new RegExp(`^${code} \\((error|warning)\\)$`, 'm'));
        assert.equal(run('--help'), 0);
        assert.match(output, /^Usage: clown-hub-check-flow .*--json.*--rules.*Exit code/s);
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

    it('says what is wrong with a command line or a file, and ends with 2', () => {
        wrong([], /^Name one flow file/);
        wrong(['a', 'b'], /^Name one flow file/);
        wrong(['--quick', 'a'], /^Unknown option --quick/);
        wrong([join(folder, 'none.json')], /does not exist\.$/m);
        mkdirSync(join(folder, 'dir'), { recursive: true });
        wrong([join(folder, 'dir')], /is a folder|cannot be read/);
        wrong([file('{"a"')], /is not JSON: /);
        wrong([file('')], /is not JSON: /);
        wrong([file('5')], /is not a flow\. A flow file/);
        wrong([file([tab, 5])], /is not a flow: item 2 has no id/);
        const large = file('[]');
        truncateSync(large, 64 * 1024 * 1024 + 1);
        wrong([large], /is larger than 64 MiB/);
        truncateSync(large, 0);
    });
});
