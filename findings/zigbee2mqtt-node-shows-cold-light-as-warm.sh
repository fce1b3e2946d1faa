#!/usr/bin/env bash
# What:       node-red-contrib-zigbee2mqtt and its format *homekit*, with the color temperature of a lamp.
# Version:    node-red-contrib-zigbee2mqtt 0.6.13
# Expected:   The same number: color_temp of Zigbee2MQTT and ColorTemperature of HomeKit are both in mired, one million
#             divided by the kelvins.
# Happens:    The number is stretched from 50-400 to 140-500. A lamp at 250 (4000 K) is shown as 346 (2890 K), one at 153
#             (6536 K) as 246 (4065 K), and from 400 on (2500 K) each is 500. The other way, 250 in the Home app sets
#             the lamp to 157 (6369 K), and 370 (2703 K) to 274 (3650 K).
# Hurt:       Owners who dim to warm light in the evening from the Home app: the lamp is much colder than shown. An
#             automation that copies one lamp to another, or a scene that is also set without HomeKit, does not match.
# Documented: No. The README mentions neither the format nor the units.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red-contrib-zigbee2mqtt@0.6.13
cat > see.cjs <<'JS'
const { EventEmitter } = require('node:events');
const { inherits } = require('node:util');
const { payload2homekit } = require('node-red-contrib-zigbee2mqtt/lib/Zigbee2mqttHelper.js');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
// The node for commands with a server that records what is published.
const published = [];
const lamp = { lastPayload: { color_temp: 250 } };
const server = {
    getDeviceById: () => lamp,
    getBaseTopic: () => 'zigbee2mqtt',
    mqtt: { publish: (_topic, text) => published.push(JSON.parse(text)) },
};
let Out;
require('node-red-contrib-zigbee2mqtt/nodes/out.js')({
    nodes: {
        createNode(node) {
            EventEmitter.call(node);
            Object.assign(node, { status() {}, log() {}, warn() {} });
        },
        getNode: () => server,
        registerType(_type, constructor) {
            Out = constructor;
            inherits(constructor, EventEmitter);
        },
    },
});
const out = new Out({
    device_id: 'lamp',
    friendly_name: 'lamp',
    payload: 'payload',
    payloadType: 'msg',
    command: '',
    commandType: 'homekit',
});
const kelvin = (mired) => `${mired} (${Math.round(1e6 / mired)} K)`;

const shown = {};
for (const mired of [153, 250, 370, 400, 454]) {
    shown[mired] = payload2homekit({ state: 'ON', brightness: 254, color_temp: mired }).Lightbulb_CT.ColorTemperature;
    console.log(`The lamp reports ${kelvin(mired)}; HomeKit receives ${kelvin(shown[mired])}`);
}
const set = {};
for (const mired of [153, 250, 370, 454]) {
    out.emit('input', { payload: { ColorTemperature: mired } });
    set[mired] = published.at(-1).color_temp;
    console.log(`HomeKit sends ${kelvin(mired)}; the lamp receives ${kelvin(set[mired])}`);
}
expect(JSON.stringify(shown) === '{"153":246,"250":346,"370":470,"400":500,"454":500}', 'HomeKit receives other numbers');
expect(JSON.stringify(set) === '{"153":63,"250":157,"370":274,"454":356}', 'the lamp receives other numbers');
process.exit(0);
JS
timeout 30 node --no-warnings see.cjs
