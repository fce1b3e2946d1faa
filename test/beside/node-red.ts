// The parent of child.mjs: starts a Node-RED in a process of its own and keeps the events that it reports.

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { nodeFor } from '../../scripts/lib/node-red.mjs';
import type { Item } from '../nodes/support/flows';
import type { DeployType } from '../nodes/support/runtime';
import { makeFolder, removeFolder } from '../support/folders.js';
import { homeUnderTest } from '../support/node-red.js';
import { linkPack } from '../support/pack.js';

/** What a Node-RED reports; `at` is the computer's time in milliseconds. */
export type NodeRedEvent = { readonly at: number } & (
    | { readonly kind: 'status'; readonly id: string; readonly fill: string; readonly text: string }
    | { readonly kind: 'received'; readonly n: number }
    | { readonly kind: 'end'; readonly n: number; readonly failed: boolean }
    | { readonly kind: 'caught'; readonly n?: number; readonly id: string; readonly text: string }
    | { readonly kind: 'log'; readonly id?: string; readonly text: string }
);

type Response = { readonly request: number; readonly value?: unknown; readonly fault?: string };

const READY_MS = 120_000;

/** A Node-RED in a child process, with the events that it has reported. `end` stops it and removes its folder. */
export class OwnNodeRed {
    readonly #child: ChildProcess;
    readonly #userDir: string;
    readonly #pending = new Map<number, (response: Response) => void>();
    #next = 0;
    /** In order; a new scene begins with none. */
    events: NodeRedEvent[] = [];

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
        await linkPack(userDir);
        const one = new OwnNodeRed(userDir);
        await one.#ready();
        return one;
    }

    #ready(): Promise<void> {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('Node-RED did not start')), READY_MS);
            this.#child.on('message', (message: { events?: NodeRedEvent[]; ready?: true } & Response) => {
                if (message.events) this.events.push(...message.events);
                else if (message.ready) {
                    clearTimeout(timer);
                    resolve();
                } else this.#pending.get(message.request)?.(message);
            });
            this.#child.once('exit', (code) => reject(new Error(`Node-RED ended with ${code}`)));
        });
    }

    deploy(flows: readonly Item[], type: DeployType): Promise<unknown> {
        return this.#request('deploy', { flows, type });
    }

    /** When the node received it; undefined if there was no such node at that moment. */
    give(id: string, msg: object): Promise<number | undefined> {
        return this.#request('give', { id, msg }) as Promise<number | undefined>;
    }

    async end(): Promise<void> {
        if (this.#child.exitCode === null && this.#child.signalCode === null) {
            const ended = new Promise((resolve) => this.#child.once('exit', resolve));
            this.#child.disconnect();
            await ended;
        }
        await removeFolder(this.#userDir);
    }

    #request(name: string, given: object): Promise<unknown> {
        return new Promise((resolve, reject) => {
            const request = this.#next++;
            this.#pending.set(request, ({ value, fault }) => {
                this.#pending.delete(request);
                if (fault === undefined) resolve(value);
                else reject(new Error(fault));
            });
            this.#child.send({ request, name, given });
        });
    }
}
