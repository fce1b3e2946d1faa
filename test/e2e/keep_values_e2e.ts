// The context store for last values in the dialog of a hub.

import assert from 'node:assert/strict';
import { onEveryStage } from './support/stage.js';

interface HubNode {
    readonly id: string;
    readonly type: string;
    readonly valid: boolean;
    keepValues?: string;
}

declare const RED: {
    nodes: { eachConfig(visit: (node: HubNode) => void): void };
    editor: { validateNode(node: HubNode): void };
};

onEveryStage('the store for last values', {}, (stage) => {
    it('is off and absent by default, offers the stores of this Node-RED, and keeps one that is missing', async () => {
        const { editor, picture } = stage();
        const field = editor.configField('keepValues');
        const openFold = async (): Promise<void> => {
            await editor.page.getByRole('tab', { name: 'Messages' }).click();
            const fold = editor.page.locator('#clown-hub-messages details');
            if ((await fold.getAttribute('open')) === null) await fold.locator('summary').click();
            await field.scrollIntoViewIfNeeded();
        };
        const hub = (change?: string): Promise<[string | undefined, boolean]> =>
            editor.page.evaluate((store) => {
                const found: HubNode[] = [];
                RED.nodes.eachConfig((node) => {
                    if (node.type === 'clown-hub') found.push(node);
                });
                const [node] = found as [HubNode];
                if (store !== undefined) {
                    node.keepValues = store;
                    RED.editor.validateNode(node);
                }
                return [node.keepValues, node.valid];
            }, change);
        const input = await editor.add('clown-in', 200, 120);
        await editor.edit(input, async () => {
            await editor.addConfig('hub', async () => {
                await editor.configField('place').selectOption('simulated');
                await openFold();
                assert.deepEqual(await field.locator('option').allInnerTexts(), ['off', 'memory']);
                assert.equal(await field.inputValue(), '');
                await editor.page.getByText('A store in memory does not survive a restart').waitFor();
                await picture('keep-values');
            });
            assert.deepEqual(await hub(), [undefined, true]);
            await editor.editConfig('hub', async () => {
                await openFold();
                await field.selectOption('memory');
            });
            assert.deepEqual(await hub(), ['memory', true]);
            assert.deepEqual(await hub('disk'), ['disk', false]);
            await editor.editConfig('hub', async () => {
                // The dialog opens on the tab with an invalid field.
                await field.waitFor({ state: 'visible' });
                assert.equal(await field.inputValue(), 'disk');
                await editor.page.locator('#node-config-input-keepValues.input-error').waitFor();
                await picture('keep-values-missing');
            });
            assert.deepEqual(await hub(), ['disk', false]);
            await editor.editConfig('hub', async () => {
                await field.waitFor({ state: 'visible' });
                await field.selectOption('');
                await editor.right(field);
            });
            assert.deepEqual(await hub(), ['', true]);
        });
        await editor.deploy();
        assert.deepEqual(editor.complaints, []);
    });
});
