#!/usr/bin/env bash
# What:       The `precision` parameter of InfluxDB 1.x, which knows n, ns, u, ms, s, m and h. The 2.x API calls
#             microseconds us.
# Version:    InfluxDB 1.6.7 (Debian 12)
# Expected:   An unknown name is refused with 400.
# Happens:    It counts as the default. A time in milliseconds with `precision=MS` is half an hour after the beginning
#             of 1970, with status 204. Queries of the last days are empty, and a retention policy deletes the points.
# Hurt:       Owners who change from 2.x or mistype: every write succeeds, and the charts stay empty.
# Documented: The list of names is; not what an unknown one does.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'influxdb=1.6.7~rc0-1+b13' >/dev/null 2>&1 && dpkg -x ./*.deb unpacked; }; then
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
const write = async (lines, precision = 'ms') => {
    const response = await fetch(`http://127.0.0.1:${port}/write?db=home&precision=${precision}`, {
        method: 'POST',
        body: lines.join('\n'),
    });
    return { status: response.status, error: response.status === 204 ? undefined : (await response.json()).error };
};
const rows = async (name) => (await query(`SELECT * FROM ${name}`)).series?.[0].values ?? [];
const now = Date.now();

const found = {};
for (const precision of ['ms', 'MS', 'us', 'milliseconds']) {
    const name = `p_${precision}`;
    const { status } = await write([`${name} value=1 ${now}`], precision);
    found[precision] = { status, time: (await rows(name))[0]?.[0] };
}
console.log(found);
expect(Date.parse(found.ms.time) === now, 'milliseconds are stored differently');
for (const precision of ['MS', 'us', 'milliseconds'])
    expect(
        found[precision].status === 204 && found[precision].time.startsWith('1970-01-01'),
        `precision=${precision} is refused or understood now`,
    );
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
