#!/usr/bin/env bash
# What:       Texts written with knxultimate, the engine of KNX Ultimate for Node-RED: *on* to a switch (DPT 1.001), and
#             *21.5* to a float of 2 bytes (DPT 9) and to one of 4 bytes (DPT 14), as MQTT and forms deliver numbers.
# Version:    knxultimate 5.4.0; knx 2.5.4, from which it descends
# Expected:   *on* switches on or is an error, and *21.5* is the same for both sizes of float.
# Happens:    *on* and *ON* switch off, without an error: what is neither a number nor *true* is off. With *true* and *1*
#             it is on. 21.5 as a text is 21.5 in 2 bytes and 0 in 4 bytes, with a line in the log.
# Hurt:       Owners who pass on the words of another system: nothing ever switches on, and every *on* switches off what
#             is on. Meters and set points that were moved from 2 to 4 bytes are 0.
# Documented: The example for a switch uses true and false. Nothing is said of texts.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline knxultimate@5.4.0 knx@2.5.4
cat > see.cjs <<'JS'
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
for (const name of ['knxultimate/build/dptlib', 'knx/src/dptlib']) {
    const { fromBuffer, populateAPDU, resolve } = require(name);
    const through = (value, type) => {
        const telegram = {};
        populateAPDU(value, telegram, type);
        return fromBuffer(telegram.data, resolve(type));
    };
    const packageName = name.split('/')[0];
    const switched = Object.fromEntries(
        ['on', 'ON', 'off', 'true', '1'].map((text) => [text, Boolean(through(text, 'DPT1.001'))]),
    );
    console.log(`${packageName}, a switch:`, switched);
    expect(switched.on === false && switched.ON === false, `${packageName}: the text on no longer switches off`);
    expect(switched.true === true && switched['1'] === true, `${packageName}: true as a text no longer switches on`);
    expect(switched.off === false, `${packageName}: the text off no longer switches off`);
    if (packageName === 'knx') continue;
    const floats = { '2 bytes': through('21.5', 'DPT9.001'), '4 bytes': through('21.5', 'DPT14.068') };
    console.log(`${packageName}, the text 21.5 as a float:`, floats);
    expect(floats['2 bytes'] === 21.5 && floats['4 bytes'] === 0, 'floats of texts are written otherwise');
    expect(through(21.5, 'DPT14.068') === 21.5, 'a number in 4 bytes is written otherwise');
}
process.exit(0);
JS
timeout 30 node see.cjs
