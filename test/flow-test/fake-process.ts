// A process of a flow test, for tests of what starts one: it does what its test says.

import child from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { JobResult, TestJob } from '../../nodes/flow-test/job';

export class FakeProcess extends EventEmitter {
    readonly command: string;
    readonly words: readonly string[];
    readonly options: { readonly cwd: string; readonly env: Record<string, string>; readonly [name: string]: unknown };
    /** How it is read. */
    readonly encodings: string[] = [];
    readonly stderr = Object.assign(new EventEmitter(), {
        setEncoding: (encoding: string): EventEmitter => {
            this.encodings.push(encoding);
            return this.stderr;
        },
    });
    job: TestJob | undefined;
    readonly signals: unknown[] = [];

    constructor(command: string, words: readonly string[], options: FakeProcess['options']) {
        super();
        this.command = command;
        this.words = words;
        this.options = options;
    }

    send(job: TestJob, done: (error: Error | null) => void): void {
        this.job = job;
        done(new Error('It may have ended.'));
    }

    kill(signal: unknown): void {
        this.signals.push(signal);
        this.emit('close', null, signal);
    }

    /** It sends its result, and ends. */
    ends(result: JobResult): void {
        this.emit('message', result);
        this.emit('close', 0, null);
    }
}

/** From now on, a process that is started is one of these, and `started` is called in a later turn. */
export function fakeProcesses(started: (process: FakeProcess) => void): void {
    const spawn = (...args: ConstructorParameters<typeof FakeProcess>): FakeProcess => {
        const fake = new FakeProcess(...args);
        setImmediate(() => started(fake));
        return fake;
    };
    Object.assign(child, { spawn });
}
