// The example of docs/test-my-flow.md, run as it is written there.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../nodes/flow-test/command';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { makeFolder, removeFolder, root } from '../support/folders.js';
import { homeUnderTest } from '../support/node-red.js';

describe('docs/test-my-flow.md', () => {
    let folder: string;

    before(async () => {
        await buildIfNeeded();
        folder = await makeFolder('flow-test-page');
    });
    after(() => removeFolder(folder));

    const page = readFileSync(join(root, 'docs/test-my-flow.md'), 'utf8');
    const blocks = (kind: string): string[] =>
        [...page.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);
    const [flow = ''] = blocks('json');
    const [recording = '', ...outputs] = blocks('text');

    /** Runs a command of the page with the files in the folder, and returns what it prints as the page has it. */
    async function run(line: string): Promise<string> {
        const [, , , , ...words] = line.trim().split(' ');
        let output = '';
        const print = (text: string): void => {
            output += text;
        };
        const inFolder = words.map((word) => (/\.jsonl?$/.test(word) ? join(folder, word) : word));
        await runCommand({ words: [...inFolder, '--node-red', homeUnderTest], print, complain: print });
        return output.replaceAll(join(folder, '/'), '').replace(/Node-RED [\d.]+(?:-git)?\.$/m, 'Node-RED 4.1.15.');
    }

    it('shows what the command prints', async () => {
        writeFileSync(join(folder, 'fan.json'), flow);
        writeFileSync(join(folder, 'evening.jsonl'), recording);
        const [first = '', second = ''] = blocks('sh');
        assert.equal(await run(first), outputs[0]);
        writeFileSync(join(folder, 'fan.json'), flow.replace('"duration": "10"', '"duration": "20"'));
        assert.equal(await run(second), outputs[1]);
    });
});
