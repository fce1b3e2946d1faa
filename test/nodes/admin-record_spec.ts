// The record of a hub node for the editor, with a manual clock: what runs for it, and when that ends.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node } from 'node-red';
import { HubRecord } from '../../nodes/admin/hub-record';
import { Journal } from '../../nodes/admin/journal';
import { Registry } from '../../nodes/admin/registry';
import type { SilenceLimits } from '../../nodes/runtime/hub/publish-intervals';
import type { ClownHubDef } from '../../nodes/runtime/types';
import { ok, refuse } from '../../src/base/errors';
import type { SocketHandlers } from '../../src/connection/socket-types';
import { SAMPLE_MS } from '../../src/devices/curves';
import type { DayHistory } from '../../src/devices/day-history';
import { Upkeep } from '../../src/devices/upkeep';
import { Hub } from '../../src/hub';
import { DeviceNames } from '../../src/protocol/device-names';
import type { HubPlace } from '../../src/settings/hub-options';
import { ManualClock } from '../support/manual-clock';

function bench(names?: DeviceNames, silenceLimits: SilenceLimits = new Map()) {
    const links: SocketHandlers[] = [];
    const [clock, own] = [new ManualClock(), new ManualClock()];
    const nothing = { handshakeMs: 10_000, heartbeatMs: 0, ceilingMs: 1000, startFrames: [], goodbyeFrames: [] };
    const hub = new Hub(
        {
            ...nothing,
            ...(names ? { names } : {}),
            clock,
            openSocket: (handlers) => {
                links.push(handlers);
                const end = (): void => handlers.closed(refuse('dropped').reason);
                const none = (): void => {};
                return { send: none, ping: none, bytesReceived: 0, bytesWaiting: 0, close: end, terminate: end };
            },
        },
        { fault: () => {}, dropped: () => {}, failed: (error) => assert.fail(String(error)) },
    );
    const { devices } = new Upkeep(hub, { intervals: [], requestStates: false, report: () => {}, clock });
    const node = Object.assign(new EventEmitter(), { id: 'hub' }) as unknown as Node;
    const journal = new Journal(own);
    const recordings = { start: () => assert.fail(), stop: () => assert.fail(), running: undefined };
    const place = { kind: 'simulated' } as const;
    const running = ok({ hub, devices, intervals: [], silenceLimits, place, recordings });
    const parts = { node, def: {} as ClownHubDef, label: 'Attic', journal, users: { nodes: [] }, running };
    const record = new HubRecord(parts, own);
    hub.join();
    const link = (): SocketHandlers => links.at(-1) as SocketHandlers;
    const receiveLine = (line: string): void => {
        link().message(new TextEncoder().encode(line), false);
    };
    return { clock, own, record, journal, link, receiveLine };
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
});
