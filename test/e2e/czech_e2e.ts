// The pack in a browser that is set to Czech: the editor itself stays English, and what is ours does not.

import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Editor } from './support/editor.js';
import { onEveryStage } from './support/stage.js';

/** Waits until the editor's small window over what the mouse rests on says something. */
async function saysOver(editor: Editor, place: Locator, text: string): Promise<void> {
    await place.hover();
    await editor.page.locator('.red-ui-popover').filter({ hasText: text }).first().waitFor();
}

const paletteNode = (editor: Editor, type: string): Locator =>
    editor.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);

onEveryStage(
    'Czech',
    (stage) => {
        it('palette, dialogs, sentences, labels and help [D1, D2]', async () => {
            const { editor, picture } = stage();
            const { page } = editor;
            await saysOver(editor, paletteNode(editor, 'clown-in'), 'Pošle zprávu za každý rámec');
            const out = await editor.add('clown-out', 300, 100);
            await editor.edit(out, async () => {
                await editor.addConfig('hub', async () => {
                    const address = editor.configField('address');
                    await editor.wrong(address, 'ftp://hub');
                    await saysOver(editor, address, 'Adresa hubu musí začínat ws:// nebo wss://');
                    await page.locator('.clown-hub-advanced > summary', { hasText: 'Pokročilé' }).click();
                    await page.getByLabel('Zkoušet aspoň každých').waitFor();
                    await picture('hub-czech');
                    await editor.configField('place').selectOption({ label: 'simulovaný, bez hardwaru' });
                });
                assert.match(await editor.field('hub').innerText(), /simulovaný hub/);
                // Its words come from the catalogue of another node.
                await editor.field('command').selectOption({ label: 'nastavit interval hlášení' });
                await page.getByText('V tomto uzlu není vybráno zařízení').waitFor();
                await editor.typedField('device').fill('barometer/i2c0-60');
                await editor.field('name').focus();
                await page.getByText('S obsahem 60 se hubu pošle:').waitFor();
                await picture('clown-out-czech');
            });
            const input = await editor.add('clown-in', 300, 200);
            await editor.edit(input, () =>
                editor
                    .field('listen')
                    .selectOption({ label: 'změny spojení' })
                    .then(() => {}),
            );
            await page.locator(`[id="${input}"] .red-ui-flow-node-label`, { hasText: 'změny spojení' }).waitFor();
            for (const [type, heading] of [
                ['clown-hub', 'Intervaly hlášení'],
                ['clown-in', 'Výstupy'],
                ['clown-out', 'Neúspěchy'],
                ['clown-request', 'Podrobnosti'],
            ] as const) {
                await (await editor.help(type)).getByRole('heading', { name: heading }).waitFor();
            }
            await picture('help-czech');
            assert.deepEqual(editor.complaints, []);
        });

        it('the same without a country in the language', async () => {
            const editor = await Editor.open(stage().nodeRed.url, { waitForType: 'clown-in', locale: 'cs' });
            try {
                await saysOver(editor, paletteNode(editor, 'clown-out'), 'Posílá povely zařízením');
                const id = await editor.add('clown-request', 300, 300);
                await editor.edit(id, () => editor.page.getByText('Hub vypíše svá zařízení.').waitFor());
                assert.deepEqual(editor.complaints, []);
            } finally {
                await editor.close();
            }
        });
    },
    { locale: 'cs-CZ', lightOnly: true },
);
