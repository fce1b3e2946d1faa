// The packed package on a Node-RED and a Node.js: it loads, the editor gets all its files, an example runs, the commands start,
// and nothing needs more than a container gives. `scripts/platforms.mjs` starts this with the platforms.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Launched, launchNodeRed } from '../../scripts/lib/node-red.mjs';
import { filesBelow } from '../../scripts/lib/package.mjs';
import { examples, FIRST } from '../nodes/support/examples';
import type { Item } from '../nodes/support/flows';
import { deployReal, press, probe, probed, probedAt } from '../nodes/support/real';
import { makeFolder, removeFolder, root } from '../support/folders.js';
import { packageName } from '../support/pack.js';
import { until } from '../support/wait.js';

interface Platform {
    readonly name: string;
    /** The folder whose node_modules holds its Node-RED. */
    readonly home: string;
    /** Its Node.js. */
    readonly node: string;
}

const { platforms, release } = JSON.parse(process.env.CLOWN_PLATFORMS ?? '{"platforms": []}') as {
    readonly platforms: readonly Platform[];
    /** A folder into which the tarball is installed. */
    readonly release: string;
};

const TYPES = ['clown-hub', 'clown-in', 'clown-out', 'clown-request'];
const WAIT_MS = 20_000;
/** A user that owns no file. */
const NOBODY = 65_534;
/** Warnings of any Node-RED that starts for the first time. */
const USUAL = /Projects disabled|Encrypted credentials not found/;
const SETTINGS = { credentialSecret: 'test' };

const HUB = '5c1a9e0b7d42f002';
const LIGHT = '5c1a9e0b7d42f004';
const LAMP = '5c1a9e0b7d42f009';
const TAB = '5c1a9e0b7d42f001';

/** The first example, with a probe for its readings and one for its commands that the hub has confirmed. */
function exampleFlow(): Item[] {
    const flow = (examples.get(FIRST) ?? []) as readonly Item[];
    const watched = flow.map((item) => {
        return item.id === LIGHT ? { ...item, wires: [[...(item.wires as string[][]).flat(), 'light']] } : item;
    });
    const confirmed = {
        id: 'complete',
        type: 'complete',
        z: TAB,
        scope: [LAMP],
        x: 100,
        y: 400,
        wires: [['confirmed']],
    };
    return [...watched, probe('light', TAB), confirmed, probe('confirmed', TAB)];
}

/** Starts a recording when its button is pressed, and records the error. */
function recordingFlow(): Item[] {
    const at = { z: TAB, x: 100, y: 500 };
    const props = [{ p: 'action', v: 'record', vt: 'str' }];
    return [
        { id: 'record', type: 'inject', ...at, props, wires: [['act']] },
        {
            id: 'act',
            type: 'clown-out',
            ...at,
            settingsVersion: 1,
            hub: HUB,
            command: 'relay',
            device: 'i2c0-3b',
            wires: [],
        },
        { id: 'catch', type: 'catch', ...at, scope: ['act'], wires: [['caught']] },
        probe('caught', TAB),
    ];
}

/** A new user folder, in which the package is installed. */
async function makeUserDir(): Promise<string> {
    const userDir = await makeFolder('platform');
    await cp(release, userDir, { recursive: true });
    return userDir;
}

/** Takes away the right to write to a folder and its files, or gives it back. Others may read all of it. */
async function protect(folder: string, isProtected: boolean): Promise<void> {
    await chmod(folder, isProtected ? 0o555 : 0o755);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) await protect(path, isProtected);
        // What starts Node-RED writes its settings, also where the folder is protected.
        else if (entry.isFile() && entry.name !== 'settings.js') await chmod(path, isProtected ? 0o444 : 0o644);
    }
}

for (const { name, home, node } of platforms) {
    describe(name, function () {
        this.timeout(120_000);

        let userDir: string;
        let nodeRed: Launched | undefined;

        beforeEach(async () => {
            userDir = await makeUserDir();
        });

        afterEach(async () => {
            await nodeRed?.stop();
            nodeRed = undefined;
            await protect(userDir, false);
            await removeFolder(userDir);
        });

        const dir = (): string => join(userDir, 'node_modules', packageName);

        async function fetched(path: string, accept = '*/*'): Promise<string> {
            const response = await fetch(new URL(path, nodeRed?.url), { headers: { accept } });
            assert.equal(response.status, 200, path);
            return response.text();
        }

        it('loads in a new user folder, gives the editor all its files, and runs an example', async () => {
            nodeRed = await launchNodeRed({ home, node, userDir, settings: SETTINGS });
            const sets = JSON.parse(await fetched('nodes', 'application/json')) as Record<string, unknown>[];
            const own = sets.filter((set) => set.module === packageName);
            assert.deepEqual(
                own.map(({ types, enabled, err }) => [types, enabled, err]),
                [[TYPES, true, undefined]],
            );
            await assertEditor();
            await deployReal(nodeRed, exampleFlow(), 'full');
            await assertRuns();
            const lines = nodeRed.log().split('\n');
            assert.deepEqual(
                lines.filter((line) => /\[(?:warn|error)\]/.test(line) && !USUAL.test(line)),
                [],
            );
            // Rejects if it has to be killed.
            await nodeRed.stop();
        });

        async function assertEditor(): Promise<void> {
            assert.match(await fetched(''), /<div id="red-ui-editor"/);
            const forms = await fetched('nodes', 'text/html');
            for (const type of TYPES) assert.ok(forms.includes(`data-template-name="${type}"`), type);
            const files = filesBelow(dir());
            for (const file of files) {
                const [, script] = /^dist\/nodes\/script-(.+)\.js$/.exec(file) ?? [];
                const [, icon] = /^dist\/nodes\/icons\/(.+)$/.exec(file) ?? [];
                const [, page] = /^resources\/(.+)$/.exec(file) ?? [];
                const [, example] = /^examples\/(.+)\.json$/.exec(file) ?? [];
                const place =
                    (script && `clown-hub/script/${script}`) ??
                    (icon && `icons/${packageName}/${icon}`) ??
                    (page && `resources/${packageName}/${page}`);
                const text = await readFile(join(dir(), file), 'utf8');
                if (place) assert.equal(await fetched(place), text, place);
                if (!example) continue;
                const path = `library/examples/flows/${packageName}/${example.split('/').map(encodeURIComponent).join('/')}`;
                assert.deepEqual(JSON.parse(await fetched(path)), JSON.parse(text), path);
            }
        }

        async function assertRuns(): Promise<void> {
            assert.ok(nodeRed);
            const [reading] = await probedAt(nodeRed, 'light', 1, WAIT_MS);
            assert.equal(typeof reading?.payload, 'number');
            const [command] = await probedAt(nodeRed, 'confirmed', 1, WAIT_MS);
            assert.equal(typeof command?.payload, 'boolean');
        }

        it('needs no right to write, no home folder, no PATH, no time zone and no language', async function () {
            if (process.platform === 'win32') return this.skip();
            const flow = [...exampleFlow(), ...recordingFlow()];
            await writeFile(join(userDir, 'flows.json'), JSON.stringify(flow));
            // Of the user who runs the tests, so that another one cannot write it.
            await writeFile(join(userDir, 'settings.js'), '');
            await protect(userDir, true);
            const env = Object.fromEntries(Object.keys(process.env).map((key) => [key, undefined]));
            nodeRed = await launchNodeRed({
                ...{ home, node, userDir, env },
                settings: { ...SETTINGS, readOnly: true },
                ...(process.getuid?.() === 0 ? { uid: NOBODY } : {}),
            });
            await assertRuns();
            // What has to write fails with a sentence, and nothing else does.
            await press(nodeRed, 'record');
            const [caught] = await probedAt(nodeRed, 'caught', 1, WAIT_MS);
            const { message, code } = (caught?.error ?? {}) as { message?: string; code?: string };
            assert.match(message ?? '', /^The recording cannot be written .*EACCES/);
            // Since Node-RED 4.1.
            if (code !== undefined) assert.equal(code, 'recording-disk');
            const { log } = nodeRed;
            const before = probed(nodeRed, 'light').length;
            const running = nodeRed;
            await until(() => probed(running, 'light').length > before, 'another reading', WAIT_MS);
            assert.doesNotMatch(log(), /uncaught|Error loading/i);
            await nodeRed.stop();
        });

        it('starts its commands', async () => {
            const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...env } = process.env;
            const command = async (script: string, ...words: string[]): Promise<string> =>
                (await promisify(execFile)(node, [join(dir(), 'dist', script), ...words], { cwd: userDir, env }))
                    .stdout;
            const flow = join(userDir, 'example.json');
            await writeFile(flow, JSON.stringify(examples.get(FIRST)));
            assert.match(await command('simulator.js', '--help'), /^Usage: clown-hub-simulator/);
            // Rejects with a finding.
            await command('check-flow.js', flow);
            const recording = join(root, 'test/data/recordings/readings.jsonl');
            const kept = join(userDir, 'kept.jsonl');
            const words = ['--flows', flow, '--recording', recording, '--expected', kept, '--update'];
            assert.match(await command('test-flow.js', ...words, '--node-red', home), /was played by/);
            assert.notEqual(await readFile(kept, 'utf8'), '');
        });
    });
}
