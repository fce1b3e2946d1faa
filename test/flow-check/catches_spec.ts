// Nodes that command without a Catch node.

import type { FlowNode } from '../../src/flow-check/flow';
import { checks } from './checks';
import { asked, caught, inject, on, relay, subflow, tab } from './flows';

const ACTION = { p: 'action', v: 'status', vt: 'str' };
const byInject = (...props: unknown[]): FlowNode => on('go', 'inject', { props }, 'lamp');
const byChange = (type: string, ...rules: unknown[]): FlowNode => on('to', type, { rules }, 'lamp');
const setsAction = { t: 'set', p: 'action', pt: 'msg', to: 'status', tot: 'str' };

checks('no-catch', {
    found: [
        ['a command whose node has two outputs, as after a change of its type', [relay('lamp', { outputs: 2 })]],
        [
            'a command in a group that does not exist',
            [relay('lamp', { g: 'gone' }), on('c', 'catch', { scope: 'group', g: 'g' })],
        ],
        [
            'a command in groups that contain each other',
            [
                relay('lamp', { g: 'a' }),
                { id: 'a', type: 'group', g: 'b' },
                { id: 'b', type: 'group', g: 'a' },
                on('c', 'catch', { scope: 'group', g: 'g' }),
            ],
        ],
        ['messages without an action', [byInject({ p: 'payload' }, { p: 'topic', vt: 'str' }), relay('lamp')]],
        ['an action of one of two nodes', [byInject(ACTION), inject('on', 'true', 'bool', 'lamp'), relay('lamp')]],
        ['an action that is deleted', [byChange('change', { ...setsAction, t: 'delete' }), relay('lamp')]],
        ['rules of another node than a change node', [byChange('switch', setsAction), relay('lamp')]],
        ['properties that are none', [byInject(null, 'action'), relay('lamp')]],
        ['a command', [relay('lamp')]],
        ['a request with one output', [asked({ command: 'list', outputs: 1 })]],
        ['a Catch node for others', [relay('lamp'), on('c', 'catch', { scope: ['other'] })]],
        ['a Catch node for its group', [relay('lamp'), on('c', 'catch', { scope: 'group', g: 'g' })]],
        ['a Catch node on another tab', [relay('lamp'), { ...caught, z: 'tab 2' }, { ...tab, id: 'tab 2' }]],
        ['a Catch node that is disabled', [relay('lamp'), { ...caught, d: true }]],
        ['a command in a subflow', [on('s', 'subflow:sub'), ...subflow([relay('lamp')], 'lamp')]],
    ],
    none: [
        ['an action of an inject node', [byInject({ p: 'payload' }, ACTION), relay('lamp')]],
        ['an action of a change node', [byChange('change', { t: 'set', p: 'payload' }, setsAction), relay('lamp')]],
        ['a Catch node in a group for all', [relay('lamp'), on('c', 'catch', { scope: null, g: 'g' })]],
        ['a Catch node for a group that is in none', [relay('lamp'), on('c', 'catch', { scope: 'group' })]],
        ['a Catch node for all', [relay('lamp'), caught]],
        ['a Catch node for this one', [relay('lamp'), on('c', 'catch', { scope: ['lamp'] })]],
        [
            'a Catch node for the group around its group',
            [
                relay('lamp', { g: 'inner' }),
                { id: 'inner', type: 'group', g: 'g' },
                on('c', 'catch', { scope: 'group', g: 'g' }),
            ],
        ],
        ['a request that reports failures at an output', [asked({ command: 'list' })]],
        [
            'around a subflow',
            [on('s', 'subflow:sub'), ...subflow([relay('lamp')], 'lamp'), on('c', 'catch', { scope: ['s'] })],
        ],
        ['a subflow that is not used', subflow([relay('lamp')], 'lamp')],
    ],
});
