// Dialogs and help for everybody: with a screen reader, with the keyboard alone, with weak eyes.

import assert from 'node:assert/strict';
import { assertAccessible, DIALOG, HELP } from './support/accessible.js';
import { onEveryStage } from './support/stage.js';

/** Each shows another set of fields. */
const COMMANDS = ['relay', 'text', 'interval', 'message'];

onEveryStage('accessible', (stage) => {
    it('the dialogs of the hub and of clown out [E14]', async () => {
        const { editor, picture } = stage();
        const out = await editor.add('clown-out', 300, 100);
        await editor.edit(out, async () => {
            await editor.addConfig('hub', async () => {
                await editor.configField('address').fill('wss://hub.local/');
                await editor.page.locator('.clown-hub-intervals summary').click();
                await editor.page.locator('.clown-hub-intervals .red-ui-editableList-addButton').click();
                await editor.page.locator('.clown-hub-seconds').fill('0');
                await editor.page.locator('.clown-hub-seconds').blur();
                await editor.page.locator('.clown-hub-fault').filter({ hasText: /./ }).waitFor();
                await assertAccessible(editor, DIALOG, 'hub at an address');
                await picture('accessible-hub');
                await editor.page.locator('.clown-hub-device').fill('thermometer/i2c0-48');
                await editor.page.locator('.clown-hub-seconds').fill('5');
                await editor.configField('place').selectOption('simulated');
                await assertAccessible(editor, DIALOG, 'simulated hub');
            });
            await editor.field('offline').selectOption('queue', { force: true });
            for (const command of COMMANDS) {
                await editor.field('command').selectOption(command);
                await assertAccessible(editor, DIALOG, `clown out, ${command}`);
            }
            await editor.field('command').selectOption('message');
        });
        assert.deepEqual(editor.complaints, []);
    });

    it('the dialogs of clown request and clown in [E14]', async () => {
        const { editor, picture } = stage();
        const ask = await editor.add('clown-request', 300, 200);
        await editor.edit(ask, async () => {
            await editor.field('command').selectOption('led');
            await editor.chooseTyped('payload', 'bool', 'true');
            await editor.field('confirm').check();
            await assertAccessible(editor, DIALOG, 'clown request');
            await picture('accessible-request');
            await editor.field('command').selectOption('list');
        });
        const input = await editor.add('clown-in', 300, 300);
        await editor.edit(input, async () => {
            await editor.field('output').selectOption('quantity');
            for (const listen of ['state', 'dynamic', 'topic']) {
                await editor.field('listen').selectOption(listen);
                await assertAccessible(editor, DIALOG, `clown in, ${listen}`);
            }
            await editor.field('output').selectOption('payload');
        });
        assert.deepEqual(editor.complaints, []);
    });

    it('the help of each node [E14, D1]', async () => {
        const { editor, picture } = stage();
        for (const type of ['clown-hub', 'clown-in', 'clown-out', 'clown-request']) {
            await editor.help(type);
            await assertAccessible(editor, HELP, `help of ${type}`);
        }
        await picture('accessible-help');
        assert.deepEqual(editor.complaints, []);
    });
});
