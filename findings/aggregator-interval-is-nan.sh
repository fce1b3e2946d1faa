#!/usr/bin/env bash
# What:       node-red-contrib-aggregator, a payload without a number (true, *n/a*), and topics that differ in case.
# Version:    node-red-contrib-aggregator 2.0.0 in Node-RED 4.1.15
# Expected:   What the help says: a payload without a number raises an error that Catch receives, and the topic is
#             converted to lower case.
# Happens:    There is no error, and the result of the whole interval is NaN, for mean and sum; median, minimum and
#             maximum depend on the order of the payloads. `Kitchen` and `kitchen` are two topics.
# Hurt:       Owners of hourly means: one *n/a* of a sensor that restarts costs the hour, and nothing says so. NaN is
#             null in JSON.
# Documented: Otherwise: help and README promise the error and the lower case.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-aggregator@2.0.0
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

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const kinds = ['mean', 'sum'];
    await deploy([
        tab,
        probe('error'),
        ...kinds.map((id) => probe(`from ${id}`)),
        ...kinds.map((id) => ({
            id,
            z: 'tab',
            ...at,
            type: 'aggregator',
            topic: '',
            intervalCount: '1',
            intervalUnits: 's',
            submitIncompleteInterval: true,
            submitPerTopic: true,
            aggregationType: id,
            wires: [[`from ${id}`]],
        })),
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: null, uncaught: false, wires: [['error']] },
    ]);
    // The node works in whole seconds: begin shortly after one.
    const interval = async (messages) => {
        await sleep(1150 - (Date.now() % 1000));
        seen.length = 0;
        for (const id of kinds) for (const msg of messages) send(id, { ...msg });
        for (let waited = 0; waited < 2500 && new Set(seen.map((msg) => msg.id)).size < kinds.length; waited += 50)
            await sleep(50);
        await sleep(50);
        return seen.map((msg) => `${msg.id}: ${msg.topic} ${msg.payload}`).sort();
    };
    const good = await interval([
        { topic: 'kitchen', payload: 20 },
        { topic: 'kitchen', payload: 22 },
    ]);
    const bad = await interval([
        { topic: 'kitchen', payload: 20 },
        { topic: 'kitchen', payload: 'n/a' },
        { topic: 'kitchen', payload: 22 },
    ]);
    const named = await interval([
        { topic: 'Kitchen', payload: 20 },
        { topic: 'kitchen', payload: 22 },
    ]);
    console.log({ 'two numbers': good, 'with n/a between': bad, 'Kitchen and kitchen': named });
    expect(good.join('|') === 'from mean: kitchen 21|from sum: kitchen 42', 'numbers give another result');
    expect(
        bad.join('|') === 'from mean: kitchen NaN|from sum: kitchen NaN',
        'a payload without a number is treated otherwise',
    );
    expect(named.length === 4, 'topics are converted to lower case');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
