// Recordings in the sidebar: an owner records a hub, watches its messages, downloads and removes the file.

import assert from 'node:assert/strict';
import { text as streamText } from 'node:stream/consumers';
import { readRecording } from '../../src/recording/reader.js';
import { deployReal } from '../nodes/support/real.js';
import { assertAccessible, SIDEBAR } from './support/accessible.js';
import { onEveryStage } from './support/stage.js';

declare const RED: { sidebar: { show(tab: string): void } };

const AT = { x: 100, y: 100 };
const FLOW = [
    { id: 'home', type: 'tab', label: 'Home', disabled: false },
    { id: 'hub', type: 'clown-hub', name: 'Attic', place: 'simulated', settingsVersion: 1 },
    {
        id: 'in',
        type: 'clown-in',
        z: 'home',
        name: 'in',
        hub: 'hub',
        topic: '#',
        output: 'payload',
        ...AT,
        wires: [[]],
    },
];

onEveryStage('recordings', {}, (stage) => {
    it('are started, stopped, downloaded and removed; the last messages pass meanwhile', async () => {
        const { editor, nodeRed, picture } = stage();
        const { page } = editor;
        await deployReal(nodeRed, FLOW, 'full');
        await editor.reload('clown-in');
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        const section = (title: string) => page.locator('.clown-hub-sidebar-extra').filter({ hasText: title });
        const live = section('Last messages');
        await live.locator('summary').click();
        await live.locator('pre').filter({ hasText: '← ["lux-meter/i2c0-44"' }).waitFor();
        const recordings = section('Recordings');
        await recordings.locator('summary').click();
        await recordings.locator('input[inputmode]').fill('90');
        const press = (name: string) => recordings.getByRole('button', { name }).first().click();
        await press('record');
        await recordings.getByRole('status').filter({ hasText: '1 to 60 minutes' }).waitFor();
        await recordings.locator('input[inputmode]').fill('3');
        await press('record');
        await recordings.locator('text=/3 min left, /').waitFor();
        await recordings.getByRole('status').filter({ hasText: 'Started.' }).waitFor();
        const running = recordings.locator('li').filter({ hasText: 'being recorded' });
        await running.waitFor();
        assert.equal(await running.locator('small').textContent(), 'Attic · being recorded');
        await Promise.all([page.waitForEvent('download'), press('download')]);
        await recordings.getByRole('status').filter({ hasText: 'what was recorded so far' }).waitFor();
        await assertAccessible(editor, SIDEBAR, 'sidebar with a recording');
        await picture('recordings');
        await press('stop');
        await recordings.locator('li').filter({ hasText: 'it was stopped' }).waitFor();
        await recordings.getByLabel('times from a fixed date').check();
        const [download] = await Promise.all([page.waitForEvent('download'), press('download')]);
        assert.equal(download.suggestedFilename(), 'clown-hub-recording.jsonl');
        const recording = readRecording(await streamText(await download.createReadStream()));
        assert.ok(recording.ok);
        assert.match(recording.value.header.started, /^2000-/);
        assert.ok(recording.value.events.some(({ kind }) => kind === 'in'));
        await press('remove');
        await press('remove');
        await recordings.locator('li').waitFor({ state: 'detached' });
        await live.getByRole('button', { name: 'pause' }).click();
        await live.getByRole('searchbox').fill('no such device');
        assert.equal(await live.locator('pre').textContent(), '');
    });
});
