#!/usr/bin/env bash
# What:       The times of p1-reader, which reads telegrams of smart meters: the time of the telegram, of the gas reading and
#             of power cuts.
# Version:    p1-reader 2.0.6
# Expected:   261101003000W, half past midnight on 1 November in Central European Time, is 2026-10-31T23:30:00Z.
# Happens:    It is 2026-12-01T00:30:00Z. The year, the month and the day are put one after the other into the present
#             time: at that moment it is still 31 October in UTC, 31 November does not exist and becomes 1 December, and
#             the day is set after that. So the first hour of November and February, and the first two hours of April,
#             June and September, are dated a month late, and then the time jumps back. On the 31st a power cut of
#             15 November is dated 15 December. On other days the month is right, but the local time of the meter is
#             given as UTC and the S or W for summer or winter is not read: the time is one or two hours in the future.
# Hurt:       Owners who store readings under the time of the meter: points a month ahead, which a query for the last
#             reading prefers for a month, and a monthly consumption that is off.
# Documented: No.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline p1-reader@2.0.6
cat > see.cjs <<'JS'
const parse = require('p1-reader/lib/parsePacket');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
console.log(`p1-reader ${require('p1-reader/package.json').version}`);
// A clock that stands at a given moment; everything else about dates stays as it is.
const RealDate = Date;
function at(moment, lines) {
    const now = RealDate.parse(moment);
    globalThis.Date = class extends RealDate {
        constructor(...given) {
            super(...(given.length > 0 ? given : [now]));
        }
    };
    try {
        return parse(['/ISK5\\2M550T-0000', '', '1-3:0.2.8(50)', ...lines].join('\r\n'));
    } finally {
        globalThis.Date = RealDate;
    }
}
// What the meter sends at a moment, and what is read at that moment.
const read = (moment, sent) => {
    const { timestamp } = at(moment, [`0-0:1.0.0(${sent})`]);
    console.log(`${sent} is ${moment}, and is read as ${timestamp}`);
    return timestamp;
};
expect(read('2026-10-31T23:30:00Z', '261101003000W') === '2026-12-01T00:30:00.000Z', 'the first hour of November is dated otherwise');
expect(read('2027-01-31T23:30:00Z', '270201003000W') === '2027-03-01T00:30:00.000Z', 'the first hour of February is dated otherwise');
expect(read('2026-03-31T23:30:00Z', '260401013000S') === '2026-05-01T01:30:00.000Z', 'the second hour of April is dated otherwise');
expect(read('2026-11-01T00:30:00Z', '261101013000W') === '2026-11-01T01:30:00.000Z', 'an hour later the time is another');
expect(read('2026-07-15T12:00:00Z', '260715140000S') === '2026-07-15T14:00:00.000Z', 'the time of a summer day is another');
expect(read('2026-10-25T00:30:00Z', '261025023000S') === read('2026-10-25T01:30:00Z', '261025023000W'), 'S and W are told apart');

const { longPowerFailureLog } = at('2026-12-31T12:00:00Z', ['1-0:99.97.0(1)(0-0:96.7.19)(261115180000W)(0000000240*s)']).electricity;
const [{ endOfFailure }] = longPowerFailureLog.log;
console.log(`The end of a power cut, 261115180000W, is read on 31 December as ${endOfFailure}`);
expect(endOfFailure === '2026-12-15T18:00:00.000Z', 'a power cut is dated otherwise');
JS
timeout 30 node see.cjs
