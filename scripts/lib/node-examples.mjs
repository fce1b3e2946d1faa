// The examples at the end of the pages of docs/nodes/. Their messages and frames are made by the code of the nodes.

import { factoryFor } from '../../nodes/shared/message-factory.js';
import { commandText } from '../../src/protocol/commands.js';
import { parseFrame } from '../../src/protocol/frame.js';
import { kindCommand } from '../../src/protocol/kinds.js';
import { topicParts } from '../../src/protocol/model.js';
import { Problem } from './run.mjs';

const HUB = 'my hub';
const TIME = 1_764_460_800_000;
const READING = '["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [96.716, "kPa"]}]';
const STATE = '["relay/i2c0-3b", {"state": true}]';

/**
 * The last section of each page, by the type of the node.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const EXAMPLES = {
    'clown-hub': `## Example flow

Select *Menu* > **Import** > **Examples** > *11 Two hubs*: darkness in the garden switches a lamp in the house. Each node
selects its hub.

A Status node sends this message while the hub is connected:

${json({ status: { fill: 'green', shape: 'dot', text: 'connected', state: 'connected' } })}`,
    'clown-in': `## Example flow

Select *Menu* > **Import** > **Examples** > *01 Light switches a relay*: two *clown in* nodes receive the light and the state of a relay.

With the topic \`barometer/+\`, the frame \`${READING}\` becomes this message:

${json(messageOf(READING, 'payload'))}

With *one quantity as a plain value* and the quantity \`pressure\`, it becomes:

${json(messageOf(READING, 'quantity', 'pressure'))}`,
    'clown-out': `## Example flow

Select *Menu* > **Import** > **Examples** > *06 Relay with confirmation*: buttons switch a relay, and a Catch node reports a failure.

With the command *switch a relay* and the device \`i2c0-3b\`, this message

${json({ payload: true })}

sends the frame \`${frameOf('relay', 'i2c0-3b', true)}\`. With *the message as it is*, the message also needs the topic:

${json({ topic: 'relay/i2c0-3b/set', payload: true })}`,
    'clown-request': `## Example flow

Select *Menu* > **Import** > **Examples** > *02 Ask for the device list*: a button requests the devices of the hub.

With the command *switch a relay* and the device \`i2c0-3b\`, this message

${json({ topic: 'evening', payload: true })}

sends the frame \`${frameOf('relay', 'i2c0-3b', true)}\`. The response of the hub is \`${STATE}\`, and the node sends:

${json({ topic: 'evening', ...responseOf(STATE) })}`,
};

/**
 * A block of JSON, with short arrays on one line.
 *
 * @param {object} message
 */
function json(message) {
    const text = JSON.stringify(message, null, 2).replace(/\[[^[\]{}]*\]/g, (array) =>
        JSON.stringify(JSON.parse(array)).replaceAll(',', ', '),
    );
    return `\`\`\`json\n${text}\n\`\`\``;
}

/**
 * The message of clown in for a frame.
 *
 * @param {string} text
 * @param {string} output
 * @param {string} [quantity]
 */
function messageOf(text, output, quantity) {
    const frame = accepted(parseFrame(text));
    const message = accepted(factoryFor({ output, quantity }))({ frame, text, time: TIME, at: TIME }, HUB, '').at(0);
    if (message === undefined) throw new Problem(`An example in docs/nodes/ makes no message: ${text}`);
    const { _msgid, ...shown } = message;
    return shown;
}

/**
 * The part of the message of clown request that comes from the hub.
 *
 * @param {string} text
 */
function responseOf(text) {
    const { topic, payload } = accepted(parseFrame(text));
    return { payload, clown: { topic, ...topicParts(topic), hub: HUB, time: TIME } };
}

/**
 * @param {Parameters<typeof kindCommand>[0]} kind
 * @param {string} device
 * @param {import('../../src/protocol/frame.js').Json} payload
 */
function frameOf(kind, device, payload) {
    const command = accepted(kindCommand(kind, device, payload));
    return accepted(commandText(command.topic, command.payload)).trim();
}

/**
 * @template T
 * @param {import('../../src/base/errors.js').Result<T>} result
 * @returns {T}
 */
function accepted(result) {
    if (!result.ok) throw new Problem(`An example in docs/nodes/ is refused: ${result.reason.code}.`);
    return result.value;
}
