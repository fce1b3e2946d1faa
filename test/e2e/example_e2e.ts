// The examples as an owner uses them: imported from the menu and deployed, they do what their comments describe.

import assert from 'node:assert/strict';
import { shownName } from '../nodes/support/examples.js';
import { onEveryStage } from './support/stage.js';

/** The simulated dusk comes about 25 s after the first reading. */
const DUSK_MS = 60_000;

onEveryStage('the example Light switches a relay', {}, (stage) => {
    it('runs unchanged: readings arrive, and the relay is switched on at dusk [D3]', async () => {
        const { editor, picture } = stage();
        await editor.importExample('@clown-hub/node-red-clown-hub', shownName('Light switches a relay'));
        await editor.deploy();
        const messages = await editor.debugMessages();
        await messages
            .filter({ hasText: /^\d+(\.\d+)?$/ })
            .first()
            .waitFor();
        await messages.filter({ hasText: 'false' }).first().waitFor();
        await messages.filter({ hasText: 'true' }).first().waitFor({ timeout: DUSK_MS });
        await picture('example');
        assert.deepEqual(editor.complaints, []);
    });

    it('fits between the palette and the sidebar of a small window', async () => {
        const { page } = stage().editor;
        const usual = page.viewportSize();
        await page.setViewportSize({ width: 1280, height: 720 });
        const chart = await page.locator('#red-ui-workspace-chart').boundingBox();
        assert.ok(chart);
        await page.locator('#red-ui-workspace-tabs').getByText('Light switches a relay', { exact: true }).click();
        const nodes = page.locator('.red-ui-flow-node-group');
        await nodes.nth(12).waitFor();
        for (const node of await nodes.all()) {
            const box = await node.boundingBox();
            assert.ok(box && box.x + box.width <= chart.x + chart.width, `${await node.textContent()} is cut off`);
        }
        if (usual) await page.setViewportSize(usual);
    });
});

/** The buttons that are pressed in order, each with the text that the debug sidebar then shows. */
const STORIES: Readonly<Record<string, readonly (readonly [button: string | undefined, shows: RegExp])[]>> = {
    'Set publish intervals': [
        [undefined, /^\d+\.\d+$/],
        ['stop', /^null$/],
        ['5 s', /^5$/],
    ],
    'Ask for the device list': [['ask', /^"display-oled\/i2c0-3c"$/]],
    'Relay with confirmation': [
        ['toggle', /cannot be toggled/],
        ['on', /^true$/],
        ['toggle', /^"toggle"$/],
    ],
    'Show readings on the display': [[undefined, /Temp\s+[\d.]+ C.+Light\s+[\d.]+ lux.+Press\s+[\d.]+ kPa/]],
    'React when a sensor falls silent': [
        [undefined, /^\d+\.\d+$/],
        ['stop', /^"3-dot"$/],
        ['start', /^"off"$/],
    ],
};

onEveryStage('the other examples', {}, (stage) => {
    // Notifications cover buttons and pictures, and the examples imported before continue to report.
    before(async () => {
        const { editor } = stage();
        await editor.page.addStyleTag({ content: '#red-ui-notifications { display: none }' });
        await editor.debugMessages();
        await editor.page.locator('#red-ui-sidebar-debug-filter').click();
        await editor.page.getByRole('link', { name: 'current flow', exact: true }).click();
    });

    for (const [name, steps] of Object.entries(STORIES)) {
        it(`${name}: runs unchanged, and does what its comment describes [D3]`, async () => {
            const { editor, picture } = stage();
            const { page } = editor;
            await editor.importExample('@clown-hub/node-red-clown-hub', shownName(name));
            await page.locator('#red-ui-workspace-tabs').getByText(name, { exact: true }).click();
            await editor.deploy();
            // A click during the deploy finds no button, and scrolls the flow in search of one.
            await page.locator('.red-ui-flow-node-status-group', { hasText: 'connected' }).first().waitFor();
            const messages = await editor.debugMessages();
            for (const [button, shows] of steps) {
                if (button) {
                    const inject = page.locator('.red-ui-flow-node-group').filter({ hasText: button, visible: true });
                    await inject.locator('.red-ui-flow-node-button-button').first().click();
                }
                await messages.filter({ hasText: shows, visible: true }).first().waitFor();
            }
            await picture(`example-${name}`);
            assert.deepEqual(editor.complaints, []);
        });
    }
});
