// The example for the dashboard, with its package installed as an owner would: values in the browser, and switches that
// show the reported states.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator/index.js';
import { demanding } from '../nodes/support/examples.js';
import { root } from '../support/folders.js';
import { endHubs, startHub } from '../support/hub.js';
import { type NodeRed, startNodeRed } from '../support/node-red.js';
import { packProject } from '../support/pack.js';
import { until } from '../support/wait.js';
import { openBrowser } from './support/editor.js';

const DASHBOARD = '@flowfuse/node-red-dashboard@1.31.0';

describe('the example Everything on one dashboard', () => {
    let hub: Simulator;
    let nodeRed: NodeRed | undefined;

    before(async () => {
        hub = await startHub({ speed: 5 });
        const flows = (demanding.get('Everything on one dashboard') ?? []).map((item) =>
            item.type === 'clown-hub' ? { ...item, place: 'address', address: hub.url } : item,
        );
        const tarball = await packProject();
        try {
            nodeRed = await startNodeRed({ tarball: tarball.path, packages: [DASHBOARD], flows });
        } finally {
            await tarball.remove();
        }
    });

    after(async () => {
        await nodeRed?.stop();
        await endHubs();
    });

    it('shows readings, switches the relay, and shows its reported state [D3]', async () => {
        assert.ok(nodeRed);
        assert.doesNotMatch(nodeRed.log(), /missing node types/i);
        const browser = await openBrowser();
        try {
            const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
            const complaints: string[] = [];
            page.on('pageerror', ({ message }) => complaints.push(message));
            await page.goto(new URL('dashboard/clown', nodeRed.url).href);
            const widget = (title: string) => page.locator('.nrdb-ui-widget', { hasText: title }).first();
            await widget('Temperature')
                .getByText(/^\d\d(\.\d+)?$/)
                .first()
                .waitFor();
            await widget('The hub is').getByText('connected').waitFor();
            const relay = widget('Relay').locator('input[type=checkbox]');
            await relay.waitFor({ state: 'attached' });
            assert.equal(await relay.isChecked(), false);
            // The switch shows the reported state only, so that a stuck relay is visible.
            hub.jam('relay/i2c0-3b', 1);
            await relay.click({ force: true });
            await until(() => hub.received.some((line) => line.includes('relay/i2c0-3b/set')), 'the command');
            assert.equal(await relay.isChecked(), false);
            await relay.click({ force: true });
            await until(() => hub.relay('relay/i2c0-3b') === true, 'the relay on');
            await page.waitForFunction(() => document.querySelector('.nrdb-ui-widget input[type=checkbox]:checked'));
            await mkdir(join(root, 'screenshots'), { recursive: true });
            await page.screenshot({ path: join(root, 'screenshots/dashboard.png') });
            assert.deepEqual(complaints, []);
        } finally {
            await browser.close();
        }
    });
});
