#!/usr/bin/env bash
# What:       Prometheus' Pushgateway and a reading whose own label has the same name as a part of the address it is
#             pushed to, as when one script pushes all rooms below the address of one.
# Version:    prometheus-pushgateway 1.5.1 (Debian 12)
# Expected:   The label of the reading, or status 400 because they contradict each other, as for a timestamp.
# Happens:    Status 200, and the address wins: temp{room="cellar"} 9 pushed to .../room/kitchen is shown as the kitchen
#             with 9 degrees, and what the kitchen itself had pushed is gone, because a push replaces all readings of
#             that name below the address, also those with other labels.
# Hurt:       Owners with a script or an HTTP request node that pushes each reading to one address: one room has the
#             value of whichever was pushed last, and the others do not exist.
# Documented: Both rules are in its README; that a contradiction is accepted without a word is what one has to notice.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'prometheus-pushgateway=1.5.1-2+b5' >/dev/null 2>&1 && dpkg -x ./*.deb unpacked; }; then
    echo "This needs the Debian package prometheus-pushgateway 1.5.1-2+b5, which apt-get download does not find here" >&2
    exit 2
fi
echo "prometheus-pushgateway 1.5.1-2+b5"
cat > see.mjs <<'JS'
import { spawn } from 'node:child_process';
import net from 'node:net';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const port = await new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
        const free = server.address().port;
        server.close(() => resolve(free));
    });
});
const gateway = spawn('unpacked/usr/bin/prometheus-pushgateway', [
    `--web.listen-address=127.0.0.1:${port}`,
    '--persistence.file=data',
], { stdio: 'ignore' });
process.on('exit', () => gateway.kill('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
const url = `http://127.0.0.1:${port}`;
const page = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return text.split('\n').filter((line) => line.startsWith('temp{'));
};
for (let tries = 0; tries < 60 && !(await page().catch(() => undefined)); tries += 1) await sleep(250);
const push = async (line) => {
    const { status } = await fetch(`${url}/metrics/job/home/room/kitchen`, { method: 'POST', body: `${line}\n` });
    const shown = await page();
    console.log(`${line.padEnd(24)} -> ${status}`, shown);
    return { status, shown: shown.map((text) => text.replace('instance="",job="home",', '')).join() };
};
const kitchen = await push('temp 21.5');
expect(kitchen.shown === 'temp{room="kitchen"} 21.5', 'a reading without a label is shown otherwise');
const cellar = await push('temp{room="cellar"} 9');
expect(cellar.status === 200, 'a contradiction is refused');
expect(cellar.shown === 'temp{room="kitchen"} 9', 'the label of the reading is kept');
const sensors = [await push('temp{sensor="wall"} 20'), await push('temp{sensor="floor"} 24')];
expect(sensors[1].shown === 'temp{room="kitchen",sensor="floor"} 24', 'a push keeps the other sensors');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
