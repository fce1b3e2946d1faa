#!/usr/bin/env bash
# What:       sparkplug-payload, the encoder and decoder of Sparkplug B for JavaScript (Eclipse Tahu), and values as
#             sensors and flows give them: absent, a text, a Date, the text false.
# Version:    sparkplug-payload 1.0.3
# Expected:   An error, as for a number where the type is String; or `isNull`, as for null.
# Happens:    Nothing is checked. undefined and *n/a* in an Int32 become 0, 21.5 becomes 21, a Date in a DateTime
#             becomes the beginning of 1970, the text false in a Boolean becomes true, and 200 in an Int8 stays 200. A
#             name of a type that does not exist becomes null.
# Hurt:       Owners of gateways: a sensor that has no reading yet reports 0, a relay that is off reports on, and the
#             receiver cannot tell it from a measured value.
# Documented: No. The README lists the types.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline sparkplug-payload@1.0.3
cat > see.cjs <<'JS'
const { get } = require('sparkplug-payload');
const { version } = require('sparkplug-payload/package.json');
const { encodePayload, decodePayload } = get('spBv1.0');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
console.log(`sparkplug-payload ${version} on Node.js ${process.version}`);
// What a receiver finds in the metric, or the error of the encoder.
const received = (type, value) => {
    try {
        const metrics = [{ name: 'reading', type, value }];
        const [metric] = decodePayload(encodePayload({ timestamp: Date.now(), metrics, seq: 0 })).metrics;
        return metric.value === null ? 'null' : String(metric.value);
    } catch (error) {
        return error.constructor.name;
    }
};
const cases = [
    ['Int32', undefined, '0'],
    ['Int32', 'n/a', '0'],
    ['Int32', 21.5, '21'],
    ['Int32', null, 'null'],
    ['Int8', 200, '200'],
    ['Boolean', 'false', 'true'],
    ['Boolean', null, 'null'],
    ['DateTime', new Date('2026-11-30T10:00:00Z'), '0'],
    ['DateTime', 1764496800000, '1764496800000'],
    ['Temperature', 21.5, 'null'],
    ['String', 5, 'TypeError'],
];
console.table(cases.map(([type, value]) => ({ type, sent: value, received: received(type, value) })));
for (const [type, value, now] of cases)
    expect(received(type, value) === now, `${value} as ${type} is encoded otherwise`);
JS
timeout 40 node --no-warnings see.cjs
