#!/usr/bin/env bash
# What:       node-red-contrib-schedex, on at 22:00 and off at 01:00, with one day of the week selected.
# Version:    node-red-contrib-schedex 1.10.7 in Node-RED 4.1.15
# Expected:   With Friday selected it switches on at 22:00 on Friday and off three hours later.
# Happens:    The day applies to each of the two times by itself: off is due at 01:00 on Friday, before on, and then a
#             week later. What is switched on stays on for six days. The status only shows both times.
# Hurt:       Owners who light or heat in the nights of some days. The day on which the time ends must be selected too,
#             and then the node also switches on in that night.
# Documented: Not in this respect: *choose which days of the week to schedule events*.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-contrib-schedex@1.10.7
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
    // The day after tomorrow, so that both times lie ahead.
    const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    const selected = (new Date().getDay() + 2) % 7;
    const schedule = (id) => ({
        id,
        z: 'tab',
        ...at,
        type: 'schedex',
        name: '',
        suspended: false,
        lat: '50',
        lon: '14',
        passthroughunhandled: false,
        ontime: '22:00',
        ontopic: '',
        onpayload: 'on',
        onoffset: 0,
        onrandomoffset: false,
        offtime: '01:00',
        offtopic: '',
        offpayload: 'off',
        offoffset: 0,
        offrandomoffset: false,
        ...Object.fromEntries(days.map((day, index) => [day, index === selected])),
        wires: [['out']],
    });
    await deploy([tab, probe('out'), schedule('schedule')]);
    send('schedule', { payload: 'info_local' });
    await sleep(100);
    const { on, off } = seen[0].payload;
    const text = (time) => `${days[new Date(time).getDay()]} ${time.slice(0, 16)}`;
    console.log(`Selected: ${days[selected]}. On is due: ${text(on)}. Off is due: ${text(off)}`);
    expect(new Date(on).getDay() === selected && on.slice(11, 16) === '22:00', 'on is due at another time');
    expect(new Date(off).getDay() === selected && new Date(off) < new Date(on), 'off is due after on');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
