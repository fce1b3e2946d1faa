#!/usr/bin/env bash
# What:       prometheus-mqtt-exporter (mqtt2prometheus) with its device_id_regex as delivered, and devices whose topics
#             differ before the last level: home/kitchen and cabin/kitchen.
# Version:    prometheus-mqtt-exporter 0.1.7 (Debian 12), mosquitto 2.0.11
# Expected:   Two series: the page has the topic as a label of each.
# Happens:    The exporter keeps one value for each device id, and the id is the last level of the topic. With each
#             message the other series disappears from the page; a scrape shows whichever reported last.
# Hurt:       Owners with two houses, floors or hubs whose rooms or quantities have the same names; with topics that
#             end in the quantity (kitchen/temperature) there is one series for all rooms.
# Documented: The expression is; that devices with the same id replace each other is not.
set -euo pipefail

if [ -z "$(dpkg-query -W -f '${Version}' mosquitto 2>/dev/null || true)" ]; then
    echo "This needs the Debian package mosquitto (2.0.11): apt-get install mosquitto" >&2
    exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'prometheus-mqtt-exporter=0.1.7-1+b4' >/dev/null 2>&1 && dpkg -x ./*.deb unpacked; }; then
    echo "This needs the Debian package prometheus-mqtt-exporter 0.1.7-1+b4, which apt-get download does not find here" >&2
    exit 2
fi
echo "prometheus-mqtt-exporter 0.1.7-1+b4, mosquitto $(dpkg-query -W -f '${Version}' mosquitto)"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline mqtt@5.15.2
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import mqtt from 'mqtt';

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

const [broker, web] = [await freePort(), await freePort()];
writeFileSync('broker.conf', `listener ${broker} 127.0.0.1\nallow_anonymous true\n`);
run('mosquitto', ['-c', 'broker.conf']);
await sleep(500);
// Only the address and the topics are set; the expression for the device is the one that it comes with.
writeFileSync(
    'exporter.yaml',
    `mqtt:
  server: tcp://127.0.0.1:${broker}
  topic_path: sites/#
metrics:
  - prom_name: temperature
    mqtt_name: temperature
    help: degrees
    type: gauge
`,
);
run('unpacked/usr/bin/prometheus-mqtt-exporter', [
    '-config',
    'exporter.yaml',
    '-listen-address',
    '127.0.0.1',
    '-listen-port',
    String(web),
]);
const page = async () => {
    const text = await (await fetch(`http://127.0.0.1:${web}/metrics`)).text();
    return text.split('\n').filter((line) => /^(temperature|received_messages)\{/.test(line));
};
for (let tries = 0; tries < 60 && !(await page().catch(() => undefined)); tries += 1) await sleep(250);
const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker}`);
const series = async (topic, temperature) => {
    const before = JSON.stringify(await page());
    await client.publishAsync(`sites/${topic}`, JSON.stringify({ temperature }));
    for (let tries = 0; tries < 40 && JSON.stringify(await page()) === before; tries += 1) await sleep(100);
    const lines = (await page()).filter((line) => line.startsWith('temperature'));
    console.log(`after ${topic} has reported ${temperature}:\n   `, lines.join('\n    '));
    return lines.map((line) => /topic="([^"]*)"/.exec(line)?.[1]).join();
};
expect((await series('home/kitchen', 21.5)) === 'sites/home/kitchen', 'the first device is not shown');
expect((await series('cabin/kitchen', 4)) === 'sites/cabin/kitchen', 'both devices are shown');
expect((await series('home/kitchen', 21.6)) === 'sites/home/kitchen', 'both devices are shown');
expect((await series('home/bath', 23)) === 'sites/home/bath,sites/home/kitchen', 'other names are not kept apart');
process.exit(0);
JS
timeout 60 node --no-warnings see.mjs
