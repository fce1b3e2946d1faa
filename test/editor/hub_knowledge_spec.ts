// What a dialog knows of its hub: never what was received for the hub that was selected before.

import assert from 'node:assert/strict';
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
});
