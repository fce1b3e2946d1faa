// The texts of the flow check: in which language, and with which values.

import assert from 'node:assert/strict';
import { FlowCheckTexts } from '../../nodes/flow-check/texts';

describe('flow check: texts', () => {
    const english = new FlowCheckTexts();

    it('are Czech for tags of Czech, and English for all others', () => {
        const warn = (language?: string): string => new FlowCheckTexts(language).ui('warn');
        for (const language of ['cs', 'CS', 'cs-CZ']) assert.equal(warn(language), 'varování', language);
        for (const language of [undefined, 'en-US', 'de', 'csb', 'sr-cs', '']) assert.equal(warn(language), 'warning');
    });

    it('have each value in its place, and keep a mark without a value', () => {
        const values = { hub: 'House', name: 'hall', node: 'Light' };
        assert.equal(
            english.sentence({ sentence: 'name-unknown.twice', values }),
            'Several devices of "House" have the name "hall", which "Light" uses. Give each its own name.',
        );
        const { hub: _hub, ...some } = values;
        assert.match(english.sentence({ sentence: 'name-unknown.twice', values: some }), /of "__hub__" have/);
        assert.equal(english.ui('count', { count: 0 }), 'Flow check (0)');
        assert.equal(english.ui('count'), 'Flow check (__count__)');
    });

    it('show the name of a sentence that they do not have, which no owner should see', () => {
        assert.equal(english.sentence({ sentence: 'name-unknown.other', values: {} }), 'name-unknown.other');
    });

    it('of a rule have an ellipsis for each value', () => {
        assert.equal(
            english.outline('name-unknown'),
            'No device of "…" has the name "…", which "…" uses. Use one of its names: …. Or use the device as type/address.',
        );
        assert.match(new FlowCheckTexts('cs').outline('name-unknown'), /„…“.*„…“.*„…“.*: …\./);
    });
});
