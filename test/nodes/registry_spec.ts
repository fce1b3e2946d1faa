// The running hub nodes: in a deploy, the new node of a hub may be there before the old one has closed.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { HubParts } from '../../nodes/admin/hub-record';
import { MAX_REMEMBERED, Registry } from '../../nodes/admin/registry';
import { refuse } from '../../src/base/errors';
import type { HubPlace } from '../../src/settings/hub-options';
import { ManualClock } from '../support/manual-clock';
import { recordBench } from './support/record-bench';

function hubNode(label: string): { readonly node: EventEmitter; readonly parts: HubParts } {
    const node = Object.assign(new EventEmitter(), { id: 'hub' });
    const parts = {
        node,
        def: {},
        label,
        journal: { invalid: () => {} },
        users: { nodes: [] },
        running: refuse('hub-invalid'),
    };
    return { node, parts: parts as unknown as HubParts };
}

describe('the running hub nodes', () => {
    it('keep the new node of a hub when the old one closes', () => {
        const registry = new Registry(new ManualClock());
        const [old, fresh] = [hubNode('old'), hubNode('new')];
        registry.add(old.parts);
        registry.add(fresh.parts);
        old.node.emit('close');
        assert.equal(registry.get('hub')?.parts.label, 'new');
        fresh.node.emit('close');
        assert.equal(registry.get('hub'), undefined);
    });

    it('are reported to who watches them, until the watching ends', () => {
        const registry = new Registry(new ManualClock());
        let changes = 0;
        const end = registry.watch(() => changes++);
        const { node, parts } = hubNode('a');
        registry.add(parts);
        assert.deepEqual([changes, registry.records.length], [1, 1]);
        node.emit('close');
        assert.deepEqual([changes, registry.records.length], [2, 0]);
        end();
        registry.add(hubNode('b').parts);
        assert.equal(changes, 2);
    });

    it('stop listening to their hubs when they close', () => {
        const clock = new ManualClock();
        const registry = new Registry(clock);
        const { node, parts, link } = recordBench();
        registry.add(parts);
        link().opened();
        // The timer of its curves.
        assert.equal(clock.pending, 1);
        node.emit('close');
        assert.deepEqual([registry.get('hub'), clock.pending], [undefined, 0]);
        assert.equal(parts.running.ok && parts.running.value.hub.state.name, 'connected');
    });

    it('forget the last day of a hub that is gone once the flows have started', () => {
        const registry = new Registry(new ManualClock());
        const history = (isRestarted: boolean): boolean => {
            const [old, fresh] = [hubNode('old'), hubNode('new')];
            registry.add(old.parts);
            const before = registry.get('hub')?.history;
            old.node.emit('close');
            if (isRestarted) registry.flowsStarted();
            registry.add(fresh.parts);
            const isSame = registry.get('hub')?.history === before;
            fresh.node.emit('close');
            return isSame;
        };
        assert.equal(history(false), true);
        assert.equal(history(true), false);
    });

    describe('of a hub inside a subflow, or of one server', () => {
        /** Adds a hub node, which is connected or not, and has listed its devices or not. */
        function add(registry: Registry, id: string, more: Parameters<typeof recordBench>[0], ...is: string[]) {
            const bench = recordBench({ id, ...more });
            registry.add(bench.parts);
            if (is.includes('connected')) bench.link().opened();
            bench.record.end();
            if (is.includes('listed')) bench.receiveLine('["-/-/config/list/ok", {"actuators": ["led/-"]}]');
            return bench;
        }

        it('the most informative instance: with a device list, or else connected, or else the first', () => {
            const registry = new Registry(new ManualClock());
            const get = (): unknown => [registry.get('box')?.id, registry.instance('box')?.id];
            assert.deepEqual(get(), [undefined, undefined]);
            add(registry, 'other', {}, 'connected', 'listed');
            add(registry, 'one', { alias: 'box' });
            add(registry, 'two', { alias: 'box' });
            assert.deepEqual(get(), ['one', 'one']);
            add(registry, 'three', { alias: 'box' }, 'connected');
            assert.deepEqual(get(), ['three', 'one']);
            add(registry, 'four', { alias: 'box' }, 'connected', 'listed');
            assert.deepEqual(get(), ['four', 'one']);
            assert.equal(registry.get('two')?.id, 'two');
        });

        it('a check takes the variables of the first instance that is not connected, or of the first one', () => {
            const registry = new Registry(new ManualClock());
            for (const id of ['one', 'two']) add(registry, id, { alias: 'box' }, 'connected');
            assert.equal(registry.instance('box')?.id, 'one');
            add(registry, 'three', { alias: 'box' });
            assert.equal(registry.instance('box')?.id, 'three');
        });

        it('has the same last check in each instance, and those of a few hubs are kept', () => {
            const clock = new ManualClock();
            const registry = new Registry(clock);
            const { record } = add(registry, 'one', { alias: 'box' });
            const { record: other } = add(registry, 'plain', {});
            clock.advance(5);
            const check = { ok: true, steps: [] };
            registry.checked('box', check);
            assert.deepEqual(registry.lastCheck(record), { time: 5, ...check });
            assert.equal(registry.lastCheck(other), undefined);
            registry.checked('plain', check);
            // The one that was checked again is the latest.
            registry.checked('box', check);
            for (let count = 2; count < MAX_REMEMBERED; count++) registry.checked(`${count}`, check);
            assert.ok(registry.lastCheck(other) && registry.lastCheck(record));
            registry.checked('one more', check);
            assert.equal(registry.lastCheck(other), undefined);
            assert.ok(registry.lastCheck(record));
        });

        it('is found by a node that uses it', () => {
            const registry = new Registry(new ManualClock());
            add(registry, 'a', { users: [{ id: 'n1' }, { id: 'n2', _alias: 'in-box' }] });
            add(registry, 'b', { users: [{ id: 'n3' }] }, 'connected');
            const found = ['n1', 'n2', 'in-box', 'n3', 'none'].map((id) => registry.usedBy(id)?.id);
            assert.deepEqual(found, ['a', 'a', 'a', 'b', undefined]);
        });

        it('is found by its server while it is connected: address, subprotocol and Host header', () => {
            const at = (url: string, more: object = {}): HubPlace => ({ kind: 'address', url, ...more });
            const registry = new Registry(new ManualClock());
            const places: Record<string, HubPlace> = {
                plain: at('ws://a/'),
                other: at('ws://b/'),
                protocol: at('ws://a/', { subprotocol: 'x' }),
                host: at('ws://a/', { headers: { 'X-Key': '1', HOST: 'house' } }),
                simulated: { kind: 'simulated' },
            };
            add(registry, 'away', { place: at('ws://c/') });
            registry.add(hubNode('invalid').parts);
            for (const [id, place] of Object.entries(places)) add(registry, id, { place }, 'connected');
            const find = (place: HubPlace): string | undefined => registry.connectedTo(place)?.id;
            const { simulated, ...servers } = places;
            for (const [id, place] of Object.entries(servers)) assert.equal(find(place), id);
            assert.equal(find(simulated as HubPlace), undefined);
            assert.equal(find(at('ws://c/')), undefined);
            assert.equal(find(at('ws://a/', { headers: { host: 'house', 'X-Key': '2' } })), 'host');
            assert.equal(find(at('ws://a/', { headers: { host: 'flat' } })), undefined);
            assert.equal(find(at('ws://a/', { headers: { 'X-Key': '1' } })), 'plain');
        });

        it('shows what it has reported, or else what a check has seen, with its state', () => {
            const registry = new Registry(new ManualClock());
            const { receiveLine } = add(registry, 'hub', {}, 'connected');
            const seen = { now: 0, devices: [], topics: [{ topic: 'seen/-', time: 0, values: [] }] };
            registry.remember('hub', seen);
            const view = registry.topics('hub');
            assert.deepEqual([view.topics, view.state?.word], [seen.topics, 'connected']);
            receiveLine('["a/b/c", {}]');
            assert.deepEqual(
                registry.topics('hub').topics.map(({ topic }) => topic),
                ['a/b/c'],
            );
        });

        it('has a label with a number if it is taken', () => {
            const registry = new Registry(new ManualClock());
            const labels = ['1', '2', '3'].map((id) => {
                const bench = recordBench({ id, label: 'Attic' });
                Object.assign(bench.node, { _flow: { subflowInstance: { id: 's', name: 'House' } } });
                registry.add(bench.parts);
                return registry.get(id)?.parts.label;
            });
            assert.deepEqual(labels, ['House / Attic', 'House / Attic (2)', 'House / Attic (3)']);
            // Its successor in a deploy has the same one.
            const again = recordBench({ id: '2', label: 'Attic' });
            Object.assign(again.node, { _flow: { subflowInstance: { id: 's', name: 'House' } } });
            registry.add(again.parts);
            assert.equal(registry.get('2')?.parts.label, 'House / Attic (2)');
            // Outside of a subflow it is the one that its owner has entered.
            for (const id of ['4', '5']) {
                registry.add(recordBench({ id, label: 'Attic' }).parts);
                assert.equal(registry.get(id)?.parts.label, 'Attic');
            }
        });
    });
});
