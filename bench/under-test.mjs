// The process under test: a real headless Node-RED with one flow, or a bare client without Node-RED. It says by itself
// what it has delivered and what that has cost.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { Meter } from './lib/meter.mjs';

const require = createRequire(import.meta.url);

const orders = {
    async start({ kind, id, ports, userDir, nodeRed, clownHub }) {
        const meter = new Meter(ports.control, id);
        globalThis.bench = { meter, wsPath: require.resolve('ws') };
        if (kind === 'bare') return bare(meter, `ws://127.0.0.1:${ports.port}/${id}`);
        const RED = createRequire(`${nodeRed}/package.json`)('node-red');
        const server = createServer();
        RED.init(server, {
            userDir,
            flowFile: 'flows.json',
            nodesDir: [new URL('./nodes', import.meta.url).pathname],
            httpAdminRoot: false,
            httpNodeRoot: false,
            disableEditor: true,
            telemetry: { enabled: false, updateNotification: false },
            logging: { console: { level: 'error', metrics: false, audit: false } },
            clownHub,
        });
        const began = process.hrtime.bigint();
        const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
        await RED.start();
        await started;
        globalThis.bench.RED = RED;
        return { startMs: Number(process.hrtime.bigint() - began) / 1e6, version: RED.version() };
    },
    prepare: (given) => globalThis.bench.meter.prepare(given),
    measure: (given) => globalThis.bench.meter.measure(given),
    memory() {
        globalThis.gc?.();
        globalThis.gc?.();
        return process.memoryUsage();
    },
    /** Deploys a flow in full, and tells how long that took. */
    async deploy({ flow }) {
        const { RED } = globalThis.bench;
        const began = process.hrtime.bigint();
        const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
        await RED.runtime.flows.setFlows({ flows: { flows: flow }, deploymentType: 'full' });
        await started;
        return Number(process.hrtime.bigint() - began) / 1e6;
    },
};

/** A bare client: what can be had at best. */
function bare(meter, url) {
    const WebSocket = require('ws');
    const ws = new WebSocket(url, { perMessageDeflate: false });
    ws.on('message', (data) => {
        const [, payload] = JSON.parse(data);
        meter.hit(payload);
    });
    const send = (count, t) => {
        for (let index = 0; index < count; index++) {
            ws.send(JSON.stringify(['led/-/set', t ? { state: '1-dot', t } : { state: '1-dot' }]), () => meter.sent(1));
        }
    };
    meter.setSource(send);
    return {};
}

process.on('message', async ({ call, name, given }) => {
    try {
        process.send({ call, value: await orders[name](given) });
    } catch (error) {
        process.send({ call, fault: String(error.stack) });
    }
});
process.on('disconnect', () => process.exit());
