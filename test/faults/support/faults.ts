// A row of the fault catalogue, and the sequence of each: calm, fault with messages, end of the fault, calm. The expected and
// the observed results are recorded for the table.

import assert from 'node:assert/strict';
import { ROUTES } from '../../../nodes/shared/views';
import type { ReasonCode } from '../../../src/base/errors';
import type { Hub } from '../../../src/hub';
import type { Simulator, SimulatorOptions } from '../../../src/simulator';
import { at, getHere } from '../../nodes/support/admin';
import { hubNode, type Item, inNode, listeners, outNode, requestNode, tab } from '../../nodes/support/flows';
import type { Credentials } from '../../nodes/support/runtime';
import {
    become,
    errorOf,
    load,
    logLines,
    node,
    received,
    statuses,
    statusesOf,
    unload,
} from '../../nodes/support/runtime';
import { assertNoSecret, PASSWORD, USER } from '../../nodes/support/secrets';
import { endGates, type Gate, startGate } from '../../support/gate.js';
import { startSilentHub } from '../../support/hub.js';
import { leavesNothing } from '../../support/leaks.js';
import { endServers } from '../../support/servers.js';
import { until } from '../../support/wait.js';
import { Ledger, READING, RESPONSE } from './ledger';
import { assertNoTimers, pace, realPace, TIMES } from './pace';
import { recordRow } from './table';

type Settings = Readonly<Record<string, unknown>>;

export interface Fault {
    readonly name: string;
    /** Whether it is present at the first connect, or begins on an open connection. */
    readonly when: 'first' | 'up';
    /** Code of the status and of the one error for Catch nodes; absent if the fault shows in neither. */
    readonly code?: ReasonCode;
    /** Errors that Catch nodes receive; by default `code` alone. */
    readonly caught?: readonly ReasonCode[];
    /** Whether the connection stays open; otherwise it ends and returns. */
    readonly stays?: true;
    /** Whether the connection returns so soon that no status has to show the code. */
    readonly brief?: true;
    /** Whether the network can lose messages undetected. */
    readonly swallows?: true;
    /** Lines in the log: one for the first connection, one for the return; errors only without a Catch node. */
    readonly lines?: number;
    /** Extra time, in milliseconds. */
    readonly timeoutMs?: number;
    readonly settings?: Settings;
    readonly hub?: SimulatorOptions;
    /** More nodes, credentials and files of Node-RED's own nodes. */
    readonly more?: { readonly items: readonly Item[]; readonly credentials: Credentials; readonly files: string[] };
    /** A returned text goes into the table. */
    begin(scene: Scene): unknown;
    /** How it ends; by default the gate passes again. */
    end?(scene: Scene): unknown;
}

/** In seconds of the fast clock: a test takes a tenth of them. */
const USUAL: Settings = { handshake: '10', heartbeat: '0', silence: '0', retryCeiling: '5', gap: '' };
/** Allowed lateness of a busy machine, in milliseconds. */
export const SLACK_MS = 4000;

/** A hub, a gate in front of it, and the ledger of one test. */
export class Scene {
    readonly hub: Simulator;
    readonly gate: Gate;
    readonly ledger: Ledger;
    readonly settings: Settings;
    /** Cleans up what a fault has opened beside hub and gate; called after the test. */
    readonly ends: (() => unknown)[] = [];

    private constructor(hub: Simulator, gate: Gate, settings: Settings) {
        this.hub = hub;
        this.gate = gate;
        this.settings = settings;
        this.ledger = new Ledger(hub);
    }

    static async set(options: SimulatorOptions = {}, settings: Settings = {}): Promise<Scene> {
        const hub = await startSilentHub({ user: USER, password: PASSWORD, ...options });
        return new Scene(hub, await startGate(hub.port), { ...USUAL, ...settings });
    }

    /** The address of the hub behind the gate. */
    get address(): string {
        return String(this.settings.address ?? this.hub.url).replace(/:\d+\//, `:${this.gate.port}/`);
    }

    flow(more: Settings = {}): Item[] {
        return [
            tab(),
            hubNode({ requestStates: true, ...this.settings, address: this.address, ...more }),
            ...inNode('in', { topic: READING }),
            outNode(),
            outNode('keeper', { offline: 'queue' }),
            outNode('raw', { command: 'raw' }),
            ...requestNode('ask', { answer: RESPONSE }),
            ...listeners(['out', 'keeper', 'ask', 'raw']),
        ];
    }

    /** A new object each time, because Node-RED removes properties from it. */
    get credentials(): Credentials {
        return { hub: { user: USER, password: PASSWORD } };
    }

    /** The hub of the hub node. */
    get client(): Hub {
        const { hub } = node('hub') as unknown as { hub: { ok: true; value: Hub } };
        return hub.value;
    }

    /** Waits until the start message was sent and frames pass both ways. */
    async ready(): Promise<void> {
        const starts = this.hub.received.filter((line) => line.includes('clown.talk')).length;
        const { client } = this;
        if (client.state.name === 'connected' && starts > 0 && this.#isReceiving) return;
        await until(() => this.#isReceiving, 'a ready connection').catch((error: Error) => {
            throw new Error(`${error.message}; the connection is ${JSON.stringify(this.client.state)}`);
        });
    }

    /** Whether a frame that the hub sends now is received at once. */
    get #isReceiving(): boolean {
        return this.client.state.name === 'connected' && this.probe();
    }

    #probe: Promise<void> | undefined;
    #isProbed = false;

    #probes = 0;

    /** Has the hub send a probe frame until one is received: all frames before it were received too. */
    probe(): boolean {
        if (this.#isProbed) return true;
        this.#probe ??= (async () => {
            const text = `["probe/-", {"n": ${this.#probes++}}]`;
            const hasReceived = (): boolean => this.client.lastFrames.of('probe/-')?.text === text;
            this.hub.print(text);
            await until(hasReceived, 'a probe frame', 300).catch(() => {});
            this.#isProbed = hasReceived();
            this.#probe = undefined;
        })();
        return false;
    }

    /** For a new connection: has it probed again. */
    unprobe(): void {
        this.#isProbed = false;
    }

    /** Messages both ways over a good connection: all of them have to arrive. */
    async calm(): Promise<void> {
        this.unprobe();
        await this.ready();
        const before = this.client.counters.framesOut;
        this.ledger.send(2);
        this.ledger.sendFrames(4);
        await this.ledger.settle();
        assert.ok(this.client.counters.framesOut >= before + 6, 'messages that did not leave');
    }

    /** Errors of the hub node that Catch nodes have received. */
    get caught(): string[] {
        return received('f1-catch-sink')
            .map((msg) => errorOf(msg))
            .filter(({ source }) => source.id === 'hub')
            .map(({ code = 'no code' }) => code);
    }

    /** Lines in the log about the hub. */
    get lines(): string[] {
        return logLines.filter(({ id, level }) => id === 'hub' && level <= 40).map(({ msg }) => String(msg));
    }

    /** Limit for the return, in milliseconds: the present attempt, the longest pause, and a handshake. */
    get boundMs(): number {
        const { handshake, heartbeat, retryCeiling } = this.settings;
        return ((2 * Number(handshake) + 2 * Number(heartbeat) + Number(retryCeiling)) * 1000) / TIMES;
    }

    /** Checks everything that a user can read: log, status, errors, messages, and the data of the editor. */
    async assertNoSecret(): Promise<void> {
        const sinks = ['catch', 'status', 'complete'].flatMap((kind) => received(`f1-${kind}-sink`));
        const log = logLines.map(({ msg }) => [String(msg), msg]);
        assertNoSecret([log, statuses, sinks, this.client.state, this.client.counters], 'log, status and messages');
        for (const route of [ROUTES.hubs, ROUTES.topics, ROUTES.diagnostics]) {
            assertNoSecret(JSON.stringify(await getHere(at(route))), route);
        }
    }
}

/** How often each row is repeated. */
const REPEATS = Number(process.env.CLOWN_FAULT_REPEATS ?? 1);

/** For `describe`: each row as a test. */
export function itSurvives(part: string, faults: readonly Fault[]): void {
    let scene: Scene | undefined;
    beforeEach(() => pace(TIMES));
    afterEach(async () => {
        scene?.ledger.end();
        await unload();
        await endGates();
        await endServers();
        for (const end of scene?.ends.splice(0) ?? []) await end();
        scene = undefined;
        realPace();
        assertNoTimers();
    });
    leavesNothing();
    for (const fault of faults) {
        for (let repeat = 1; repeat <= REPEATS; repeat++) {
            it(repeat === 1 ? fault.name : `${fault.name}, once more (${repeat})`, async function () {
                this.timeout(120_000 + (fault.timeoutMs ?? 0));
                scene = await Scene.set(fault.hub, fault.settings);
                await survive(fault, scene, part);
            });
        }
    }
}

async function survive(fault: Fault, scene: Scene, part: string): Promise<void> {
    const { code, stays, brief, swallows = false, caught = code ? [code] : [], more } = fault;
    let remark = fault.when === 'first' ? await fault.begin(scene) : undefined;
    const credentials = { ...scene.credentials, ...more?.credentials };
    await load([...scene.flow(), ...(more?.items ?? [])], credentials, more?.files);
    const names: string[] = [];
    scene.ends.push(
        scene.client.watch((state) => {
            const name = state.name === 'waiting' ? state.cause.code : state.name;
            if (names.at(-1) !== name && name !== 'connecting') names.push(name);
        }),
    );
    if (fault.when === 'up') {
        await scene.calm();
        remark = await fault.begin(scene);
        if (swallows) meanwhile(scene);
    }
    if (code && brief) await until(() => names.includes(code), `the state ${code}`);
    else if (code) {
        const shows = (): boolean => statusesOf('in').some((status) => status.code === code);
        await become(shows, `the status ${code}`).catch((error: Error) => {
            throw new Error(`${error.message}; there were ${names}`);
        });
        meanwhile(scene);
    }
    const connects = scene.client.counters.reconnects;
    await fault.end?.(scene);
    if (!fault.end) scene.gate.pass();
    const begin = performance.now();
    await until(
        () => scene.client.state.name === 'connected',
        'the return of the connection',
        scene.boundMs + SLACK_MS,
    );
    const back = performance.now() - begin;
    if (stays && !swallows) await scene.ledger.arrive();
    await scene.calm();
    await scene.ledger.settle();
    const ledger = scene.ledger.balance(swallows);
    // Node-RED 3.1 gives Catch nodes no code.
    const codes = scene.caught.map((code, index) => (code === 'no code' ? caught[index] : code));
    assert.deepEqual(codes, caught, 'what Catch nodes got');
    const lines = scene.lines.length;
    assert.ok(lines <= (fault.lines ?? 2), `the log has ${scene.lines.join(' | ')}`);
    if (stays) assert.equal(connects, scene.client.counters.reconnects, 'the connection had to stay open');
    if (stays) assert.deepEqual(names, ['connected']);
    assert.ok(!logLines.some(({ msg }) => /\n +at /.test(String(msg))), 'something was thrown');
    await scene.assertNoSecret();
    recordRow({
        part,
        fault: fault.name,
        expected: stays
            ? 'the connection stays open'
            : `${code ?? 'nothing'}, then back within ${seconds(scene.boundMs)}`,
        errors: caught.length === 0 ? 'none' : caught.join(', '),
        seen: [
            names.length > 6 ? `${names.slice(0, 5).join(' → ')} → … → ${names.at(-1)}` : names.join(' → '),
            stays ? '' : `back after ${seconds(back)}`,
            `${scene.caught.length} caught, ${lines} logged`,
            typeof remark === 'string' ? remark : '',
        ]
            .filter(Boolean)
            .join('; '),
        ledger,
    });
}

/** Sends messages while the fault lasts: none may be lost silently. */
function meanwhile({ ledger }: Scene): void {
    ledger.send(2);
    ledger.sendFrames(2, false);
}

function seconds(ms: number): string {
    return `${((ms * TIMES) / 1000).toFixed(1)} s`;
}
