// The record of a hub node for the editor, with a manual clock: what runs for it, and when that ends.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node } from 'node-red';
import { HubRecord, MAX_TOPICS } from '../../nodes/admin/hub-record';
import { Registry } from '../../nodes/admin/registry';
import type { SilenceLimits } from '../../nodes/runtime/hub/publish-intervals';
import { ok, refuse } from '../../src/base/errors';
import { SAMPLE_MS } from '../../src/devices/curves';
import type { DayHistory } from '../../src/devices/day-history';
import { DeviceNames } from '../../src/protocol/device-names';
import type { HubPlace } from '../../src/settings/hub-options';
import { ManualClock } from '../support/manual-clock';
import { recordBench } from './support/record-bench';

function bench(names?: DeviceNames, silenceLimits?: SilenceLimits) {
    return recordBench({ ...(names ? { names } : {}), ...(silenceLimits ? { silenceLimits } : {}) });
}

describe('a hub node in the registry [C17, E12]', () => {
    it('has a timer while its hub is connected, and none otherwise', () => {
        const { own, record, link, clock } = bench();
        assert.equal(own.pending, 0);
        link().opened();
        assert.equal(own.pending, 1);
        link().closed(refuse('dropped').reason);
        assert.equal(own.pending, 0);
        clock.advance(2000);
        link().opened();
        assert.equal(own.pending, 1);
        record.end();
        assert.equal(own.pending, 0);
    });

    it('receives nothing from its hub after its end', () => {
        const { own, record, link, journal } = bench();
        record.end();
        record.end();
        link().opened();
        assert.equal(own.pending, 0);
        assert.deepEqual(
            journal.events.map(({ word }) => word),
            ['disconnected', 'connecting'],
        );
    });

    it('has the names of its devices, and counts silence by the limit of a device', () => {
        const thermometer = 'thermometer/i2c0-48';
        const limits = new Map([[thermometer, 600_000]]);
        const { own, record, link, receiveLine } = bench(
            new DeviceNames([{ device: thermometer, name: 'Living room' }]),
            limits,
        );
        link().opened();
        for (const address of ['i2c0-48', 'i2c0-49']) receiveLine(`["thermometer/${address}", {"temperature": 1}]`);
        own.advance(500_000);
        const [named, other] = ['i2c0-48', 'i2c0-49'].map((wanted) =>
            record.devices().find(({ address }) => address === wanted),
        );
        assert.deepEqual([named?.name, named?.limitMs, named?.silentMs], ['Living room', 600_000, undefined]);
        assert.ok(other && !('name' in other) && !('limitMs' in other) && Number(other.silentMs) > 0);
        own.advance(200_000);
        assert.ok(Number(record.devices().find(({ name }) => name === 'Living room')?.silentMs) > 600_000);
        record.end();
    });

    it('has no gap in the last day of a device within the limit of its owner; 0 is never', () => {
        for (const [limitMs, lengths] of [
            [7_200_000, [2]],
            [0, [2]],
            [undefined, [1, 1]],
        ] as const) {
            const device = 'thermometer/i2c0-48';
            const { clock, own, record, link, receiveLine } = bench(
                undefined,
                new Map(limitMs === undefined ? [] : [[device, limitMs]]),
            );
            link().opened();
            // Another one, of which no limit is set.
            receiveLine('["lux-meter/-", {"illuminance": 1}]');
            receiveLine(`["${device}", {"temperature": 1}]`);
            clock.slept(1_200_000);
            own.advance(1_200_000);
            receiveLine(`["${device}", {"temperature": 2}]`);
            own.advance(SAMPLE_MS);
            const [quantity] = record.historyOf(device).quantities;
            assert.deepEqual(
                quantity?.runs.map(({ length }) => length),
                lengths,
            );
            record.end();
        }
    });

    it('takes the last day of its predecessor if the hub is the same, also past invalid settings', () => {
        const { record } = bench();
        record.end();
        const { running } = record.parts;
        assert.ok(running.ok);
        const registry = new Registry(new ManualClock());
        /** The history of a hub at this place, or with invalid settings. */
        const deployed = (place?: HubPlace): DayHistory | undefined => {
            const node = Object.assign(new EventEmitter(), { id: 'hub' }) as unknown as Node;
            const own = place ? ok({ ...running.value, place }) : refuse('address-missing');
            registry.get('hub')?.parts.node.emit('close');
            registry.add({ ...record.parts, node, running: own });
            return registry.get('hub')?.history;
        };
        const played = (file: string, speed: number): HubPlace => ({ kind: 'simulated', recording: { file, speed } });
        const address = (url: string): HubPlace => ({ kind: 'address', url });
        const histories = [
            ...[undefined, address('ws://a/'), undefined, address('ws://a/'), address('ws://b/')].map(deployed),
            ...[{ kind: 'simulated' } as const, played('a.ndjson', 1), played('a.ndjson', 2)].map(deployed),
            ...[undefined, played('b.ndjson', 1)].map(deployed),
        ];
        assert.deepEqual(
            histories.map((one) => histories.indexOf(one)),
            [0, 1, 1, 1, 4, 5, 6, 6, 6, 9],
        );
        registry.get('hub')?.end();
    });

    it('changes its face with a frame, a point of its curve and a silence, and not otherwise', () => {
        const { own, record, link, receiveLine } = bench();
        link().opened();
        receiveLine('["thermometer/-", {"temperature": 1}]');
        const face = (): string => {
            const [entry] = record.entries();
            assert.ok(entry);
            const { received, rest } = record.face(entry);
            return `${received?.text} ${rest}`;
        };
        const first = face();
        own.advance(SAMPLE_MS - 1);
        assert.equal(face(), first);
        own.advance(1);
        const sampled = face();
        assert.notEqual(sampled, first);
        own.advance(SAMPLE_MS * 2);
        assert.equal(face(), sampled);
        own.advance(60_000);
        assert.notEqual(face(), sampled);
        receiveLine('["thermometer/-", {"temperature": 2}]');
        assert.match(face(), /"temperature": 2/);
    });

    it('has the state in words, with what belongs to it, and what was counted', () => {
        const { record, link, own, clock } = recordBench({ alias: 'box', label: '' });
        const head = (): object => {
            const { counters, ...view } = record.head();
            assert.ok(counters && counters.framesIn >= 0);
            return view;
        };
        const rest = { id: 'hub', template: 'box', label: 'hub' };
        assert.deepEqual(head(), { ...rest, state: { word: 'connecting', attempt: 1 } });
        assert.ok(!record.isConnected && !record.hasList);
        own.advance(5);
        link().closed(refuse('refused').reason);
        const cause = refuse('refused').reason;
        const retryAt = record.state.retryAt ?? assert.fail();
        assert.deepEqual(head(), {
            ...rest,
            state: { word: 'waiting', attempt: 2, retryAt, cause },
            lastError: { time: 5, kind: 'state', word: 'waiting', reason: cause },
        });
        clock.advance(2_000);
        link().opened();
        assert.ok(record.isConnected);
        assert.deepEqual(record.state, { word: 'connected', since: clock.now() });
        record.end();
    });

    it('has why it cannot run: with invalid settings there is nothing else', () => {
        const { parts, journal, record: other } = recordBench({ label: 'Attic' });
        other.end();
        const running = refuse('address-missing');
        const own = new ManualClock();
        const record = new HubRecord({ ...parts, running }, own);
        const state = { word: 'invalid', cause: running.reason } as const;
        assert.deepEqual(record.view(), { id: 'hub', label: 'Attic', state, devices: [] });
        assert.deepEqual(record.topics(), { now: 0, state, devices: [], topics: [] });
        assert.ok(!record.isConnected && !record.hasList && record.template === undefined);
        assert.equal(journal.events.at(-1)?.word, 'invalid');
        record.end();
    });

    it('has its recording, whose time left changes once a second', () => {
        const { record, recordings } = recordBench();
        const shown = (leftMs: number): object | undefined => {
            Object.assign(recordings, { running: { file: 'a.jsonl', minutes: 1, leftMs, bytes: 5 } });
            return record.head().recording;
        };
        assert.deepEqual(shown(59_001), { file: 'a.jsonl', leftMs: 60_000, bytes: 5 });
        assert.deepEqual(shown(59_000), { file: 'a.jsonl', leftMs: 59_000, bytes: 5 });
        record.end();
    });

    it('has the last frame of each topic: readings first, the newest of them first, and when it listed its devices', () => {
        const { record, link, receiveLine, own } = recordBench();
        link().opened();
        assert.ok(!('listedAt' in record.topics()) && !('listedAt' in record.head()));
        for (const topic of ['a/1', 'a/1/config/ok', 'boot', 'a/2']) receiveLine(`["${topic}", {"x": 1}]`);
        receiveLine('["-/-/config/list/ok", {"actuators": ["led/-"]}]');
        own.advance(7);
        const { topics, devices, listedAt, now, state, ...rest } = record.topics();
        assert.deepEqual(
            topics.map(({ topic }) => topic),
            ['a/2', 'a/1', '-/-/config/list/ok', 'boot', 'a/1/config/ok'],
        );
        assert.deepEqual([listedAt, record.head().listedAt, now, state?.word, rest], [0, 0, 7, 'connected', {}]);
        assert.deepEqual(
            devices.map(({ device, listed }) => [device, listed]),
            [
                ['led/-', true],
                ['a/1', false],
                ['a/2', false],
            ],
        );
        assert.ok(record.hasList);
        assert.deepEqual(record.view().devices, devices);
        record.end();
    });

    it('says so if there are too many topics for one view', () => {
        const { record, link, receiveLine } = recordBench();
        link().opened();
        const view = () => record.topics();
        for (let topic = 0; topic < MAX_TOPICS; topic++) receiveLine(`["a/${topic}/x", {}]`);
        assert.deepEqual([view().topics.length, view().isCut], [MAX_TOPICS, undefined]);
        receiveLine('["a/b/x", {}]');
        assert.deepEqual([view().topics.length, view().isCut], [MAX_TOPICS, true]);
        record.end();
    });

    it('has the interval that a device has confirmed, and the silence of a connected hub only', () => {
        const device = 'thermometer/i2c0-48';
        const { record, link, own, receiveLine } = recordBench({ silenceLimits: new Map([[device, 1_000]]) });
        link().opened();
        receiveLine(`["${device}", {"temperature": [20, "C"]}]`);
        const view = () => record.devices()[0] ?? assert.fail();
        assert.ok(!('interval' in view()) || view().interval?.seconds !== 30);
        receiveLine(`["${device}/config/ok", {"publish-interval": 30}]`);
        assert.equal(view().interval?.seconds, 30);
        assert.deepEqual(view().values, [{ quantity: 'temperature', value: 20, unit: 'C' }]);
        own.advance(1_001);
        assert.equal(view().silentMs, 1_001);
        link().closed(refuse('dropped').reason);
        assert.ok(!('silentMs' in view()));
        record.end();
    });

    it('has no last day of a device that it does not know', () => {
        const { record } = recordBench();
        assert.deepEqual(record.historyOf('none/-'), { quantities: [] });
        record.end();
    });
});
