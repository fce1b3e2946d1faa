// The pack in a browser that is set to Czech. The editor itself stays English.

import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Editor } from './support/editor.js';
import { device, FakeHubs, hub } from './support/hubs.js';
import { onEveryStage } from './support/stage.js';

/** What is used of the page. */
declare const RED: { sidebar: { show(tab: string): void } };
interface Choices {
    readonly clientWidth: number;
    readonly options: Iterable<{ readonly text: string }>;
}
declare const document: {
    createElement(name: string): {
        getContext(kind: '2d'): { font: string; measureText(text: string): { readonly width: number } };
    };
};
declare const getComputedStyle: (element: unknown) => { readonly font: string; readonly paddingLeft: string };

/** Waits until the editor's popover over an element contains a text. */
async function waitForPopover(editor: Editor, place: Locator, text: string): Promise<void> {
    await place.hover();
    await editor.page.locator('.red-ui-popover').filter({ hasText: text }).first().waitFor();
}

const paletteNode = (editor: Editor, type: string): Locator =>
    editor.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);

onEveryStage('Czech', { locale: 'cs-CZ' }, (stage) => {
    it('palette, dialogs, sentences, labels and help [D1, D2]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        await waitForPopover(editor, paletteNode(editor, 'clown-in'), 'Pošle zprávu za každý rámec');
        const out = await editor.add('clown-out', 300, 100);
        await editor.edit(out, async () => {
            await editor.addConfig('hub', async () => {
                const address = editor.configField('address');
                await editor.wrong(address, 'ftp://hub');
                await waitForPopover(editor, address, 'Adresa hubu musí začínat ws:// nebo wss://');
                const tab = page.getByRole('tab', { name: 'Zabezpečení' });
                await tab.click();
                await page.getByLabel('Subprotokol').waitFor();
                await page.locator('.clown-hub-headers .red-ui-editableList-addButton').click();
                // At twice the size, or in a window half as wide, all is inside the dialog.
                await page.setViewportSize({ width: 700, height: 900 });
                await page.waitForTimeout(400);
                const isCut = (part: { scrollWidth: number; clientWidth: number }): boolean =>
                    part.scrollWidth > part.clientWidth;
                assert.equal(await page.locator('#node-config-dialog-edit-form').evaluate(isCut), false);
                const name = page.locator('.clown-hub-header-name');
                await name.evaluate((field) => {
                    (field as { value?: string }).value = field.getAttribute('placeholder') ?? '';
                });
                assert.equal(await name.evaluate(isCut), false, 'the placeholder of a header');
                await picture('hub-czech-narrow');
                await name.fill('');
                await page.locator('#clown-hub-headers .red-ui-editableList-item-remove').click();
                await page.setViewportSize({ width: 1400, height: 900 });
                await page.getByRole('tab', { name: 'Spojení' }).click();
                await page.locator('.clown-hub-advanced > summary', { hasText: 'Pokročilé' }).click();
                await page.getByLabel('Nejdelší interval pokusů').waitFor();
                await picture('hub-czech');
                await address.fill('ws://127.0.0.1:9/x');
                await page.getByRole('button', { name: 'Zkontrolovat spojení' }).click();
                await page.getByText('Chyba v kroku: Port.').waitFor();
                await page.getByText('Port: Chyba, ').filter({ hasText: 'nic nenaslouchá' }).waitFor();
                await picture('check-czech');
                await editor.configField('place').selectOption({ label: 'simulovaný, bez hardwaru' });
            });
            assert.match(await editor.field('hub').innerText(), /simulovaný hub/);
            // Its texts come from the catalogue of another node.
            await editor.field('command').selectOption({ label: 'nastavit interval hlášení' });
            await page.getByText('Vyberte zařízení, například').waitFor();
            await editor.typedField('device').fill('barometer/i2c0-60');
            await editor.field('name').focus();
            await page.getByText('Například obsah 60 odešle:').waitFor();
            await page.locator('details > summary', { hasText: 'Pokročilé' }).click();
            await page.setViewportSize({ width: 700, height: 900 });
            // Beside its texts, a select has room for its arrow.
            const cutChoices = await editor.field('offline').evaluate((field) => {
                const select = field as unknown as Choices;
                const context = document.createElement('canvas').getContext('2d');
                context.font = getComputedStyle(select).font;
                const room = select.clientWidth - 2 * Number.parseFloat(getComputedStyle(select).paddingLeft) - 20;
                return [...select.options]
                    .filter((one) => context.measureText(one.text).width > room)
                    .map((one) => one.text);
            });
            assert.deepEqual(cutChoices, []);
            await page.setViewportSize({ width: 1400, height: 900 });
            await editor.field('offline').selectOption({ label: 'řadit povely do fronty' });
            await picture('clown-out-czech');
        });
        const input = await editor.add('clown-in', 300, 200);
        await editor.edit(input, async () => {
            await page.locator('.clown-in-advanced > summary', { hasText: 'Pokročilé' }).click();
            await picture('clown-in-czech');
            await editor.field('listen').selectOption({ label: 'změny spojení' });
        });
        await page.locator(`[id="${input}"] .red-ui-flow-node-label`, { hasText: 'změny spojení' }).waitFor();
        for (const [type, heading] of [
            ['clown-hub', 'Zařízení'],
            ['clown-in', 'Výstupy'],
            ['clown-out', 'Povely'],
            ['clown-request', 'Odpovědi'],
        ] as const) {
            const help = await editor.help(type);
            await help.getByRole('heading', { name: heading }).waitFor();
            // Nothing is cut off at the edge of the sidebar: long words of code wrap.
            const cut = await help.evaluate((whole) => {
                const edge = whole.getBoundingClientRect().right;
                return [...whole.querySelectorAll('code, dt')]
                    .filter((part) => part.getBoundingClientRect().right > edge)
                    .map(({ textContent }) => textContent);
            });
            assert.deepEqual(cut, [], type);
        }
        await picture('help-czech');
        assert.deepEqual(editor.complaints, []);
    });

    it('shows the devices and their commands in the sidebar [D2, E12]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const fake = await FakeHubs.on(page);
        const ago = Date.now() - 190_000;
        fake.hubs = [
            hub('a', 'Půda', [
                device('relay/i2c0-3b', { heardAt: ago, values: [{ quantity: 'state', value: true }] }),
                device('lux-meter/i2c0-44', { heardAt: ago, silentMs: 190_000 }),
                device('co2-sensor/i2c0-38'),
                device('display-oled/i2c0-3c'),
            ]),
        ];
        // Without the nodes of the test before, in which the flow check finds a fault.
        await editor.reload('clown-in');
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        const sidebar = page.locator('.clown-hub-sidebar');
        await sidebar.getByTitle('relay/i2c0-3b').click();
        for (const words of ['připojeno už 5 min', 'zapnuto', 'před 3 min', 'mlčí už 3 min', 'zatím nic nehlásilo']) {
            await sidebar.getByText(words).waitFor();
        }
        await sidebar.getByRole('button', { name: 'Kontrola flow', exact: true }).click();
        await sidebar.getByText('V žádném flow nebyla nalezena chyba.').waitFor();
        await picture('sidebar-czech');
        await sidebar.getByRole('button', { name: 'obrátit' }).click();
        await sidebar.getByText('Hotovo.').waitFor();
        await sidebar.getByTitle('display-oled/i2c0-3c').click();
        await picture('sidebar-display-czech');
        assert.deepEqual(editor.complaints, []);
    });

    it('works without a country in the language', async () => {
        const editor = await Editor.open(stage().nodeRed.url, { waitForType: 'clown-in', locale: 'cs' });
        try {
            await waitForPopover(editor, paletteNode(editor, 'clown-out'), 'Posílá povely zařízením');
            const id = await editor.add('clown-request', 300, 300);
            await editor.edit(id, () => editor.page.getByText('Hub vypíše svá zařízení.').waitFor());
            assert.deepEqual(editor.complaints, []);
        } finally {
            await editor.close();
        }
    });
});
