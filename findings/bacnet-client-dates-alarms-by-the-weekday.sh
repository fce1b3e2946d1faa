#!/usr/bin/env bash
# What:       @bacnet-js/client, a maintained successor of bacstack: the property *event time stamps* of an object, which
#             says when its last alarm, fault and return to normal were.
# Version:    @bacnet-js/client 3.3.2
# Expected:   Thursday, 26 November 2026, 13:05 is read as that.
# Happens:    It is read as 4 November: the day of the month is replaced by the day of the week. Sunday 29 November is read
#             as 31 October, because the *day 0* of November is the last of October. Year, month and time are right, and
#             so are dates of other properties.
# Hurt:       Owners who log or compare alarms: each alarm seems to be in the first days of its month, or in the month
#             before, and two alarms of one weekday, a week apart, seem to be on one day.
# Documented: No.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline @bacnet-js/client@3.3.2
cat > see.cjs <<'JS'
const dgram = require('node:dgram');
const { once } = require('node:events');
const bacnet = require('@bacnet-js/client');

const Client = bacnet.default ?? bacnet;
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const ANALOG_INPUT = 0;
const EVENT_TIME_STAMPS = 130;

/** The value in a response: [2] { date, time } for a time stamp; the weekday counts from Monday, 1. */
const dateTime = ([year, month, day, weekday]) => [0xa4, year - 1900, month, day, weekday, 0xb4, 13, 5, 0, 0];
const stamp = (date) => [0x2e, ...dateTime(date), 0x2f];

(async () => {
    // A controller with one object: it responds to each *read property* with what is set here.
    let value = [];
    const controller = dgram.createSocket('udp4');
    controller.bind(0, '127.0.0.2');
    await once(controller, 'listening');
    controller.on('message', (request, { port, address }) => {
        // BVLC 4 bytes, NPDU 2 bytes, then type, maximum, invoke id and service.
        const [, , invokeId] = request.subarray(6);
        const property = value.property;
        const apdu = [0x30, invokeId, 0x0c, 0x0c, 0, 0, 0, 1, 0x19, property, 0x3e, ...value.bytes, 0x3f];
        const response = Buffer.from([0x81, 0x0a, 0, 6 + apdu.length, 0x01, 0x00, ...apdu]);
        controller.send(response, port, address);
    });
    const client = new Client({ port: 0, interface: '127.0.0.1', broadcastAddress: '127.255.255.255' });
    client.on('error', (error) => console.error(error));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const read = async (property, bytes) => {
        value = { property, bytes };
        const address = { address: `127.0.0.2:${controller.address().port}` };
        const { values } = await client.readProperty(address, { type: ANALOG_INPUT, instance: 1 }, property);
        return values.map(({ value: date }) => `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()} ${date.getHours()}:0${date.getMinutes()}`);
    };
    const thursday = await read(EVENT_TIME_STAMPS, stamp([2026, 11, 26, 4]));
    const sunday = await read(EVENT_TIME_STAMPS, stamp([2026, 11, 29, 7]));
    console.log(`event time stamp of 2026-11-26 13:05, a Thursday: read as ${thursday}`);
    console.log(`event time stamp of 2026-11-29 13:05, a Sunday:   read as ${sunday}`);
    expect(String(thursday) === '2026-11-4 13:05', 'a Thursday is read otherwise');
    expect(String(sunday) === '2026-10-31 13:05', 'a Sunday is read otherwise');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 30 node see.cjs
