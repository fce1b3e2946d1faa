// The pages of docs/nodes/: the English help of each node as Markdown, with an example.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import TurndownService from 'turndown';
import { EXAMPLES } from './node-examples.mjs';
import { root } from './run.mjs';

const HELP = 'nodes/locales/en-US';
/** The pages in the order in which they link to each other, with their titles. */
const TITLES = new Map([
    ['clown-hub', 'clown-hub, the configuration node'],
    ['clown-in', 'clown in'],
    ['clown-out', 'clown out'],
    ['clown-request', 'clown request'],
]);

/**
 * Every page by its path in the project.
 *
 * @returns {Map<string, string>}
 */
export function nodePages() {
    return new Map([...TITLES.keys()].map((type) => [`docs/nodes/${type}.md`, pageOf(type)]));
}

/** @param {string} type */
function pageOf(type) {
    const source = `${HELP}/${type}.html`;
    const help = readFileSync(join(root, source), 'utf8').replace(/<\/?script[^>]*>/g, '');
    const others = [...TITLES].filter(([other]) => other !== type).map(([other, title]) => `[${title}](${other}.md)`);
    return `${[
        `<!-- Written by "npm run node-pages" from ${source}. Change that file, then run the command again. -->`,
        `# ${TITLES.get(type)}`,
        // A page has one title, so that the headings of the help are of the second level.
        toMarkdown(help.replaceAll('<h3>', '<h2>').replaceAll('</h3>', '</h2>')),
        EXAMPLES[type],
        '## More to read',
        `[README](../../README.md) · ${others.join(' · ')} · [Recipes](../recipes.md) · [Troubleshooting](../troubleshooting.md)`,
    ].join('\n\n')}\n`;
}

/** @param {string} help */
function toMarkdown(help) {
    const service = new TurndownService({ headingStyle: 'atx', bulletListMarker: '-', emDelimiter: '*' });
    // One item for each property or setting, with its type or range.
    service.addRule('list', {
        filter: 'dl',
        replacement: (content) => `\n\n${content.trim().replace(/\n{2,}/g, '\n')}\n\n`,
    });
    service.addRule('term', {
        filter: 'dt',
        replacement: (_content, node) => {
            const term = /** @type {HTMLElement} */ (node);
            const type = term.querySelector('.property-type')?.textContent.trim();
            const name = textOf(term)
                .slice(0, type ? -type.length : undefined)
                .trim();
            const notes = [type, term.classList.contains('optional') ? 'optional' : ''].filter(Boolean).join(', ');
            return `\n- **${escaped(name)}**${notes ? ` (${escaped(notes)})` : ''}: `;
        },
    });
    service.addRule('description', {
        filter: 'dd',
        replacement: (content) => `${content.trim().replace(/([^.])$/, '$1.')}\n`,
    });
    service.addRule('note', {
        filter: (node) => node.nodeName === 'P' && /^Note:/.test(textOf(node)),
        replacement: (content) => `\n\n> [!NOTE]\n> ${content.trim().replace(/^\*\*Note:\*\* ?/, '')}\n\n`,
    });
    service.addRule('port', {
        filter: (node) => node.nodeName === 'LI' && node.parentElement?.nodeName === 'OL',
        replacement: (content, node) => {
            const place =
                Array.from(node.parentNode?.childNodes ?? [])
                    .filter(({ nodeName }) => nodeName === 'LI')
                    .indexOf(/** @type {ChildNode} */ (node)) + 1;
            return `${place}. ${content.trim().replaceAll('\n', '\n   ').replace(/^ +$/gm, '')}\n`;
        },
    });
    return service.turndown(help);
}

/** @param {Node} node */
function textOf(node) {
    return (node.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** @param {string} text */
function escaped(text) {
    return text.replace(/[\\*_|<>[\]]/g, '\\$&');
}
