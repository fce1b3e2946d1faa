// The options of a simulator, their defaults, and the refusal of invalid values.

import { DIALECTS, type Dialect, isDialect } from './bridge-dialects';
import { BUILT_IN, CATALOGUE, DEFAULT_DEVICES } from './chips';
import type { Fault } from './simulated-faults';
import { WIRELESS } from './wireless';

/** The path of the documented hub (clown-talk, section 2). */
export const DEFAULT_PATH = '/auth/clown-talk-server_nodes_bridge_0';

export interface SimulatorOptions {
    /** Address to listen on; default 127.0.0.1. */
    host?: string | undefined;
    /** Port to listen on; default 0, which takes a free one. */
    port?: number | undefined;
    /** Path of the WebSocket, matched as a prefix and ignoring case; default {@link DEFAULT_PATH}. */
    path?: string | undefined;
    /** Basic login; not required unless a user or a password is given. */
    user?: string | undefined;
    password?: string | undefined;
    /** Key and certificate in PEM: the hub then uses `wss`. */
    tls?: { key: string; cert: string } | undefined;
    /** The same seed gives the same weather and the same lost messages; default 1. */
    seed?: number | undefined;
    /** How many times faster than real the bridge's time runs; default 1. */
    speed?: number | undefined;
    /** Length of a day of light and weather in real seconds, whatever the speed; default 120. */
    daySeconds?: number | undefined;
    /** No readings until commanded, no boot, the response to the start message comes at once; default false. */
    silent?: boolean | undefined;
    /**
     * A hub with a broker in between: a long running bridge that needs no start message, every
     * command echoed to all clients; default false (clown-talk, section 12).
     */
    broker?: boolean | undefined;
    /**
     * `late`: the response to the start message comes with the next frame, and two readers take the
     * lines before it in turn, so that one start message in three is lost. `at-once`: the response
     * comes at once. `lost`: the first start message of every connection is lost, the second gets a
     * response at once. Default `late`, and `at-once` for a silent hub. A broker responds by itself
     * and ignores this.
     */
    startAnswer?: 'late' | 'at-once' | 'lost' | undefined;
    /** Simulated milliseconds after its start in which the bridge has no devices; default 1200, silent 0. */
    bootMs?: number | undefined;
    /** Topics of what is attached, such as `relay/i2c0-3b`; the default is a bridge with ten devices. */
    devices?: readonly string[] | undefined;
    /**
     * `bridge`: release 1.1.1. `first`: the first commit of 1.0.0. `documented`: as the documentation has it, with
     * `config/set` for `config/update`. Default `bridge` (clown-talk, section 11).
     */
    dialect?: Dialect | undefined;
    /** Wireless nodes beside the bridge: a thermometer, a button and others without a bus address; default false. */
    wireless?: boolean | undefined;
    /** Topics of devices that respond to every configuration with `config/error`; `-/-` refuses the list. */
    refuses?: readonly string[] | undefined;
    /** Real seconds between pings to a client; default 54. */
    pingSeconds?: number | undefined;
    /** Real seconds without a pong after which the socket drops; default 10/9 of the above, as 60 is of 54. */
    pongSeconds?: number | undefined;
    /** A fault from the start. */
    fault?: Fault | undefined;
}

type Plain = Omit<SimulatorOptions, 'user' | 'password' | 'tls' | 'fault'>;

export type CheckedOptions = { readonly [K in keyof Plain]-?: Exclude<Plain[K], undefined> } & {
    /** `user:password`, or undefined without a login. */
    readonly login: string | undefined;
    readonly tls: { key: string; cert: string } | undefined;
};

/** What each number may be, both ends included; ports and seeds are whole. */
export const RANGES = {
    port: [0, 65_535],
    seed: [-(2 ** 31), 2 ** 31 - 1],
    speed: [0.001, 10_000],
    daySeconds: [1, 10_000_000],
    bootMs: [0, 1_000_000],
    pingSeconds: [0.01, 100_000],
    pongSeconds: [0.01, 200_000],
} as const;

/** Whether a numeric option is within its range; `port` and `seed` are whole numbers. */
export function isAllowed(name: keyof typeof RANGES, value: number): boolean {
    const [least, most] = RANGES[name];
    const whole = name === 'port' || name === 'seed';
    return value >= least && value <= most && (!whole || Number.isInteger(value));
}

/** Fills in the defaults; a value that makes no sense is a TypeError that quotes it. */
export function checkOptions(options: SimulatorOptions): CheckedOptions {
    const silent = options.silent ?? false;
    const devices = options.devices ?? DEFAULT_DEVICES;
    const refuses = options.refuses ?? [];
    const known = [...BUILT_IN, ...CATALOGUE.map(({ topic }) => topic)];
    checkTopics(devices, known);
    checkTopics(refuses, [...known, ...WIRELESS, '-/-']);
    const dialect = options.dialect ?? 'bridge';
    if (!isDialect(dialect)) {
        throw new TypeError(`dialect must be one of ${Object.keys(DIALECTS).join(', ')}: ${JSON.stringify(dialect)}`);
    }
    const path = options.path ?? DEFAULT_PATH;
    if (!/^\/[!-~]*$/.test(path) || /[?#]/.test(path)) {
        throw new TypeError(`path must be a slash and plain characters, without ? and #: ${JSON.stringify(path)}`);
    }
    const pingSeconds = checked('pingSeconds', options.pingSeconds ?? 54);
    const withLogin = options.user !== undefined || options.password !== undefined;
    return {
        host: options.host ?? '127.0.0.1',
        port: checked('port', options.port ?? 0),
        path,
        login: withLogin ? `${options.user ?? ''}:${options.password ?? ''}` : undefined,
        tls: options.tls,
        seed: checked('seed', options.seed ?? 1),
        speed: checked('speed', options.speed ?? 1),
        daySeconds: checked('daySeconds', options.daySeconds ?? 120),
        silent,
        broker: options.broker ?? false,
        startAnswer: options.startAnswer ?? (silent ? 'at-once' : 'late'),
        bootMs: checked('bootMs', options.bootMs ?? (silent ? 0 : 1200)),
        devices,
        dialect,
        wireless: options.wireless ?? false,
        refuses,
        pingSeconds,
        pongSeconds: checked('pongSeconds', options.pongSeconds ?? (pingSeconds * 60) / 54),
    };
}

function checkTopics(topics: readonly string[], known: readonly string[]): void {
    for (const topic of topics) {
        if (!known.includes(topic)) throw new TypeError(`no such device: ${JSON.stringify(topic)}`);
    }
}

function checked(name: keyof typeof RANGES, value: number): number {
    if (isAllowed(name, value)) return value;
    throw new TypeError(`${name} must be a number from ${RANGES[name].join(' to ')}: ${value}`);
}
