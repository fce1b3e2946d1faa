#!/usr/bin/env bash
# What:       The broker Aedes, which runs within Node-RED and other programs, and a shared subscription, `$share/group/filter`.
# Version:    aedes 1.2.0, mqtt 5.15.2
# Expected:   One of the group receives each message, or the subscription is refused (0x80).
# Happens:    It is granted with its QoS, and no message ever arrives: Aedes takes `$share/group/state/#` for a topic
#             that begins with these words. Aedes speaks MQTT 3.1.1 only, where shared subscriptions are no part of the
#             standard, but mosquitto, EMQX and others serve them to such clients, and a client cannot tell.
# Hurt:       Owners who move a flow with two workers (or a bridge to a database) from mosquitto to the broker in
#             Node-RED: everything is connected and subscribed, and nothing is stored.
# Documented: Not found; the word does not occur in its pages.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline aedes@1.2.0 mqtt@5.15.2
cat > see.mjs <<'JS'
import net from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const broker = await Aedes.createBroker();
const server = net.createServer(broker.handle).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const connect = () => mqtt.connectAsync(`mqtt://127.0.0.1:${server.address().port}`, { reconnectPeriod: 0 });
const received = (client) => {
    const list = [];
    client.on('message', (topic, payload) => list.push(`${topic} ${payload}`));
    return list;
};
const [one, two, plain, publisher] = [await connect(), await connect(), await connect(), await connect()];
const [first, second, all] = [received(one), received(two), received(plain)];
const granted = [await one.subscribeAsync('$share/store/state/#', { qos: 1 })];
granted.push(await two.subscribeAsync('$share/store/state/#', { qos: 1 }));
await plain.subscribeAsync('state/#', { qos: 1 });
for (const value of ['on', 'off', 'on']) await publisher.publishAsync('state/relay', value, { qos: 1 });
await sleep(500);
console.log('granted:', JSON.stringify(granted.flat()));
console.log('received by the group:', first, second);
console.log('received by a client without a group:', all);
expect(
    granted.flat().every(({ qos }) => qos === 1),
    'a shared subscription is refused',
);
expect(all.length === 3, 'a plain subscription does not receive the messages');
expect(first.length + second.length === 0, 'the group receives messages');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
