#!/usr/bin/env bash
# What:       The Link Call node with a timeout.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   One call has one outcome: an answer, or the timeout error. An answer that comes after the timeout is
#             dropped; a second answer too.
# Happens:    The timeout raises an error (Catch), and every later return message still leaves the output of the Link
#             Call, as if it were an answer in time. Two returns give two messages.
# Hurt:       A flow that repeats the call in its Catch branch (switch a relay, write a row) goes on twice.
# Documented: Not found. The help says only that an error is logged when no response comes within the timeout.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15
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
    await deploy([
        tab,
        probe('answer'),
        probe('caught'),
        { id: 'catch', z: 'tab', ...at, type: 'catch', scope: ['call'], wires: [['caught']] },
        {
            id: 'call',
            z: 'tab',
            ...at,
            type: 'link call',
            linkType: 'static',
            links: ['in'],
            timeout: '0.3',
            wires: [['answer']],
        },
        { id: 'in', z: 'tab', ...at, type: 'link in', links: [], wires: [['slow']] },
        {
            id: 'slow',
            z: 'tab',
            ...at,
            type: 'function',
            outputs: 1,
            wires: [['return']],
            func: "setTimeout(() => { node.send({ ...msg, payload: 'late 1' }); node.send({ ...msg, payload: 'late 2' }); }, 700);",
        },
        { id: 'return', z: 'tab', ...at, type: 'link out', mode: 'return', links: [], wires: [] },
    ]);
    send('call', { payload: 'question' });
    await sleep(1500);
    const story = seen.map((msg) => `${msg.id}: ${msg.id === 'caught' ? msg.error.message : msg.payload}`);
    console.log('One call with a timeout of 0.3 s, answered twice after 0.7 s:', story);
    expect(
        story.join('; ') === 'caught: timeout; answer: late 1; answer: late 2',
        'late answers are treated differently',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
