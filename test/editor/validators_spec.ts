// The sentences of the validators, which the editor shows as HTML in places.

import assert from 'node:assert/strict';
import { refusedInEditor, useEditor } from '../nodes/support/editor';

const MARKUP = '<img src=x>';
const ROW = { device: MARKUP, seconds: MARKUP, name: MARKUP, slot: MARKUP };

describe('the sentences of the validators', () => {
    const definitions = useEditor();

    it('contain no markup of an imported flow', () => {
        let quoted = 0;
        for (const [type, { defaults }] of definitions) {
            for (const value of [MARKUP, [ROW]]) {
                const settings = Object.fromEntries(Object.keys(defaults).map((name) => [name, value]));
                for (const usual of [{}, { listen: 'topic', command: 'relay', place: 'address', topicType: 'str' }]) {
                    for (const [name, sentence] of refusedInEditor({ id: 'n', type, ...settings, ...usual })) {
                        assert.doesNotMatch(String(sentence), /</, `${type} ${name}`);
                        if (/‹img/.test(String(sentence))) quoted += 1;
                    }
                }
            }
        }
        assert.ok(quoted > 10, `${quoted} sentences quote the value`);
    });

    const unused: readonly [type: string, settings: object, left: string[]][] = [
        ['clown-in', { output: 'text', temperatureUnit: 'odd', pressureUnit: 'odd', altitude: 'high' }, []],
        [
            'clown-in',
            { output: 'payload', temperatureUnit: 'odd', pressureUnit: 'odd', altitude: 'high' },
            ['temperatureUnit', 'pressureUnit', 'altitude'],
        ],
        ['clown-in', { output: 'quantity', quantity: '' }, ['quantity']],
        ['clown-in', { output: 'payload', quantity: '' }, []],
        ['clown-in', { output: 'odd', listen: 'state', quantity: '', replay: 'odd' }, []],
        ['clown-out', { command: 'relay', device: 'i2c0-3b', long: 'odd' }, []],
        ['clown-out', { command: 'text', device: 'i2c0-3c', long: 'odd' }, ['long']],
    ];
    for (const [type, settings, left] of unused) {
        it(`are those of settings in use: ${type} ${JSON.stringify(settings)}`, () => {
            const node = { id: 'n', type, hub: 'h', topic: '#', showValue: true, ...settings };
            const names = refusedInEditor(node).map(([name]) => name);
            assert.deepEqual(names, left);
        });
    }
});
