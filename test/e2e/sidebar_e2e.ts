// The sidebar as an owner uses it: states of hubs and devices, a switched relay, a device copied into a flow.

import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { DeviceView, HubView } from '../../nodes/shared/views.js';
import type { Editor } from './support/editor.js';
import { device, FakeHubs, hub } from './support/hubs.js';
import { onEveryStage } from './support/stage.js';

interface PageNode {
    id: string;
    type: string;
    [property: string]: unknown;
}

/** What the tests use of the page. */
declare const RED: {
    actions: { invoke(name: string, state?: boolean): void };
    nodes: {
        dirty(state?: boolean): boolean;
        filterNodes(filter: { z: string }): PageNode[];
        registry: { getNodeList(): { types: string[] }[] };
        eachConfig(each: (node: PageNode) => void): void;
    };
    events: { emit(name: string, set: object): void };
    sidebar: { show(tab: string): void };
    view: { scale(): number };
    workspaces: { active(): string };
};
interface PageElement {
    parentElement: PageElement | null;
    closest(selector: string): PageElement | null;
    querySelector(selector: string): PageElement | null;
    getAttribute(name: string): string | null;
}
interface Watcher {
    observe(place: PageElement | null, options: Record<string, boolean>): void;
    disconnect(): void;
}
declare const window: { hacked?: unknown; touched?: Set<string>; watcher?: Watcher };
declare const MutationObserver: new (listener: (changes: { target: PageElement }[]) => void) => Watcher;
declare const document: {
    hidden: boolean;
    dispatchEvent(event: unknown): void;
    querySelector(selector: string): PageElement | null;
};
declare const Event: new (name: string) => unknown;

const HOSTILE = '<img src=x onerror=window.hacked=1>/<b>‮i2c0';
const COUNT = 200;

const sensor = (at: number, value: number): DeviceView =>
    device(`thermometer/i2c${at}`, {
        heardAt: Date.now() - 3_000,
        values: [{ quantity: 'temperature', value, unit: '°C' }],
        curve: Array.from({ length: 60 }, (_, index) => [300 - index * 5, value + Math.sin(index / 5 + at)] as const),
    });

const home = (): DeviceView[] => [
    sensor(0, 21.4),
    device('barometer/i2c0-60', {
        heardAt: Date.now() - 20_000,
        values: [
            { quantity: 'altitude', value: 312.4, unit: 'm' },
            { quantity: 'pressure', value: 97.63, unit: 'kPa' },
        ],
    }),
    device('lux-meter/i2c0-44', {
        heardAt: Date.now() - 190_000,
        silentMs: 190_000,
        values: [{ quantity: 'illuminance', value: 180, unit: 'lux' }],
    }),
    device('co2-sensor/i2c0-38'),
    device('relay/i2c0-3b', { heardAt: Date.now() - 61_000, values: [{ quantity: 'state', value: true }] }),
    device('relay/i2c0-3f'),
    device('led/-', { heardAt: Date.now() - 400_000, values: [{ quantity: 'state', value: '1-dot' }] }),
    device('humidity-sensor/i2c1-5f', {
        heardAt: Date.now() - 4_000,
        values: [{ quantity: 'relative-humidity', value: 43.2, unit: '%' }],
    }),
    device('push-button/-', { heardAt: Date.now() - 5_000, values: [{ quantity: 'event-count', value: 15 }] }),
    device('i2c/0', { kind: 'heard', listed: false }),
    device('display-oled/i2c0-3c'),
    device(HOSTILE, { kind: 'heard', listed: false, heardAt: Date.now(), values: [{ quantity: 'x', value: '<i>y' }] }),
];

const others = (): HubView[] => [
    hub('b', 'workshop', [], {
        state: { word: 'waiting', attempt: 3, retryAt: Date.now() + 60_000, cause: { code: 'refused', params: {} } },
    }),
    hub('c', 'attic', [], { state: { word: 'invalid', cause: { code: 'address-missing', params: {} } } }),
    hub('d', 'garage', [], { state: { word: 'not-started', since: Date.now() - 20_000 } }),
];

/** The sidebar in the page. */
function parts(editor: Editor) {
    const root = editor.page.locator('.clown-hub-sidebar');
    return {
        root,
        note: root.locator('.clown-hub-sidebar-list > .clown-hub-sidebar-note'),
        row: (name: string): Locator =>
            root.locator('.clown-hub-sidebar-device').filter({ has: editor.page.locator(`[title="${name}"]`) }),
        outcome: root.locator('.clown-hub-sidebar-device .clown-hub-sidebar-outcome'),
        press: (label: string): Promise<void> => root.getByRole('button', { name: label, exact: true }).click(),
    };
}

const nodesOf = (editor: Editor): Promise<PageNode[]> =>
    editor.page.evaluate(() =>
        RED.nodes.filterNodes({ z: RED.workspaces.active() }).map((node) => ({
            id: node.id,
            type: node.type,
            hub: node.hub,
            topic: node.topic,
            output: node.output,
            quantity: node.quantity,
            command: node.command,
            device: node.device,
            x: node.x,
            y: node.y,
            w: node.w,
        })),
    );

onEveryStage('the sidebar', { differs: true }, (stage) => {
    let fake: FakeHubs;

    it('explains what to do without a hub, then shows hubs and devices, also if it is narrow [E12]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        fake = await FakeHubs.on(page);
        const { root, note, row } = parts(editor);
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        await note.filter({ hasText: 'No hub is running yet. Drag a "clown in"' }).waitFor();
        await picture('sidebar-empty');
        await fake.followed(1);
        await fake.replace([hub('a', 'living room', home()), ...others()]);
        await row('relay/i2c0-3b').filter({ hasText: 'on' }).waitFor();
        assert.match(await row('thermometer/i2c0').innerText(), /thermometer\s+i2c0\s+\d+\ss ago\s+21\.4\s°C/);
        assert.match(await row('barometer/i2c0-60').innerText(), /altitude\s312\.4\sm, pressure\s97\.63\skPa/);
        assert.match(await row('lux-meter/i2c0-44').innerText(), /silent for 3\smin/);
        assert.match(await row('co2-sensor/i2c0-38').innerText(), /not reported yet/);
        assert.match(await row('display-oled/i2c0-3c').innerText(), /accepts commands only/);
        assert.match(await root.innerText(), /connected for 5 min/);
        await root.getByText('No connection to workshop: nothing is listening on this port').waitFor();
        assert.match(await row('relay/i2c0-3f').innerText(), /state unknown/);
        assert.match(await row('led/-').innerText(), /^led\s+6\smin ago\s+last value before disconnect: 1 dot$/);
        assert.match(await row('push-button/-').innerText(), /count\s15/);
        assert.equal(
            (await root.innerText()).match(/\(0\)/g)?.length,
            1,
            'a hub that was never connected has no number of devices',
        );
        assert.equal(await root.getByRole('button', { name: 'edit this hub' }).count(), 0, 'the editor has none');
        await root.getByText('The hub has no address').waitFor();
        await root.getByText('connected, but the bridge has not started', { exact: true }).waitFor();
        assert.equal(await page.evaluate(() => window.hacked), undefined, 'a name is not markup');
        await row('thermometer/i2c0').locator('.clown-hub-sidebar-curve').hover();
        await row('thermometer/i2c0')
            .getByTitle(/^20\.4\d*\s°C to 22\.\d+\s°C in the last \d min$/)
            .waitFor();
        await picture('sidebar');
        await root.evaluate((place: { style: { width: string } }) => {
            place.style.width = '180px';
        });
        await picture('sidebar-narrow');
        await root.evaluate((place: { style: { width: string } }) => {
            place.style.width = '';
        });

        await fake.report('a', [
            { ...device('relay/i2c0-3b'), heardAt: Date.now(), values: [{ quantity: 'state', value: false }] },
        ]);
        await row('relay/i2c0-3b').filter({ hasText: 'off' }).waitFor();
        await fake.replace(fake.hubs.filter(({ id }) => id !== 'c'));
        await root.getByText('attic').first().waitFor({ state: 'detached' });
        const fold = root.getByRole('button', { name: 'living room' });
        await fold.click();
        await row('relay/i2c0-3b').waitFor({ state: 'hidden' });
        await fold.click();
        await row('relay/i2c0-3b').waitFor();
        assert.deepEqual(editor.complaints, []);
    });

    it('commands a device by mouse and keyboard, and shows the result', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const { row, outcome, press } = parts(editor);
        await row('thermometer/i2c0').getByRole('button').focus();
        for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await press('toggle');
        await outcome.filter({ hasText: 'Done.' }).waitFor();
        assert.deepEqual(fake.commands, [['a', { kind: 'relay', device: 'relay/i2c0-3b', payload: 'toggle' }]]);
        fake.command = { status: 200, body: { ok: false, reason: { code: 'not-connected', params: {} } } };
        await press('off');
        await outcome.filter({ hasText: 'Not sent: there is no connection' }).waitFor();
        const [known] = fake.hubs;
        const since = known?.state.since ?? 0;
        await fake.report('a', [], { state: { word: 'connecting', attempt: 1 } });
        await outcome.filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
        assert.match(await row('relay/i2c0-3b').innerText(), /last value before disconnect: off/);
        await picture('sidebar-broken');
        await fake.report('a', [], { state: { word: 'connected', since: Date.now() + 60_000 } });
        await row('relay/i2c0-3b').filter({ hasText: 'last value before disconnect: off' }).waitFor();
        await fake.report('a', [], { state: { word: 'connected', since } });
        await row('relay/i2c0-3b').filter({ hasNotText: 'last value before disconnect' }).waitFor();
        fake.command = { status: 403, body: {} };
        await press('on');
        await outcome.filter({ hasText: 'Read-only: you do not have permission' }).waitFor();
        await picture('sidebar-relay');
        fake.command = {
            status: 200,
            body: { ok: true, values: [{ quantity: 'temperature', value: 21.5, unit: '°C' }] },
        };
        await row('thermometer/i2c0').getByRole('button').first().click();
        await press('request now');
        await outcome.filter({ hasText: 'Done: 21.5 °C' }).waitFor();
        const sent = fake.commands.length;
        const seconds = page.locator('.clown-hub-sidebar-device .clown-hub-sidebar-seconds');
        await seconds.focus();
        await page.keyboard.press('Enter');
        await outcome.filter({ hasText: 'Enter a number of seconds first.' }).waitFor();
        await seconds.fill('0.5');
        await press('set');
        await outcome.filter({ hasText: 'Enter whole seconds from 1 to 86400.' }).waitFor();
        assert.equal(fake.commands.length, sent, 'nothing was sent');
        await picture('sidebar-interval');
        await seconds.fill('30');
        await page.keyboard.press('Enter');
        await outcome.filter({ hasText: 'Now reports every 30 s.' }).waitFor();
        await press('stop reporting');
        await outcome.filter({ hasText: 'Stopped: no readings until an interval is set.' }).waitFor();
        fake.command = { status: 200, body: { ok: true, values: [{ quantity: 'slaves', value: 7 }] } };
        await row('i2c/0').getByRole('button').first().click();
        await press('scan the bus');
        await outcome.filter({ hasText: 'Chips on the bus: 7' }).waitFor();
        await picture('sidebar-scan');
        fake.command = { status: 200, body: { ok: true } };
        await row('display-oled/i2c0-3c').getByRole('button').first().click();
        await page.locator('.clown-hub-sidebar-lines').fill('Hello\nClown.Hub');
        await press('show');
        await outcome.filter({ hasText: 'Sent. A display does not respond.' }).waitFor();
        await picture('sidebar-display');
        assert.deepEqual(fake.commands.slice(-4), [
            ['a', { kind: 'interval', device: 'thermometer/i2c0', payload: 30 }],
            ['a', { kind: 'interval', device: 'thermometer/i2c0', payload: null }],
            ['a', { kind: 'scan', device: 'i2c/0' }],
            ['a', { kind: 'text', device: 'display-oled/i2c0-3c', payload: 'Hello\nClown.Hub' }],
        ]);
        // Chromium itself writes the refused request to the console.
        const complaints = editor.complaints.splice(0).filter((line) => !line.includes('403'));
        assert.deepEqual(complaints, []);
    });

    it('copies a device into the flow by mouse, by dragging and by keyboard, and undoes it', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const { root, row, outcome, press } = parts(editor);
        const first = await editor.add('clown-in', 200, 100);
        await editor.edit(first, async () => {
            await editor.addConfig('hub', async () => {
                await editor.configField('place').selectOption('simulated');
            });
        });
        await editor.deploy();
        const [id] = await page.evaluate(() => {
            const found: string[] = [];
            RED.nodes.eachConfig((node) => {
                if (node.type === 'clown-hub') found.push(node.id);
            });
            return found;
        });
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        await press('add to the flow as clown out');
        await outcome.filter({ hasText: 'Another user deployed this hub' }).waitFor();
        await fake.replace([hub(String(id), 'living room', home()), ...others()]);
        const pencil = root.getByRole('button', { name: 'edit this hub' });
        await pencil.focus();
        await page.keyboard.press('Enter');
        await editor.configField('place').waitFor();
        await page.locator('#node-config-dialog-cancel').click();
        await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
        await row('thermometer/i2c0').getByRole('button').first().click();
        await press('add to the flow as clown in');
        await outcome.filter({ hasText: 'Click in the flow' }).waitFor();
        const chart = await page.locator('#red-ui-workspace-chart').boundingBox();
        assert.ok(chart);
        await page.mouse.move(chart.x + 300, chart.y + 200, { steps: 5 });
        await page.mouse.click(chart.x + 300, chart.y + 200);
        await page.waitForFunction(() => RED.nodes.dirty());
        await outcome.filter({ hasText: 'Click in the flow' }).waitFor({ state: 'detached' });
        const [, copied] = await nodesOf(editor);
        assert.deepEqual(
            [copied?.type, copied?.hub, copied?.topic, copied?.output, copied?.quantity],
            ['clown-in', id, 'thermometer/i2c0', 'quantity', 'temperature'],
        );
        await picture('sidebar-copied');
        await page.evaluate(() => RED.actions.invoke('core:undo'));
        assert.equal((await nodesOf(editor)).length, 1, 'undone');
        await page.waitForFunction(() => !RED.nodes.dirty());

        await row('relay/i2c0-3b').scrollIntoViewIfNeeded();
        const grip = await row('relay/i2c0-3b').locator('.clown-hub-sidebar-grip').boundingBox();
        assert.ok(grip);
        await page.mouse.move(grip.x + 10, grip.y + 10);
        await page.mouse.down();
        await page.mouse.move(grip.x - 20, grip.y + 20, { steps: 4 });
        await page.mouse.move(chart.x + 325, chart.y + 262, { steps: 10 });
        await page.mouse.up();
        await page.waitForFunction(() => RED.nodes.dirty());
        // It does not follow the mouse.
        await page.mouse.move(chart.x + 430, chart.y + 370, { steps: 3 });
        const [, dragged] = await nodesOf(editor);
        const scale = await page.evaluate(() => RED.view.scale());
        const scrolled = await page.locator('#red-ui-workspace-chart').evaluate(({ scrollLeft, scrollTop }) => {
            return [scrollLeft, scrollTop] as const;
        });
        // The editor keeps the left edge when it makes the node as wide as its label.
        const left = Number(dragged?.x) - Number(dragged?.w) / 2 + 50;
        const place = [left * scale - scrolled[0], Number(dragged?.y) * scale - scrolled[1]];
        assert.deepEqual(place, [325, 262], 'where it was dropped');
        assert.deepEqual(
            [dragged?.type, dragged?.hub, dragged?.command, dragged?.device],
            ['clown-out', id, 'relay', 'i2c0-3b'],
        );
        await page.evaluate(() => RED.actions.invoke('core:undo'));
        await page.waitForFunction(() => !RED.nodes.dirty());

        await root.getByRole('button', { name: 'add to the flow as clown in' }).focus();
        await page.keyboard.press('Enter');
        await outcome.filter({ hasText: 'to the middle' }).waitFor();
        assert.ok(await page.evaluate(() => RED.nodes.dirty()));
        assert.equal((await nodesOf(editor)).length, 2);
        await picture('sidebar-placed');
        await page.evaluate(() => RED.actions.invoke('core:undo'));
        await page.waitForFunction(() => !RED.nodes.dirty());
        assert.deepEqual(editor.complaints, []);
    });

    it(`updates only what changed among ${COUNT} devices, filters them, and pauses while it is hidden`, async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const { root, row, note } = parts(editor);
        // Ages in hours do not change during the test.
        const longAgo = (at: number, value: number): DeviceView => ({
            ...sensor(at, value),
            heardAt: Date.now() - 5.5 * 3_600_000,
        });
        const all = (value: number): DeviceView[] => Array.from({ length: COUNT }, (_, at) => longAgo(at, value));
        await fake.replace([hub('big', 'a large house', all(20))]);
        await row('thermometer/i2c199').waitFor({ state: 'attached' });
        await page.evaluate(() => {
            window.touched = new Set();
            window.watcher = new MutationObserver((changes) => {
                for (const { target } of changes) {
                    const row = (target.parentElement ?? target).closest('.clown-hub-sidebar-device');
                    if (row)
                        window.touched?.add(String(row.querySelector('[title^="thermometer"]')?.getAttribute('title')));
                }
            });
            const list = document.querySelector('.clown-hub-sidebar');
            window.watcher.observe(list, { subtree: true, childList: true, attributes: true, characterData: true });
        });
        for (const value of [21, 22, 23]) {
            await fake.report('big', [longAgo(7, value)]);
            await row('thermometer/i2c7')
                .filter({ hasText: `${value} °C` })
                .waitFor();
        }
        const touched = await page.evaluate(() => {
            window.watcher?.disconnect();
            return [...(window.touched ?? [])];
        });
        assert.deepEqual(touched, ['thermometer/i2c7'], 'the page is touched only where something changed');
        await page.locator('.clown-hub-sidebar-filter').fill('I2C19');
        await row('thermometer/i2c20').waitFor({ state: 'hidden' });
        assert.equal(await root.locator('.clown-hub-sidebar-device:visible').count(), 11);
        await picture('sidebar-filter');
        await page.locator('.clown-hub-sidebar-filter').fill('temperature');
        await row('thermometer/i2c20').waitFor({ state: 'attached' });
        assert.equal(await root.locator('.clown-hub-sidebar-device[hidden]').count(), 0);
        await page.locator('.clown-hub-sidebar-filter').fill('nothing');
        await root.getByText('No device has this text in its name').waitFor();
        await page.locator('.clown-hub-sidebar-filter').fill('');

        await page.evaluate(() => RED.sidebar.show('info'));
        await fake.followed(0);
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        await fake.followed(1);
        await page.evaluate(() => RED.actions.invoke('core:toggle-sidebar'));
        await fake.followed(0);
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        await fake.followed(1);
        // As the palette manager does with nodes that are disabled and enabled again.
        const nodes = (event: string): Promise<void> =>
            page.evaluate((name) => {
                const set = RED.nodes.registry.getNodeList().find(({ types }) => types.includes('clown-in'));
                if (set) RED.events.emit(name, set);
            }, event);
        await nodes('registry:node-set-disabled');
        await fake.followed(0);
        assert.equal(await root.count(), 0);
        await nodes('registry:node-set-enabled');
        assert.equal(await root.count(), 1);
        fake.readStatus = 401;
        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        await fake.followed(1);
        await note.filter({ hasText: 'do not have permission to view' }).waitFor();
        await page.evaluate(() => {
            Object.defineProperty(document, 'hidden', { configurable: true, value: true });
            document.dispatchEvent(new Event('visibilitychange'));
        });
        await fake.followed(0);
        const complaints = editor.complaints.splice(0).filter((line) => !line.includes('401'));
        assert.deepEqual(complaints, []);
    });
});
