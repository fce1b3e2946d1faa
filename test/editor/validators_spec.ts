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
});
