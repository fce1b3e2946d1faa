// Environment variables in settings, where they are taken apart: odd texts, and none that takes long.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import {
    asWritten,
    holdsVariable,
    reasonAsWritten,
    withCredentialVariables,
    withVariables,
    writtenCredentials,
    writtenOf,
} from '../../nodes/runtime/variables';
import { ok, type Reason, refuse } from '../../src/base/errors';
import { variable } from './support/flows';

const VALUES: Readonly<Record<string, string>> = { [variable('A')]: 'one', [variable('B')]: 'two' };
const util = {
    evaluateNodeProperty: (name: string, type: string) => (type === 'env' ? VALUES[name] : undefined),
    // A text without a variable has no name, and is not replaced by what this returns.
    getSetting: (_node: Node, name?: string) => (name === undefined || name === 'EMPTY' ? '' : VALUES[variable(name)]),
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

    const C = variable('C');
    const SETTINGS: readonly (readonly [name: string, def: object, result: object])[] = [
        ['in the rows of a list', { rows: [{ a: variable('A'), n: 1 }] }, { rows: [{ a: 'one', n: 1 }] }],
        ['in a list of texts', { list: [variable('A'), 'x'] }, { list: ['one', 'x'] }],
        ['in an object', { one: { a: variable('B') }, none: null }, { one: { a: 'two' }, none: null }],
        [
            'no deeper than a row',
            { topic: variable('A'), rows: [{ a: [variable('A')] }] },
            { topic: 'one', rows: [{ a: [variable('A')] }] },
        ],
        ['none in the place of a value', { topic: C, topicType: 'msg' }, { topic: C, topicType: 'msg' }],
        ['one in a text', { topic: variable('A'), topicType: 'str' }, { topic: 'one', topicType: 'str' }],
        ['one in a text by its absent type', { topic: variable('A'), topicType: '' }, { topic: 'one', topicType: '' }],
        ['a number that Node-RED put in place of a text', { topic: 5 }, { topic: '5' }],
        ['a switch that it put there', { subprotocol: false }, { subprotocol: 'false' }],
        [
            'a number in the place of a value stays',
            { payload: 5, payloadType: 'num' },
            { payload: 5, payloadType: 'num' },
        ],
        ['a number beside a text', { topic: 'x', gap: 5 }, { topic: 'x', gap: 5 }],
        ['a number beside a variable', { topic: variable('A'), gap: 5 }, { topic: 'one', gap: 5 }],
        ['a number as text beside another', { topic: 5, gap: 5 }, { topic: '5', gap: 5 }],
    ];
    for (const [name, def, result] of SETTINGS) {
        it(`replaces ${name}`, () => assert.deepEqual(withVariables(RED, NODE, def), { ok: true, value: result }));
    }

    it('copies no settings without any, and does not look for them deeper than they are replaced', () => {
        const all = [
            { topic: 'x', rows: [{ a: 'b' }], gap: 5, none: null, absent: undefined, isOn: true },
            { topic: 'x', rows: [{ a: [variable('A')] }] },
        ];
        for (const def of all) {
            const found = withVariables(RED, NODE, def);
            assert.ok(found.ok && found.value === (def as object));
        }
    });

    it('is in a text only', () => {
        const values = [variable('A'), `x${variable('A')}`, 'x', '', 5, true, null, undefined, [variable('A')]];
        assert.deepEqual(values.map(holdsVariable), [true, true, ...Array<boolean>(7).fill(false)]);
    });

    it('is only empty as a whole: within a text it counts as not set', () => {
        for (const text of [`x${variable('EMPTY')}`, `${variable('EMPTY')}x`, `${variable('EMPTY')}${variable('A')}`]) {
            const found = withVariables(RED, NODE, { topic: text });
            assert.deepEqual(found.ok || found.reason, {
                code: 'variable-missing',
                params: { setting: 'topic', variable: 'EMPTY' },
            });
        }
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
        [
            'one of its own beside one of another setting',
            { gap: A, tls: variable('B') },
            { setting: 'gap', found: '"one"' },
            { setting: 'gap', found: `"${A}"` },
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

    it('one that is not set keeps what a value looks like to itself', () => {
        const missing = (variable_: string): Reason => ({
            code: 'variable-missing',
            params: { setting: 'topic', variable: variable_ },
        });
        const quoted = (reason: Reason, written: object) => reasonAsWritten(reason, written).params.variable;
        assert.equal(quoted(missing('secret'), { topic: A }), `"${A}"`);
        assert.equal(quoted(missing('C'), { topic: `${A}${variable('C')}` }), 'C');
        assert.equal(quoted(missing('C'), { list: ['x', variable('C')], topic: variable('C') }), 'C');
        assert.equal(quoted(missing('C'), { topic: ['x', variable('C')] }), 'C');
        // A credential: it is in no stored setting.
        assert.equal(quoted(missing('C'), { gap: A }), 'C');
    });

    it('quotes nothing of what is nested deeper than settings are, and none of its own settings as another', () => {
        const found: Reason = { code: 'setting-choice', params: { setting: 'rows', found: '"one"' } };
        assert.deepEqual(reasonAsWritten(found, { rows: [[[[A]]]] }), found);
        const own = { ...found, params: { setting: 'topic', found: '"one"' } };
        assert.deepEqual(reasonAsWritten(own, { topic: 'one', rows: [A] }), own);
    });

    it('keeps what was written with a variable, if that is what was found', () => {
        const written = { rows: [A, `x${A}`, 5, null] };
        const quoted = (found: string): unknown =>
            reasonAsWritten({ code: 'setting-choice', params: { setting: 'rows', found } }, written).params.found;
        assert.deepEqual([`"${A}"`, `x${A}`, '"one"'].map(quoted), [`"${A}"`, `x${A}`, '…']);
    });

    it('are made only for what is refused', () => {
        const accepted = ok('one');
        assert.equal(
            asWritten(accepted, () => assert.fail('no settings are needed')),
            accepted,
        );
        const refused = refuse('setting-choice', { setting: 'gap', found: '"one"' });
        assert.deepEqual(
            asWritten(refused, () => ({ gap: A })),
            refuse('setting-choice', { setting: 'gap', found: `"${A}"` }),
        );
    });

    it('keeps what was written in another row beside a variable', () => {
        const params = { setting: 'rows', found: '"two"', row: 'two' };
        const reason = reasonAsWritten({ code: 'setting-choice', params }, { rows: [A, 'two'] });
        assert.deepEqual(reason.params, params);
    });
});

describe('variables in credentials [T1, T4]', () => {
    const USED = { user: 'user name', password: 'password' };
    const C = variable('C');
    const credentials = { user: `1 ${variable('A')}`, password: variable('B'), header1: C, number: 5 };
    const replaced = (values: Readonly<Record<string, unknown>>, used: Readonly<Record<string, string>> = USED) =>
        withCredentialVariables(RED, NODE, values, used);

    it('are replaced where they are used, also within a text, and nothing else is lost', () => {
        const value = { user: '1 one', password: 'two', header1: C, number: 5 };
        assert.deepEqual(replaced(credentials), { ok: true, value });
        assert.deepEqual(replaced(credentials, { number: 'n' }), { ok: true, value: credentials });
        assert.deepEqual(replaced({}), { ok: true, value: {} });
    });

    it('that are not set are named with their setting, and nothing is sent', () => {
        const reason = { code: 'variable-missing', params: { setting: 'X-Key', variable: 'C' } };
        assert.deepEqual(replaced(credentials, { header1: 'X-Key' }), { ok: false, reason });
        assert.deepEqual(replaced({ header1: `x${C}y` }, { header1: 'X-Key' }), { ok: false, reason });
    });

    it('are those of the subflow for a node within it, and a copy of them', () => {
        const stored = { user: 'me' };
        const nodes = { getCredentials: (id: string) => (id === 'inner' ? stored : undefined) };
        const of = (node: object) => writtenCredentials({ nodes } as unknown as NodeAPI, node as Node);
        assert.deepEqual(of({ id: 'inner' }), stored);
        assert.notEqual(of({ id: 'inner' }), stored);
        assert.deepEqual([of({ id: 'new', _alias: 'inner' }), of({ id: 'new' })], [stored, {}]);
    });
});

describe('the settings of a node as its flow holds them', () => {
    it('are those of its own, or of the node of the subflow, or else the given ones', () => {
        const configs = [{ id: 'a' }, { id: 'b', topic: variable('A') }, { id: 'c' }];
        const RED_FLOWS = { nodes: { eachNode: (run: (config: object) => void) => configs.forEach(run) } };
        const of = (node: object, def = {}) => writtenOf(RED_FLOWS as unknown as NodeAPI, node as Node, def);
        assert.equal(of({ id: 'b' }), configs[1]);
        assert.equal(of({ id: 'x', _alias: 'b' }), configs[1]);
        const def = {};
        assert.equal(of({ id: 'x' }, def), def);
    });
});
