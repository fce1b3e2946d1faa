// The options of a simulated hub: what it is by default, and which values are refused.

import assert from 'node:assert/strict';
import { DEFAULT_DEVICES } from '../../src/simulator/chips';
import {
    checkOptions,
    DEFAULT_PATH,
    isAllowed,
    RANGES,
    type SimulatorOptions,
} from '../../src/simulator/simulator-options';

const NUMBERS = Object.keys(RANGES) as (keyof typeof RANGES)[];

describe('simulator: options', () => {
    const BY_DEFAULT = {
        host: '127.0.0.1',
        port: 0,
        path: DEFAULT_PATH,
        login: undefined,
        tls: undefined,
        seed: 1,
        speed: 1,
        daySeconds: 120,
        silent: false,
        broker: false,
        startAnswer: 'late',
        bootMs: 1200,
        devices: DEFAULT_DEVICES,
        dialect: 'bridge',
        wireless: false,
        refuses: [],
        pingSeconds: 54,
        pongSeconds: 60,
    };

    it('by default a bridge of release 1.1.1 without a login, which pings and waits for pongs as the web server of a hub does', () => {
        assert.deepEqual(checkOptions({}), BY_DEFAULT);
        const unset = Object.fromEntries(
            [...Object.keys(BY_DEFAULT), 'user', 'password'].map((name) => [name, undefined]),
        );
        assert.deepEqual(checkOptions(unset), BY_DEFAULT);
    });

    it('a silent one needs no time to start, and responds to the start message at once', () => {
        assert.deepEqual(checkOptions({ silent: true }), {
            ...BY_DEFAULT,
            silent: true,
            startAnswer: 'at-once',
            bootMs: 0,
        });
    });

    it('keeps what is given', () => {
        const given: SimulatorOptions = {
            host: '::1',
            port: 8080,
            path: '/hub',
            tls: { key: 'key', cert: 'cert' },
            seed: -7,
            speed: 10,
            daySeconds: 60,
            silent: true,
            broker: true,
            startAnswer: 'lost',
            bootMs: 500,
            devices: ['relay/i2c0-3b', 'led/-'],
            dialect: 'first',
            wireless: true,
            refuses: ['-/-', 'led/-', 'relay/i2c0-3f', 'light/-'],
            pingSeconds: 1,
            pongSeconds: 5,
        };
        assert.deepEqual(checkOptions(given), { login: undefined, ...given });
    });

    it('waits for a pong a ninth longer than for the next ping', () => {
        assert.equal(checkOptions({ pingSeconds: 9 }).pongSeconds, 10);
    });

    for (const [given, login] of [
        [{ user: 'clown', password: 'bigclown' }, 'clown:bigclown'],
        [{ user: 'clown' }, 'clown:'],
        [{ password: 'bigclown' }, ':bigclown'],
        [{ user: '', password: '' }, ':'],
    ] as const) {
        it(`requires the login ${login} for ${Object.keys(given).join(' and ')}`, () => {
            assert.equal(checkOptions(given).login, login);
        });
    }

    for (const name of NUMBERS) {
        const [least, most] = RANGES[name];
        it(`${name} may be ${least} and ${most}, and nothing beyond`, () => {
            for (const value of [least, most]) {
                assert.ok(isAllowed(name, value));
                assert.equal(checkOptions({ [name]: value })[name], value);
            }
            for (const value of [least - 0.001, most + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
                assert.ok(!isAllowed(name, value), `${value}`);
                assert.throws(() => checkOptions({ [name]: value }), {
                    name: 'TypeError',
                    message: `${name} must be a number from ${least} to ${most}: ${value}`,
                });
            }
        });

        const isWhole = name === 'port' || name === 'seed';
        it(`${name} ${isWhole ? 'is a whole number' : 'may have decimals'}`, () => {
            assert.equal(isAllowed(name, 10.5), !isWhole);
            assert.ok(isAllowed(name, 10));
        });
    }

    it('no number is refused for another: each may be 1', () => {
        const ones = Object.fromEntries(NUMBERS.map((name) => [name, 1]));
        for (const name of NUMBERS) assert.equal(checkOptions(ones)[name], 1);
    });

    for (const path of ['/', '/hub', '/auth/clown-talk-server_nodes_bridge_1', '/!~']) {
        it(`takes the path ${path}`, () => assert.equal(checkOptions({ path }).path, path));
    }
    for (const path of ['', 'hub', 'a/hub', '/a b', '/hub?x=1', '/hub#x', '/žlutá', '/hub\n', ' /hub']) {
        it(`refuses the path ${JSON.stringify(path)}`, () => {
            assert.throws(() => checkOptions({ path }), {
                name: 'TypeError',
                message: `path must be a slash and plain characters, without ? and #: ${JSON.stringify(path)}`,
            });
        });
    }

    for (const [what, options, topic] of [
        ['a device at an address of another type', { devices: ['led/-', 'relay/i2c0-48'] }, 'relay/i2c0-48'],
        ['a wireless node on the bus', { devices: ['light/-'] }, 'light/-'],
        ['the hub itself on the bus', { devices: ['-/-'] }, '-/-'],
        ['a refusal by an unknown device', { refuses: ['-/-', 'window/-'] }, 'window/-'],
    ] as const) {
        it(`refuses ${what}`, () => {
            assert.throws(() => checkOptions(options), { name: 'TypeError', message: `no such device: "${topic}"` });
        });
    }

    it('refuses an unknown dialect, and names those that there are', () => {
        assert.throws(() => checkOptions({ dialect: 'old' as 'bridge' }), {
            name: 'TypeError',
            message: 'dialect must be one of bridge, first, documented: "old"',
        });
    });
});
