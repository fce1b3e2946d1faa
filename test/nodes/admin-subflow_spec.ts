// What the editor gets of hubs inside subflows, which run with another id in each instance, and of nodes that name their
// hub by a variable.

import assert from 'node:assert/strict';
import { registryOf } from '../../nodes/admin';
import {
    type CommandDone,
    type HubsView,
    type NodeHubView,
    ROUTES,
    type StateView,
    type TopicsView,
} from '../../nodes/shared/views';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { at, findingsOf, getHere, postHere } from './support/admin';
import { hubAt, type Item, inNode, tab, variable } from './support/flows';
import { linked, listed } from './support/links';
import { adminApp, deploy, load, shows, unload } from './support/runtime';

/** A subflow with its hub and a `clown in`. */
function box(hub: Simulator, id = 'box', inside: readonly Item[] = []): Item[] {
    const definition = { id, type: 'subflow', name: 'Box', in: [], out: [], env: [] };
    return [definition, hubAt(hub, { z: id }), ...inNode('in', { z: id }), ...inside];
}

function instance(id: string, name = '', more: Readonly<Record<string, unknown>> = {}): Item {
    return { id, type: 'subflow:box', z: 'f1', name, env: [], x: 100, y: 100, wires: [], ...more };
}

describe('a check finds the running hub of the same server', () => {
    leavesNothing(unload);

    it('by address and Host header, one with a device list first', async () => {
        const server = await startSilentHub();
        const headers = [{ name: 'Host', slot: 'header1' }];
        const first = hubAt(server, { id: 'first', headers });
        const users = ['first', 'second', 'third'].flatMap((id) => inNode(`in-${id}`, { hub: id }));
        const credentials = { first: { header1: 'a.example' }, second: { header1: 'b.example' } };
        // The first one gets no list.
        server.fault({ kind: 'mute' });
        await load([tab(), first, ...users], credentials);
        await linked(server);
        server.fault(null);
        const others = [hubAt(server, { id: 'second', headers }), hubAt(server, { id: 'third' })];
        await deploy([tab(), first, ...others, ...users], 'nodes', credentials);
        const registry = registryOf({ httpAdmin: adminApp() } as never);
        const find = (host?: string): string | undefined => {
            const place = { kind: 'address', url: new URL(server.url).href } as const;
            return registry.connectedTo(host === undefined ? place : { ...place, headers: { host } })?.id;
        };
        await until(() => registry.get('third')?.hasList === true, 'the list of the third');
        assert.equal(find('a.example'), 'first');
        assert.equal(find('b.example'), 'second');
        assert.equal(find(), 'third');
        assert.equal(find('c.example'), undefined);
    });

    it('and of several with the same settings one whose devices are known', async () => {
        const server = await startSilentHub();
        const users = ['first', 'second'].flatMap((id) => inNode(`in-${id}`, { hub: id }));
        server.fault({ kind: 'mute' });
        await load([tab(), hubAt(server, { id: 'first' }), ...users]);
        await linked(server);
        server.fault(null);
        await deploy([tab(), hubAt(server, { id: 'first' }), hubAt(server, { id: 'second' }), ...users]);
        const registry = registryOf({ httpAdmin: adminApp() } as never);
        await until(() => registry.get('second')?.hasList === true, 'the list of the second');
        assert.equal(registry.get('first')?.hasList, false);
        const place = registry.get('first')?.parts.running;
        assert.ok(place?.ok);
        assert.equal(registry.connectedTo(place.value.place)?.id, 'second');
    });
});

describe('the editor requests a hub inside a subflow [E4, E12, E13]', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    const devicesOf = ({ devices }: { readonly devices: TopicsView['devices'] }): string[] =>
        devices.filter((one) => one.listed).map(({ device }) => device);

    it('by the id that it has in the editor: topics, refresh, diagnostics and commands', async () => {
        await load([tab(), ...box(hub), instance('one', 'Porch')]);
        await listed(hub);
        const refreshed = await postHere<TopicsView>(at(ROUTES.refresh));
        assert.ok(devicesOf(refreshed).length > 0);
        const topics = await getHere<TopicsView>(at(ROUTES.topics));
        assert.equal(topics.state?.word, 'connected');
        assert.deepEqual(devicesOf(topics), devicesOf(refreshed));
        const { hub: found } = await getHere<{ hub: { id: string; users: object } }>(at(ROUTES.diagnostics));
        assert.equal(found.id, 'one-hub');
        assert.deepEqual(found.users, { 'clown-in': 1 });
        const command = { kind: 'relay', device: 'i2c0-3b', payload: true };
        assert.equal((await postHere<CommandDone>(at(ROUTES.command), command)).ok, true);
    });

    it('and receives each instance under a name of its own', async () => {
        await load([tab(), ...box(hub), instance('one', 'Porch'), instance('two'), instance('three')]);
        await linked(hub, 3);
        const { hubs } = await getHere<HubsView>(ROUTES.hubs);
        assert.deepEqual(
            hubs.map(({ id, template, label }) => [id, template, label]),
            [
                ['one-hub', 'hub', 'Porch / Attic'],
                ['two-hub', 'hub', 'Box / Attic'],
                ['three-hub', 'hub', 'Box / Attic (2)'],
            ],
        );
    });

    it('in a subflow within a subflow', async () => {
        const outer = { id: 'outer', type: 'subflow', name: 'House', in: [], out: [], env: [] };
        const inner = instance('inner', 'Porch', { z: 'outer' });
        await load([tab(), ...box(hub), outer, inner, instance('one', 'Home', { type: 'subflow:outer' })]);
        await linked(hub);
        const { hubs } = await getHere<HubsView>(ROUTES.hubs);
        assert.deepEqual(
            hubs.map(({ id, template, label }) => [id, template, label]),
            [['one-inner-hub', 'hub', 'Home / Porch / Attic']],
        );
        assert.equal((await getHere<TopicsView>(at(ROUTES.topics))).state?.word, 'connected');
    });

    it('and gets the instance that is connected', async () => {
        const refusing = await startSilentHub({ fault: { kind: 'refuse', status: 401 } });
        const env = (url: string) => ({ env: [{ name: 'URL', type: 'str', value: url }] });
        const flow = box(hub).map((item) => (item.id === 'hub' ? { ...item, address: variable('URL') } : item));
        const instances = [instance('one', 'Porch', env(refusing.url)), instance('two', 'Barn', env(hub.url))];
        await load([tab(), ...flow, ...instances]);
        await shows('connected', 'two-in');
        await shows('waiting', 'one-in');
        const { state } = await getHere<{ state: StateView }>(at(ROUTES.topics));
        assert.equal(state.word, 'connected');
    });

    it('and checks the connection with the variables of an instance, one that is not connected first', async () => {
        const refusing = await startSilentHub({ fault: { kind: 'refuse', status: 401 } });
        const env = (url: string) => ({ env: [{ name: 'URL', type: 'str', value: url }] });
        const flow = box(hub).map((item) => (item.id === 'hub' ? { ...item, address: variable('URL') } : item));
        const barn = instance('two', 'Barn', env(hub.url));
        const settings = flow.find(({ id }) => id === 'hub') as Item;
        await load([tab(), ...flow, barn]);
        await shows('connected', 'two-in');
        assert.ok((await findingsOf(settings)).includes('list-ok'));
        await deploy([tab(), ...flow, barn, instance('one', 'Porch', env(refusing.url))]);
        await shows('waiting', 'one-in');
        assert.ok((await findingsOf(settings)).includes('login-failed'));
        // The diagnostics of each instance contain it.
        for (const id of ['one-hub', 'two-hub']) {
            const { hub: found } = await getHere<{ hub: { lastCheck?: { ok: boolean } } }>(at(ROUTES.diagnostics, id));
            assert.equal(found.lastCheck?.ok, false, id);
        }
    });

    it('and the hub of a node that names it by a variable, in each instance', async () => {
        const env = [{ name: 'HUB', type: 'clown-hub', value: 'hub' }];
        const definition = { id: 'box', type: 'subflow', name: 'Box', in: [], out: [], env: [] };
        const inside = inNode('in', { z: 'box', hub: variable('HUB') });
        const direct = inNode('direct', { hub: variable('HUB') });
        await load([tab('f1', { env }), hubAt(hub), definition, ...inside, ...direct, instance('one', '', { env })]);
        await linked(hub);
        for (const id of ['in', 'one-in', 'direct']) {
            assert.deepEqual(await getHere<NodeHubView>(at(ROUTES.hubOfNode, id)), { hub: 'hub' }, id);
        }
        assert.deepEqual(await getHere<NodeHubView>(at(ROUTES.hubOfNode, 'nothing')), {});
    });

    it('which does not run: nothing is known of it', async () => {
        await load([tab(), ...box(hub)]);
        const { devices, topics } = await getHere<TopicsView>(at(ROUTES.topics));
        assert.deepEqual([devices, topics], [[], []]);
    });
});
