// The centre: a broker, and a Node-RED with the example for a centre as it is shipped. In place of its debug nodes, a
// Function node writes what arrives there to a file, as a database would.

import { closeSync, openSync, readSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { flowOf } from '../nodes/support/examples';
import type { Item } from '../nodes/support/flows';
import { startReal } from '../nodes/support/real';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import type { Broker, CentrePorts, Collector, Engine } from './broker';
import { PASSWORD } from './mosquitto';

const EXAMPLE = 'Centre of several sites';
const ACCOUNT = 'account';

/** Seconds in which a command is valid, and until its sender reports that there is no result; shorter than as shipped. */
export const VALID_S = 3;
export const RESULT_S = 2;

/** Brokers of a hundred sites start beside it. */
const CONNECTED_MS = 60_000;

/** What the Function node writes: a JSON list in each line, whose first item is the kind. */
export type Row =
    | readonly ['reading', site: string, device: string, time: number, number: number, sent: number, at: number]
    | readonly ['command', topic: string, id: string, payload: Record<string, number>, expires: number]
    | readonly ['outcome', topic: string, id: string, result: string]
    | readonly ['dropped', topic: string, count: number]
    | readonly ['connected', node: string]
    | readonly ['error', text: string];

const ACCOUNTING = `
const box = context.get('box');
const { topic, payload, error, status } = msg;
if (status) {
    if (status.fill === 'green') box.rows.push(['connected', status.source.name]);
} else if (error) box.rows.push(['error', error.message]);
else if (typeof payload === 'string') {
    const message = JSON.parse(payload);
    const { id, payload: value, expires, count } = message;
    box.rows.push(topic.includes('/command/') ? ['command', topic, id, value, expires] : ['dropped', topic, count]);
} else if (payload.values) {
    const { device, time, values } = payload;
    if (values.sent) box.rows.push(['reading', msg.site + '/' + msg.hub, device, time, values.temperature, values.sent, Date.now()]);
} else box.rows.push(['outcome', topic, payload.id, payload.result]);
if (box.rows.length >= 500) box.save();
return null;`;

const SAVING = `
const box = {
    rows: [],
    save() {
        if (box.rows.length > 0) fs.appendFileSync(env.get('FLEET_ROWS'), box.rows.map((row) => JSON.stringify(row) + '\\n').join(''));
        box.rows = [];
    },
};
context.set('box', box);
setInterval(box.save, 50);`;

/** Batches of a collector: messages for the same Function node as those of MQTT, and a response after them. */
const UNPACKING = `
for (const message of msg.payload) node.send([message, null]);
setTimeout(() => node.send([null, { ...msg, payload: 'ok' }]), 5);
return null;`;

interface Setup {
    readonly engine: Engine;
    readonly folder: string;
    readonly broker: Broker;
    readonly ports: CentrePorts;
    readonly sites: readonly string[];
}

export class Centre {
    readonly broker: Broker;
    readonly #setup: Setup;
    readonly #file: string;
    readonly #onRow: (row: Row) => void;
    readonly collector: Collector | undefined;
    #offset = 0;
    #rest = '';
    #nodeRed: NodeRed | undefined;
    #isConnected = false;

    constructor(setup: Setup, onRow: (row: Row) => void) {
        this.#setup = setup;
        this.broker = setup.broker;
        this.#file = join(setup.folder, 'rows');
        this.#onRow = onRow;
        this.collector = setup.engine.collector?.(setup.ports, setup.sites);
    }

    async start(): Promise<void> {
        await this.broker.start();
        await writeFile(this.#file, '');
        await this.startNodeRed();
    }

    get pid(): number {
        return this.#nodeRed?.pid ?? 0;
    }

    async startNodeRed(): Promise<void> {
        const { engine, ports } = this.#setup;
        const flows = centreFlow(engine, ports.mqtt);
        const broker = flows.find((item) => item.type === 'mqtt-broker');
        this.#nodeRed = await startReal({
            flows,
            credentials: { [broker?.id ?? '']: { user: 'centre', password: PASSWORD } },
            settings: { mqttReconnectTime: 500 },
            env: { FLEET_ROWS: this.#file },
        });
        await this.collector?.start((batch) => this.#pass(batch));
        // A broker keeps nothing for a program that has never subscribed.
        this.#isConnected = false;
        const isConnected = (): boolean => {
            this.read();
            return this.#isConnected;
        };
        await until(isConnected, 'the connection of the centre to its broker', CONNECTED_MS);
    }

    async stopNodeRed(): Promise<void> {
        await this.collector?.end();
        await this.#nodeRed?.stop();
        this.#nodeRed = undefined;
    }

    /** Sends a command with this number to a site; the row *command* has its id. */
    async command(topic: string, payload: object): Promise<void> {
        const inject = centreFlow(this.#setup.engine, 0).find((item) => item.type === 'inject');
        const props = [
            { p: 'payload', v: JSON.stringify(payload), vt: 'json' },
            { p: 'command', v: topic, vt: 'str' },
        ];
        await this.#post(`inject/${inject?.id}`, { __user_inject_props__: props });
    }

    /** Calls back with the rows that were written since the last call. */
    read(): void {
        const file = openSync(this.#file, 'r');
        try {
            const buffer = Buffer.alloc(1 << 20);
            for (;;) {
                const length = readSync(file, buffer, 0, buffer.length, this.#offset);
                if (length === 0) return;
                this.#offset += length;
                const lines = (this.#rest + buffer.toString('latin1', 0, length)).split('\n');
                this.#rest = lines.pop() ?? '';
                for (const line of lines) this.#take(JSON.parse(line));
            }
        } finally {
            closeSync(file);
        }
    }

    #take(row: Row): void {
        if (row[0] === 'connected') this.#isConnected = true;
        else this.#onRow(row);
    }

    #pass(batch: readonly object[]): Promise<void> {
        return this.#post('stream', batch);
    }

    async #post(path: string, body: object): Promise<void> {
        const answer = await fetch(new URL(path, this.#nodeRed?.url), {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
            signal: AbortSignal.timeout(20_000),
        });
        if (!answer.ok) throw new Error(`The Node-RED of the centre answered ${answer.status} to ${path}.`);
    }
}

function centreFlow(engine: Engine, port: number): Item[] {
    const example = flowOf(EXAMPLE);
    const debugs = new Set(example.filter(({ type }) => type === 'debug').map(({ id }) => id));
    const z = example.find(({ type }) => type === 'tab')?.id;
    const at = { x: 700, y: 300 };
    const changed = example
        .filter(({ id }) => !debugs.has(id))
        .map((item) => {
            if (item.type === 'mqtt-broker') {
                return { ...item, port: String(port), protocolVersion: engine.protocolVersion };
            }
            if (!item.wires || item.type === 'comment') return item;
            const outputs = (item.wires as string[][]).map((ids) => ids.map((id) => (debugs.has(id) ? ACCOUNT : id)));
            // The debug node for availability shows true and false, which no ledger needs.
            const wires = item.name === 'available?' ? [[]] : outputs;
            if (item.name !== 'commands') return { ...item, wires };
            const func = String(item.func)
                .replace(/VALID_S = \d+/, `VALID_S = ${VALID_S}`)
                .replace(/RESULT_S = \d+/, `RESULT_S = ${RESULT_S}`);
            return { ...item, func, wires: [[...(wires[0] ?? []), ACCOUNT], wires[1]] };
        });
    const dropRepeats = example.find(({ name }) => name === 'drop repeats')?.id;
    const functions = { z, type: 'function', ...at, timeout: 0, noerr: 0 };
    return [
        ...changed,
        {
            ...functions,
            id: ACCOUNT,
            name: ACCOUNT,
            func: ACCOUNTING,
            initialize: SAVING,
            finalize: "context.get('box').save();",
            libs: [{ var: 'fs', module: 'fs' }],
            outputs: 0,
            wires: [],
        },
        {
            id: 'connections',
            z,
            type: 'status',
            name: 'connections',
            scope: example.filter(({ type }) => type === 'mqtt in').map(({ id }) => id),
            ...at,
            wires: [[ACCOUNT]],
        },
        {
            id: 'stream',
            z,
            type: 'http in',
            name: 'stream',
            url: '/stream',
            method: 'post',
            ...at,
            wires: [['unpack']],
        },
        {
            ...functions,
            id: 'unpack',
            name: 'unpack',
            func: UNPACKING,
            outputs: 2,
            wires: [[dropRepeats], ['respond']],
        },
        { id: 'respond', z, type: 'http response', name: 'respond', ...at, wires: [] },
    ];
}
