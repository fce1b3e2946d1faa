// Waiting until the hub confirms, for clown out and clown request: only the requested state counts, the command is
// repeated, and a relay that does not obey becomes an error.

import assert from 'node:assert/strict';
import { noteTimers } from '../support/timers.js';
import { reason } from './support/catalogue';
import { caughtOfMessages, useCommandRig } from './support/command-rig';
import { outNode, passingNode, requestNode } from './support/flows';
import { assertCommands, listed } from './support/links';
import { quicken } from './support/quick-clock';
import { clownOf, deploy, give, messagesAt, received, settled } from './support/runtime';

type Settings = Readonly<Record<string, unknown>>;

const RELAY = 'relay/i2c0-3b';
const relay = (state: boolean): string => `["${RELAY}/set", {"state":${state}}]`;
const CONFIRMED = { command: 'relay', device: 'i2c0-3b', confirm: true };

describe('waiting until the hub confirms [Q7]', () => {
    const rig = useCommandRig(['out', 'request']);

    async function caught(count = 1, ms?: number): Promise<string[]> {
        await messagesAt('f1-catch-sink', count, ms);
        return caughtOfMessages();
    }

    // clown request has a timeout setting, clown out a fixed timeout.
    for (const [id, nodes, seconds] of [
        ['out', (settings: Settings) => passingNode('out', settings), 2],
        ['request', (settings: Settings) => requestNode('request', { ...settings, timeout: '0.3' }), 0.3],
    ] as const) {
        describe(`clown ${id}`, () => {
            for (const [name, settings, payload, others, wanted] of [
                [
                    'a relay',
                    CONFIRMED,
                    'on',
                    [
                        `["${RELAY}", {"state": false}]`,
                        `["${RELAY}", {"state": null}]`,
                        '["relay/i2c0-3f", {"state": true}]',
                        `["${RELAY}/set", {"state": true}]`,
                    ],
                    `["${RELAY}", {"state": true}]`,
                ],
                [
                    'the LED',
                    { command: 'led', device: '', confirm: true },
                    '2-dot',
                    ['["led/-", {"state": "on"}]', '["led/-", {"blink": "2-dot"}]'],
                    '["led/-", {"state": "2-dot"}]',
                ],
                [
                    'a topic of the message',
                    { confirm: true, topic: `${RELAY}/set` },
                    { state: 1 },
                    [`["${RELAY}", {"state": false}]`],
                    `["${RELAY}", {"state": true}]`,
                ],
            ] as const) {
                it(`${name}: done when it reports the requested state, and not before`, async () => {
                    await rig.startWith(nodes(settings));
                    give(id, { payload });
                    await rig.commanded();
                    for (const line of others) rig.peer.send(line);
                    rig.peer.send('["window/-", {"state": true}]');
                    await settled();
                    assert.deepEqual(received(`${id}-sink`), []);
                    rig.peer.send(wanted);
                    await messagesAt(`${id}-sink`, 1);
                    await messagesAt('f1-complete-sink', 1);
                    await settled();
                    assert.deepEqual(received('f1-catch-sink'), []);
                    assert.equal(received(`${id}-sink`).length, 1);
                });
            }

            it('a relay that does not obey at first: the command is repeated', async () => {
                await rig.start(nodes(CONFIRMED));
                rig.hub.jam(RELAY, 1);
                give(id, { payload: true });
                await messagesAt(`${id}-sink`, 1);
                await assertCommands(rig.commands, [relay(true), relay(true)]);
                assert.equal(rig.hub.relay(RELAY), true);
                assert.deepEqual(received('f1-catch-sink'), []);
            });

            it('a relay that never obeys: not-confirmed, and nothing is passed on', async () => {
                await rig.start(nodes({ ...CONFIRMED, tries: '1' }));
                rig.hub.jam(RELAY, 9);
                give(id, { payload: true });
                const params = { device: RELAY, seconds, tries: 1 };
                assert.deepEqual(await caught(1), [reason('unconfirmed-listed', params)]);
                await settled();
                await assertCommands(rig.commands, [relay(true)]);
                assert.deepEqual([...received(`${id}-sink`), ...received('f1-complete-sink')], []);
            });

            it('the connection is lost meanwhile: link-lost at once, and nothing is repeated', async () => {
                await rig.start(nodes(CONFIRMED));
                rig.hub.jam(RELAY, 9);
                give(id, { payload: true });
                await rig.commanded();
                rig.hub.dropAll();
                assert.deepEqual(await caught(2), [reason('link-lost', { topic: `${RELAY}/set` })]);
                await listed(rig.hub, 2);
                assert.equal(rig.hub.received.filter((line) => line === relay(true)).length, 1);
            });

            it('the node goes meanwhile: stopped at once', async () => {
                await rig.start(nodes(CONFIRMED));
                rig.hub.jam(RELAY, 9);
                give(id, { payload: true });
                await rig.commanded();
                await deploy(rig.flow([outNode('other')]));
                assert.deepEqual(await caught(), [reason('stopped', { topic: `${RELAY}/set` })]);
            });

            it('a repeated toggle requests the same state again', async () => {
                await rig.start(nodes(CONFIRMED));
                give(id, { payload: true });
                await messagesAt(`${id}-sink`, 1);
                rig.hub.jam(RELAY, 1);
                give(id, { payload: 'toggle' });
                await messagesAt(`${id}-sink`, 2);
                await assertCommands(rig.commands, [relay(true), relay(false), relay(false)]);
                assert.equal(rig.hub.relay(RELAY), false);
            });

            it('a newer command for the relay is not undone by the repetition: displaced', async () => {
                await rig.start([...nodes(CONFIRMED), outNode('other')]);
                rig.hub.jam(RELAY, 1);
                give(id, { payload: true });
                give('other', { topic: `${RELAY}/set`, payload: false });
                assert.deepEqual(await caught(1), [
                    reason('displaced-unconfirmed', { topic: `${RELAY}/set`, seconds }),
                ]);
                await assertCommands(rig.commands, [relay(true), relay(false)]);
                assert.equal(rig.hub.relay(RELAY), false);
            });
        });
    }

    it('clown out: a command whose effect no response shows is done when it is sent', async () => {
        await rig.start(passingNode('out', { confirm: true }));
        give('out', { topic: 'window/-/set', payload: {} });
        give('out', { topic: 'display-oled/i2c0-3c/set', payload: { 'line-0': 'x' } });
        await messagesAt('out-sink', 2);
        assert.deepEqual(received('f1-catch-sink'), []);
    });

    it('clown request: three times by default', async () => {
        await rig.start(requestNode('request', { ...CONFIRMED, timeout: '0.6' }));
        rig.hub.jam(RELAY, 2);
        give('request', { payload: true });
        await messagesAt('request-sink', 1);
        await assertCommands(rig.commands, [relay(true), relay(true), relay(true)]);
    });

    it('clown request: as often as configured, with the configured timeout', async () => {
        await rig.start(requestNode('request', { ...CONFIRMED, tries: '4', timeout: '0.15' }));
        rig.hub.jam(RELAY, 9);
        quicken(0.5);
        const timers = noteTimers();
        const begun = performance.now();
        give('request', { payload: true });
        const params = { device: RELAY, seconds: 0.15, tries: 4 };
        const errors = await caught().finally(() => timers.restore());
        assert.deepEqual(errors, [reason('unconfirmed-listed', params)]);
        // A timer of Node.js is early by the length of the turn in which it was set.
        const waited = performance.now() - begun;
        assert.ok(waited > 1_100, `${waited} ms at half the pace`);
        // Beside the limit of a write, which is longer than a second.
        const waits = timers.lengths.filter((ms) => ms < 1_000);
        assert.ok(Math.max(...waits) <= 150, `timers of ${timers.lengths} ms`);
        assert.equal(rig.commands().length, 4);
    });

    for (const [name, settings, topic, answer] of [
        ['the device list', { command: 'list' }, '', '-/-/config/list/ok'],
        ['a reading', { command: 'get', device: 'thermometer/i2c0-48' }, '', 'thermometer/i2c0-48'],
        ['the state of a relay', {}, `${RELAY}/get`, RELAY],
        ['the settings of a device', {}, 'thermometer/i2c0-48/config/get', 'thermometer/i2c0-48/config/ok'],
    ] as const) {
        // The tick may be left over from a command that had it.
        it(`clown request: ${name} gets its response as before, confirmed or not`, async () => {
            await rig.start(requestNode('request', { ...settings, confirm: true }));
            give('request', { topic });
            const [got] = await messagesAt('request-sink', 1);
            assert.equal(clownOf(got).topic, answer);
        });
    }

    it('clown request: a missing response to a command that no state shows is no-answer, once', async () => {
        const topic = 'window/-/get';
        await rig.start(requestNode('request', { confirm: true, timeout: '0.1' }));
        give('request', { topic });
        assert.deepEqual(await caught(), [reason('no-answer', { topic, seconds: 0.1 })]);
        assert.equal(rig.commands().length, 1);
    });
});
