#!/usr/bin/env bash
# What:       The npm package cron: a daily job on the day on which summer time ends. In this script the time is moved
#             by the test clock of Node.js.
# Version:    cron 4.4.0
# Expected:   A job for 03:00 runs once a day. In Prague 02:00 comes twice on that day, and 03:00 once.
# Happens:    It runs twice: at 02:00, when the clock has been set back, and at 03:00. So does each daily job in the
#             first hour after the repeated one, at 03:15 as well as at 03:00; in New York this is the hour from 02:00.
#             A job inside the repeated hour runs once, and a job for 02:30 on the day in spring runs once, at 03:00.
# Hurt:       Owners whose program does something once a day at night: the door is toggled, the watering runs, or the
#             energy of the day is closed twice, the first time an hour early and on one day of the year.
# Documented: No. The README does not mention daylight saving.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline cron@4.4.0
cat > see.mjs <<'JS'
import { mock } from 'node:test';
import { CronJob } from 'cron';

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
// When a job runs in these 48 hours, in its own time and in UTC.
const runs = (expression, timeZone, from) => {
    const seen = [];
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: new Date(from) });
    const onTick = () =>
        seen.push(`${new Date().toLocaleString('sv-SE', { timeZone }).slice(5, 16)} (${new Date().toISOString().slice(11, 16)}Z)`);
    const job = CronJob.from({ cronTime: expression, onTick, start: true, timeZone });
    for (let minute = 0; minute < 48 * 60; minute += 1) mock.timers.tick(60_000);
    job.stop();
    mock.timers.reset();
    console.log(`${timeZone} ${expression}: ${seen.join(', ')}`);
    return seen.join();
};
console.log(`cron 4.4.0 on Node.js ${process.version}`);
const autumn = '2026-10-24T10:00:00Z';
expect(
    runs('0 3 * * *', 'Europe/Prague', autumn) === '10-25 02:00 (01:00Z),10-25 03:00 (02:00Z),10-26 03:00 (02:00Z)',
    'the job for 03:00 runs at other times',
);
expect(
    runs('15 3 * * *', 'Europe/Prague', autumn) === '10-25 02:15 (01:15Z),10-25 03:15 (02:15Z),10-26 03:15 (02:15Z)',
    'the job for 03:15 runs at other times',
);
expect(
    runs('0 2 * * *', 'America/New_York', '2026-10-31T16:00:00Z') ===
        '11-01 01:00 (06:00Z),11-01 02:00 (07:00Z),11-02 02:00 (07:00Z)',
    'the job for 02:00 in New York runs at other times',
);
expect(
    runs('30 2 * * *', 'Europe/Prague', autumn) === '10-25 02:30 (00:30Z),10-26 02:30 (01:30Z)',
    'a job in the repeated hour runs at other times',
);
expect(
    runs('0 4 * * *', 'Europe/Prague', autumn) === '10-25 04:00 (03:00Z),10-26 04:00 (03:00Z)',
    'a job an hour later runs at other times',
);
expect(
    runs('30 2 * * *', 'Europe/Prague', '2027-03-27T10:00:00Z') === '03-28 03:00 (01:00Z),03-29 02:30 (00:30Z)',
    'the job in the missing hour runs at other times',
);
JS
timeout 40 node --no-warnings see.mjs
