// The package as npm packs and unpacks it: what is in it, what it promises, and what the editor gets to see.
// That it runs is the matter of install_spec.ts.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minify } from 'terser';
import { editorScripts, filesBelow, type Package, readPackage } from '../../scripts/lib/package.mjs';
import { MOST_PACKED_BYTES } from '../../scripts/lib/release.mjs';
import { missingFacts, RULES } from '../../scripts/lib/scorecard.mjs';
import { RULE_CODES } from '../../src/flow-check/rules';
import { lowestVersion } from '../../src/settings/migrations';
import { makeFolder, removeFolder, root } from '../support/folders.js';
import { installTarball, packProject } from '../support/pack.js';

/** Most bytes of the forms, the help and the first script, which Node-RED sends to each editor that opens. */
const MOST_EDITOR_BYTES = 80_000;

/** The nodes of the pack, in the order of the palette. */
const TYPES = ['clown-hub', 'clown-in', 'clown-out', 'clown-request'];

/** Names that Node-RED uses itself on every node, so that a property of that name breaks it. */
const RESERVED = ['id', 'type', 'wires', 'users', 'info', 'label', 'changed', 'dirty', 'credentials'];

/** What a program may do with messages of the nodes. */
const CONSUMER = `
import type { AnswerDetails, ClownMessage, HubStatus, SilenceDetails, StateDetails } from '@clown-hub/node-red-clown-hub';

export const label = (msg: ClownMessage): string => msg.clown.type + ' ' + (msg.unit ?? '');
export const old = ({ clown }: ClownMessage): boolean => clown.cached === true && (clown.age ?? 0) > 60_000;
export const frames = ({ counters, devices }: HubStatus): number => counters.framesIn + devices.length;
export const silent = ({ silentMs, heardAt }: SilenceDetails): number => heardAt ?? silentMs;
export const refused = ({ state, code }: StateDetails): boolean => state === 'waiting' && code === 'login';
export const asked = ({ topic }: AnswerDetails): string => topic;
`;

/** From these Node-RED takes how many ports a node has, where its form decides that: the only use that they may have. */
const PORTS = ['inputs', 'outputs'] as const;

describe('the packed package', function () {
    this.timeout(120_000);

    let folder: string;
    let dir: string;
    let pack: Package;
    let files: string[];
    let bytes: number;

    before(async () => {
        folder = await makeFolder('package');
        const tarball = await packProject();
        try {
            bytes = statSync(tarball.path).size;
            dir = await installTarball(tarball.path, folder);
        } finally {
            await tarball.remove();
        }
        pack = readPackage(dir);
        files = filesBelow(dir);
    });

    after(() => removeFolder(folder));

    const read = (file: string): string => readFileSync(join(dir, file), 'utf8');

    describe('what is installed with it', () => {
        const below = (): string[] => filesBelow(join(folder, 'node_modules'));

        it('has no program for one system only, and nothing to compile', () => {
            const built = /\.(?:node|so|dylib|dll|exe|wasm|gyp|gypi|c|cc|cpp|h)$/;
            assert.deepEqual(
                below().filter((file) => built.test(file)),
                [],
            );
        });

        it('runs no script when it is installed, and is for no certain system', () => {
            const manifests = below().filter((file) => /(?:^|\/)package\.json$/.test(file));
            assert.ok(manifests.length >= 6, manifests.join());
            for (const file of manifests) {
                const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', file), 'utf8'));
                for (const script of ['preinstall', 'install', 'postinstall']) {
                    assert.equal(manifest.scripts?.[script], undefined, `${file}: ${script}`);
                }
                for (const limit of ['os', 'cpu', 'libc', 'gypfile']) assert.equal(manifest[limit], undefined, file);
            }
        });
    });

    describe('files', () => {
        it('are the build, the examples and the papers, and nothing else', () => {
            const top = files.filter((file) => !file.includes('/')).sort();
            assert.deepEqual(top, ['AGENTS.md', 'LICENSE', 'README.md', 'llms.txt', 'package.json']);
            const odd = files.filter((file) => file.includes('/') && !isExpected(file));
            assert.deepEqual(odd, []);
        });

        it('are a light package', () => {
            assert.ok(bytes <= MOST_PACKED_BYTES, `${bytes} bytes`);
        });

        it('include a form, words and a help text for each node, in each language', () => {
            const languages = new Set(files.map((file) => /^dist\/nodes\/locales\/([^/]+)\//.exec(file)?.[1]));
            languages.delete(undefined);
            assert.ok(languages.has('en-US'), 'en-US, which Node-RED falls back to, is missing');
            // Where Node-RED looks for them: beside the script, and under its name.
            const namesOf = (file: string, what: string): string[] =>
                [...read(file).matchAll(new RegExp(`data-${what}-name="([^"]+)"`, 'g'))].map(([, type = '']) => type);
            assert.deepEqual(namesOf('dist/nodes/clown-hub.html', 'template'), TYPES);
            for (const lang of languages) {
                assert.deepEqual(namesOf(`dist/nodes/locales/${lang}/clown-hub.html`, 'help'), TYPES, lang);
                const words = JSON.parse(read(`dist/nodes/locales/${lang}/clown-hub.json`));
                assert.deepEqual(Object.keys(words).sort(), [...TYPES, 'palette'], lang);
            }
        });

        it('include a script that is strict, as its sources are, and keeps the names in a stack trace', () => {
            const script = read('dist/nodes/clown-hub.js');
            assert.match(script, /^"use strict";/);
            for (const name of ['Hub=class', 'Simulator=class', 'function parseFrame(', 'function clown_in_default(']) {
                assert.ok(script.includes(name), name);
            }
            assert.doesNotMatch(script, /\b\w{1,2}=class\b/);
            assert.ok(Math.max(...script.split('\n').map((line) => line.length)) < 2_000);
        });

        it('load little into the editor before a dialog opens, in each language', () => {
            const languages = new Set(
                files.flatMap((file) => /^dist\/nodes\/locales\/([^/]+)\//.exec(file)?.[1] ?? []),
            );
            for (const language of languages) {
                const bytes = ['dist/nodes/clown-hub.html', `dist/nodes/locales/${language}/clown-hub.html`]
                    .map((file) => Buffer.byteLength(read(file)))
                    .reduce((one, other) => one + other);
                assert.ok(bytes <= MOST_EDITOR_BYTES, `${language}: ${bytes} bytes`);
            }
        });

        it('hold once what several forms share', () => {
            const page = read('dist/nodes/clown-hub.html');
            const uses = [...page.matchAll(/<!-- ([\w-]+) -->/g)].map(([, name]) => name);
            for (const part of ['form-start', 'command-form', 'name-field']) {
                assert.ok(uses.filter((name) => name === part).length > 1, part);
            }
            for (const name of new Set(uses)) assert.equal(page.split(` id="clown-hub-${name}">`).length, 2, name);
            assert.equal(page.match(/id=node-input-payload[ >]/g)?.length, 1);
        });

        /** The file of the script that defines its contents under this name. */
        const scriptOf = (name: string): string => {
            const scripts = files.filter((file) => file.startsWith('dist/nodes/script-'));
            assert.equal(scripts.length, 2);
            return scripts.find((file) => read(file).includes(`${name}=(()=>`)) ?? '';
        };
        const versionOf = (file: string): string => /script-(.*)\.js$/.exec(file)?.[1] ?? file;

        it('include the script of the dialogs that the first script loads, and the one of the flow check that it loads', () => {
            const dialogs = scriptOf('clownHubScript');
            assert.ok(read('dist/nodes/clown-hub.html').includes(`"${versionOf(dialogs)}"`), dialogs);
            const flowCheck = scriptOf('clownHubFlowCheck');
            assert.ok(read(dialogs).includes(`"${versionOf(flowCheck)}"`), flowCheck);
            for (const file of [dialogs, flowCheck]) assert.ok(read(file).startsWith('"use strict";'), file);
        });

        it('hold once what the flow check takes from the scripts around it', () => {
            const flowCheck = read(scriptOf('clownHubFlowCheck'));
            assert.ok(flowCheck.includes('=clownHubPure[0]'));
            // From checks of a topic, of a payload and of a number.
            for (const code of ['topic-empty-level', 'payload-unreadable', 'setting-number-whole']) {
                assert.ok(!flowCheck.includes(`"${code}"`), code);
            }
        });

        it('hold once what both scripts of the editor need', () => {
            const first = read('dist/nodes/clown-hub.html');
            const later = read(scriptOf('clownHubScript'));
            assert.ok(later.includes('=clownHubShared[0]'));
            assert.equal(first.split('window.clownHubShared=').length, 2);
            // From checks of a payload, of a frame and of a number.
            for (const code of ['payload-unreadable', 'frame-not-json', 'setting-number-whole']) {
                assert.ok(first.includes(`"${code}"`), code);
                assert.ok(!later.includes(`("${code}"`), code);
            }
        });

        it('include each icon that a node asks for', () => {
            for (const { type, definition } of pack.nodes) {
                const { icon } = definition;
                if (icon === undefined && definition.category === 'config') continue;
                assert.ok(icon, `${type} has no icon`);
                if (icon.startsWith('font-awesome/')) continue;
                assert.ok(files.includes(`dist/nodes/icons/${icon}`), `${type} asks for the missing icon ${icon}`);
            }
        });

        it('include the types of the messages, for programs that have nothing else installed [X1]', () => {
            assert.ok(files.includes(pack.manifest.types), `${pack.manifest.types} is missing`);
            const compile = (name: string, text: string): string => {
                writeFileSync(join(folder, name), text);
                const tsc = join(root, 'node_modules/typescript/bin/tsc');
                const options = ['--noEmit', '--strict', '--types', '', '--target', 'es2022', '--module', 'node20'];
                return spawnSync(process.execPath, [tsc, ...options, name], { cwd: folder, encoding: 'utf8' }).stdout;
            };
            assert.equal(compile('consumer.ts', CONSUMER), '');
            assert.match(
                compile('careless.ts', CONSUMER.replace('msg.unit ?? ', 'msg.units ?? ')),
                /'units' does not exist/,
            );
        });

        it('name no folder of the machine they were built on', () => {
            assert.deepEqual(
                files.filter((file) => read(file).includes(root.replace(/[\\/]$/, ''))),
                [],
            );
        });

        it('include the commands, which run', () => {
            for (const [name, command] of Object.entries<string>(pack.manifest.bin)) {
                assert.match(read(command), /^#!\/usr\/bin\/env node\n/);
                if (process.platform !== 'win32')
                    assert.ok(statSync(join(dir, command)).mode & 0o100, `${command} is not executable`);
                const help = spawnSync(process.execPath, [join(dir, command), '--help'], { encoding: 'utf8' });
                assert.ok(help.stdout.startsWith(`Usage: ${name} `), help.stderr);
            }
        });

        it('include the rules of the flow check for nrlint', () => {
            const rules = Object.keys(require(join(dir, 'dist/nrlint.js')));
            assert.deepEqual(
                rules,
                RULE_CODES.map((code) => `clown-hub/${code}`),
            );
        });
    });

    describe('manifest', () => {
        it('runs nothing when it is installed', () => {
            const scripts = Object.keys(pack.manifest.scripts);
            assert.deepEqual(
                scripts.filter((name) => ['preinstall', 'install', 'postinstall', 'prepare'].includes(name)),
                [],
            );
        });

        it('is CommonJS and asks for no peers', () => {
            assert.notEqual(pack.manifest.type, 'module');
            assert.equal(pack.manifest.peerDependencies, undefined);
        });

        for (const { id, rule, holds } of RULES) {
            it(`${rule} (scorecard ${id})`, () => assert.ok(holds(pack)));
        }

        it('passes the release check but for what only the publisher knows, with the lines to fill in', () => {
            const { status, stdout } = spawnSync(process.execPath, ['scripts/release-check.mjs'], {
                cwd: root,
                encoding: 'utf8',
            });
            const missing = missingFacts(pack.manifest);
            for (const { line } of missing) assert.ok(stdout.includes(`\n    ${line}\n`), stdout);
            // What others publish, and entries of the changelog for a later release, do not make this a wrong package.
            const later = /^(?:D03: |it has no dependency with a known defect|the newest heading)/;
            const broken = [...stdout.matchAll(/^ {2}(\S.*)$/gm)].map(([, rule = '']) => rule);
            assert.deepEqual(
                broken.filter((rule) => !later.test(rule)),
                [],
            );
            assert.equal(status, missing.length + broken.length > 0 ? 1 : 0, stdout);
            // What is installed in an owner's Node-RED, and nothing that only developers need.
            const { components } = JSON.parse(readFileSync(join(root, 'sbom.json'), 'utf8'));
            const names = components.map(({ name }: { name: string }) => name).sort();
            // What lands in an owner's Node-RED, with what the dependencies bring along.
            const brought = ['agent-base', 'debug', 'ms'];
            const expected = [pack.manifest.name, ...Object.keys(pack.manifest.dependencies), ...brought];
            assert.deepEqual(names, expected.sort());
        });
    });

    describe('editor half', () => {
        it('registers exactly the nodes that Node-RED gets, each under our own prefix', () => {
            const types = pack.nodes.map(({ type }) => type);
            assert.deepEqual(types, TYPES);
            assert.deepEqual(
                types.filter((type) => !type.startsWith('clown-')),
                [],
            );
        });

        it('uses no property name that Node-RED needs for itself', () => {
            for (const { type, definition } of pack.nodes) {
                const names = Object.keys({ ...definition.defaults, ...definition.credentials });
                assert.ok(names.length > 0, `${type} has no properties at all`);
                assert.deepEqual(
                    names.filter((name) => name.length === 1 || RESERVED.includes(name)),
                    [],
                    type,
                );
            }
        });

        it('uses the names of the ports for nothing else: they begin as the node does, and the form holds them', () => {
            for (const { type, definition } of pack.nodes) {
                const ports: Readonly<Record<string, unknown>> = { ...definition };
                for (const name of PORTS) {
                    const stored = definition.defaults?.[name] as { readonly value?: unknown } | undefined;
                    if (!stored) continue;
                    assert.equal(stored.value, ports[name], `${type}: ${name}`);
                    const page = read('dist/nodes/clown-hub.html');
                    const [form = ''] = page.split(`data-template-name="${type}"`)[1]?.split('</script>') ?? [];
                    assert.match(form, new RegExp(`<input type="?hidden"? id="?node-input-${name}"?>`), type);
                }
            }
        });

        it('stores with each new node the lowest version that reads its settings as this release does [L5]', () => {
            for (const { type, definition } of pack.nodes) {
                const { settingsVersion, ...defaults } = definition.defaults ?? {};
                const values = Object.entries(defaults).map(([name, setting]) => [
                    name,
                    (setting as { value?: unknown }).value,
                ]);
                const expected = lowestVersion(Object.fromEntries(values));
                assert.deepEqual(settingsVersion, { value: expected }, type);
            }
        });

        it('registers with plain literals, which the flow library can read without running them', async () => {
            const [script = ''] = editorScripts(join(dir, 'dist/nodes/clown-hub.html'));
            const legible = { compress: false, mangle: false, format: { beautify: true } } as const;
            const { code = '' } = await minify(script, legible);
            const definitions = code.split(/\bRED\.nodes\.registerType\(/).slice(1);
            assert.deepEqual(
                definitions.map((text) => /^"(clown-[a-z]+)", \{\n/.exec(text)?.[1]),
                TYPES,
            );
            for (const text of definitions) {
                const [defaults = ''] = /\n\s+defaults: \{\n[\s\S]*?\n {8}\},/.exec(text) ?? [];
                assert.match(defaults, /settingsVersion: \{\s+value: \d+\s+\}/);
                assert.doesNotMatch(defaults, /\.\.\./);
            }
        });
    });
});

describe('the lock files', () => {
    it('hold no address of the machine that wrote them', () => {
        for (const folder of ['.', ...readdirSync(join(root, 'matrix')).map((name) => `matrix/${name}`)]) {
            assert.doesNotMatch(readFileSync(join(root, folder, 'package-lock.json'), 'utf8'), /"resolved"/, folder);
        }
    });
});

function isExpected(file: string): boolean {
    return (
        /^examples\/(?:.+\.json|needs Prometheus\/[a-z-]+\.yml|fleet\/(?:README\.md|[a-z-]+\.(?:conf|acl)))$/.test(
            file,
        ) ||
        /^dist\/schemas\/clown-[a-z]+\.json$/.test(file) ||
        /^resources\/(?:nodes\/)?[a-z-]+\.html$|^resources\/style\.css$/.test(file) ||
        ['dist/nodes/clown-hub.js', 'dist/nodes/clown-hub.html', 'dist/simulator.js'].includes(file) ||
        ['dist/check-flow.js', 'dist/nrlint.js', 'dist/test-flow.js', 'dist/flow-test.js'].includes(file) ||
        file === 'dist/test-flow-sidebar.js' ||
        ['nodes/shared/messages', 'src/protocol/json', 'src/base/reason-codes'].some(
            (name) => file === `dist/${name}.d.ts`,
        ) ||
        /^dist\/nodes\/script-[0-9a-f]{16}\.js$/.test(file) ||
        /^dist\/nodes\/locales\/[A-Za-z-]+\/clown-hub\.(json|html)$/.test(file) ||
        /^dist\/nodes\/icons\/[a-z-]+\.(svg|png)$/.test(file)
    );
}
