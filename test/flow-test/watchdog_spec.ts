// The watchdog of a flow test: it ends a process that its starter has left, or that does not end in time.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import vm from 'node:vm';
import workers from 'node:worker_threads';
import { keepsProcess } from './replaced';

const require = createRequire(__filename);
const FILE = require.resolve('../../nodes/flow-test/watchdog.ts');

describe('the watchdog of a flow test', () => {
    keepsProcess();

    afterEach(() => {
        delete require.cache[FILE];
    });

    /** The script of its thread, and what that gets. */
    const started = (): { script: string; workerData: object } => {
        let found: { script: string; workerData: object } | undefined;
        workers.Worker = class {
            constructor(script: string, { workerData }: { workerData: object }) {
                found = { script, workerData };
            }
        } as unknown as typeof workers.Worker;
        delete require.cache[FILE];
        const { startWatchdog } = require(FILE) as typeof import('../../nodes/flow-test/watchdog');
        startWatchdog('/tmp/user');
        assert.ok(found);
        return found;
    };

    /** Runs the script of the watchdog, and what it does. */
    const watched = (isAlive: () => boolean, canRemove = true) => {
        const { script, workerData } = started();
        const done: unknown[] = [];
        const timers: [string, () => void, number][] = [];
        const modules: Record<string, unknown> = {
            'node:worker_threads': { workerData },
            'node:fs': {
                rmSync: (...args: unknown[]) => {
                    done.push(['rm', ...args]);
                    if (!canRemove) throw new Error('EBUSY');
                },
            },
        };
        vm.runInNewContext(script, {
            require: (name: string) => modules[name],
            process: {
                pid: 77,
                kill: (pid: number, signal: unknown) => {
                    if (signal !== 0) done.push(['kill', pid, signal]);
                    else if (pid !== process.ppid || !isAlive()) throw new Error('ESRCH');
                },
            },
            setTimeout: (run: () => void, ms: number) => timers.push(['once', run, ms]),
            setInterval: (run: () => void, ms: number) => timers.push(['each', run, ms]),
        });
        const [[, late], [, look]] = timers as unknown as [[string, () => void], [string, () => void]];
        assert.deepEqual(
            timers.map(([name, , ms]) => [name, ms]),
            [
                ['once', 130_000],
                ['each', 500],
            ],
        );
        return { done: () => JSON.stringify(done), late, look };
    };
    const ended = JSON.stringify([
        ['rm', '/tmp/user', { recursive: true, force: true }],
        ['kill', 77, 'SIGKILL'],
    ]);

    it('removes its folder and ends it when the process that has started it has died', () => {
        let isAlive = true;
        const { done, look } = watched(() => isAlive);
        look();
        assert.equal(done(), '[]');
        isAlive = false;
        look();
        assert.equal(done(), ended);
    });

    it('does the same when it does not end in time, also if the folder cannot be removed', () => {
        for (const canRemove of [true, false]) {
            const { done, late } = watched(() => true, canRemove);
            late();
            assert.equal(done(), ended);
        }
    });
});
