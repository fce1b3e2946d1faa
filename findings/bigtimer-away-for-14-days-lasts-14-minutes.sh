#!/usr/bin/env bash
# What:       node-red-contrib-bigtimer and its command `away` (10 minutes, 2 hours, 14 days), which keeps the output
#             off while nobody is at home. In this script a minute passes when it is called.
# Version:    node-red-contrib-bigtimer 2.8.6
# Expected:   The output is off for the given time; the status counts it down.
# Happens:    The node counts down once in each minute whatever the unit is, and for minutes once more. `away 10` ends
#             after 5 minutes, `away 2 hours` after 2 minutes, `away 14 days` after 14 minutes; each other message that
#             arrives shortens it, too. The status says `Away 14days` at the start.
# Hurt:       Owners who switch heating, watering or lights off for a holiday and leave; a quarter of an hour later the
#             timetable runs again.
# Documented: Not in the package, whose code takes `mins`, `hours` and `days`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red-contrib-bigtimer@2.8.6
cat > see.cjs <<'JS'
const { EventEmitter } = require('node:events');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
// The node has one interval of a minute; here a minute passes when `minute` is called.
const timers = new Map();
let last = 0;
global.setInterval = (run, ms) => {
    timers.set((last += 1), { run, ms });
    return last;
};
global.clearInterval = (id) => timers.delete(id);
global.setTimeout = () => 0;
const minute = () => [...timers.values()].filter(({ ms }) => ms === 60000).forEach(({ run }) => run());

let BigTimer;
require('node-red-contrib-bigtimer/bigtimer.js')({
    nodes: {
        createNode() {},
        registerType(_type, constructor) {
            BigTimer = constructor;
        },
    },
});
const always = 'sun mon tue wed thu fri sat jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const settings = {
    ...Object.fromEntries(always.map((name) => [name, true])),
    lat: '50',
    lon: '14',
    offs: 0,
    // On all day, in two periods without a gap between them.
    starttime: '0',
    endtime: '720',
    starttime2: '720',
    endtime2: '1440',
    startoff: 0,
    endoff: 0,
    startoff2: 0,
    endoff2: 0,
    outtopic: 'heating',
    outpayload1: 'on',
    outpayload2: 'off',
    timeout: '1440',
    atstart: true,
    repeat: true,
};
const rows = ['away 10', 'away 2 hours', 'away 14 days'].map((command) => {
    timers.clear();
    const node = new EventEmitter();
    const output = [];
    node.status = ({ text }) => {
        node.text = text;
    };
    node.send = ([message]) => message && output.push(message.payload);
    BigTimer.call(node, settings);
    node.emit('input', {});
    const before = output.at(-1);
    node.emit('input', { payload: command });
    const shown = node.text;
    let minutes = 0;
    while (node.text.startsWith('Away') && minutes < 100_000) {
        minutes += 1;
        minute();
    }
    minute();
    return { command, before, status: shown, 'minutes until it is on again': minutes, then: output.at(-1) };
});
console.table(rows);
expect(
    rows.every(({ before, status, then }) => before === 'on' && status.startsWith('Away') && then === 'on'),
    'the node does not switch as it did',
);
expect(
    rows.map((row) => row['minutes until it is on again']).join() === '5,2,14',
    'the time away has another length',
);
JS
timeout 30 node --no-warnings see.cjs
