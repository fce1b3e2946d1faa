// A starter flow from the sidebar: chosen, added, undone, added again, deployed, at work.

import assert from 'node:assert/strict';
import { deployReal } from '../nodes/support/real.js';
import { assertAccessible } from './support/accessible.js';
import { onEveryStage } from './support/stage.js';

interface PageNode {
    readonly id: string;
    readonly z: string;
    readonly type: string;
    readonly name: string;
    readonly hub: string;
    readonly valid: boolean;
}

declare const RED: {
    actions: { invoke(name: string): void };
    nodes: {
        dirty(): boolean;
        filterNodes(filter: { z: string }): PageNode[];
        workspace(id: string): { label: string } | null;
    };
    sidebar: { show(tab: string): void };
    workspaces: { active(): string; count(): number };
};

const LIMITS = [{ device: 'humidity-sensor/i2c0-40', silentAfter: 0 }];
const HUB = { id: 'mine', type: 'clown-hub', name: 'home', place: 'simulated', devices: LIMITS, settingsVersion: 1 };

onEveryStage('a starter flow', { isDarkToo: true }, (stage) => {
    it('is added as a tab that Undo removes, and switches the relay once it is deployed', async () => {
        const { editor, nodeRed, picture } = stage();
        const { page } = editor;
        const user = { id: 'in', type: 'clown-in', z: 'home', hub: 'mine', topic: '#', output: 'payload' };
        const home = { id: 'home', type: 'tab', label: 'Home', disabled: false };
        await deployReal(nodeRed, [home, HUB, { ...user, x: 100, y: 100, wires: [[]] }], 'full');
        await editor.reload('clown-in');
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        const section = page.locator('.clown-hub-starter');
        await section.getByText('Starter flows').click();
        await section.getByRole('checkbox', { name: 'thermometer i2c0-48' }).waitFor();
        const add = section.getByRole('button', { name: 'add the flow' });
        // As large as the other buttons of the sidebar.
        assert.equal(await add.evaluate((button) => getComputedStyle(button).fontSize), '13px');
        await add.click();
        // It may be below the visible part of the sidebar.
        await section.locator('.clown-hub-sidebar-outcome:focus').getByText('Select at least one device.').waitFor();
        await section.getByRole('checkbox', { name: 'thermometer i2c0-48' }).check();
        await section.scrollIntoViewIfNeeded();
        await picture('starter-devices');
        await assertAccessible(editor, '.clown-hub-starter', 'starter flows, devices');
        await section.getByLabel('The flow should').selectOption('limit');
        await section.getByLabel('Sensor', { exact: true }).selectOption('thermometer i2c0-48, temperature');
        await section.getByText('Not offered: humidity-sensor i2c0-40.').waitFor();
        // Any room of the simulated hub is colder.
        await section.getByLabel('Switch on at').fill('60');
        await section.getByLabel('Switch off at').fill('61');
        await add.scrollIntoViewIfNeeded();
        await picture('starter-limit');
        await assertAccessible(editor, '.clown-hub-starter', 'starter flows, limit');
        const added = () =>
            page.evaluate(() => {
                const nodes = RED.nodes.filterNodes({ z: RED.workspaces.active() });
                return {
                    tabs: RED.workspaces.count(),
                    label: RED.nodes.workspace(RED.workspaces.active())?.label,
                    invalid: nodes.filter(({ valid }) => !valid).map(({ name }) => name),
                    hubs: [...new Set(nodes.flatMap(({ type, hub }) => (type.startsWith('clown') ? [hub] : [])))],
                    debug: nodes.find(({ type, name }) => type === 'debug' && name === 'relay i2c0-3b')?.id ?? '',
                    isDirty: RED.nodes.dirty(),
                };
            });
        await add.click();
        await section.getByText('The flow is added.').waitFor();
        const { debug: _first, ...state } = await added();
        assert.deepEqual(state, { tabs: 2, label: 'Switch at a limit', invalid: [], hubs: ['mine'], isDirty: true });
        await page.evaluate(() => RED.actions.invoke('core:undo'));
        assert.equal((await added()).tabs, 1);
        await add.click();
        await picture('starter-flow');
        const { debug } = await added();
        await editor.deploy();
        await editor.waitForStatus(debug, 'true');
        await picture('starter-works');
        assert.deepEqual(editor.complaints, []);
    });
});
