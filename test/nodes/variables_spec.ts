// Environment variables in settings, where they are taken apart: odd texts, and none that takes long.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { reasonAsWritten, withVariables } from '../../nodes/runtime/variables';
import type { Reason } from '../../src/base/errors';
import { variable } from './support/flows';

const VALUES: Readonly<Record<string, string>> = { [variable('A')]: 'one', [variable('B')]: 'two' };
const util = {
    evaluateNodeProperty: (name: string) => VALUES[name],
    getSetting: (_node: Node, name: string) => (name === 'EMPTY' ? '' : VALUES[variable(name)]),
};
const RED = { util } as unknown as NodeAPI;
const NODE = {} as Node;

describe('variables in settings [T4]', () => {
    const texts: readonly (readonly [name: string, text: string, result: string])[] = [
        ['none', 'ws://hub/', 'ws://hub/'],
        ['one within a text', `ws://${variable('A')}/`, 'ws://one/'],
        ['two', `${variable('A')}${variable('B')}`, 'onetwo'],
        ['within braces of others', `{${variable('A')}}`, '{one}'],
        ['an open one before it', `\${${variable('A')}`, '${one'],
        ['an empty name is none', variable(''), variable('')],
        ['no end', '${A', '${A'],
        ['one that is set to nothing, which Node-RED 3.1 leaves', variable('EMPTY'), ''],
    ];
    for (const [name, text, result] of texts) {
        it(name, () => {
            assert.deepEqual(withVariables(RED, NODE, { address: text }), { ok: true, value: { address: result } });
        });
    }

    it('names the first that is not set', () => {
        const found = withVariables(RED, NODE, { address: variable('C') });
        assert.deepEqual(!found.ok && found.reason.params, { setting: 'address', variable: 'C' });
    });

    it('is none in the description of a node and in the labels of its ports', () => {
        const C = variable('C');
        const node = { info: `Uses ${C}.`, icon: C, inputLabels: [C], outputLabels: [C], topic: variable('A') };
        assert.deepEqual(withVariables(RED, NODE, node), { ok: true, value: { ...node, topic: 'one' } });
    });

    it('a text full of open ones is read in no time', () => {
        // A search that starts again at each of them would take minutes, and the test its time limit.
        assert.ok(withVariables(RED, NODE, { address: '${'.repeat(200_000) }).ok);
    });
});

describe('reasons that quote settings as they were written [T1, T4]', () => {
    const A = variable('A');
    const ROWS: readonly (readonly [
        name: string,
        written: object,
        params: Reason['params'],
        quoted: Reason['params'],
    ])[] = [
        ['no variable', { gap: 'x' }, { setting: 'gap', found: '"x"' }, { setting: 'gap', found: '"x"' }],
        ['its own', { gap: A }, { setting: 'gap', found: '"one"' }, { setting: 'gap', found: `"${A}"` }],
        [
            'one of another setting',
            { gap: 'x', tls: A },
            { setting: 'gap', found: '"x"' },
            { setting: 'gap', found: '"x"' },
        ],
        ['one in a name, or that names the hub', { name: A, hub: A, topic: '+x' }, { filter: '+y' }, { filter: '+y' }],
        [
            'a setting that is not stored',
            { topic: A },
            { setting: 'other', found: '1' },
            { setting: 'other', found: `"${A}"` },
        ],
        ['no setting named', { topic: A, output: 'values' }, { filter: 'one' }, { filter: `"${A}"` }],
        [
            'the allowed values and an example stay',
            { place: A },
            { setting: 'place', found: '"one"', known: 'address', example: 'i2c0-3b' },
            { setting: 'place', found: `"${A}"`, known: 'address', example: 'i2c0-3b' },
        ],
        ['what was written so stays', { topic: '+x', quantity: A }, { filter: '+x' }, { filter: '+x' }],
        ['two', { topic: A, quantity: `x${A}` }, { found: 'one' }, { found: '…' }],
        [
            'in a list',
            { intervals: [{ device: A, seconds: 5 }] },
            { row: 1, found: '"one"' },
            { row: 1, found: `"${A}"` },
        ],
    ];
    for (const [name, written, params, quoted] of ROWS) {
        it(name, () => {
            const reason = reasonAsWritten({ code: 'setting-choice', params }, written);
            assert.deepEqual(reason, { code: 'setting-choice', params: quoted });
        });
    }

    it('a variable that is not set is named', () => {
        const reason: Reason = { code: 'variable-missing', params: { setting: 'topic', variable: 'A' } };
        assert.deepEqual(reasonAsWritten(reason, { topic: A }), reason);
    });
});
