// The other end of child.mjs: a Node-RED in a process of its own, and all that it has told so far.

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { nodeFor } from '../../scripts/lib/node-red.mjs';
import type { Item } from '../nodes/support/flows';
import type { DeployType } from '../nodes/support/runtime';
import { makeFolder, removeFolder } from '../support/folders.js';
import { homeUnderTest } from '../support/node-red.js';
import { linkProject } from '../support/pack.js';

/** What a Node-RED tells; times are those of the computer's clock. */
export type ReceivedFrame = { readonly at: number } & (
    | { readonly kind: 'status'; readonly id: string; readonly fill: string; readonly text: string }
    | { readonly kind: 'heard'; readonly n: number }
    | { readonly kind: 'end'; readonly n: number; readonly failed: boolean }
    | { readonly kind: 'caught'; readonly n?: number; readonly id: string; readonly text: string }
    | { readonly kind: 'log'; readonly id?: string; readonly text: string }
);

type Answer = { readonly call: number; readonly value?: unknown; readonly fault?: string };

const READY_MS = 120_000;

export class OwnNodeRed {
    readonly #child: ChildProcess;
    readonly #userDir: string;
    readonly #calls = new Map<number, (answer: Answer) => void>();
    #next = 0;
    /** In their order; a new scene begins with none. */
    news: ReceivedFrame[] = [];

    private constructor(userDir: string) {
        this.#userDir = userDir;
        const execPath = nodeFor(homeUnderTest);
        const options = { execPath, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] as const };
        this.#child = fork(join(__dirname, 'child.mjs'), [homeUnderTest, userDir], {
            ...options,
            stdio: [...options.stdio],
        });
    }

    static async start(): Promise<OwnNodeRed> {
        const userDir = await makeFolder('beside');
        await linkProject(userDir);
        const one = new OwnNodeRed(userDir);
        await one.#ready();
        return one;
    }

    #ready(): Promise<void> {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('Node-RED did not start')), READY_MS);
            this.#child.on('message', (message: { told?: ReceivedFrame[]; ready?: true } & Answer) => {
                if (message.told) this.news.push(...message.told);
                else if (message.ready) {
                    clearTimeout(timer);
                    resolve();
                } else this.#calls.get(message.call)?.(message);
            });
            this.#child.once('exit', (code) => reject(new Error(`Node-RED ended with ${code}`)));
        });
    }

    deploy(flows: readonly Item[], type: DeployType): Promise<unknown> {
        return this.#ask('deploy', { flows, type });
    }

    /** When the node has taken it; undefined where there was no such node at that moment. */
    give(id: string, msg: object): Promise<number | undefined> {
        return this.#ask('give', { id, msg }) as Promise<number | undefined>;
    }

    async end(): Promise<void> {
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            const ended = new Promise((resolve) => this.#child.once('exit', resolve));
            this.#child.disconnect();
            await ended;
        }
        await removeFolder(this.#userDir);
    }

    #ask(name: string, given: object): Promise<unknown> {
        return new Promise((resolve, reject) => {
            const call = this.#next++;
            this.#calls.set(call, ({ value, fault }) => {
                this.#calls.delete(call);
                if (fault === undefined) resolve(value);
                else reject(new Error(fault));
            });
            this.#child.send({ call, name, given });
        });
    }
}
