// The messages that each node takes and sends, as schemas. What they hold is read from the published types.

import { ACTIONS, DYNAMIC_ACTIONS } from '../../nodes/runtime/node/connection-actions';
import { RECORDING_ACTIONS } from '../../nodes/runtime/node/recording-actions';
import type { Schema } from './json-schema';

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

/** A message with a command, or with an action for the hub. */
const COMMAND: Schema = {
    type: 'object',
    properties: {
        action: { enum: HUB_ACTIONS, description: 'For the hub; no command is sent.' },
        topic: { description: 'With the command "message": the topic, such as relay/i2c0-3b/set.' },
        payload: { description: 'The value for the command of the node.' },
    },
};

export const MESSAGES: Readonly<Record<string, NodeMessages>> = {
    'clown-hub': { input: false, output: false },
    'clown-in': {
        input: {
            type: 'object',
            properties: {
                action: { enum: [...HUB_ACTIONS, ...DYNAMIC_ACTIONS] },
                topic: {
                    description: 'For subscribe and unsubscribe. With unsubscribe, true means all.',
                    anyOf: [of('filter'), { type: 'array', items: of('filter') }, { const: true }],
                },
            },
            required: ['action'],
        },
        output: {
            anyOf: [
                of('ClownMessage'),
                message({ payload: of('StateWord'), clown: of('StateChange') }, 'A change of the connection.'),
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
        input: COMMAND,
        output: {
            type: 'object',
            description: 'The message that arrived, or the response to its action.',
        },
    },
    'clown-request': {
        input: COMMAND,
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
                    description: 'The message that arrived, where nothing responds.',
                    not: { anyOf: [{ required: ['clown'] }, { required: ['error'] }] },
                },
            ],
        },
    },
};
