// docs/beside-core.md: what the tables of `npm run test:beside` mean to an owner, and the tables.

import { markdownOf, tablesOf } from './beside-tables.mjs';

/** @typedef {import('./beside-tables.mjs').Result} Result */

/**
 * @param {Result} result
 * @param {string} times how often each fault was repeated
 * @param {string} own name and version of the pack
 */
export function pageOf(result, times, own) {
    const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
    const notes = result.faults.filter(({ note }) => note !== '').map(({ name, note }) => `- *${name}*: ${note}.`);
    const tables = tablesOf(result).map(
        (table) => `## ${table.title}\n\n${LEGENDS[table.title] ?? ''}${markdownOf(table)}\n`,
    );
    const date = new Date().toISOString().slice(0, 10);
    return `# Comparison with core's own nodes

The same faults are injected for these nodes, for Node-RED's own WebSocket nodes and for its MQTT nodes. The tables show what each of them
loses, and where core does better.

\`\`\`sh
npm run test:beside -- --markdown
\`\`\`

This command wrote this page on ${date}: ${own}, ${versions.join(', ')}, Node.js ${process.version}, each fault ${times} times with each setup,
in real time. Where the runs differ, a cell has the lowest and the highest value. The run needs Mosquitto and takes about nine minutes.

## What is compared

Each setup is a real Node-RED in a process of its own. A proxy in front of the far end cuts, stalls and drops connections, in the same way for all.
The far end sends ten numbered readings a second and records when each numbered command arrives. With each repetition, the fault begins
4 seconds later after connecting and lasts 1.7 seconds longer, so that fixed intervals do not always meet it at the same point.

| | far end | settings |
| --- | --- | --- |
| clown in, clown out | the simulated hub | defaults. *clown request* uses the same connection, with commands that wait for a response |
| websocket in, out | the same | defaults, without a heartbeat; a Status node sends the start message after each connect |
| the same, heartbeat 15 s | the same | *Send heartbeat* switched on |
| mqtt in, out | Mosquitto | defaults: QoS 2 in, QoS 0 out, keep alive 60 s, clean session; the hub uses QoS 0, as a real one does |
| the same, QoS 1, session kept | Mosquitto that stores its sessions | QoS 1 on all sides, keep alive 15 s, no clean session; a real hub sends its readings with QoS 0, so you would have to change it as well |

${notes.join('\n')}

## Where core does as well, or better

- **It reconnects sooner after an outage**: within seconds, where ours can take most of a minute. *websocket* retries every 3 seconds, *mqtt*
  every 5. Our intervals grow up to a minute, so that an absent hub costs few attempts. *Maximum retry interval* makes them shorter.
- **MQTT with QoS 1 and a kept session delivers the readings after a cut**, late and up to 1,000 of them. Nothing else here does. In return,
  readings and commands may arrive twice, and commands may be carried out late. A burst that is larger than
  Mosquitto's queue loses the rest, unless \`max_queued_messages\` is raised. QoS 2 prevents duplicates.
  However, of many QoS 2 messages in a row, Mosquitto 2.0.11 acknowledges all and delivers 20, unless the broker has
  \`max_inflight_messages 0\` ([finding](../findings/mosquitto-acknowledges-qos-2-and-drops-it.sh)).
- **With a heartbeat, core's WebSocket nodes detect a dead connection as soon as ours.** By default it is off.
- **A short cut that is not noticed is the same for all**: TCP delivers the delayed data, including for ours. Only *clown request* reports a
  missing response, although the command arrives later.
- **MQTT stays connected after bytes that are not text**, which reach the flow unchanged, and after bytes that are not MQTT.
- **Core accepts a message of 2 MiB**, and far larger ones. Our nodes have a limit, 1 MiB unless you change it (*Largest message*), and
  reconnect after a larger one.
- **Deploys** cost none of them more than a reading or two, and ours and core's WebSocket nodes stay connected when only the flows change.

## Where core does worse

- **A command that cannot be sent is lost silently.** *websocket out* completes; *mqtt out* neither completes nor fails
  while it is disconnected, even with QoS 1. In both cases Catch nodes receive nothing. Ours fails at once, with the reason.
- **Commands that MQTT accepted before it noticed the cut arrive late** with QoS 1: a relay switches two minutes after the command.
- **The status does not show the cause.** A wrong password, a certificate, a closed port and a cut all show *disconnected* or *error*,
  and Catch nodes receive no error of the connection.
- **Without a heartbeat, a dead WebSocket stays green indefinitely.** MQTT takes up to a minute and a half with its default keep alive.
- **A hub that accepts and never responds stops core's WebSocket nodes until the next deploy**: the attempt never ends.
- **After a deploy of modified flows, core's WebSocket nodes show nothing**, though they are connected.
- **Text that is not UTF-8**, which a hub passes on unchecked, ends core's WebSocket connection.

Ours also loses commands that are in flight in the seconds before a cut is detected. Where that matters, use *Wait until the hub confirms* or
*clown request*: the loss is then an error. The error cannot show whether the command arrived.

${tables.join('\n')}
For a cut, the proxy stops reading. If a real network is down for a quarter of an hour, the operating system also drops
a connection with unacknowledged data; two minutes are too short for that.
`;
}

/** @type {Record<string, string>} */
const LEGENDS = {
    'What happened to the commands': `*2 of 12* arrived within five seconds, *late* ones after that. *Failed* ones reached a Catch node; *lost* ones neither arrived nor
failed. *Twice* counts duplicates of commands that are also counted elsewhere.

`,
    'Readings sent while the node showed that it was connected': `*Late* and *twice* count all readings, also those sent while it showed that it was not connected.

`,
};
