#!/usr/bin/env bash
# What:       @influxdata/influxdb-client, the fields of a Point from texts as devices, forms and files give them:
#             `floatField('temperature', '21,5')`, `intField('pulses', '1e3')`.
# Version:    @influxdata/influxdb-client 1.35.0
# Expected:   An error: *n/a*, empty text and null raise one, and so does each of these texts in `uintField`.
# Happens:    What begins with digits is cut there. A decimal comma gives 21, *1 234,5* gives 1, *12:30* gives 12, and a
#             list its first element. `intField` makes 1 of 1e3, and -2 of -1.5. `uintField` of an empty text writes a
#             line that the server refuses.
# Hurt:       Owners of devices with a decimal comma, which is most of the continent: all readings are stored as whole
#             degrees, and the chart looks only a little coarse.
# Documented: No. The reference says that the value is converted to a number.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline @influxdata/influxdb-client@1.35.0
cat > see.cjs <<'JS'
const { Point } = require('@influxdata/influxdb-client');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
console.log(`Node.js ${process.version}`);
const field = (kind, value) => {
    try {
        return new Point('m')[kind]('value', value).timestamp('').toLineProtocol().trim().slice('m value='.length);
    } catch {
        return 'error';
    }
};
const found = {};
for (const value of ['21.5', '21,5', '1 234,5', '12:30', '1e3', [21.5, 22], -1.5, '', 'n/a'])
    found[JSON.stringify(value)] = Object.fromEntries(
        ['floatField', 'intField', 'uintField'].map((kind) => [kind, field(kind, value)]),
    );
console.table(found);
const row = (value) => Object.values(found[JSON.stringify(value)]).join(' ');
expect(row('21,5') === '21 21i error', 'a decimal comma is treated otherwise');
expect(row('1 234,5') === '1 1i error' && row('12:30') === '12 12i error', 'other texts are treated otherwise');
expect(row('1e3') === '1000 1i error' && row(-1.5) === '-1.5 -2i error', 'intField treats 1e3 or -1.5 otherwise');
expect(row([21.5, 22]) === '21.5 21i error', 'a list is treated otherwise');
expect(row('') === 'error error u' && row('n/a') === 'error error error', 'what is no number is treated otherwise');
JS
timeout 40 node --no-warnings see.cjs
