// "Test my flow" in the sidebar: an owner tests a flow with a recording, keeps the run, changes the flow, and sees what differs.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordingsFolder } from '../../src/recording/folder.js';
import { recording, temperature } from '../flow-test/recordings.js';
import { deployReal } from '../nodes/support/real.js';
import { assertAccessible, SIDEBAR } from './support/accessible.js';
import { onEveryStage } from './support/stage.js';

interface PageNode {
    id: string;
    duration?: string;
    changed?: boolean;
    dirty?: boolean;
}

declare const RED: {
    events: { emit(name: string, node: PageNode): void };
    nodes: { node(id: string): PageNode; dirty(state: boolean): void };
    sidebar: { show(tab: string): void };
    view: { selection(): { nodes?: PageNode[] } };
};

const FILE = 'evening.jsonl';
const at = (x: number, y: number) => ({ z: 'home', x, y });
const FLOW = [
    { id: 'home', type: 'tab', label: 'Home', disabled: false },
    { id: 'hub', type: 'clown-hub', name: 'House', place: 'simulated', settingsVersion: 1 },
    {
        ...{ id: 'in', type: 'clown-in', name: 'Temperature', hub: 'hub', topic: 'thermometer/+', settingsVersion: 1 },
        ...{ output: 'quantity', quantity: 'temperature', ...at(120, 80), wires: [['warm', 'log']] },
    },
    {
        ...{ id: 'warm', type: 'switch', name: '', property: 'payload', rules: [{ t: 'gt', v: '25', vt: 'num' }] },
        ...{ checkall: 'true', outputs: 1, ...at(300, 80), wires: [['pulse']] },
    },
    {
        ...{ id: 'pulse', type: 'trigger', name: 'Pulse', op1: 'true', op1type: 'bool', op2: 'false' },
        ...{ op2type: 'bool', duration: '10', units: 's', outputs: 1, ...at(450, 80), wires: [['fan']] },
    },
    {
        ...{ id: 'fan', type: 'clown-out', name: 'Fan', hub: 'hub', command: 'relay', device: 'relay/i2c0-3b' },
        ...{ confirm: true, settingsVersion: 1, outputs: 0, ...at(600, 80), wires: [] },
    },
    { id: 'log', type: 'file', name: 'Log', filename: 'log.txt', ...at(300, 160), wires: [[]] },
];

/** A test runs in processes of a lower priority, which wait while the browsers of other tests need both cores. */
const RUN_MS = 60_000;

onEveryStage('a test of a flow', {}, (stage) => {
    const fileAt = (name: string): string => join(recordingsFolder(stage().nodeRed.userDir), name);
    const kept = (): Promise<string> => readFile(fileAt('evening.expected.jsonl'), 'utf8');

    function box() {
        const row = stage().editor.page.locator('.clown-hub-sidebar-files li').filter({ hasText: FILE });
        const status = row.getByRole('status');
        const test = row.getByRole('button', { name: `test my flow: ${FILE}` });
        const items = row.locator('.clown-hub-test-list li');
        const says = async (text: string | RegExp): Promise<void> => {
            const shown = status.filter({ hasText: text });
            await shown.waitFor().catch(async () => {
                throw new Error(`Expected "${text}"; the row says: ${(await row.allInnerTexts()).join(' / ')}`);
            });
        };
        /** Starts a test, and waits for its end. */
        const run = async (text: string | RegExp): Promise<void> => {
            await test.press('Enter');
            // From the click to the end, the button has another name.
            await test.waitFor({ timeout: RUN_MS });
            await says(text);
        };
        return { row, test, items, says, run };
    }

    it('keeps a run, and compares what the deployed flows command with it', async () => {
        const { editor, nodeRed, picture } = stage();
        const { page } = editor;
        await mkdir(recordingsFolder(nodeRed.userDir), { recursive: true });
        const readings = [
            [1_000, 24.5] as const,
            [31_000, 25.5] as const,
            [61_000, 25] as const,
            [71_000, 25] as const,
        ].map(([time, celsius]) => temperature(time, celsius));
        await writeFile(fileAt(FILE), recording(readings, 90_000));
        await deployReal(nodeRed, FLOW, 'full');
        await editor.reload('clown-in');
        await editor.show('home');
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        const { row, test, items, says, run } = box();

        await page.locator('.clown-hub-sidebar-extra summary').filter({ hasText: 'Recordings' }).click();
        await run('No run was kept yet that this one can be compared with. Commands and messages of this run: 6.');
        await items.filter({ hasText: '0:31.000 Fan relay/i2c0-3b/set {"state":true} (confirmed)' }).waitFor();
        await items.filter({ hasText: /^1:01\.000 Log .*25, 2 times, the last at 1:11\.000$/ }).waitFor();
        await items.filter({ hasText: 'Log (file) · messages: 4' }).waitFor();
        await row.scrollIntoViewIfNeeded();
        await picture('flow-test-new');
        await row.getByRole('button', { name: 'keep as expected' }).click();
        await says('Kept.');
        await row.locator('small').filter({ hasText: 'test run kept' }).waitFor();
        assert.ok(await test.evaluate((button) => button === document.activeElement));
        assert.equal((await kept()).trim().split('\n').length, 7);

        // What is not deployed is not tested.
        await page.evaluate(() => {
            const node = RED.nodes.node('pulse');
            Object.assign(node, { duration: '20', changed: true, dirty: true });
            RED.nodes.dirty(true);
            RED.events.emit('nodes:change', node);
        });
        await run(/^Same as the run that was kept.*: 6\. There are changes that are not deployed\./);
        assert.equal(await row.getByRole('button', { name: 'keep as expected' }).count(), 0);
        assert.deepEqual(editor.complaints, []);
    });

    it('shows what is different after a deploy', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const { row, items, run } = box();
        const before = await kept();
        await editor.deploy();
        await run('Differences to the run that was kept: 1.');
        await items.filter({ hasText: /^moved Fan .*before: 0:41\.000now: 0:51\.000$/ }).waitFor();
        await assertAccessible(editor, SIDEBAR, 'sidebar with a flow test');
        await row.scrollIntoViewIfNeeded();
        await picture('flow-test');
        await items.filter({ hasText: /^relay\/i2c0-3b \(Fan\)$/ }).waitFor();
        await items
            .filter({ hasText: /^moved/ })
            .getByRole('button', { name: 'Fan' })
            .click();
        assert.deepEqual(await page.evaluate(() => RED.view.selection().nodes?.map(({ id }) => id)), ['fan']);
        assert.equal(await kept(), before);
        assert.deepEqual(editor.complaints, []);
    });

    it('is cancelled, and runs again', async () => {
        const { editor } = stage();
        const { row, test, says, run } = box();
        await test.click();
        await row.getByRole('button', { name: `cancel the test: ${FILE}` }).click();
        await says('The test was cancelled.');
        await run('Differences to the run that was kept: 1.');
        assert.deepEqual(editor.complaints, []);
    });
});
