// A notice below the topic of clown in: it matches nothing, with a button that takes a better topic.

import type { FilterAdvice } from '../../../src/protocol/filter-advice';
import { text } from '../texts';
import { setShown } from './form';

/** The sentence for each cause, in the catalogue of clown in. */
const SENTENCES: Readonly<Record<FilterAdvice['cause'], string>> = {
    'base-topic': 'clown-in.advice.base-topic',
    order: 'clown-in.advice.levels',
    levels: 'clown-in.advice.levels',
    spelling: 'clown-in.sample.nothing',
    unlisted: 'clown-in.sample.nothing',
};

/** Adds the notice after the row of a field. The returned function updates it. */
export function prepareNotice(
    node: { _(key: string): string },
    field: JQuery,
): (advice: FilterAdvice | undefined) => void {
    const sentence = $('<span>');
    const button = $('<button type="button" class="red-ui-button red-ui-button-small clown-in-use">');
    const row = $('<div class="form-row clown-in-advice" role="status">')
        .css({ margin: '-6px 0 12px 154px', width: 0, minWidth: 'calc(100% - 154px)' })
        .append($('<i aria-hidden="true" class="fa fa-exclamation-triangle">'), ' ', sentence, ' ', button)
        .insertAfter(field.closest('.form-row'));
    let suggestion = '';
    button.on('click', () => {
        field.val(suggestion).trigger('focus').trigger('change');
    });
    return (advice) => {
        suggestion = advice?.suggestion ?? '';
        setShown(row, advice !== undefined);
        sentence.text(advice ? node._(SENTENCES[advice.cause]) : '');
        setShown(button.text(text('known.use', { filter: suggestion })), suggestion !== '');
    };
}
