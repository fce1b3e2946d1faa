// A real Node-RED without an editor in a process of its own. It is given flows and messages over its channel, and tells what
// becomes of them: each status, each end of a message, what reaches the Catch node, what is heard, and what it logs.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';

/** Names of the nodes of every flow here: what is heard, and what is sent in two ways. */
const IN = 'in';
const OUTS = ['out', 'long', 'ask'];
const CATCH = 'catch';
/** Levels of Node-RED's log: this one and graver ones are told. */
const WARN = 30;

const [home = '', userDir = ''] = process.argv.slice(2);
/** @type {any} */
const RED = createRequire(`${home}/package.json`)('node-red');

/** @type {object[]} */
let told = [];
/** @param {object} news */
const tell = (news) => void told.push({ at: Date.now(), ...news });
/** Who started this process may be gone. */
const send = (/** @type {object} */ message) => void process.send?.(message, undefined, undefined, () => {});
const flush = () => {
    if (told.length > 0) send({ told });
    told = [];
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
                    if (level <= WARN && id) tell({ kind: 'log', id, text: String(msg?.message ?? msg) });
                },
        },
    },
});

/** Numbers in texts, bytes and objects alike, for each way has readings of another kind. */
function numberIn(/** @type {unknown} */ payload) {
    const text = typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? String(payload) : undefined;
    const found = /"n": ?(\d+)/.exec(text ?? String(JSON.stringify(payload)));
    return found ? Number(found[1]) : -1;
}

RED.hooks.add('onSend.beside', (/** @type {any[]} */ sends) => {
    for (const { source, msg } of sends) {
        if (source.id === IN) tell({ kind: 'heard', n: numberIn(msg.payload) });
        if (source.id === CATCH) {
            tell({ kind: 'caught', n: msg.entry, id: msg.error.source.id, text: String(msg.error.message) });
        }
    }
});
RED.hooks.add('onComplete.beside', (/** @type {any} */ { msg, node, error }) => {
    if (OUTS.includes(node.id) && typeof msg.entry === 'number') tell({ kind: 'end', n: msg.entry, failed: !!error });
});
RED.events.on('node-status', (/** @type {any} */ { id, status }) => {
    tell({ kind: 'status', id, fill: status?.fill ?? '', text: RED.util.ensureString(status?.text ?? '') });
});

/** @type {Record<string, (given: any) => unknown>} */
const orders = {
    async deploy({ flows, type }) {
        const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
        await RED.runtime.flows.setFlows({ flows: { flows }, deploymentType: type });
        await started;
    },
    /** Whether the node was there to take it: during a deploy it is not, and then a flow has nothing that could send. */
    give({ id, msg }) {
        const node = RED.nodes.getNode(id);
        node?.receive(msg);
        return node ? Date.now() : undefined;
    },
};

/** @param {{ call: number, name: string, given: object }} asked */
async function answer({ call, name, given }) {
    try {
        const value = await orders[name]?.(given);
        // What was before the answer is told before it.
        flush();
        send({ call, value });
    } catch (error) {
        send({ call, fault: String(error) });
    }
}

process.on('message', (/** @type {any} */ asked) => void answer(asked));
process.on('disconnect', () => process.exit());

await RED.start();
send({ ready: true });
