// The Node-RED of a test: without port, editor and credentials, in a user folder of its own.

import type { Node, NodeAPI, NodeDef } from 'node-red';
import { CORE_FILES } from '../../src/flow-test/allowed-types';
import { STAND_IN, STANDS_FOR } from '../../src/flow-test/prepare';
import type { TestedNode } from '../../src/flow-test/report';
import type { Named } from './busiest';
import { faultOf } from './test-fault';
import type { TestLog } from './test-log';
import { STAND_IN_FILE, standInsOf } from './user-folder';
import type { VirtualTime } from './virtual-time';

/** Real time that Node-RED may take to start, and flows to be deployed. */
const START_MS = 60_000;

interface LogEvent {
    readonly level: number;
    readonly id?: string;
    readonly type?: string;
    readonly name?: string;
    readonly msg?: unknown;
    readonly path?: string;
    readonly _alias?: string;
}

/** What is used of the package `node-red`, the same in 3.1 to 5. */
interface NodeRedApp {
    init(settings: object): void;
    start(): Promise<void>;
    readonly version: string | (() => string);
    readonly events: { on(name: string, listener: (event: { payload?: { error?: string } }) => void): void };
    readonly hooks: { add(name: string, hook: (event: { destination?: { node?: Named } }) => void): void };
    readonly nodes: { getType(type: string): unknown };
    readonly runtime: {
        readonly flows: {
            setFlows(options: { flows: { flows: readonly object[] }; deploymentType: string }): Promise<unknown>;
        };
    };
}

export class TestNodeRed {
    readonly #app: NodeRedApp;
    readonly #time: VirtualTime;
    /** How often flows have started, and why not. */
    #starts = 0;
    #problem: string | undefined;

    constructor(folder: string, userDir: string, time: VirtualTime, log: TestLog) {
        this.#time = time;
        standInsOf(globalThis).register = (RED) => registerStandIns(RED, log);
        this.#app = require(folder) as NodeRedApp;
        this.#app.init(settingsFor(userDir, log));
        this.#app.events.on('flows:started', () => this.#starts++);
        this.#app.events.on('runtime-event', ({ payload }) => {
            if (payload?.error) this.#problem = payload.error;
        });
        this.#app.hooks.add('onReceive.clown-hub-flow-test', ({ destination }) => {
            if (destination?.node) time.working(destination.node);
        });
    }

    get version(): string {
        const { version } = this.#app;
        return typeof version === 'function' ? version() : version;
    }

    /** Starts it without flows. */
    async start(): Promise<void> {
        let failure: unknown;
        const started = this.#app.start();
        started.catch((error: unknown) => {
            failure = error ?? 'unknown';
        });
        const isReady = await this.#time.until(() => this.#starts > 0 || failure !== undefined, START_MS);
        if (!isReady || failure !== undefined) throw faultOf('node-red-failed', { what: String(failure ?? 'timeout') });
        for (const type of ['clown-hub', STAND_IN]) {
            if (!this.#app.nodes.getType(type)) throw faultOf('pack-failed', { type });
        }
    }

    /** Deploys a flow; the faked clock stands still. */
    async deploy(nodes: readonly object[]): Promise<void> {
        const before = this.#starts;
        let failure: unknown;
        this.#app.runtime.flows
            .setFlows({ flows: { flows: nodes }, deploymentType: 'full' })
            .catch((error: unknown) => {
                failure = error ?? 'unknown';
            });
        const isDone = (): boolean => this.#starts > before || failure !== undefined || this.#problem !== undefined;
        const isReady = await this.#time.standing(isDone, START_MS);
        if (isReady && this.#starts > before) return;
        throw faultOf('node-red-failed', { what: String(failure ?? this.#problem ?? 'timeout') });
    }
}

function settingsFor(userDir: string, log: TestLog): object {
    return {
        userDir,
        flowFile: 'flows.json',
        httpAdminRoot: false,
        httpNodeRoot: false,
        disableEditor: true,
        credentialSecret: false,
        nodesIncludes: [...CORE_FILES, 'node-red-clown-hub', STAND_IN_FILE],
        functionExternalModules: false,
        externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpload: false } },
        editorTheme: { palette: { editable: false, catalogues: [] }, tours: false },
        telemetry: { enabled: false, updateNotification: false },
        lang: 'en-US',
        logging: {
            flowTest: {
                level: 'error',
                metrics: false,
                audit: false,
                handler: () => (event: LogEvent) => {
                    const { msg } = event;
                    const { message } = Object(msg) as { message?: unknown };
                    log.error(nodeOf(event), String(typeof message === 'string' ? message : msg));
                },
            },
        },
    };
}

/** The node of a line of the log, by the ids of the flow. */
function nodeOf({ id = '', type = '', name = '', path = '', _alias: alias }: LogEvent): TestedNode {
    const instances = path.split('/').slice(1);
    return { node: [...instances, alias ?? id].join('/'), type, name };
}

/** A node that records what it receives, and sends nothing. */
function registerStandIns(RED: NodeAPI, log: TestLog): void {
    RED.nodes.registerType(STAND_IN, function (this: Node, def: NodeDef & { readonly [STANDS_FOR]?: string }) {
        RED.nodes.createNode(this, def);
        const type = def[STANDS_FOR] ?? '';
        this.on('input', (msg, _send, done) => {
            const { topic } = msg;
            log.input(this, type, topic, msg.payload);
            done();
        });
    });
}
