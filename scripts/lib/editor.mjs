// Builds the part of the pack that runs in the editor, as the one node set that Node-RED knows: one page with the
// bundled nodes/editor/pack.ts in front of every nodes/NAME.html and of what these share, one script with what a dialog or the sidebar needs, and
// for each language one catalogue and one help.

import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildScripts } from './editor-scripts.mjs';
import { compact, compactHelp, shortForm, shortHelp } from './markup.mjs';
import { Problem } from './run.mjs';

/** The name of the set, after which Node-RED looks for its files. */
const SET = 'clown-hub';

/**
 * @param {string} from the nodes folder among the sources
 * @param {string} to the nodes folder of the build, which Node-RED loads
 * @param {import('./flow-check.mjs').FlowCheck} flowCheck
 */
export async function buildEditor(from, to, flowCheck) {
    cpSync(join(from, 'icons'), join(to, 'icons'), { recursive: true });
    for (const language of readdirSync(join(from, 'locales'))) {
        const folder = join(to, 'locales', language);
        mkdirSync(folder, { recursive: true });
        const texts = (/** @type {string} */ ending) => textsIn(join(from, 'locales', language), ending);
        writeFileSync(
            join(folder, `${SET}.json`),
            JSON.stringify(
                texts('.json')
                    .map((text) => JSON.parse(text))
                    .reduce(joined),
            ),
        );
        const catalogue = JSON.parse(readFileSync(join(from, 'locales', language, `${SET}.json`), 'utf8'));
        const help = texts('.html').map((text) => withPage(text, catalogue[SET].page));
        writeFileSync(join(folder, `${SET}.html`), help.map((text) => shortHelp(compactHelp(text))).join(''));
    }
    const forms = textsIn(from, '.html').map((text) => shortForm(compact(text)));
    const parts = partsOf(forms, join(from, 'editor'));
    const { first, later, version } = await buildScripts(join(from, 'editor'), flowCheck);
    writeFileSync(join(to, `script-${version}.js`), later);
    const script = `<script type="text/javascript">\n${first.replaceAll('</script', '<\\/script')}</script>\n`;
    writeFileSync(join(to, `${SET}.html`), [script, ...forms, ...parts].join('\n'));
}

/**
 * The files of a folder that end so, by their names.
 *
 * @param {string} folder
 * @param {string} ending
 */
function textsIn(folder, ending) {
    const names = readdirSync(folder).filter((name) => name.endsWith(ending));
    if (names.length === 0) throw new Problem(`The build needs files *${ending} in ${folder}, and there are none.`);
    // Without what indents them, which no page shows.
    return names.sort().map((name) => readFileSync(join(folder, name), 'utf8').replace(/^ +/gm, ''));
}

/** The first of the pages for owners (owner-pages.mjs). A node has none: its help is its page. */
const FIRST_PAGE = 'resources/@clown-hub/node-red-clown-hub/index.html';

/**
 * Ends a help with a link to the pages. The address is relative to that of the editor, which
 * its administrator chooses. The class is for the style in clown-hub.html; the editor shows the first paragraph in the palette, so
 * that the help has no element around it.
 *
 * @param {string} help
 * @param {string} label
 */
function withPage(help, label) {
    const marked = help.replace('<p>', '<p class="clown-help">');
    return marked.replace('</script>', `<p><a href="${FIRST_PAGE}" target="_blank">${label}</a></p></script>`);
}

/**
 * Merges two catalogues. Common keys must have the same text, because Node-RED's choice between them is undefined.
 *
 * @param {Record<string, unknown>} one
 * @param {Record<string, unknown>} other
 */
function joined(one, other) {
    for (const key of Object.keys(other)) {
        if (key in one && JSON.stringify(one[key]) !== JSON.stringify(other[key]))
            throw new Problem(`The catalogues do not agree on ${key}: ${JSON.stringify([one[key], other[key]])}`);
    }
    return { ...one, ...other };
}

/**
 * What several forms share: for each `<!-- NAME -->` in a form the text of nodes/editor/NAME.html, once. The first script puts
 * it in (nodes/editor/form-parts.ts).
 *
 * @param {string[]} forms
 * @param {string} folder
 */
function partsOf(forms, folder) {
    const names = new Set([...forms.join('').matchAll(/<!-- ([\w-]+) -->/g)].map(([, name]) => name));
    return [...names].map((name) => {
        const text = readFileSync(join(folder, `${name}.html`), 'utf8')
            .replace(/^ +/gm, '')
            .trim();
        return `<script type="text/html" id="clown-hub-${name}">${shortForm(compact(text), SET)}</script>`;
    });
}
