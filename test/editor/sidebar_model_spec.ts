// The state of the sidebar: merged messages, and the requests and pauses that keep it up to date.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Known, knownFrom, matchesFilter, merged, needsReload } from '../../nodes/editor/sidebar/model';
import { paced } from '../../nodes/editor/sidebar/throttle';
import { follow, RELOAD_MS, RETRY_MS, type Source } from '../../nodes/editor/sidebar/updates';
import type { DeviceView, FeedMessage, HubsView, HubView } from '../../nodes/shared/views';
import { ManualClock } from '../support/manual-clock.js';

const device = (name: string, more: Partial<DeviceView> = {}): DeviceView => {
    const [type = '', address = ''] = name.split('/');
    return { device: name, type, address, kind: 'sensor', listed: true, values: [], ...more };
};
const hub = (id: string, devices: readonly DeviceView[], more: Partial<HubView> = {}): HubView => {
    return { id, label: id, state: { word: 'connected' }, devices, listedAt: 1, ...more };
};
const message = (ids: string[], hubs: HubView[], now = 100): FeedMessage => ({ now, ids, hubs });
const names = ({ hubs }: Known): string[][] => hubs.map((one) => [one.id, ...one.devices.map((each) => each.device)]);

const [a, b, unlisted] = [device('t/a'), device('t/b'), device('t/z', { listed: false, kind: 'heard' })];

describe('sidebar model', () => {
    it('keeps positions, and the same objects for unchanged parts', () => {
        const known = knownFrom({ now: 50, hubs: [hub('x', [b, a, unlisted]), hub('y', [a])] }, 60);
        const louder = device('t/a', { heardAt: 90 });
        const next = merged(known, message(['y', 'x'], [hub('x', [louder])]), 130);
        assert.deepEqual(names(next), [
            ['x', 't/b', 't/a', 't/z'],
            ['y', 't/a'],
        ]);
        assert.equal(next.hubs[0]?.devices[1], louder);
        assert.equal(next.hubs[0].devices[0], b);
        assert.equal(next.hubs[1], known.hubs[1]);
        assert.deepEqual([known.aheadMs, next.aheadMs], [10, 30]);
    });

    it('keeps the device list if only the state of the hub has changed', () => {
        const known = knownFrom({ now: 50, hubs: [hub('x', [a])] }, 50);
        const next = merged(known, message(['x'], [hub('x', [], { state: { word: 'connecting' } })]), 100);
        assert.equal(next.hubs[0]?.state.word, 'connecting');
        assert.equal(next.hubs[0].devices, known.hubs[0]?.devices);
    });

    it('puts a new device at the end of its part, and moves an unlisted one to the listed ones once it is listed', () => {
        const known = knownFrom({ now: 50, hubs: [hub('x', [a, unlisted])] }, 50);
        const next = merged(known, message(['x'], [hub('x', [b])]), 100);
        assert.deepEqual(names(next), [['x', 't/a', 't/b', 't/z']]);
        const listed = merged(next, message(['x'], [hub('x', [device('t/z'), device('t/y', { listed: false })])]), 100);
        assert.deepEqual(names(listed), [['x', 't/a', 't/b', 't/z', 't/y']]);
    });

    it('removes hubs that no longer exist, and puts new ones last', () => {
        const known = knownFrom({ now: 50, hubs: [hub('x', [a]), hub('y', [a])] }, 50);
        assert.deepEqual(names(merged(known, message(['y', 'z'], [hub('z', [b])]), 100)), [
            ['y', 't/a'],
            ['z', 't/b'],
        ]);
        assert.deepEqual(names(merged(known, message([], []), 100)), []);
    });

    it('never contains a hub or a device twice', () => {
        const anyDevice = fc
            .tuple(fc.constantFrom('t/a', 't/b', 't/c'), fc.boolean())
            .map(([name, listed]) => device(name, { listed }));
        const devices = fc.uniqueArray(anyDevice, { selector: (one) => one.device });
        const hubs = fc.uniqueArray(fc.tuple(fc.constantFrom('x', 'y', 'z'), devices), { selector: ([id]) => id });
        const views = hubs.map((list) => list.map(([id, own]) => hub(id, own)));
        const messages = fc.array(fc.tuple(fc.subarray(['x', 'y', 'z']), views));
        fc.assert(
            fc.property(views, messages, (first, later) => {
                let known = knownFrom({ now: 0, hubs: first }, 0);
                for (const [ids, changed] of later) {
                    const sent = changed.filter(({ id }) => ids.includes(id));
                    known = merged(known, message(ids, sent), 0);
                    assert.ok(known.hubs.every(({ id }) => ids.includes(id)));
                }
                for (const list of [known.hubs.map(({ id }) => id), ...names(known)])
                    assert.equal(new Set(list).size, list.length);
            }),
        );
    });

    const openings: readonly (readonly [string, FeedMessage, boolean])[] = [
        ['a change', message(['x'], [hub('x', [a])]), false],
        ['a removed hub', message([], []), false],
        ['a new hub', message(['x', 'n'], [hub('n', [])]), true],
        ['a new hub without data', message(['x', 'n'], []), true],
        ['a new list', message(['x'], [hub('x', [], { listedAt: 2 })]), true],
        ['a hub that was not listed yet', message(['x'], [{ ...hub('x', []), listedAt: undefined } as never]), false],
    ];
    for (const [name, sent, open] of openings) {
        it(`${name} ${open ? 'causes' : 'does not cause'} everything to be loaded again`, () => {
            assert.equal(needsReload(knownFrom({ now: 0, hubs: [hub('x', [a])] }, 0), sent), open);
        });
    }

    it('filters by any part of the name, in any case', () => {
        const lamp = device('relay/i2c0-3B');
        for (const filter of ['', ' ', 'RELAY', 'y/I2', '3b ']) assert.ok(matchesFilter(lamp, filter), filter);
        assert.ok(!matchesFilter(lamp, 'led'));
    });

    it('filters by quantities and their units, received ones and those of the type', () => {
        const sensor = device('thermometer/i2c0-48');
        for (const filter of ['temperature', '°c']) assert.ok(matchesFilter(sensor, filter), filter);
        assert.ok(!matchesFilter(sensor, 'pressure'));
        const own = device('flood/-', { values: [{ quantity: 'Level', value: 3, unit: 'mm' }] });
        for (const filter of ['level', 'MM']) assert.ok(matchesFilter(own, filter), filter);
        assert.ok(!matchesFilter(own, '3'), 'values come and go');
        const button = device('push-button/-');
        assert.ok(
            matchesFilter(button, 'počet', () => 'počet'),
            'by the shown name',
        );
        assert.ok(!matchesFilter(button, 'počet'));
    });
});

/** A runtime whose responses are sent by the test. */
function bench() {
    const clock = new ManualClock();
    const requests: { resolve(view: HubsView): void; reject(error: unknown): void }[] = [];
    const seen: (Known | string)[] = [];
    let report: ((message: FeedMessage) => void) | undefined;
    const source: Source = {
        getHubs: () => new Promise((resolve, reject) => requests.push({ resolve, reject })),
        followHubs: (listener) => {
            report = listener;
            return () => {
                report = undefined;
            };
        },
        now: () => 1_000,
        after: (ms, act) => clock.after(ms, act),
    };
    const sight = {
        known: (known: Known): void => void seen.push(known),
        failed: (error: unknown): void => void seen.push(String(error)),
    };
    return {
        clock,
        requests,
        seen,
        source,
        sight,
        report: (sent: FeedMessage) => report?.(sent),
        isFollowed: () => !!report,
    };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('sidebar follow', () => {
    it('merges messages received during the request, unless they are older than its response', async () => {
        const { requests, seen, source, sight, report } = bench();
        const stop = follow(source, sight);
        report(message(['x'], [hub('x', [device('t/a', { heardAt: 1 })])], 40));
        report(message(['x'], [hub('x', [device('t/b', { heardAt: 2 })])], 60));
        assert.deepEqual(seen, []);
        requests[0]?.resolve({ now: 50, hubs: [hub('x', [a, b])] });
        await settled();
        const [known] = seen as readonly Known[];
        assert.deepEqual(
            known?.hubs[0]?.devices.map(({ heardAt }) => heardAt),
            [undefined, 2],
        );
        stop();
    });

    it('loads everything once more after several incomplete messages', async () => {
        const { clock, requests, source, sight, report } = bench();
        const stop = follow(source, sight);
        requests[0]?.resolve({ now: 50, hubs: [] });
        await settled();
        for (let round = 0; round < 3; round++) report(message(['n'], []));
        assert.equal(requests.length, 1);
        clock.advance(RELOAD_MS);
        assert.equal(requests.length, 2);
        stop();
    });

    it('reports a failed request, repeats it, and continues', async () => {
        const { clock, requests, seen, source, sight } = bench();
        const stop = follow(source, sight);
        requests[0]?.reject('HTTP 500');
        await settled();
        assert.deepEqual(seen, ['HTTP 500']);
        clock.advance(RETRY_MS);
        requests[1]?.resolve({ now: 50, hubs: [hub('x', [a])] });
        await settled();
        assert.deepEqual(names(seen[1] as never), [['x', 't/a']]);
        stop();
    });

    it('reports nothing once it is stopped: no timer, no listener, no late response', async () => {
        const { clock, requests, seen, source, sight, isFollowed } = bench();
        const [first, second] = [follow(source, sight), follow(source, sight)];
        requests[1]?.reject('HTTP 500');
        await settled();
        first();
        second();
        requests[0]?.resolve({ now: 50, hubs: [] });
        await settled();
        assert.deepEqual(seen, ['HTTP 500']);
        assert.equal(isFollowed(), false);
        clock.advance(10 * RETRY_MS);
        assert.equal(requests.length, 2);
    });
});

describe('sidebar rate limit', () => {
    it('calls at once, then once for all calls within the pause', () => {
        const clock = new ManualClock();
        let calls = 0;
        const call = paced(
            () => calls++,
            500,
            (ms, act) => clock.after(ms, act),
        );
        for (let round = 0; round < 5; round++) call();
        assert.equal(calls, 1);
        clock.advance(500);
        assert.equal(calls, 2);
        clock.advance(500);
        assert.equal(calls, 2);
        call();
        assert.equal(calls, 3);
        call();
        call.stop();
        clock.advance(5_000);
        assert.equal(calls, 3);
    });
});
