#!/usr/bin/env bash
# What:       Dates of bacstack and node-bacnet, with which Node.js talks BACnet: `timeSync(address, now)`, which sets the
#             clock of a controller, and dates that are read, for instance of a calendar or of the last change.
# Version:    bacstack 0.0.1-beta.14, node-bacnet 0.2.4
# Expected:   29 November is sent as month 11, and month 11 is read as November.
# Happens:    29 November is sent as month 10: the controller is set to 29 October. January is sent as month 0, which does
#             not exist. Month 11 is read as December, and 31 December as 31 January of the next year. JavaScript counts
#             months from 0, BACnet from 1. What the package has written itself it reads back correctly.
# Hurt:       Owners of heating and ventilation with time programs: summer time, holidays and heating periods are those of
#             the month before, and every log is a month off.
# Documented: No.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline bacstack@0.0.1-beta.14 node-bacnet@0.2.4
cat > see.cjs <<'JS'
const dgram = require('node:dgram');
const { once } = require('node:events');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
// The controller: another loopback address, because bacstack sends to the port that it listens on.
const CONTROLLER = '127.0.0.2';
// In a telegram a date is a tag, the years since 1900, the month, the day and the day of the week.
const DATE_TAG = 0xa4;
const monthIn = (telegram) => telegram[telegram.indexOf(DATE_TAG) + 2];

async function sentMonth(name, date) {
    const controller = dgram.createSocket('udp4');
    controller.bind(0, CONTROLLER);
    await once(controller, 'listening');
    const { port } = controller.address();
    const Client = require(name);
    const client = new Client({ port, interface: '127.0.0.1', broadcastAddress: '127.255.255.255' });
    client.on('error', (error) => console.error(error));
    const received = once(controller, 'message', { signal: AbortSignal.timeout(5_000) });
    await new Promise((resolve) => setTimeout(resolve, 200));
    client.timeSync(name === 'bacstack' ? CONTROLLER : `${CONTROLLER}:${port}`, date);
    const [telegram] = await received;
    client.close();
    controller.close();
    return monthIn(telegram);
}

(async () => {
    for (const name of ['bacstack', 'node-bacnet']) {
        const november = await sentMonth(name, new Date(2026, 10, 29, 13, 5, 7));
        const january = await sentMonth(name, new Date(2026, 0, 15, 13, 5, 7));
        const { decodeDate } = require(`${name}/lib/asn1`);
        const read = (month, day) => {
            const { value } = decodeDate(Buffer.from([126, month, day, 0xff]), 0);
            return `${value.getFullYear()}-${value.getMonth() + 1}-${value.getDate()}`;
        };
        console.log(`${name}: 29 November 2026 is sent with month ${november}, 15 January with month ${january}`);
        console.log(`${name}: 2026-11-29 is read as ${read(11, 29)}, 2026-12-31 as ${read(12, 31)}`);
        expect(november === 10 && january === 0, `${name} sends another month`);
        expect(read(11, 29) === '2026-12-29' && read(12, 31) === '2027-1-31', `${name} reads dates otherwise`);
    }
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 30 node see.cjs
