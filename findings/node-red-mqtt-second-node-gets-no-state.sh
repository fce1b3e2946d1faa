#!/usr/bin/env bash
# What:       A second `mqtt in` with the topic and the broker of one that is already running, added by a deploy of the
#             modified nodes or flows; the topic has a retained state.
# Version:    Node-RED 4.1.15 with mosquitto 2.0.11 (Debian 12); 3.1.15 and 5.0.7 do the same
# Expected:   The new node subscribes, and the broker sends the retained state to it, as it does for the first node and
#             for a node with any other filter.
# Happens:    The new node receives nothing until the state changes. The client library does not send a subscription
#             that it already has, so the broker does not know of a new reader. After a full deploy or a restart both
#             nodes receive the state. If the filters differ but overlap (`house/#` and `house/relay`), the subscription
#             is sent, and the *old* node receives the retained state once more; after a full deploy each of the two
#             receives it twice.
# Hurt:       Owners who add a dashboard or a rule to a running flow: it starts without a state, or an old rule runs
#             again although nothing happened.
# Documented: Not found.
set -euo pipefail

package=mosquitto
wanted=2.0.11
found=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null || true)
if [ -z "$found" ]; then
    echo "This needs the Debian package $package ($wanted): apt-get install $package" >&2
    exit 2
fi
case "$found" in "$wanted"*) ;; *) echo "note: written for $package $wanted, found $found" ;; esac
echo "$package $found"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 mqtt@5.15.2
cat > see.cjs <<'JS'
const RED = require('node-red');
const seen = [];
const logged = [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const at = { x: 100, y: 100 };
const tab = { id: 'tab', type: 'tab', label: 'tab' };
// A function node that records each message it receives under its own id.
const probe = (id, wires = [[]]) => ({
    id,
    z: 'tab',
    ...at,
    type: 'function',
    outputs: 1,
    wires,
    func: 'global.get("record")(node.id, msg); return msg;',
});
const deploy = async (flows, deploymentType = 'full') => {
    await RED.runtime.flows.setFlows({ flows: { flows: JSON.parse(JSON.stringify(flows)) }, deploymentType });
    await sleep(300);
};
const send = (id, msg) => RED.nodes.getNode(id).receive(msg);
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const settings = {
    userDir: process.cwd(),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'off' }, kept: { level: 'warn', handler: () => (entry) => logged.push(entry) } },
    functionGlobalContext: { record: (id, msg) => seen.push({ id, ...msg }) },
};

const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const net = require('node:net');
const mqtt = require('mqtt');
const freePort = () =>
    new Promise((resolve) => {
        const probeServer = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = probeServer.address();
            probeServer.close(() => resolve(port));
        });
    });
const children = [];
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const mosquitto = async (name, lines) => {
    writeFileSync(`${name}.conf`, `${lines.join('\n')}\n`);
    const child = spawn('mosquitto', ['-c', `${name}.conf`], { stdio: 'ignore' });
    children.push(child);
    await sleep(500);
    return child;
};
const client = (port, options = {}) =>
    new Promise((resolve, reject) => {
        const made = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...options });
        made.once('connect', () => resolve(made)).once('error', reject);
    });
const subscribe = (who, filter, qos = 0) =>
    new Promise((resolve, reject) => who.subscribe(filter, { qos }, (error) => (error ? reject(error) : resolve())));
const publish = (who, topic, payload, options = {}) =>
    new Promise((resolve, reject) =>
        who.publish(topic, payload, options, (error) => (error ? reject(error) : resolve())),
    );

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const port = await freePort();
    await mosquitto('broker', [`listener ${port} 127.0.0.1`, 'allow_anonymous true']);
    const device = await client(port);
    await publish(device, 'house/relay', 'on', { qos: 1, retain: true });
    const broker = {
        id: 'broker',
        type: 'mqtt-broker',
        broker: '127.0.0.1',
        port: String(port),
        clientid: '',
        autoConnect: true,
        usetls: false,
        protocolVersion: '4',
        keepalive: '60',
        cleansession: true,
    };
    const listens = (id, topic) => [
        {
            id: `in-${id}`,
            z: 'tab',
            ...at,
            type: 'mqtt in',
            topic,
            qos: '1',
            datatype: 'utf8',
            broker: 'broker',
            nl: false,
            rap: true,
            rh: 0,
            inputs: 0,
            wires: [[id]],
        },
        probe(id),
    ];
    const story = async (oldFilter, newFilter) => {
        const received = async (flows, type) => {
            seen.length = 0;
            await deploy(flows, type);
            await sleep(700);
            return {
                old: seen.filter(({ id }) => id === 'old').length,
                new: seen.filter(({ id }) => id === 'new').length,
            };
        };
        await deploy([tab]);
        const before = [tab, broker, ...listens('old', oldFilter)];
        await received(before, 'full');
        const both = [...before, ...listens('new', newFilter)];
        return { 'new node deployed': await received(both, 'nodes'), 'full deploy': await received(both, 'full') };
    };
    const found = {
        'house/relay and house/relay': await story('house/relay', 'house/relay'),
        'house/# and house/relay': await story('house/#', 'house/relay'),
    };
    console.log('How often each receives the retained state:');
    console.log(found);
    const text = (story) =>
        Object.values(story)
            .map((counts) => `${counts.old},${counts.new}`)
            .join(' ');
    expect(
        text(found['house/relay and house/relay']) === '0,0 1,1',
        'a second node with the same filter receives the state',
    );
    expect(
        text(found['house/# and house/relay']) === '1,1 2,2',
        'nodes with overlapping filters receive it differently',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
