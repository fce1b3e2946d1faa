#!/usr/bin/env bash
# What:       A percentage (DPT 5.001: valve, dimmer, blind) written with knxultimate, the engine of KNX Ultimate for
#             Node-RED, that is a little over 100, as the output of a controller or a sum of corrections may be.
# Version:    knxultimate 5.4.0
# Expected:   An error, or 100 %.
# Happens:    100.4 opens the valve to 39 %, and 101 to 40 %. A number outside the range is not scaled: it is sent as it
#             is, and the device takes it for so many of 255 parts. A line in the log at the level *debug* is all that
#             is said. 100 % and everything below are right; a number below 0 is an error.
# Hurt:       Owners whose heating needs all it can get, and gets less than half of it. In tests with 0, 50 and 100
#             nothing shows.
# Documented: No. The description of the type names the range of 0 to 100.
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
const PERCENT = 'DPT5.001';
// What a device on the bus makes of what was written: the byte is so many of 255 parts.
const opens = (percent) => {
    try {
        const telegram = {};
        populateAPDU(percent, telegram, PERCENT);
        return fromBuffer(telegram.data, resolve(PERCENT));
    } catch {
        return 'error';
    }
};
const seen = Object.fromEntries([50, 99.6, 100, 100.4, 101, -1].map((percent) => [`${percent} %`, opens(percent)]));
console.log('knxultimate 5.4.0: written, and what the device reads:', seen);
expect(seen['50 %'] === 50 && seen['99.6 %'] === 100 && seen['100 %'] === 100, 'percentages in the range are written otherwise');
expect(seen['100.4 %'] === 39 && seen['101 %'] === 40, 'a little over 100 % is no longer 39 or 40 %');
expect(seen['-1 %'] === 'error', 'a negative percentage is no longer an error');
process.exit(0);
JS
timeout 30 node see.cjs
