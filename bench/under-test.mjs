// The process under test: a real headless Node-RED with one flow, or a bare client without Node-RED. It reports by itself
// what it has delivered, and the costs.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { monotonicMs } from './lib/clock.mjs';
import { Meter } from './lib/meter.mjs';

const require = createRequire(import.meta.url);

const orders = {
    async start({ kind, id, ports, userDir, nodeRed, editor }) {
        const meter = new Meter(ports.control, id);
        globalThis.bench = { meter, wsPath: require.resolve('ws') };
        if (kind === 'bare') return bare(meter, `ws://127.0.0.1:${ports.port}/${id}`);
        const RED = createRequire(`${nodeRed}/package.json`)('node-red');
        const server = createServer((request, response) => RED.httpAdmin(request, response));
        RED.init(server, {
            userDir,
            flowFile: 'flows.json',
            nodesDir: [new URL('./nodes', import.meta.url).pathname],
            httpAdminRoot: '/',
            httpNodeRoot: false,
            disableEditor: !editor,
            // Nothing leaves the machine, and nothing greets the user.
            editorTheme: { tours: false, palette: { catalogues: [] } },
            telemetry: { enabled: false, updateNotification: false },
            logging: { console: { level: 'error', metrics: false, audit: false } },
        });
        const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
        await RED.start();
        await started;
        const startedAt = monotonicMs();
        const { user, system } = process.cpuUsage();
        globalThis.bench.RED = RED;
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        const url = `http://127.0.0.1:${server.address().port}/`;
        return { startedAt, startCpuMs: (user + system) / 1000, url, version: RED.version() };
    },
    prepare: (given) => globalThis.bench.meter.prepare(given),
    measure: (given) => globalThis.bench.meter.measure(given),
    reach: ({ count }) => globalThis.bench.meter.reach(count),
    /** Memory after garbage collection, and the resources that keep the process alive. */
    async memory() {
        for (let times = 0; times < 3; times++) {
            globalThis.gc();
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const { heapUsed, rss } = process.memoryUsage();
        return { heapUsed, rss, resources: process.getActiveResourcesInfo().length };
    },
    /** Notes when the flows start from now on, and when the last of these topics is received; `deployed` gives it. */
    awaitDeploy({ topics }) {
        const { RED, meter } = globalThis.bench;
        const before = process.cpuUsage();
        const started = new Promise((resolve) => {
            RED.events.once('flows:started', () => {
                const { user, system } = process.cpuUsage(before);
                resolve({ startedAt: monotonicMs(), cpuMs: (user + system) / 1000 });
            });
        });
        globalThis.bench.deploy = Promise.all([started, topics.length > 0 ? meter.allReceived(topics) : undefined]);
    },
    async deployed() {
        const [started, receivedAt] = await globalThis.bench.deploy;
        return { ...started, receivedAt };
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
