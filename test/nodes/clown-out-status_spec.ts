// clown out: its last command and how that ended, in the status under the node.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startHub, startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { hubAt, type Item, outNode, tab } from './support/flows';
import { linked } from './support/links';
import { become, give, load, shows, statusesOf, unload } from './support/runtime';

describe('clown out: the last command in the status [O4]', () => {
    leavesNothing(unload);

    const last = (): string => {
        const { fill, text, code } = statusesOf('out').at(-1) ?? {};
        return [fill, text, code].filter((part) => part !== undefined).join(' | ');
    };
    const showsLast = (wanted: string): Promise<void> =>
        become(() => last() === wanted, `the status ${wanted}; it is ${last()}`, 12_000);

    async function begin(hub: Simulator, settings: Partial<Item>): Promise<void> {
        await load([tab(), hubAt(hub), outNode('out', settings)]);
        await linked(hub);
        await shows('connected', 'out');
    }

    it('sent, several in one message, or rejected', async () => {
        await begin(await startSilentHub(), {});
        give('out', { topic: 'led/-/set', payload: { state: '1-dot' } });
        await showsLast('green | 1-dot, sent');
        assert.equal(statusesOf('out').at(-1)?.state, 'connected');
        const payload = ['on', 'off'].map((state) => ({ topic: 'led/-/set', payload: { state } }));
        give('out', { payload });
        await showsLast('green | 2 commands, sent');
        give('out', { topic: 'led/-/set', payload: { state: 'blue' } });
        await showsLast('red | blue, rejected | led-state');
        give('out', { topic: '', payload: {} });
        await become(() => statusesOf('out').at(-1)?.code === 'topic-missing', 'a message without a topic');
    });

    it('with the device, once a node has commanded several', async () => {
        await begin(await startSilentHub(), {});
        give('out', { topic: 'led/-/set', payload: { state: '1-dot' } });
        await showsLast('green | 1-dot, sent');
        give('out', { topic: 'relay/i2c0-3b/set', payload: { state: true } });
        await showsLast('green | relay/i2c0-3b: on, sent');
        give('out', { topic: 'led/-/set', payload: { state: 'off' } });
        await showsLast('green | led/-: off, sent');
    });

    it('confirmed by the hub', async () => {
        await begin(await startHub(), { command: 'relay', device: 'i2c0-3b', confirm: true });
        give('out', { payload: true });
        await showsLast('green | on, confirmed');
        give('out', { payload: 'off' });
        await showsLast('green | off, confirmed');
    });

    it('not confirmed, with a code for Status nodes', async () => {
        const hub = await startHub();
        await begin(hub, { command: 'relay', device: 'i2c0-3b', confirm: true, tries: '1' });
        hub.jam('relay/i2c0-3b', 9);
        give('out', { payload: true });
        await showsLast('red | on, not confirmed | not-confirmed');
    });
});
