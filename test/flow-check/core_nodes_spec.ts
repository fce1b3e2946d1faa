// What nodes of core do to a payload, by their settings.

import assert from 'node:assert/strict';
import { arrivingAt, changed, injected, isFromMessage, onlyText, switched } from '../../src/flow-check/core-nodes';
import type { FlowNode } from '../../src/flow-check/flow';
import { Graph } from '../../src/flow-check/graph';
import { variable } from '../nodes/support/flows';
import { inject, on, reading, relay, set, switchOn, tab } from './flows';

type Row = readonly [title: string, node: FlowNode, sent: unknown];

const value = (one: unknown) => ({ kind: 'value', value: one });
const [KEPT, UNKNOWN, TIME] = ['kept', 'unknown', 'time'].map((kind) => ({ kind }));

describe('flow check: an inject node', () => {
    const props = (...list: unknown[]): FlowNode =>
        on('go', 'inject', { props: list, payload: 'on', payloadType: 'str' });
    const rows: readonly Row[] = [
        ['its payload', props({ p: 'payload' }), value('on')],
        ['its payload in the list of its properties', props({ p: 'payload', v: '5', vt: 'num' }), value(5)],
        ['its payload beside a topic', props({ p: 'topic', vt: 'str' }, { p: 'payload' }), value('on')],
        ['its payload without such a list', on('go', 'inject', { payload: 'off', payloadType: 'str' }), value('off')],
        ['the time, if no type is stored', on('go', 'inject', {}), TIME],
        ['the time', inject('go', '', 'date'), TIME],
        ['a boolean', inject('go', 'false', 'bool'), value(false)],
        ['an unknown payload, from a variable', inject('go', variable('STATE'), 'str'), UNKNOWN],
        ['an unknown payload, from the context', inject('go', 'state', 'flow'), UNKNOWN],
        ['an unknown payload, of text that is no number', inject('go', 'x', 'num'), UNKNOWN],
        ['no payload', props({ p: 'topic', vt: 'str' }), UNKNOWN],
        [
            'a further property, which may be a control',
            props({ p: 'payload' }, { p: 'reset', v: '', vt: 'date' }),
            UNKNOWN,
        ],
        ['its payload, of a list with something that is no property', props(null, 5, { p: 'payload' }), value('on')],
    ];
    for (const [title, node, sent] of rows) it(`sends ${title}`, () => assert.deepEqual(injected(node), sent));
});

describe('flow check: a change node', () => {
    const rules = (...list: unknown[]): FlowNode => on('to', 'change', { rules: list });
    const text = { t: 'set', p: 'payload', pt: 'msg', to: 'on', tot: 'str' };
    const topic = { ...text, p: 'topic' };
    const rows: readonly Row[] = [
        ['keeps the payload without a rule', rules(), KEPT],
        ['keeps the payload with a rule for the topic', rules(topic), KEPT],
        ['keeps the payload with a rule for a similar name', rules({ ...text, p: 'payloads' }), KEPT],
        ['keeps the payload with a rule for a property of another one', rules({ ...text, p: 'old.payload' }), KEPT],
        ['keeps the payload with a rule for the context', rules({ ...text, pt: 'flow' }), KEPT],
        ['keeps the payload if it moves another property', rules({ t: 'move', p: 'a', pt: 'msg', to: 'b' }), KEPT],
        ['keeps the payload if it only compares with it', rules({ ...topic, t: 'change', to: 'payload' }), KEPT],
        ['sets it to a text', rules(text), value('on')],
        ['sets it to a text, as the first releases have stored it', rules({ ...text, pt: undefined }), value('on')],
        ['sets it to a boolean', rules({ ...text, to: 'true', tot: 'bool' }), value(true)],
        ['sets it to the time', rules({ ...text, tot: 'date' }), TIME],
        ['sets it by the last of two rules', rules({ ...text, to: 'off' }, text, topic), value('on')],
        [
            'sets it after it was moved away',
            rules({ t: 'move', p: 'payload', pt: 'msg', to: 'old' }, text),
            value('on'),
        ],
        ['sets it to what a variable says', rules({ ...text, to: variable('STATE') }), UNKNOWN],
        ['sets it to another property', rules({ ...text, to: 'topic', tot: 'msg' }), UNKNOWN],
        // The first releases wrote `msg.topic` without a type.
        [
            'sets it without a type, which may be a property',
            rules({ ...text, to: 'msg.topic', tot: undefined }),
            UNKNOWN,
        ],
        ['sets a part of it', rules({ ...text, p: 'payload.state' }), UNKNOWN],
        ['replaces text in it', rules({ ...text, t: 'change', from: 'a' }), UNKNOWN],
        ['deletes it', rules({ t: 'delete', p: 'payload', pt: 'msg' }), UNKNOWN],
        ['moves it away', rules({ t: 'move', p: 'payload', pt: 'msg', to: 'old' }), UNKNOWN],
        ['moves something into it', rules({ t: 'move', p: 'topic', pt: 'msg', to: 'payload' }), UNKNOWN],
        [
            'moves something into a part of it',
            rules({ t: 'move', p: 'topic', pt: 'msg', to: 'payload.state' }),
            UNKNOWN,
        ],
        ['moves something from the context into it', rules({ t: 'move', p: 'x', pt: 'flow', to: 'payload' }), UNKNOWN],
        ['sets a control', rules({ ...text, p: 'reset' }, text), UNKNOWN],
        ['moves something into a control', rules(text, { t: 'move', p: 'x', pt: 'msg', to: 'action' }), UNKNOWN],
        ['sets it beside something that is no rule', rules(null, 5, text), value('on')],
        ['has no list of rules', on('to', 'change', { rules: 'none' }), UNKNOWN],
    ];
    for (const [title, node, sent] of rows) it(title, () => assert.deepEqual(changed(node), sent));
});

describe('flow check: a switch node', () => {
    const THREE = ['true', 'false', 'else'].map((t) => ({ t }));
    const one = (rule: object): FlowNode => switchOn('is', [rule]);
    const every = (more: object): FlowNode => ({ ...switchOn('is', [{ t: 'nnull' }, { t: 'true' }]), ...more });

    /** What a payload does at the only output of a rule: it leaves there, does not, or that is unknown. */
    const compared: readonly (readonly [rule: object, payload: unknown, leaves: boolean | undefined])[] = [
        [{ t: 'true' }, true, true],
        [{ t: 'true' }, 'true', false],
        [{ t: 'false' }, false, true],
        [{ t: 'false' }, true, false],
        [{ t: 'false' }, 0, false],
        [{ t: 'null' }, null, true],
        [{ t: 'null' }, undefined, true],
        [{ t: 'null' }, 0, false],
        [{ t: 'nnull' }, null, false],
        [{ t: 'nnull' }, undefined, false],
        [{ t: 'nnull' }, false, true],
        [{ t: 'else' }, true, true],
        [{ t: 'istype', v: 'boolean' }, true, true],
        [{ t: 'istype', v: 'boolean' }, 'on', false],
        [{ t: 'istype', v: 'number' }, 5, true],
        [{ t: 'istype', v: 'string' }, 'on', true],
        [{ t: 'istype', v: 'buffer' }, true, undefined],
        [{ t: 'eq', v: 'on', vt: 'str' }, 'on', true],
        [{ t: 'eq', v: 'on' }, 'on', true],
        [{ t: 'eq', v: 'on', vt: 'str' }, 'off', false],
        [{ t: 'eq', v: '1', vt: 'num' }, true, true],
        [{ t: 'eq', v: '1', vt: 'num' }, '1', true],
        [{ t: 'eq', v: 'on', vt: 'str' }, { state: 'on' }, false],
        [{ t: 'eq', v: '{}', vt: 'json' }, true, false],
        [{ t: 'eq', v: '[1]', vt: 'json' }, 1, undefined],
        [{ t: 'eq', v: '1', vt: 'num' }, [1], undefined],
        [{ t: 'eq', v: 'x', vt: 'num' }, true, undefined],
        [{ t: 'eq', v: variable('STATE'), vt: 'str' }, 'on', undefined],
        [{ t: 'eq', v: 'topic', vt: 'msg' }, 'on', undefined],
        [{ t: 'neq', v: 'on', vt: 'str' }, 'off', true],
        [{ t: 'neq', v: 'on', vt: 'str' }, 'on', false],
        [{ t: 'neq', v: '[1]', vt: 'json' }, 1, undefined],
        [{ t: 'lt', v: '5', vt: 'num' }, 1, undefined],
        [{ t: 'jsonata_exp', v: 'true', vt: 'jsonata' }, true, undefined],
    ];
    for (const [rule, payload, leaves] of compared) {
        it(`${JSON.stringify(rule)} with ${JSON.stringify(payload)}: ${leaves ?? 'unknown'}`, () => {
            assert.deepEqual(switched(one(rule), payload), leaves === undefined ? undefined : leaves ? [0] : []);
        });
    }

    it('sends a payload to the outputs of all rules that fit, and of the other ones if none does', () => {
        assert.deepEqual(
            [true, false, 'x'].map((payload) => switched(switchOn('is', THREE), payload)),
            [[0], [1], [2]],
        );
        assert.deepEqual(switched(every({}), true), [0, 1]);
        assert.deepEqual(switched(every({ checkall: 'true' }), true), [0, 1]);
        assert.deepEqual(switched(every({ checkall: 'false' }), true), [0]);
        assert.deepEqual(switched(every({ checkall: 'false' }), false), [0]);
    });

    it('is unknown with one rule that is, unless it stops before', () => {
        const mixed = [{ t: 'true' }, { t: 'regex', v: 'x' }];
        assert.deepEqual(switched({ ...switchOn('is', mixed), checkall: 'false' }, true), [0]);
        assert.deepEqual(switched(switchOn('is', mixed), true), undefined);
        for (const odd of [5, null])
            assert.deepEqual(switched(switchOn('is', [odd as unknown as object]), true), undefined);
        assert.deepEqual(switched(on('is', 'switch', { property: 'payload', rules: 'none' }), true), undefined);
    });

    it('compares the payload or its state, and is unknown for anything else', () => {
        const of = (more: object, payload: unknown) => switched({ ...one({ t: 'true' }), ...more }, payload);
        assert.deepEqual(of({ propertyType: undefined }, true), [0]);
        assert.deepEqual(of({ property: 'payload.state' }, { state: true }), [0]);
        assert.deepEqual(of({ property: 'payload.state' }, { state: false }), []);
        assert.deepEqual(of({ property: 'payload.state' }, true), undefined);
        assert.deepEqual(of({ property: 'topic' }, true), undefined);
        assert.deepEqual(of({ property: 'topic' }, { state: true }), undefined);
        assert.deepEqual(of({ propertyType: 'flow' }, true), undefined);
    });

    it('decides by the message alone, or by something else', () => {
        const decides = (more: object) => isFromMessage({ ...one({ t: 'true' }), ...more });
        assert.equal(decides({}), true);
        assert.equal(decides({ propertyType: undefined }), true);
        assert.equal(decides({ propertyType: 'global' }), false);
        assert.equal(decides({ rules: [{ t: 'true' }, { t: 'jsonata_exp', v: '$now()' }] }), false);
        assert.equal(decides({ rules: [null, { t: 'true' }] }), true);
        assert.equal(decides({ rules: undefined }), false);
    });

    it('lets one text through, or what is not known', () => {
        const open = { t: 'eq', v: 'open', vt: 'str' };
        const through = (rule: unknown, more: object = {}) => onlyText({ ...one(rule as object), ...more }, 0);
        assert.equal(through(open), 'open');
        assert.equal(through(open, { propertyType: undefined }), 'open');
        assert.equal(onlyText(switchOn('is', [{ t: 'true' }, open]), 1), 'open');
        const others: readonly unknown[] = [
            ...[
                { ...open, t: 'neq' },
                { ...open, vt: 'msg' },
                { ...open, vt: undefined },
                { ...open, v: 5 },
            ],
            // Equal to a number or a boolean, which is another value.
            ...[
                { ...open, v: {} },
                { ...open, v: '' },
                { ...open, v: '0' },
                { ...open, v: ' ' },
            ],
            ...[{ ...open, v: variable('WORD') }, null, 'open'],
        ];
        for (const rule of others) assert.equal(through(rule), undefined, JSON.stringify(rule));
        assert.equal(through(open, { property: 'topic' }), undefined);
        assert.equal(through(open, { propertyType: 'flow' }), undefined);
        assert.equal(through(open, { rules: { 0: open } }), undefined);
        assert.equal(onlyText(one(open), 1), undefined);
    });
});

describe('flow check: what arrives at a node', () => {
    /** What arrives at `lamp`, each with the node that it comes from. */
    function arriving(...nodes: readonly FlowNode[]): readonly string[] {
        const { places } = new Graph([tab, ...nodes, relay('lamp')]);
        const lamp = places.find(({ node }) => node.id === 'lamp');
        assert.ok(lamp);
        return [...arrivingAt(lamp)]
            .map(({ payload, source }) => `${source.id}: ${'value' in payload ? payload.value : payload.kind}`)
            .sort();
    }

    const go = (...to: string[]): FlowNode => inject('go', 'on', 'str', ...to);
    const rows: readonly (readonly [title: string, nodes: readonly FlowNode[], wanted: readonly string[]])[] = [
        [
            'a payload and a reading',
            [go('lamp'), reading('in', 'thermometer/+', {}, 'lamp')],
            ['go: on', 'in: reading'],
        ],
        [
            'a payload along two ways from one node, once',
            [go('j'), on('j', 'junction', {}, 'a', 'b'), on('a', 'rbe', {}, 'lamp'), on('b', 'delay', {}, 'lamp')],
            ['go: on'],
        ],
        [
            'a payload through a loop',
            [go('a'), on('a', 'junction', {}, 'b'), on('b', 'junction', {}, 'a', 'lamp')],
            ['go: on'],
        ],
        ['the payload that a change node sets', [go('to'), set('to', 'off', 'str', 'lamp')], ['to: off']],
        [
            'the payload before a change node that keeps it',
            [go('to'), on('to', 'change', { rules: [] }, 'lamp')],
            ['go: on'],
        ],
        ['nothing from a change node that receives nothing', [set('to', 'off', 'str', 'lamp')], []],
        [
            'nothing from a switch node that receives nothing',
            [switchOn('is', [{ t: 'eq', v: 'open', vt: 'str' }], ['lamp'])],
            [],
        ],
        ['a payload through a filter node', [go('rbe'), on('rbe', 'rbe', {}, 'lamp')], ['go: on']],
        ['nothing from a report of silence', [reading('in', 'thermometer/+', { wires: [[], ['lamp']] })], []],
        ['nothing from a second output of a delay node', [go('d'), on('d', 'delay', { wires: [[], ['lamp']] })], []],
        [
            'nothing from a link call node, to which other nodes return',
            [
                go('call'),
                on('call', 'link call', { links: ['called'] }, 'lamp'),
                on('called', 'link in', {}, 'f'),
                on('f', 'function', {}, 'back'),
                on('back', 'link out', { mode: 'return' }),
            ],
            [],
        ],
        [
            'a payload through a link that is called',
            [go('call'), on('call', 'link call', { links: ['called'] }), on('called', 'link in', {}, 'lamp')],
            ['go: on'],
        ],
    ];
    for (const [title, nodes, wanted] of rows) it(title, () => assert.deepEqual(arriving(...nodes), wanted));
});
