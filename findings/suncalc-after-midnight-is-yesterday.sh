#!/usr/bin/env bash
# What:       suncalc, on which most sun nodes of Node-RED are built: `getTimes(date, latitude, longitude)` for Prague,
#             called at midnight or soon after, as a daily schedule does.
# Version:    suncalc 1.9.0 and 2.0.2
# Expected:   The times of the calendar day in which the date lies: at 00:00 on 21 June the sunset of 21 June.
# Happens:    It gives those around the solar noon that is nearest to the moment, and at 00:00 that is yesterday's: in
#             summer time until one in the morning, in winter for the first minutes. It does so the whole year, and at
#             no other time of the day. The further west in its time zone, the longer.
# Hurt:       Owners whose flow reads the sunset once a day, at midnight: each planned time lies in the past. A timer
#             until then has a negative time and ends at once, so the lamp goes on at midnight.
# Documented: Not found. The README calls the times of `new Date()` *today's sunlight times*.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline suncalc-1@npm:suncalc@1.9.0 suncalc-2@npm:suncalc@2.0.2
cat > see.mjs <<'JS'
import { createRequire } from 'node:module';
process.env.TZ = 'Europe/Prague';
const versions = { '1.9.0': createRequire(import.meta.url)('suncalc-1'), '2.0.2': await import('suncalc-2') };
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const text = (date) => date.toLocaleString('sv-SE').slice(0, 16);
console.log(`Node.js ${process.version}, time zone ${process.env.TZ}`);
const found = {};
for (const moment of ['06-21T00:00', '06-21T01:00', '06-21T02:00', '06-21T23:59', '12-21T00:00', '12-21T00:30']) {
    found[moment] = {};
    for (const [version, sun] of Object.entries(versions))
        found[moment][version] = text(sun.getTimes(new Date(`2026-${moment}`), 50.08, 14.43).sunset);
}
console.log('Sunset for these local times:');
console.table(found);
// Each midnight of a year.
for (const [version, sun] of Object.entries(versions)) {
    let wrong = 0;
    for (let day = 1; day <= 365; day += 1) {
        const midnight = new Date(2026, 0, day);
        if (sun.getTimes(midnight, 50.08, 14.43).sunset < midnight) wrong += 1;
    }
    console.log(`suncalc ${version}: the sunset lies before the midnight it was asked for on ${wrong} of 365 days`);
    expect(wrong === 365, `at midnight ${version} gives the times of the day that begins`);
    const days = Object.values(found).map((row) => row[version].slice(8, 10));
    expect(days.join() === '20,20,21,21,20,21', `${version} changes to the next day at another time`);
}
JS
timeout 40 node --no-warnings see.mjs
