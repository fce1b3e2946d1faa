// The dialog of clown in: its numbers of ports, which follow from other fields.

import assert from 'node:assert/strict';
import { type Form, jQueryOf } from './jquery';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/dialogs/clown-in';
const P = 'node-input-';

describe('the dialog of clown in', () => {
    afterEach(() => {
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });

    const rows: readonly [listen: string, silentAfter: string, inputs: number, outputs: number][] = [
        ['topic', '60', 0, 2],
        ['topic', '', 0, 1],
        ['topic', '0', 0, 1],
        ['dynamic', '60', 1, 1],
        ['state', '60', 0, 1],
    ];
    for (const [listen, silentAfter, inputs, outputs] of rows) {
        it(`has ${inputs} inputs and ${outputs} outputs: ${listen}, silent after "${silentAfter}"`, async () => {
            const values = { listen, silentAfter, inputs: '', outputs: '', topic: '#', output: 'payload', hub: '' };
            const form: Form = Object.fromEntries(Object.entries(values).map(([name, value]) => [P + name, { value }]));
            const RED = { _: (key: string) => key, nodes: { node: () => null }, settings: {} };
            Object.assign(globalThis, { RED, $: jQueryOf(form) });
            const { inDialog } = (await import(MODULE)) as { inDialog: { prepare(node: object): void } };
            const node = { id: 'n', type: 'clown-in', _: RED._, _def: { category: 'hub', defaults: {} } };
            inDialog.prepare(node);
            assert.deepEqual([form[`${P}inputs`]?.value, form[`${P}outputs`]?.value], [inputs, outputs]);
            // What the dialog does after that needs the fields.
            await new Promise(setImmediate);
        });
    }
});
