// What open editors receive from the Node-RED in this process, and that nothing remains of it.

import assert from 'node:assert/strict';
import { registryOf } from '../../nodes/admin';
import { type HubView, ROUTES } from '../../nodes/shared/views';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { editor, postHere } from './support/admin';
import { hubAt, type Item, inNode, tab } from './support/flows';
import { linked, listed } from './support/links';
import { advance, quicken } from './support/quick-clock';
import { adminApp, deploy, events, load, messagesAt, unload } from './support/runtime';

const deviceIn = (hub: HubView | undefined, name: string) => hub?.devices.find(({ device }) => device === name);

describe('open editors', () => {
    let open: ReturnType<typeof editor>;

    before(async () => {
        // The first load starts what Node-RED itself keeps.
        await load([tab()]);
        await unload();
    });

    beforeEach(() => {
        open = editor();
    });

    afterEach(async () => {
        open.end();
        await unload();
    });

    leavesNothing();

    it('receive the value from before a full deploy as old as it is, until the device reports', async () => {
        const hub = await startSilentHub();
        const flow = (): Item[] => [tab(), hubAt(hub), ...inNode('in', { topic: 'thermometer/+' })];
        await load(flow());
        await listed(hub);
        const begin = Date.now();
        hub.print('["thermometer/i2c0-48", {"temperature": [20, "\\u2103"]}]');
        await messagesAt('in-sink', 1);
        await deploy(flow(), 'full');
        await listed(hub, 2);
        const isThere = ({ hubs }: { hubs: readonly HubView[] }): boolean =>
            hubs[0]?.state.word === 'connected' && deviceIn(hubs[0], 'thermometer/i2c0-48')?.values.length === 1;
        const first = open.next(isThere, 'the value');
        await postHere(ROUTES.feed);
        const [view] = (await first).hubs;
        const device = deviceIn(view, 'thermometer/i2c0-48');
        assert.deepEqual(device?.values, [{ quantity: 'temperature', value: 20, unit: '°C' }]);
        const { heardAt = Number.NaN } = device;
        assert.ok(heardAt >= begin - 50 && heardAt < Number(view?.state.since), `${heardAt}`);
        const second = open.next(
            ({ hubs }) => deviceIn(hubs[0], 'thermometer/i2c0-48')?.values[0]?.value === 21,
            'the reading',
        );
        hub.print('["thermometer/i2c0-48", {"temperature": [21, "\\u2103"]}]');
        const [later] = (await second).hubs;
        assert.ok(Number(deviceIn(later, 'thermometer/i2c0-48')?.heardAt) >= Number(view?.state.since));
    });

    it('receive changes while they hold a lease, and nothing otherwise [E6, E12]', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...inNode()]);
        await listed(hub);
        const first = open.next(({ hubs }) => hubs.length > 0, 'the first message');
        assert.deepEqual(await postHere(ROUTES.feed), { ok: true });
        assert.ok(deviceIn((await first).hubs[0], 'thermometer/i2c0-48'));
        const second = open.next(({ hubs }) => Boolean(deviceIn(hubs[0], 'thermometer/i2c0-48')), 'the reading');
        hub.print('["thermometer/i2c0-48", {"temperature": [20, "\\u2103"]}]');
        const { hubs, ids } = await second;
        assert.deepEqual(ids, ['hub']);
        assert.deepEqual(
            hubs[0]?.devices.map(({ device, values }) => [device, values]),
            [['thermometer/i2c0-48', [{ quantity: 'temperature', value: 20, unit: '°C' }]]],
        );
        const lost = open.next((message) => message.hubs[0]?.state.word === 'waiting', 'the lost connection');
        hub.fault({ kind: 'refuse', status: 503 });
        hub.dropAll();
        assert.ok((await lost).hubs[0]?.lastError?.reason);
    });

    it('receive nothing after the lease, though frames arrive', async () => {
        quicken(20);
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...inNode()]);
        await listed(hub);
        const first = open.next(({ hubs }) => hubs.length > 0, 'the first message');
        await postHere(ROUTES.feed);
        await first;
        // The lease lasts for less than a second now.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const before = open.messages.length;
        hub.print('["a/-", {}]');
        await new Promise((resolve) => setTimeout(resolve, 300));
        assert.equal(open.messages.length, before);
        assert.ok(before < 30, `${before} messages within a lease`);
    });

    it('see curves, and which sensors are overdue [R16]', async () => {
        quicken(50);
        const hub = await startSilentHub();
        const intervals = [{ device: 'thermometer/i2c1-49', seconds: null }];
        await load([tab(), hubAt(hub, { intervals }), ...inNode()]);
        await listed(hub);
        const registry = registryOf({ httpAdmin: adminApp() } as never);
        const device = (name: string) =>
            registry
                .get('hub')
                ?.devices()
                .find((one) => one.device === name);
        const printReading = (value: number): void =>
            hub.print(`["thermometer/i2c0-48", {"temperature": [${value}, "m"]}]`);
        let value = 0;
        await until(() => {
            printReading(++value);
            return (device('thermometer/i2c0-48')?.curve?.length ?? 0) > 2;
        }, 'the curve');
        // The second has sent no frame since the connect.
        for (const name of ['thermometer/i2c0-48', 'lux-meter/i2c0-44']) {
            let silentMs: number | undefined;
            const isSilent = (): boolean => {
                silentMs = device(name)?.silentMs;
                return silentMs !== undefined;
            };
            await until(isSilent, `the silence of ${name}`);
            assert.ok(Number(silentMs) > 60_000, `${name}: ${silentMs} ms`);
        }
        for (const name of ['relay/i2c0-3b', 'led/-', 'i2c/0', 'display-oled/i2c0-3c', 'thermometer/i2c1-49']) {
            assert.ok(device(name) === undefined || device(name)?.silentMs === undefined, name);
        }
        assert.ok(device('led/-'));
        assert.ok(device('thermometer/i2c1-49'));
    });

    it('use an interval that the device has confirmed, whatever its origin', async () => {
        const hub = await startSilentHub();
        await load([tab(), hubAt(hub), ...inNode()]);
        await listed(hub);
        const registry = registryOf({ httpAdmin: adminApp() } as never);
        const device = () =>
            registry
                .get('hub')
                ?.devices()
                .find((one) => one.device === 'thermometer/i2c0-48');
        hub.print('["thermometer/i2c0-48/config/ok", {"publish-interval": 3600}]');
        await until(() => device()?.heardAt !== undefined, 'the response');
        advance(3_600_000);
        assert.equal(device()?.silentMs, undefined);
        advance(3 * 3_600_000 + 20_000);
        assert.ok((device()?.silentMs ?? 0) > 3 * 3_600_000);
    });

    it('leave no timer or listener behind, through a hundred deploys [L2]', async () => {
        const hub = await startSilentHub();
        const flow = (version: number): Item[] => [tab(), hubAt(hub, { name: `${version}` }), ...inNode()];
        await load(flow(0));
        await linked(hub);
        await postHere(ROUTES.feed);
        const count = (): [number, number] => {
            const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
            return [timers, events.eventNames().reduce((sum, name) => sum + events.listenerCount(name), 0)];
        };
        const [timers, listeners] = count();
        for (let version = 1; version <= 100; version++) {
            await deploy(flow(version), version % 4 === 0 ? 'full' : 'nodes');
            if (version % 10 === 0) await postHere(ROUTES.feed);
            assert.equal(count()[1], listeners);
        }
        const isLast = ({ label, state }: HubView): boolean => label === '100' && state.word === 'connected';
        const last = open.next(({ hubs }) => hubs.some(isLast), 'the last of a hundred');
        await postHere(ROUTES.feed);
        await last;
        await until(() => count()[0] <= timers, 'no more timers than at first');
    });
});
