// The connection check once the socket is open: what it sends, how long it waits, and what it makes of each frame.

import assert from 'node:assert/strict';
import { START_MESSAGE } from '../../src/protocol/frame';
import { CheckBench, type CheckSettings } from '../support/check-bench';

const LIST_REQUEST = '["-/-/config/list", {}]';
const STARTED = '["clown.talk/-/config/ok", {"ack": false}]';
const EMPTY = '["-/-/config/list/ok", {"sensors": [], "actuators": []}]';
const LIST = '["-/-/config/list/ok", {"sensors": ["thermometer/i2c0-48"], "actuators": ["led/-", "relay/i2c0-3b"]}]';
const REFUSED = '["-/-/config/error", {"message": "no"}]';
const READING = '["lux-meter/-", {"illuminance": [5, "lux"]}]';
/** Of a device that only a bridge has. */
const BRIDGE_READING = '["thermometer/i2c0-48", {"temperature": [21, "\\u2103"]}]';

/** A check whose socket is open, and whose start message has left. */
function open(settings: CheckSettings = {}): CheckBench {
    const bench = new CheckBench(settings);
    bench.opens();
    bench.takes();
    return bench;
}

/** The steps on the open socket. */
const steps = ({ codes }: CheckBench): string[] => codes.filter((code) => /^(?:start|frame|list) /.test(code));

describe('connection check on an open socket', () => {
    it('sends the start message at once, and requests the list when the bridge has started', () => {
        const bench = open();
        assert.deepEqual(bench.calls, [START_MESSAGE.trim()]);
        bench.receives(STARTED);
        assert.deepEqual(bench.calls, [START_MESSAGE.trim(), LIST_REQUEST]);
    });

    it('reports the start message when the operating system has taken it', () => {
        const bench = new CheckBench().opens();
        assert.deepEqual(steps(bench), []);
        bench.takes();
        assert.deepEqual(steps(bench), ['start ok start-ok']);
        bench.receives(STARTED);
        bench.takes();
        assert.deepEqual(steps(bench), ['start ok start-ok', 'frame ok frame-ok'], 'once');
    });

    it('reports no start message that could not be sent', () => {
        const bench = new CheckBench().opens();
        bench.takes(new Error('test'));
        assert.deepEqual(steps(bench), []);
    });

    it('takes the start message for sent when it waits no longer', () => {
        const bench = new CheckBench().opens();
        bench.clock.advance(8_000);
        assert.deepEqual(steps(bench), ['start ok start-ok', 'frame failed frame-silent', 'list skipped skipped']);
    });

    it('a frame shows that the start message was sent', () => {
        const bench = new CheckBench().opens();
        bench.receives(READING);
        assert.deepEqual(steps(bench), ['start ok start-ok', 'frame ok frame-ok']);
        assert.deepEqual(bench.params('frame'), { topic: 'lux-meter/-' });
    });

    it('counts the devices on the list, not those that it has received besides', async () => {
        const bench = open();
        bench.receives(READING, LIST);
        assert.deepEqual(steps(bench), ['start ok start-ok', 'frame ok frame-ok', 'list ok list-ok']);
        assert.deepEqual(bench.params('list'), { count: 3 });
        const { ok, seen } = await bench.closes();
        assert.ok(ok && seen);
        assert.deepEqual(
            seen.devices.map(({ device, listed }) => [device, listed]),
            [
                ['thermometer/i2c0-48', true],
                ['led/-', true],
                ['relay/i2c0-3b', true],
                ['lux-meter/-', false],
            ],
        );
        assert.deepEqual([seen.listedAt, seen.isShared], [0, undefined]);
    });

    it('receives for another 1.5 seconds after the last step, and closes the socket', async () => {
        const bench = open();
        bench.receives(STARTED, LIST);
        bench.clock.advance(1_499);
        bench.receives(BRIDGE_READING);
        assert.doesNotMatch(bench.calls.join(), /close/);
        bench.clock.advance(1);
        assert.equal(bench.calls.at(-1), 'close');
        const count = bench.calls.length;
        bench.receives(READING);
        bench.clock.advance(1_999);
        assert.equal(bench.calls.length, count, 'the hub may close the socket');
        bench.clock.advance(1);
        assert.deepEqual(bench.calls.slice(count), ['terminate']);
        const { seen } = await bench.closes();
        assert.deepEqual(
            seen?.frames.map(({ frame }) => frame.topic),
            ['clown.talk/-/config/ok', '-/-/config/list/ok', 'thermometer/i2c0-48'],
        );
        bench.clock.advance(100_000);
        assert.deepEqual([bench.calls.length, bench.clock.pending], [count + 1, 0]);
    });

    it('leaves no timer when the socket is closed', async () => {
        for (const lines of [[], [STARTED], [EMPTY], [READING, LIST]]) {
            const bench = open();
            bench.receives(...lines);
            await bench.closes();
            assert.equal(bench.clock.pending, 0);
        }
    });

    const later = (ms: number): ((bench: CheckBench) => void) => {
        return ({ clock }) => clock.advance(ms);
    };
    const sends = (...lines: readonly string[]): ((bench: CheckBench) => void) => {
        return (bench) => bench.receives(...lines);
    };
    type Row = readonly [
        name: string,
        acts: readonly ((bench: CheckBench) => void)[],
        ms: number,
        expected: string,
        params: object,
        settings?: CheckSettings,
    ];
    const running = { running: { count: 7 } };
    const ROWS: readonly Row[] = [
        ['nothing', [], 8_000, 'frame failed frame-silent', { seconds: 8 }],
        ['nothing but bad lines', [sends('x', '[]')], 8_000, 'frame failed frame-garbage', { count: 2, seconds: 8 }],
        [
            'an empty list, which a bridge sends before its start, too',
            [later(1_000), sends(EMPTY)],
            11_000,
            'frame failed frame-not-started',
            { seconds: 12 },
        ],
        [
            'an empty list beside a running connection',
            [later(1_000), sends(EMPTY)],
            7_000,
            'list ok list-running',
            { count: 7 },
            running,
        ],
        ['a reading and no list', [sends(READING)], 8_000, 'list warning list-none', { seconds: 8 }],
        [
            'a reading late, and no list',
            [later(7_999), sends(READING)],
            8_000,
            'list warning list-none',
            { seconds: 8 },
        ],
        ['a started bridge and an empty list', [sends(STARTED, EMPTY)], 8_000, 'list warning list-empty', {}],
        [
            'a started bridge and an empty list, beside a running connection',
            [sends(STARTED, EMPTY)],
            8_000,
            'list ok list-running',
            { count: 7 },
            running,
        ],
        [
            'an empty list, and then a reading',
            [sends(EMPTY), later(10_000), sends(READING)],
            8_000,
            'list warning list-empty',
            {},
        ],
        [
            'no list, and a reading of the bridge two seconds after the request',
            [sends(STARTED), later(2_000), sends(BRIDGE_READING)],
            6_000,
            'list warning list-one-way',
            { seconds: 8 },
        ],
        [
            'no list, and a reading of the bridge before a response would have come',
            [sends(STARTED), later(1_999), sends(BRIDGE_READING)],
            6_001,
            'list warning list-none',
            { seconds: 8 },
        ],
        [
            'no list, and a reading of a device without a bridge',
            [sends(STARTED), later(2_000), sends(READING)],
            6_000,
            'list warning list-none',
            { seconds: 8 },
        ],
        [
            'an empty list, and a reading of the bridge much later',
            [sends(STARTED, EMPTY), later(2_000), sends(BRIDGE_READING)],
            6_000,
            'list warning list-empty',
            {},
        ],
        ['a refusal of the list', [sends(STARTED, REFUSED)], 0, 'list warning list-refused', {}],
        ['a refusal as the first frame', [sends(REFUSED)], 0, 'list warning list-refused', {}],
        ['a list after readings', [sends(READING), later(7_999), sends(LIST)], 0, 'list ok list-ok', { count: 3 }],
        ['a list as the first frame', [sends(LIST)], 0, 'list ok list-ok', { count: 3 }],
        [
            'no list, beside a running connection',
            [sends(READING)],
            8_000,
            'list warning list-none',
            { seconds: 8 },
            running,
        ],
        ['a list beside a running connection', [sends(LIST)], 0, 'list ok list-ok', { count: 3 }, running],
    ];
    for (const [name, acts, ms, expected, params, settings] of ROWS) {
        it(`${name}: ${expected.split(' ')[2]} after ${ms} ms, and not before`, async () => {
            const bench = open(settings);
            for (const act of acts) act(bench);
            if (ms > 0) {
                bench.clock.advance(ms - 1);
                assert.ok(!bench.codes.includes(expected));
                bench.clock.advance(1);
            }
            assert.ok(bench.codes.includes(expected), bench.codes.join('\n'));
            const [step, outcome] = expected.split(' ');
            assert.deepEqual(bench.params(step as 'frame'), params);
            assert.equal(bench.steps.length, 9, 'every step is reported');
            // After a failure nothing more is to come.
            bench.clock.advance(outcome === 'failed' ? 0 : 1_500);
            assert.equal(bench.calls.at(-1), 'close');
            const { ok, seen } = await bench.closes();
            assert.equal(ok, outcome !== 'failed');
            assert.equal(seen?.isShared, expected.endsWith('list-running') ? true : undefined);
            bench.clock.advance(100_000);
            assert.equal(bench.calls.at(-1), 'close', 'nothing is sent after the end');
        });
    }

    it('warns that nothing but an empty list has come, beside a running connection', () => {
        const bench = open(running);
        bench.receives(EMPTY);
        bench.clock.advance(8_000);
        assert.deepEqual(steps(bench), ['start ok start-ok', 'frame warning frame-empty', 'list ok list-running']);
    });

    it('a bridge that starts within twelve seconds has started', () => {
        const bench = open();
        bench.receives(EMPTY);
        bench.clock.advance(11_999);
        assert.deepEqual(steps(bench), ['start ok start-ok']);
        bench.receives(READING);
        bench.clock.advance(1);
        assert.deepEqual(steps(bench), ['start ok start-ok', 'frame ok frame-ok']);
    });

    it('names the first bad line, and how many there were, beside the first frame', () => {
        const bench = open();
        bench.receives('garbage', '["a"]', READING);
        const found = bench.steps.find(({ step }) => step === 'frame');
        assert.deepEqual(
            [found?.outcome, found?.code, found?.params, found?.reason?.code],
            ['warning', 'frame-mixed', { topic: 'lux-meter/-', count: 2 }, 'frame-not-json'],
        );
    });

    it('names the first bad line, if there is no frame', () => {
        const bench = open();
        bench.receives('["a"]', 'garbage');
        bench.clock.advance(8_000);
        assert.equal(bench.steps.find(({ step }) => step === 'frame')?.reason?.code, 'frame-length');
    });

    for (const [code, params, expected] of [
        ['dropped', {}, ['dropped', 'dropped-later']],
        ['reset', {}, ['dropped', 'dropped-later']],
        ['too-large', { limit: 64 }, ['too-large', 'too-large']],
        ['closed', { code: 1001 }, ['broken', 'broken']],
    ] as const) {
        it(`the hub ends the connection (${code}): before and after its first frame`, async () => {
            const [before, after] = [open(), open()];
            after.receives(STARTED);
            const found = [await before.closes(code, params), await after.closes(code, params)];
            assert.deepEqual(
                found.map(({ ok }) => ok),
                [false, false],
            );
            assert.deepEqual(steps(before), [
                'start ok start-ok',
                `frame failed ${expected[0]}`,
                'list skipped skipped',
            ]);
            assert.deepEqual(steps(after), ['start ok start-ok', 'frame ok frame-ok', `list failed ${expected[1]}`]);
            assert.deepEqual(before.params('frame'), code === 'too-large' ? params : {});
        });
    }

    it('the end of the connection is no failure once all steps are reported', async () => {
        const bench = open();
        bench.receives(STARTED, LIST);
        const { ok } = await bench.closes();
        assert.deepEqual([ok, bench.steps.length], [true, 9]);
    });

    it('closes the socket once, although its dialog is closed after the last step', () => {
        const bench = open();
        bench.receives(STARTED, LIST);
        bench.clock.advance(1_500);
        bench.abort();
        assert.equal(bench.calls.filter((call) => call === 'close').length, 1);
    });

    it('closes the socket, sends and reports nothing, when its dialog is closed', async () => {
        const bench = open();
        bench.receives(STARTED);
        const { length } = bench.calls;
        bench.abort();
        assert.deepEqual(bench.calls.slice(length), ['close']);
        bench.receives(LIST);
        bench.clock.advance(1_999);
        assert.deepEqual(bench.calls.slice(length), ['close']);
        const { ok, seen } = await bench.closes();
        assert.deepEqual([ok, Object.keys(seen ?? {})], [true, ['devices', 'frames']]);
        assert.deepEqual([bench.steps.length, bench.clock.pending], [8, 0]);
    });
});
