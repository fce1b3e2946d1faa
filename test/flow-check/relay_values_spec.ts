// Values that reach a relay and mean nothing to it.

import { variable } from '../nodes/support/flows';
import { checks } from './checks';
import { above, asked, inject, on, reading, relay, set, subflow, switchOn } from './flows';

checks('relay-value', {
    found: [
        ['the time of an inject node', [inject('go', '', 'date', 'lamp'), relay('lamp')], undefined, 'time'],
        ['a text for a request', [inject('go', 'open', 'str', 'ask'), asked({ command: 'relay', device: 'i2c0-3b' })]],
        ['a text', [inject('go', 'open', 'str', 'lamp'), relay('lamp')]],
        ['a number of a change node', [inject('go', '1', 'num', 'to'), set('to', '5', 'num', 'lamp'), relay('lamp')]],
        ['a reading', [reading('in', 'thermometer/+', {}, 'lamp'), relay('lamp')], undefined, 'reading'],
        [
            'the text that a switch node lets through',
            [
                reading('in', '#', {}, 'is'),
                switchOn('is', [{ t: 'eq', v: 'open', vt: 'str' }], ['lamp']),
                relay('lamp'),
            ],
        ],
        [
            'through junctions, links and delays',
            [
                inject('go', 'open', 'str', 'j'),
                on('j', 'junction', {}, 'out'),
                on('out', 'link out', { links: ['in'] }),
                on('in', 'link in', { links: ['out'] }, 'd'),
                on('d', 'delay', {}, 'lamp'),
                relay('lamp'),
            ],
        ],
        [
            'a fixed topic',
            [inject('go', 'open', 'str', 'x'), on('x', 'clown-out', { hub: 'hub', topic: 'relay/i2c0-3b/set' })],
        ],
        [
            'into a subflow',
            [inject('go', 'open', 'str', 's'), on('s', 'subflow:sub'), ...subflow([relay('lamp')], 'lamp')],
        ],
    ],
    none: [
        ...['toggle', 'ON', '0', 'true'].map(
            (word) => [word, [inject('go', word, 'str', 'lamp'), relay('lamp')]] as const,
        ),
        ['JSON with a state', [inject('go', '{"state":true}', 'json', 'lamp'), relay('lamp')]],
        [
            'a fixed payload',
            [inject('go', '', 'date', 'lamp'), relay('lamp', { payload: 'true', payloadType: 'bool' })],
        ],
        [
            'an action',
            [
                {
                    ...inject('go', '', 'date', 'lamp'),
                    props: [{ p: 'payload' }, { p: 'action', v: 'status', vt: 'str' }],
                },
                relay('lamp'),
            ],
        ],
        [
            'a change of control properties',
            [
                inject('go', '', 'date', 'to'),
                on('to', 'change', { rules: [{ t: 'set', p: 'action', pt: 'msg', to: 'status', tot: 'str' }] }, 'lamp'),
                relay('lamp'),
            ],
        ],
        ['a function node between', [inject('go', '', 'date', 'f'), on('f', 'function', {}, 'lamp'), relay('lamp')]],
        ['a change node between', [inject('go', '', 'date', 'to'), set('to', 'true', 'bool', 'lamp'), relay('lamp')]],
        ['a switch node between', [inject('go', 'x', 'str', 'is'), switchOn('is', [above], ['lamp']), relay('lamp')]],
        [
            'a text that equals a number',
            [reading('in', '#', {}, 'is'), switchOn('is', [{ t: 'eq', v: '0x1', vt: 'str' }], ['lamp']), relay('lamp')],
        ],
        ['the state of another relay', [reading('in', 'relay/i2c0-3f', {}, 'lamp'), relay('lamp')]],
        ['all topics of a sensor', [reading('in', 'thermometer/i2c0-48/#', {}, 'lamp'), relay('lamp')]],
        ['connection changes', [reading('in', 'thermometer/+', { listen: 'state' }, 'lamp'), relay('lamp')]],
        ['a command that is not known', [inject('go', '', 'date', 'lamp'), relay('lamp', { command: 'fly' })]],
        ['every frame', [reading('in', '#', {}, 'lamp'), relay('lamp')]],
        ['a variable', [inject('go', variable('VALUE'), 'str', 'lamp'), relay('lamp')]],
        ['an inject node that is disabled', [{ ...inject('go', '', 'date', 'lamp'), d: true }, relay('lamp')]],
    ],
});
