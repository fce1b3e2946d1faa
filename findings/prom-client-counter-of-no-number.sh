#!/usr/bin/env bash
# What:       prom-client, `counter.inc(value)` with a value that is no number.
# Version:    prom-client 15.1.3
# Expected:   An error, as `gauge.set` throws one for everything that is no number, and as `inc('5')` and `inc(true)`
#             do.
# Happens:    null counts 1. NaN is accepted, and the counter is NaN until the program restarts, whatever is added
#             later. A first value of false or '' makes the counter +Inf on the page; after a first '', numbers are put
#             behind each other as text.
# Hurt:       Authors who count pulses, energy or rain from readings that may be null or NaN: the counter counts what
#             was not there, or is lost with all it had counted.
# Documented: No. The README names only `inc()` and `inc(10)`.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline prom-client@15.1.3
cat > see.cjs <<'JS'
const { Counter, Gauge, Registry } = require('prom-client');
const { version } = require('prom-client/package.json');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
// The value on the page after these increments, or the error of the first that throws.
const page = async (Kind, add, values) => {
    const registry = new Registry();
    const metric = new Kind({ name: 'rain', help: 'rain', labelNames: ['place'], registers: [registry] });
    try {
        for (const value of values) add(metric, value);
    } catch (error) {
        return error.constructor.name;
    }
    return (await registry.metrics()).match(/^rain\{.*\} (.*)$/m)?.[1];
};

(async () => {
    console.log(`prom-client ${version} on Node.js ${process.version}`);
    const found = {};
    for (const values of [[5], [null], [5, null], [5, Number.NaN, 5], [false], [''], ['', 5, 5], ['5'], [true]])
        found[values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')] = {
            'counter.inc': await page(Counter, (metric, value) => metric.inc({ place: 'roof' }, value), values),
            'gauge.set': await page(Gauge, (metric, value) => metric.set({ place: 'roof' }, value), values),
        };
    console.table(found);
    const counter = (name) => found[name]['counter.inc'];
    expect(
        counter('5') === '5' && counter("'5'") === 'TypeError' && counter('true') === 'TypeError',
        'a number, a text or true is treated otherwise',
    );
    expect(counter('null') === '1' && counter('5, null') === '6', 'null counts otherwise');
    expect(counter('5, NaN, 5') === 'Nan', 'NaN is refused, or forgotten');
    expect(
        counter('false') === '+Inf' && counter("''") === '+Inf' && counter("'', 5, 5") === '+Inf',
        "false or '' is treated otherwise",
    );
    expect(
        found.null['gauge.set'] === 'TypeError' && found["''"]['gauge.set'] === 'TypeError',
        'gauge.set accepts null or a text',
    );
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
