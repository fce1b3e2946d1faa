// The pages of docs/nodes/: written from the help of the nodes, and complete.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples } from '../nodes/support/examples.js';
import { LOCALES, NODE_TYPES } from '../support/catalogue.js';
import { root } from '../support/folders.js';

let pages: ReadonlyMap<string, string>;
const pageOf = (type: string): string => pages.get(`docs/nodes/${type}.md`) ?? '';
const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];

describe('page of the flow check', () => {
    it('is up to date', async () => {
        const { FLOW_CHECK_PAGE, flowCheckPage } = await import('../../scripts/lib/flow-check-page.mjs');
        const stored = readFileSync(join(root, FLOW_CHECK_PAGE), 'utf8');
        assert.ok(stored === flowCheckPage(), 'A rule or a sentence has changed. Run: npm run node-pages');
    });
});

describe('pages of the nodes', () => {
    before(async () => {
        // As a module, because it imports TypeScript in its turn.
        const { nodePages } = await import('../../scripts/lib/node-pages.mjs');
        pages = nodePages();
    });

    it('there is one for each node type, and no other file in their folder', () => {
        const files = NODE_TYPES.map((type) => `docs/nodes/${type}.md`).sort();
        assert.deepEqual([...pages.keys()].sort(), files);
        assert.deepEqual(
            readdirSync(join(root, 'docs/nodes'))
                .map((name) => `docs/nodes/${name}`)
                .sort(),
            files,
        );
    });

    for (const type of NODE_TYPES) {
        it(`${type}: is up to date`, () => {
            const file = join(root, `docs/nodes/${type}.md`);
            const stored = existsSync(file) ? readFileSync(file, 'utf8') : '';
            assert.ok(stored === pageOf(type), 'The help or an example has changed. Run: npm run node-pages');
        });

        it(`${type}: has every word of the help, in its order`, () => {
            const help = readFileSync(join(LOCALES, `${type}.html`), 'utf8')
                .replace(/<[^>]+>/g, '')
                .replace(/\bNote:/g, '');
            const shown = words(pageOf(type).replaceAll('[!NOTE]', '').replaceAll(', optional', ''));
            let place = 0;
            for (const word of words(help)) {
                const found = shown.indexOf(word, place);
                assert.ok(found !== -1, `"${word}" after "${shown.slice(place - 5, place).join(' ')}"`);
                place = found + 1;
            }
        });

        it(`${type}: reads as Markdown, without tags, and names an example with this node`, () => {
            const page = pageOf(type);
            assert.doesNotMatch(page.replace(/^<!--.*-->$/m, '').replace(/`[^`]*`/g, ''), /<\w|&\w+;/);
            assert.doesNotMatch(page, /[ \t]$|\n{3}/m);
            const name = /> \*\*Examples\*\* > \*\d\d (.*?)\*/.exec(page)?.[1] ?? '';
            assert.ok(
                examples.get(name)?.some((node) => node.type === type),
                name,
            );
        });
    }
});
