// Dialogs, help and sidebar are accessible: by screen reader, by keyboard alone, and with low vision.

import assert from 'node:assert/strict';
import type { FlowTestDone, ShownLine } from '../../nodes/shared/flow-test-view.js';
import type { CheckStep, DayPoint, HistoryView, RecordingsView } from '../../nodes/shared/views.js';
import { assertAccessible, DIALOG, HELP, LIST, SIDEBAR } from './support/accessible.js';
import { device, FakeHubs, hub } from './support/hubs.js';
import { onEveryStage } from './support/stage.js';

/** What the tests use of the page. */
declare const RED: {
    nodes: { eachConfig(visit: (node: { id: string; type: string }) => void): void };
    editor: { editConfig(name: string, type: string, id: string, prefix?: string): void };
    sidebar: { show(tab: string): void };
};

/** Each shows another set of fields. */
const COMMANDS = ['relay', 'text', 'interval', 'message'];

/** A check with every outcome. */
const STEPS: readonly CheckStep[] = [
    { step: 'address', outcome: 'ok', ms: 1, code: 'address-ok', params: { place: 'wss://hub.local' } },
    { step: 'tls', outcome: 'warning', ms: 2, code: 'tls-soon', params: { names: 'hub', issuer: 'CA', days: 3 } },
    {
        step: 'login',
        outcome: 'failed',
        ms: 3,
        code: 'login-failed',
        params: {},
        reason: { code: 'login', params: { status: 401 } },
    },
    { step: 'frame', outcome: 'skipped', ms: 0, code: 'skipped', params: {} },
];

/** A device for each appearance of a row and its box. */
const DEVICES = [
    device('thermometer/i2c0-48', {
        heardAt: Date.now(),
        values: [{ quantity: 'temperature', value: 21.4, unit: '°C' }],
        curve: [20, 21, 22].map((value, index) => [120 - index * 60, value] as const),
    }),
    device('lux-meter/i2c0-44', {
        heardAt: Date.now() - 190_000,
        silentMs: 190_000,
        values: [{ quantity: 'illuminance', value: 180, unit: 'lux' }],
    }),
    device('co2-sensor/i2c0-38'),
    device('relay/i2c0-3b', { heardAt: Date.now(), values: [{ quantity: 'state', value: true }] }),
    device('display-oled/i2c0-3c'),
];

/** A day with an outage. */
const HISTORY: HistoryView = {
    quantities: [
        {
            quantity: 'temperature',
            unit: '°C',
            latest: [4, 21.4],
            runs: [dayRun(287, 200), dayRun(180, 0)],
        },
    ],
};

function dayRun(from: number, to: number): DayPoint[] {
    return Array.from({ length: from - to + 1 }, (_, index) => {
        const mean = 20 + Math.sin((from - index) / 30) * 3;
        return [(from - index) * 300, mean - 0.5, mean, mean + 0.5];
    });
}

const RECORDINGS: RecordingsView = {
    limit: 20,
    files: [
        { name: 'evening.jsonl', bytes: 90_000, hub: 'House', ms: 90_000, end: 'time', isRunning: false, hasRun: true },
    ],
};
const HEATING = { node: 'heat', type: 'clown-out', name: 'Heating of the living room and the kitchen' };

function command(atMs: number, payload: string, outcome?: string): ShownLine {
    return { ...HEATING, at: atMs, kind: 'command', topic: 'relay/i2c0-3b/set', payload, outcome };
}

/** A test with every kind of difference and note. */
const TESTED: FlowTestDone = {
    ...{ ok: true, run: 'r1', result: 'different', nodeRed: '4.1.0', hub: HEATING, count: 9, badLines: 1 },
    lines: { items: [], more: 0 },
    differences: {
        items: [
            { kind: 'missing', before: command(31_000, '{"state":true}', 'confirmed') },
            { kind: 'additional', now: command(41_000, '{"state":false}', 'no-answer') },
            { kind: 'changed', before: command(51_000, '"on"', 'relay-state'), now: command(51_000, 'true', 'sent') },
            { kind: 'moved', before: command(61_000, '1', 'sent'), now: command(71_000, '1', 'sent') },
            { kind: 'reordered', before: command(81_000, 'true', 'sent'), now: command(81_000, 'false', 'sent') },
        ],
        more: 3,
    },
    silentHubs: { items: [{ node: 'garden', type: 'clown-hub', name: 'Garden' }], more: 0 },
    unmatched: { items: [{ node: 'far', type: 'clown-in', name: 'light', topic: 'lux-meter/i2c0-44' }], more: 0 },
    standIns: { items: [{ node: 'mail', type: 'e-mail', name: '', messages: 70_000, cutAt: 61_000 }], more: 0 },
    leftOut: { items: [{ node: 'broker', type: 'mqtt-broker', name: 'Broker' }], more: 2 },
    errors: { items: [{ ...HEATING, node: 'gone', at: 5_000, message: 'The relay did not respond.' }], more: 0 },
    firstFault: { code: 'recording-line', params: { line: 7, found: 'text' } },
    timeZone: { note: 'time-zone-kept', zone: 'Europe/Prague', kept: 'UTC' },
};
/** Before its hub was selected. */
const MANY: FlowTestDone = { ok: false, fault: { code: 'hub-many', values: { hubs: 'a, b' } } };

onEveryStage('accessible', { isDarkToo: true }, (stage) => {
    let input = '';

    it('the dialogs of the hub and of clown out [E14]', async () => {
        const { editor, picture } = stage();
        const out = await editor.add('clown-out', 300, 100);
        await editor.edit(out, async () => {
            await editor.addConfig('hub', async () => {
                await editor.configField('address').fill('wss://hub.local/');
                const openTab = (name: string): Promise<void> => editor.page.getByRole('tab', { name }).click();
                await assertAccessible(editor, DIALOG, 'hub at an address');
                await openTab('Devices');
                await editor.page.locator('#clown-hub-devices .red-ui-editableList-addButton').click();
                await editor.page.locator('.clown-hub-seconds').fill('0');
                await editor.page.locator('.clown-hub-seconds').blur();
                await editor.page.locator('.clown-hub-fault').filter({ hasText: /./ }).waitFor();
                await assertAccessible(editor, DIALOG, 'devices of a hub');
                await openTab('Security');
                await editor.page.locator('.clown-hub-headers .red-ui-editableList-addButton').click();
                await editor.page.locator('.clown-hub-header-name').fill('Upgrade');
                await editor.page.locator('.clown-hub-header-name').blur();
                await editor.page.locator('.clown-hub-header-row .clown-hub-fault').filter({ hasText: /./ }).waitFor();
                await assertAccessible(editor, DIALOG, 'security of a hub');
                await picture('accessible-hub');
                await openTab('Messages');
                await assertAccessible(editor, DIALOG, 'messages of a hub');
                await openTab('Devices');
                await editor.page.locator('.clown-hub-device').fill('thermometer/i2c0-48');
                await editor.page.locator('.clown-hub-seconds').fill('5');
                await openTab('Connection');
                await editor.configField('place').selectOption('simulated');
                await assertAccessible(editor, DIALOG, 'simulated hub');
            });
            await editor.field('offline').selectOption('queue', { force: true });
            for (const command of COMMANDS) {
                await editor.field('command').selectOption(command);
                await assertAccessible(editor, DIALOG, `clown out, ${command}`);
            }
            await editor.field('command').selectOption('message');
        });
        assert.deepEqual(editor.complaints, []);
    });

    it('the dialogs of clown request and clown in [E14]', async () => {
        const { editor, picture } = stage();
        const request = await editor.add('clown-request', 300, 200);
        await editor.edit(request, async () => {
            await editor.field('command').selectOption('led');
            await editor.chooseTyped('payload', 'bool', 'true');
            await editor.field('confirm').check();
            await assertAccessible(editor, DIALOG, 'clown request');
            await picture('accessible-request');
            await editor.field('command').selectOption('list');
        });
        input = await editor.add('clown-in', 300, 300);
        await editor.edit(input, async () => {
            await editor.field('output').selectOption('quantity');
            for (const listen of ['state', 'dynamic', 'topic']) {
                await editor.field('listen').selectOption(listen);
                await assertAccessible(editor, DIALOG, `clown in, ${listen}`);
            }
            await editor.field('output').selectOption('payload');
        });
        assert.deepEqual(editor.complaints, []);
    });

    it('the sidebar, with each kind of device chosen [E12, E14]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const fake = await FakeHubs.on(page);
        const cause = { code: 'refused', params: {} } as const;
        const away = { word: 'waiting', attempt: 3, retryAt: Date.now() + 60_000, cause } as const;
        const before = device('relay/i2c0-3f', {
            heardAt: Date.now(),
            values: [{ quantity: 'state', value: true }],
        });
        fake.hubs = [hub('a', 'living room', DEVICES), hub('b', 'workshop', [before], { state: away })];
        fake.history = { 'thermometer/i2c0-48': HISTORY };
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        await page.locator(`${SIDEBAR} [title="thermometer/i2c0-48"]`).click();
        await page.locator('.clown-hub-history figure').filter({ hasText: 'lowest 16.5' }).waitFor();
        await page.getByRole('img', { name: /^temperature since \d\d:\d\d$/ }).waitFor();
        await page
            .locator('.clown-hub-history')
            .filter({ hasText: /No data: \d\d:\d\d to \d\d:\d\d/ })
            .waitFor();
        await page.locator('.clown-hub-history').scrollIntoViewIfNeeded();
        await picture('accessible-history');
        await assertAccessible(editor, SIDEBAR, 'sidebar, the last day');
        await page.locator(`${SIDEBAR} [title="thermometer/i2c0-48"]`).click();
        for (const name of [
            'thermometer/i2c0-48',
            'display-oled/i2c0-3c',
            'co2-sensor/i2c0-38',
            'relay/i2c0-3f',
            'relay/i2c0-3b',
        ]) {
            await page.locator(`${SIDEBAR} [title="${name}"]`).click();
            await assertAccessible(editor, SIDEBAR, `sidebar, ${name}`);
        }
        await page.locator(SIDEBAR).getByRole('button', { name: 'toggle' }).click();
        await page.locator('.clown-hub-sidebar-outcome').filter({ hasText: 'Done.' }).waitFor();
        await assertAccessible(editor, SIDEBAR, 'sidebar, after a command');
        await picture('accessible-sidebar');
        assert.deepEqual(editor.complaints, []);
    });

    it('the sidebar, with a test of the flows [E12, E14]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        await page.route('**/clown-hub/recordings', (route) => route.fulfill({ json: RECORDINGS }));
        const hubs: unknown[] = [];
        await page.route('**/clown-hub/recordings/*/test', (route) => {
            const { hub: selected } = route.request().postDataJSON() as { hub?: string };
            hubs.push(selected);
            const tested = JSON.stringify(TESTED).replaceAll('"heat"', JSON.stringify(input));
            return route.fulfill({ json: selected === undefined ? MANY : JSON.parse(tested) });
        });
        const recordings = page.locator('.clown-hub-sidebar-extra').filter({ hasText: 'Recordings' });
        // Opening it loads the list.
        await recordings.evaluate((section) => section.removeAttribute('open'));
        await recordings.locator('summary').click();
        const test = recordings.getByRole('button', { name: 'test my flow' });
        await test.click();
        await recordings.getByRole('status').filter({ hasText: 'The flow has several hub nodes' }).waitFor();
        await recordings.locator('li select').selectOption({ label: 'workshop' });
        await assertAccessible(editor, SIDEBAR, 'sidebar, the hub of a flow test');
        await test.click();
        await recordings.getByRole('status').filter({ hasText: 'Differences to the run that was kept: 8.' }).waitFor();
        assert.deepEqual(hubs, [undefined, 'b']);
        await assertAccessible(editor, SIDEBAR, 'sidebar, a flow test');
        await test.scrollIntoViewIfNeeded();
        await picture('accessible-flow-test');
        assert.deepEqual(editor.complaints, []);
    });

    it('the help of each node [E14, D1]', async () => {
        const { editor, picture } = stage();
        for (const type of ['clown-hub', 'clown-in', 'clown-out', 'clown-request']) {
            await editor.help(type);
            await assertAccessible(editor, HELP, `help of ${type}`);
        }
        await picture('accessible-help');
        assert.deepEqual(editor.complaints, []);
    });

    it('what a hub that runs adds: its state, its check, suggestions and the sample [E14]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        // Ends the mocked hubs of the test before.
        await page.unrouteAll();
        await editor.deploy();
        await editor.edit(input, async () => {
            await page.locator('.clown-known-line').filter({ hasText: 'Devices' }).waitFor();
            await page.locator('.clown-in-sample-text').filter({ hasText: 'payload' }).waitFor();
            await assertAccessible(editor, DIALOG, 'clown in, at a hub that runs');
            await page.locator('.clown-known-open').click();
            await page.locator(LIST).getByText('everything').waitFor();
            await picture('accessible-suggestions');
            await assertAccessible(editor, LIST, 'suggestions');
            await page.keyboard.press('Escape');
        });
        await page.route('**/clown-hub/check', (route) =>
            route.fulfill({
                body: [...STEPS, { ok: false, ms: 6 }].map((one) => `${JSON.stringify(one)}\n`).join(''),
            }),
        );
        await page.evaluate(() => {
            RED.nodes.eachConfig(({ id, type }) => {
                if (type === 'clown-hub') RED.editor.editConfig('', type, id);
            });
        });
        await page.locator('.clown-hub-live').waitFor();
        await page.locator('.clown-hub-check').click();
        await page.locator('.clown-hub-verdict').filter({ hasText: 'Failed at: Login.' }).waitFor();
        await picture('accessible-check');
        await assertAccessible(editor, DIALOG, 'hub that runs, and its check');
        await page.locator('#node-config-dialog-cancel').click();
        await page.locator('#node-config-dialog-cancel').waitFor({ state: 'detached' });
        assert.deepEqual(editor.complaints, []);
    });
});
