// The texts of a flow test: moments, languages, and values in sentences.

import assert from 'node:assert/strict';
import { FlowTestTexts, momentOf } from '../../nodes/flow-test/texts';

describe('flow test: moments', () => {
    for (const [ms, shown] of [
        [0, '0:00.000'],
        [7, '0:00.007'],
        [999.4, '0:00.999'],
        [999.6, '0:01.000'],
        [59_999.6, '1:00.000'],
        [61_500, '1:01.500'],
        [3_600_000, '60:00.000'],
    ] as const) {
        it(`${ms} ms is ${shown}`, () => {
            assert.equal(momentOf(ms), shown);
        });
    }
});

describe('flow test: texts', () => {
    const english = new FlowTestTexts();

    it('are Czech for tags of Czech, and English for all others', () => {
        const sent = (language?: string): string => new FlowTestTexts(language).text('outcome-sent');
        for (const language of ['cs', 'CS', 'cs-CZ']) assert.equal(sent(language), 'odesláno', language);
        for (const language of [undefined, 'en-US', 'de', 'csb', 'sr-cs', '']) assert.equal(sent(language), 'sent');
    });

    it('have a moment in a sentence, however it is given', () => {
        const sentence = (at: string | number): string => english.fault('too-slow', { at, node: '"Again" (n)' });
        const rest = 'of the recording. The busiest node was "Again" (n).';
        assert.equal(sentence(61_500), `The test took too long and was ended at 1:01.500 ${rest}`);
        assert.equal(sentence('the end'), `The test took too long and was ended at the end ${rest}`);
    });

    it('keep a mark without a value', () => {
        assert.equal(english.text('of-hub'), 'hub __hub__');
        assert.equal(english.fault('too-slow', {}).includes('ended at __at__ of'), true);
    });

    it('shorten values, except for paths', () => {
        const long = 'p'.repeat(500);
        assert.equal(english.text('of-hub', { hub: `${long}\n` }), `hub ${'p'.repeat(300)}…`);
        assert.ok(english.fault('expected-unreadable', { file: `${long}\n` }).startsWith(`${long}\\u000a does not`));
        assert.ok(english.fault('node-red-missing', { folders: long }).includes(`in: ${long}. Name`));
    });
});
