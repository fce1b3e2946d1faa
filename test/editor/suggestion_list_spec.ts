// The list of suggestions: what a hub sends is text in it, never markup.

import assert from 'node:assert/strict';
import type { Suggestion } from '../../nodes/editor/fields/suggestions';
import { jQueryOf, type Made } from './jquery';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/fields/suggestion-list';
interface Row {
    readonly value: string;
    readonly label: Made;
}
type Search = (input: () => object, find: () => Suggestion[], known: object) => (typed: string) => Row[];

describe('the list of suggestions', () => {
    afterEach(() => Reflect.deleteProperty(globalThis, '$'));

    it('shows topics and values of a hub as text', async () => {
        const $ = jQueryOf({}) as (what: string) => object;
        Object.assign(globalThis, { $ });
        const { search } = (await import(MODULE)) as { search: Search };
        const topic = '<img src=x>/-';
        const known = { onChange: () => {}, freshen: () => {}, noteText: () => '<b>21</b>' };
        const rows = search(
            () => $('#field'),
            () => [{ value: topic, note: { kind: 'usual' } }],
            known,
        )('');
        assert.deepEqual(
            rows.map(({ value }) => value),
            [topic],
        );
        const markup = String(rows[0]?.label.markup);
        assert.match(markup, /&lt;img src=x>\/-/);
        assert.match(markup, /&lt;b>21/);
        assert.doesNotMatch(markup, /<img|<b>/);
    });
});
