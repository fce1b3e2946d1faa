// The pages that the package holds for owners: every page of the repository that they need, with links that work there too.

import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { ownerPages } from '../../scripts/lib/owner-pages.mjs';

const pages = ownerPages();
const html = [...pages].filter(([file]) => file.endsWith('.html'));
const anchorsOf = (file: string): string[] =>
    [...(pages.get(file) ?? '').matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);

describe('pages in the package', () => {
    it('are the introduction, and what an owner needs when something does not work', () => {
        const needed = [
            'index',
            'first-automation',
            'recipes',
            'troubleshooting',
            'migration',
            'security',
            'changelog',
        ];
        for (const name of needed) assert.ok(pages.has(`${name}.html`), name);
    });

    it('list what owners of the newest release have to do or may notice', () => {
        const changes = pages.get('changelog.html') ?? '';
        assert.equal(changes.match(/<h2>/g)?.length, 1);
        assert.deepEqual(
            [...changes.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, heading]) => heading),
            ['What you have to do', 'What you may notice'],
        );
        assert.match(changes, /also has what is new, what was fixed, and the earlier releases/);
    });

    it('list the weaknesses that are left', () => {
        const weaknesses = pages.get('weaknesses.html') ?? '';
        assert.match(weaknesses, /<h2>Open</);
        assert.doesNotMatch(weaknesses, /<h2[^>]*>Fixed<|fixed in/);
    });

    it('introduce the package without what only its repository has', () => {
        const introduction = pages.get('index.html') ?? '';
        assert.match(introduction, /<h2>More to read<.*<h2>License</);
        assert.doesNotMatch(introduction, /npm start|For developers/);
    });

    it('have an anchor where a link leads, and no other', () => {
        const linked = new Set(
            html.flatMap(([file, text]) =>
                [...text.matchAll(/ href="([^":#]*)(#[^"]+)"/g)].map(([, path, anchor]) => (path || file) + anchor),
            ),
        );
        assert.ok(linked.size > 5);
        assert.deepEqual(new Set(html.flatMap(([file]) => anchorsOf(file).map((id) => `${file}#${id}`))), linked);
    });

    it('keep the lines of code, and break no others', () => {
        const page = pages.get('fleet.html') ?? '';
        assert.match(page, /<pre><code>[^<]*\n[^<]*<\/code>/);
        assert.doesNotMatch(page.replace(/^.*?<main>|<pre>.*?<\/pre>/gs, '').trim(), /\n/);
    });

    for (const [file, text] of html) {
        describe(file, () => {
            it('links only to what is there', () => {
                const links = [...text.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href);
                assert.ok(links.length > 3);
                for (const href of links) {
                    if (/^[a-z]+:/.test(href)) {
                        assert.ok(URL.canParse(href), href);
                        continue;
                    }
                    const [path = '', anchor] = href.split('#');
                    const target = path === '' ? file : posix.join(posix.dirname(file), path);
                    assert.ok(pages.has(target), `${href} is not there`);
                    if (anchor !== undefined)
                        assert.ok(anchorsOf(target).includes(anchor), `${href} has no such heading`);
                }
            });

            it('is a page with one title, and without pictures, scripts and remains of Markdown', () => {
                assert.match(text, /^<!doctype html>\n<html lang="en">/);
                assert.match(text, /<title>[^<]+<\/title>/);
                assert.equal(text.match(/<h1>/g)?.length, 1);
                assert.doesNotMatch(text, /<img|<script|\son\w+=/);
                const prose = text.replace(/<pre>.*?<\/pre>|<code>.*?<\/code>/gs, '');
                assert.doesNotMatch(prose, /\[!|\]\(|\*\*|^#+ |undefined/m);
            });
        });
    }

    it('follow the colors of the browser', () => {
        assert.match(pages.get('style.css') ?? '', /color-scheme: light dark/);
    });
});
