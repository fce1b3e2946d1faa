// The pack is installed while the editor is open, behind a login and with its own admin root. Without a reload its nodes are
// in the palette with their texts, and their dialogs open. They come back after they were disabled.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type NodeRed, startNodeRed } from '../support/node-red.js';
import { packageName, packProject, type Tarball } from '../support/pack.js';
import { Editor } from './support/editor.js';
import { homes, isShort, newest } from './support/homes.js';

const INSTALL_MS = 60_000;
const LOGIN = { user: 'owner', password: 'hub-owner' };
/** The password, hashed by bcrypt. */
const HASH = '$2a$04$/DSnNsGYHZsWyFHLA0sJ9O7Qa8dXQZtOifg0CIKCsjWOe1bujzl5a';
const TYPES = ['clown-in', 'clown-out', 'clown-request'];

/** Sends a request of Node-RED's palette manager. */
async function manage(nodeRed: NodeRed, path: string, method: string, body: FormData | string): Promise<void> {
    const signal = AbortSignal.timeout(INSTALL_MS);
    const grant = { client_id: 'node-red-admin', grant_type: 'password', scope: '*', username: LOGIN.user };
    const login = await fetch(new URL('auth/token', nodeRed.url), {
        method: 'POST',
        body: new URLSearchParams({ ...grant, password: LOGIN.password }),
        signal,
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (typeof body === 'string') headers['content-type'] = 'application/json';
    const response = await fetch(new URL(path, nodeRed.url), { method, headers, body, signal });
    assert.ok(response.ok, `${response.status} ${await response.text()}\n${nodeRed.log()}`);
}

describe('the palette of an open editor', () => {
    for (const [name, home] of isShort ? newest : homes) {
        describe(name, () => {
            let tarball: Tarball | undefined;
            let nodeRed: NodeRed | undefined;
            let editor: Editor | undefined;

            before(async () => {
                tarball = await packProject();
                const users = [{ username: LOGIN.user, permissions: '*', password: HASH }];
                const settings = { httpAdminRoot: '/house/admin', adminAuth: { type: 'credentials', users } };
                nodeRed = await startNodeRed({ home, settings });
                editor = await Editor.open(nodeRed.url, { waitForType: 'inject', login: LOGIN });
            });

            after(async () => {
                await editor?.close();
                await nodeRed?.stop();
                await tarball?.remove();
            });

            it('shows the nodes without a reload, with texts and dialogs, and again after they were disabled [X3]', async () => {
                assert.ok(editor && nodeRed && tarball);
                const { page } = editor;
                const upload = new FormData();
                upload.set('tarball', new Blob([readFileSync(tarball.path)]), 'pack.tgz');
                await manage(nodeRed, 'nodes', 'POST', upload);
                for (const [index, type] of TYPES.entries()) {
                    await editor.inPalette(type);
                    const id = await editor.add(type, 200, 100 + index * 80);
                    await editor.edit(id, async () => {
                        if (index === 0) {
                            await editor?.addConfig('hub', async () => {
                                await page.locator('.clown-hub-check', { hasText: 'Check the connection' }).waitFor();
                                await editor?.configField('place').selectOption('simulated');
                            });
                        }
                        const label = page.locator('label[for="node-input-name"]');
                        assert.equal((await label.innerText()).trim(), 'Name');
                        assert.equal(await page.locator('#node-input-hub option:checked').innerText(), 'simulated hub');
                    });
                    assert.ok(await (await editor.help(type)).innerText());
                }
                await manage(nodeRed, `nodes/${packageName}`, 'PUT', '{"enabled":false}');
                for (const type of TYPES) await editor.inPalette(type, false);
                await manage(nodeRed, `nodes/${packageName}`, 'PUT', '{"enabled":true}');
                for (const type of TYPES) await editor.inPalette(type);
                const again = await editor.add('clown-in', 200, 400);
                await editor.edit(again, () => page.locator('.clown-in-sample-text').waitFor());
                assert.deepEqual(editor.complaints, []);
            });
        });
    }
});
