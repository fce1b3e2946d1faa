// The last day of a device, as the editor receives it, and over deploys.

import assert from 'node:assert/strict';
import { registryOf } from '../../nodes/admin';
import { type HistoryView, ROUTES } from '../../nodes/shared/views';
import { startSilentHub } from '../support/hub.js';
import { until } from '../support/wait.js';
import { at, callHere, getHere } from './support/admin';
import { hubAt, type Item, inNode, tab } from './support/flows';
import { listed } from './support/links';
import { quicken } from './support/quick-clock';
import { adminApp, deploy, load, unload } from './support/runtime';

const DEVICE = 'thermometer/i2c0-48';
const ROUTE = `${at(ROUTES.history)}?device=${encodeURIComponent(DEVICE)}`;

describe('the editor requests the last day of a device', () => {
    afterEach(unload);

    it('and receives it, also after a full deploy; with another address it is another hub', async () => {
        quicken(20);
        const [hub, other] = [await startSilentHub(), await startSilentHub()];
        const flows = (at: typeof hub, version: number): Item[] => [
            tab(),
            hubAt(at, { name: `${version}` }),
            ...inNode(),
        ];
        const history = (): Promise<HistoryView> => getHere(ROUTE);
        const values = async (): Promise<unknown> => {
            const { quantities } = await history();
            return quantities.flatMap(({ runs }) => runs.flat().flatMap(([, least, , most]) => [least, most]));
        };
        await load(flows(hub, 1));
        await listed(hub);
        hub.print(`["${DEVICE}", {"temperature": [20.5, "\\u2103"]}]`);
        const record = registryOf({ httpAdmin: adminApp() } as never).get('hub');
        await until(() => record?.historyOf(DEVICE).quantities.length === 1, 'a sample');
        const [quantity] = (await history()).quantities;
        assert.deepEqual([quantity?.quantity, quantity?.unit, quantity?.latest[1]], ['temperature', '°C', 20.5]);
        assert.deepEqual(await getHere(`${at(ROUTES.history)}?device=relay/i2c0-3b`), { quantities: [] });
        assert.deepEqual(await getHere(at(ROUTES.history)), { quantities: [] });
        await deploy(flows(hub, 2), 'full');
        assert.deepEqual(await values(), [20.5, 20.5]);
        await deploy(flows(other, 3), 'full');
        assert.deepEqual(await values(), []);
        assert.equal((await callHere(at(ROUTES.history, 'nothing'))).status, 404);
    });
});
