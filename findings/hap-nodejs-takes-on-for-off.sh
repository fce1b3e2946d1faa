#!/usr/bin/env bash
# What:       HAP-NodeJS, on which Homebridge and the HomeKit nodes of Node-RED are built, and the values that hubs and
#             MQTT devices report: *on*, ON, 2, 0 lux, null, *21,5*.
# Version:    hap-nodejs 1.2.0; @homebridge/hap-nodejs 2.2.3 does the same
# Expected:   What is neither true nor false raises an error or a warning, as undefined and objects do. Darkness is 0
#             lux.
# Happens:    A switch becomes *off* for the texts on and ON and for each number but 1, without a warning; the texts
#             true and 1 are *on*. The temperature 21,5 becomes 21, and 105 becomes 100 (with a warning). 0 lux becomes
#             0.0001. null, NaN and *n/a* keep the last value, so a sensor that has failed looks well.
# Hurt:       Owners who pass the state of a relay or the level of a dimmer on: the lamp is on and the Home app shows it
#             off.
# Documented: The limits of the characteristics are; the conversions are not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline hap-nodejs@1.2.0
cat > see.cjs <<'JS'
const { Service, Characteristic } = require('hap-nodejs');
const { version } = require('hap-nodejs/package.json');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
console.log(`hap-nodejs ${version} on Node.js ${process.version}`);
// The value after an update from a good one, and whether there was a warning.
const after = (service, name, good, value) => {
    const characteristic = new Service[service]('Living Room', 'one').getCharacteristic(Characteristic[name]);
    characteristic.updateValue(good);
    let warned = false;
    characteristic.on('characteristic-warning', () => {
        warned = true;
    });
    characteristic.updateValue(value);
    return { value: characteristic.value, warned };
};
const found = [];
const look = (service, name, good, values) => {
    for (const value of values) found.push({ service, sent: value, ...after(service, name, good, value) });
};
look('Switch', 'On', true, ['on', 'ON', 2, 255, 'true', '1', undefined, null]);
look('TemperatureSensor', 'CurrentTemperature', 20, ['21,5', 105, 'n/a', null]);
look('LightSensor', 'CurrentAmbientLightLevel', 20, [0, null]);
console.table(found);
const is = (service, sent, value, warned) =>
    found.some((row) => row.service === service && row.sent === sent && row.value === value && row.warned === warned);
for (const sent of ['on', 'ON', 2, 255]) expect(is('Switch', sent, false, false), `${sent} is no longer silently off`);
for (const sent of ['true', '1']) expect(is('Switch', sent, true, false), `the text ${sent} is no longer on`);
expect(
    is('Switch', undefined, false, true) && is('Switch', null, true, true),
    'undefined or null is treated otherwise',
);
expect(is('TemperatureSensor', '21,5', 21, false), 'a decimal comma is treated otherwise');
expect(is('TemperatureSensor', 105, 100, true), '105 degrees are treated otherwise');
for (const sent of ['n/a', null]) expect(is('TemperatureSensor', sent, 20, true), `${sent} changes the value`);
expect(is('LightSensor', 0, 0.0001, true), '0 lux is treated otherwise');
JS
timeout 40 node --no-warnings see.cjs
