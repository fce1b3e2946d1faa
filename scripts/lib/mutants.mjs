// Runs StrykerJS on one room with the tests of that room, and compares what survived with the list of equal programs.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installIfNeeded } from './install.mjs';
import { nodeFor } from './node-red.mjs';
import { readJson, root, run } from './run.mjs';

/** The folder with the packages of StrykerJS, and the list of equal programs. */
export const HOME = join(root, 'mutants');

const MOCHA_12 = join(HOME, 'mocha-12.cjs');
const FRESH_CACHES = join(HOME, 'fresh-caches.cjs');
/** The results of the last run of each room, and of each sample. */
export const LAST = join(HOME, '.last');

/**
 * A change is timed out after this time beyond what its tests usually take. Longer than any test waits for an event, so that
 * a test of its own decides where it can.
 */
const TIMEOUT_MS = 6_000;

/**
 * Tests that are left out, by parts of their titles: with enormous values or thousands of runs, they would take most of the time
 * of each change that reaches them.
 */
const LEFT_OUT = [
    'filters of 100000 levels',
    'no bridge is ended, flooded or ignores it',
    'the check never throws, and what it accepts is within every limit',
    'what it accepts neither ends nor floods the bridge',
    'what was taken once is taken again',
    'a line keeps nothing of the message around it',
    'a million',
    '100,000 nested',
    'the interval that was taken, and no other',
    'bytes that are far too many',
    'continues after many bad lines',
    'costs no more among 10,000 filters',
    'ten mebibytes',
    'shared tree',
    '10 MiB pass',
    'as a process',
];

/**
 * @typedef {object} Room
 * @property {string} name
 * @property {readonly string[]} files patterns of what is changed
 * @property {readonly string[]} specs patterns of the tests that are run
 *
 * @typedef {object} Mutant
 * @property {string} file
 * @property {number} line
 * @property {string} code the line, without its indentation
 * @property {string} original
 * @property {string} replacement
 * @property {string} status as StrykerJS names it
 *
 * @typedef {object} Choice
 * @property {boolean} isAgain whether the last results stand for what has changed neither in the files nor in the tests
 * @property {boolean} withTables whether changes are made that take effect while a file loads
 *
 * @typedef {{ file: string, code: string, original: string, replacement: string, reason: string }} Equal
 *
 * @typedef {object} Score
 * @property {number} killed by a failed test
 * @property {number} timeout
 * @property {number} left those left out: they take effect while a file loads, or do not load
 * @property {number} survived
 * @property {number} equal those among the survivors that are equal programs
 *
 * @typedef {Score & { open: readonly Mutant[], unused: readonly Equal[] }} RoomResult `open` survived and is no equal program;
 *     `unused` are entries of the list that match no survivor
 */

/**
 * @param {string} name
 * @param {readonly string[]} tests folders below test/
 * @returns {Room}
 */
const folder = (name, ...tests) => ({
    name,
    files: [`${name}/**/*.ts`],
    specs: tests.map((path) => `test/${path}/**/*_spec.ts`),
});

/** @param {string} name */
const inNodes = (name) => `test/nodes/${name}_spec.ts`;

const SIMULATOR_SOCKETS = 'bench|cli|cli_texts|lifecycle|replay|simulated_faults|web|web_refusals';

/** A room is named after its folder; the tests are those whose subject it is. In some rooms, those with real sockets are left out. */
export const ROOMS = [
    folder('src/base', 'base', 'protocol', 'settings', 'send'),
    folder('src/protocol', 'protocol'),
    folder('src/settings', 'settings'),
    // The slow tests last: most changes are noticed before, which ends the tests of a change.
    {
        ...folder('src/flow-check'),
        specs: ['!(large_flows|odd_flows)_spec.ts', '@(large_flows|odd_flows)_spec.ts'].map(
            (name) => `test/flow-check/${name}`,
        ),
    },
    { ...folder('src/flow-test'), specs: ['test/flow-test/!(page)_spec.ts'] },
    folder('src/connection', 'connection'),
    { ...folder('src/receive'), specs: ['test/receive/**/*_spec.ts', 'test/hub/hub_unwanted_spec.ts'] },
    folder('src/send', 'send'),
    folder('src/recording', 'recording'),
    {
        ...folder('src'),
        files: ['src/*.ts'],
        // Those without sockets first. Left out are those that only start bridges, or set the clock at every moment.
        specs: [
            ...['@(connection_demand|hub_parts|hub_status)', 'hub_!(ask|parts|start|states|status)', 'hub'],
            'hub_@(ask|states)',
        ].map((name) => `test/hub/${name}_spec.ts`),
    },
    folder('src/devices', 'devices'),
    { ...folder('src/doctor'), specs: ['test/doctor/!(doctor)_spec.ts'] },
    // Those with sockets last. That of whole conversations is left out: each change would wait for it.
    {
        ...folder('src/simulator'),
        specs: ['!(SOCKETS|conversation)', '@(SOCKETS)'].map(
            (name) => `test/simulator/${name.replace('SOCKETS', SIMULATOR_SOCKETS)}_spec.ts`,
        ),
    },
    {
        ...folder('nodes'),
        files: ['nodes/*.ts'],
        specs: ['test/nodes/lone_*_spec.ts'],
    },
    {
        ...folder('nodes/admin'),
        // Those that need no Node-RED.
        specs: [
            'admin-@(check|command|diagnostics|download|feed|flow-test|journal|values)',
            'admin-@(record|record-values|recordings|routes|sidebar-test)',
            'check_route',
            'live_messages',
            'registry',
        ].map((name) => `test/nodes/${name}_spec.ts`),
    },
    { ...folder('nodes/flow-check'), specs: ['test/flow-check/@(command|file|nrlint|texts)_spec.ts'] },
    // The tests that start no process.
    { ...folder('nodes/flow-test'), specs: ['test/flow-test/!(page)_spec.ts'] },
    // The tests that need no Node-RED, or one that only starts.
    ...Object.entries({
        hub: [
            ...['connection_log', 'context_store', 'deploys', 'filter_hints', 'hub_recordings', 'hub_reporter'],
            ...['hub_setup', 'hub_users', 'kept_between_deploys', 'kept_runs', 'publish_intervals', 'recorded-hubs'],
            ...['simulated_hub', 'stop_report', 'passing_on', 'value-keeper-times', 'outage_reports'],
        ],
        node: [
            ...['command_names', 'command_node', 'commands_of_messages', 'connection_actions', 'hub_node', 'sending'],
            ...['settle', 'shared_settings', 'used_settings', 'typed', 'status_texts', 'recorded-hubs'],
        ],
        output: ['last_value', 'node_subscriptions', 'silent_topics', 'state_messages', 'subscribed_filters'],
        status: ['closed_nodes', 'hub_node', 'status-light', 'status_texts', 'value_ages'],
    }).map(([name, specs]) => ({ ...folder(`nodes/runtime/${name}`), specs: specs.map(inNodes) })),
    {
        ...folder('nodes/runtime'),
        files: ['nodes/runtime/*.ts'],
        specs: ['stored-settings', 'texts', 'variables'].map(inNodes),
    },
    {
        ...folder('nodes/shared'),
        specs: ['test/nodes/@(shared_texts|duration_text|expected_readings|setting_label|ids|live_messages)_spec.ts'],
    },
];

/**
 * The rooms of this name: one room, that of one file, or all below a folder that ends in a slash.
 *
 * @param {string} only
 */
export function roomsOf(only) {
    // nodes/runtime/text.ts belongs to nodes/runtime and not to nodes.
    const rooms = ROOMS.toSorted((one, other) => other.name.length - one.name.length);
    if (only.endsWith('.ts')) return rooms.filter(({ name }) => only.startsWith(`${name}/`)).slice(0, 1);
    const isBelow = (/** @type {string} */ name) => only.endsWith('/') && `${name}/`.startsWith(only);
    return rooms.filter(({ name }) => only === '' || name === only || isBelow(name));
}

/**
 * @param {Room} room
 * @param {readonly string[]} files what is changed: the files of the room, or one of them
 * @param {Choice} choice
 * @returns {RoomResult}
 */
export function runRoom(room, files, { isAgain, withTables }) {
    const place = mkdtempSync(join(tmpdir(), 'clown-mutants-'));
    try {
        const report = join(place, 'report.json');
        const config = join(place, 'config.json');
        writeFileSync(config, JSON.stringify(configOf(room, files, { isAgain, withTables }, place, report)));
        const stryker = join(HOME, 'node_modules/@stryker-mutator/core/bin/stryker.js');
        run(`StrykerJS on ${room.name}`, installedNode(), ['--require', MOCHA_12, stryker, 'run', config]);
        const mutants = mutantsIn(readJson(report)).filter(({ file }) => isOf(file, files));
        return resultOf(mutants, equalsOf(files, readJson(join(HOME, 'equal.json'))));
    } finally {
        rmSync(place, { recursive: true, force: true });
    }
}

/** Installs StrykerJS, and returns the Node.js that it runs on: the newest of matrix/, because it needs version 22. */
export function installedNode() {
    installIfNeeded(HOME, ['--ignore-scripts']);
    const newest = join(root, 'matrix/node-red-5');
    installIfNeeded(newest, ['--ignore-scripts']);
    return nodeFor(newest);
}

/**
 * @param {Room} room
 * @param {readonly string[]} files
 * @param {Choice} choice
 * @param {string} place
 * @param {string} report
 */
function configOf({ name, specs }, files, { isAgain, withTables }, place, report) {
    mkdirSync(LAST, { recursive: true });
    return {
        plugins: [join(HOME, 'node_modules/@stryker-mutator/mocha-runner/dist/src/index.js')],
        testRunner: 'mocha',
        // One process runs many tests, each only against changes of code that it reaches.
        testRunnerNodeArgs: ['--require', MOCHA_12, '--import', 'tsx'],
        coverageAnalysis: 'perTest',
        mochaOptions: {
            spec: specs,
            grep: `/^(?!.*(?:${LEFT_OUT.join('|')}))/`,
            require: [FRESH_CACHES],
            'no-package': true,
        },
        mutate: [...files],
        tempDirName: join(place, 'sandbox'),
        ignorePatterns: ['dist', 'resources', 'bench-results', 'screenshots', 'mutants', 'docs/pictures'],
        reporters: ['json', 'progress-append-only'],
        jsonReporter: { fileName: report },
        incremental: true,
        incrementalFile: join(LAST, `${name.replaceAll('/', '-')}.json`),
        force: !isAgain,
        // Each of them needs a process of its own with all tests of the room.
        ignoreStatic: !withTables,
        concurrency: 1,
        timeoutMS: TIMEOUT_MS,
        // It would be rewritten with TypeScript 7, which has no functions for that; the copy needs no change of it.
        tsconfigFile: 'none',
    };
}

/**
 * @param {{ files: Record<string, { source: string, mutants: any[] }> }} report of StrykerJS
 * @returns {Mutant[]}
 */
export function mutantsIn({ files }) {
    return Object.entries(files).flatMap(([file, { source, mutants }]) => {
        const lines = source.split('\n');
        return mutants.map(({ location: { start, end }, replacement, status }) => ({
            file,
            line: start.line,
            code: (lines[start.line - 1] ?? '').trim(),
            original: inOneLine(textBetween(lines, fromZero(start), fromZero(end))),
            replacement: inOneLine(replacement),
            status,
        }));
    });
}

/** @param {{ line: number, column: number }} place from 1 */
function fromZero({ line, column }) {
    return { line: line - 1, column: column - 1 };
}

/**
 * @param {readonly string[]} lines
 * @param {{ line: number, column: number }} start both from 0
 * @param {{ line: number, column: number }} end
 */
export function textBetween(lines, start, end) {
    const taken = lines.slice(start.line, end.line + 1);
    const last = taken.length - 1;
    taken[last] = (taken[last] ?? '').slice(0, end.column);
    taken[0] = (taken[0] ?? '').slice(start.column);
    return taken.join('\n');
}

/**
 * A part of the code as it is shown and compared.
 *
 * @param {string} code
 */
export function inOneLine(code) {
    const line = code.replace(/\s+/g, ' ');
    return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

/**
 * The equal programs of these files.
 *
 * @param {readonly string[]} files patterns as in ROOMS
 * @param {readonly Equal[]} equals
 */
export function equalsOf(files, equals) {
    return equals.filter(({ file }) => isOf(file, files));
}

/**
 * Whether a file is one of these.
 *
 * @param {string} file
 * @param {readonly string[]} files
 */
function isOf(file, files) {
    return files.some((pattern) => {
        const [before = '', after] = pattern.split('*.ts');
        const where = before.replace(/\*\*\/$/, '');
        const isDeep = before.endsWith('**/');
        if (after === undefined) return file === pattern;
        return file.startsWith(where) && (isDeep || !file.slice(where.length).includes('/'));
    });
}

/**
 * The score of a run.
 *
 * @param {readonly Mutant[]} mutants
 * @param {readonly Equal[]} equals
 * @returns {RoomResult}
 */
export function resultOf(mutants, equals) {
    const count = (/** @type {string} */ status) => mutants.filter((mutant) => mutant.status === status).length;
    const survivors = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    const isSame = (/** @type {Mutant} */ mutant, /** @type {Equal} */ equal) =>
        mutant.file === equal.file &&
        mutant.code === equal.code &&
        mutant.original === equal.original &&
        mutant.replacement === equal.replacement;
    const open = survivors.filter((mutant) => !equals.some((equal) => isSame(mutant, equal)));
    return {
        killed: count('Killed'),
        timeout: count('Timeout'),
        left: count('Ignored') + count('RuntimeError') + count('CompileError'),
        survived: survivors.length,
        equal: survivors.length - open.length,
        open,
        unused: equals.filter((equal) => !survivors.some((mutant) => isSame(mutant, equal))),
    };
}
