// The settings of each node as a schema, made of the tables that the nodes check them with.

import { checkFixedPlace } from '../../src/protocol/fixed-command';
import {
    COMMAND_KINDS,
    type CommandKind,
    isConfirmable,
    KINDS,
    knownDevices,
    REQUEST_KINDS,
} from '../../src/protocol/kinds';
import { LIMITS } from '../../src/protocol/payloads';
import { MAX_TOPIC_BYTES } from '../../src/protocol/topic';
import { CHOICES, type ChoiceName, INPUT_TYPES, SWITCHES, type SwitchName } from '../../src/settings/choices';
import { MAX_ROWS } from '../../src/settings/device-table';
import { HEADER_SLOTS } from '../../src/settings/handshake';
import { SETTINGS_VERSION } from '../../src/settings/hub-options';
import { NUMBERS, type NumberName } from '../../src/settings/numbers';
import { has, hasNot, ifThen, oneOf, optional, type Schema, text, VARIABLE, when } from './json-schema';
import {
    ADDRESS,
    BOOLEAN,
    COMMAND_TOPIC,
    DECIMAL,
    devicePattern,
    FILTER,
    HEADER_NAME,
    intervalDevice,
    NAME,
    NAMED_DEVICE,
    NUMBER,
    SUBPROTOCOL,
    VARIABLE_PATTERN,
} from './patterns';

/** The settings of a node; `rules` are those that depend on another setting, after those that they depend on. */
export interface NodeSettings {
    readonly properties: Readonly<Record<string, Schema>>;
    readonly rules: readonly Schema[];
}

/** What the schemas share. */
export const SHARED: Readonly<Record<string, Schema>> = {
    variable: text(VARIABLE_PATTERN, {
        description: 'Holds an environment variable, which is read when the flow starts.',
    }),
    onlyVariable: text(`^${VARIABLE_PATTERN}$`, { description: 'One environment variable and nothing else.' }),
    number: text(NUMBER, { description: 'A number as text. The range of the number holds for it, too.' }),
    decimal: text(DECIMAL, { description: 'A decimal number as text. The range of the number holds for it, too.' }),
    filter: text(FILTER, {
        maxLength: MAX_TOPIC_BYTES,
        description: 'A topic filter: + is one level, # at the end all remaining levels.',
        examples: ['thermometer/+', '#', 'relay/i2c0-3b', '+/+/config/#'],
    }),
};

const NUMBER_TEXT: Schema = { $ref: '#/$defs/number' };
const DECIMAL_TEXT: Schema = { $ref: '#/$defs/decimal' };
const FILTER_TEXT: Schema = { $ref: '#/$defs/filter' };
const SCALAR = ['string', 'number', 'boolean'];
/** Checked by Node-RED alone, or by no one. */
const FREE: Schema = {};

/** A setting that is on or off. Its default is what its absence means. */
function onOff(name: SwitchName): Schema {
    return { default: SWITCHES[name], ...oneOf([true, false, 'true', 'false']) };
}

function choice(name: ChoiceName): Schema {
    return { default: CHOICES[name][0], ...oneOf(CHOICES[name]) };
}

function number(name: NumberName): Schema {
    const { usual, least, most, ...more }: { usual: number; least: number; most: number; off?: true; whole?: true } =
        NUMBERS[name];
    const range = { type: more.whole ? 'integer' : 'number', minimum: least, maximum: most };
    return { default: usual, ...optional(...(more.off ? [{ const: 0 }] : []), range, NUMBER_TEXT) };
}

const COMMON: Readonly<Record<string, Schema>> = {
    settingsVersion: {
        description: 'The form of the settings. In version 1, empty or absent seconds in intervals mean null.',
        default: 1,
        ...optional({ type: 'number', maximum: SETTINGS_VERSION }, NUMBER_TEXT),
    },
    name: FREE,
    dismissed: { description: 'Codes of rules of the flow check whose findings are hidden, separated by spaces.' },
};

const USED_HUB: Schema = {
    type: 'string',
    minLength: 1,
    description: 'The id of a clown-hub node.',
};

/** A row with a variable is checked when the flow starts. */
const OPEN_ROW: Schema = { type: 'object', not: { additionalProperties: { not: VARIABLE } } };

function intervalRow(isSecondsOptional: boolean): Schema {
    const { maxInterval, minCo2Interval } = LIMITS;
    const seconds = [{ type: 'integer', minimum: 1, maximum: maxInterval }, DECIMAL_TEXT];
    const co2 = { type: 'integer', minimum: minCo2Interval };
    return {
        type: 'object',
        properties: {
            device: text(intervalDevice(), { examples: ['thermometer/i2c0-48', 'lux-meter/i2c0-44'] }),
            seconds: { anyOf: [{ type: 'null' }, ...seconds, ...(isSecondsOptional ? [{ const: '' }] : [])] },
        },
        required: isSecondsOptional ? ['device'] : ['device', 'seconds'],
        ...ifThen(
            { properties: { device: text('^\\s*co2-sensor/') } },
            { properties: { seconds: { anyOf: [co2, DECIMAL_TEXT] } }, required: ['seconds'] },
        ),
    };
}

function intervals(isSecondsOptional: boolean): Schema {
    const row = { anyOf: [OPEN_ROW, intervalRow(isSecondsOptional)] };
    return optional({ type: 'array', items: row }, row);
}

/** The names of devices, and when each counts as silent. */
function devices(): Schema {
    const named = {
        type: 'object',
        properties: {
            device: text(NAMED_DEVICE, { examples: ['thermometer/i2c0-48', 'relay/i2c0-3b'] }),
            name: optional(text(NAME, { examples: ['living room'] })),
            silentAfter: number('silentAfter'),
        },
        required: ['device'],
    };
    const row = { anyOf: [OPEN_ROW, named] };
    return {
        description: 'Names of devices. A topic or device may hold a name in place of type/address.',
        ...optional({ type: 'array', items: row, maxItems: MAX_ROWS }, row),
    };
}

const LATEST = has('settingsVersion', SETTINGS_VERSION, String(SETTINGS_VERSION));

function hub(): NodeSettings {
    const address = text(ADDRESS, {
        examples: [
            'ws://hub.local/clown-talk-server_nodes_bridge_0',
            'wss://192.168.1.10:8443/auth/clown-talk-server_nodes_bridge_0',
        ],
    });
    const row = {
        type: 'object',
        properties: { name: text(HEADER_NAME), slot: { enum: HEADER_SLOTS } },
        required: ['name', 'slot'],
    };
    const atAddress = [hasNot('place', 'simulated')];
    return {
        properties: {
            ...COMMON,
            place: choice('place'),
            recording: { description: 'A simulated hub plays this file of the folder of recordings.' },
            address: FREE,
            tls: { description: 'The id of a tls-config node.' },
            proxy: { description: 'The id of an "http proxy" node.' },
            ...numbers('handshake', 'heartbeat', 'retryCeiling', 'maxSize', 'gap', 'silence'),
            ...free(numbers('replaySpeed')),
            intervals: {
                description: 'How often devices report: seconds, or null for never.',
                examples: [[{ device: 'thermometer/i2c0-48', seconds: 60 }]],
            },
            devices: devices(),
            ...switches('autoConnect', 'requestStates', 'quiet', 'showStatus'),
            headers: { description: `The value of a header is in the credential that slot names.` },
            subprotocol: FREE,
            startFrames: frames(),
            goodbyeFrames: frames(),
            keepValues: optional({ type: 'string' }),
        },
        rules: [
            when(atAddress, { address: { anyOf: [VARIABLE, address] } }, ['address']),
            when(atAddress, {
                headers: optional({ type: 'array', maxItems: HEADER_SLOTS.length, items: row }),
                subprotocol: optional(text(SUBPROTOCOL)),
            }),
            when([has('place', 'simulated')], {
                recording: optional({ type: 'string' }),
                ...numbers('replaySpeed'),
            }),
            ifThen(
                LATEST,
                { properties: { intervals: intervals(false) } },
                { properties: { intervals: intervals(true) } },
            ),
        ],
    };
}

function frames(): Schema {
    return {
        description: 'One frame per line.',
        ...optional({ type: 'string', examples: ['["-/-/config/list", {}]'] }),
    };
}

function numbers(...names: readonly NumberName[]): Record<string, Schema> {
    return Object.fromEntries(names.map((name) => [name, number(name)]));
}

function switches(...names: readonly SwitchName[]): Record<string, Schema> {
    return Object.fromEntries(names.map((name) => [name, onOff(name)]));
}

/** The same settings without a rule: they have it only under a condition. */
function free(settings: Readonly<Record<string, Schema>>): Record<string, Schema> {
    return Object.fromEntries(Object.entries(settings).map(([name, schema]) => [name, { default: schema.default }]));
}

function clownIn(): NodeSettings {
    const ofFrames = { output: choice('output'), ...switches('replay', 'skipRequested', 'showValue', 'warnUnmatched') };
    const ofTopic = numbers('silentAfter');
    const ofUnits = {
        temperatureUnit: choice('temperatureUnit'),
        pressureUnit: choice('pressureUnit'),
        ...numbers('altitude'),
    };
    const isTopic = has('listen', 'topic', undefined);
    const isFrames = hasNot('listen', 'state');
    return {
        properties: {
            ...COMMON,
            hub: USED_HUB,
            listen: choice('listen'),
            topic: { description: 'A topic filter, if listen is "topic".' },
            ...free({ ...ofFrames, ...ofTopic, ...ofUnits }),
            quantity: { examples: ['temperature'] },
            inputs: { description: '1 if listen is "dynamic", otherwise 0.' },
            outputs: { description: '2 if silentAfter is above 0, otherwise 1.' },
        },
        rules: [
            when([isTopic], { topic: { anyOf: [VARIABLE, FILTER_TEXT] }, ...ofTopic }, ['topic']),
            when([isFrames], ofFrames),
            when([isFrames, has('output', 'quantity')], { quantity: text('\\S') }, ['quantity']),
            when([isFrames, hasNot('output', 'text')], ofUnits),
        ],
    };
}

/** A setting with its type beside it, as a typed input of Node-RED stores it: `plain` are the rules of a fixed text. */
function typed(name: string, usual: string, used: readonly Schema[], plain: readonly Schema[]): readonly Schema[] {
    const type = `${name}Type`;
    const one = { $ref: '#/$defs/onlyVariable' };
    const scalar = (example: string): Schema => ({ type: SCALAR, minLength: 1, examples: [example] });
    const expression: Schema = { type: 'string', minLength: 1, examples: ['payload'] };
    const ifType = (types: readonly string[], ...allowed: readonly Schema[]): Schema =>
        when([...used, has(type, ...types)], { [name]: { anyOf: [one, ...allowed] } }, [name]);
    const any = { [name]: { anyOf: [{ type: 'null' }, { type: SCALAR, examples: ['payload'] }] } };
    return [
        when(used, { [type]: { default: usual, ...oneOf(INPUT_TYPES) } }),
        ...plain,
        ifType(['num'], { type: 'number' }, NUMBER_TEXT),
        ifType(['bool'], { type: 'boolean' }, text(BOOLEAN)),
        ifType(['json'], scalar('{"state": true}')),
        ifType(['msg', 'flow', 'global'], scalar('payload')),
        ifType(['jsonata'], expression),
        when([...used, has(type, 'env')], any),
        // Without a type and a value, it is the property of the message that has the name of the setting.
        ...(usual === 'msg' ? [when([...used, has(type, undefined)], any)] : []),
    ];
}

/** The settings of a command that clown out and clown request share. */
function command(kinds: readonly CommandKind[]): NodeSettings {
    const is = (test: (kind: CommandKind) => boolean): Schema => {
        const found = kinds.filter(test);
        return has('command', ...found, ...(found.includes('message') ? [undefined] : []));
    };
    const isFixed = (name: string): Schema => has(`${name}Type`, 'str', undefined);
    const hasDevice = is((kind) => KINDS[kind].device !== 'none');
    const message = is((kind) => kind === 'message');
    const hasPayload = is((kind) => KINDS[kind].payload);
    const topic = optional(text(COMMAND_TOPIC, { examples: ['relay/i2c0-3b/set', 'led/-/set'] }));
    const byPattern = new Map<string, CommandKind[]>();
    for (const kind of kinds.filter((one) => KINDS[one].device !== 'none')) {
        const schema = JSON.stringify(deviceOf(kind));
        byPattern.set(schema, [...(byPattern.get(schema) ?? []), kind]);
    }
    return {
        properties: {
            ...COMMON,
            hub: USED_HUB,
            command: { default: 'message', ...oneOf(kinds) },
            topic: FREE,
            topicType: FREE,
            device: FREE,
            deviceType: FREE,
            payload: FREE,
            payloadType: FREE,
            ...free({ long: choice('long'), confirm: onOff('confirm') }),
            ...numbers('tries'),
        },
        rules: [
            when([is((kind) => kind === 'text')], { long: choice('long') }),
            when([is(isConfirmable)], { confirm: onOff('confirm') }),
            ...typed('topic', 'str', [message], [when([message, isFixed('topic')], { topic })]),
            ...typed(
                'device',
                'str',
                [hasDevice],
                [...byPattern].map(([schema, some]) => {
                    const { isRequired, device } = JSON.parse(schema) as ReturnType<typeof deviceOf>;
                    return when(
                        [is((kind) => some.includes(kind)), isFixed('device')],
                        { device },
                        isRequired ? ['device'] : [],
                    );
                }),
            ),
            ...typed(
                'payload',
                'msg',
                [hasPayload],
                [
                    when([hasPayload, has('payloadType', 'str')], {
                        payload: { anyOf: [{ type: 'null' }, { type: SCALAR }] },
                    }),
                ],
            ),
        ],
    };
}

function deviceOf(kind: CommandKind): { readonly isRequired: boolean; readonly device: Schema } {
    const pattern = devicePattern(kind);
    const isRequired = !new RegExp(pattern, 'u').test('');
    const schemas = [...addressNumbers(kind), text(pattern, { examples: knownDevices(kind).slice(0, 2) })];
    return { isRequired, device: isRequired ? { anyOf: [VARIABLE, ...schemas] } : optional(...schemas) };
}

/** Numbers that are an address. Those that the check of the command refuses look like another bus by their characters. */
function addressNumbers(kind: CommandKind): readonly Schema[] {
    const accepts = (address: number): boolean => checkFixedPlace(kind, address).ok;
    if (KINDS[kind].device === 'device') return [];
    if (KINDS[kind].device === 'bus') return [{ enum: Array.from({ length: 10 }, (_, bus) => bus).filter(accepts) }];
    const looksLikeBus = [
        { type: 'integer', minimum: 1_000_000, maximum: 9_999_999 },
        { type: 'integer', minimum: -999_999, maximum: -100_000 },
    ];
    return [{ type: 'number', ...(accepts(1_000_000) ? {} : { not: { anyOf: looksLikeBus } }) }];
}

function clownOut(): NodeSettings {
    const { properties, rules } = command(COMMAND_KINDS);
    const more = { offline: choice('offline'), ...numbers('queueSize', 'queueAge') };
    const outputs = { description: '1 if the message is passed on when complete, otherwise 0.' };
    return { properties: { ...properties, ...more, outputs }, rules };
}

function clownRequest(): NodeSettings {
    const { properties, rules } = command(REQUEST_KINDS);
    const more = { answer: optional(FILTER_TEXT), ...numbers('timeout') };
    const outputs = { description: '2 if errors leave through a second output, otherwise 1.' };
    return { properties: { ...properties, ...more, outputs }, rules };
}

/** The settings of each node, by its type. */
export const SETTINGS: Readonly<Record<string, () => NodeSettings>> = {
    'clown-hub': hub,
    'clown-in': clownIn,
    'clown-out': clownOut,
    'clown-request': clownRequest,
};
