// A real Node-RED with the project linked into it: its flows are deployed as the editor does it, and what reaches a
// probe is read from its log.

import { type NodeRed, type NodeRedOptions, startNodeRed } from '../../support/node-red.js';
import { PATIENCE_MS, until } from '../../support/wait.js';
import type { Item } from './flows';
import type { DeployType, Message } from './runtime';

const READY_MS = 20_000;

type Running = Pick<NodeRed, 'url' | 'log'>;

const running = new Set<NodeRed>();

/** Starts it with the flows that run from the beginning. */
export async function startReal(options: NodeRedOptions): Promise<NodeRed> {
    const nodeRed = await startNodeRed({ ...options, linked: true });
    running.add(nodeRed);
    return nodeRed;
}

/** Ends whatever has been started; for after. */
export async function stopReal(): Promise<void> {
    await Promise.all([...running].map((nodeRed) => nodeRed.stop()));
    running.clear();
}

/** A node that records every message that it receives, like the sink of the test helper. */
export function probe(id: string, z = 'f1'): Item {
    const func = "node.log('PROBE ' + JSON.stringify(msg));";
    return { id, type: 'function', z, name: id, func, outputs: 0, x: 100, y: 100, wires: [] };
}

/** The flow with a probe in the place of each sink. */
export function withProbes(flow: readonly Item[]): Item[] {
    return flow.map((item) => (item.type === 'sink' ? probe(item.id, String(item.z)) : item));
}

/** The messages that a probe has recorded so far. */
export function probed({ log }: Pick<NodeRed, 'log'>, id: string): Message[] {
    const own = log().matchAll(new RegExp(`\\[function:${id}\\] PROBE (.*)`, 'g'));
    return [...own].map(([, json]) => JSON.parse(json ?? '') as Message);
}

/** Waits until a probe has recorded that many messages, and gives all of them. */
export async function probedAt(
    nodeRed: Pick<NodeRed, 'log'>,
    id: string,
    count: number,
    ms = PATIENCE_MS,
): Promise<Message[]> {
    await until(() => probed(nodeRed, id).length >= count, `message ${count} at ${id}`, ms);
    return probed(nodeRed, id);
}

/** Waits until a message at a probe is accepted. */
export async function probedOnce(
    nodeRed: NodeRed,
    id: string,
    fits: (msg: Message) => boolean,
    ms = PATIENCE_MS,
): Promise<Message> {
    await until(() => probed(nodeRed, id).some(fits), `the message at ${id}`, ms);
    return probed(nodeRed, id).find(fits) as Message;
}

/** Deploys as the editor does, and resolves when the flows run again. */
export async function deployReal(nodeRed: Running, flows: readonly object[], type: DeployType): Promise<void> {
    const starts = (): number => nodeRed.log().match(/ - \[info\] Started (modified )?(flows|nodes)/g)?.length ?? 0;
    const before = starts();
    const answer = await fetch(new URL('flows', nodeRed.url), {
        method: 'POST',
        headers: {
            'content-type': 'application/json',
            'node-red-api-version': 'v2',
            'node-red-deployment-type': type,
        },
        body: JSON.stringify({ flows }),
        signal: AbortSignal.timeout(READY_MS),
    });
    if (!answer.ok) throw new Error(`the deploy was answered with ${answer.status}: ${await answer.text()}`);
    await until(() => starts() > before, 'the start of the flows', READY_MS);
}

/** Presses the button of an inject node. */
export async function press(nodeRed: Running, id: string): Promise<void> {
    const answer = await fetch(new URL(`inject/${id}`, nodeRed.url), { method: 'POST' });
    if (!answer.ok) throw new Error(`the inject node answered with ${answer.status}`);
}
