// npm run test:nrlint: installs nrlint into a temporary folder, and compares what it reports with the plugin of the pack. Not a
// dependency of the tests, because it brings 22 MB.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfNeeded } from './lib/build.mjs';
import { main, npmCommand, Problem, root } from './lib/run.mjs';

const NRLINT = 'nrlint@1.2.0';
const PLUGIN = join(root, 'dist/nrlint.js');
const AT = { x: 100, y: 100 };
/** Each of them with one finding, apart from the last node, for which nrlint turns the rule off. */
const FLOW = [
    { id: 'tab', type: 'tab', label: 'Home' },
    { id: 'hub', type: 'clown-hub', name: 'cellar', address: 'ws://clown:secret@10.0.0.5/x' },
    { id: 'go', type: 'inject', z: 'tab', props: [{ p: 'payload' }], payloadType: 'date', ...AT, wires: [['lamp']] },
    { id: 'lamp', type: 'clown-out', z: 'tab', hub: 'hub', command: 'relay', device: 'i2c0-3b', ...AT, wires: [] },
    { id: 'c', type: 'catch', z: 'tab', scope: ['lamp'], ...AT, wires: [[]] },
    { id: 'fan', type: 'clown-out', z: 'tab', info: '// nrlint clown-hub/no-catch:off', ...AT, wires: [] },
];
const EXPECTED = ['clown-hub/password-plain hub', 'clown-hub/relay-value lamp'];

await main(async () => {
    await buildIfNeeded();
    const folder = mkdtempSync(join(tmpdir(), 'clown-nrlint-'));
    try {
        writeFileSync(join(folder, 'package.json'), '{"private": true}');
        const { command, args, shell } = npmCommand();
        const words = [...args, 'install', '--no-audit', '--no-fund', '--loglevel=error', NRLINT];
        const { status } = spawnSync(command, words, { cwd: folder, shell, stdio: 'inherit' });
        if (status !== 0) throw new Problem(`${NRLINT} cannot be installed.`);
        const config = `const plugin = ${JSON.stringify(PLUGIN)};
module.exports = { plugins: [plugin], rules: Object.fromEntries(Object.keys(require(plugin)).map((rule) => [rule, true])) };`;
        writeFileSync(join(folder, '.nrlintrc.js'), config);
        writeFileSync(join(folder, 'flow.json'), JSON.stringify(FLOW));
        const found = lint(folder, join(folder, 'flow.json'));
        assert.deepEqual(found, EXPECTED);
        const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' });
        for (const file of examples.filter((name) => name.endsWith('.json'))) {
            assert.deepEqual(lint(folder, join(root, 'examples', file)), [], file);
        }
        console.log(`${NRLINT} reports what it should: ${found.join(', ')}.`);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
});

/**
 * What nrlint reports for a flow: rules with the first node of each.
 *
 * @param {string} folder
 * @param {string} file
 */
function lint(folder, file) {
    const words = [
        join(folder, 'node_modules/nrlint/bin/nrlint.js'),
        '-f',
        'json',
        '-c',
        join(folder, '.nrlintrc.js'),
        file,
    ];
    const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    try {
        /** @type {{ rule: string, location: string[] }[]} */
        const problems = JSON.parse(stdout);
        return problems.map(({ rule, location: [first] }) => `${rule} ${first}`).sort();
    } catch {
        throw new Problem(`nrlint failed: ${stdout}${stderr}`);
    }
}
