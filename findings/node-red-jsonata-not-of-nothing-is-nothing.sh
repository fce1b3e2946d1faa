#!/usr/bin/env bash
# What:       JSONata in Switch and Change nodes, with a field that a message may lack.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   An absent field is falsy: `$not(payload.alarm)` is true, as `!msg.payload.alarm` is; a comparison with
#             it is false.
# Happens:    Functions and `<`, `>` of an absent value give no value at all. The Switch rule does not match, and its
#             opposite `$boolean(payload.alarm)` does not either: only *otherwise* gets the message. In a Change node
#             the payload becomes undefined.
# Hurt:       Owners whose alarm or heating rule reads *not open*: a sensor that leaves the field out passes neither
#             way.
# Documented: JSONata's documentation says that functions of nothing return nothing, in general words; the help of
#             these nodes does not.
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
    const rule = (v) => ({ t: 'jsonata_exp', v, vt: 'jsonata' });
    await deploy([
        tab,
        probe('not'),
        probe('yes'),
        probe('else'),
        probe('changed'),
        {
            id: 'switch',
            z: 'tab',
            ...at,
            type: 'switch',
            property: 'payload',
            propertyType: 'msg',
            checkall: 'true',
            outputs: 3,
            wires: [['not'], ['yes'], ['else']],
            rules: [rule('$not(payload.alarm)'), rule('$boolean(payload.alarm)'), { t: 'else' }],
        },
        {
            id: 'change',
            z: 'tab',
            ...at,
            type: 'change',
            wires: [['changed']],
            rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'payload.t > 5', tot: 'jsonata' }],
        },
    ]);
    const ways = async (id, payload) => {
        seen.length = 0;
        send(id, { payload });
        await sleep(150);
        return seen;
    };
    const found = {};
    for (const payload of [{ alarm: true }, { alarm: false }, {}])
        found[JSON.stringify(payload)] = (await ways('switch', payload)).map((msg) => msg.id).join();
    console.log('$not(payload.alarm) / $boolean(payload.alarm) / otherwise:', found);
    const [changed] = await ways('change', {});
    console.log('Change sets payload to payload.t > 5 with no t:', changed && changed.payload);
    expect(
        found['{"alarm":true}'] === 'yes' && found['{"alarm":false}'] === 'not',
        'a present field is treated differently',
    );
    expect(found['{}'] === 'else', 'an absent field counts as false or true now');
    expect(changed && changed.payload === undefined, 'a comparison with an absent field has a value now');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
