// How long it takes a newcomer: from "Import" in an empty Node-RED to the first reading in the debug sidebar, counted in
// actions of the user and in seconds. The actions are those of the README.

import assert from 'node:assert/strict';
import { shownName } from '../nodes/support/examples.js';
import { onEveryStage } from './support/stage.js';

const MOST_ACTIONS = 5;
const MOST_SECONDS = 10;

onEveryStage('the first reading', {}, (stage) => {
    it(`arrives after at most ${MOST_ACTIONS} actions and ${MOST_SECONDS} s, without hardware`, async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        let actions = 0;
        const act = async (action: () => Promise<void>): Promise<void> => {
            actions++;
            await action();
        };
        // The menu's "Import" opens the dialog.
        await page.locator('#red-ui-header-button-sidemenu').click();
        await page.locator('#menu-item-import').click();
        const dialog = page.locator('#red-ui-clipboard-dialog');
        await dialog.waitFor();
        const started = performance.now();
        await act(() => page.locator('#red-ui-tab-red-ui-clipboard-dialog-import-tab-examples a').click());
        const list = page.locator('#red-ui-clipboard-dialog-import-tab-examples');
        await act(() => list.getByText('@clown-hub/node-red-clown-hub', { exact: true }).first().click());
        const example = list.getByText(shownName('Light switches a relay'), { exact: true }).first();
        await act(() => example.dblclick());
        // While the list still opens, the editor may take the second click for a first one.
        await dialog.waitFor({ state: 'hidden', timeout: 3_000 }).catch(() => example.dblclick());
        await dialog.waitFor({ state: 'hidden' });
        // The flow is fetched once the dialog has closed.
        await page.waitForFunction('RED.nodes.dirty()');
        await act(() => editor.deploy());
        // Node-RED 5 may show it already, and would hide it at a click.
        if (!(await page.locator('.red-ui-debug-content').first().isVisible())) {
            await act(() => page.locator('#red-ui-tab-debug-link-button, [data-tab-id=debug]').first().click());
        }
        const reading = page.locator('.red-ui-debug-msg-payload').filter({ hasText: /^\d+(\.\d+)?$/ });
        await reading.first().waitFor();
        const seconds = (performance.now() - started) / 1000;
        console.log(`      the first reading: ${actions} actions, ${seconds.toFixed(1)} s`);
        await picture('first-reading');
        assert.ok(actions <= MOST_ACTIONS, `${actions} actions`);
        assert.ok(seconds <= MOST_SECONDS, `${seconds} s`);
        assert.deepEqual(editor.complaints, []);
    });
});
