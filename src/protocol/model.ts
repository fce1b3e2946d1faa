// Clown.Model: the device in a topic, the quantities and units in a payload, and the device types of a known hub with their
// addresses, states and quantities (clown-talk, sections 6 to 8). The rules for commands are in commands.ts.

import type { Json, JsonObject } from './frame';

/** A device type that a bridge is known to have. Other types are accepted too. */
export interface DeviceType {
    /** Addresses that the type can have (clown-talk, section 8). */
    readonly addresses: readonly string[];
    /** Quantities of its readings or states, with their units; `''` means no unit. */
    readonly quantities: Readonly<Record<string, string>>;
}

const BOTH_BUSES = (...suffixes: string[]): string[] =>
    ['i2c0', 'i2c1'].flatMap((bus) => suffixes.map((suffix) => `${bus}-${suffix}`));

export const DEVICE_TYPES: ReadonlyMap<string, DeviceType> = new Map<string, DeviceType>([
    ['thermometer', { addresses: BOTH_BUSES('48', '49'), quantities: { temperature: '°C' } }],
    ['lux-meter', { addresses: BOTH_BUSES('44', '45'), quantities: { illuminance: 'lux' } }],
    ['barometer', { addresses: BOTH_BUSES('60'), quantities: { altitude: 'm', pressure: 'kPa' } }],
    ['humidity-sensor', { addresses: BOTH_BUSES('5f', '40', '41'), quantities: { 'relative-humidity': '%' } }],
    ['co2-sensor', { addresses: ['i2c0-38'], quantities: { concentration: 'ppm' } }],
    ['relay', { addresses: ['i2c0-3b', 'i2c0-3f'], quantities: { state: '' } }],
    ['led', { addresses: ['-'], quantities: { state: '' } }],
    ['display-oled', { addresses: BOTH_BUSES('3c'), quantities: {} }],
    ['i2c', { addresses: ['0', '1'], quantities: { address: '', write: '', read: '' } }],
    ['pir', { addresses: ['-'], quantities: { 'event-count': '' } }],
    ['push-button', { addresses: ['-'], quantities: { 'event-count': '' } }],
]);

/** The types of a bridge's sensors, which report and accept no state. */
export const SENSOR_TYPES: readonly string[] = [
    'thermometer',
    'lux-meter',
    'barometer',
    'humidity-sensor',
    'co2-sensor',
];

/** Seconds between two readings of a CO2 sensor (clown-talk, section 9). */
export const CO2_READING_S = 26;

/**
 * Commands to which a bridge never responds, by type and action: a CO2 sensor measures at its own pace, a display reports
 * nothing (clown-talk, sections 8 and 9).
 */
export const WITHOUT_RESPONSE: ReadonlySet<string> = new Set([
    'display-oled/set',
    'display-oled/get',
    'co2-sensor/get',
]);

/** The states that an LED knows (clown-talk, section 8). */
export const LED_STATES = ['off', 'on', '1-dot', '2-dot', '3-dot'] as const;
export type LedState = (typeof LED_STATES)[number];

/** An address on an I2C bus, in any case. */
export const I2C_ADDRESS = /^i2c\d-[0-9a-f]{2}$/i;

/** `nodes/bridge/0` in the vendor's documentation of MQTT. A frame of a WebSocket does not contain it. */
export const BASE_TYPE = 'nodes';
export const BASE_LEVELS = 3;

/** The parts of a topic. */
export interface TopicParts {
    readonly type: string;
    /** `-`, `i2c0-48`, a bus number for type `i2c`; empty for a notification such as `boot`. */
    readonly address: string;
    /** The I2C bus, if the address names one. */
    readonly bus?: number;
    /** The levels after the address, such as `set` or `config/ok`; empty for a reading or a state. */
    readonly event: string;
    /** The owner's name of the device, if it has one. */
    readonly name?: string;
}

/** Splits a topic: `type/address[/event]` (clown-talk, section 6). */
export function topicParts(topic: string): TopicParts {
    const [type = '', address = '', ...event] = topic.split('/');
    const bus = /^i2c(\d)-[0-9a-f]{2}$/i.exec(address)?.[1] ?? (type === 'i2c' && /^\d$/.exec(address)?.[0]);
    const ending = event.join('/');
    return bus ? { type, address, bus: Number(bus), event: ending } : { type, address, event: ending };
}

/** The device path of a topic: its first two levels. */
export function devicePath(topic: string): string {
    const end = topic.indexOf('/', topic.indexOf('/') + 1);
    return end < 0 ? topic : topic.slice(0, end);
}

/** A device's name as it is compared: names that look the same are equal, and so are those that differ in case only. */
export function nameKey(name: string): string {
    const visible = name.normalize('NFKC').replace(/\p{DI}/gu, '');
    // Upper case first, because Greek has two small letters for one capital.
    return visible.replace(/\s+/g, ' ').trim().toUpperCase().toLowerCase();
}

/** Whether a topic may be that of a state of a relay or of the LED. */
export function hasState(topic: string): boolean {
    return topic.startsWith('relay/') || topic.startsWith('led/');
}

/** One quantity of a payload; `unit` is absent if the payload gives none. */
export interface Quantity {
    readonly quantity: string;
    readonly value: Json;
    readonly unit?: string;
}

/**
 * The quantities of a payload, in the hub's order. `[value, "unit"]` is split; anything else is the value as received, also
 * a list that only looks like a pair (clown-talk, section 7).
 */
export function quantities(payload: JsonObject, most?: number): Quantity[] {
    return Object.keys(payload)
        .slice(0, most)
        .map((quantity) => readQuantity(quantity, payload[quantity] as Json));
}

/** One quantity of a payload; undefined if the payload does not have it. */
export function quantityOf(payload: JsonObject, quantity: string): Quantity | undefined {
    return Object.hasOwn(payload, quantity) ? readQuantity(quantity, payload[quantity] as Json) : undefined;
}

function readQuantity(quantity: string, raw: Json): Quantity {
    if (!Array.isArray(raw) || raw.length !== 2) return { quantity, value: raw };
    const [value, unit] = raw as [Json, Json];
    const isValue = value === null || typeof value === 'number' || (typeof value === 'string' && isNumeric(value));
    if (!isValue || (unit !== null && typeof unit !== 'string')) return { quantity, value: raw };
    return unit === null ? { quantity, value } : { quantity, value, unit: plainUnit(unit) };
}

/** Replaces the second spelling of degrees Celsius (clown-talk, section 7). */
export function plainUnit(unit: string): string {
    return unit === '\u2103' ? '°C' : unit;
}

/** A decimal number. */
export const NUMERIC = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Whether a text is a decimal number, apart from spaces around it. */
export function isNumeric(text: string): boolean {
    return NUMERIC.test(text.trim());
}
