// What a dialog knows of its hub: never what was received for the hub that was selected before.

import assert from 'node:assert/strict';
import { checkedPlace } from '../../nodes/shared/checked-place';
import { ROUTES, type TopicsView } from '../../nodes/shared/views';
import { leavesNothing } from '../support/leaks';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/fields/hub-knowledge';
interface Knowledge {
    readonly view: TopicsView | undefined;
    choose(id: string): void;
}

describe('what a dialog knows of its hub', () => {
    leavesNothing();
    afterEach(() => {
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });

    it('is nothing of another hub, whose response is late', async () => {
        const responses = new Map<string, (view: object) => void>();
        const ajax = ({ url }: { readonly url: string }): Promise<unknown> =>
            url === ROUTES.hubs
                ? Promise.resolve({ hubs: [{ id: 'attic' }, { id: 'barn' }] })
                : new Promise((resolve) => responses.set(url, resolve));
        const node = (id: string): object => ({ id, type: 'clown-hub' });
        Object.assign(globalThis, { $: { ajax }, RED: { _: (key: string) => key, nodes: { node } } });
        const { HubKnowledge } = (await import(MODULE)) as { HubKnowledge: new (changed: () => void) => Knowledge };
        const known = new HubKnowledge(() => {});
        const respond = async (id: string): Promise<void> => {
            responses.get(ROUTES.topics.replace(':id', id))?.({ now: 1, devices: [], topics: [{ topic: id }] });
            await new Promise(setImmediate);
        };
        known.choose('attic');
        await new Promise(setImmediate);
        known.choose('barn');
        await new Promise(setImmediate);
        assert.equal(responses.size, 2);
        const topics = (): unknown => known.view?.topics.map(({ topic }) => topic);
        await respond('attic');
        assert.equal(topics(), undefined);
        await respond('barn');
        assert.deepEqual(topics(), ['barn']);
    });

    const AT = { place: 'address', address: 'wss://hub.example/secret', recording: '' };
    const places: readonly [what: string, settings: object, isKnown: boolean][] = [
        ['the same place', AT, true],
        ['the same address, with a login', { ...AT, address: ' wss://me:pass@hub.example/secret' }, true],
        ['another address', { ...AT, address: 'wss://hub.example/other' }, false],
        ['simulated', { ...AT, place: 'simulated' }, false],
    ];
    for (const [what, settings, isKnown] of places) {
        it(`${isKnown ? 'has' : 'has nothing of'} what a check has seen, when its hub is at ${what}`, async () => {
            const checked = checkedPlace(AT);
            assert.doesNotMatch(checked, /secret|hub/);
            const state = { word: 'waiting' };
            const views = [{}, { state }].map((more) => ({ now: 1, checked, devices: [], topics: [{}], ...more }));
            const ajax = ({ url }: { readonly url: string }): Promise<unknown> =>
                Promise.resolve(url === ROUTES.hubs ? { hubs: [] } : views.shift());
            const defaults = { place: {}, address: {}, recording: {} };
            const hub = { type: 'clown-hub', settingsVersion: 1, ...settings, _def: { category: 'config', defaults } };
            const RED = { _: (key: string) => key, nodes: { node: (id: string) => ({ id, ...hub }) } };
            Object.assign(globalThis, { $: Object.assign(() => ({ length: 0 }), { ajax }), RED });
            const { HubKnowledge } = (await import(MODULE)) as { HubKnowledge: new (changed: () => void) => Knowledge };
            const known = new HubKnowledge(() => {});
            known.choose('new');
            await new Promise(setImmediate);
            assert.equal(known.view?.topics.length, isKnown ? 1 : undefined);
            known.choose('deployed');
            await new Promise(setImmediate);
            assert.deepEqual([known.view?.topics.length, known.view?.state], [isKnown ? 1 : 0, state]);
        });
    }

    it('is of another place for each recording', () => {
        const played = checkedPlace({ place: 'simulated', recording: 'a.txt' });
        assert.notEqual(played, checkedPlace({ place: 'simulated' }));
        assert.equal(checkedPlace({ place: 'simulated' }), checkedPlace({ ...AT, place: 'simulated' }));
    });
});
