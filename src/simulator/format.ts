// The bridge's output lines, spacing and decimals exactly as captured from release 1.1.1
// (clown-talk, sections 4, 7 and 8).

import { DIALECTS, type DialectTraits } from './bridge-dialects';
import { builtIn, type Device, QUANTITIES } from './chips';

/** The response of the web side of a hub with a broker to the start message. */
export const HUB_RESPONSE =
    '["clown.talk/-/config/ok", {"ack": false, "device": "hub", "capabilities": 1, ' +
    '"firmware-datetime": "2016-12-01T00:00:00Z", "firmware-release": "0.0.0"}]';

/** A frame whose payload is already text. */
export function formatFrame(topic: string, payload: string): string {
    return `["${topic}", ${payload}]`;
}

/** A state frame; the state is a text, a boolean or null, in JSON. */
export function formatState(topic: string, state: string | boolean | null): string {
    return formatFrame(topic, `{"state": ${JSON.stringify(state)}}`);
}

/** The response to `config/update`, `config/get` and `config/list` of a device; seconds or null. */
export function formatConfig(topic: string, interval: number | null): string {
    return formatFrame(`${topic}/config/ok`, `{"publish-interval": ${interval}}`);
}

/** The refusal of a request to configure a device: documented, and sent by no bridge (clown-talk, section 6). */
export function formatError(topic: string): string {
    return formatFrame(`${topic}/config/error`, '{"error": "refused"}');
}

/** The device list; before the bridge has found its devices it is empty. */
export function formatList(devices: readonly Device[] | null, traits: DialectTraits = DIALECTS.bridge): string {
    const names = (topics: readonly string[]): string => topics.map((topic) => `"${topic}"`).join(', ');
    const topics = (sensors: boolean): string[] =>
        (devices ?? []).filter((device) => (device.sensor !== undefined) === sensors).map((device) => device.topic);
    const actuators = devices === null ? [] : [...builtIn(traits.early), ...topics(false)];
    return formatFrame(
        traits.list,
        `{"sensors": [${names(topics(true))}], "actuators": [${names(actuators)}], "notifications": [${names(traits.notifications)}]}`,
    );
}

/** A reading with one value for each quantity of the device, in order. */
export function formatReading(device: Device, values: readonly number[]): string {
    const quantities = device.sensor ? QUANTITIES[device.sensor] : [];
    const pairs = quantities.map(({ key, unit, decimals }, index) => {
        const value = asPrinted(key, values[index] ?? 0);
        return `"${key}": [${fixed(value, decimals)}, "${unit}"]`;
    });
    return formatFrame(device.topic, `{${pairs.join(', ')}}`);
}

// Depths are printed as 65 536 minus the depth, humidity never above 100 (clown-talk, sections 8 and 13).
function asPrinted(key: string, value: number): number {
    if (key === 'altitude' && value < 0) return 65_536 + value;
    if (key === 'relative-humidity') return Math.min(value, 100);
    return value;
}

/**
 * Like C's `%.2f`: a value exactly half way goes to the even digit (23.125 is 23.12), where
 * `toFixed` would go up.
 */
export function fixed(value: number, decimals: number): string {
    const factor = 10 ** decimals;
    const scaled = value * factor;
    const below = Math.floor(scaled);
    if (scaled - below !== 0.5) return value.toFixed(decimals);
    return ((below % 2 === 0 ? below : below + 1) / factor).toFixed(decimals);
}
