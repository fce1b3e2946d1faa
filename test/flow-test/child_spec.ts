// The process of a flow test: it takes one job and sends one result, whatever happens, and a watchdog looks after it.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import workers from 'node:worker_threads';
import { type JobResult, KILL_MS, LIMIT_MS, type TestJob } from '../../nodes/flow-test/job';
import { VirtualTime } from '../../nodes/flow-test/virtual-time';
import { removeFolder } from '../support/folders.js';
import { type FakeNodeRed, fakeNodeRed } from './fake-node-red';
import { HOUSE, recording, relay, TAB } from './recordings';
import { addedListeners, keepsProcess } from './replaced';

const require = createRequire(__filename);
const SCRIPT = require.resolve('../../nodes/flow-test/child.ts');

/** What the watchdog is started with. */
interface Watchdog {
    readonly script: string;
    readonly options: {
        readonly eval: boolean;
        readonly workerData: { userDir: string; limitMs: number; parent: number; lookMs: number };
    };
}

describe('the process of a flow test', () => {
    keepsProcess();

    let fake: FakeNodeRed;
    let watchdogs: Watchdog[] = [];
    let priorities: unknown[] = [];
    let sent: JobResult[] = [];
    let exits: unknown[] = [];
    /** How sending the result ends. */
    let failure: Error | null = null;
    let listeners: Record<string, readonly unknown[]> = {};

    beforeEach(async () => {
        [watchdogs, priorities, sent, exits, failure] = [[], [], [], [], null];
        fake = await fakeNodeRed();
        workers.Worker = class {
            constructor(script: string, options: Watchdog['options']) {
                watchdogs.push({ script, options });
            }
        } as unknown as typeof workers.Worker;
        Object.assign(os, { getPriority: () => 0, setPriority: (value: unknown) => void priorities.push(value) });
        Object.assign(process, {
            cwd: () => '/tmp/user',
            send: (result: JobResult, done: (error: Error | null) => void) => {
                sent.push(result);
                done(failure);
            },
            exit: (code: unknown) => void exits.push(code),
        });
        const names = ['message', 'uncaughtException', 'unhandledRejection'];
        listeners = Object.fromEntries(names.map((name) => [name, process.listeners(name as NodeJS.Signals)]));
        delete require.cache[SCRIPT];
        require(SCRIPT);
    });
    afterEach(async () => {
        delete require.cache[SCRIPT];
        await removeFolder(fake.folder);
    });

    /** What the process has added for this event is called with it. */
    const happens = (name: string, value: unknown): void => {
        const [listener, ...others] = addedListeners(name, listeners[name] ?? []);
        assert.ok(listener);
        assert.deepEqual(others, []);
        listener(value);
    };
    const receives = (job: Partial<TestJob>): void => {
        const text = recording([], 1_000);
        const file = join(fake.folder, 'night.jsonl');
        writeFileSync(file, text);
        const flows = [TAB, HOUSE, relay('heat')];
        happens('message', { flows, recording: file, hub: undefined, nodeRed: fake.folder, ...job });
    };
    const realImmediate = setImmediate;
    const result = async (): Promise<JobResult> => {
        while (sent.length === 0) await new Promise<void>((resolve) => realImmediate(resolve));
        const [first, ...others] = sent;
        assert.ok(first);
        assert.deepEqual(others, []);
        return first;
    };

    it('runs its job in its own folder, sends the result and ends', async () => {
        receives({});
        const done = await result();
        assert.ok(done.ok, JSON.stringify(done));
        assert.deepEqual([done.run.recordingMs, done.nodes], [1_000, ['f', 'house', 'heat']]);
        assert.equal(fake.settings?.userDir, '/tmp/user');
        assert.deepEqual(exits, [0]);
    });

    it('has a lower priority, and a watchdog', () => {
        assert.deepEqual(priorities, [10]);
        const workerData = { userDir: '/tmp/user', limitMs: 130_000, parent: process.ppid, lookMs: 500 };
        assert.deepEqual(
            watchdogs.map(({ options }) => options),
            [{ eval: true, workerData }],
        );
        assert.ok(workerData.limitMs > KILL_MS && KILL_MS > LIMIT_MS);
    });

    it('sends why it cannot test the flow', async () => {
        receives({ flows: [TAB] });
        assert.deepEqual(await result(), { ok: false, fault: { code: 'flow-no-hub', values: {} } });
        assert.equal(fake.settings, undefined);
    });

    it('sends a fault of the test as it is', async () => {
        fake.types = [];
        receives({});
        assert.deepEqual(await result(), { ok: false, fault: { code: 'pack-failed', values: { type: 'clown-hub' } } });
        assert.deepEqual(exits, [0]);
    });

    it('gives up after two minutes of real time', async () => {
        const { limit } = VirtualTime.prototype;
        const limits: unknown[] = [];
        VirtualTime.prototype.limit = (ms) => void limits.push(ms);
        try {
            receives({});
            await result();
        } finally {
            VirtualTime.prototype.limit = limit;
        }
        assert.deepEqual(limits, [120_000]);
    });

    for (const name of ['uncaughtException', 'unhandledRejection']) {
        for (const [title, error, what] of [
            ['an error', new TypeError('late'), 'TypeError: late'],
            ['a text', 'late', 'late'],
            ['a long one', 'x'.repeat(900), 'x'.repeat(500)],
        ] as const) {
            it(`sends what would have ended Node-RED, with its moment: ${name} with ${title}`, async () => {
                fake.deploy = () => {
                    setTimeout(() => happens(name, error), 300);
                    fake.events.emit('flows:started');
                    return Promise.resolve();
                };
                receives({});
                assert.deepEqual(await result(), { ok: false, fault: { code: 'crashed', values: { at: 300, what } } });
                // The run goes on meanwhile, and nothing more is sent.
                for (let turn = 0; turn < 50; turn++) await new Promise<void>((resolve) => realImmediate(resolve));
                assert.deepEqual([sent.length, exits], [1, [0]]);
            });
        }
    }

    it('stays for its watchdog if nobody takes its result', async () => {
        failure = new Error('the channel is closed');
        receives({ flows: [TAB] });
        await result();
        assert.deepEqual(exits, []);
    });
});
