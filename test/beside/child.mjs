// A real Node-RED without an editor in a process of its own. It receives flows and messages over its IPC channel and reports
// each status, the completion of each message, what reaches the Catch node, what is received, and what it logs.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';

/** Ids of the nodes of every flow here: the receiver, and the senders. */
const IN = 'in';
const OUTS = ['out', 'long', 'ask'];
const CATCH = 'catch';
/** Level of Node-RED's log: this one and more severe ones are reported. */
const WARN = 30;

const [home = '', userDir = ''] = process.argv.slice(2);
/** @type {any} */
const RED = createRequire(`${home}/package.json`)('node-red');

/** @type {object[]} */
let events = [];
/** @param {object} event */
const record = (event) => void events.push({ at: Date.now(), ...event });
/** The process that started this one may have ended. */
const send = (/** @type {object} */ message) => void process.send?.(message, undefined, undefined, () => {});
const flush = () => {
    if (events.length > 0) send({ events });
    events = [];
};
setInterval(flush, 20);

RED.init(createServer(), {
    userDir,
    flowFile: 'flows.json',
    credentialSecret: 'beside',
    httpAdminRoot: false,
    httpNodeRoot: false,
    disableEditor: true,
    telemetry: { enabled: false, updateNotification: false },
    logging: {
        beside: {
            level: 'info',
            metrics: false,
            audit: false,
            handler:
                () =>
                (/** @type {any} */ { level, id, msg }) => {
                    if (level <= WARN && id) record({ kind: 'log', id, text: String(msg?.message ?? msg) });
                },
        },
    },
});

/** The number in a text, in bytes or in an object: the payload differs between the ways. */
function numberIn(/** @type {unknown} */ payload) {
    const text = typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? String(payload) : undefined;
    const found = /"n": ?(\d+)/.exec(text ?? String(JSON.stringify(payload)));
    return found ? Number(found[1]) : -1;
}

RED.hooks.add('onSend.beside', (/** @type {any[]} */ sends) => {
    for (const { source, msg } of sends) {
        if (source.id === IN) record({ kind: 'received', n: numberIn(msg.payload) });
        if (source.id === CATCH) {
            record({ kind: 'caught', n: msg.entry, id: msg.error.source.id, text: String(msg.error.message) });
        }
    }
});
RED.hooks.add('onComplete.beside', (/** @type {any} */ { msg, node, error }) => {
    if (OUTS.includes(node.id) && typeof msg.entry === 'number') record({ kind: 'end', n: msg.entry, failed: !!error });
});
RED.events.on('node-status', (/** @type {any} */ { id, status }) => {
    record({ kind: 'status', id, fill: status?.fill ?? '', text: RED.util.ensureString(status?.text ?? '') });
});

/** @type {Record<string, (given: any) => unknown>} */
const orders = {
    async deploy({ flows, type }) {
        const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
        await RED.runtime.flows.setFlows({ flows: { flows }, deploymentType: type });
        await started;
    },
    /** When the node received it; undefined while a deploy replaces the node. */
    give({ id, msg }) {
        const node = RED.nodes.getNode(id);
        node?.receive(msg);
        return node ? Date.now() : undefined;
    },
};

/** @param {{ request: number, name: string, given: object }} message */
async function respond({ request, name, given }) {
    try {
        const value = await orders[name]?.(given);
        // Earlier events are reported before the response.
        flush();
        send({ request, value });
    } catch (error) {
        send({ request, fault: String(error) });
    }
}

process.on('message', (/** @type {any} */ message) => void respond(message));
process.on('disconnect', () => process.exit());

await RED.start();
send({ ready: true });
