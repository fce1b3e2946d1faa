#!/usr/bin/env bash
# What:       convert-units and its `toBest()`, which selects the unit for a display, with values below zero.
# Version:    convert-units 2.3.4
# Expected:   The unit is that of the same value above zero: -1500 W is -1.5 kW.
# Happens:    Each value below zero gets the first unit in the list of its kind, whatever its size: -5000000 W stay
#             -5000000 W, -2.5 kWh become -2500 Wh, and -12 m become -12000 mm.
# Hurt:       Owners with solar panels or a battery: what is fed into the grid is shown in another unit than what is
#             drawn from it, and the unit changes with the sign. A chart that takes the number alone jumps by 1000.
# Documented: No. The README describes it as the smallest unit with a value above 1.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline convert-units@2.3.4
cat > see.cjs <<'JS'
const convert = require('convert-units');
const best = (value, unit) => {
    const { val, unit: chosen } = convert(value).from(unit).toBest();
    return `${val} ${chosen}`;
};
const expected = [
    [1500, 'W', '1.5 kW', '-1500 W'],
    [5000000, 'W', '5 MW', '-5000000 W'],
    [0.5, 'kWh', '500 Wh', '-500 Wh'],
    [2.5, 'kWh', '2.5 kWh', '-2500 Wh'],
    [12, 'm', '12 m', '-12000 mm'],
];
const changed = [];
const rows = expected.map(([value, unit, above, below]) => {
    const row = { value: `${value} ${unit}`, best: best(value, unit), 'of the negative': best(-value, unit) };
    if (row.best !== above || row['of the negative'] !== below) changed.push(row.value);
    return row;
});
console.table(rows);
if (changed.length > 0) {
    console.error(`CHANGED: another unit is the best for ${changed.join(', ')}`);
    process.exit(1);
}
JS
timeout 30 node see.cjs
