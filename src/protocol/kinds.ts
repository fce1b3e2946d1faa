// The kinds of commands in the node settings: one table for their fields, suggestions and previews, and the command that
// each kind makes from a device and a value. Values are converted in kind-values.ts and checked in commands.ts.

import { ok, type Result, refuse, sample, shorten, thrownKind } from '../base/errors';
import { isBytes } from './flow-payload';
import type { Json } from './frame';
import { chip, type Long, lines, type Make, picture } from './kind-values';
import { DEVICE_TYPES, I2C_ADDRESS, SENSOR_TYPES } from './model';
import { LIMITS } from './payloads';

export const COMMAND_KINDS = [
    'relay',
    'led',
    'text',
    'picture',
    'interval',
    'get',
    'i2c-read',
    'i2c-write',
    'list',
    'scan',
    'message',
    'raw',
] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** The kinds that have a response: nothing identifies the response to raw text. */
export const REQUEST_KINDS: readonly CommandKind[] = COMMAND_KINDS.filter((kind) => kind !== 'raw');

/** The kinds whose topic is made of a device. */
type DeviceKind = Exclude<CommandKind, 'message' | 'raw'>;

/** What the node settings show for a kind. */
export interface Kind {
    /** What the device field holds: nothing, an address of one type (`i2c0-3b`), a bus, or a whole `type/address`. */
    readonly device: 'none' | 'address' | 'bus' | 'device';
    /** Its device types, for suggestions. */
    readonly types: readonly string[];
    /** Whether it uses the payload of the message. */
    readonly payload: boolean;
    /** A valid payload, for the preview. */
    readonly example?: Json;
}

const BLANK_PICTURE = `${'A'.repeat(LIMITS.pictureChars - 2)}==`;

export const KINDS: Readonly<Record<CommandKind, Kind>> = {
    relay: { device: 'address', types: ['relay'], payload: true, example: true },
    led: { device: 'address', types: ['led'], payload: true, example: '1-dot' },
    text: { device: 'address', types: ['display-oled'], payload: true, example: 'Hello\nClown.Hub' },
    picture: { device: 'address', types: ['display-oled'], payload: true, example: BLANK_PICTURE },
    interval: { device: 'device', types: SENSOR_TYPES, payload: true, example: 60 },
    get: {
        device: 'device',
        types: [...SENSOR_TYPES.filter((type) => type !== 'co2-sensor'), 'relay', 'led'],
        payload: false,
    },
    'i2c-read': {
        device: 'bus',
        types: ['i2c'],
        payload: true,
        example: { address: '48', write: '00', 'read-length': 2 },
    },
    'i2c-write': { device: 'bus', types: ['i2c'], payload: true, example: { address: '48', write: '01,60' } },
    list: { device: 'none', types: [], payload: false },
    scan: { device: 'bus', types: ['i2c'], payload: false },
    message: { device: 'none', types: [], payload: true, example: true },
    raw: { device: 'none', types: [], payload: true, example: '["led/-/get", {}]' },
};

export function isCommandKind(value: unknown): value is CommandKind {
    return COMMAND_KINDS.some((kind) => kind === value);
}

/** Whether the settings of a kind, or of an absent one, have the option to wait for a confirmation. */
export function isConfirmable(kind: unknown): boolean {
    return ['relay', 'led', 'message'].some((one) => one === (kind || 'message'));
}

/** The devices that a bridge can have for a kind, in the form of its device field. */
export function knownDevices(kind: CommandKind): string[] {
    const { device, types } = KINDS[kind];
    return types.flatMap((type) => {
        const addresses = DEVICE_TYPES.get(type)?.addresses ?? [];
        return device === 'device' ? addresses.map((address) => `${type}/${address}`) : [...addresses];
    });
}

/** The rest of the topic after the device, and the factory of the payload. */
const FACTORIES: Readonly<Record<DeviceKind, readonly [ending: string, make: Make]>> = {
    relay: ['set', ok],
    led: ['set', ok],
    text: ['set', lines],
    picture: ['set', picture],
    interval: ['config/update', ok],
    get: ['get', () => ok({})],
    'i2c-read': ['get', chip],
    'i2c-write': ['set', chip],
    list: ['config/list', () => ok({})],
    scan: ['config/scan', () => ok({})],
};

/**
 * Makes the command of a kind from a device and a value, to be checked by `checkCommand`. `long` selects whether too long
 * display text is refused or cut. Never throws.
 */
export function kindCommand(
    kind: DeviceKind,
    device: unknown,
    value: unknown,
    long: Long = 'refuse',
): Result<{ topic: string; payload: unknown }> {
    const place = readDevice(kind, device);
    if (!place.ok) return place;
    const [ending, make] = FACTORIES[kind];
    const topic = `${place.value}/${ending}`;
    try {
        const payload = make(value, topic, long);
        return payload.ok ? ok({ topic, payload: payload.value }) : payload;
    } catch (error) {
        // A getter or a Proxy of the flow threw.
        return refuse('payload-unreadable', { found: thrownKind(error) });
    }
}

/** Checks raw text or bytes, which are sent unchanged. Never throws. */
export function rawText(value: unknown): Result<string | Uint8Array> {
    try {
        if ((typeof value !== 'string' && !isBytes(value)) || value.length === 0) {
            return refuse('raw-text', { found: sample(value) });
        }
        return sizeOf(value) > LIMITS.rawBytes ? refuse('payload-large', { limit: LIMITS.rawBytes }) : ok(value);
    } catch (error) {
        return refuse('payload-unreadable', { found: thrownKind(error) });
    }
}

/** Bytes in UTF-8; only characters are counted if these are too many already. */
function sizeOf(data: string | Uint8Array): number {
    return typeof data === 'string' && data.length <= LIMITS.rawBytes
        ? new TextEncoder().encode(data).length
        : data.length;
}

/**
 * Reads the `type/address` in a device field. The type may be left out if the kind has only one; then an empty field means
 * the LED or the first bus.
 */
function readDevice(kind: DeviceKind, field: unknown): Result<string> {
    const { device, types } = KINDS[kind];
    if (device === 'none') return ok('-/-');
    const [example = ''] = knownDevices(kind);
    const strange = (): Result<string> => refuse('device-name', { example, found: sample(field) });
    if (typeof field !== 'string' && !Number.isFinite(field) && (field ?? '') !== '') return strange();
    const text = String(field ?? '');
    const levels = text.split('/', 3).map((level) => level.trim());
    const isWhole = levels.length > 1 || device === 'device';
    const [given = '', address = ''] = isWhole ? levels : [types[0], ...levels];
    if (levels.length > 2) return strange();
    // The hub responds in lower case, also to a topic in upper case.
    const type = given.toLowerCase() === types[0] ? types[0] : given;
    if (device !== 'device' && type !== types[0]) return type && address ? otherType(kind, type, address) : strange();
    const usual = device === 'bus' ? '0' : kind === 'led' ? '-' : '';
    const place = address === '' ? usual : address;
    if (type === '' || place === '') return refuse('device-missing', { example });
    return ok(`${type}/${I2C_ADDRESS.test(place) ? place.toLowerCase() : place}`);
}

/** A valid device, of another type than the kind is for. */
function otherType(kind: DeviceKind, type: string, address: string): Result<string> {
    const params = {
        device: shorten(`${type}/${address}`),
        type: KINDS[kind].types[0] ?? '',
        known: knownDevices(kind).join(', '),
    };
    // Not `detailed`: its table of all details does not belong into the editor's first script.
    return { ok: false, reason: { code: 'device-name', detail: 'device-type', params } };
}
