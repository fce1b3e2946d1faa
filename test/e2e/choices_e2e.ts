// Choices that the dialogs make easy: a limit of silence that fits the device, the payloads of a relay and the LED, and lists
// that are as recent as the example message.

import assert from 'node:assert/strict';
import type { TopicsView } from '../../nodes/shared/views.js';
import { onEveryStage } from './support/stage.js';

/** What the test uses of the editor's own global object. */
declare const RED: { nodes: { eachConfig(visit: (node: { id: string }) => void): void } };

/** A hub with a thermometer at this temperature that reports every 30 s, a relay and the LED. */
function viewOf(temperature: number): TopicsView {
    const now = Date.now();
    const thermometer = 'thermometer/i2c0-48';
    const values = [{ quantity: 'temperature', value: temperature, unit: '°C' }];
    const text = `["${thermometer}", {"temperature": [${temperature}, "\\u2103"]}]`;
    const entry = (device: string, kind: 'sensor' | 'actuator') => {
        const [type = '', address = ''] = device.split('/');
        return { device, type, address, kind, listed: true, values: [] };
    };
    return {
        now,
        state: { word: 'connected' },
        listedAt: now,
        devices: [
            { ...entry(thermometer, 'sensor'), values, heardAt: now, interval: { seconds: 30, source: 'confirmed' } },
            entry('relay/i2c0-3b', 'actuator'),
            entry('relay/i2c0-3f', 'actuator'),
            entry('led/-', 'actuator'),
        ],
        topics: [{ topic: thermometer, time: now, values, text }],
    };
}

/** The ids of all config nodes; runs in the browser. */
function configIds(): string[] {
    const ids: string[] = [];
    RED.nodes.eachConfig((node) => {
        ids.push(node.id);
    });
    return ids;
}

onEveryStage('choices in the dialogs', {}, (stage) => {
    let temperature = 21.5;

    it('limits of silence, samples and lists of clown in [R16, E15]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        await page.route('**/clown-hub/hubs', async (route) => {
            const ids = await page.evaluate(configIds);
            return route.fulfill({ json: { now: Date.now(), hubs: ids.map((id) => ({ id, devices: [] })) } });
        });
        await page.route('**/clown-hub/hubs/*/topics', (route) => route.fulfill({ json: viewOf(temperature) }));
        const input = await editor.add('clown-in', 250, 100);
        const menu = page.locator('.red-ui-autoComplete-container:visible');
        const fault = page.locator('.clown-in-fault');
        await editor.edit(input, async () => {
            await editor.addConfig('hub', () =>
                editor
                    .configField('place')
                    .selectOption('simulated')
                    .then(() => {}),
            );
            await editor.field('topic').fill('thermometer/+');
        });
        await editor.deploy();
        await editor.edit(input, async () => {
            const sample = page.locator('.clown-in-sample-text');
            await sample.filter({ hasText: '"payload": {"temperature": [21.5, "\u2103"]}' }).waitFor();
            await page.locator('.clown-in-advanced summary').click();
            const limit = editor.field('silentAfter');
            assert.equal(await limit.isVisible(), false);
            await page.locator('#clown-in-watch').check();
            assert.equal(await limit.inputValue(), '100', 'three intervals of 30 s, and 10 s');
            assert.equal(await fault.innerText(), '');
            await limit.fill('30');
            await fault.filter({ hasText: 'thermometer/i2c0-48 reports every 30 s' }).waitFor();
            assert.match(await fault.innerText(), /Enter at least 100 s\.$/);
            await fault.scrollIntoViewIfNeeded();
            await picture('choices-silence');
            await limit.fill('31');
            await fault.filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
            await editor.field('topic').fill('led/-');
            await fault.filter({ hasText: 'led/- does not report regularly' }).waitFor();
            await page.locator('#clown-in-watch').uncheck();
            assert.equal(await limit.inputValue(), '');
            await page.locator('#clown-in-watch').check();
            assert.equal(await limit.inputValue(), '86400');
            assert.equal(await page.locator('#node-input-outputs').inputValue(), '2');

            // The open list gets the value of the example message.
            await editor.field('topic').fill('');
            temperature = 22.5;
            await page.waitForTimeout(5_100);
            await editor.field('topic').click();
            await menu.locator('li', { hasText: '22.5 °C' }).waitFor();
            await editor.field('topic').fill('thermometer/+');
            await page.keyboard.press('Escape');
            await sample.filter({ hasText: '[22.5, "\u2103"]' }).waitFor();
        });
    });

    it('payloads of a relay and the LED, and the device of an empty field [E1]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const output = await editor.add('clown-out', 250, 200);
        const menu = page.locator('.red-ui-autoComplete-container:visible');
        const offered = async (): Promise<string[]> => {
            await menu.waitFor();
            const rows = (await menu.locator('li').allInnerTexts()).map((row) => row.trim());
            return rows;
        };
        /** Selects a payload, and once more if the frame does not follow: on a busy machine, a click on a list was lost now and then. */
        const pick = async (index: number, frame: string): Promise<void> => {
            const shown = page.locator('.clown-frame', { hasText: frame });
            await menu.locator('li').nth(index).click();
            const isShown = await shown.waitFor({ timeout: 5_000 }).then(
                () => true,
                () => false,
            );
            if (isShown) return;
            await editor.typedField('payload').click();
            await menu.locator('li').nth(index).click();
            await shown.waitFor();
        };
        await editor.edit(output, async () => {
            await editor.field('command').selectOption('relay');
            await editor.typedField('device').click();
            assert.deepEqual(await offered(), ['i2c0-3b', 'i2c0-3f']);
            await menu.locator('li').nth(1).click();
            await menu.waitFor({ state: 'hidden' });
            await editor.chooseTyped('payload', 'str', '');
            await editor.typedField('payload').click();
            assert.deepEqual(await offered(), ['on', 'off', 'toggle']);
            await picture('choices-relay');
            await pick(0, '["relay/i2c0-3f/set", {"state":true}]');
            await editor.field('command').selectOption('led');
            await editor.typedField('payload').fill('');
            await editor.typedField('payload').click();
            assert.deepEqual(await offered(), ['off', 'on', '1-dot', '2-dot', '3-dot']);
            await pick(4, '{"state":"3-dot"}');
            await editor.field('command').selectOption('text');
            await editor.typedField('payload').fill('');
            await editor.typedField('payload').click();
            assert.equal(await menu.count(), 0);
        });
    });
});
