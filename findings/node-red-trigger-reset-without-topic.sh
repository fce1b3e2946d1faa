#!/usr/bin/env bash
# What:       The Trigger node set to *each msg.topic independently*, and `msg.reset`.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   A reset with a topic stops the timer of that topic; a reset without one stops all, as in the Filter
#             node.
# Happens:    A reset without a topic concerns messages without a topic only. All other timers run on and fire.
# Hurt:       Owners with an *all off* or *holiday* button: lights switch, and alarms go off, after the reset.
# Documented: The help names msg.reset, not its scope. The help of the Filter node says that a reset without a topic
#             clears all.
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
        probe('out'),
        {
            id: 'trigger',
            z: 'tab',
            ...at,
            type: 'trigger',
            op1: 'on',
            op2: 'off',
            op1type: 'str',
            op2type: 'str',
            duration: '400',
            units: 'ms',
            extend: false,
            reset: '',
            bytopic: 'topic',
            topic: 'topic',
            outputs: 1,
            wires: [['out']],
        },
        {
            id: 'filter',
            z: 'tab',
            ...at,
            type: 'rbe',
            func: 'rbe',
            gap: '',
            start: '',
            inout: 'out',
            septopics: true,
            property: 'payload',
            topi: 'topic',
            wires: [['out']],
        },
    ]);
    const after = async (id, ...messages) => {
        seen.length = 0;
        for (const msg of messages) send(id, msg);
        await sleep(900);
        return seen.map((msg) => `${msg.topic || ''}:${msg.payload}`).join(' ');
    };
    const one = await after(
        'trigger',
        { topic: 'hall', payload: 1 },
        { topic: 'cellar', payload: 1 },
        { topic: 'hall', reset: true },
    );
    const all = await after('trigger', { topic: 'hall', payload: 1 }, { topic: 'cellar', payload: 1 }, { reset: true });
    const filter = await after(
        'filter',
        { topic: 'hall', payload: 1 },
        { topic: 'cellar', payload: 1 },
        { reset: true },
        { topic: 'hall', payload: 1 },
        { topic: 'cellar', payload: 1 },
    );
    console.log('Trigger, reset of hall: ', one);
    console.log('Trigger, reset of all:  ', all);
    console.log('Filter, reset of all:   ', filter);
    expect(one === 'hall:on cellar:on cellar:off', 'a reset with a topic works differently');
    expect(all === 'hall:on cellar:on hall:off cellar:off', 'a reset without a topic stops timers now');
    expect(filter === 'hall:1 cellar:1 hall:1 cellar:1', 'the Filter node treats a reset without a topic differently');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
