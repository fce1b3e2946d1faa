#!/usr/bin/env bash
# What:       VictoriaMetrics and the InfluxDB line protocol (`POST /write`), with a field whose value is null, "on",
#             21.5C or abc.
# Version:    VictoriaMetrics 1.79.5 (Debian 12)
# Expected:   Status 400, as InfluxDB answers for null and 21.5C; or the field is left out. InfluxDB stores "on" as
#             text.
# Happens:    Status 204, nothing in the answer, and the value 0 is in the database. It cannot be told from a measured
#             zero afterwards.
# Hurt:       Owners of sensors that report null at the start or their value as text: charts and alarms at 0 degrees.
# Documented: Not found.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'victoria-metrics=1.79.5+ds1-2+b5' >/dev/null 2>&1 && dpkg -x ./*.deb unpacked; }; then
    echo "This needs the Debian package victoria-metrics 1.79.5+ds1-2+b5, which apt-get download does not find here" >&2
    exit 2
fi
echo "victoria-metrics 1.79.5+ds1-2+b5"
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

const port = await freePort();
run('unpacked/usr/bin/victoria-metrics', ['-storageDataPath=data', `-httpListenAddr=127.0.0.1:${port}`]);
await ready(`http://127.0.0.1:${port}/health`);
const values = ['21.5', 'null', '"on"', '21.5C', 'abc', 'true'];
const found = {};
for (const [n, value] of values.entries()) {
    const line = `thermometer,n=${n} value=${value} ${Date.now()}`;
    const { status } = await fetch(`http://127.0.0.1:${port}/write?precision=ms`, { method: 'POST', body: line });
    found[value] = { status };
}
const exported = async () =>
    (await (await fetch(`http://127.0.0.1:${port}/api/v1/export?match[]=thermometer_value`)).text())
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
let series = [];
for (let tries = 0; tries < 40 && series.length < 1; tries += 1) {
    await sleep(500);
    series = await exported();
}
await sleep(1000);
for (const { metric, values: stored } of await exported()) found[values[metric.n]].stored = stored[0];
console.log(found);
expect(found['21.5'].stored === 21.5 && found.true.stored === 1, 'numbers or true are stored differently');
for (const value of ['null', '"on"', '21.5C', 'abc'])
    expect(found[value].status === 204 && found[value].stored === 0, `${value} is refused or left out now`);
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
