// Environment variables in settings, where they are taken apart: odd texts, and none that takes long.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { withVariables } from '../../nodes/shared/variables';
import { variable } from './support/flows';

const VALUES: Readonly<Record<string, string>> = { [variable('A')]: 'one', [variable('B')]: 'two' };
const RED = { util: { evaluateNodeProperty: (name: string) => VALUES[name] } } as unknown as NodeAPI;
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

    it('a text full of open ones is read in no time', () => {
        const begun = performance.now();
        assert.ok(withVariables(RED, NODE, { address: '${'.repeat(200_000) }).ok);
        assert.ok(performance.now() - begun < 2_000);
    });
});
