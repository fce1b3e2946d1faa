// Which devices a Bridge Module knows: type, address, place in the device list, and how each
// sensor behaves. Tables only; what the sensors measure is in sensors.ts.

export type SensorType = 'thermometer' | 'lux-meter' | 'barometer' | 'humidity-sensor' | 'co2-sensor';

/** One quantity in a reading: payload key, unit as the bridge writes it, decimals of its format. */
export interface Quantity {
    readonly key: string;
    readonly unit: string;
    readonly decimals: number;
}

export interface Device {
    /** Type and address, `thermometer/i2c0-48`. */
    readonly topic: string;
    readonly bus: number;
    readonly address: number;
    /** What it measures; undefined for an actuator. */
    readonly sensor: SensorType | undefined;
}

/** What each sensor sends, in the bridge's order (clown-talk, section 8). */
export const QUANTITIES: Readonly<Record<SensorType, readonly Quantity[]>> = {
    thermometer: [{ key: 'temperature', unit: '\\u2103', decimals: 2 }],
    'lux-meter': [{ key: 'illuminance', unit: 'lux', decimals: 2 }],
    barometer: [
        { key: 'altitude', unit: 'm', decimals: 1 },
        { key: 'pressure', unit: 'kPa', decimals: 3 },
    ],
    'humidity-sensor': [{ key: 'relative-humidity', unit: '%', decimals: 1 }],
    'co2-sensor': [{ key: 'concentration', unit: 'ppm', decimals: 0 }],
};

// Names by I2C address; `!` marks a chip inside a module (clown-talk, section 6).
const TYPES: ReadonlyMap<number, string> = new Map([
    [0x38, 'co2-sensor'],
    [0x3b, 'relay'],
    [0x3c, 'display-oled'],
    [0x3f, 'relay'],
    [0x40, 'humidity-sensor'],
    [0x41, 'humidity-sensor'],
    [0x44, 'lux-meter'],
    [0x45, 'lux-meter'],
    [0x48, 'thermometer'],
    [0x49, 'thermometer'],
    [0x4d, '!co2-sensor-i2c-uart'],
    [0x5f, 'humidity-sensor'],
    [0x60, 'barometer'],
    [0x70, '!i2c-selector'],
]);

/** The type at an I2C address; `-` for one the bridge has no name for. */
export function typeAt(address: number): string {
    return TYPES.get(address) ?? '-';
}

/** The topic of a place on the bus, with the hex digits in lower case. */
export function topicAt(bus: number, address: number): string {
    const type = typeAt(address);
    return type.startsWith('!') ? type : `${type}/i2c${bus}-${address.toString(16).padStart(2, '0')}`;
}

function row(addresses: readonly number[], buses: readonly number[], sensor?: SensorType): Device[] {
    return buses.flatMap((bus) => addresses.map((address) => ({ topic: topicAt(bus, address), bus, address, sensor })));
}

/** Every device that can be attached, in the order of the bridge's device list. */
export const CATALOGUE: readonly Device[] = [
    ...row([0x48, 0x49], [0, 1], 'thermometer'),
    ...row([0x44, 0x45], [0, 1], 'lux-meter'),
    ...row([0x60], [0, 1], 'barometer'),
    ...row([0x5f], [0, 1], 'humidity-sensor'),
    ...row([0x40, 0x41], [0, 1], 'humidity-sensor'),
    ...row([0x38], [0], 'co2-sensor'),
    ...row([0x3b, 0x3f], [0]),
    ...row([0x3c, 0x3d], [0, 1]),
];

/** The parts of the Bridge Module itself, always there and first among the actuators. */
export const BUILT_IN: readonly string[] = ['led/-', 'i2c/0'];

/** The same for a bridge of before v1.0.0, which has no `i2c` (clown-talk, section 11). */
export function builtIn(early: boolean): readonly string[] {
    return early ? BUILT_IN.filter((topic) => topic !== 'i2c/0') : BUILT_IN;
}

/** What a bridge of before v1.0.0 cannot see: the newer humidity tags (clown-talk, section 11). */
export function isNewTag({ sensor, address }: Device): boolean {
    return sensor === 'humidity-sensor' && address !== FIRST_HUMIDITY_TAG;
}

/** The devices that are attached by default. */
export const DEFAULT_DEVICES: readonly string[] = [
    'thermometer/i2c0-48',
    'thermometer/i2c1-49',
    'lux-meter/i2c0-44',
    'barometer/i2c0-60',
    'humidity-sensor/i2c1-5f',
    'humidity-sensor/i2c0-40',
    'co2-sensor/i2c0-38',
    'relay/i2c0-3b',
    'relay/i2c0-3f',
    'display-oled/i2c0-3c',
];

const STEPS: Readonly<Record<SensorType, number>> = {
    thermometer: 1,
    'lux-meter': 2,
    barometer: 3,
    'humidity-sensor': 2,
    'co2-sensor': 1,
};
const FIRST_HUMIDITY_TAG = 0x5f;

/** Steps of its state machine until a sensor's first reading (clown-talk, section 9). */
export function stepsToReading({ sensor, address }: Device): number {
    if (!sensor) return 1;
    return address === FIRST_HUMIDITY_TAG ? 4 : STEPS[sensor];
}

/**
 * How long a measurement takes, in milliseconds. A step before its end brings no reading: that is
 * why a lux meter with a request every 0.15 s responds only once (clown-talk, section 9).
 */
export function conversionMs(device: Device): number {
    return device.sensor === 'lux-meter' ? 800 : 0;
}

/** The response to a bus scan: `["38","co2-sensor/i2c0-38"], ...` (clown-talk, section 8). */
export function scanBus(devices: readonly Device[], bus: number): string {
    const attached = devices.filter((device) => device.bus === bus).map((device) => device.address);
    const inside = attached.includes(0x38) ? [0x4d, 0x70] : [0x70];
    return [...attached, ...inside]
        .sort((a, b) => a - b)
        .map((address) => {
            const topic = TYPES.has(address) ? `"${topicAt(bus, address)}"` : 'null';
            return `["${address.toString(16).toUpperCase()}",${topic}]`;
        })
        .join(', ');
}
