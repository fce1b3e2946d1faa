#!/usr/bin/env bash
# What:       node-red-contrib-cron-plus with *Timezone* set to Europe/Prague, in a Node-RED whose system is in UTC, as in a
#             container: a schedule as a cron expression, and one as a date such as 2027-06-24 18:00.
# Version:    node-red-contrib-cron-plus 1.5.7 in Node-RED 4.1.15
# Expected:   The zone of the node holds for its schedules: both mean 18:00 in Prague.
# Happens:    It holds for cron expressions only. The date is 18:00 in the zone of the system, which is 20:00 in Prague, and
#             2027-06-24 alone is 02:00. No warning: the status and the list show the moment rightly in the zone of the node,
#             two hours after what was entered. In winter it is one hour.
# Hurt:       Owners in a container who switch at a date: heating before they come home, lights and blinds on a holiday.
# Documented: The help says that a date may end in a zone such as GMT+2, and of *Timezone* that it is what the times of the
#             node are seen from. That dates do not use it is not said.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-cron-plus@1.5.7
cat > see.cjs <<'JS'
const RED = require('node-red');
const seen = [];
const logged = [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const at = { x: 100, y: 100 };
const tab = { id: 'tab', type: 'tab', label: 'tab' };
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
    functionGlobalContext: { record: (msg) => seen.push(msg) },
};
const ZONE = 'Europe/Prague';
// The wall clock of a zone at a moment, in parts that a date or a cron expression is made of.
const wallClock = (moment, timeZone) => {
    const options = { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' };
    return Object.fromEntries(new Intl.DateTimeFormat('en', options).formatToParts(moment).map(({ type, value }) => [type, value]));
};
const asDate = ({ year, month, day, hour, minute, second }) => `${year}-${month}-${day} ${hour}:${minute}:${second}`;
const asCron = ({ month, day, hour, minute, second }) => [second, minute, hour, day, month, '*'].map((part) => (part === '*' ? part : Number(part))).join(' ');

(async () => {
    RED.init(null, settings);
    await RED.start();
    const { version } = require('node-red-contrib-cron-plus/package.json');
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}, cron-plus ${version}, system in ${process.env.TZ}, node in ${ZONE}`);
    // Three schedules for the moment five seconds from now.
    const moment = new Date(Math.ceil(Date.now() / 1000) * 1000 + 5000);
    const schedule = (name, expressionType, expression) => ({ name, topic: name, payloadType: 'default', payload: '', expressionType, expression });
    const options = [
        schedule('cron in Prague', 'cron', asCron(wallClock(moment, ZONE))),
        schedule('date in Prague', 'dates', asDate(wallClock(moment, ZONE))),
        schedule('date in UTC', 'dates', asDate(wallClock(moment, 'UTC'))),
    ];
    const node = { id: 'cron', z: 'tab', ...at, type: 'cronplus', outputField: 'payload', timeZone: ZONE, commandResponseMsgOutput: 'output1', outputs: 1, options, wires: [['probe']] };
    const probe = { id: 'probe', z: 'tab', ...at, type: 'function', outputs: 0, wires: [], func: 'global.get("record")(msg);' };
    await RED.runtime.flows.setFlows({ flows: { flows: [tab, node, probe] }, deploymentType: 'full' });
    await sleep(7500);
    const fired = seen.map(({ topic }) => topic).sort().join(', ');
    for (const { name, expression } of options) console.log(`  ${name}: ${expression}`);
    console.log(`Fired at ${moment.toISOString()}: ${fired}`);
    expect(fired === 'cron in Prague, date in UTC', 'a date is taken in the zone of the node, or a cron expression is not');

    const next = async (expressionType, expression) => {
        seen.length = 0;
        RED.nodes.getNode('cron').receive({ payload: { command: 'describe', expressionType, expression, timeZone: ZONE } });
        await sleep(300);
        const { nextDate, description } = seen[0].payload.result;
        console.log(`${expression}: ${new Date(nextDate).toISOString()}, "${description}"`);
        return new Date(nextDate).toISOString();
    };
    expect((await next('cron', '0 0 18 24 6 * 2027')) === '2027-06-24T16:00:00.000Z', 'a cron expression is described otherwise');
    expect((await next('dates', '2027-06-24 18:00')) === '2027-06-24T18:00:00.000Z', 'a date with a time is described otherwise');
    expect((await next('dates', '2027-06-24')) === '2027-06-24T00:00:00.000Z', 'a date without a time is described otherwise');
    expect(logged.filter(({ type }) => type === 'cronplus').length === 0, 'cron-plus writes a warning');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
TZ=UTC timeout 60 node --no-warnings see.cjs
