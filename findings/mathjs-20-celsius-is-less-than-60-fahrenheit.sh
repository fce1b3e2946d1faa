#!/usr/bin/env bash
# What:       Temperatures as units of mathjs, in JavaScript and in its expressions: two of them compared, the largest of
#             several, their mean, and a difference converted to K.
# Version:    mathjs 15.2.0
# Expected:   Units are there to mix scales: 20 degC (68 degF) is more than 60 degF, and equal to 68 degF. The mean of two
#             equal temperatures is that temperature. 25 degC - 20 degC are 5 K.
# Happens:    Numbers are scaled but the zero of the scale is left out, as if each temperature were a difference. 20 degC is
#             less than 60 degF, less than 290 K, and not equal to 68 degF. max and sort choose by that. The mean of 20 degC
#             and 68 degF is 28.9 degC, or 52 degF in the other order. Nothing is reported. Only the conversion counts the
#             zero: 25 degC - 20 degC are 5 degC, and these 5 degC are 278.15 K. With all in one scale, or all in K, the
#             comparisons are right.
# Hurt:       Owners with one device in degrees Fahrenheit or K: a thermostat or a frost alarm compares two readings and
#             decides the opposite. Authors who let the user enter a limit with its unit.
# Documented: An older text of the documentation advises against calculating in degC and degF, because the value
#             in SI units counts; by that these comparisons would be right. Issue 3134 of josdejong/mathjs, open since
#             January 2024, is about them.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline mathjs@15.2.0
cat > see.cjs <<'JS'
const math = require('mathjs');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
console.log(`mathjs ${math.version}`);
const show = (text) => {
    const value = math.evaluate(text);
    const shown = math.format(value, { precision: 6 });
    console.log(`${text.padEnd(34)} ${shown}`);
    return shown;
};

expect(show('20 degC > 10 degC') === 'true', 'two temperatures in one scale are compared otherwise');
expect(show('293.15 K > 288.7 K') === 'true', 'two temperatures in K are compared otherwise');
expect(show('20 degC to degF') === '68 degF', 'a temperature is converted otherwise');
expect(show('20 degC > 60 degF') === 'false', '20 degC is more than 60 degF');
expect(show('20 degC > 290 K') === 'false', '20 degC is more than 290 K');
expect(show('20 degC == 68 degF') === 'false', '20 degC is equal to 68 degF');
expect(show('max(20 degC, 60 degF)') === '60 degF', 'the largest of 20 degC and 60 degF is 20 degC');
expect(show('sort([30 degC, 50 degF, 280 K])') === '[50 degF, 30 degC, 280 K]', 'temperatures are sorted otherwise');
expect(show('mean(20 degC, 68 degF)') === '28.8889 degC', 'the mean of 20 degC and 68 degF is another');
expect(show('mean(68 degF, 20 degC)') === '52 degF', 'the mean of 68 degF and 20 degC is another');
expect(show('25 degC - 20 degC') === '5 degC', 'a difference is another');
expect(show('(25 degC - 20 degC) to K') === '278.15 K', 'a difference is converted otherwise');

const kitchen = math.unit(20, 'degC');
const limit = math.unit(60, 'degF');
const [warmer, difference] = [math.larger(kitchen, limit), math.subtract(kitchen, limit).to('K')];
console.log(`math.larger(20 degC, 60 degF): ${warmer}; math.subtract of both, in K: ${math.format(difference, { precision: 6 })}`);
expect(warmer === false, 'math.larger compares otherwise');
JS
timeout 30 node see.cjs
