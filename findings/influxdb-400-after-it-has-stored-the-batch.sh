#!/usr/bin/env bash
# What:       InfluxDB 1.x, a batch of lines in which one does not parse, or has a field of another type than before.
# Version:    InfluxDB 1.6.7 (Debian 12)
# Expected:   400 is a refused request: nothing is stored, or the answer says how many lines are lost.
# Happens:    The good lines are stored. For the line that does not parse the answer says *partial write ...
#             dropped=0*, though one is missing; for a conflict of types dropped=1. Client libraries report both as an
#             error of the whole write.
# Hurt:       Owners whose flow repeats a refused batch until it succeeds: it never does, and behind it everything
#             waits; in engines that do not overwrite, the good lines double.
# Documented: The list of status codes names both causes of a 400, not that the rest of the batch is stored.
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

await write([`relay state=1i ${now}`]);
const syntax = await write([`a value=1 ${now}`, 'no line at all', `b value=2 ${now}`]);
const types = await write([`c value=1 ${now}`, `relay state=1.5 ${now}`, `d value=2 ${now}`]);
const stored = {};
for (const name of ['a', 'b', 'c', 'd']) stored[name] = (await rows(name)).length;
console.log({
    'one line does not parse': syntax,
    'one line has another type': types,
    'rows of the good lines': stored,
});
expect(syntax.status === 400 && /dropped=0/.test(syntax.error), 'a line that does not parse is answered differently');
expect(types.status === 400 && /dropped=1/.test(types.error), 'a conflict of types is answered differently');
expect(Object.values(stored).join('') === '1111', 'the good lines of a refused batch are no longer stored');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
