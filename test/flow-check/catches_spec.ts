// Nodes that command without a Catch node.

import { checks } from './checks';
import { asked, caught, on, relay, subflow, tab } from './flows';

checks('no-catch', {
    found: [
        ['a command', [relay('lamp')]],
        ['a request with one output', [asked({ command: 'list', outputs: 1 })]],
        ['a Catch node for others', [relay('lamp'), on('c', 'catch', { scope: ['other'] })]],
        ['a Catch node for its group', [relay('lamp'), on('c', 'catch', { scope: 'group', g: 'g' })]],
        ['a Catch node on another tab', [relay('lamp'), { ...caught, z: 'tab 2' }, { ...tab, id: 'tab 2' }]],
        ['a Catch node that is disabled', [relay('lamp'), { ...caught, d: true }]],
        ['a command in a subflow', [on('s', 'subflow:sub'), ...subflow([relay('lamp')], 'lamp')]],
    ],
    none: [
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
