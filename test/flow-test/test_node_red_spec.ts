// The Node-RED of a flow test: its settings, what it reports, and how its start and its deploy may fail.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { TestFault } from '../../nodes/flow-test/test-fault';
import { TestLog } from '../../nodes/flow-test/test-log';
import { TestNodeRed } from '../../nodes/flow-test/test-node-red';
import { standInsOf } from '../../nodes/flow-test/user-folder';
import type { VirtualTime } from '../../nodes/flow-test/virtual-time';
import { CORE_FILES } from '../../src/flow-test/allowed-types';
import { removeFolder } from '../support/folders.js';
import { type FakeNodeRed, fakeNodeRed } from './fake-node-red';
import { keepsProcess } from './replaced';

const NODES = [{ id: 'f', type: 'tab' }];

describe('the Node-RED of a flow test', () => {
    keepsProcess();

    let fake: FakeNodeRed;
    let log: TestLog;
    let nodeRed: TestNodeRed;
    /** The waits for it, with their limits, whether they ended before, and the nodes that have worked. */
    const waits: [string, number][] = [];
    let hasEnded = false;
    const workers: unknown[] = [];

    /** Some turns are enough for what happens in these tests. */
    const wait = (how: string) => async (isDone: () => boolean, limitMs: number) => {
        waits.push([how, limitMs]);
        for (let turn = 0; turn < 5 && !isDone(); turn++) await new Promise<void>((resolve) => setImmediate(resolve));
        hasEnded = isDone();
        return hasEnded;
    };
    const time = {
        until: wait('until'),
        standing: wait('standing'),
        working: (node: unknown) => void workers.push(node),
    } as unknown as VirtualTime;

    beforeEach(async () => {
        waits.length = 0;
        workers.length = 0;
        fake = await fakeNodeRed();
        log = new TestLog(() => 7);
        nodeRed = new TestNodeRed(fake.folder, '/tmp/user', time, log);
    });
    afterEach(() => removeFolder(fake.folder));

    const faultOf = async (run: () => Promise<void>): Promise<unknown> => {
        try {
            await run();
            return undefined;
        } catch (error) {
            assert.ok(error instanceof TestFault, String(error));
            return error.fault;
        }
    };
    const failed = (what: string) => ({ code: 'node-red-failed', values: { what } });
    const start = () => faultOf(() => nodeRed.start());
    const deploy = () => faultOf(() => nodeRed.deploy(NODES));
    const never = (): Promise<void> => new Promise(() => {});

    it('has no port, no editor, no credentials, and only the nodes of a test', () => {
        const { logging, ...settings } = fake.settings ?? { logging: undefined };
        assert.deepEqual(settings, {
            userDir: '/tmp/user',
            flowFile: 'flows.json',
            httpAdminRoot: false,
            httpNodeRoot: false,
            disableEditor: true,
            credentialSecret: false,
            nodesIncludes: [...CORE_FILES, 'node-red-clown-hub', 'clown-hub-stand-in.js'],
            functionExternalModules: false,
            externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpload: false } },
            editorTheme: { palette: { editable: false, catalogues: [] }, tours: false },
            telemetry: { enabled: false, updateNotification: false },
            lang: 'en-US',
        });
        // Nothing but this log, so that it prints nothing.
        assert.deepEqual(Object.keys(logging ?? {}), ['flowTest']);
        const { handler: _handler, ...level } = (logging?.flowTest ?? {}) as Record<string, unknown>;
        assert.deepEqual(level, { level: 'error', metrics: false, audit: false });
    });

    it('has its version as text or, in older releases, as function', () => {
        assert.equal(nodeRed.version, '4.1.7');
        fake.version = () => '3.1.9';
        assert.equal(nodeRed.version, '3.1.9');
    });

    describe('starts', () => {
        it('when its flows have started, in real time', async () => {
            let isStarted = false;
            fake.start = () => {
                setImmediate(() => {
                    isStarted = true;
                    fake.events.emit('flows:started');
                });
                return Promise.resolve();
            };
            assert.equal(await start(), undefined);
            assert.ok(isStarted);
            assert.deepEqual(waits, [['until', 60_000]]);
        });

        for (const [name, error, what] of [
            ['an error', new Error('no space left'), 'Error: no space left'],
            ['a text', 'no space left', 'no space left'],
            ['nothing', undefined, 'unknown'],
        ] as const) {
            it(`not if it fails with ${name}`, async () => {
                // Some versions report their start before they fail.
                for (const isStarted of [false, true]) {
                    fake.start = () => {
                        if (isStarted) setImmediate(() => fake.events.emit('flows:started'));
                        return Promise.reject(error);
                    };
                    assert.deepEqual(await start(), failed(what));
                    assert.equal(hasEnded, true, 'it waits until its limit');
                }
            });
        }

        it('not if it takes too long', async () => {
            fake.start = never;
            assert.deepEqual(await start(), failed('timeout'));
            fake.start = () => Promise.resolve();
            assert.deepEqual(await start(), failed('timeout'));
        });

        for (const [missing, type] of [
            ['clown-hub', 'clown-hub'],
            ['clown-hub-stand-in', 'clown-hub-stand-in'],
        ] as const) {
            it(`not without the type ${missing}`, async () => {
                fake.types = fake.types.filter((one) => one !== missing);
                assert.deepEqual(await start(), { code: 'pack-failed', values: { type } });
            });
        }
    });

    describe('deploys', () => {
        beforeEach(() => start());

        it('a whole flow, while the time stands still', async () => {
            waits.length = 0;
            assert.equal(await deploy(), undefined);
            assert.deepEqual(fake.deployed, [{ flows: { flows: NODES }, deploymentType: 'full' }]);
            assert.deepEqual(waits, [['standing', 60_000]]);
        });

        it('not before the flows have started again', async () => {
            fake.deploy = () => Promise.resolve();
            assert.deepEqual(await deploy(), failed('timeout'));
            let isStarted = false;
            fake.deploy = () => {
                setImmediate(() => {
                    isStarted = true;
                    fake.events.emit('flows:started');
                });
                return Promise.resolve();
            };
            assert.equal(await deploy(), undefined);
            assert.ok(isStarted);
        });

        it('not if it fails', async () => {
            fake.deploy = () => Promise.reject(new Error('bad flow'));
            assert.deepEqual(await deploy(), failed('Error: bad flow'));
            fake.deploy = () => Promise.reject(undefined);
            assert.deepEqual([await deploy(), hasEnded], [failed('unknown'), true]);
        });

        it('not if Node-RED reports why the flows do not start', async () => {
            fake.deploy = () => {
                setImmediate(() => fake.events.emit('runtime-event', { payload: { error: 'missing-types' } }));
                return never();
            };
            assert.deepEqual([await deploy(), hasEnded], [failed('missing-types'), true]);
        });

        it('all the same if Node-RED reports something else', async () => {
            fake.deploy = () => {
                fake.events.emit('runtime-event', {});
                fake.events.emit('runtime-event', { payload: {} });
                setImmediate(() => fake.events.emit('flows:started'));
                return Promise.resolve();
            };
            assert.equal(await deploy(), undefined);
        });
    });

    it('counts the messages that nodes receive', () => {
        const [[name, hook] = ['', () => {}], ...others] = fake.hooks;
        assert.deepEqual([name, others], ['onReceive.clown-hub-flow-test', []]);
        const node = { id: 'n', type: 'function' };
        hook({ destination: { node } });
        hook({ destination: {} });
        hook({});
        assert.deepEqual(workers, [node]);
    });

    describe('reports an error', () => {
        const reported = (event: object): unknown => {
            fake.settings?.logging.flowTest.handler()({ level: 20, ...event });
            return log.errors;
        };
        const node = { id: 'f1', type: 'function', name: 'Mean' };
        const at = { at: 7, type: 'function', name: 'Mean' };

        for (const [name, msg, message] of [
            ['a text', 'went wrong', 'went wrong'],
            ['an error', new TypeError('no number'), 'no number'],
            ['an object with a message', { message: 'no' }, 'no'],
            ['an object without a message', { message: 5 }, '[object Object]'],
            ['nothing', undefined, 'undefined'],
        ] as const) {
            it(`with its text: ${name}`, () => {
                assert.deepEqual(reported({ ...node, msg }), [{ ...at, node: 'f1', message }]);
            });
        }

        for (const [name, more, id] of [
            ['on a flow', { path: 'flow' }, 'f1'],
            ['in a subflow', { path: 'flow/i1', _alias: 'inner' }, 'i1/inner'],
            ['in a subflow of a subflow', { path: 'flow/i1/i2', _alias: 'inner' }, 'i1/i2/inner'],
        ] as const) {
            it(`with the node: ${name}`, () => {
                assert.deepEqual(reported({ ...node, ...more, msg: 'x' }), [{ ...at, node: id, message: 'x' }]);
            });
        }

        it('of Node-RED itself', () => {
            assert.deepEqual(reported({ msg: 'x' }), [{ at: 7, node: '', type: '', name: '', message: 'x' }]);
        });
    });

    it('has stand-ins that record what they receive, and send nothing', () => {
        const created: unknown[] = [];
        const types: [string, (this: object, def: object) => void][] = [];
        standInsOf(globalThis).register({
            nodes: {
                registerType: (type: string, make: (this: object, def: object) => void) =>
                    void types.push([type, make]),
                createNode: (node: object, def: object) => {
                    created.push(def);
                    Object.assign(node, def);
                },
            },
        } as never);
        const [[type, make] = ['', () => {}], ...others] = types;
        assert.deepEqual([type, others], ['clown-hub-stand-in', []]);
        for (const more of [{ standsFor: 'e-mail' }, {}]) {
            const def = { id: 'm', type: 'clown-hub-stand-in', name: 'Mail', ...more };
            const node = new EventEmitter();
            make.call(node, def);
            assert.equal(created.at(-1), def);
            let count = 0;
            const send = (): never => assert.fail('it sends');
            node.emit('input', { topic: 'a/b', payload: 5 }, send, () => count++);
            assert.equal(count, 1);
        }
        const line = { at: 7, node: 'm', name: 'Mail', topic: 'a/b', payload: 5, kind: 'input', outcome: undefined };
        assert.deepEqual(log.lines, [
            { ...line, type: 'e-mail' },
            { ...line, type: '' },
        ]);
    });
});
