#!/usr/bin/env bash
# What:       InfluxDB 1.x, a field that was written as true and false three weeks ago and is written as 1 and 0 now.
# Version:    InfluxDB 1.6.7 (Debian 12)
# Expected:   The new type is refused, as it is within one week (*field type conflict*); or a query returns all points.
# Happens:    In a new shard (after seven days, by default) the new type is accepted without a word. From then on
#             `SELECT state` and `count(state)` return only the points of one type, numbers before texts before
#             booleans, and so does each chart. The others are there: `SELECT state::boolean` finds them. Whole and
#             decimal numbers are mixed well.
# Hurt:       Owners who correct the type of a field, or whose second gateway writes another one: after the next shard
#             begins, all history of the other type seems deleted.
# Documented: In the FAQ of InfluxDB (*field type discrepancies across shards*).
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'influxdb=1.6.7~rc0-1+b13' >/dev/null 2>&1 && dpkg -x ./influxdb_*.deb unpacked; }; then
    echo "This needs the Debian package influxdb 1.6.7~rc0-1+b13, which apt-get download does not find here" >&2
    exit 2
fi
echo "influxdb 1.6.7~rc0-1+b13"
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import net from 'node:net';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const freePort = () =>
    new Promise((resolve) => {
        const server = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
const children = [];
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const run = (command, args) => children.push(spawn(command, args, { stdio: 'ignore' }));
const ready = async (url) => {
    for (let tries = 0; tries < 80; tries += 1) {
        if (
            await fetch(url).then(
                (response) => response.ok,
                () => false,
            )
        )
            return;
        await sleep(250);
    }
    throw new Error('the server did not start');
};

const [rpc, port] = [await freePort(), await freePort()];
writeFileSync(
    'influxdb.conf',
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = "meta"
[data]
  dir = "data"
  wal-dir = "wal"
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
`,
);
run('unpacked/usr/bin/influxd', ['-config', 'influxdb.conf']);
await ready(`http://127.0.0.1:${port}/ping`);
const query = async (q) =>
    (
        await (
            await fetch(`http://127.0.0.1:${port}/query?db=home&q=${encodeURIComponent(q)}`, { method: 'POST' })
        ).json()
    ).results[0];
await query('CREATE DATABASE home');
const day = 24 * 3600 * 1000;
const write = async (line, daysAgo) => {
    const body = `${line} ${Date.now() - daysAgo * day}`;
    const response = await fetch(`http://127.0.0.1:${port}/write?db=home&precision=ms`, { method: 'POST', body });
    return response.status;
};
const answers = {
    'true, three weeks ago': await write('relay state=true', 21),
    'true, three weeks and an hour ago': await write('relay state=true', 21.04),
};
const values = async (what) => (await query(`SELECT ${what} FROM relay`)).series?.[0].values.map((row) => row[1]) ?? [];
const before = await values('state');
answers['1, three weeks ago'] = await write('relay state=1', 21.02);
answers['1, now'] = await write('relay state=1', 0);
const after = {};
for (const what of ['state', 'state::boolean', 'count(state)']) after[what] = await values(what);
// Whole and decimal numbers, for comparison.
await write('meter pulses=5i', 21);
await write('meter pulses=6.5', 0);
const pulses = (await query('SELECT pulses FROM meter')).series[0].values.map((row) => row[1]);
console.log(answers, { before, after, pulses });
expect(
    answers['1, three weeks ago'] === 400 && answers['1, now'] === 204,
    'the new type is accepted or refused elsewhere',
);
expect(before.join() === 'true,true', 'the old points are not stored');
expect(
    after.state.join() === '1' && after['count(state)'].join() === '1',
    'a query returns the points of both types now',
);
expect(after['state::boolean'].join() === 'true,true', 'the old points are gone');
expect(pulses.join() === '5,6.5', 'whole and decimal numbers are not mixed');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
