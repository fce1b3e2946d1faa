#!/usr/bin/env bash
# What:       `socket.setKeepAlive(true, initialDelay)` of Node.js; the delay is in milliseconds.
# Version:    seen with Node.js 20.20.2 on Linux
# Expected:   500 ms, or a second as the smallest delay the system knows.
# Happens:    The value is cut to whole seconds; below 1,000 that is 0, and 0 means *leave it as it is*: 7,200 s.
#             1,000 sets one second. Nothing is reported, and what looks like the strictest setting is the loosest.
# Hurt:       Authors who lower the delay in tests or for fast detection: a peer without power is noticed after two
#             hours.
# Documented: The documentation says that 0 keeps the value of the system, not that anything below 1,000 is 0.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > see.mjs <<'JS'
import { connect, createServer } from 'node:net';
import { readFileSync } from 'node:fs';

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
// The sixth column of /proc/net/tcp: kind of the running timer (02 is keepalive) and what is left of it in hundredths of a second.
const timer = (port) => {
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    const line = readFileSync('/proc/net/tcp', 'utf8')
        .split('\n')
        .find((text) => text.trim().split(/\s+/)[1]?.endsWith(`:${hex}`) && text.trim().split(/\s+/)[3] === '01');
    const [kind, left] = line.trim().split(/\s+/)[5].split(':');
    return kind === '02' ? Number.parseInt(left, 16) / 100 : undefined;
};
const found = {};
for (const delay of [500, 999, 1000, 5000]) {
    const socket = connect(server.address().port, '127.0.0.1');
    await new Promise((resolve) => socket.on('connect', resolve));
    socket.setKeepAlive(true, delay);
    found[delay] = timer(socket.localPort);
    socket.destroy();
}
console.log(`Node.js ${process.version}: seconds until the first probe by initialDelay in ms:`, found);
expect(found[500] > 60 && found[999] > 60, 'a delay below a second is no longer the one of the system');
expect(found[1000] <= 1.1 && found[5000] <= 5.1, 'whole seconds are treated differently');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
