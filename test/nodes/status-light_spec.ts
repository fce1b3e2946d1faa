// Lights of many nodes: one timer for all of them, each in its time, and none in the way of another.

import assert from 'node:assert/strict';
import { type Clock, install } from '@sinonjs/fake-timers';
import type { NodeStatus } from 'node-red';
import type * as Updater from '../../nodes/runtime/status/status-updater';

/** Longest time until a waiting status is shown. */
const PAUSE_MS = 510;

// A copy of its own: what it remembers of the time stays apart from what other files have shown by the real clock.
const file = require.resolve('../../nodes/runtime/status/status-updater');
const shared = require.cache[file];
delete require.cache[file];
const { StatusUpdater } = require(file) as typeof Updater;
if (shared) require.cache[file] = shared;

interface Shown {
    readonly light: Updater.StatusUpdater;
    readonly texts: string[];
    readonly errors: string[];
}

/** A light whose node throws at this text. */
function lit(bad?: string): Shown {
    const texts: string[] = [];
    const errors: string[] = [];
    const node = {
        status: ({ text = '' }: NodeStatus) => {
            texts.push(text);
            if (text === bad) throw new Error(`bad ${text}`);
        },
        error: (message: string) => errors.push(message),
    };
    return { light: new StatusUpdater(node as never), texts, errors };
}

describe('the lights of many nodes [P3]', () => {
    let clock: Clock;

    // Never back: what was shown before lies in the past.
    let passed = 0;
    beforeEach(() => {
        clock = install({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
        clock.tick(passed);
    });

    afterEach(() => {
        passed = performance.now() + PAUSE_MS;
        const left = clock.countTimers();
        clock.uninstall();
        assert.equal(left, 0, 'a timer is left');
    });

    it('share one timer, which goes with the last of them that waits', () => {
        const all = Array.from({ length: 200 }, () => lit());
        for (const { light } of all) for (const text of ['a', 'b', 'c']) light.show({ text });
        assert.equal(clock.countTimers(), 1);
        clock.tick(PAUSE_MS);
        for (const { texts } of all) assert.deepEqual(texts, ['a', 'c']);
        assert.equal(clock.countTimers(), 0);
        for (const { light } of all) light.show({ text: 'd' });
        assert.equal(clock.countTimers(), 1);
        for (const { light } of all) light.end();
        assert.equal(clock.countTimers(), 0);
    });

    it('a value that repeats is made twice a second at most, not for each frame', () => {
        const { light, texts } = lit();
        let made = 0;
        const value = (text: string) => () => {
            made++;
            return { text };
        };
        light.show({ text: 'connected' });
        clock.tick(PAUSE_MS);
        for (let frame = 0; frame < 100; frame++) light.show(value('connected'));
        assert.equal(made, 1);
        light.show(value('24 °C'));
        clock.tick(PAUSE_MS);
        assert.equal(made, 2);
        assert.deepEqual(texts, ['connected', '24 °C']);
        light.end();
    });

    it('values of many nodes are shown in turn, a hundred at once, and states of all of them together', () => {
        const all = Array.from({ length: 250 }, () => lit());
        let shown = 0;
        const value = (text: string) => () => {
            shown++;
            return { text };
        };
        for (const { light } of all) light.show({ text: 'connected' });
        for (const { light } of all) light.show(value('1'));
        const rounds: number[] = [];
        while (shown < all.length) {
            const before = shown;
            clock.next();
            // A frame changes what those show that have had their turn.
            for (const { light } of all.slice(0, 100)) light.show(value('2'));
            rounds.push(shown - before);
        }
        assert.deepEqual(rounds, [100, 100, 50 + 50]);
        assert.ok(
            all.every(({ texts }) => texts.includes('1')),
            'each has had its turn',
        );
        for (const { light } of all) light.show({ text: 'waiting' });
        clock.tick(PAUSE_MS);
        assert.ok(all.every(({ texts }) => texts.at(-1) === 'waiting'));
        for (const { light } of all) light.end();
    });

    it('one that throws, or ends another, keeps no third from being shown', () => {
        const bad = lit('b');
        const ended = lit();
        const good = lit();
        for (const { light } of [bad, ended, good]) light.show({ text: 'a' });
        bad.light.show(() => {
            ended.light.end();
            return { text: 'b' };
        });
        for (const { light } of [ended, good]) light.show({ text: 'b' });
        clock.tick(PAUSE_MS);
        assert.deepEqual(good.texts, ['a', 'b']);
        assert.deepEqual(bad.texts, ['a', 'b']);
        assert.match(bad.errors.join(), /Error: bad b/);
        assert.deepEqual(ended.texts, ['a']);
        for (const { light } of [bad, good]) light.end();
    });

    it('the last one is shown, though it came while another was', () => {
        const one = lit();
        const other = lit();
        for (const { light } of [one, other]) light.show({ text: 'a' });
        one.light.show(() => {
            other.light.show({ text: 'new' });
            return { text: 'b' };
        });
        other.light.show({ text: 'old' });
        clock.tick(3 * PAUSE_MS);
        assert.deepEqual(other.texts, ['a', 'new']);
        for (const { light } of [one, other]) light.end();
    });

    it('each in its time, though another waits longer', () => {
        const early = lit();
        const late = lit();
        early.light.show({ text: 'a' });
        clock.tick(250);
        late.light.show({ text: 'a' });
        late.light.show({ text: 'b' });
        early.light.show({ text: 'b' });
        clock.tick(249);
        assert.deepEqual(early.texts, ['a']);
        clock.tick(PAUSE_MS - 499);
        assert.deepEqual(early.texts, ['a', 'b']);
        clock.tick(239);
        assert.deepEqual(late.texts, ['a']);
        clock.tick(11);
        assert.deepEqual(late.texts, ['a', 'b']);
    });

    it('one light: equal ones are dropped, the last of many is shown, a clock set back changes nothing', () => {
        const { light, texts } = lit();
        const { now } = Date;
        light.show({ text: 'a' });
        Date.now = () => now() - 3_600_000;
        try {
            for (const text of ['b', 'c', 'd', 'e']) light.show({ text });
            clock.tick(499);
            assert.deepEqual(texts, ['a']);
            clock.tick(PAUSE_MS - 499);
            for (const text of ['e', 'f', 'e']) light.show({ text });
            clock.tick(3 * PAUSE_MS);
        } finally {
            Date.now = now;
        }
        assert.deepEqual(texts, ['a', 'e']);
    });

    it('one light: a flood changes it twice a second, and the last value is the one that stays', () => {
        const { light, texts } = lit();
        const times: number[] = [];
        let made = 0;
        for (let ms = 0; ms < 3_000; ms++) {
            const before = texts.length;
            for (const part of ['a', 'b', 'c']) {
                light.show(() => {
                    made++;
                    return { text: `${ms}${part}` };
                });
            }
            clock.tick(1);
            if (texts.length > before) times.push(ms);
        }
        clock.tick(PAUSE_MS);
        assert.equal(texts.at(-1), '2999c');
        assert.equal(made, texts.length, 'it is made only when it is really shown');
        assert.ok(texts.length >= 6 && texts.length <= 7, texts.join());
        for (const [at, time] of times.entries())
            if (at > 0) assert.ok(time - Number(times[at - 1]) >= 499, times.join());
    });

    it('one light: holds the latest status while flows start, and shows it when they run', () => {
        const { light, texts } = lit();
        light.release();
        light.hold();
        assert.deepEqual([light.isPending, light.hasStatus], [false, false]);
        for (const text of ['a', 'b']) light.show({ text });
        assert.deepEqual([texts, light.isPending], [[], true]);
        light.release();
        assert.deepEqual([texts, light.isPending, light.hasStatus], [['b'], false, true]);
        light.release();
        assert.deepEqual(texts, ['b']);
        light.show({ text: 'c' });
        assert.equal(light.isPending, true);
        clock.tick(PAUSE_MS);
        assert.deepEqual([texts, light.isPending], [['b', 'c'], false]);
        light.show({});
        clock.tick(PAUSE_MS);
        assert.equal(light.hasStatus, false);
        light.end();
    });

    it('one light: may change exactly when its pause is over', () => {
        const { light, texts } = lit();
        light.show({ text: 'a' });
        clock.tick(500);
        light.show({ text: 'b' });
        assert.deepEqual(texts, ['a', 'b']);
        light.end();
    });

    it('one light: shows nothing more once it has ended', () => {
        const { light, texts } = lit();
        light.show({ text: 'x' });
        light.show({ text: 'y' });
        light.end();
        light.show({ text: 'z' });
        clock.tick(3 * PAUSE_MS);
        assert.deepEqual(texts, ['x']);
    });
});
