#!/usr/bin/env bash
# What:       Prometheus that scrapes pages as a flow may make them: empty (the payload of an HTTP response was
#             undefined), with one value `undefined`, and with the same series twice.
# Version:    Prometheus 2.42.0 (Debian 12)
# Expected:   A page without a single sample is a failed scrape. Of a page with a bad line the other lines are kept. A
#             series that appears twice is an error, or the last one counts.
# Happens:    Empty: `up` is 1 and every series ends. A bad line: `up` is 0 and the good lines before it are dropped
#             too. Twice: `up` is 1, the first value counts, and nothing is said.
# Hurt:       Owners who watch `up == 0` and `hub_connected == 0`: with an empty page neither alarm fires, because
#             there is nothing to compare.
# Documented: The text format is described; these outcomes are not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'prometheus=2.42.0+ds-5+deb12u1' >/dev/null 2>&1 && dpkg -x ./*.deb unpacked; }; then
    echo "This needs the Debian package prometheus 2.42.0+ds-5+deb12u1, which apt-get download does not find here" >&2
    exit 2
fi
echo "prometheus 2.42.0+ds-5+deb12u1"
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { createServer } from 'node:http';

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

const pages = {
    '/good': 'hub_connected 1\n',
    '/empty': '',
    '/broken': 'hub_connected 1\nhub_temperature undefined\n',
    '/twice': 'hub_connected 1\nhub_connected 0\n',
};
const target = createServer((request, response) =>
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(pages[request.url]),
);
await new Promise((resolve) => target.listen(0, '127.0.0.1', resolve));
const port = await freePort();
writeFileSync(
    'prometheus.yml',
    `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
${Object.keys(pages)
    .map(
        (path) =>
            `  - { job_name: ${path.slice(1)}, metrics_path: ${path}, static_configs: [{ targets: ["127.0.0.1:${target.address().port}"] }] }`,
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
const ask = async (query) =>
    Object.fromEntries(
        (await (await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${query}`)).json()).data.result.map(
            ({ metric, value }) => [metric.job, Number(value[1])],
        ),
    );
let up = {};
for (let tries = 0; tries < 40 && Object.keys(up).length < 4; tries += 1) {
    await sleep(500);
    up = await ask('up');
}
await sleep(1500);
up = await ask('up');
const connected = await ask('hub_connected');
const found = {};
for (const job of ['good', 'empty', 'broken', 'twice']) found[job] = { up: up[job], hub_connected: connected[job] };
console.log(found);
expect(found.good.up === 1 && found.good.hub_connected === 1, 'a good page is not scraped');
expect(found.empty.up === 1 && found.empty.hub_connected === undefined, 'an empty page counts as down now');
expect(
    found.broken.up === 0 && found.broken.hub_connected === undefined,
    'the good lines of a page with a bad one are stored now',
);
expect(found.twice.up === 1 && found.twice.hub_connected === 1, 'a series that appears twice is treated differently');
process.exit(0);
JS
timeout 50 node --no-warnings see.mjs
