// Tests of flows in their real process, in the Node-RED under test.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Server } from 'node:net';
import { getPriority } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { testFlow } from '../../nodes/flow-test/runner';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { filesBelow } from '../../scripts/lib/package.mjs';
import { CORE_FILES } from '../../src/flow-test/allowed-types';
import { expectedText } from '../../src/flow-test/expected';
import type { FlowTestOptions, FlowTestReport, TestLine } from '../../src/flow-test/report';
import { HOUSE, node, once, recording, relay, STARTED, TAB, temperature } from '../flow-test/recordings';
import { makeFolder, removeFolder, root } from '../support/folders.js';
import { homeUnderTest } from '../support/node-red.js';
import { until as waitUntil } from '../support/wait.js';

/** A start of Node-RED, on a computer that does a lot besides. */
const TEST_MS = 180_000;

/** Where it is five o'clock when the recording starts. */
const ZONE = 'Asia/Tokyo';

const READINGS = [temperature(2_000, 24.5), temperature(5_000, 25.5), temperature(8_000, 24)];

/** Heats for ten seconds when it is warmer than 25 degrees. */
const heating = (seconds = '10', op1 = 'true'): object[] => [
    TAB,
    HOUSE,
    node(
        'in',
        'clown-in',
        { hub: 'house', topic: 'thermometer/+', output: 'quantity', quantity: 'temperature' },
        'warm',
    ),
    node(
        'warm',
        'switch',
        { property: 'payload', rules: [{ t: 'gt', v: '25', vt: 'num' }], checkall: 'true' },
        'pulse',
    ),
    node(
        'pulse',
        'trigger',
        { op1, op1type: 'bool', op2: 'false', op2type: 'bool', duration: seconds, units: 's', extend: false },
        'wait',
    ),
    node('wait', 'delay', { pauseType: 'delay', timeout: '1.5', timeoutUnits: 'seconds' }, 'heat'),
    relay('heat', { name: 'Heating' }),
    // A time of day, a minute after the start.
    node('daily', 'inject', { props: [{ p: 'payload', v: 'night', vt: 'str' }], crontab: '01 05 * * *' }, 'file'),
    // What differs from run to run elsewhere.
    once('dice', 3, '', 'chance'),
    node('chance', 'function', { func: 'return { payload: [Math.random(), Date.now()] };' }, 'some'),
    node('some', 'delay', { pauseType: 'random', randomFirst: '1', randomLast: '5', randomUnits: 'seconds' }, 'file'),
    node('file', 'file', {}),
];

describe('flow test in Node-RED', function () {
    this.timeout(TEST_MS);

    let folder: string;
    let temporary: string;

    before(async () => {
        await buildIfNeeded();
        folder = await makeFolder('flow-test');
        temporary = process.env.TMPDIR ?? '';
        // So that what a test leaves can be seen.
        process.env.TMPDIR = folder;
        // Recordings are named from here, as on a command line. The process of a test has another folder.
        process.chdir(folder);
    });
    after(async () => {
        process.chdir(root);
        if (temporary === '') delete process.env.TMPDIR;
        else process.env.TMPDIR = temporary;
        await removeFolder(folder);
    });
    afterEach(() => assert.deepEqual(userFolders(), []));

    const userFolders = (): string[] => readdirSync(folder).filter((name) => name.startsWith('clown-hub-flow-test-'));
    const file = (name: string, text: string): string => {
        const path = join(folder, name);
        writeFileSync(path, text);
        return path;
    };
    const test = (flows: readonly object[], name: string, more: Partial<FlowTestOptions> = {}) =>
        testFlow({ flows, recording: name, nodeRed: homeUnderTest, ...more });
    const reported = async (...args: Parameters<typeof test>): Promise<FlowTestReport> => {
        const result = await test(...args);
        assert.ok(result.ok, JSON.stringify(result));
        return result.report;
    };
    const short = ({ at, node: id, topic, payload, outcome }: TestLine): unknown[] => [at, id, topic, payload, outcome];

    it('shows what a flow with delays commands, keeps it, and finds each difference', async () => {
        file('warm.jsonl', recording(READINGS, 9_000));
        const set = 'relay/i2c0-3b/set';
        const first = await reported(heating(), 'warm.jsonl', { update: true, timeZone: ZONE });
        const commands = first.lines.filter(({ kind }) => kind === 'command');
        assert.equal(first.lines.length, 4);
        assert.deepEqual(first.lines.filter(({ payload }) => payload === 'night').map(short), [
            [60_000, 'file', undefined, 'night', undefined],
        ]);
        assert.deepEqual(commands.map(short), [
            [6_500, 'heat', set, { state: true }, 'confirmed'],
            [16_500, 'heat', set, { state: false }, 'confirmed'],
        ]);
        assert.deepEqual([first.errors, first.leftOut], [[], []]);
        assert.deepEqual([first.recordingMs, first.testedMs, first.isUpdated], [9_000, 69_000, true]);

        const second = await reported(heating(), 'warm.jsonl');
        assert.equal(second.result, 'same');
        assert.deepEqual([second.timeZone, second.keptTimeZone], [ZONE, ZONE]);
        assert.equal(expectedText(second), readFileSync(second.expected, 'utf8'));

        const other = await reported(heating('20', 'false'), 'warm.jsonl');
        assert.equal(other.result, 'different');
        assert.deepEqual(
            other.differences.map((one) => [one.kind, 'now' in one ? short(one.now).slice(0, 4) : '']),
            [
                ['changed', [6_500, 'heat', set, { state: false }]],
                ['moved', [26_500, 'heat', set, { state: false }]],
            ],
        );
        assert.equal(other.moreDifferences, 0);
    });

    describe('with nodes that would have an effect', () => {
        let server: Server;
        let connections = 0;

        before((done) => {
            server = createServer((socket) => {
                connections++;
                socket.destroy();
            });
            server.listen(0, '127.0.0.1', done);
        });
        after((done) => {
            server.close(done);
        });

        it('records what they would have received, opens no socket and writes no file', async () => {
            const { port } = server.address() as { port: number };
            const url = `http://127.0.0.1:${port}`;
            const written = join(folder, 'written.txt');
            file('short.jsonl', recording([temperature(1_000, 20)], 4_000));
            const flows = [
                TAB,
                { ...HOUSE, address: `ws://127.0.0.1:${port}/ws` },
                { id: 'garden', type: 'clown-hub', name: 'Garden', address: `ws://127.0.0.1:${port}/ws` },
                {
                    id: 'broker',
                    type: 'mqtt-broker',
                    name: '',
                    broker: '127.0.0.1',
                    port: `${port}`,
                    autoConnect: true,
                },
                { id: 'sub', type: 'subflow', name: 'Sub', in: [{ x: 1, y: 1, wires: [{ id: 'inner' }] }], out: [] },
                { ...node('inner', 'file', { filename: written, name: 'Inner' }), z: 'sub' },
                node('instance', 'subflow:sub'),
                once(
                    'go',
                    1,
                    'hello',
                    'http',
                    'file',
                    'mqtt',
                    'mail',
                    'time',
                    'instance',
                    'relay',
                    'lost',
                    'far',
                    'ask',
                    'never',
                ),
                node('http', 'http request', { method: 'POST', url }),
                node('file', 'file', { filename: written, filenameType: 'str' }),
                node('mqtt', 'mqtt out', { broker: 'broker', topic: 'a/b' }),
                node('mail', 'e-mail', { server: '127.0.0.1', name: 'Mail' }),
                node(
                    'time',
                    'function',
                    {
                        func: `const format = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' });
                            msg.payload = [Date.now(), new Date().getTime(), Math.random(), format.format()];
                            return msg;`,
                    },
                    'mail',
                ),
                relay('relay'),
                node('lost', 'clown-out', { hub: 'nowhere', command: 'message' }),
                relay('far', { hub: 'garden', payload: 'true', payloadType: 'bool' }),
                node('ask', 'clown-request', { hub: 'house', topic: 'thermometer/i2c0-48/get', timeout: '2' }, 'mail'),
                node('never', 'clown-request', { hub: 'house', topic: 'lux-meter/i2c0-44/get', timeout: '2' }, 'mail'),
                node('socket', 'function', {
                    initialize:
                        "const p = Date.constructor('return process')(); p.getBuiltinModule?.('net').connect(1);",
                    func: '',
                }),
            ];
            const { silentHubs, hubOf, result, expected, lines, standIns, leftOut, errors } = await reported(
                flows,
                'short.jsonl',
            );
            assert.equal(result, 'new');
            assert.equal(existsSync(expected), false);
            assert.deepEqual(
                [silentHubs.map(({ name }) => name), hubOf.far, hubOf.lost],
                [['Garden'], 'Garden', undefined],
            );
            const [, , random] = lines.map(({ payload }) => payload).find(Array.isArray) as number[];
            const at = Date.parse(STARTED) + 1_000;
            assert.deepEqual(
                lines.map(short).sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))),
                [
                    [1_000, 'ask', 'thermometer/i2c0-48/get', {}, 'responded'],
                    [1_000, 'far', 'relay/i2c0-3b/set', { state: true }, 'not-confirmed'],
                    [1_000, 'file', undefined, 'hello', undefined],
                    [1_000, 'http', undefined, 'hello', undefined],
                    [1_000, 'instance/inner', undefined, 'hello', undefined],
                    [1_000, 'lost', undefined, 'hello', 'hub-missing'],
                    [1_000, 'mail', undefined, 'hello', undefined],
                    [1_000, 'mail', undefined, [at, at, random, '20:00:01'], undefined],
                    [1_000, 'mail', undefined, { temperature: [20, '℃'] }, undefined],
                    [1_000, 'mqtt', undefined, 'hello', undefined],
                    [1_000, 'never', 'lux-meter/i2c0-44/get', {}, 'no-answer'],
                    [1_000, 'relay', 'relay/i2c0-3b/set', 'hello', 'relay-state'],
                ],
            );
            assert.deepEqual(
                standIns.map(({ node: id, type, name, messages }) => [id, type, name, messages]),
                [
                    ['inner', 'file', 'Inner', 1],
                    ['http', 'http request', '', 1],
                    ['file', 'file', '', 1],
                    ['mqtt', 'mqtt out', '', 1],
                    ['mail', 'e-mail', 'Mail', 3],
                ],
            );
            assert.deepEqual(leftOut, [{ node: 'broker', type: 'mqtt-broker', name: '' }]);
            assert.deepEqual(errors.map(({ node: id }) => id).sort(), [
                'far',
                'lost',
                'lost',
                'never',
                'relay',
                'socket',
            ]);
            assert.match(errors.find(({ node: id }) => id === 'socket')?.message ?? '', /opens no connections/);
            assert.equal(connections, 0);
            assert.equal(existsSync(written), false);
        });
    });

    it('plays an outage, in which commands fail, and an hour in a few seconds', async () => {
        const hour = 3_600_000;
        const readings = Array.from({ length: 3_600 }, (_none, second) => temperature(second * 1_000 + 500, 20));
        const [head = '', connected = '', ...rest] = recording(readings, hour).split('\n');
        const outage = ['{"at":1000000,"state":"waiting","code":"dropped"}', '{"at":1020000,"state":"connected"}'];
        const during = rest.filter((line) => !/^\{"at":10[01]\d{4},/.test(line));
        const index = during.findIndex((line) => /^\{"at":102\d{4},/.test(line));
        during.splice(index, 0, ...outage);
        file('hour.jsonl', [head, connected, ...during].join('\n'));
        const flows = [
            TAB,
            HOUSE,
            node(
                'every',
                'inject',
                {
                    props: [{ p: 'payload', v: 'true', vt: 'bool' }],
                    repeat: '600',
                    once: true,
                    onceDelay: '410',
                },
                'heat',
            ),
            relay('heat'),
            node('count', 'clown-in', { hub: 'house', topic: '#', output: 'payload' }, 'last'),
            node(
                'last',
                'function',
                {
                    func: 'const n = (context.get("n") || 0) + 1; context.set("n", n); if (n % 1000 === 0) return { payload: n };',
                },
                'file',
            ),
            node('file', 'file', {}),
        ];
        const { lines } = await reported(flows, 'hour.jsonl');
        const commands = lines.filter(({ kind }) => kind === 'command');
        assert.deepEqual(
            commands.map(({ at, outcome }) => [at, outcome]),
            [410_000, 1_010_000, 1_610_000, 2_210_000, 2_810_000, 3_410_000].map((at) => [
                at,
                at === 1_010_000 ? 'not-connected' : 'confirmed',
            ]),
        );
        const counted = lines.filter(({ kind }) => kind === 'input').map(({ at }) => at % 1_000);
        // Each reading has its recorded moment, also after the outage.
        assert.deepEqual(counted, [500, 500, 500]);
    });

    it('refuses what cannot be played, before Node-RED starts', async () => {
        file('newer.jsonl', '{"clownHubRecording":99}\n');
        file('played.jsonl', recording([], 2_000));
        const refused = async (name: string, ...more: object[]): Promise<unknown> => {
            const result = await test([TAB, HOUSE, ...more], name);
            if (result.ok) return undefined;
            return result.fault.code === 'recording' ? result.fault.reason.detail : result.fault.code;
        };
        assert.deepEqual(
            [
                await refused('none.jsonl'),
                await refused('newer.jsonl'),
                await refused('played.jsonl', { ...HOUSE, id: 'other' }),
            ],
            ['recording-missing', 'recording-newer', 'hub-many'],
        );
    });

    it('knows nodes that this Node-RED has', () => {
        const require = createRequire(join(homeUnderTest, 'any.js'));
        const core = join(dirname(createRequire(require.resolve('node-red')).resolve('@node-red/nodes')), 'core');
        const files = filesBelow(core).map((path) => basename(path));
        for (const name of CORE_FILES) assert.ok(files.includes(name), name);
    });

    it('names the node of a flow that does not come to rest', async () => {
        file('loop.jsonl', recording([temperature(1_000, 20)], 2_000));
        const flows = [
            TAB,
            HOUSE,
            node('in', 'clown-in', { hub: 'house', topic: 'thermometer/+', output: 'payload' }, 'loop'),
            node('loop', 'function', { name: 'Again', func: 'return msg;' }, 'loop'),
        ];
        assert.deepEqual(await test(flows, 'loop.jsonl'), {
            ok: false,
            fault: { code: 'no-rest', values: { at: 1_000, node: '"Again" (loop)' } },
        });
    });

    it('reports an error that would end Node-RED', async () => {
        file('crash.jsonl', recording([], 2_000));
        const func = "Promise.resolve().then(() => { throw new Error('late'); });";
        const result = await test(
            [TAB, HOUSE, once('go', 1, '', 'crash'), node('crash', 'function', { func })],
            'crash.jsonl',
        );
        assert.ok(!result.ok && 'values' in result.fault);
        assert.equal(result.fault.code, 'crashed');
        assert.match(String(result.fault.values.what), /late/);
        assert.equal(result.fault.values.at, 1_000);
    });

    describe('of a flow with a function that never returns', () => {
        let isThere: string;

        /** A flow that shows with a file that it has come so far. */
        const endless = (): object[] => {
            isThere = join(folder, `${Math.random()}`);
            const fs = "Date.constructor('return process')().mainModule.require('fs')";
            const initialize = `${fs}.writeFileSync(${JSON.stringify(isThere)}, ''); for (;;);`;
            return [TAB, HOUSE, node('endless', 'function', { initialize, func: '' })];
        };
        const until = (isDone: () => boolean, what: string): Promise<void> => waitUntil(isDone, what, TEST_MS);

        it('leaves nothing if it is stopped', async () => {
            file('stopped.jsonl', recording([], 2_000));
            const stop = new AbortController();
            const result = test(endless(), 'stopped.jsonl', { signal: stop.signal });
            await until(() => existsSync(isThere), 'the function');
            stop.abort();
            const { ok, ...rest } = await result;
            assert.equal(ok, false);
            assert.equal((rest as { fault: { code: string } }).fault.code, 'stopped');
        });

        it('leaves neither a process nor a folder if the process that started it is killed', async function () {
            if (!existsSync('/proc/self/task')) this.skip();
            file('killed.jsonl', recording([], 2_000));
            const flows = file('endless.json', JSON.stringify(endless()));
            const words = ['--flows', flows, '--recording', join(folder, 'killed.jsonl'), '--node-red', homeUnderTest];
            const command = spawn(process.execPath, [join(root, 'dist/test-flow.js'), ...words], {
                stdio: 'ignore',
                env: { ...process.env, NODE_OPTIONS: '' },
            });
            const children = `/proc/${command.pid}/task/${command.pid}/children`;
            await until(() => existsSync(isThere), 'the function');
            const child = readFileSync(children, 'utf8').trim();
            assert.match(child, /^\d+$/);
            assert.ok(getPriority(Number(child)) > getPriority(), 'it runs with a lower priority');
            command.kill('SIGKILL');
            await until(() => !existsSync(`/proc/${child}`), 'the end of the process');
            assert.deepEqual(userFolders(), []);
        });
    });
});
