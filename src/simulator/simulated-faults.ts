// What can be wrong with a hub, on purpose. One switch turns a fault into a row of effects, which
// the web server and the sockets look up at the moment they matter.

export type Fault =
    /** The handshake gets this HTTP status instead of an upgrade. */
    | { readonly kind: 'refuse'; readonly status: number }
    /** TCP is accepted, and the handshake gets no response. */
    | { readonly kind: 'stall' }
    /** The socket drops without a close frame (1006): after that many frames, by default at once. */
    | { readonly kind: 'drop'; readonly afterFrames?: number }
    /** The hub closes the WebSocket with this code right after opening. */
    | { readonly kind: 'close'; readonly code: number; readonly reason?: string }
    /** Connected, but nothing is sent or obeyed: an unplugged bridge. Pings still get pongs. */
    | { readonly kind: 'mute' }
    /** Readings come and commands are lost: a bridge that has not subscribed again after a broker restart. */
    | { readonly kind: 'unsubscribed' }
    /** Pings stay unanswered, frames still come. */
    | { readonly kind: 'no-pong' }
    /** Connected, but no data arrives, not even pongs: a half-open connection. */
    | { readonly kind: 'half-open' }
    /** Invalid messages: all of them at the start, then one before every frame. */
    | { readonly kind: 'rubbish' }
    /** The next line from a client gets a burst that breaks off inside a frame; then the socket drops. */
    | { readonly kind: 'half-burst'; readonly frames?: readonly string[] };

/** What is different from a healthy hub. */
export interface Effect {
    /** HTTP status of a refused handshake. */
    readonly refuse: number | undefined;
    readonly stall: boolean;
    readonly close: { readonly code: number; readonly reason: string } | undefined;
    /** Frames until the socket drops. */
    readonly framesLeft: number;
    /** False: frames are neither sent nor obeyed. */
    readonly passesFrames: boolean;
    /** False: the bridge obeys nothing, though a broker echoes it. */
    readonly obeys: boolean;
    readonly pongs: boolean;
    readonly rubbish: readonly (string | Buffer)[];
    /** What the next line from the client sets off. */
    readonly burst: readonly string[] | undefined;
}

const HEALTHY: Effect = {
    refuse: undefined,
    stall: false,
    close: undefined,
    framesLeft: Number.POSITIVE_INFINITY,
    passesFrames: true,
    obeys: true,
    pongs: true,
    rubbish: [],
    burst: undefined,
};

// From almost a frame to bytes that are not text; a Buffer goes out as a binary message.
const RUBBISH: readonly (string | Buffer)[] = [
    '',
    ' \t\r\n',
    'garbage',
    '["relay/i2c0-3b", {"sta',
    '["relay/i2c0-3b", {"state": true}',
    "['relay/i2c0-3b', {'state': true}]",
    '{"relay/i2c0-3b": {"state": true}}',
    '[]',
    '["relay/i2c0-3b"]',
    '[42, {"state": true}]',
    '["", {"state": true}]',
    '["relay/+", {"state": true}]',
    'null',
    '\u0000\u0001\u0002',
    '["relay/i2c0-3b", {"state": undefined}]',
    Buffer.from([0xff, 0xfe, 0x00, 0x80]),
];

const BURST: readonly string[] = [
    '["thermometer/i2c0-48", {"temperature": [23.06, "\\u2103"]}]',
    '["lux-meter/i2c0-44", {"illuminance": [606.56, "lux"]}]',
    '["humidity-sensor/i2c0-40", {"relative-humidity": [39.2, "%"]}]',
    '["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [96.716, "kPa"]}]',
];

/** A fault that could not be put into force is a TypeError: it must not surface later, in a socket's event. */
export function checkFault(fault: Fault | null): Fault | null {
    if (fault?.kind === 'close') {
        const { code, reason = '' } = fault;
        const allowed =
            (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
        if (!allowed) throw new TypeError(`not a code that a WebSocket can be closed with: ${code}`);
        if (Buffer.byteLength(reason) > 123) throw new TypeError('a close reason has at most 123 bytes');
    }
    if (fault?.kind === 'refuse' && !(fault.status >= 200 && fault.status <= 599)) {
        throw new TypeError(`not an HTTP status to refuse with: ${fault.status}`);
    }
    return fault;
}

/** The effects of a checked fault; those of a healthy hub for null. */
export function effectOf(fault: Fault | null): Effect {
    switch (fault?.kind) {
        case undefined:
            return HEALTHY;
        case 'refuse':
            return { ...HEALTHY, refuse: fault.status };
        case 'stall':
            return { ...HEALTHY, stall: true };
        case 'drop':
            return { ...HEALTHY, framesLeft: fault.afterFrames ?? 0 };
        case 'close':
            return { ...HEALTHY, close: { code: fault.code, reason: fault.reason ?? '' } };
        case 'mute':
            return { ...HEALTHY, passesFrames: false };
        case 'unsubscribed':
            return { ...HEALTHY, obeys: false };
        case 'no-pong':
            return { ...HEALTHY, pongs: false };
        case 'half-open':
            return { ...HEALTHY, passesFrames: false, pongs: false };
        case 'rubbish':
            return { ...HEALTHY, rubbish: RUBBISH };
        case 'half-burst':
            return { ...HEALTHY, burst: fault.frames ?? BURST };
    }
}
