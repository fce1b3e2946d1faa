// What an owner's flows do on one release of the pack: what the hubs receive, what the nodes send on and refuse, what their
// statuses show, and the options that the hubs run with.

import type { Launched } from '../../../../scripts/lib/node-red.mjs';
import type { Simulator } from '../../../../src/simulator';
import { connect } from '../../../support/client.js';
import { START } from '../../../support/lines.js';
import type { TestProxy } from '../../../support/proxy.js';
import { until } from '../../../support/wait.js';
import type { Message } from '../runtime';
import { FRAMES, HELD_ENDS, HELD_STIMULI, STIMULI } from './flows';

const WITHIN_MS = 15_000;

export interface Hubs {
    readonly main: Simulator;
    readonly held: Simulator;
    readonly changed: Simulator;
    readonly secure: Simulator;
    readonly proxied: Simulator;
    readonly proxy: TestProxy;
}

export type HubName = Exclude<keyof Hubs, 'proxy'>;
export const HUB_NAMES: readonly HubName[] = ['main', 'held', 'changed', 'secure', 'proxied'];

export interface Observation {
    /** The lines that each hub has received, in their order. */
    readonly lines: Readonly<Record<HubName, readonly string[]>>;
    /** What each output of each node has sent, and the ends of all messages. */
    readonly messages: Readonly<Record<string, readonly unknown[]>>;
    /** The checked options of each hub, from its diagnostics. */
    readonly options: Readonly<Record<string, object>>;
    /** Fill and shape of the last status of each node, and whether it shows the reading of the thermometer. */
    readonly statuses: Readonly<Record<string, string>>;
    /** The hub nodes that log at the level "info". */
    readonly logging: readonly string[];
    readonly throughProxy: number;
}

/** Starts Node-RED, sends all messages and frames to its flows, ends it, and returns what happened. */
export async function observe(
    start: () => Promise<Launched>,
    hubs: Hubs,
    stop: () => Promise<void>,
): Promise<Observation> {
    // First, for the hubs may be connected before it is known that Node-RED runs.
    const before = Object.fromEntries(HUB_NAMES.map((name) => [name, hubs[name].received.length]));
    const asked = hubs.proxy.asked.length;
    const nodeRed = await start();
    const log = (): string => nodeRed.log();
    const ends = (): number => probed(log(), 'complete:0').length + probed(log(), 'catch:0').filter(isOfNode).length;
    const ended = (count: number): Promise<void> => until(() => ends() >= count, `end ${count}`, WITHIN_MS);
    const press = async (index: number): Promise<void> => {
        const answer = await fetch(new URL(`inject/inject-${index}`, nodeRed.url), { method: 'POST' });
        if (!answer.ok) throw new Error(`the inject node responded with ${answer.status}`);
    };

    const received = (name: HubName): string[] => hubs[name].received.slice(before[name]);
    const line = (name: HubName, text: string): Promise<void> =>
        until(() => received(name).some((one) => one.includes(text)), `${text} at ${name}`, WITHIN_MS);

    for (const name of ['main', 'changed', 'secure', 'proxied'] as const) await line(name, START);
    // These are sent when the hub has responded to the request for its devices.
    await line('changed', '"publish-interval":45');
    await line('main', '["-/-/config/list", {}]');
    hubs.main.jam('relay/i2c0-3b', 0);
    for (const frame of FRAMES) hubs.main.print(frame);
    for (const name of ['changed', 'secure', 'proxied'] as const) hubs[name].print(FRAMES[1] ?? '');
    for (const id of ['in-silent:0', 'in-secure:0', 'in-proxied:0', 'in-changed:0']) {
        await until(() => probed(log(), id).length > 0, `the frame at ${id}`, WITHIN_MS);
    }

    const special = hubs.main.on('line', ({ text }) => {
        if (text.includes('attic/-/set') && text.includes('{"a":1}')) hubs.main.print('["special/-", {"b": [2, "x"]}]');
    });
    for (const [index, { to }] of STIMULI.entries()) {
        if (to === 'out-confirm') hubs.main.jam('relay/i2c0-3b', 1);
        const count = ends();
        await press(index);
        await ended(count + 1);
    }
    special();
    await until(() => probed(log(), 'in-silent:1').length > 0, 'the silence', WITHIN_MS);
    hubs.main.print(FRAMES[0] ?? '');
    await until(() => probed(log(), 'in-dynamic:0').length > 0, 'the frame for the subscription', WITHIN_MS);

    const count = ends();
    for (const index of HELD_STIMULI.keys()) await press(STIMULI.length + index);
    await ended(count + HELD_ENDS);
    await press(STIMULI.length + HELD_STIMULI.length);
    await ended(count + HELD_STIMULI.length + 1);
    await until(() => probed(log(), 'in-held-state:0').some(isConnected), 'the state of the held hub', WITHIN_MS);

    const options = await optionsOf(nodeRed);
    const statuses = await statusesOf(nodeRed);
    const logging = ['main', 'changed', 'secure'].filter((id) =>
        new RegExp(`\\[info\\] \\[clown-hub:(?:${id}|Attic)\\] `).test(
            id === 'main' ? log() : log().replaceAll('Attic', ''),
        ),
    );
    await stop();
    const lines = Object.fromEntries(HUB_NAMES.map((name) => [name, received(name).filter(isOfOwner)])) as Record<
        HubName,
        string[]
    >;
    return {
        lines,
        messages: messagesOf(log()),
        options,
        statuses,
        logging,
        throughProxy: hubs.proxy.asked.length - asked,
    };
}

/**
 * The start message is repeated by need. The requests for states after each connect are new in the release after the first
 * one, and announced in the changelog.
 */
function isOfOwner(line: string): boolean {
    return line !== START && !/^\["(?:relay|led)\/[^/]+\/get", \{\}\]$/.test(line);
}

function isConnected({ payload }: Message): boolean {
    return payload === 'connected' || (payload as { state?: unknown } | undefined)?.state === 'connected';
}

/** Whether Catch has it from a node that a message was sent to, not from a hub. */
function isOfNode(msg: Message): boolean {
    return (msg as { error?: { source?: { type?: string } } }).error?.source?.type !== 'clown-hub';
}

function probed(log: string, id: string): Message[] {
    const own = log.matchAll(new RegExp(`\\[function:${id}\\] PROBE (.*)`, 'g'));
    return [...own].map(([, json]) => JSON.parse(json ?? '') as Message);
}

function messagesOf(log: string): Record<string, unknown[]> {
    const ids = new Set([...log.matchAll(/\[function:([^\]]+)\] PROBE /g)].map(([, id = '']) => id));
    return Object.fromEntries([...ids].sort().map((id) => [id, probed(log, id).map(essence)]));
}

/** A message without what differs from one run to the next. */
function essence(msg: Message): object {
    const { topic, payload, quantity, unit, clown, error } = msg as Message & {
        quantity?: unknown;
        unit?: unknown;
        clown?: { hub?: string; type?: string; event?: string; topic?: string };
        error?: { code?: string; source?: { id?: string } };
    };
    const { hub, type, event, topic: from } = clown ?? {};
    const code = error && { code: error.code ?? 'none', at: error.source?.id };
    const isSilence = typeof (payload as { silentMs?: unknown } | undefined)?.silentMs === 'number';
    return { topic, payload: isSilence ? 'silent' : payload, quantity, unit, hub, type, event, from, code };
}

/** The options by hub node. Addresses differ from run to run only in nothing: the hubs stay where they are. */
async function optionsOf(nodeRed: Launched): Promise<Record<string, object>> {
    const found: Record<string, object> = {};
    for (const id of ['main', 'held', 'changed', 'secure', 'proxied', 'without-hardware']) {
        const answer = await fetch(new URL(`clown-hub/hubs/${id}/diagnostics`, nodeRed.url));
        const { hub } = (await answer.json()) as { hub: { settings: object } };
        found[id] = hub.settings;
    }
    return found;
}

/** The last statuses, once those that a node shows with a delay are there. */
async function statusesOf(nodeRed: Launched): Promise<Record<string, string>> {
    const editor = await connect(`${nodeRed.url.replace('http', 'ws')}comms`);
    const statuses = (): Record<string, string> =>
        Object.fromEntries(
            editor.messages
                .flatMap((text) => JSON.parse(text) as { topic: string; data: Status }[])
                .filter(({ topic }) => /^status\/(?:in|out|request)-/.test(topic))
                .map(({ topic, data }) => [topic.slice('status/'.length), face(data)]),
        );
    try {
        editor.send('{"subscribe":"status/#"}');
        const isComplete = (): boolean => {
            const now = statuses();
            return (
                ['in-secure', 'in-proxied'].every((id) => now[id] === 'green dot, reading') &&
                ['in-held-state', 'in-without-hardware', 'request-list'].every((id) => now[id] === 'green dot') &&
                now['in-invalid'] !== undefined
            );
        };
        await until(isComplete, 'the statuses', WITHIN_MS);
        // The rest of those that are kept may be on its way: another subscription is answered after it.
        const answers = (): number => editor.messages.join('').split('"status/in-invalid"').length;
        const before = answers();
        editor.send('{"subscribe":"status/in-invalid"}');
        await until(() => answers() > before, 'the answer to another subscription', WITHIN_MS);
        return statuses();
    } finally {
        editor.socket.close();
        await editor.end();
    }
}

interface Status {
    readonly fill?: string;
    readonly shape?: string;
    readonly text?: string;
}

function face({ fill = '', shape = '', text = '' }: Status): string {
    return `${fill} ${shape}${/21[.,]5/.test(text) ? ', reading' : ''}`;
}
