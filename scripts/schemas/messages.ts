// The messages that each node takes and sends, as schemas. What they hold is read from the published types.

import { MINUTES } from '../../nodes/runtime/hub/recordings';
import { MAX_BATCH } from '../../nodes/runtime/node/batch';
import { ACTIONS, DYNAMIC_ACTIONS } from '../../nodes/runtime/node/connection-actions';
import { RECORDING_ACTIONS } from '../../nodes/runtime/node/recording-actions';
import { has, type Schema, when } from './json-schema';

/** False where there are no messages. */
export interface NodeMessages {
    readonly input: Schema | false;
    readonly output: Schema | false;
}

const of = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

function message(properties: Readonly<Record<string, Schema>>, description: string): Schema {
    return { type: 'object', description, properties, required: Object.keys(properties) };
}

const STATUS = message({ payload: of('HubStatus') }, 'The response to msg.action "status".');

const RECORDING = message({ payload: of('RecordingDetails') }, 'The response to an action for recordings.');

const FILTERS: Schema = { type: 'array', items: { type: 'string' } };

const HUB_ACTIONS = [...ACTIONS, ...RECORDING_ACTIONS];

/** What the actions for recordings read, whatever it is in other messages. */
const LENGTH: Schema = {
    default: MINUTES.usual,
    description: 'With record: the minutes of the recording.',
    anyOf: [{ const: '' }, { type: 'number', minimum: MINUTES.least, maximum: MINUTES.most }, of('number')],
};
const RECORD = when([has('action', 'record')], { minutes: LENGTH });

/** A message with a command, or with an action for the hub. `payload` says what a list is. */
function command(payload: string): Schema {
    return {
        type: 'object',
        properties: {
            action: {
                anyOf: [
                    { enum: HUB_ACTIONS, description: 'For the hub. No command is sent.' },
                    { description: 'A message with any other value is sent as a command.' },
                ],
            },
            topic: { description: 'With the command "message": the topic, such as relay/i2c0-3b/set.' },
            device: {
                description:
                    'If the hub has names, and there is no topic in the node and in the message: the name or type/address of the device to set.',
            },
            payload: { description: `The value for the command, as for the setting payload. ${payload}`.trim() },
        },
        allOf: [RECORD],
    };
}

const TOPIC = {
    filters: [of('filter'), { type: 'array', items: of('filter') }],
    all: { const: true, description: 'All.' },
};

export const MESSAGES: Readonly<Record<string, NodeMessages>> = {
    'clown-hub': { input: false, output: false },
    'clown-in': {
        input: {
            type: 'object',
            properties: {
                action: {
                    description: 'Those with filters are not for a node whose setting listen is "state".',
                    enum: [...HUB_ACTIONS, ...DYNAMIC_ACTIONS],
                },
            },
            required: ['action'],
            allOf: [
                when([has('action', 'subscribe')], { topic: { anyOf: TOPIC.filters } }, ['topic']),
                when([has('action', 'unsubscribe')], { topic: { anyOf: [...TOPIC.filters, TOPIC.all] } }, ['topic']),
                RECORD,
            ],
        },
        output: {
            anyOf: [
                of('ClownMessage'),
                message(
                    { topic: { type: 'string' }, payload: of('StateWord'), clown: of('StateChange') },
                    'A change of the connection. The topic is the name of the hub node, or its host.',
                ),
                message(
                    { topic: { type: 'string' }, payload: { enum: ['silent', 'back'] }, clown: of('SilenceDetails') },
                    'A topic that has become silent, or is back.',
                ),
                STATUS,
                RECORDING,
                message({ payload: FILTERS }, 'The response to msg.action "list".'),
            ],
        },
    },
    'clown-out': {
        input: command(
            `With the command "message", a list is a batch: of [topic, payload] or of messages, at most ${MAX_BATCH}.`,
        ),
        output: {
            type: 'object',
            description: 'The message that arrived, or the response to its action.',
        },
    },
    'clown-request': {
        input: command(''),
        output: {
            anyOf: [
                message({ payload: {}, clown: of('AnswerDetails') }, 'The message with the response of the hub.'),
                message(
                    {
                        error: message(
                            { message: { type: 'string' }, code: { type: 'string' } },
                            'Why there is no response.',
                        ),
                    },
                    'At the second output.',
                ),
                STATUS,
                RECORDING,
                {
                    type: 'object',
                    description: 'The message that arrived, with all its properties, where nothing responds.',
                },
            ],
        },
    },
};
