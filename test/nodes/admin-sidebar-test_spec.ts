// The process of a flow test as the sidebar starts it, played by the test: what it receives, what comes back, and when it is ended.

import assert from 'node:assert/strict';
import type { spawn } from 'node:child_process';
import { EventEmitter, getEventListeners } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runSidebarTest } from '../../nodes/admin/sidebar-test';
import type { SidebarJob, SidebarResult } from '../../nodes/flow-test/sidebar-job';
import type { FlowTestView } from '../../nodes/shared/flow-test-view';
import { ManualClock } from '../support/manual-clock.js';

const JOB: SidebarJob = { run: 'r', flows: [{ id: 'a' }], recording: '/r.jsonl', hub: 'hub', nodeRed: '/node-red' };
const RESULT: SidebarResult = { view: { ok: true, result: 'new' } as FlowTestView, text: Buffer.from('run') };
const STOPPED: SidebarResult = { fault: { code: 'stopped', values: {} } };
const LIMIT_MS = 150_000;
const END_MS = 10_000;

/** A process of which the test decides everything. */
class Process extends EventEmitter {
    readonly stderr = new PassThrough();
    readonly sent: unknown[] = [];
    readonly signals: unknown[] = [];
    connected = true;
    disconnects = 0;
    send: ((job: unknown, done: (error: Error) => void) => void) | undefined = (job, done) => {
        this.sent.push(job);
        done(new Error('the channel is closed'));
    };

    disconnect(): void {
        this.disconnects++;
        this.connected = false;
    }

    kill(signal: unknown): void {
        this.signals.push(signal);
    }

    /** Ends as a process whose channel is still there. */
    close(code: number | null, signal: string | null = null): void {
        this.emit('exit', code, signal);
        this.emit('close', code, signal);
    }
}

describe('the process of a flow test from the sidebar', () => {
    function begin(own = new Process()) {
        const clock = new ManualClock();
        const stop = new AbortController();
        const begun: [program: string, args: readonly string[], options: { env: NodeJS.ProcessEnv }][] = [];
        const start = (...given: (typeof begun)[number]): Process => {
            begun.push(given);
            return own;
        };
        let result: SidebarResult | undefined;
        const done = runSidebarTest(JOB, stop.signal, start as unknown as typeof spawn, clock).then((value) => {
            result = value;
            return value;
        });
        /** The result, if there is one now. */
        const now = async (): Promise<SidebarResult | undefined> => {
            await new Promise(setImmediate);
            return result;
        };
        const listeners = (): number => getEventListeners(stop.signal, 'abort').length;
        /** What is reported of a process without a result. */
        const what = async (): Promise<unknown> => {
            const value = await done;
            assert.ok('fault' in value && 'values' in value.fault, JSON.stringify(value));
            assert.equal(value.fault.code, 'child-ended');
            assert.deepEqual([clock.pending, listeners()], [0, 0]);
            return value.fault.values.what;
        };
        return { own, clock, stop, begun, done, now, listeners, what };
    }

    it('is the pack’s own, in the Node.js that runs, without the options of Node-RED’s process', async () => {
        const before = process.env.NODE_OPTIONS;
        process.env.NODE_OPTIONS = '--inspect';
        try {
            const { own, begun, done } = begin();
            const [[program, args, { env, ...options }] = assert.fail(), ...more] = begun;
            assert.deepEqual(more, []);
            assert.equal(program, process.execPath);
            const [file = '', ...others] = args;
            assert.deepEqual(others, []);
            const folder = file.slice(0, -join('/dist/test-flow-sidebar.js').length);
            assert.equal(join(folder, 'dist/test-flow-sidebar.js'), file);
            const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string };
            assert.equal(name, '@clown-hub/node-red-clown-hub');
            assert.ok(existsSync(join(folder, 'nodes/flow-test/sidebar-process.ts')));
            const { NODE_OPTIONS: _options, ...rest } = process.env;
            assert.deepEqual(env, rest);
            assert.deepEqual(options, {
                serialization: 'advanced',
                stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
                windowsHide: true,
            });
            // The job has the flows of the owner, which no list of processes may show.
            assert.deepEqual(own.sent, [JOB]);
            own.close(0);
            await done;
        } finally {
            if (before === undefined) delete process.env.NODE_OPTIONS;
            else process.env.NODE_OPTIONS = before;
        }
    });

    it('has a result when it has ended, the first one that it sent', async () => {
        const { own, clock, now, listeners } = begin();
        own.emit('message', RESULT);
        own.emit('message', STOPPED);
        assert.equal(await now(), undefined);
        assert.deepEqual([clock.pending, listeners()], [1, 1]);
        own.close(1);
        assert.equal(await now(), RESULT);
        assert.deepEqual([clock.pending, listeners(), own.disconnects, own.signals], [0, 0, 0, []]);
    });

    it('without a result is reported with how it ended and the last words that it printed', async () => {
        const ends: readonly (readonly [
            expected: string,
            printed: readonly string[],
            ...Parameters<Process['close']>,
        ])[] = [
            ['exit code 3', [], 3],
            ['exit code 0', [' \n'], 0],
            ['SIGKILL', [], null, 'SIGKILL'],
            ['exit code 1 Error: no memory', ['\nError: ', 'no memory\n'], 1],
            [`exit code 1 ${'b'.repeat(299)}c`, ['a'.repeat(500), 'b'.repeat(299), 'c'], 1],
            ['SIGABRT přehřátí', ['přehřátí'], null, 'SIGABRT'],
        ];
        for (const [expected, printed, code, signal = null] of ends) {
            const { own, now, what } = begin();
            for (const text of printed) own.stderr.write(text);
            await now();
            own.close(code, signal);
            assert.equal(await what(), expected);
        }
    });

    it('that cannot start is reported with the error, also where there is neither its output nor a channel', async () => {
        const own = new Process();
        Object.assign(own, { send: undefined, stderr: undefined, connected: false });
        const { what } = begin(own);
        own.emit('error', new Error('spawn EMFILE'));
        own.close(-24);
        assert.equal(await what(), 'spawn EMFILE');
    });

    it('is not started for an editor that is gone', async () => {
        const begun: unknown[] = [];
        const start = ((...given: unknown[]) => begun.push(given)) as unknown as typeof spawn;
        const clock = new ManualClock();
        assert.deepEqual(await runSidebarTest(JOB, AbortSignal.abort(), start, clock), STOPPED);
        assert.deepEqual([begun, clock.pending], [[], 0]);
    });

    for (const [why, end] of [
        ['when its editor is gone', ({ stop }: ReturnType<typeof begin>) => stop.abort()],
        ['after its limit', ({ clock }: ReturnType<typeof begin>) => clock.advance(LIMIT_MS)],
    ] as const) {
        it(`ends itself ${why}: it notices that it is disconnected`, async () => {
            const begun = begin();
            const { own, clock, now, listeners } = begun;
            end(begun);
            assert.deepEqual([own.connected, own.disconnects], [false, 1]);
            assert.equal(await now(), undefined);
            // A result that was on its way.
            own.emit('message', RESULT);
            clock.advance(END_MS - 1);
            assert.deepEqual([own.signals, await now()], [[], undefined]);
            own.emit('exit', 0, null);
            assert.deepEqual(await now(), STOPPED);
            assert.deepEqual([clock.pending, listeners()], [0, 0]);
        });

        it(`is killed ${why} if it does not end itself`, async () => {
            const begun = begin();
            const { own, clock, now } = begun;
            end(begun);
            clock.advance(END_MS);
            assert.deepEqual([own.signals, await now()], [['SIGKILL'], undefined]);
            own.emit('exit', null, 'SIGKILL');
            assert.deepEqual(await now(), STOPPED);
            assert.equal(clock.pending, 0);
        });
    }

    it('leaves nothing if the editor goes while it is ended after its limit', async () => {
        const { own, clock, stop, now, listeners } = begin();
        clock.advance(LIMIT_MS - 1);
        assert.equal(own.disconnects, 0);
        clock.advance(1);
        stop.abort();
        assert.deepEqual([own.disconnects, clock.pending], [1, 1]);
        own.emit('exit', 0, null);
        assert.deepEqual(await now(), STOPPED);
        assert.deepEqual([clock.pending, listeners()], [0, 0]);
    });

    it('that has sent its result keeps it, also if the editor goes before its end', async () => {
        const { own, stop, now } = begin();
        own.emit('message', RESULT);
        own.connected = false;
        stop.abort();
        // Without a channel, it cannot be disconnected again.
        assert.equal(own.disconnects, 0);
        own.emit('exit', 0, null);
        assert.equal(await now(), RESULT);
    });
});
