#!/usr/bin/env bash
# What:       @breejs/later, the scheduler below Bree, and its texts `every 45 minutes`, `every 90 minutes`, `every 36
#             hours`, `every 10 days`.
# Version:    @breejs/later 4.2.0
# Expected:   The same time between each two runs; or an error, as for other texts that it cannot do.
# Happens:    *every* begins anew with the next larger unit. `every 45 minutes` runs at :00 and :45, so after 15 minutes
#             and then 45; `every 90 minutes` runs each hour, `every 36 hours` each day at midnight; `every 10 days` on
#             the 1st, 11th, 21st and 31st, which is one day before the 1st. `error` is -1, which means no error.
# Hurt:       Owners who water every ten days, or switch every 90 minutes: it happens more often than the text says.
# Documented: Not in the package.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline @breejs/later@4.2.0
cat > see.cjs <<'JS'
const later = require('@breejs/later');
const texts = {
    'every 45 minutes': '0.75 0.25 0.75 0.25',
    'every 90 minutes': '1 1 1 1',
    'every 5 hours': '5 5 5 5 4',
    'every 36 hours': '24 24 24 24',
    'every 10 days': '240 240 240 24',
};
let changed = 0;
for (const [text, expected] of Object.entries(texts)) {
    const parsed = later.parse.text(text);
    const count = expected.split(' ').length + 1;
    const times = later.schedule(parsed).next(count, new Date('2026-07-01T00:00:00Z'));
    const hours = times.slice(1).map((time, index) => (time - times[index]) / 3_600_000);
    console.log(`${text}: error ${parsed.error}, hours between the runs ${hours.join(' ')}`);
    if (parsed.error !== -1 || hours.join(' ') !== expected) {
        console.error(`CHANGED: ${text} is done otherwise`);
        changed = 1;
    }
}
process.exit(changed);
JS
timeout 30 node see.cjs
