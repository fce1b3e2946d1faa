// Which bridge responds: release 1.1.1, the first commit of 1.0.0, or the one that the documentation
// describes. A table of what they do differently (clown-talk, section 11).

export type Dialect = 'bridge' | 'first' | 'documented';

export interface DialectTraits {
    /** The response to the start message. */
    readonly response: string;
    /** The last level of a request that sets an interval; the other word is ignored. */
    readonly configure: 'update' | 'set';
    /** Topic of the device list. */
    readonly list: string;
    /** What the device list promises to notify of. */
    readonly notifications: readonly string[];
    /** Without what came later: `i2c` and scans, pictures on a display, humidity tags 40 and 41. */
    readonly early: boolean;
}

export const DIALECTS: Readonly<Record<Dialect, DialectTraits>> = {
    bridge: {
        response:
            '["clown.talk/-/config/ok", {"ack":false, "device":"bridge", "capabilities":1,  ' +
            '"firmware-datetime":"2017-01-12T10:00:00Z", "firmware-release":"1.1.1"}]',
        configure: 'update',
        list: '-/-/config/list/ok',
        notifications: [],
        early: false,
    },
    first: {
        response:
            '["clown.talk/-/config/ok", {"ack":false, "device":"bridge", "capabilities":1,  ' +
            '"firmware-datetime":"2016-10-19T10:00:00Z", "firmware-release":"1.0.0-first"}]',
        configure: 'update',
        list: '-/-/config/ok',
        notifications: [],
        early: true,
    },
    documented: {
        response:
            '["clown.talk/-/config/ok", {"ack": false, "device": "bridge", "capabilities": 1, ' +
            '"firmware-datetime": "2016-07-01T21:46:07.057Z"}]',
        configure: 'set',
        list: '-/-/config/ok',
        notifications: ['boot'],
        early: false,
    },
};

/** Whether this is the name of a known dialect. */
export function isDialect(name: string): name is Dialect {
    return Object.hasOwn(DIALECTS, name);
}
