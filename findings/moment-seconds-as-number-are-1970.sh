#!/usr/bin/env bash
# What:       node-red-contrib-moment, *Date/Time Formatter*, a time in seconds since 1970, as number and as text; and
#             a missing time.
# Version:    node-red-contrib-moment 4.0.0 in Node-RED 4.1.15
# Expected:   The number 1764470000 and the text 1764470000 give the same time. A missing time gives none.
# Happens:    The text is taken for seconds and gives November 2025, the number for milliseconds and gives January
#             1970. The texts 0 and 3 give the year 2000 and the third of this month. A missing payload and an empty
#             object give the present time, null gives an empty text.
# Hurt:       Owners whose flow turns texts into numbers at another place, for example in MQTT in: the times jump to
#             1970. Owners who show when a device was last seen: one that was never seen shows the present time.
# Documented: In the README numbers are milliseconds, and a missing property stands for the present time; that a text
#             of ten digits counts as seconds is not said.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-moment@4.0.0
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

// The library of the node prints a warning of its own for some inputs.
console.warn = () => {};

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    await deploy([
        tab,
        probe('out'),
        {
            id: 'moment',
            z: 'tab',
            ...at,
            type: 'moment',
            topic: '',
            input: 'payload',
            inputType: 'msg',
            inTz: 'UTC',
            adjAmount: 0,
            adjType: 'days',
            adjDir: 'add',
            format: 'YYYY-MM-DD',
            locale: 'en-GB',
            output: 'payload',
            outputType: 'msg',
            outTz: 'UTC',
            wires: [['out']],
        },
    ]);
    const format = async (msg) => {
        seen.length = 0;
        send('moment', msg);
        await sleep(100);
        return seen[0]?.payload;
    };
    const today = new Date().toISOString().slice(0, 10);
    const found = {
        'text 1764470000': await format({ payload: '1764470000' }),
        'number 1764470000': await format({ payload: 1764470000 }),
        'text 1764470000123': await format({ payload: '1764470000123' }),
        'number 1764470000123': await format({ payload: 1764470000123 }),
        'text 0': await format({ payload: '0' }),
        'number 0': await format({ payload: 0 }),
        'text 3': await format({ payload: '3' }),
        'no payload': await format({}),
        'empty object': await format({ payload: {} }),
        null: await format({ payload: null }),
    };
    console.log(`Today is ${today}`);
    console.table(found);
    expect(
        found['text 1764470000'] === '2025-11-30' && found['number 1764470000'] === '1970-01-21',
        'seconds as text and as number are taken otherwise',
    );
    expect(
        found['text 1764470000123'] === '2025-11-30' && found['number 1764470000123'] === '2025-11-30',
        'milliseconds are taken otherwise',
    );
    expect(
        found['text 0'] === '2000-01-01' && found['number 0'] === '1970-01-01' && found['text 3'].endsWith('-03'),
        'a text of one digit is taken otherwise',
    );
    expect(
        found['no payload'] === today && found['empty object'] === today && found.null === '',
        'a missing time is taken otherwise',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
