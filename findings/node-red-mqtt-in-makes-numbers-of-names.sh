#!/usr/bin/env bash
# What:       `mqtt in` with the default output *auto-detect (parsed JSON object, string or buffer)*.
# Version:    Node-RED 4.1.15 with mosquitto 2.0.11 (Debian)
# Expected:   Objects and lists are parsed, as the label says; a bare text stays the text that was sent.
# Happens:    Whatever is JSON by itself is parsed: 48e10 becomes 480000000000, 12345678901234567890 loses its last
#             digits, 21.50 becomes 21.5, null and true are no texts any more. Its neighbours 048, +5 and 48E stay
#             texts. So the type of a payload changes from one device to the next.
# Hurt:       Owners with RFID tags, meter numbers or hexadecimal ids of digits and one e: the id in the flow is
#             another one, and comparisons fail for a few devices only.
# Documented: The label and the help speak of a parsed JSON *object*.
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
    await deploy([
        tab,
        probe('came'),
        {
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
        },
        {
            id: 'in',
            z: 'tab',
            ...at,
            type: 'mqtt in',
            topic: 'id',
            qos: '1',
            datatype: 'auto-detect',
            broker: 'broker',
            nl: false,
            rap: true,
            rh: 0,
            inputs: 0,
            wires: [['came']],
        },
    ]);
    await sleep(500);
    const sender = await client(port);
    const found = {};
    for (const text of ['48e10', '12345678901234567890', '21.50', 'null', 'true', '048', '+5', '48E']) {
        seen.length = 0;
        await publish(sender, 'id', text, { qos: 1 });
        await sleep(200);
        found[text] = seen.map((msg) => msg.payload)[0];
    }
    console.log(found);
    expect(
        found['48e10'] === 48e10 && found['12345678901234567890'] === 12345678901234567000,
        'texts that look like numbers stay texts now',
    );
    expect(found.null === null && found.true === true, 'null and true stay texts now');
    expect(
        found['048'] === '048' && found['+5'] === '+5' && found['48E'] === '48E',
        'more texts are turned into numbers now',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
