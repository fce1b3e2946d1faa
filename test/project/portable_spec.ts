// What owners run has no path, signal or shell that only Unix has, and no file name that Windows refuses. Nothing of it can run
// on Windows or macOS here, so these tests read it: the built package, and what `npm start` runs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { filesBelow } from '../../scripts/lib/package.mjs';
import { fileName } from '../../src/recording/folder';
import { root } from '../support/folders.js';

/** `npm start` and what it imports. */
const START = [
    'scripts/start.mjs',
    ...['build', 'install', 'node-red', 'prepare', 'run', 'under-test'].map((name) => `scripts/lib/${name}.mjs`),
];

/** What only Unix has, with an example that the rule must find. */
const UNIX: readonly (readonly [what: string, pattern: RegExp, example: string])[] = [
    ['a path', /["'`](?:\/|~\/)(?:tmp|bin|usr|etc|dev|proc|var|home|root|opt|run|sys)\b[^"'`]*/g, `"/tmp/flows"`],
    ['a folder of the user', /["'`]~\/[^"'`]*/g, `'~/.node-red'`],
    ['a signal', /["'`](SIG[A-Z0-9]{2,})["'`]/g, `process.on('SIGUSR2')`],
    ['a right', /\bprocess\.(?:[gs]ete?[ug]id|getgroups|setgroups|initgroups|umask)\(/g, 'process.getuid()'],
    ['a mode', /\bf?chmod(?:Sync)?\([^()]*\)/g, 'chmodSync(file, 0o755)'],
    ['a shell', /\bshell:\s*(?:true|!0|["'`])|["'`](?:ba|z|da)?sh["'`]|["'`]-l?c["'`]/g, `spawn('sh', ['-c', text])`],
    ['a link', /\bsymlink(?:Sync)?\([^()]*\)/g, 'symlinkSync(from, to)'],
    [
        'a folder with a slash',
        /(?:\b__dirname|dir|Dir|directory|Directory|dirname|Dirname|[fF]older)\b(?:\([^()]*\))?\s*\+\s*["'`]\/|\$\{[\w.]*(?:[dD]ir|[fF]older)\}\//g,
        "userDir + '/flows.json'",
    ],
    ['a variable', /\bprocess\.env\.(?:HOME|USER|SHELL|TMPDIR|PWD|PATH)\b|\b(?:uname|whoami)\b/g, 'process.env.HOME'],
];

/** Of these, what works elsewhere, each with its reason. */
const ALLOWED: ReadonlyMap<string, string> = new Map([
    ['chmodSync(stage, 0o755)', 'in the build: on Windows it changes nothing, and nothing needs the mode there'],
    ['SIGINT', 'Ctrl-C, which Node.js reports on Windows as well'],
    ['SIGTERM', 'on Windows nothing sends it, and listening does no harm; Node-RED takes the message `shutdown` there'],
    ['SIGHUP', 'on Windows, the window of the terminal was closed'],
    ['SIGKILL', 'ends a process of ours on Windows as well'],
    ['/usr/local/lib', 'one of the places where a global Node-RED is searched for; Windows has others'],
    ['/usr/lib', 'one of the places where a global Node-RED is searched for; Windows has others'],
]);

/** A link to a folder that needs no rights on Windows. */
const JUNCTION = /["'`]junction["'`]\)$/;

const WINDOWS_NAMES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** A path of Windows has at most 260 characters, of which a long user folder takes this many. */
const LONGEST_PATH =
    260 - 'C:\\Users\\a-rather-long-user-name\\.node-red\\node_modules\\@clown-hub\\node-red-clown-hub\\'.length;

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What of a text is of Unix only. */
function unixIn(text: string): string[] {
    return UNIX.flatMap(([what, pattern]) =>
        [...text.matchAll(pattern)]
            .map(([whole, group]) => group ?? whole.replace(/^["'`]/, ''))
            .filter((found) => !ALLOWED.has(found) && !JUNCTION.test(found))
            .map((found) => `${what}: ${found}`),
    );
}

describe('on every system', () => {
    let files: string[];

    before(async function () {
        this.timeout(180_000);
        await buildIfNeeded();
        files = ['dist', 'resources', 'examples'].flatMap((top) =>
            filesBelow(join(root, top)).map((file) => `${top}/${file}`),
        );
    });

    for (const [what, , example] of UNIX) {
        it(`${what} of Unix would be found`, () =>
            assert.match(unixIn(example).join('\n'), new RegExp(`^${what}: `, 'm')));
    }

    it('the built scripts have nothing that only Unix has', () => {
        const scripts = files.filter((file) => /^dist\/.*\.js$/.test(file));
        assert.ok(scripts.length >= 8, scripts.join());
        for (const file of scripts) assert.deepEqual(unixIn(read(file)), [], file);
    });

    it('npm start has nothing that only Unix has', () => {
        for (const file of START) {
            const imported = [...read(file).matchAll(/from '(\.[^']+)'/g)].map(
                ([, name = '']) => `scripts/lib/${basename(name)}`,
            );
            // The build imports its parts when it runs.
            for (const name of imported)
                assert.ok(START.includes(name), `${file} imports ${name}, which is not read here`);
            assert.deepEqual(unixIn(read(file)), [], file);
        }
    });

    it('each file has a name and a path that Windows accepts, and no two differ in case only', () => {
        assert.ok(files.length > 50);
        for (const file of files) {
            for (const name of file.split('/')) {
                assert.doesNotMatch(name, /[<>:"\\|?*]|[. ]$|^ /, file);
                assert.doesNotMatch(name, WINDOWS_NAMES, file);
                assert.ok(
                    [...name].every((char) => char >= ' '),
                    file,
                );
            }
            assert.ok(file.length <= LONGEST_PATH, file);
        }
        assert.equal(new Set(files.map((file) => file.toLowerCase())).size, files.length);
    });

    it('a recording has a name that Windows accepts, whatever the hub is called', () => {
        for (const hub of ['C:\\hub', 'a/b:c', 'con', 'Obývák?', '...', 'nul.', ' ', 'x'.repeat(300)]) {
            const name = fileName(Date.UTC(2026, 0, 2, 3, 4, 5), hub);
            assert.match(name, /^2026-01-02T03-04-05Z-[\w-]+\.jsonl$/, hub);
        }
    });
});
