// The flow check in the sidebar: it finds mistakes before a deploy, shows their nodes, and keeps what its owner has dismissed.

import assert from 'node:assert/strict';
import { deployReal } from '../nodes/support/real.js';
import { assertAccessible, SIDEBAR } from './support/accessible.js';
import { onEveryStage } from './support/stage.js';

interface PageNode {
    id: string;
    payloadType?: string;
    dismissed?: string;
}

declare const RED: {
    actions: { invoke(name: string): void };
    events: { emit(name: string, node: PageNode): void };
    nodes: {
        createCompleteNodeSet(options: object): PageNode[];
        node(id: string): PageNode;
    };
    sidebar: { show(tab: string): void };
    view: { selection(): { nodes?: PageNode[] } };
};

const at = (x: number, y: number) => ({ z: 'home', x, y });
const FLOW = [
    { id: 'home', type: 'tab', label: 'Home', disabled: false },
    { id: 'hub', type: 'clown-hub', name: 'cellar', place: 'simulated', settingsVersion: 1 },
    {
        ...{ id: 'go', type: 'inject', name: '<b>go', props: [{ p: 'payload' }], payload: '', payloadType: 'date' },
        ...{ repeat: '', crontab: '', once: false, ...at(120, 80), wires: [['lamp']] },
    },
    {
        ...{ id: 'lamp', type: 'clown-out', name: '', hub: 'hub', command: 'relay', device: 'i2c0-3b' },
        ...{ settingsVersion: 1, outputs: 0, ...at(320, 80), wires: [] },
    },
    { id: 'in', type: 'clown-in', name: '', hub: 'hub', topic: 'thermometer/+', ...at(120, 140), wires: [[]] },
];

onEveryStage('the flow check', { isDarkToo: true }, (stage) => {
    it('finds mistakes, shows their nodes, and keeps what was dismissed', async () => {
        const { editor, nodeRed, picture } = stage();
        const { page } = editor;
        await deployReal(nodeRed, FLOW, 'full');
        await editor.reload('clown-in');
        await editor.show('home');
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        const section = page.locator('.clown-hub-flow-check');
        const head = section.getByRole('button', { name: /^Flow check/ });
        const titled = (name: string) => section.getByRole('button', { name, exact: true });
        const items = section.locator('li');

        await titled('Flow check (2)').waitFor();
        await head.focus();
        await page.keyboard.press('Enter');
        await items
            .filter({ hasText: 'error: "<b>go" sends the time to "relay i2c0-3b", which means nothing' })
            .waitFor();
        await items.filter({ hasText: 'warning: No Catch node receives it if "relay i2c0-3b"' }).waitFor();
        await section.getByText('Topics are checked when the devices of the hub are known').waitFor();
        await assertAccessible(editor, SIDEBAR, 'flow check');
        await items.last().scrollIntoViewIfNeeded();
        await picture('flow-check');
        await items.first().getByRole('button', { name: 'show node' }).click();
        assert.deepEqual(await page.evaluate(() => RED.view.selection().nodes?.map(({ id }) => id)), ['go']);

        await items.last().getByRole('button', { name: 'dismiss' }).click();
        await titled('Flow check (1)').waitFor();
        await titled('Show dismissed (1)').click();
        await items.last().getByRole('button', { name: 'show again' }).waitFor();
        await assertAccessible(editor, SIDEBAR, 'flow check, dismissed');
        await titled('Hide dismissed').click();
        assert.equal(await items.count(), 1);

        // Without a deploy.
        await page.evaluate(() => {
            const node = RED.nodes.node('go');
            Object.assign(node, { payload: 'toggle', payloadType: 'str' });
            RED.events.emit('nodes:change', node);
        });
        await titled('Flow check').waitFor();
        await section.getByText('No mistakes found in any flow.').waitFor();
        const stored = await page.evaluate(() => RED.nodes.createCompleteNodeSet({ credentials: false }));
        assert.equal(stored.find(({ id }) => id === 'lamp')?.dismissed, 'no-catch');
        await page.evaluate(() => RED.actions.invoke('core:undo'));
        await titled('Flow check (1)').waitFor();
        await items.filter({ hasText: 'No Catch node' }).waitFor();
        assert.deepEqual(editor.complaints, []);
    });
});
