// One of the nodes in a stand-in for Node-RED, at a hub that notes what it is asked for: no flow, no network, no waiting.

import { EventEmitter } from 'node:events';
import type { Node, NodeAPI, NodeMessage, NodeStatus } from 'node-red';
import clownIn from '../../../nodes/clown-in';
import clownOut from '../../../nodes/clown-out';
import clownRequest from '../../../nodes/clown-request';
import { HubUsers } from '../../../nodes/runtime/hub/hub-users';
import { ok, type Reason, type Result } from '../../../src/base/errors';
import type { HubState } from '../../../src/hub-types';
import { DeviceNames } from '../../../src/protocol/device-names';
import { parseFrame } from '../../../src/protocol/frame';
import type { KeptValue } from '../../../src/receive/kept-values';
import type { ReceivedFrame } from '../../../src/receive/received-frame';
import { Subscriptions } from '../../../src/receive/subscriptions';
import { good } from '../../support/results';
import { translate } from './catalogue';
import { requireFromNodeRed } from './runtime';

export type Settings = Readonly<Record<string, unknown>>;

const CONNECTED: HubState = { name: 'connected', since: 1 };
const { util } = requireFromNodeRed('@node-red/util') as { util: NodeAPI['util'] };

let created = 0;

/** How a command of the hub ends: with a fault or without, or with a response. */
export type End = Reason | Result<unknown> | undefined;

export interface Sent {
    readonly way: 'publish' | 'raw' | 'request' | 'configure';
    readonly topic?: unknown;
    readonly payload?: unknown;
    readonly options: Readonly<Record<string, unknown>>;
    end(end?: End): void;
}

/** A hub node, connected, with all that its users asked it for. */
export class LoneHub {
    readonly subscriptions = new Subscriptions<ReceivedFrame>((error) => {
        throw error;
    });
    readonly filters: string[] = [];
    readonly sent: Sent[] = [];
    /** Everything else, as words. */
    readonly calls: string[] = [];
    readonly stopped: string[] = [];
    readonly kept: KeptValue[] = [];
    /** Callbacks that wait until the values from before are read. */
    readonly awaited = new Set<() => void>();
    isRestored = true;
    /** What a command throws. */
    thrown: Error | undefined;
    /** What a recording action gives. */
    recording: Result<unknown> = ok({ file: 'a.jsonl', minutes: 5, bytes: 7 });
    readonly node: object;
    #change: ((state: HubState) => void)[] = [];
    #state = CONNECTED;

    constructor(names = DeviceNames.NONE, more: object = {}) {
        const note = (call: string): void => void this.calls.push(call);
        const send = (sent: Sent): void => {
            if (this.thrown) throw this.thrown;
            this.sent.push(sent);
        };
        const { kept } = this;
        const isHere = (): boolean => this.isRestored;
        const hub = {
            names,
            heardAt: 5,
            counters: { framesIn: 1 },
            lastFrames: { matching: () => [] },
            kept: {
                get isRestored() {
                    return isHere();
                },
                get isEmpty() {
                    return kept.length === 0;
                },
                matching: () => kept,
                has: (value: KeptValue) => kept.includes(value),
                read: ({ text }: KeptValue) => ({ received: receivedOf(text), age: 180_000, before: 'restart' }),
                whenRestored: (run: () => void) => {
                    this.awaited.add(run);
                    return () => this.awaited.delete(run);
                },
            },
            subscribe: (filter: string, listener: never) => {
                this.filters.push(filter);
                return this.subscriptions.add(filter, listener);
            },
            whenFlowing: (run: () => void) => run(),
            watch: (listener: (state: HubState) => void) => {
                this.#change.push(listener);
                listener(this.#state);
                return () => {
                    this.#change = this.#change.filter((one) => one !== listener);
                };
            },
            join: () => () => note('leave'),
            withdraw: ({ id }: Node) => note(`withdraw ${id}`),
            connect: () => note('connect'),
            disconnect: () => note('disconnect'),
            reconnect: () => note('reconnect'),
            publish: (topic: unknown, payload: unknown, end: Sent['end'], options: Settings) =>
                send({ way: 'publish', topic, payload, options, end }),
            publishRaw: (payload: unknown, options: Settings, end: Sent['end']) =>
                send({ way: 'raw', payload, options, end }),
            request: (topic: unknown, payload: unknown, options: Settings, end: Sent['end']) =>
                send({ way: 'request', topic, payload, options, end }),
            configure: (topic: unknown, payload: unknown, options: Settings, end: Sent['end']) =>
                send({ way: 'configure', topic, payload, options, end }),
        };
        Object.defineProperty(hub, 'state', { get: () => this.#state });
        const recording = (call: string) => {
            note(call);
            return Promise.resolve(this.recording);
        };
        this.node = {
            ...{ type: 'clown-hub', hub: ok(hub), label: 'Attic', showStatus: true, hints: undefined },
            recordings: {
                start: (minutes: unknown) => recording(`record ${minutes}`),
                stop: () => recording('stop recording'),
            },
            devices: () => [{ device: 'relay/-' }],
            interval: () => undefined,
            silenceLimits: new Map(),
            nodes: new HubUsers({ _: translate } as unknown as NodeAPI, hub as never),
            stopReport: { add: (topic: string) => this.stopped.push(topic) },
            ...more,
        };
    }

    change(state: HubState): void {
        this.#state = state;
        for (const listener of this.#change) listener(state);
    }

    /** The hub has sent a line. */
    line(text: string): void {
        const received = receivedOf(text);
        this.subscriptions.deliver(received.frame.topic, received);
    }

    /** How many listeners for its state there are. */
    get watching(): number {
        return this.#change.length;
    }
}

export function receivedOf(text: string, more: Partial<ReceivedFrame> = {}): ReceivedFrame {
    return { frame: good(parseFrame(text)), text, time: 5, at: 0, ...more };
}

/** What has come of one message: what was sent, and each call of `done`. */
export interface Outcome {
    readonly sent: unknown[];
    readonly done: (string | undefined)[];
    /** The code of each error that `done` was called with. */
    readonly codes: unknown[];
}

interface RunningNode extends EventEmitter {
    readonly id: string;
}

/** A stand-in for Node-RED with these hub nodes, by id. */
export class LoneNodes {
    readonly events = new EventEmitter();
    readonly hubs = new Map<string, object>();
    /** The settings of the flows, for nodes with variables. */
    readonly written: object[] = [];
    readonly variables = new Map<string, string>();
    readonly statuses: NodeStatus[] = [];
    readonly errors: string[] = [];
    readonly warnings: string[] = [];
    /** What nodes send by themselves. */
    readonly sent: unknown[] = [];
    readonly #types = new Map<string, (this: object, settings: object) => void>();
    readonly #running: RunningNode[] = [];

    constructor(hub = new LoneHub()) {
        this.hubs.set('hub', hub.node);
        const value = (name: string) => this.variables.get(name);
        const RED = {
            _: translate,
            events: this.events,
            log: { info: () => {} },
            util: {
                ...util,
                getSetting: (_node: object, name: string) => value(name),
                evaluateNodeProperty: (text: string, type: string, ...more: [Node, NodeMessage]) =>
                    type === 'env' ? (value(text.slice(2, -1)) ?? '') : util.evaluateNodeProperty(text, type, ...more),
            },
            nodes: {
                createNode: (node: object, { id, type, name, z }: Settings) =>
                    Object.assign(node, { id, type, name, z }),
                registerType: (type: string, construct: () => void) => this.#types.set(type, construct),
                getNode: (id: string) => this.hubs.get(id),
                eachNode: (run: (node: object) => void) => this.written.forEach(run),
            },
        } as unknown as NodeAPI;
        for (const register of [clownIn, clownOut, clownRequest]) register(RED);
    }

    /** A node in flows that start with the next deploy: until then it shows nothing, and then its last status. */
    create(type: 'clown-in' | 'clown-out' | 'clown-request', settings: Settings = {}): RunningNode {
        const node = Object.assign(new EventEmitter(), {
            id: '',
            status: (status: NodeStatus) => this.statuses.push(status),
            error: (error: unknown) => this.errors.push(String((error as { code?: string }).code ?? error)),
            warn: (text: string) => this.warnings.push(text),
            send: (msg: unknown) => this.sent.push(msg),
        });
        const construct = this.#types.get(type);
        // Equal nodes share their checked settings, so no two are equal.
        const test = created++;
        construct?.call(node, { id: 'one', type, name: '', z: 'f1', hub: 'hub', test, ...settings });
        this.#running.push(node);
        return node;
    }

    /** The flows start, or a deploy over the running nodes ends. */
    deploy(): void {
        this.events.emit('flows:started');
    }

    /** Closes all nodes. */
    end(): void {
        for (const node of this.#running.splice(0)) node.emit('close');
    }

    get status(): string | undefined {
        return this.statuses.at(-1)?.text;
    }

    /** Hands a message to a node. */
    give(node: EventEmitter, msg: object): Outcome {
        const outcome: Outcome = { sent: [], done: [], codes: [] };
        const done = (error?: object): void => {
            outcome.done.push(error && String(error));
            if (error) outcome.codes.push((error as { code?: string }).code);
        };
        node.emit('input', msg, (sent: unknown) => outcome.sent.push(sent), done);
        return outcome;
    }
}

/** Lets promises that are settled go on. */
export function turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
}
