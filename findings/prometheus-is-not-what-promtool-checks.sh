#!/usr/bin/env bash
# What:       Pages as a flow may make them, checked by `promtool check metrics` and scraped by the Prometheus of the
#             same package.
# Version:    Prometheus 2.42.0 (Debian 12)
# Expected:   What the checker passes is stored, and what it refuses is not.
# Happens:    Two parsers. The checker refuses a page without a line end after the last sample and one whose TYPE stands
#             behind its sample; the server stores both. It passes three pages of which the server stores something
#             else: a sample with the time 0, as of a device whose clock is not set, is dropped while `up` is 1; of the
#             same series twice one value is kept; and a metric named `up` replaces the server's own `up` of that
#             target.
# Hurt:       Owners who test the page of their flow with the checker: an empty chart with a green target, or an alarm
#             *target down* for a relay that is off.
# Documented: Not found.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'prometheus=2.42.0+ds-5+deb12u1' >/dev/null 2>&1 && dpkg -x ./prometheus_*.deb unpacked; }; then
    echo "This needs the Debian package prometheus 2.42.0+ds-5+deb12u1, which apt-get download does not find here" >&2
    exit 2
fi
echo "prometheus 2.42.0+ds-5+deb12u1"
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

const { createServer } = await import('node:http');
const { spawnSync } = await import('node:child_process');
const head = '# HELP relay State.\n# TYPE relay gauge\n';
const pages = {
    good: `${head}relay 1\n`,
    'no-line-end': `${head}relay 1`,
    'type-behind': 'relay 1\n# HELP relay State.\n# TYPE relay gauge\n',
    'time-0': `${head}relay 1 0\n`,
    twice: `${head}relay 1\nrelay 0\n`,
    'named-up': '# HELP up Whether the relay is on.\n# TYPE up gauge\nup 0\n',
};
const target = createServer((request, response) =>
    response
        .writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
        .end(pages[request.url.slice(1)]),
);
await new Promise((resolve) => target.listen(0, '127.0.0.1', resolve));
const port = await freePort();
writeFileSync(
    'prometheus.yml',
    `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
${Object.keys(pages)
    .map(
        (job) =>
            `  - { job_name: ${job}, metrics_path: /${job}, static_configs: [{ targets: ["127.0.0.1:${target.address().port}"] }] }`,
    )
    .join('\n')}
`,
);
run('unpacked/usr/bin/prometheus', [
    '--config.file=prometheus.yml',
    '--storage.tsdb.path=data',
    `--web.listen-address=127.0.0.1:${port}`,
]);
await ready(`http://127.0.0.1:${port}/-/ready`);
const ask = async (path) => (await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()).data;
const values = async (query) =>
    Object.fromEntries((await ask(`query?query=${query}`)).result.map(({ metric, value }) => [metric.job, value[1]]));
const health = async () =>
    Object.fromEntries((await ask('targets')).activeTargets.map((one) => [one.labels.job, one.health]));
for (let tries = 0; tries < 40; tries += 1) {
    await sleep(500);
    if (Object.values(await health()).filter((state) => state === 'up').length === Object.keys(pages).length) break;
}
await sleep(1500);
const [up, relay, targets] = [await values('up'), await values('relay'), await health()];
const found = {};
for (const [job, page] of Object.entries(pages)) {
    const { status } = spawnSync('unpacked/usr/bin/promtool', ['check', 'metrics'], { input: page });
    found[job] = {
        promtool: status ? 'refused' : 'passed',
        target: targets[job],
        up: up[job],
        relay: relay[job] ?? '-',
    };
}
console.table(found);
const row = (job) => Object.values(found[job]).join(' ');
expect(row('good') === 'passed up 1 1', 'a good page is treated otherwise');
for (const job of ['no-line-end', 'type-behind']) expect(row(job) === 'refused up 1 1', `${job} is treated otherwise`);
expect(row('time-0') === 'passed up 1 -', 'a sample with the time 0 is refused or stored');
expect(row('twice') === 'passed up 1 1', 'a series that appears twice is treated otherwise');
expect(row('named-up') === 'passed up 0 -', 'a metric named up is treated otherwise');
process.exit(0);
JS
timeout 50 node --no-warnings see.mjs
