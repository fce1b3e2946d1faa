// The example for the dashboard, with its package installed as an owner would: values in the browser, and switches that
// show the reported states.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Simulator } from '../../src/simulator/index.js';
import { demanding } from '../nodes/support/examples.js';
import type { Item } from '../nodes/support/flows.js';
import { root } from '../support/folders.js';
import { endHubs, startHub } from '../support/hub.js';
import { type NodeRed, startNodeRed } from '../support/node-red.js';
import { packProject } from '../support/pack.js';
import { until } from '../support/wait.js';
import { openBrowser } from './support/browser.js';

const RELAY = 'relay/i2c0-3b';
const THERMOMETER = 'thermometer/i2c0-48';
const DASHBOARD = '@flowfuse/node-red-dashboard@1.31.0';

describe('the example Everything on one dashboard', () => {
    let hub: Simulator;
    let nodeRed: NodeRed | undefined;
    let flows: Item[];
    let browser: Browser | undefined;

    before(async () => {
        hub = await startHub({ speed: 5 });
        flows = (demanding.get('Everything on one dashboard') ?? []).map((item) =>
            item.type === 'clown-hub' ? { ...item, place: 'address', address: hub.url } : item,
        );
        const tarball = await packProject();
        try {
            nodeRed = await startNodeRed({ tarball: tarball.path, packages: [DASHBOARD], flows });
        } finally {
            await tarball.remove();
        }
        browser = await openBrowser();
    });

    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await endHubs();
    });

    /** A page of the dashboard, and the exceptions in it. */
    async function open(width: number): Promise<{ page: Page; complaints: string[] }> {
        assert.ok(browser);
        const page = await browser.newPage({ viewport: { width, height: 900 } });
        const complaints: string[] = [];
        page.on('pageerror', ({ message }) => complaints.push(message));
        // With it the dashboard gives access to its charts.
        await page.addInitScript('window.Cypress = true');
        await page.goto(new URL('dashboard/clown', nodeRed?.url).href);
        await widgetOf(page, 'The hub is').getByText('connected').waitFor();
        return { page, complaints };
    }

    const widgetOf = (page: Page, title: string): Locator =>
        page.locator('.nrdb-ui-widget', { hasText: title }).first();

    async function picture(page: Page, name: string): Promise<void> {
        await mkdir(join(root, 'screenshots'), { recursive: true });
        await page.screenshot({ path: join(root, `screenshots/dashboard${name}.png`), fullPage: true });
    }

    /** What a browser may send, whatever the range of its slider is. */
    async function slide(page: Page, value: unknown): Promise<void> {
        const [slider] = flows.filter(({ type }) => type === 'ui-slider');
        await page.evaluate(
            ([id, sent]) => {
                const app = document.querySelector('#app') as unknown as VueRoot;
                app.__vue_app__._context.provides.$socket.emit('widget-change', id, sent);
            },
            [slider?.id, value],
        );
    }

    const intervals = (): string[] => hub.received.filter((line) => line.includes(`${THERMOMETER}/config/`));

    it('shows readings, switches the relay, and shows its reported state [D3]', async () => {
        assert.doesNotMatch(nodeRed?.log() ?? '', /missing node types/i);
        const { page, complaints } = await open(1200);
        await widgetOf(page, 'Temperature')
            .getByText(/^\d\d(\.\d+)?$/)
            .first()
            .waitFor();
        hub.print('["co2-sensor/i2c0-38", {"concentration": [1350, "ppm"]}]');
        await widgetOf(page, 'CO2').getByText('1350').waitFor();
        const relay = widgetOf(page, 'Relay').locator('input[type=checkbox]');
        await relay.waitFor({ state: 'attached' });
        assert.equal(await relay.isChecked(), false);
        // The switch shows the reported state only, so that a stuck relay is visible.
        hub.jam(RELAY, 1);
        await relay.click({ force: true });
        await until(() => hub.received.some((line) => line.includes('relay/i2c0-3b/set')), 'the command');
        assert.equal(await relay.isChecked(), false);
        await relay.click({ force: true });
        await until(() => hub.relay(RELAY) === true, 'the relay on');
        await page.waitForFunction(() => document.querySelector('.nrdb-ui-widget input[type=checkbox]:checked'));
        assert.deepEqual(complaints, []);
    });

    it('shows states that are neither on nor off', async () => {
        const { page } = await open(1200);
        hub.print('["relay/i2c0-3b", {"state": null}]');
        await page.getByText('Relay (state unknown)').waitFor();
        hub.print('["relay/i2c0-3b", {"state": true}]');
        await page.getByText('Relay', { exact: true }).waitFor();
        hub.print('["led/-", {"state": "3-dot"}]');
        await page.getByText('LED (3-dot)').waitFor();
        const isChecked = (): Promise<boolean> => widgetOf(page, 'LED').locator('input[type=checkbox]').isChecked();
        assert.equal(await isChecked(), true);
        hub.print('["led/-", {"state": "off"}]');
        await page.getByText('LED', { exact: true }).waitFor();
        assert.equal(await isChecked(), false);
        assert.doesNotMatch(nodeRed?.log() ?? '', /Invalid payload/);
    });

    it('sends no interval outside its range, and shows one that the hub has', async () => {
        const { page } = await open(1200);
        for (const value of [61, 0, 1.5, '30', null]) {
            await slide(page, value);
            await widgetOf(page, 'Last error').getByText(`and not ${value}.`).waitFor();
        }
        assert.deepEqual(intervals(), []);
        await slide(page, 30);
        await page.getByText('Interval: 30 s').waitFor();
        assert.equal(intervals().length, 1);
        const thumb = widgetOf(page, 'Interval').getByRole('slider');
        await page.waitForFunction(
            () => document.querySelector('[role=slider]')?.getAttribute('aria-valuenow') === '30',
        );
        hub.print(`["${THERMOMETER}/config/ok", {"publish-interval": 600}]`);
        await page.getByText('Interval: 600 s').waitFor();
        assert.equal(await thumb.getAttribute('aria-valuenow'), '30');
        assert.equal(intervals().length, 1);
    });

    for (const [name, width] of [
        ['', 1200],
        ['-phone', 360],
    ] as const) {
        it(`cuts off no label at a width of ${width} pixels, and aligns the last error`, async () => {
            const { page } = await open(width);
            await slide(page, 61);
            await widgetOf(page, 'Last error').getByText('and not 61.').waitFor();
            await page.waitForTimeout(300);
            await picture(page, name);
            const cut = await page.evaluate(() =>
                [...document.querySelectorAll('.nrdb-ui-widget label, .nrdb-ui-widget span, .nrdb-ui-widget h4')]
                    .filter(({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
                    .map(({ textContent }) => textContent),
            );
            assert.deepEqual(cut, []);
            const bottoms = await page.evaluate(() =>
                Object.values((window as unknown as { uiCharts: Record<string, Chart> }).uiCharts).map(
                    ({ chart }) => chart.getOption().grid[0]?.bottom,
                ),
            );
            // The dashboard's own 0 % cuts off the labels of the time.
            assert.deepEqual(bottoms, [24, 24, 24]);
            const left = async (text: string): Promise<number> =>
                (await page.getByText(text).boundingBox())?.x ?? Number.NaN;
            assert.equal(await left('Last error'), await left('The hub is'));
        });
    }
});

interface Chart {
    readonly chart: { getOption(): { grid: readonly { bottom: unknown }[] } };
}

interface VueRoot {
    readonly __vue_app__: {
        readonly _context: { readonly provides: { $socket: { emit(event: string, ...values: unknown[]): void } } };
    };
}
