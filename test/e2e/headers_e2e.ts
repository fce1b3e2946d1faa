// The table of extra headers in the dialog of a hub: rows are added, checked and removed; values are stored as credentials.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { onEveryStage } from './support/stage.js';

declare const RED: {
    nodes: { eachConfig(visit: (node: { id: string; type: string }) => void): void };
    editor: { editConfig(name: string, type: string, id: string): void };
};

onEveryStage('extra headers in the dialog of a hub [C21]', {}, (stage) => {
    const requests: IncomingMessage[] = [];
    const server = createServer();
    const sockets = new WebSocketServer({
        server,
        verifyClient: ({ req }, callback) => {
            requests.push(req);
            callback(req.headers.authorization === 'Bearer t0ken', 401);
        },
    });
    let url = '';

    before(async () => {
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    after(async () => {
        for (const client of sockets.clients) client.terminate();
        sockets.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    });

    it('are added by keyboard, checked, deployed, kept and removed', async () => {
        const { editor, nodeRed, picture } = stage();
        const { page } = editor;
        const rows = page.locator('.clown-hub-header-row');
        const add = page.locator('.clown-hub-headers .red-ui-editableList-addButton');
        const fault = (row: number): ReturnType<typeof rows.locator> => rows.nth(row).locator('.clown-hub-fault');
        const name = (row: number): ReturnType<typeof rows.locator> => rows.nth(row).locator('.clown-hub-header-name');
        const value = (row: number): ReturnType<typeof rows.locator> =>
            rows.nth(row).locator('.clown-hub-header-value');
        const loginIs = async (outcome: string): Promise<void> => {
            await page.locator('.clown-hub-check').click();
            await page.locator(`.clown-hub-step[data-step="login"][data-outcome="${outcome}"]`).waitFor();
            await page.locator('.clown-hub-check').click();
        };

        const input = await editor.add('clown-in', 200, 120);
        await editor.edit(input, async () => {
            await editor.addConfig('hub', async () => {
                await editor.configField('address').fill('ws://hub.example/');
                await page.getByRole('tab', { name: 'Security' }).click();
                assert.equal(await rows.count(), 0, 'none by default');
                await add.focus();
                await page.keyboard.press('Enter');
                await rows.first().waitFor();

                // A whole line is split, so that its value is stored as a credential.
                await name(0).fill('Authorization: Bearer t0ken');
                await name(0).blur();
                assert.equal(await name(0).inputValue(), 'Authorization');
                assert.equal(await value(0).inputValue(), 'Bearer t0ken');
                assert.equal(await value(0).getAttribute('type'), 'password');
                await page.locator('.clown-hub-plain').waitFor();

                await add.click();
                await name(1).fill('authorization');
                await name(1).blur();
                await fault(1).filter({ hasText: 'is already in the list' }).waitFor();
                await name(1).fill('Upgrade');
                await name(1).blur();
                await fault(1).filter({ hasText: 'Origin, User-Agent, Cookie' }).waitFor();
                await name(1).fill('Cookie');
                await value(1).fill('žluťoučký');
                await fault(1).filter({ hasText: 'ASCII' }).waitFor();
                await page.getByRole('tab', { name: 'Connection' }).click();
                await editor.configField('user').fill('me');
                await editor.configField('user').blur();
                await page.getByRole('tab', { name: 'Security' }).click();
                await fault(0).filter({ hasText: 'only one login' }).waitFor();
                await fault(1).scrollIntoViewIfNeeded();
                await picture('hub-headers-faults');
                await page.getByRole('tab', { name: 'Connection' }).click();
                await editor.configField('user').fill('');
                await editor.configField('user').blur();
                await page.getByRole('tab', { name: 'Security' }).click();
                await value(1).fill('a=b');
                await editor.configField('subprotocol').scrollIntoViewIfNeeded();
                assert.equal(await page.locator('.clown-hub-header-row .input-error').count(), 0);
                await picture('hub-headers');

                await page.getByRole('tab', { name: 'Connection' }).click();
                await editor.configField('address').fill(url);
                await editor.configField('address').blur();
                await loginIs('ok');
                assert.equal(requests.at(-1)?.headers.cookie, 'a=b');
            });
        });
        await editor.deploy();
        const flows = await readFile(join(nodeRed.userDir, 'flows.json'), 'utf8');
        assert.match(flows, /"name": *"Authorization"/);
        assert.doesNotMatch(flows, /t0ken|a=b/);

        const open = async (): Promise<void> => {
            const id = await page.evaluate(() => {
                const ids: string[] = [];
                RED.nodes.eachConfig((node) => {
                    if (node.type === 'clown-hub') ids.push(node.id);
                });
                return String(ids[0]);
            });
            await page.evaluate((hubId) => RED.editor.editConfig('', 'clown-hub', hubId), id);
            await editor.trayOpened();
            await page.getByRole('tab', { name: 'Security' }).click();
            await rows.first().waitFor();
        };
        const close = async (): Promise<void> => {
            await page.locator('#node-config-dialog-ok').click();
            await editor.trayClosed();
        };
        await open();
        assert.equal(await rows.count(), 2);
        assert.ok(!(await value(0).inputValue()).includes('t0ken'), 'the editor has no value');
        await loginIs('ok');
        assert.equal(requests.at(-1)?.headers.authorization, 'Bearer t0ken');
        const { length } = requests;
        await page.getByRole('tab', { name: 'Connection' }).click();
        await editor.configField('address').fill(url.replace('127.0.0.1', 'localhost'));
        await page.locator('.clown-hub-check').click();
        await page.locator('.clown-hub-step').filter({ hasText: 'sent only to the deployed address' }).waitFor();
        assert.equal(requests.length, length);
        await editor.configField('address').fill(url);
        await page.getByRole('tab', { name: 'Security' }).click();
        // A later row does not get the value of a removed one.
        await rows.nth(1).locator('xpath=..').locator('.red-ui-editableList-item-remove').click();
        await page.waitForFunction(() => document.querySelectorAll('.clown-hub-header-row').length === 1);
        await close();
        await editor.deploy();
        const credentials = await nodeRed.getJson(
            `credentials/clown-hub/${JSON.parse(await readFile(join(nodeRed.userDir, 'flows.json'), 'utf8')).find(({ type }: { type: string }) => type === 'clown-hub').id}`,
        );
        const { has_header1, has_header2 } = credentials as Record<string, unknown>;
        assert.deepEqual([has_header1, has_header2], [true, false]);
        assert.deepEqual(editor.complaints, []);
    });
});
