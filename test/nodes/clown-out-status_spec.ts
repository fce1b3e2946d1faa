// clown out: its last command and how that ended, in the status under the node.

import assert from 'node:assert/strict';
import { outcomeStatus, summaryOf } from '../../nodes/runtime/status/command-status';
import { LastCommand } from '../../nodes/runtime/status/last-command';
import { agedStatus } from '../../nodes/runtime/status/status';
import type { Reason } from '../../src/base/errors';
import type { Simulator } from '../../src/simulator';
import { startHub, startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { translate } from './support/catalogue';
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

describe('clown out: the text of a command', () => {
    const RED = { _: translate } as never;
    const sent = { fault: undefined };

    it('is that of the message when it came, however the flow changes it', () => {
        const payload = { state: true };
        const summary = summaryOf([{ kind: 'command', topic: 'relay/i2c0-3b/set', payload }]);
        payload.state = false;
        assert.equal(outcomeStatus(RED, summary, sent).text, 'relay/i2c0-3b: on, sent');
    });

    it('keeps a value with its unit, and nothing else that is nested', () => {
        const pair: unknown[] = [20, '°C'];
        const nested: Record<string, unknown> = { pair, list: [1], null: null };
        nested.self = nested;
        const summary = summaryOf([{ kind: 'command', topic: 'a/-/set', payload: nested }]);
        pair[0] = 30;
        assert.equal(outcomeStatus(RED, summary, sent, false).text, '20 °C, […], –, {…}, sent');
        assert.deepEqual(summary.payload, { pair: [20, '°C'], list: [], null: null, self: {} });
    });

    it('calls no getter, and survives what cannot be read', () => {
        let calls = 0;
        const payload = {
            get state() {
                calls++;
                return true;
            },
        };
        const hostile = new Proxy({}, { ownKeys: () => assert.fail('a trap') });
        const lines = [payload, hostile, null, undefined, 7].map(
            (value) =>
                outcomeStatus(RED, summaryOf([{ kind: 'command', topic: 'a/-/set', payload: value }]), sent).text,
        );
        assert.deepEqual(lines, ['a/-, sent', 'a/-, sent', 'a/-, sent', 'a/-, sent', 'a/-: 7, sent']);
        assert.equal(calls, 0);
    });

    it('keeps the outcome and the age of a long command', () => {
        const summary = summaryOf([{ kind: 'raw', data: 'x'.repeat(500) }]);
        const { status } = agedStatus(RED, outcomeStatus(RED, summary, sent), 180_000, 60_000);
        assert.equal(status.text, `${'x'.repeat(27)}…, sent · 3 min ago`);
        assert.equal(status.fill, 'grey');
        const fault = { code: 'expired', params: {} } as const;
        const failed = agedStatus(RED, outcomeStatus(RED, undefined, { fault }), 180_000, 60_000).status;
        assert.deepEqual([failed.fill, failed.text], ['red', 'not sent · 3 min ago']);
        const displaced = { code: 'displaced', params: {} } as const;
        const textOf = (one: Reason): string | undefined => outcomeStatus(RED, undefined, { fault: one }).text;
        assert.equal(textOf(displaced), 'not sent');
        assert.equal(textOf({ ...displaced, detail: 'displaced-unconfirmed' }), 'not confirmed');
    });

    it('has the age of its own command, also while an older one waits to be shown again with its age', () => {
        const last = new LastCommand();
        const HOUR = 3_600_000;
        const status = (now: number): string | undefined => last.statusAt(RED, now, false)?.status.text;
        assert.equal(status(0), undefined);
        last.ended(undefined, { fault: undefined }, false, () => 1_000);
        assert.equal(status(2_000), 'sent');
        last.ended(undefined, { fault: undefined, isConfirmed: true }, true, () => HOUR);
        assert.equal(status(HOUR), 'confirmed');
        assert.equal(status(HOUR + 180_000), 'confirmed · 3 min ago');
    });

    it('reads no clock for commands that follow one which waits to be shown', () => {
        const last = new LastCommand();
        let readings = 0;
        const clock = (): number => ++readings;
        for (let command = 0; command < 5; command++) last.ended(undefined, { fault: undefined }, command > 0, clock);
        assert.equal(readings, 1);
    });
});
