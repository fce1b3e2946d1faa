#!/usr/bin/env bash
# What:       `$toMillis` in a JSONata expression, for a time without a time zone: once in the ISO format, once with a
#             picture for another format.
# Version:    Node-RED 4.1.15 (JSONata 2); 3.1.15 and 5.0.7 do the same
# Expected:   Both are read in the same time zone.
# Happens:    Without a picture the time is local, with a picture it is UTC: in Prague the same moment differs by one
#             hour, in summer by two. A date alone is UTC in both. `$fromMillis` writes UTC, `$moment` of Node-RED reads
#             and writes local time.
# Hurt:       Owners who read the times of a file or a device (*30.11.2026 10:00*) in an expression and compare them
#             with others: off by the offset of the zone, and twice a year by another one.
# Documented: In part: the documentation of JSONata names UTC for `$fromMillis`.
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
    process.env.TZ = 'Europe/Prague';
    const expressions = {
        "$toMillis('2026-11-30T10:00:00')": '',
        "$toMillis('30.11.2026 10:00', '[D01].[M01].[Y0001] [H01]:[m01]')": '',
        "$toMillis('2026-11-30T10:00:00', '[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]')": '',
        "$toMillis('2026-11-30')": '',
        "$moment('2026-11-30T10:00:00').valueOf()": '',
    };
    const change = (expression, index) => ({
        id: `change-${index}`,
        z: 'tab',
        ...at,
        type: 'change',
        wires: [['out']],
        rules: [{ t: 'set', p: 'payload', pt: 'msg', to: expression, tot: 'jsonata' }],
    });
    await deploy([tab, probe('out'), ...Object.keys(expressions).map(change)]);
    for (const [index, expression] of Object.keys(expressions).entries()) {
        seen.length = 0;
        send(`change-${index}`, {});
        await sleep(100);
        expressions[expression] = new Date(seen[0]?.payload).toISOString();
    }
    console.log(`Time zone ${process.env.TZ}`, expressions);
    const [iso, picture, isoByPicture, date, moment] = Object.values(expressions).map((time) => time.slice(11, 16));
    expect(iso === '09:00' && moment === '09:00', 'a time in the ISO format is no longer local');
    expect(picture === '10:00' && isoByPicture === '10:00', 'a time that is read by a picture is no longer UTC');
    expect(date === '00:00', 'a date alone is no longer UTC');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
