// The editor gets forms and help shortened, and puts back what was left out: what an owner sees is what the sources have.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wholeForm, wholeHelp } from '../../nodes/editor/short-markup';
import { compact, compactHelp, shortForm, shortHelp } from '../../scripts/lib/markup.mjs';
import { root } from '../support/folders.js';

const nodes = join(root, 'nodes');

/** The pages of a folder, by name, without what indents them. */
function pages(folder: string): [name: string, text: string][] {
    const names = readdirSync(join(nodes, folder)).filter((name) => name.endsWith('.html'));
    assert.ok(names.length > 0, folder);
    return names.map((name) => [name, readFileSync(join(nodes, folder, name), 'utf8').replace(/^ +/gm, '')]);
}

describe('shortened forms and help', () => {
    for (const [name, text] of pages('.')) {
        it(`are whole again: the form of ${name}`, () => {
            const form = compact(text).replace('<!--slots-->', '');
            const short = shortForm(form);
            assert.ok(short.length < 0.85 * form.length, `${short.length} of ${form.length}`);
            assert.equal(wholeForm(short, name.replace('.html', '')), form);
        });
    }

    for (const [name, text] of pages('editor')) {
        it(`are whole again: the part ${name}`, () => {
            const part = compact(text);
            assert.equal(wholeForm(shortForm(part, 'clown-hub'), 'clown-hub'), part);
        });
    }

    for (const language of readdirSync(join(nodes, 'locales'))) {
        for (const [name, text] of pages(`locales/${language}`)) {
            it(`are whole again: the help of ${name} in ${language}`, () => {
                const help = compactHelp(text);
                const short = shortHelp(help);
                assert.ok(short.length < 0.95 * help.length, `${short.length} of ${help.length}`);
                assert.equal(wholeHelp(short), help);
            });
        }
    }

    it('stay as they are when the script of the pack runs again', () => {
        const form = '<div row><!--gap clock-o seconds--> <!--~watch--></div>';
        const whole = wholeForm(form, 'clown-in');
        assert.equal(wholeForm(whole, 'clown-in'), whole);
        const help = wholeHelp('<dl><dt o>topic <i>string<dd>such as `relay/+`</dl>');
        assert.equal(wholeHelp(help), help);
    });
});
