// docs/beside-core.md: what the tables of `npm run test:beside` mean to an owner, and the tables.

import { markdownOf, tablesOf } from './beside-tables.mjs';

/** @typedef {import('./beside-tables.mjs').Result} Result */

/**
 * @param {Result} result
 * @param {string} times how often each fault was repeated
 * @param {string} own version of the pack
 */
export function pageOf(result, times, own) {
    const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
    const notes = result.faults.filter(({ note }) => note !== '').map(({ name, note }) => `- *${name}*: ${note}.`);
    const tables = tablesOf(result).map(
        (table) => `## ${table.title}\n\n${LEGENDS[table.title] ?? ''}${markdownOf(table)}\n`,
    );
    const date = new Date().toISOString().slice(0, 10);
    return `# Beside core's own nodes

The same faults, made to happen to these nodes, to Node-RED's own WebSocket nodes and to its own MQTT nodes: what they lose, what we do
not, and where they do better.

\`\`\`sh
npm run test:beside -- --markdown
\`\`\`

wrote this page on ${date}: pack ${own}, ${versions.join(', ')}, Node.js ${process.version}, each fault ${times} times on each way, in real
seconds. Where the runs differ, a cell has the least and the most. It wants Mosquitto, and some nine minutes.

## What is compared

Each way is a real Node-RED in a process of its own, and a gate in front of the far end, which cuts, stalls and drops for all of them alike.
The far end says ten numbered readings a second, and notes when each numbered command arrives. Each time a fault begins 4 seconds later
after the connect and lasts 1.7 seconds longer, so that intervals that are fixed do not always meet it alike.

| | far end | settings |
| --- | --- | --- |
| clown in, clown out | the simulated hub | as they come. *clown request* is the same link, with commands that wait for an answer |
| websocket in, out | the same | as they come, with no heartbeat; a Status node sends the start message after each connect |
| the same, heartbeat 15 s | the same | *Send heartbeat* switched on |
| mqtt in, out | Mosquitto | as they come: QoS 2 in, QoS 0 out, keep alive 60 s, clean session; the hub uses QoS 0, as a real one does |
| the same, QoS 1, session kept | Mosquitto that stores its sessions | QoS 1 on all sides, keep alive 15 s, no clean session; a real hub says its readings with QoS 0, so you would have to change it as well |

${notes.join('\n')}

## Where core does as well, or better

- **It is back sooner after an outage**, within seconds where ours can take most of a minute: *websocket* tries every 3 seconds, *mqtt*
  every 5. Our pauses grow, up to a minute, so that a hub that is away costs few tries. *Maximum retry interval* makes them shorter.
- **MQTT with QoS 1 and a kept session brings the readings after a cut**, late and up to 1,000 of them: nothing else here does. It has
  its price: readings and commands that come twice, commands that are carried out late, and a burst that is larger than
  Mosquitto's queue loses what does not fit, unless its \`max_queued_messages\` is raised. QoS 2, by its rules, lets nothing come twice.
- **A heartbeat makes core's WebSocket nodes notice a dead connection as soon as ours.** It is off unless you switch it on.
- **A short cut that nobody notices is the same for all**: TCP delivers what was held back, ours as well. Only *clown request* says that
  no answer came, and then the command arrives after all.
- **MQTT does not hang up over bytes that are no text**, which reach the flow as they are, nor over bytes that are no MQTT at all.
- **Core takes a message of 2 MiB**, and far larger ones. Ours has a limit, 1 MiB unless you change it (*Largest message*), and reconnects
  after a larger one.
- **Deploys** cost none of them more than a reading or two, and none of them hangs up when only the flows change.

## Where it does not

- **A command that cannot be sent is lost without a word.** *websocket out* is complete all the same; *mqtt out* is neither complete nor
  failed, also with QoS 1, as long as it knows that it is disconnected. No Catch node hears of either. Ours fails at once, with the reason.
- **What MQTT has taken while it did not yet know of the cut comes late** with QoS 1: a relay switches two minutes after it was told.
- **The status does not say why.** *disconnected* or *error* stands for a wrong password, a certificate, a closed port and a cut alike,
  and no Catch node gets an error of the connection.
- **Without a heartbeat, a dead WebSocket stays green for ever**, and MQTT takes up to a minute and a half with its usual keep alive.
- **A hub that accepts and never answers stops core's WebSocket nodes until the next deploy**: they never give up the try.
- **After a deploy of modified flows, core's WebSocket nodes show nothing**, though they are connected.
- **Text that is no UTF-8**, which a hub passes on unchecked, ends core's WebSocket connection.

What is on its way in the seconds before anybody can know of a cut is lost by ours as well: use *Wait until the hub confirms*, or *clown
request*, where that matters; then it is an error. It cannot say whether the command had arrived.

${tables.join('\n')}
A cut is made by a gate that reads nothing more. A real network that is away for a quarter of an hour also makes the operating system give up
a connection on which something was sent; two minutes are too short for that.
`;
}

/** @type {Record<string, string>} */
const LEGENDS = {
    'What became of the commands': `*2 of 12* have arrived within five seconds; *late* ones after that; *failed* ones a Catch node has heard of; *lost* ones have not
arrived, and nobody was told; *twice* have come ones that are counted elsewhere too.

`,
    'Readings said while the node showed that it was connected': `*Late* and *twice* count all readings, also those said while it showed that it was not connected.

`,
};
