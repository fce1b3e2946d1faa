// Settings in the word that a device understands: which is tried first, and what is remembered of it.

import assert from 'node:assert/strict';
import { OWNER, SenderBench, TIMEOUT_MS } from '../support/sender-bench';

const THERMOMETER = 'thermometer/i2c0-48';
const LUX = 'lux-meter/i2c0-44';
const UPDATE = `> ${THERMOMETER}/config/update {"publish-interval":30}`;
const SET = `> ${THERMOMETER}/config/set {"publish-interval":30}`;
const SHOWN = { 'publish-interval': 30 };
const TAKEN = 'it: {"publish-interval":30}';

/** What happens after the interval was asked for, and the log of it all. */
const COURSES: readonly (readonly [name: string, act: (bench: SenderBench) => void, log: readonly string[]])[] = [
    ['a bridge', (bench) => bench.receives(`${THERMOMETER}/config/ok`, SHOWN), [UPDATE, TAKEN]],
    [
        'a hub of the documentation',
        (bench) => {
            bench.clock.advance(TIMEOUT_MS);
            bench.receives(`${THERMOMETER}/config/ok`, SHOWN);
        },
        [UPDATE, SET, TAKEN],
    ],
    [
        'a wireless node that sends no more than ok',
        (bench) => {
            bench.clock.advance(TIMEOUT_MS);
            bench.receives(`${THERMOMETER}/config/set/ok`, {});
        },
        [UPDATE, SET, 'it: {}'],
    ],
    ['none', ({ clock }) => clock.advance(2 * TIMEOUT_MS), [UPDATE, SET, 'it: not-confirmed']],
    [
        'a device with another interval',
        (bench) => {
            for (let word = 0; word < 2; word++) {
                bench.receives(`${THERMOMETER}/config/ok`, { 'publish-interval': 1 });
                bench.clock.advance(TIMEOUT_MS);
            }
        },
        [UPDATE, SET, 'it: not-confirmed'],
    ],
    [
        'another device',
        (bench) => {
            bench.receives(`${LUX}/config/ok`, SHOWN);
            bench.clock.advance(2 * TIMEOUT_MS);
        },
        [UPDATE, SET, 'it: not-confirmed'],
    ],
    ['a device that refuses', (bench) => bench.receives(`${THERMOMETER}/config/error`), [UPDATE, 'it: answer-error']],
    ['a link that is lost', (bench) => bench.lose(), [UPDATE, 'it: link-lost']],
    [
        'a link that is lost after the second word',
        (bench) => {
            bench.clock.advance(TIMEOUT_MS);
            bench.lose();
        },
        [UPDATE, SET, 'it: link-lost'],
    ],
    [
        'a socket that is full by the second word',
        (bench) => {
            bench.link.isFull = true;
            bench.clock.advance(TIMEOUT_MS);
        },
        [UPDATE, 'it: write-full'],
    ],
    ['an owner that ends', ({ sender }) => sender.end(OWNER), [UPDATE, 'it: stopped']],
    [
        'an owner that ends after the second word',
        ({ clock, sender }) => {
            clock.advance(TIMEOUT_MS);
            sender.end(OWNER);
        },
        [UPDATE, SET, 'it: stopped'],
    ],
    ['the end of all', ({ sender }) => sender.end(), [UPDATE, 'it: stopped']],
];

describe('sender: settings', () => {
    for (const [name, act, log] of COURSES) {
        it(`${name}: ${log.slice(1).join(', ')}`, () => {
            const bench = SenderBench.ready();
            bench.configure('it', THERMOMETER, 30);
            act(bench);
            assert.equal(bench.read(), log.join(', '));
            bench.link.isFull = false;
            bench.link.takes();
            bench.receives(`${THERMOMETER}/config/ok`, SHOWN);
            bench.clock.advance(10 * TIMEOUT_MS);
            assert.equal(bench.read(), '', 'nothing follows');
            assert.ok(bench.isOver());
        });
    }

    it('contains the timeout and the number of attempts', () => {
        const bench = SenderBench.ready();
        bench.configure('it', THERMOMETER, 30, { tries: 9 });
        bench.clock.advance(2 * TIMEOUT_MS);
        assert.deepEqual(bench.results.get('it')?.reason, {
            code: 'not-confirmed',
            params: { device: THERMOMETER, seconds: 1, tries: 2 },
        });
    });

    it('what is refused is not sent in any word', () => {
        const bench = SenderBench.ready();
        bench.configure('it', THERMOMETER, 0);
        bench.configure('co2', 'co2-sensor/i2c0-38', 5);
        assert.equal(bench.read(), 'it: interval, co2: interval-co2');
        assert.ok(bench.isOver());
    });

    it('a filter that an owner names for other answers does not count here', () => {
        const bench = SenderBench.ready();
        bench.configure('it', THERMOMETER, 30, { answer: 'a/b' });
        bench.receives('a/b', {});
        bench.receives(`${THERMOMETER}/config/ok`, SHOWN);
        assert.equal(bench.read(), `${UPDATE}, ${TAKEN}`);
    });
});

describe('sender: the word that a device takes', () => {
    /** Configures the device, which answers the word that it knows, and gives the words that were tried. */
    function configured(bench: SenderBench, device: string, knows: string): string {
        bench.log.length = 0;
        bench.configure(`${device} ${bench.results.size}`, device, 30);
        for (let tries = 0; tries < 2; tries++) {
            const last = bench.log.filter((entry) => entry.startsWith('> ')).at(-1) ?? '';
            if (last.includes(`${device}/config/${knows} `)) {
                bench.receives(`${device}/config/ok`, SHOWN);
                break;
            }
            bench.clock.advance(TIMEOUT_MS);
        }
        assert.ok(bench.isOver());
        return bench.log.flatMap((entry) => /^> .*\/config\/(\w+) /.exec(entry)?.[1] ?? []).join(', ');
    }

    it('is tried first from then on, for this device and for those that are new', () => {
        const bench = SenderBench.ready();
        assert.equal(configured(bench, THERMOMETER, 'set'), 'update, set');
        assert.equal(configured(bench, THERMOMETER, 'set'), 'set');
        assert.equal(configured(bench, LUX, 'set'), 'set');
    });

    it('is another one for another device of the same hub', () => {
        const bench = SenderBench.ready();
        configured(bench, THERMOMETER, 'set');
        assert.equal(configured(bench, LUX, 'update'), 'set, update');
        assert.equal(configured(bench, THERMOMETER, 'set'), 'set');
        assert.equal(configured(bench, LUX, 'update'), 'update');
    });

    it('is learnt again when the device was replaced', () => {
        const bench = SenderBench.ready();
        configured(bench, THERMOMETER, 'set');
        assert.equal(configured(bench, THERMOMETER, 'update'), 'set, update');
        assert.equal(configured(bench, THERMOMETER, 'update'), 'update');
    });

    it('is kept over a lost link, and not learnt from who answers nothing', () => {
        const bench = SenderBench.ready();
        configured(bench, THERMOMETER, 'set');
        bench.lose();
        bench.connect();
        assert.equal(configured(bench, LUX, 'neither'), 'set, update');
        assert.equal(configured(bench, THERMOMETER, 'set'), 'set');
        assert.equal(configured(bench, LUX, 'set'), 'set');
    });

    it('is remembered for a bounded number of devices [L6]', () => {
        const bench = SenderBench.ready();
        configured(bench, THERMOMETER, 'set');
        for (let index = 0; index < 1_000; index++) configured(bench, `window/${index}`, 'update');
        assert.equal(configured(bench, THERMOMETER, 'set'), 'update, set');
    });
});
