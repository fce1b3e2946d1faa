// The responses of the smallest hub of a test: the frames that the pack sends by itself, and `interop/-/...`, with which a test
// controls the hub over its own connection. The programs in hubs/ do the same in their languages.

export const RELAY = 'relay/i2c0-3b';
export const READING = 'thermometer/i2c0-48';
/** The largest message that the pack accepts by default. */
export const LARGE = 1024 * 1024;
export const READINGS = 20;

/** The frame of a reading with this temperature. */
export function reading(number: number): string {
    return `["${READING}", {"temperature": [${number}.00, "\\u2103"]}]`;
}

/** A frame that makes a message of exactly `LARGE` bytes. */
export function large(): string {
    const [head, tail] = ['["interop/-", {"pad": "', '"}]'];
    return head + 'x'.repeat(LARGE - head.length - tail.length) + tail;
}

/** The text frames in response to a line. */
export function answersTo(line: string): string[] {
    const [topic, payload] = JSON.parse(line) as [string, Record<string, unknown>];
    const device = topic.slice(0, topic.lastIndexOf('/'));
    switch (topic) {
        case 'clown.talk/-/config/set':
            return ['["clown.talk/-/config/ok", {"ack": false, "device": "bridge", "capabilities": 1}]'];
        case '-/-/config/list':
            return [
                `["-/-/config/list/ok", {"sensors": ["${READING}"], "actuators": ["led/-", "${RELAY}"], "notifications": []}]`,
            ];
        case 'interop/-/readings':
            return Array.from({ length: READINGS }, (_, number) => reading(number));
        case 'interop/-/large':
            return [large()];
    }
    if (device === RELAY) return [JSON.stringify([device, { state: payload.state ?? null }])];
    if (device === 'led/-') return [JSON.stringify([device, { state: payload.state ?? 'off' }])];
    return [];
}
