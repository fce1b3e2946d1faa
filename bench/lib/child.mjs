// A child process that serves requests over its IPC channel, and ends with this one.

import { fork } from 'node:child_process';

/** A forked process; rejects the pending requests when it ends. */
export class Child {
    #process;
    #calls = new Map();
    #next = 0;

    /**
     * @param {URL} file
     * @param {{ execPath?: string, execArgv?: string[], args?: string[], env?: Record<string, string> }} [options]
     */
    constructor(file, { execPath = process.execPath, execArgv = [], args = [], env = {} } = {}) {
        const output = process.env.BENCH_OUTPUT ? 'inherit' : 'ignore';
        this.#process = fork(file, args, {
            execPath,
            execArgv,
            env: { ...process.env, ...env },
            stdio: ['ignore', output, 'inherit', 'ipc'],
        });
        this.#process.on('message', ({ call, value, fault }) => {
            const one = this.#calls.get(call);
            this.#calls.delete(call);
            if (fault) one?.reject(new Error(fault));
            else one?.resolve(value);
        });
        this.#process.on('exit', (code) => {
            for (const { reject } of this.#calls.values()) reject(new Error(`the process ended with ${code}`));
            this.#calls.clear();
        });
    }

    get pid() {
        return this.#process.pid;
    }

    /** Calls what it offers under this name. */
    request(name, given) {
        return new Promise((resolve, reject) => {
            const call = this.#next++;
            this.#calls.set(call, { resolve, reject });
            this.#process.send({ call, name, given });
        });
    }

    end() {
        if (this.#process.exitCode !== null || this.#process.signalCode !== null) return Promise.resolve();
        const ended = new Promise((resolve) => this.#process.once('exit', resolve));
        this.#process.disconnect();
        const timer = setTimeout(() => this.#process.kill('SIGKILL'), 3000);
        return ended.then(() => clearTimeout(timer));
    }
}
