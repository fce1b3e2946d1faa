// Runs the flow check while the sidebar is visible: at once, after changes of the flow, and when more may be known of the hubs.
// It works in portions, so that the editor stays quick with large flows.

import type * as Check from '../../flow-check/index';
import type { HubView } from '../../shared/views';
import { type Failure, fetchScript } from '../on-demand';
import { editor } from '../sidebar/editor';
import { flowInEditor, hasChanged, knowledgeOf } from './flow-in-editor';
import { isAwaited } from './shown-nodes';

/** Set by the build: identifies the script of the flow check. */
declare const FLOW_CHECK_VERSION: string;

export type FlowCheck = typeof Check;

/** After a change, further ones usually follow. */
const PAUSE_MS = 500;
/** Devices report meanwhile. */
const RENEW_MS = 30_000;
/** Time of one portion, so that the browser keeps its frame rate. */
const PORTION_MS = 8;

const CHANGES = [
    ...['nodes:add', 'nodes:change', 'nodes:remove', 'links:add', 'links:remove', 'junctions:add', 'junctions:remove'],
    ...['flows:add', 'flows:change', 'flows:remove', 'subflows:add', 'subflows:change', 'subflows:remove'],
    ...['groups:add', 'groups:change', 'groups:remove', 'deploy'],
];

export interface CheckListener {
    /** `isWaiting` if the devices of a hub are not known yet. */
    checked(check: FlowCheck, findings: readonly Check.Finding[], isWaiting: boolean): void;
    failed(failure: Failure): void;
}

/** Checks the flow of the editor until it is stopped. */
export class Checker {
    readonly #listener: CheckListener;
    readonly #changed = (): void => this.#checkIn(PAUSE_MS);
    #hubs: readonly HubView[] = [];
    #timer: ReturnType<typeof setTimeout> | undefined;
    /** Number of the latest check; an older one ends. */
    #latest = 0;

    constructor(listener: CheckListener) {
        this.#listener = listener;
    }

    start(): void {
        const { events } = editor();
        for (const name of CHANGES) events.on(name, this.#changed);
        this.#checkIn(0);
    }

    stop(): void {
        const { events } = editor();
        for (const name of CHANGES) events.off(name, this.#changed);
        clearTimeout(this.#timer);
        this.#latest++;
    }

    /** The running hubs. A new device list is checked soon, readings are not. */
    known(hubs: readonly HubView[]): void {
        const lists = (all: readonly HubView[]): string => all.map(({ id, listedAt }) => `${id} ${listedAt}`).join();
        const isNew = lists(hubs) !== lists(this.#hubs);
        this.#hubs = hubs;
        if (isNew) this.#checkIn(PAUSE_MS);
    }

    #checkIn(ms: number): void {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => {
            this.#check(++this.#latest).catch((failure) => this.#listener.failed(failure));
        }, ms);
    }

    async #check(number: number): Promise<void> {
        const check = await load();
        const knowledge = await knowledgeOf(this.#hubs);
        if (number !== this.#latest) return;
        const flow = check.readFlow(flowInEditor());
        const nodes = 'nodes' in flow ? flow.nodes : [];
        const isWaiting = isAwaited(nodes, this.#hubs, knowledge, hasChanged);
        // The export took its time, and so does the check.
        await pause();
        const steps = check.checkSteps(nodes, knowledge);
        let start = performance.now();
        while (number === this.#latest) {
            const { done, value } = steps.next();
            if (done) {
                this.#listener.checked(check, value, isWaiting);
                this.#checkIn(RENEW_MS);
                return;
            }
            if (performance.now() - start < PORTION_MS) continue;
            await pause();
            start = performance.now();
        }
    }
}

function pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve));
}

let loaded: Promise<FlowCheck> | undefined;

/** Loads the flow check once. After a failure, the next call tries again. */
function load(): Promise<FlowCheck> {
    loaded ??= fetchScript<FlowCheck>(FLOW_CHECK_VERSION, 'clownHubFlowCheck').catch((failure) => {
        loaded = undefined;
        throw failure;
    });
    return loaded;
}
