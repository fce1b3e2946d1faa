// Names of devices in the editor: given in the sidebar, chosen in a dialog, changed in the hub's table.

import assert from 'node:assert/strict';
import { deployReal } from '../nodes/support/real.js';
import { isShort } from './support/homes.js';
import { onEveryStage } from './support/stage.js';

interface PageNode {
    topic?: string;
    device?: string;
    changed?: boolean;
    valid?: boolean;
    devices?: { device: string; name?: string; silentAfter?: string }[];
    intervals?: object[];
    _def: { label(this: PageNode): string };
}

declare const RED: {
    actions: { invoke(name: string): void };
    nodes: { dirty(): boolean; node(id: string): PageNode };
    sidebar: { show(tab: string): void };
};

const HUB = { id: 'home', type: 'clown-hub', name: 'Home', place: 'simulated', settingsVersion: 1 };
const AT = { x: 100, y: 100, wires: [[]] };
const THERMOMETER = 'thermometer/i2c0-48';

/** Within this time each step of an edit in the sidebar shows its effect, unless the row was closed. */
const STEP_MS = 1_000;

// In the dark theme for its pictures only.
onEveryStage('names of devices', { isDarkToo: !isShort }, (stage) => {
    before(async () => {
        const { editor, nodeRed } = stage();
        const common = { z: 'flow', hub: 'home', settingsVersion: 1 };
        const flows = [
            { id: 'flow', type: 'tab', label: 'Flow', disabled: false },
            HUB,
            { id: 'in', type: 'clown-in', ...common, topic: THERMOMETER, output: 'payload', showValue: true, ...AT },
            { id: 'out', type: 'clown-out', ...common, command: 'relay', device: 'i2c0-3b', ...AT, y: 200 },
        ];
        await deployReal(nodeRed, flows, 'full');
        await editor.reload('clown-in');
    });

    const hubNow = () =>
        stage().editor.page.evaluate(() => {
            const { devices, intervals } = RED.nodes.node('home');
            return { devices, intervals, dirty: RED.nodes.dirty() };
        });
    const labels = () =>
        stage().editor.page.evaluate(() =>
            ['in', 'out'].map((id) => {
                const node = RED.nodes.node(id);
                return [node._def.label.call(node), node.topic ?? node.device, node.valid];
            }),
        );
    const invoke = (action: string) => stage().editor.page.evaluate((name) => RED.actions.invoke(name), action);
    const row = (text: string) =>
        stage().editor.page.locator('.clown-hub-sidebar-device').filter({ hasText: text }).first();
    const nameIn = (text: string) => row(text).getByLabel('name', { exact: true });

    it('an owner names a device in the sidebar, as a change that can be undone', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        await row('i2c0-48').locator('.clown-hub-sidebar-head').click();
        await nameIn('i2c0-48').fill('relay');
        await nameIn('i2c0-48').press('Enter');
        await row('i2c0-48').getByText('cannot be the name of a device').waitFor();
        assert.equal((await hubNow()).dirty, false);

        await nameIn('i2c0-48').fill('Living room');
        await nameIn('i2c0-48').press('Enter');
        await row('Living room').getByText('Deploy to apply it').waitFor();
        await row('Living room').locator('.clown-hub-sidebar-name').getByText('Living room').waitFor();
        const named = [{ device: THERMOMETER, name: 'Living room' }];
        assert.deepEqual(await hubNow(), { devices: named, intervals: undefined, dirty: true });
        await picture('name-in-sidebar');
        await invoke('core:undo');
        assert.deepEqual(await hubNow(), { devices: undefined, intervals: undefined, dirty: false });
        await invoke('core:redo');
        assert.deepEqual((await hubNow()).devices, named);
    });

    it('clown in offers the name first, and its sample and its messages have it', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        await editor.edit('in', async () => {
            await page.locator('.clown-known-open').click();
            const first = page
                .locator('.red-ui-menu:visible li, .ui-menu:visible li, .red-ui-popover:visible li')
                .first();
            await first.getByText('Living room').waitFor();
            await picture('name-suggested');
            await first.click();
            assert.equal(await editor.field('topic').inputValue(), 'Living room');
            await page.locator('.clown-in-sample-text').getByText('"name": "Living room"').waitFor();
            await picture('name-in-sample');
        });
        await editor.edit('out', async () => {
            await editor.typedField('device').fill('Garden shed');
            await editor.field('name').focus();
            await page.locator('.clown-unlisted').getByText('Living room').waitFor();
            await editor.typedField('device').fill('i2c0-3b');
        });
        await editor.deploy();
        await editor.waitForStatus('in', '°C');
        assert.deepEqual((await labels())[0], ['Living room', 'Living room', true]);
    });

    it('a name changed in the table changes in the nodes that use it, in one step', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const table = page.locator('#clown-hub-devices');
        await editor.edit('in', async () => {
            await editor.editConfig('hub', async () => {
                await page.getByRole('tab', { name: 'Devices' }).click();
                await table.getByLabel('Name').fill('Lounge');
                await table.locator('.red-ui-editableList-addButton').click();
                const place = table.locator('.clown-hub-device').last();
                await place.click();
                // Whether the hub has told its devices yet or not: the list opens by a click into an empty field.
                await page.locator('.red-ui-menu').getByText('thermometer/i2c0-4').first().waitFor();
                await place.fill('relay/i2c0-3b');
                await place.press('Tab');
                // An interval is not missing while the row is filled in.
                assert.equal(await table.locator('.input-error').count(), 0);
                await editor.wrong(table.getByLabel('Name').last(), 'lounge');
                await table.getByText('Several devices have the name').first().waitFor();
                await picture('name-twice');
                await table.getByLabel('Name').last().fill('Boiler');
                await table.getByLabel('silent after').last().fill('600');
                await editor.right(table.getByLabel('Name').last());
                await picture('name-table');
            });
        });
        const devices = [
            { device: THERMOMETER, name: 'Lounge' },
            { device: 'relay/i2c0-3b', name: 'Boiler', silentAfter: '600' },
        ];
        assert.deepEqual(await hubNow(), { devices, intervals: undefined, dirty: true });
        assert.deepEqual(await labels(), [
            ['Lounge', 'Lounge', true],
            ['Boiler', 'i2c0-3b', true],
        ]);
        await invoke('core:undo');
        assert.deepEqual((await labels())[0], ['Living room', 'Living room', true]);
        assert.deepEqual(await hubNow(), {
            devices: [{ ...devices[0], name: 'Living room' }],
            intervals: undefined,
            dirty: false,
        });
        await invoke('core:redo');
        await editor.deploy();
        await editor.waitForStatus('in', '°C');
    });

    it('without its name, a node uses the device', async () => {
        const { editor } = stage();
        const { page } = editor;
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        const head = row('Lounge').locator('.clown-hub-sidebar-head');
        // The deploy before may close the row at any moment.
        while ((await labels())[0]?.[0] === 'Lounge') {
            try {
                await nameIn('Lounge').fill('', { timeout: STEP_MS });
                await nameIn('Lounge').press('Enter', { timeout: STEP_MS });
            } catch {
                if (!(await nameIn('Lounge').isVisible())) await head.click();
            }
        }
        await row('i2c0-48').getByText('Deploy to apply it').waitFor();
        assert.deepEqual((await labels())[0], ['thermometer i2c0-48', THERMOMETER, true]);
        assert.equal((await hubNow()).devices?.length, 1);
        assert.deepEqual(editor.complaints, []);
    });
});
