// The examples as files: stored as the editor stores flows, and made the way their readers expect.
// That they do what their comments say is the matter of examples-run_spec.ts.

import assert from 'node:assert/strict';
import { buildIfNeeded } from '../../scripts/lib/build.mjs';
import { readPackage } from '../../scripts/lib/package.mjs';
import { root } from '../support/folders.js';
import { examples, FIRST } from './support/examples';
import type { Item } from './support/flows';

/** What the editor stores of any node. */
const COMMON = ['id', 'type', 'z', 'x', 'y', 'wires'];

const ofType = (flow: readonly Item[], type: string): Item[] => flow.filter((item) => item.type === type);
const places = (flow: readonly Item[]): Item[] => flow.filter(({ x }) => x !== undefined);

describe('the files of the examples [D3]', () => {
    it('share no id, so that all of them can be imported side by side', () => {
        const ids = [...examples.values()].flat().map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
    });

    it('give our nodes the properties that the editor stores, all of them', async function () {
        this.timeout(30_000);
        await buildIfNeeded();
        const ours = new Map(readPackage(root).nodes.map(({ type, definition }) => [type, definition]));
        for (const [name, flow] of examples) {
            for (const item of flow.filter(({ type }) => ours.has(type))) {
                const defaults = Object.keys(ours.get(item.type)?.defaults ?? {});
                const has = Object.keys(item).filter((key) => !COMMON.includes(key));
                // The settings of the first release are fewer, and still good.
                const wanted = name === FIRST ? defaults.filter((key) => key in item) : defaults;
                assert.deepEqual(has.sort(), wanted.sort(), `${item.type} ${item.name} in ${name}`);
            }
        }
    });

    for (const [name, flow] of examples) {
        describe(name, () => {
            it('is one flow of that name', () => {
                const labels = ofType(flow, 'tab').map(({ label }) => label);
                assert.deepEqual(labels, [name]);
            });

            it('has a simulated hub', () => {
                const hubs = ofType(flow, 'clown-hub').map(({ place }) => place);
                assert.deepEqual(hubs, ['simulated']);
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
                const hears = ({ type, outputs }: Item): boolean =>
                    type === 'catch' || (type === 'clown-request' && outputs === 2);
                assert.ok(flow.some(hears));
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
