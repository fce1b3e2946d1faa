#!/usr/bin/env bash
# What:       Telegrams of smart meters (the P1 port in Belgium and the Netherlands), read by p1-reader and dsmr-parser. A
#             Belgian meter passes on the counter of gas as 0-1:24.2.3 and that of water as 0-2:24.2.1; a Dutch one passes
#             on gas, water and heat all as 24.2.1, and tells the type of each in 24.1.0.
# Version:    p1-reader 2.0.6, dsmr-parser 2.1.1
# Expected:   The gas reading is that of the gas meter. What a parser does not know it leaves out.
# Happens:    With a Belgian meter for gas and water both give the counter of the water meter as gas, with its time, and the
#             gas counter is lost: p1-reader writes one over the other, dsmr-parser does not look for 24.2.3. A house without
#             gas has a gas consumption that follows the shower. With Dutch district heating the gigajoules of heat are
#             the gas; dsmr-parser gives no unit, so nothing shows it.
# Hurt:       Owners who chart or bill their gas: after a water meter is connected, gas jumps to another counter, and the
#             costs are those of water. p1-reader says that Belgian meters are supported.
# Documented: A comment in the source of p1-reader says that it takes any such meter for gas. Issue 32 of
#             ruudverheijden/node-p1-reader (2023, open) has a change for three meters.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline p1-reader@2.0.6 dsmr-parser@2.1.1
cat > see.cjs <<'JS'
const p1 = require('p1-reader/lib/parsePacket');
const dsmr = require('dsmr-parser');
const { crc16 } = require('crc');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
for (const name of ['p1-reader', 'dsmr-parser']) console.log(`${name} ${require(`${name}/package.json`).version}`);
// p1-reader reports each line that it does not know; that is not what this is about.
console.error = ((report) => (text) => /^Unable to parse/.test(text) || report(text))(console.error);

function gasIn(header, lines) {
    const body = [header, '', '0-0:1.0.0(261201120000W)', '1-0:1.7.0(00.350*kW)', ...lines, '!'].join('\r\n');
    const { reading, unit } = p1(body.slice(0, -1)).gas;
    const checksum = crc16(body).toString(16).toUpperCase().padStart(4, '0');
    const { objects } = dsmr.parse(`${body}${checksum}\r\n`);
    return { 'p1-reader': reading === null ? 'none' : `${reading} ${unit}`, 'dsmr-parser': objects['gas delivered'] ?? 'none' };
}
const BELGIAN = '/FLU5\\000000000_A';
const DUTCH = '/ISK5\\2M550T-0000';
const belgianGas = ['0-1:24.1.0(003)', '0-1:24.2.3(261201115500W)(01500.250*m3)'];
const belgianWater = ['0-2:24.1.0(007)', '0-2:24.2.1(261201115900W)(00077.125*m3)'];
const found = {
    'Belgian, gas 1500.25 m3 alone': gasIn(BELGIAN, belgianGas),
    'Belgian, gas 1500.25 m3 and water 77.125 m3': gasIn(BELGIAN, [...belgianGas, ...belgianWater]),
    'Belgian, water 77.125 m3 alone': gasIn(BELGIAN, belgianWater),
    'Dutch, gas 1500.25 m3 alone': gasIn(DUTCH, ['0-1:24.1.0(003)', '0-1:24.2.1(261201115500W)(01500.250*m3)']),
    'Dutch, heat 12.785 GJ alone': gasIn(DUTCH, ['0-1:24.1.0(012)', '0-1:24.2.1(261201110000W)(00012.785*GJ)']),
};
console.log('The gas reading of the two parsers:');
for (const [meter, gas] of Object.entries(found)) console.log(`  ${meter}:`, gas);
const [gas, both, water, dutch, heat] = Object.values(found).map((values) => Object.values(values).join(', '));
expect(gas === '1500.25 m3, none' && dutch === '1500.25 m3, 1500.25', 'a gas meter alone is read otherwise');
expect(both === '77.125 m3, 77.125', 'gas and water are told apart');
expect(water === '77.125 m3, 77.125', 'a water meter is not taken for gas');
expect(heat === '12.785 GJ, 12.785', 'a heat meter is not taken for gas');
JS
timeout 30 node see.cjs
