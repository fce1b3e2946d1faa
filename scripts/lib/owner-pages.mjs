// Renders the pages for owners as HTML into resources/, which Node-RED serves under
// resources/@clown-hub/node-red-clown-hub/. Nothing reads them at runtime.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { Marked } from 'marked';
import { root } from './run.mjs';

/**
 * Where each page is found in resources/. Those of the nodes are the help in the editor; the other pages of docs/ are for
 * developers, or evidence for what these promise.
 */
const PAGES = new Map([
    ['README.md', 'index.html'],
    ['SECURITY.md', 'security.html'],
    ['CHANGELOG.md', 'changelog.html'],
    ...[
        'first-automation',
        'fleet',
        'flow-check',
        'metrics',
        'migration',
        'moving',
        'protocol',
        'recipes',
        'test-my-flow',
        'troubleshooting',
        'weaknesses',
    ].map((name) => /** @type {[string, string]} */ ([`docs/${name}.md`, `${name}.html`])),
]);

/** Colors follow the browser. The width is that of a readable line. */
const STYLE = `:root { color-scheme: light dark; --line: #ccc; --code: #f3f3f3; --link: #0b5cad }
@media (prefers-color-scheme: dark) { :root { --line: #555; --code: #2a2a2a; --link: #7ab8ff } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50em; margin: 0 auto; padding: 1em; overflow-wrap: break-word }
a { color: var(--link) }
code, pre { background: var(--code); font: 0.9em/1.4 ui-monospace, monospace; border-radius: 3px }
code { padding: 0 0.2em }
pre { padding: 0.7em; overflow-x: auto }
pre code { padding: 0; font-size: 1em }
div.table { overflow-x: auto }
table { border-collapse: collapse }
th, td { border: 1px solid var(--line); padding: 0.3em 0.6em; text-align: left; vertical-align: top }
blockquote { border-left: 4px solid var(--line); margin: 1em 0; padding: 0 1em }
nav { border-bottom: 1px solid var(--line); padding-bottom: 0.5em }
`;

/**
 * Writes all pages and their style sheet.
 *
 * @param {string} folder
 */
export function buildPages(folder) {
    for (const [file, text] of ownerPages()) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
    }
}

/**
 * The files of resources/ with their contents.
 *
 * @returns {Map<string, string>}
 */
export function ownerPages() {
    const pages = [...PAGES].map(
        ([source, target]) => /** @type {[string, string]} */ ([target, page(source, target)]),
    );
    return new Map([['style.css', STYLE], ...withAnchors(pages)]);
}

/**
 * The pages with only those anchors that a link leads to.
 *
 * @param {[file: string, html: string][]} pages
 * @returns {[file: string, html: string][]}
 */
function withAnchors(pages) {
    const targets = new Set(
        pages.flatMap(([file, html]) =>
            [...html.matchAll(/ href="([^"#:]*)(#[^"]+)"/g)].map(([, path, anchor]) => (path || file) + anchor),
        ),
    );
    return pages.map(([file, html]) => [
        file,
        html.replace(/(<h\d) id="([^"]*)"/g, (all, tag, anchor) => (targets.has(`${file}#${anchor}`) ? all : tag)),
    ]);
}

/**
 * @param {string} source
 * @param {string} target
 */
function page(source, target) {
    const markdown = onPage(source, readFileSync(join(root, source), 'utf8'));
    const title = /^# (.+)$/m.exec(markdown)?.[1]?.replace(/[`*]/g, '') ?? '';
    const home = (/** @type {string} */ file) => posix.relative(posix.dirname(target), file);
    return [
        '<!doctype html>',
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        `<title>${escaped(title)}</title><link rel="stylesheet" href="${home('style.css')}"></head><body>`,
        `<nav><a href="${home('index.html')}">Clown.Hub for Node-RED</a> · <a href="${home('recipes.html')}">Recipes</a>`,
        ` · <a href="${home('troubleshooting.html')}">Troubleshooting</a></nav>`,
        `<main>${converter(source, target).parse(markdown)}</main></body></html>`,
        '',
    ].join('\n');
}

/**
 * What the package holds of a source: all of it, but of the introduction only what owners need, of the changelog only what an
 * owner of the newest release, which is the installed one, has to do or may notice, and of the weaknesses only those that are left.
 *
 * @param {string} source
 * @param {string} markdown
 */
function onPage(source, markdown) {
    if (source === 'docs/weaknesses.md') {
        return `${markdown.split(/^## Fixed$/m)[0]}\nThe repository has the list of those that were fixed.\n`;
    }
    if (source === 'README.md') return markdown.replace(/^## For developers$.*?(?=^## License$)/ms, '');
    if (source !== 'CHANGELOG.md') return markdown;
    const [head = '', newest = ''] = markdown.split(/^(?=## )/m);
    const [toDo = ''] = newest.split(/^### New$/m);
    return `${head}${toDo}\nThe changelog of the repository also has what is new, what was fixed, and the earlier releases.\n`;
}

/**
 * @param {string} source
 * @param {string} target
 */
function converter(source, target) {
    return new Marked({
        renderer: {
            html: () => '',
            // Pictures are for the repository: they weigh more than all the pages.
            image: () => '',
            heading({ tokens, depth, text }) {
                return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
            },
            link({ href, tokens }) {
                const text = this.parser.parseInline(tokens);
                const place = linkTarget(href, source, target);
                return place === undefined ? text : `<a href="${escaped(place)}">${text}</a>`;
            },
            blockquote({ tokens }) {
                const text = this.parser.parse(tokens).replace(/^<p>\[!(\w)(\w+)\]\s*/, (_all, first, rest) => {
                    return `<p><strong>${first}${rest.toLowerCase()}:</strong> `;
                });
                return `<blockquote>${text}</blockquote>\n`;
            },
        },
        hooks: {
            postprocess: (html) =>
                compact(
                    html.replaceAll('<table>', '<div class="table"><table>').replaceAll('</table>', '</table></div>'),
                ),
        },
    });
}

/**
 * Where a link of a page leads in resources/; undefined if its target is only in the repository.
 *
 * @param {string} href
 * @param {string} source
 * @param {string} target
 */
function linkTarget(href, source, target) {
    if (/^[a-z]+:/.test(href) || href.startsWith('#')) return href;
    const [, path = '', anchor = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
    const found = PAGES.get(posix.join(posix.dirname(source), path));
    if (found === undefined) return undefined;
    return posix.relative(posix.dirname(target), found) + anchor;
}

/**
 * The address of a heading within its page, as repositories make it.
 *
 * @param {string} heading
 */
function slug(heading) {
    return heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-');
}

/**
 * Removes what no browser needs: end tags that the next tag implies, white space between blocks, line breaks in prose, and
 * escaped quotes.
 *
 * @param {string} html
 */
function compact(html) {
    return html
        .replace(/\n(?=<\/?(?:p|ul|ol|li|h\d|div|table|thead|tbody|tr|td|th|blockquote)\b)/g, '')
        .replace(/<\/(?:li|tr|td|th)>(?=<\/?(?:li|tr|td|th|thead|tbody|table|ul|ol)\b)/g, '')
        .replace(/<\/p>(?=<(?:p|ul|ol|h\d|div|blockquote)\b|<\/(?:li|blockquote)>)/g, '')
        .replace(/<\/t(?:head|body)>/g, '')
        .replaceAll(/ class="language-\w+"/g, '')
        .replace(/(<pre>.*?<\/pre>)|\n/gs, (_all, pre) => pre ?? ' ')
        .replace(/>[^<]+/g, (text) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'"));
}

/** @param {string} text */
function escaped(text) {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
