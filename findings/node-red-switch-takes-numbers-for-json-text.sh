#!/usr/bin/env bash
# What:       The Switch node, rule *is of type: JSON string*.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   It matches texts that are JSON, and nothing that is no text.
# Happens:    It also matches numbers, true, false, null and a list with one number, because the value is turned into a
#             text first and then parsed. An object is no match, and neither is undefined.
# Hurt:       Owners who put a JSON node behind this rule to parse what comes as text: the JSON node turns the other
#             way and makes the reading 21.5 a text, and null the text "null".
# Documented: No. The help of the Switch node does not describe the rule.
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
        probe('json'),
        probe('else'),
        probe('parsed'),
        {
            id: 'switch',
            z: 'tab',
            ...at,
            type: 'switch',
            property: 'payload',
            propertyType: 'msg',
            checkall: 'false',
            outputs: 2,
            rules: [{ t: 'istype', v: 'json', vt: 'json' }, { t: 'else' }],
            wires: [['json', 'parse'], ['else']],
        },
        {
            id: 'parse',
            z: 'tab',
            ...at,
            type: 'json',
            property: 'payload',
            action: '',
            pretty: false,
            wires: [['parsed']],
        },
    ]);
    const found = {};
    for (const payload of ['{"t":21.5}', 'warm', 21.5, true, null, [21.5], { t: 21.5 }]) {
        seen.length = 0;
        send('switch', { payload });
        await sleep(100);
        const parsed = seen.find((msg) => msg.id === 'parsed');
        found[JSON.stringify(payload)] = {
            rule: seen.some((msg) => msg.id === 'json') ? 'JSON string' : 'otherwise',
            'after the JSON node': parsed ? JSON.stringify(parsed.payload) : '',
        };
    }
    console.table(found);
    expect(
        found['"warm"'].rule === 'otherwise' && found['{"t":21.5}'].rule === 'otherwise',
        'a text that is no JSON, or an object, matches',
    );
    expect(
        found['21.5'].rule === 'JSON string' &&
            found['true'].rule === 'JSON string' &&
            found['null'].rule === 'JSON string' &&
            found['[21.5]'].rule === 'JSON string',
        'what is no text no longer matches',
    );
    expect(
        found['21.5']['after the JSON node'] === '"21.5"' && found['null']['after the JSON node'] === '"null"',
        'the JSON node makes something else of it',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
