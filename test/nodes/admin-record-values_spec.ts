// What the record of a hub node shows of its devices: values from before a restart, silence, what changes their face, and its limits.

import assert from 'node:assert/strict';
import { HubRecord } from '../../nodes/admin/hub-record';
import type { DeviceView } from '../../nodes/shared/views';
import { refuse } from '../../src/base/errors';
import { type DeviceEntry, MAX_DEVICES } from '../../src/devices/device-list';
import type { Hub } from '../../src/hub';
import type { HubState } from '../../src/hub-types';
import type { KeptValue } from '../../src/receive/kept-values';
import { ManualClock } from '../support/manual-clock';
import { recordBench } from './support/record-bench';

const DEVICE = 'thermometer/i2c0-48';
const [YEAR_2020, YEAR_2026] = [2020, 2026].map((year) => Date.UTC(year, 0)) as [number, number];
const LISTED = `["-/-/config/list/ok", {"sensors": ["${DEVICE}"], "actuators": ["led/-"]}]`;

function bench(wanted: Parameters<typeof recordBench>[0] = {}) {
    const begun = recordBench(wanted);
    const { parts, record } = begun;
    assert.ok(parts.running.ok);
    const { hub, devices } = parts.running.value;
    const device = (): DeviceView => record.devices().find(({ device: one }) => one === DEVICE) ?? assert.fail();
    /** What of the face of a device changes without a frame. */
    const rest = (): string => {
        const entry = record.entries().find(({ device: one }) => one === DEVICE) ?? assert.fail();
        return record.face(entry).rest;
    };
    return { ...begun, hub, list: devices, device, rest };
}

function kept(value: number, more: Partial<KeptValue> = {}): KeptValue {
    return { topic: DEVICE, text: `["${DEVICE}", {"temperature": [${value}, "C"]}]`, time: 4_000, at: 4_000, ...more };
}

describe('the devices of a hub node', () => {
    it('have the value from before a full deploy as old as it is, until they report', () => {
        const { clock, own, hub, record, link, receiveLine, device, rest } = bench();
        link().opened();
        clock.slept(10_000);
        own.advance(50_000);
        receiveLine(LISTED);
        const [before, { values, ...more }] = [rest(), device()];
        assert.deepEqual([values, 'heardAt' in more], [[], false]);
        hub.kept.restore([kept(20)]);
        assert.deepEqual(device().values, [{ quantity: 'temperature', value: 20, unit: 'C' }]);
        assert.equal(device().heardAt, 44_000);
        const shown = rest();
        assert.notEqual(shown, before);
        receiveLine(`["${DEVICE}", {"temperature": [21, "C"]}]`);
        assert.deepEqual(device().values, [{ quantity: 'temperature', value: 21, unit: 'C' }]);
        assert.equal(device().heardAt, 10_000);
        assert.notEqual(rest(), shown);
        record.end();
    });

    it('have no value whose age is not known, and none that is no frame', () => {
        const { own, hub, record, link, receiveLine, device, rest } = bench();
        own.advance(YEAR_2026);
        link().opened();
        receiveLine(LISTED);
        const before = rest();
        // The clock of the computer was not set when it arrived.
        for (const value of [kept(20, { restoredAt: 0, time: YEAR_2020 }), kept(20, { text: 'no frame' })]) {
            hub.kept.restore([value]);
            const { values, ...more } = device();
            assert.deepEqual([values, 'heardAt' in more, rest()], [[], false, before]);
        }
        record.end();
    });

    it('are shown again when they are listed, become silent, and each half a minute of silence', () => {
        const { own, record, link, receiveLine, device, rest } = bench({ silenceLimits: new Map([[DEVICE, 45_000]]) });
        link().opened();
        receiveLine(`["${DEVICE}", {"temperature": 20}]`);
        const heard = rest();
        receiveLine(LISTED);
        const listed = rest();
        assert.notEqual(listed, heard);
        // One that is listed no more is still a sensor.
        receiveLine('["-/-/config/list/ok", {"actuators": ["led/-"]}]');
        const unlisted = rest();
        assert.ok(unlisted !== listed && unlisted !== heard);
        const changes: number[] = [];
        let last = '';
        for (let second = 0; second <= 125; second++) {
            const face = rest().replace(/^(?:[^,]*,){3}/, '');
            if (face !== last) changes.push(second);
            last = face;
            own.advance(1_000);
        }
        // A point of the curve comes after five seconds.
        assert.deepEqual(changes, [0, 5, 46, 60, 90, 120]);
        assert.equal(device().silentMs, 126_000);
        record.end();
    });

    it('of a record that has none have nothing but what is given', () => {
        const { parts, record: other, own } = recordBench();
        other.end();
        const record = new HubRecord({ ...parts, running: refuse('address-missing') }, new ManualClock());
        const entry: DeviceEntry = {
            device: DEVICE,
            type: 'thermometer',
            address: 'i2c0-48',
            kind: 'sensor',
            listed: true,
        };
        assert.deepEqual(record.device(entry), { ...entry, values: [] });
        assert.deepEqual(record.face(entry), { received: undefined, rest: 'sensor,true,,,,false' });
        assert.deepEqual(record.historyOf(DEVICE), { quantities: [] });
        assert.equal(own.pending, 0);
        record.end();
    });

    it('have a curve of the samples since the hub is connected', () => {
        const { clock, own, record, link, receiveLine, device } = bench();
        link().opened();
        receiveLine(LISTED);
        assert.ok(!('curve' in device()));
        for (const value of [20, 21]) {
            receiveLine(`["${DEVICE}", {"temperature": ${value}}]`);
            clock.slept(5_000);
            own.advance(5_000);
        }
        assert.deepEqual(device().curve, [
            [10, 20],
            [5, 21],
        ]);
        record.end();
    });

    it('are all in a view of topics unless there are too many, or the hub has forgotten a topic', () => {
        const { hub, list, record, link, receiveLine } = bench();
        link().opened();
        receiveLine(LISTED);
        assert.ok(!('isCut' in record.topics()));
        const [entry = assert.fail()] = list.entries();
        for (const [count, isCut] of [
            [MAX_DEVICES - 1, undefined],
            [MAX_DEVICES, true],
        ] as const) {
            list.entries = () => Array.from({ length: count }, () => entry);
            assert.equal(record.topics().isCut, isCut, `${count}`);
        }
        list.entries = () => [entry];
        Object.defineProperty(hub.lastFrames, 'isComplete', { value: false });
        assert.equal(record.topics().isCut, true);
        record.end();
    });
});

describe('the record of a hub node', () => {
    it('has each state of its hub, with what is wrong with one that is connected', () => {
        const { parts, record: other } = recordBench();
        other.end();
        assert.ok(parts.running.ok);
        const { value } = parts.running;
        const record = new HubRecord(parts, new ManualClock());
        const cause = refuse('refused').reason;
        const states: readonly (readonly [HubState, object])[] = [
            [{ name: 'disconnected' }, { word: 'disconnected' }],
            [
                { name: 'connecting', attempt: 2 },
                { word: 'connecting', attempt: 2 },
            ],
            [
                { name: 'waiting', attempt: 3, retryAt: 7, cause },
                { word: 'waiting', attempt: 3, retryAt: 7, cause },
            ],
            [
                { name: 'connected', since: 5 },
                { word: 'connected', since: 5 },
            ],
            [
                { name: 'connected', since: 5, silentMs: 9 },
                { word: 'silent', since: 5, silentMs: 9 },
            ],
            [
                { name: 'connected', since: 5, isOneWay: true },
                { word: 'one-way', since: 5 },
            ],
            [
                { name: 'connected', since: 5, silentMs: 9, notStarted: true },
                { word: 'not-started', since: 5, silentMs: 9 },
            ],
        ];
        for (const [state, view] of states) {
            const hub = Object.create(value.hub, { state: { value: state } }) as Hub;
            Object.assign(value, { hub });
            assert.deepEqual([record.state, record.isConnected], [view, state.name === 'connected']);
        }
        record.end();
    });

    it('ends what the editor has requested of the hub, when the node closes', () => {
        const { hub, record, link } = bench();
        link().opened();
        const withdrawn: unknown[] = [];
        hub.withdraw = (owner) => withdrawn.push(owner);
        assert.deepEqual(withdrawn, []);
        record.end();
        assert.deepEqual(withdrawn, [record]);
    });
});
