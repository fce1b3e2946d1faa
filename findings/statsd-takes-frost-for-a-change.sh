#!/usr/bin/env bash
# What:       Temperatures as gauges in StatsD, sent by its client hot-shots.
# Version:    statsd 0.9.0, hot-shots 17.1.1
# Expected:   After gauge('yard', -3) the gauge is -3.
# Happens:    A number with a sign is a change of the gauge. -3 takes three degrees away from whatever was there, and a
#             steady frost of -3 is shown as 2, -1, -4, -7, -10 ... until the next reading above zero. The client sends
#             the sign that makes it a change, without a word.
# Hurt:       Owners who chart outdoor or freezer temperatures: right in summer, wrong from the first frost on, and an
#             alarm at -15 comes after some minutes of -3.
# Documented: By StatsD (docs/metric_types.md: a gauge cannot be set to a negative number without setting it to 0
#             first); hot-shots does not say what its gauge() does then.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline statsd@0.9.0 hot-shots@17.1.1
cat > see.cjs <<'JS'
const { spawn } = require('node:child_process');
const dgram = require('node:dgram');
const { writeFileSync } = require('node:fs');
const net = require('node:net');
const { StatsD } = require('hot-shots');

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
let server;
process.on('exit', () => server?.kill('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

(async () => {
    // What the client puts on the wire.
    const wire = dgram.createSocket('udp4');
    await new Promise((resolve) => wire.bind(0, '127.0.0.1', resolve));
    const sent = new Promise((resolve) => wire.once('message', (data) => resolve(String(data).trim())));
    const probe = new StatsD({ host: '127.0.0.1', port: wire.address().port });
    probe.gauge('yard', -3);
    console.log('Sent for gauge("yard", -3):', await sent);
    expect((await sent) === 'yard:-3|g', 'hot-shots sends a gauge below zero in another way');
    probe.close();
    wire.close();

    const [port, managementPort] = [await freePort(), await freePort()];
    const address = '127.0.0.1';
    writeFileSync(
        'config.js',
        JSON.stringify({ port, address, mgmt_port: managementPort, mgmt_address: address, backends: [] }),
    );
    server = spawn('node', ['node_modules/statsd/stats.js', 'config.js'], { stdio: 'ignore' });
    const gauge = () =>
        new Promise((resolve, reject) => {
            const socket = net.connect(managementPort, address, () => socket.write('gauges\n'));
            let text = '';
            socket.once('error', reject).on('data', (data) => {
                text += data;
                if (!text.includes('END')) return;
                socket.end();
                resolve(Number(/yard'?: (-?[\d.]+)/.exec(text)?.[1]));
            });
        });
    for (let tries = 0; ; tries += 1) {
        const isUp = await gauge().then(
            () => true,
            () => false,
        );
        if (isUp) break;
        if (tries > 60) throw new Error('statsd did not start');
        await sleep(250);
    }
    const client = new StatsD({ host: address, port });
    const rows = [];
    for (const measured of [5, -3, -3, -3, -3, 1, -1]) {
        client.gauge('yard', measured);
        await sleep(250);
        rows.push({ measured, shown: await gauge() });
    }
    console.table(rows);
    client.close();
    expect(
        JSON.stringify(rows.map(({ shown }) => shown)) === '[5,2,-1,-4,-7,1,0]',
        'a gauge below zero is no longer a change of the gauge',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
