// The pages of the package as Node-RED serves them, also below another address and with a login; and the link to
// them in each help.

import assert from 'node:assert/strict';
import { NODE_TYPES } from '../support/catalogue.js';
import type { NodeRed } from '../support/node-red.js';
import { packageName } from '../support/pack.js';
import { tab } from './support/flows';
import { startReal, stopReal } from './support/real';

// bcrypt of a password that no test uses.
const USERS = [
    { username: 'owner', password: '$2b$08$abcdefghijklmnopqrstuuAt0F6AZqwLKLGYVnEKBDzZyTBqxTUBy', permissions: '*' },
];

for (const [name, settings] of [
    ['as usual', {}],
    [
        'with a login, and the editor at another address',
        { httpAdminRoot: '/red', adminAuth: { type: 'credentials', users: USERS } },
    ],
] as const) {
    describe(`pages in a real Node-RED, ${name}`, () => {
        let nodeRed: NodeRed;
        /** Where the editor is, with a slash at its end. */
        let editor: URL;

        before(async () => {
            nodeRed = await startReal({ flows: [tab()], settings });
            editor = new URL(nodeRed.url.replace(/\/?$/, '/'));
        });
        after(stopReal);

        it('serves the introduction, the troubleshooting and the style sheet', async () => {
            const files = ['index.html', 'troubleshooting.html', 'style.css'];
            for (const file of files) {
                const answer = await fetch(new URL(`resources/${packageName}/${file}`, editor));
                assert.equal(answer.status, 200, file);
                const type = file.endsWith('.css') ? /^text\/css/ : /^text\/html/;
                assert.match(answer.headers.get('content-type') ?? '', type);
                assert.ok((await answer.text()).length > 500, file);
            }
        });

        if (!('adminAuth' in settings)) {
            it('sends each help with one link to the pages', async () => {
                for (const lang of ['en-US', 'cs']) {
                    const headers = { accept: 'text/html', 'accept-language': lang };
                    const answer = await fetch(new URL('nodes', editor), { headers });
                    const html = await answer.text();
                    for (const type of NODE_TYPES) {
                        const help = new RegExp(`data-help-name="${type}".*?</script>`, 's').exec(html)?.[0] ?? '';
                        const links = [
                            ...help.matchAll(/<a href="?(resources\/[^">\s]+)"? target="?_blank"?>[^<]+<\/a>/g),
                        ];
                        assert.deepEqual(
                            links.map(([, href]) => href),
                            [`resources/${packageName}/index.html`],
                            `${type} in ${lang}`,
                        );
                        const page = await fetch(new URL(links[0]?.[1] ?? '', editor));
                        assert.equal(page.status, 200);
                    }
                }
            });
        }
    });
}
