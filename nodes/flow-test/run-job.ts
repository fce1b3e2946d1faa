// Plays a recording to a flow, in virtual time, and collects what it commands.

import { hubsOfNodes } from '../../src/flow-test/line-hubs';
import { type PreparedFlow, playingHub } from '../../src/flow-test/prepare';
import type { FlowTestRun, StandIn, TestedNode } from '../../src/flow-test/report';
import type { Hub } from '../../src/hub';
import type { Recording } from '../../src/recording/reader';
import { DRY_RUN, type DryRun } from '../runtime/hub/dry-run';
import type { Named } from './busiest';
import { closeDoors } from './closed-doors';
import type { JobResult, TestJob } from './job';
import { TestLog } from './test-log';
import { TestNodeRed } from './test-node-red';
import type { VirtualTime } from './virtual-time';
import { watchHub } from './watch-hub';

type Job = TestJob & { readonly userDir: string };
type PackParts = typeof import('./pack-parts');

/** How long a test goes on after the end of the recording: long enough for the limits and delays of most flows. */
const TAIL_MS = 60_000;
/** The time of a recording that has none. */
const SOME_TIME = Date.UTC(2026, 0, 1);
/** Any number, as long as it stays the same. */
const SEED = 1;

export async function runJob(job: Job, flow: PreparedFlow, time: VirtualTime): Promise<JobResult> {
    // Now, because it has to get the faked clocks.
    const dry = new DryHubs(time);
    const parts = require('./pack-parts') as PackParts;
    const read = await parts.readFileAt(job.recording);
    if (!read.ok) return { ok: false, fault: { code: 'recording', reason: read.reason } };
    const recording = read.value;
    const hub = playingHub(flow.hubs, recording.header.hub, job.hub);
    if (!hub.ok) return hub;
    time.useEverywhere(parts.seededRandom(SEED));
    closeDoors();
    const { log } = dry;
    const nodeRed = new TestNodeRed(job.nodeRed, job.userDir, time, log);
    await nodeRed.start();
    time.startAt(startOf(recording));
    dry.play(parts, recording, hub.value.node);
    await nodeRed.deploy(flow.nodes);
    const recordingMs = recording.events.at(-1)?.at ?? 0;
    const testedMs = recordingMs + TAIL_MS;
    await time.run(testedMs, () => {
        if (log.fault) throw log.fault;
    });
    const run: FlowTestRun = {
        nodeRed: nodeRed.version,
        hub: hub.value,
        silentHubs: flow.hubs.filter(({ node }) => node !== hub.value.node),
        hubOf: hubsOfNodes(flow.running, flow.hubs),
        recordingMs,
        testedMs,
        badLines: recording.badLines,
        firstFault: recording.firstFault,
        lines: log.lines,
        cuts: log.cuts,
        unmatched: parts.unmatchedNodes(flow.running, hub.value.node, parts.recordedTopics(recording)),
        standIns: flow.standIns.map((node) => ({ ...node, ...receivedBy(node, log) })),
        leftOut: flow.leftOut,
        errors: log.errors,
        moreErrors: log.moreErrors,
    };
    return { ok: true, run, nodes: flow.nodes.map(({ id }) => id) };
}

/** Also what its copies have received, if it is in a subflow. */
function receivedBy({ node }: TestedNode, { received }: TestLog): Pick<StandIn, 'messages' | 'cutAt'> {
    const own = [...received].filter(([id]) => id === node || id.endsWith(`/${node}`)).map(([, one]) => one);
    const cuts = own.flatMap(({ cutAt }) => (cutAt === undefined ? [] : [cutAt]));
    return {
        messages: own.reduce((sum, { messages }) => sum + messages, 0),
        cutAt: cuts.length === 0 ? undefined : Math.min(...cuts),
    };
}

function startOf({ header }: Recording): number {
    const started = Date.parse(header.started);
    return Number.isFinite(started) ? started : SOME_TIME;
}

/** The hubs of the flow, and what is commanded in them. */
class DryHubs implements DryRun {
    readonly log: TestLog;
    #parts: PackParts | undefined;
    #player: { readonly node: string; readonly openSocket: ReturnType<DryRun['openSocket']> } | undefined;
    #playing: Hub | undefined;

    /** The pack finds it here when it is loaded. */
    constructor(time: VirtualTime) {
        this.log = new TestLog(() => Math.round(time.nowMs));
        Object.assign(globalThis, { [DRY_RUN]: this });
    }

    /** From now on, this hub node plays the recording. */
    play(parts: PackParts, recording: Recording, node: string): void {
        const { MemoryHub, Player, realClock } = parts;
        const player = new Player(recording, realClock(1), {
            down: (done) => memory.down(done),
            up: (done) => {
                memory.up(() => {
                    done();
                    // As in the recording, the connection is there again at this moment.
                    if (this.#playing?.state.name === 'waiting') this.#playing.reconnect();
                });
            },
            ended: () => {},
        });
        const memory = new MemoryHub(player);
        this.#parts = parts;
        this.#player = { node, openSocket: memory.openSocket };
    }

    openSocket(hubNode: string): ReturnType<DryRun['openSocket']> {
        if (hubNode === this.#player?.node) return this.#player.openSocket;
        const { MemoryHub, SILENT_PROGRAM } = this.#parts as PackParts;
        return new MemoryHub(SILENT_PROGRAM).openSocket;
    }

    created(hubNode: string, hub: Hub): void {
        if (hubNode === this.#player?.node) this.#playing = hub;
        watchHub(hub, this.log, (this.#parts as PackParts).checkCommand);
    }

    refused(...[node, msg, { code }]: Parameters<DryRun['refused']>): void {
        const { topic, payload } = msg;
        this.log.command(node as Named, topic, payload)(code);
    }
}
