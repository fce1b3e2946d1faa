// Every command that a bridge knows (clown-talk, section 8): what a flow gives, what the hub receives, what it
// responds, and what has changed then.

import type { Simulator } from '../../../src/simulator';
import type { Message } from './runtime';

export type Payload = Readonly<Record<string, unknown>>;

export interface Row {
    readonly name: string;
    /** The settings of the node; without any it sends the message as it is. */
    readonly settings?: Payload;
    readonly msg: Message;
    /** What the hub receives. */
    readonly sends: readonly [topic: string, payload: Payload];
    /** The response: `none` for commands without one, `silence` if a real bridge fails to send it. */
    readonly answer: readonly [topic: string, payload: Payload | RegExp] | 'none' | 'silence';
    /** What is different at the hub afterwards. */
    readonly shows?: (hub: Simulator) => unknown;
    readonly shown?: unknown;
}

const THERMOMETER = 'thermometer/i2c0-48';
const RELAY = 'relay/i2c0-3b';
const DISPLAY = 'display-oled/i2c0-3c';
const PICTURE = Buffer.from(Array.from({ length: 1024 }, (_, at) => at % 256));
const TEXT = ['Hello', 'Clown.Hub'];
const LIST_OK = /^\{"sensors":\["thermometer\/i2c0-48",.*"actuators":\["led\/-","i2c\/0",.*"notifications":\[\]\}$/;
const READING = /^\{"[a-z-]+":\[[\d.]+,"(℃|lux|m|%)"\]/;
const TWO_BYTES = /^\{"address":"48","write":"00","read":"[0-9A-F]{2},[0-9A-F]{2}"\}$/;

/** A command as a message, and as the dialog has it. */
function both(
    name: string,
    sends: Row['sends'],
    dialog: { readonly command: string; readonly device?: string; readonly payload?: unknown },
    rest: Omit<Row, 'name' | 'sends' | 'msg' | 'settings'>,
): Row[] {
    const { command, device = '', payload } = dialog;
    const [topic, sent] = sends;
    return [
        { name: `${name}, as a message`, msg: { topic, payload: sent }, sends, ...rest },
        {
            name: `${name}, as ${command}`,
            settings: { command, device },
            msg: { topic: 'kept', payload },
            sends,
            ...rest,
        },
    ];
}

/** The table, each row as a message and, where the dialog has it, as its command. */
export const ROWS: readonly Row[] = [
    ...['off', 'on', '1-dot', '2-dot', '3-dot'].flatMap((state) =>
        both(
            `LED ${state}`,
            ['led/-/set', { state }],
            { command: 'led', payload: state },
            {
                answer: ['led/-', { state }],
                shows: (hub) => hub.led,
                shown: state,
            },
        ),
    ),
    ...both(
        'the state of the LED',
        ['led/-/get', {}],
        { command: 'get', device: 'led/-' },
        {
            answer: ['led/-', { state: 'off' }],
        },
    ),
    ...[true, false].flatMap((state) =>
        both(
            `relay ${state}`,
            [`${RELAY}/set`, { state }],
            { command: 'relay', device: 'i2c0-3b', payload: state },
            {
                answer: [RELAY, { state }],
                shows: (hub) => hub.relay(RELAY),
                shown: state,
            },
        ),
    ),
    ...both(
        'the state of a relay',
        ['relay/i2c0-3f/get', {}],
        { command: 'get', device: 'relay/i2c0-3f' },
        {
            answer: ['relay/i2c0-3f', { state: null }],
        },
    ),
    {
        name: 'lines of a display, as a message',
        msg: { topic: `${DISPLAY}/set`, payload: { 'line-0': 'Hello', 'line-7': 'x'.repeat(21) } },
        sends: [`${DISPLAY}/set`, { 'line-0': 'Hello', 'line-7': 'x'.repeat(21) }],
        answer: 'none',
        shows: (hub) => hub.display(DISPLAY),
        shown: ['Hello', '', '', '', '', '', '', 'x'.repeat(21)],
    },
    {
        name: 'a text on a display, as text',
        settings: { command: 'text', device: 'i2c0-3c' },
        msg: { payload: TEXT.join('\n') },
        sends: [
            `${DISPLAY}/set`,
            Object.fromEntries(Array.from({ length: 8 }, (_, line) => [`line-${line}`, TEXT[line] ?? ' '])),
        ],
        answer: 'none',
        shows: (hub) => hub.display(DISPLAY)?.map((line) => line.trim()),
        shown: [...TEXT, '', '', '', '', '', ''],
    },
    ...both(
        'a picture on a display',
        [`${DISPLAY}/set`, { raw: PICTURE.toString('base64') }],
        { command: 'picture', device: 'i2c0-3c', payload: PICTURE },
        { answer: 'none', shows: (hub) => hub.picture(DISPLAY)?.equals(PICTURE), shown: true },
    ),
    ...[
        THERMOMETER,
        'lux-meter/i2c0-44',
        'barometer/i2c0-60',
        'humidity-sensor/i2c1-5f',
        'humidity-sensor/i2c0-40',
    ].flatMap((device) =>
        both(
            `a reading of ${device}`,
            [`${device}/get`, {}],
            { command: 'get', device },
            { answer: [device, READING] },
        ),
    ),
    ...(
        [
            [THERMOMETER, 60],
            [THERMOMETER, 1],
            [THERMOMETER, 86_400],
            [THERMOMETER, null],
            ['co2-sensor/i2c0-38', 16],
        ] as const
    ).flatMap(([device, seconds]) =>
        both(
            `an interval of ${seconds} for ${device}`,
            [`${device}/config/update`, { 'publish-interval': seconds }],
            { command: 'interval', device, payload: seconds },
            {
                answer: [`${device}/config/ok`, { 'publish-interval': seconds }],
                shows: (hub) => hub.interval(device),
                shown: seconds,
            },
        ),
    ),
    {
        name: 'the interval in the documented words, which no bridge takes',
        msg: { topic: `${THERMOMETER}/config/set`, payload: 60 },
        sends: [`${THERMOMETER}/config/set`, { 'publish-interval': 60 }],
        answer: 'silence',
        shows: (hub) => hub.interval(THERMOMETER),
        shown: null,
    },
    ...['get', 'list'].map(
        (word): Row => ({
            name: `the settings of a device by ${word}`,
            msg: { topic: `${THERMOMETER}/config/${word}`, payload: {} },
            sends: [`${THERMOMETER}/config/${word}`, {}],
            answer: [`${THERMOMETER}/config/ok`, { 'publish-interval': null }],
        }),
    ),
    ...both(
        'the device list',
        ['-/-/config/list', {}],
        { command: 'list' },
        { answer: ['-/-/config/list/ok', LIST_OK] },
    ),
    ...both(
        'a scan of bus 0',
        ['i2c/0/config/scan', {}],
        { command: 'scan' },
        {
            answer: ['i2c/0/config/scan/ok', /^\{"slaves":\[.*\["48","thermometer\/i2c0-48"\].*\]\}$/],
        },
    ),
    ...both(
        'a scan of bus 1',
        ['i2c/1/config/scan', {}],
        { command: 'scan', device: '1' },
        {
            answer: ['i2c/1/config/scan/ok', /\["49","thermometer\/i2c1-49"\]/],
        },
    ),
    ...both(
        'bytes from a chip',
        ['i2c/0/get', { address: '48', write: '00', 'read-length': 2 }],
        { command: 'i2c-read', payload: { address: 0x48, write: Buffer.from([0]), length: 2 } },
        { answer: ['i2c/0', TWO_BYTES] },
    ),
    ...both(
        'bytes to a chip on bus 1',
        ['i2c/1/set', { address: '49', write: '01,60' }],
        { command: 'i2c-write', device: '1', payload: { address: 0x49, write: [0x01, 0x60] } },
        { answer: ['i2c/1', { address: '49', write: '01,60' }] },
    ),
    ...['AA==', '(0)'].map((write): Row => {
        const list = write === 'AA==' ? '00' : '30';
        return {
            name: `the bytes of a chip, after ${write}`,
            msg: { topic: 'i2c/0/get', payload: { address: '48', write, 'read-length': 2 } },
            sends: ['i2c/0/get', { address: '48', write: list, 'read-length': 2 }],
            answer: ['i2c/0', new RegExp(`^\\{"address":"48","write":"${list}","read":"[0-9A-F]{2},[0-9A-F]{2}"\\}$`)],
        };
    }),
    {
        name: 'bytes for a chip, as base64 in the dialog',
        settings: { command: 'i2c-write', device: '1' },
        msg: { payload: { address: 0x49, write: 'AWA=' } },
        sends: ['i2c/1/set', { address: '49', write: '01,60' }],
        answer: ['i2c/1', { address: '49', write: '01,60' }],
    },
];
