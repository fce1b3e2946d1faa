// Our nodes in the Node-RED under test, in this process: deploys as the runtime makes them, texts as the catalogue has
// them, and a record of every message, status and log line, so that nothing is missed between two waits.

import { EventEmitter } from 'node:events';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeStatus } from 'node-red';
import nodeHelper from 'node-red-node-test-helper';
import { root } from '../../support/folders.js';
import { endHubs } from '../../support/hub.js';
import { firstValue, next, PATIENCE_MS } from '../../support/wait.js';
import { translate } from './catalogue';
import type { Item } from './flows';
import { pack } from './pack-under-test';
import { restoreClock } from './quick-clock';

export type Message = Record<string, unknown> & { readonly _msgid?: string };
export type Credentials = Readonly<Record<string, Readonly<Record<string, string>>>>;
export type DeployType = 'full' | 'flows' | 'nodes';

export interface StatusChange {
    readonly id: string;
    readonly status: NodeStatus & { readonly state?: string; readonly code?: string };
    /** Milliseconds, from an arbitrary beginning. */
    readonly time: number;
}

export interface LogLine {
    readonly id: string;
    readonly level: number;
    readonly msg: unknown;
}

/** What the test helper keeps to itself. */
interface Helper {
    readonly _events: EventEmitter;
    readonly _redNodes: {
        setFlows(flow: readonly Item[], credentials: Credentials, type: DeployType): Promise<unknown>;
    };
    readonly _httpAdmin: RequestListener;
    /** Spies on all nodes, which keep every call. */
    readonly _sandbox: { resetHistory(): void };
    readonly _log: { addHandler(handler: EventEmitter): void; removeHandler(handler: EventEmitter): void };
    /** Nodes that it loads by itself, but twice where a flow has two of them. */
    _nodeModules: object;
    init(main: string): void;
    settings(more: object): object;
    load(nodes: readonly Part[], flow: readonly Item[], credentials: Credentials): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): Node | null;
}

type Part = (RED: NodeAPI) => unknown;

const helper = nodeHelper as unknown as Helper;
/** Finds the packages of the Node-RED under test. */
export const requireFromNodeRed = createRequire(join(resolve(root, process.env.NODE_RED_DIR ?? ''), 'package.json'));
helper.init(requireFromNodeRed.resolve('node-red'));
helper._nodeModules = {};

/** The admin application of the Node-RED that runs: a new one for each `load`. */
export function adminApp(): RequestListener {
    return helper._httpAdmin;
}

/** The user folder of the Node-RED that runs from the next `load` on; undefined for none. */
export function useFolder(userDir: string | undefined): void {
    helper.settings({ userDir });
}

/** Levels of the log. */
export const ERROR = 20;
export const WARN = 30;
export const INFO = 40;

const changes = new EventEmitter().setMaxListeners(0);
const messages = new Map<string, Message[]>();
export const statuses: StatusChange[] = [];
export const logLines: LogLine[] = [];

/** Each message that reaches a sink, by the id of the sink. */
export const sinks = new EventEmitter();

/** The runtime's event bus. */
export const events: EventEmitter = helper._events;

const logHandler = new EventEmitter();
logHandler.on('log', (line: LogLine) => {
    logLines.push(line);
    changes.emit('change');
});

function onStatus({ id, status }: { id: string; status?: StatusChange['status'] }): void {
    if (status) statuses.push({ id, status, time: performance.now() });
    changes.emit('change');
}

const sinkType: Part = (RED) => {
    RED.nodes.registerType('sink', function (this: Node & { _alias?: string }, def: NodeDef) {
        RED.nodes.createNode(this, def);
        this.on('input', (msg, _send, done) => {
            // In a subflow a node has a new id in each instance, and the old one as alias.
            const id = this._alias ?? this.id;
            received(id).push(msg as unknown as Message);
            sinks.emit(id, msg);
            changes.emit('change');
            done();
        });
    });
};

function withTexts(part: Part): Part {
    return (RED) => part(Object.create(RED, { _: { value: translate } }) as NodeAPI);
}

/** One of Node-RED's own nodes, by its file. */
function coreNode(file: string): Part {
    return requireFromNodeRed(`@node-red/nodes/core/${file}`) as Part;
}

const parts: readonly Part[] = [
    withTexts(pack),
    ...['common/25-catch.js', 'common/25-status.js', 'common/24-complete.js'].map(coreNode),
    sinkType,
];

/** Starts flows; the files are further nodes of Node-RED's own, such as `network/05-tls.js`. */
export async function load(flow: readonly Item[], credentials: Credentials = {}, files: string[] = []): Promise<void> {
    messages.clear();
    statuses.length = 0;
    logLines.length = 0;
    events.on('node-status', onStatus);
    helper._log.addHandler(logHandler);
    await helper.load([...parts, ...files.map(coreNode)], structuredClone(flow), credentials);
}

/** Deploys over running flows, and resolves when they run again. */
export async function deploy(flow: readonly Item[], type: DeployType = 'nodes', credentials: Credentials = {}) {
    const started = next(events, 'flows:started', 'the start of the flows', 20_000);
    await Promise.all([started, helper._redNodes.setFlows(structuredClone(flow), credentials, type)]);
}

/** Ends flows and simulated hubs, the flows first, at the usual pace of the clock; for afterEach. */
export async function unload(): Promise<void> {
    restoreClock();
    await helper.unload();
    events.off('node-status', onStatus);
    helper._log.removeHandler(logHandler);
    await endHubs();
}

/** Forgets what has been recorded so far: here, in each sink, and in the helper. For tests that look at memory. */
export function forget(): void {
    statuses.length = 0;
    logLines.length = 0;
    for (const list of messages.values()) list.length = 0;
    forgetCalls();
}

/**
 * Forgets only what the helper has kept of every call: for tests with so many messages that they would fill the memory.
 */
export function forgetCalls(): void {
    helper._sandbox.resetHistory();
}

/** A running node. */
export function node(id: string): Node {
    const found = helper.getNode(id);
    if (!found) throw new Error(`there is no node ${id}`);
    return found;
}

/** Hands this very message to a node, as a single wire would. */
export function give(id: string, msg: object): void {
    node(id).receive(msg as NodeMessage);
}

/** The messages that have reached a sink; the list grows with them. */
export function received(id: string): Message[] {
    const known = messages.get(id) ?? [];
    messages.set(id, known);
    return known;
}

/** `msg.clown` of a message. */
export function clownOf(msg: Message | undefined): Record<string, unknown> {
    return (msg?.clown ?? {}) as Record<string, unknown>;
}

/** `msg.error` of a message that a Catch node has sent. */
export function errorOf(msg: Message | undefined): { message: string; code?: string; source: { id: string } } {
    const { error } = msg ?? {};
    if (!error) throw new Error('this is no message of a Catch node');
    return error as ReturnType<typeof errorOf>;
}

/** Waits until a sink has that many messages, and gives all it has. */
export async function messagesAt(id: string, count: number, ms?: number): Promise<Message[]> {
    await become(() => received(id).length >= count, `message ${count} at ${id}`, ms);
    return received(id);
}

/** The statuses of a node so far, as the editor gets them. */
export function statusesOf(id: string): StatusChange['status'][] {
    return statuses.filter((one) => one.id === id).map(({ status }) => status);
}

/** Waits until the last status of each of these nodes is in this state. */
export function shows(state: string, ...ids: string[]): Promise<void> {
    const allShow = (): boolean => ids.every((id) => statusesOf(id).at(-1)?.state === state);
    return become(allShow, `status ${state} at ${ids.join(', ')}`);
}

/** Log lines of a node that are at least as grave as this level. */
export function logged(id: string, level: number): string[] {
    return logLines.filter((line) => line.id === id && line.level <= level).map(({ msg }) => String(msg));
}

/** Waits until this is so, looking at every message, status and log line. */
export async function become(holds: () => boolean, what: string, ms: number = PATIENCE_MS): Promise<void> {
    if (holds()) return;
    const subscribe = (listener: (value: unknown) => void): (() => unknown) => {
        const onChange = (): void => listener(undefined);
        changes.on('change', onChange);
        return () => changes.off('change', onChange);
    };
    await firstValue(subscribe, what, holds, ms);
}

/**
 * Lets whatever is on its way arrive, for tests that something does not happen: a marker takes the same way through
 * socket and runtime, and comes after it.
 */
export async function settled(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
