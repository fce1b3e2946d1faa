// Puts back what the process of a flow test replaces in its Node.js, so that its parts can be tested in this process.

import child from 'node:child_process';
import dgram from 'node:dgram';
import net from 'node:net';
import os from 'node:os';
import { performance as realPerformance } from 'node:perf_hooks';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import vm from 'node:vm';
import workers from 'node:worker_threads';
import { DRY_RUN } from '../../nodes/runtime/hub/dry-run';

const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'];
const STAND_INS = Symbol.for('clown-hub-stand-ins');
const OF_PROCESS = ['hrtime', 'send', 'exit', 'connected', 'disconnect', 'platform', 'env', 'execPath', 'argv', 'cwd'];

const HOLDERS: readonly (readonly [object, readonly PropertyKey[]])[] = [
    [globalThis, [...TIMERS, 'Date', DRY_RUN, STAND_INS]],
    [timers, TIMERS],
    [timersPromises, ['setTimeout', 'setInterval', 'setImmediate']],
    [realPerformance, ['now', 'timeOrigin', 'toJSON']],
    [process, OF_PROCESS],
    [process.stdout, ['write']],
    [process.stderr, ['write']],
    [os, ['uptime', 'getPriority', 'setPriority', 'tmpdir']],
    [vm, ['createContext']],
    [Math, ['random']],
    [Intl.DateTimeFormat.prototype, ['format', 'formatToParts']],
    [workers, ['Worker']],
    [net.Socket.prototype, ['connect']],
    [net.Server.prototype, ['listen']],
    [dgram.Socket.prototype, ['bind', 'send', 'connect']],
    [child, ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']],
];

const EVENTS = ['message', 'disconnect', 'SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'];

/** Declares that each test of a suite leaves this process as it was. */
export function keepsProcess(): void {
    let putBack = (): void => {};

    beforeEach(() => {
        const kept = HOLDERS.map(([holder, keys]) => {
            return [holder, keys.map((key) => [key, Object.getOwnPropertyDescriptor(holder, key)] as const)] as const;
        });
        const { exitCode } = process;
        const listeners = EVENTS.map((name) => [process, name, process.rawListeners(name)] as const);
        const ofStdout = [process.stdout, 'error', process.stdout.rawListeners('error')] as const;
        putBack = () => {
            for (const [holder, properties] of kept) {
                for (const [key, descriptor] of properties) {
                    if (descriptor) Object.defineProperty(holder, key, descriptor);
                    else Reflect.deleteProperty(holder, key);
                }
            }
            // Its property is a getter, which gives the replacement also after it was put back.
            const performance = { value: realPerformance, writable: true, configurable: true, enumerable: true };
            Object.defineProperty(globalThis, 'performance', performance);
            for (const [emitter, name, before] of [...listeners, ofStdout]) {
                for (const one of emitter.rawListeners(name)) {
                    if (!before.includes(one)) emitter.removeListener(name, one as () => void);
                }
            }
            process.exitCode = exitCode;
        };
    });
    afterEach(() => putBack());
}

/** The listeners of this process that were added since `before`. */
export function addedListeners(name: string, before: readonly unknown[]): ((...args: unknown[]) => unknown)[] {
    return process.listeners(name as NodeJS.Signals).filter((one) => !before.includes(one)) as never;
}
