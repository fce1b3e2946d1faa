// Lights of many nodes: one timer for all of them, each in its time, and none in the way of another.

import assert from 'node:assert/strict';
import type { NodeStatus } from 'node-red';
import { StatusUpdater } from '../../nodes/runtime/status/status-updater';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';

interface Shown {
    readonly light: StatusUpdater;
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

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('the lights of many nodes [P3]', () => {
    leavesNothing();

    it('share one timer, which goes with the last of them that waits', async () => {
        await new Promise(setImmediate);
        const before = timers();
        const all = Array.from({ length: 200 }, () => lit());
        for (const { light } of all) for (const text of ['a', 'b', 'c']) light.show({ text });
        assert.equal(timers(), before + 1);
        await until(() => all.every(({ texts }) => texts.at(-1) === 'c'), 'the last of each');
        for (const { texts } of all) assert.deepEqual(texts, ['a', 'c']);
        assert.equal(timers(), before);
        for (const { light } of all) light.show({ text: 'd' });
        assert.equal(timers(), before + 1);
        for (const { light } of all) light.end();
        assert.equal(timers(), before);
    });

    it('a value that repeats is made twice a second at most, not for each frame', async () => {
        const { light, texts } = lit();
        let made = 0;
        const value = (text: string) => () => {
            made++;
            return { text };
        };
        light.show({ text: 'connected' });
        await until(() => light.restMs() <= 0, 'the end of the pause');
        for (let frame = 0; frame < 100; frame++) light.show(value('connected'));
        assert.equal(made, 1);
        light.show(value('24 °C'));
        await until(() => texts.includes('24 °C'), 'the value that is different');
        assert.equal(made, 2);
        assert.deepEqual(texts, ['connected', '24 °C']);
        light.end();
    });

    it('values of many nodes are shown in turn, a hundred at once, and states of all of them together', async () => {
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
            await until(() => shown > before, 'more values');
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
        await until(() => all.some(({ texts }) => texts.at(-1) === 'waiting'), 'the first state');
        await until(() => all.every(({ texts }) => texts.at(-1) === 'waiting'), 'the last state');
        for (const { light } of all) light.end();
    });

    it('one that throws, or ends another, keeps no third from being shown', async () => {
        const bad = lit('b');
        const ended = lit();
        const good = lit();
        for (const { light } of [bad, ended, good]) light.show({ text: 'a' });
        bad.light.show(() => {
            ended.light.end();
            return { text: 'b' };
        });
        for (const { light } of [ended, good]) light.show({ text: 'b' });
        await until(() => good.texts.includes('b'), 'the good one');
        assert.deepEqual(bad.texts, ['a', 'b']);
        assert.match(bad.errors.join(), /Error: bad b/);
        assert.deepEqual(ended.texts, ['a']);
        for (const { light } of [bad, good]) light.end();
    });

    it('the last one is shown, though it came while another was', async () => {
        const one = lit();
        const other = lit();
        for (const { light } of [one, other]) light.show({ text: 'a' });
        one.light.show(() => {
            other.light.show({ text: 'new' });
            return { text: 'b' };
        });
        other.light.show({ text: 'old' });
        await until(() => other.texts.length > 1, 'the second one');
        await new Promise((resolve) => setTimeout(resolve, 600));
        assert.deepEqual(other.texts, ['a', 'new']);
        for (const { light } of [one, other]) light.end();
    });

    it('each in its time, though another waits longer', async () => {
        const early = lit();
        const late = lit();
        early.light.show({ text: 'a' });
        await new Promise((resolve) => setTimeout(resolve, 250));
        const begun = performance.now();
        late.light.show({ text: 'a' });
        late.light.show({ text: 'b' });
        early.light.show({ text: 'b' });
        let earlyMs = 0;
        await until(() => {
            if (earlyMs === 0 && early.texts.includes('b')) earlyMs = performance.now() - begun;
            return late.texts.includes('b');
        }, 'both');
        const lateMs = performance.now() - begun;
        assert.ok(earlyMs >= 200 && earlyMs < 430, `the early one came after ${earlyMs} ms`);
        assert.ok(lateMs >= 480, `the late one came after ${lateMs} ms`);
        for (const { light } of [early, late]) light.end();
    });
});
