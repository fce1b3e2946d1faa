// The examples as files: stored as the editor stores flows, and made the way their readers expect.
// Whether they do what their comments describe is tested in examples-run_spec.ts.

import assert from 'node:assert/strict';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { readPackage } from '../../scripts/lib/package.mjs';
import { root } from '../support/folders.js';
import { demanding, examples, fleet, folders, shownNames } from './support/examples';
import type { Item } from './support/flows';

/** What the editor stores of any node. */
const COMMON = ['id', 'type', 'z', 'x', 'y', 'wires'];

const ofType = (flow: readonly Item[], type: string): Item[] => flow.filter((item) => item.type === type);
const places = (flow: readonly Item[]): Item[] => flow.filter(({ x }) => x !== undefined);
const every = new Map([...examples, ...demanding]);
const items = [...every.values()].flat();

describe('the files of the examples [D3]', () => {
    it('share no id, so that all of them can be imported side by side', () => {
        const ids = items.map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
    });

    it('give our nodes the properties that the editor stores, all of them', async () => {
        await buildIfNeeded();
        const ours = new Map(readPackage(root).nodes.map(({ type, definition }) => [type, definition]));
        for (const [name, flow] of every) {
            for (const item of flow.filter(({ type }) => ours.has(type))) {
                const all = Object.entries<{ value?: unknown }>(ours.get(item.type)?.defaults ?? {});
                // A setting without a default is stored only if its owner has changed it.
                const stored = all.filter(([key, { value }]) => key in item || value !== undefined);
                const defaults = stored.map(([key]) => key);
                const has = Object.keys(item).filter((key) => !COMMON.includes(key));
                assert.deepEqual(has.sort(), defaults.sort(), `${item.type} ${item.name} in ${name}`);
            }
        }
    });

    it('have the numbers from 01 on in their names, each once and without a gap', () => {
        const numbers = [...shownNames.values()].map((shown) => shown.slice(0, 3)).sort();
        const expected = numbers.map((_, index) => `${String(index + 1).padStart(2, '0')} `);
        assert.deepEqual(numbers, expected);
        assert.equal(numbers.length, every.size + fleet.size);
    });

    it('describe in their comments what they show, what to set, how to run them, and what can go wrong', () => {
        for (const [name, flow] of [...every, ...fleet]) {
            const infos = ofType(flow, 'comment').map(({ info }) => String(info));
            const parts = ['What it shows', 'What to set', 'How to run it', 'What can go wrong'];
            const found = infos.flatMap((info) => [...info.matchAll(/^\*\*(.+?)\.\*\* ?/gm)]).map(([, part]) => part);
            assert.deepEqual(
                parts.filter((part) => found.includes(part)),
                parts,
                name,
            );
            const order = found.filter((part) => parts.includes(String(part)));
            assert.deepEqual(order, parts, name);
        }
    });

    it('are in a folder that names what they need, where they need more than this pack', () => {
        for (const folder of folders) assert.match(folder, /^needs /);
    });

    it('name each of their hubs so that it differs from all others', () => {
        const hubs = ofType(items, 'clown-hub').map(({ name }) => String(name));
        for (const name of hubs) assert.match(name, /^simulated hub \(.+\)$/);
        assert.equal(new Set(hubs).size, hubs.length);
    });

    it('have Function nodes that explain themselves and need no module', () => {
        for (const { name, func, libs } of ofType(items, 'function')) {
            assert.match(String(func), /^\/\/ [A-Z]/, String(name));
            assert.deepEqual(libs, [], String(name));
        }
    });

    for (const [name, flow] of every) {
        describe(name, () => {
            it('is one flow of that name', () => {
                const labels = ofType(flow, 'tab').map(({ label }) => label);
                assert.deepEqual(labels, [name]);
            });

            it('runs on simulated hubs', () => {
                const hubs = ofType(flow, 'clown-hub').map(({ place }) => place);
                assert.ok(hubs.length > 0);
                assert.deepEqual(
                    hubs.filter((place) => place !== 'simulated'),
                    [],
                );
            });

            // The editor reuses a global config node of the same id with its present settings when a flow is imported again,
            // so that a copy would use the real hub or broker of its owner.
            it('has hubs, brokers and databases that belong to it, so that no copy of it uses those of another', () => {
                const own = flow.filter(({ type }) => ['clown-hub', 'mqtt-broker', 'MySQLdatabase'].includes(type));
                const [{ id } = { id: '' }] = ofType(flow, 'tab');
                for (const item of own) assert.equal(item.z, id, String(item.name));
                const [comment] = ofType(flow, 'comment');
                assert.match(String(comment?.info), /import the example again.*does not command yours/);
            });

            it('explains itself, and what to change for a real hub', () => {
                const comments = ofType(flow, 'comment').map(({ info }) => String(info));
                assert.equal(comments.length, 1);
                assert.match(comments[0] ?? '', /simulated hub as it is.*real hub.*`wss:\/\//s);
            });

            it('names every node', () => {
                const nameless = places(flow).filter((item) => !item.name);
                assert.deepEqual(nameless, []);
            });

            it('does something with what goes wrong', () => {
                const receives = ({ type, outputs }: Item): boolean =>
                    type === 'catch' || (type === 'clown-request' && outputs === 2);
                assert.ok(flow.some(receives));
            });

            it('shows no relay in a status that throws for null, as that of a debug node of Node-RED 3.1 does', () => {
                const relays = ofType(flow, 'clown-in').filter(({ topic }) => /^(?:#|relay\/)/.test(String(topic)));
                const shown = new Set(relays.flatMap(({ wires }) => (wires as string[][]).flat()));
                for (const debug of ofType(flow, 'debug').filter(({ id }) => shown.has(id))) {
                    const throws = debug.tostatus && debug.statusType === 'auto' && debug.complete === 'payload';
                    assert.ok(!throws, String(debug.name));
                }
            });

            it('points only at nodes of its own', () => {
                const ids = new Set(flow.map(({ id }) => id));
                const pointers = flow.flatMap(({ z, hub, scope, wires }) => [z, hub, scope, wires].flat(3));
                const lost = pointers.filter((id) => id !== null && id !== undefined && !ids.has(String(id)));
                assert.deepEqual(lost, []);
            });

            it('stands on the grid, each node in a place of its own', () => {
                const off = places(flow).filter(({ x, y }) => Number(x) % 10 !== 0 || Number(y) % 20 !== 0);
                assert.deepEqual(off, []);
                const taken = new Set(places(flow).map(({ x, y }) => `${x} ${y}`));
                assert.equal(taken.size, places(flow).length);
            });
        });
    }
});
