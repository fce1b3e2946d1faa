// "Use this hub in the open flow": an example works with its owner's hub after one click, and Undo takes that back.

import assert from 'node:assert/strict';
import { shownName } from '../nodes/support/examples.js';
import { deployReal } from '../nodes/support/real.js';
import { onEveryStage } from './support/stage.js';

interface PageNode {
    id: string;
    z: string;
    type: string;
    hub: string;
    changed?: boolean;
    users?: { id: string }[];
}

declare const RED: {
    actions: { invoke(name: string): void };
    nodes: {
        dirty(): boolean;
        filterNodes(filter: { z: string }): PageNode[];
        node(id: string): PageNode | null;
    };
    sidebar: { show(tab: string): void };
    workspaces: { active(): string };
};

const HUB = { id: 'mine', type: 'clown-hub', name: 'My <b>hub</b>', place: 'simulated', settingsVersion: 1 };
/** The flows of two examples. */
const LIGHT = '5c1a9e0b7d42f001';
const TWO_HUBS = '5c1a9e0b7d424001';
const AT = { x: 100, y: 100 };

onEveryStage('one hub for all nodes of a flow', {}, (stage) => {
    before(async () => {
        const { editor, nodeRed } = stage();
        const flows = [
            { id: 'home', type: 'tab', label: 'Home', disabled: false },
            HUB,
            {
                id: 'in',
                type: 'clown-in',
                z: 'home',
                name: 'in',
                hub: 'mine',
                topic: 'led/-',
                output: 'payload',
                ...AT,
                wires: [[]],
            },
        ];
        await deployReal(nodeRed, flows, 'full');
        await editor.reload('clown-in');
        await editor.importExample('@clown-hub/node-red-clown-hub', shownName('Light switches a relay'));
        await editor.show(LIGHT);
        await editor.page.evaluate(() => RED.sidebar.show('clown-hub'));
    });

    const users = () =>
        stage().editor.page.evaluate(() =>
            RED.nodes
                .filterNodes({ z: RED.workspaces.active() })
                .filter(({ type }) => type.startsWith('clown-'))
                .map(({ id, hub, changed }) => ({
                    hub,
                    changed: changed === true,
                    isListed: RED.nodes.node(hub)?.users?.filter((user) => user.id === id).length,
                    isListedByMine: RED.nodes.node('mine')?.users?.some((user) => user.id === id),
                })),
        );
    const press = () =>
        stage()
            .editor.page.locator('.clown-hub-sidebar')
            .locator('.clown-hub-sidebar-hub')
            .filter({ hasText: 'My <b>hub</b>' })
            .getByRole('button', { name: 'use this hub in the open flow' })
            .click();
    const notice = (text: string | RegExp) =>
        stage().editor.page.locator('.red-ui-notification').filter({ hasText: text, visible: true }).first().waitFor();

    it('changes all of them at once, is undone at once, and works after a deploy', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const lamp = await page.evaluate(
            () => RED.nodes.filterNodes({ z: RED.workspaces.active() }).find(({ type }) => type === 'clown-out')?.id,
        );
        await editor.deploy();
        const before = await users();
        assert.equal(before.length, 3);
        await press();
        await notice('now use My <b>hub</b>: 3');
        await picture('use-hub');
        const row = { hub: 'mine', changed: true, isListed: 1, isListedByMine: true };
        assert.deepEqual(await users(), [row, row, row]);
        assert.equal(await page.evaluate(() => RED.nodes.dirty()), true);

        await page.evaluate(() => RED.actions.invoke('core:undo'));
        assert.deepEqual(await users(), before);
        assert.equal(await page.evaluate(() => RED.nodes.dirty()), false);
        await page.evaluate(() => RED.actions.invoke('core:redo'));
        assert.deepEqual(
            (await users()).map(({ hub }) => hub),
            ['mine', 'mine', 'mine'],
        );

        await editor.deploy();
        await editor.waitForStatus(String(lamp), 'connected');
        assert.deepEqual(
            (await users()).map(({ hub }) => hub),
            ['mine', 'mine', 'mine'],
        );
        await press();
        await notice('No clown node of the open flow uses another hub.');
    });

    it('changes nothing in a flow of several hubs', async () => {
        const { editor } = stage();
        await editor.importExample('@clown-hub/node-red-clown-hub', shownName('Two hubs'));
        await editor.show(TWO_HUBS);
        const before = await users();
        await press();
        await notice('The open flow uses several hubs.');
        assert.deepEqual(await users(), before);
        assert.deepEqual(editor.complaints, []);
    });
});
