#!/usr/bin/env bash
# What:       A temperature (DPT 9.001) without a value in knxultimate, the engine of KNX Ultimate for Node-RED: written
#             from null, undefined, NaN or *n/a*; and received as 7F FF, with which the KNX standard marks every value
#             of DPT 9 as invalid, for instance of a thermometer with a broken probe.
# Version:    knxultimate 5.4.0
# Expected:   Nothing is written, or 7F FF; and 7F FF is received as null or as an error.
# Happens:    0 °C is written, for null without a word in the log. The mark for *invalid* is received as a reading of
#             670760.96 °C, and is written for no value at all.
# Hurt:       Owners whose sensor fails: the room is 0 °C for the thermostat on the bus, which opens the valve, and a
#             broken probe on the bus is a fire alarm, or the largest point of a chart for ever.
# Documented: No. The standard names the mark in *Datapoint Types* (03_07_02), at the general description of DPT 9.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline knxultimate@5.4.0
cat > see.cjs <<'JS'
const { fromBuffer, populateAPDU, resolve } = require('knxultimate/build/dptlib');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const TEMPERATURE = 'DPT9.001';
const written = (value) => {
    try {
        const telegram = {};
        populateAPDU(value, telegram, TEMPERATURE);
        return telegram.data.toString('hex');
    } catch {
        return 'error';
    }
};
const read = (hex) => fromBuffer(Buffer.from(hex, 'hex'), resolve(TEMPERATURE));

const cases = [21.5, null, undefined, NaN, 'n/a'];
const seen = cases.map((value) => written(value));
cases.forEach((value, index) => console.log(`written: ${value} -> ${seen[index]}, which is ${read(seen[index])} °C`));
console.log(`received: 7fff -> ${read('7fff')} °C`);
expect(seen[0] === '0c33' && read('0c33') === 21.5, 'a temperature is written otherwise');
expect(seen.slice(1).every((hex) => hex === '0000'), 'no value is no longer written as 0 °C');
expect(read('7fff') === 670760.96, 'the mark for an invalid value is no longer a temperature');
process.exit(0);
JS
timeout 30 node see.cjs
