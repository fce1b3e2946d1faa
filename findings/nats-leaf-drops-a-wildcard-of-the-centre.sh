#!/usr/bin/env bash
# What:       A NATS leaf node whose user at the centre may publish `house.s1.>` only, and a subscriber at the centre
#             with `house.*.temperature`, the usual way to collect one quantity of all sites.
# Version:    nats-server 2.9.10 (Debian 12)
# Expected:   What the leaf may publish and the subscriber asks for is delivered, as it is for a client that connects
#             with the same user.
# Happens:    For the leaf it is not. The centre tells a leaf only of subscriptions that its permissions let it serve,
#             and does not see that `house.*.temperature` overlaps with `house.s1.>`: the leaf never learns of it and
#             sends nothing. No error, no log line. `house.>`, `house.s1.>` and the exact subject are delivered.
# Hurt:       Owners of several sites who limit what each site may send: one dashboard at the centre stays empty while
#             another, with `house.>`, is full. A list of what the site must *not* publish (`deny`) does not do this.
# Documented: Not found. An issue of the project, open as a defect since 2023, reports it for another pair of subjects.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The package is unpacked into the temporary folder; nothing is installed.
if ! { apt-get download 'nats-server=2.9.10-1+b3' >/dev/null 2>&1 && dpkg -x ./nats-server_*.deb unpacked; }; then
    echo "This needs the Debian package nats-server 2.9.10-1+b3, which apt-get download does not find here" >&2
    exit 2
fi
echo "nats-server 2.9.10-1+b3"
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

const [centre, leafs, leaf] = [await freePort(), await freePort(), await freePort()];
writeFileSync(
    'centre.conf',
    `server_name: centre
listen: "127.0.0.1:${centre}"
leafnodes { listen: "127.0.0.1:${leafs}" }
authorization { users: [
  { user: centre, password: p }
  { user: s1, password: p, permissions: { publish: { allow: ["a.s1.>", "b.s1.>", "c.s1.>", "d.s1.>"] } } }
] }
`,
);
writeFileSync(
    'leaf.conf',
    `server_name: leaf
listen: "127.0.0.1:${leaf}"
leafnodes { remotes: [ { url: "nats-leaf://s1:p@127.0.0.1:${leafs}" } ] }
`,
);
run('unpacked/usr/sbin/nats-server', ['-c', 'centre.conf', '-l', 'centre.log']);
await sleep(1000);
run('unpacked/usr/sbin/nats-server', ['-c', 'leaf.conf', '-l', 'leaf.log']);
await sleep(1500);
// The protocol of NATS is lines of text.
const connect = async (port, user) => {
    const socket = net.connect(port, '127.0.0.1');
    const subjects = [];
    const errors = [];
    socket.setEncoding('utf8').on('data', (text) => {
        for (const line of text.split('\r\n')) {
            if (line === 'PING') socket.write('PONG\r\n');
            if (line.startsWith('MSG')) subjects.push(line.split(' ')[1]);
            if (line.startsWith('-ERR')) errors.push(line);
        }
    });
    socket.write(`CONNECT ${JSON.stringify({ verbose: false, ...(user ? { user, pass: 'p' } : {}) })}\r\n`);
    await sleep(300);
    const say = async (lines) => {
        socket.write(lines.map((line) => `${line}\r\n`).join(''));
        await sleep(700);
    };
    return { subjects, errors, say };
};
// One tree of subjects for each subscription, so that none covers for another.
const filters = { a: 'a.>', b: 'b.*.temperature', c: 'c.s1.>', d: 'd.s1.temperature' };
const dashboard = await connect(centre, 'centre');
await dashboard.say(Object.values(filters).map((filter, index) => `SUB ${filter} ${index + 1}`));
const delivered = async (port, user) => {
    dashboard.subjects.length = 0;
    const site = await connect(port, user);
    await site.say(Object.keys(filters).map((tree) => `PUB ${tree}.s1.temperature 4\r\n21.5`));
    return Object.fromEntries(
        Object.entries(filters).map(([tree, filter]) => [
            filter,
            dashboard.subjects.includes(`${tree}.s1.temperature`) ? 'delivered' : 'nothing',
        ]),
    );
};
const found = { 'a client': await delivered(centre, 's1'), 'a leaf node': await delivered(leaf) };
console.table(found);
expect(Object.values(found['a client']).join() === 'delivered,delivered,delivered,delivered', 'a client is limited');
expect(
    Object.values(found['a leaf node']).join() === 'delivered,nothing,delivered,delivered',
    'a leaf node sends what house.*.temperature asks for, or less',
);
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
