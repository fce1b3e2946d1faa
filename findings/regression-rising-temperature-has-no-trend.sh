#!/usr/bin/env bash
# What:       The npm package regression, a straight line through readings: is the temperature rising, and when will it
#             reach its target?
# Version:    regression 2.0.1
# Expected:   A room that warms up evenly from 20 to 23 degrees in an hour gives the same line in seconds, minutes and hours:
#             3 degrees an hour, an R2 of 1, and 26 degrees after two hours. The README says that results are rounded to two
#             significant figures.
# Happens:    The slope is rounded to two decimal places, not figures, and before it is used. In seconds it is 0: the trend
#             is flat, R2 is 0 (no relation at all), and the forecast is the mean, 21.5. In minutes a rise of 0.36 degrees
#             an hour counts as 0.6, and one of 0.24 as 0. With more decimals it works, but not with Unix times, for which
#             the sums run out of digits: for a minute of readings, one a second, half the slope comes out, and none at all
#             when the times are in ms, however many decimals are asked for.
# Hurt:       Owners who watch a trend: an open window, a heater that has failed, mould, the time until a room is warm.
# Documented: The README has a default precision of 2 and calls it significant figures; a comment in the source says decimal
#             places. Issue 94 of Tom-Alexander/regression-js asks why.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline regression@2.0.1
cat > see.cjs <<'JS'
const regression = require('regression');
const { version } = require('regression/package.json');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
console.log(`regression ${version}`);
const SECONDS_AN_HOUR = 3600;
const MINUTES_A_HOUR = 60;

// Sixty-one readings, one a minute, of a temperature that rises evenly. `perHour` is what one hour is in the unit of time.
function line(degreesAnHour, perHour, options) {
    const readings = Array.from({ length: 61 }, (_, minute) => [
        (minute / MINUTES_A_HOUR) * perHour,
        20 + (minute / MINUTES_A_HOUR) * degreesAnHour,
    ]);
    const { equation, r2, predict } = regression.linear(readings, options);
    const found = { anHour: +(equation[0] * perHour).toFixed(3), r2: +r2.toFixed(2), after2Hours: predict(2 * perHour)[1] };
    console.log(`${degreesAnHour} degrees an hour, ${perHour} units of time an hour, ${JSON.stringify(options ?? {})}:`, found);
    return found;
}
const hours = line(3, 1);
const minutes = line(3, MINUTES_A_HOUR);
const seconds = line(3, SECONDS_AN_HOUR);
const precise = line(3, SECONDS_AN_HOUR, { precision: 12 });
const fast = line(0.36, MINUTES_A_HOUR);
const slow = line(0.24, MINUTES_A_HOUR);
expect(hours.anHour === 3 && hours.r2 === 1 && hours.after2Hours === 26, 'a rise in hours is found otherwise');
expect(minutes.anHour === 3, 'a rise in minutes is found otherwise');
expect(seconds.anHour === 0 && seconds.r2 === 0 && seconds.after2Hours === 21.5, 'a rise in seconds is found');
expect(precise.anHour === 3, 'twelve decimals do not help');
expect(fast.anHour === 0.6, '0.36 degrees an hour are found otherwise');
expect(slow.anHour === 0, '0.24 degrees an hour are found');

// The same rise of 3 degrees an hour, one reading a second for a minute, with Unix times.
const unix = (unit) => {
    const readings = Array.from({ length: 60 }, (_, second) => [(1_790_000_000 + second) * unit, 20 + (second / SECONDS_AN_HOUR) * 3]);
    return regression.linear(readings, { precision: 15 }).equation[0] * unit * SECONDS_AN_HOUR;
};
const [inSeconds, inMilliseconds] = [unix(1), unix(1000)];
console.log(`Unix times, 15 decimals: ${inSeconds.toFixed(2)} degrees an hour in seconds, ${inMilliseconds.toFixed(2)} in ms`);
expect(inSeconds > 1 && inSeconds < 2, 'a rise over Unix times in seconds is found otherwise');
expect(inMilliseconds === 0, 'a rise over Unix times in ms is found');
JS
timeout 30 node see.cjs
