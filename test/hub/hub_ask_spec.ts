// What is asked of a hub, over real sockets: answers, confirmations, dialects, toggles, and what ends a question.

import assert from 'node:assert/strict';
import type { RequestOptions } from '../../src/send/request';
import type { Simulator } from '../../src/simulator';
import { ClientHub, endClientHubs, type Response } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { until } from '../support/wait';

const RELAY = 'relay/i2c0-3b';
/** How long to wait where the first response, or each of them, stays away. */
const UNANSWERED = { timeoutMs: 600 };
const CONFIRMED = { ...UNANSWERED, tries: 3 };

/** The payload of the response, or the code of the reason why there is none. */
const outcomeOf = (response: Response): unknown => (response.ok ? response.value?.frame.payload : response.reason.code);

async function ask(
    client: ClientHub,
    topic: string,
    payload: unknown,
    more: Partial<RequestOptions> = {},
): Promise<unknown> {
    return outcomeOf(await client.request(topic, payload, more));
}

/** How often a frame with this start was received. */
const count = (hub: Simulator, start: string): number => hub.received.filter((line) => line.startsWith(start)).length;

describe('hub: questions', () => {
    leavesNothing(endClientHubs, endHubs);

    const THERMOMETER = 'thermometer/i2c0-48';
    const INTERVAL = { 'publish-interval': 30 };
    /** What the simulated bridge answers: the keys of the payload, or all of it. */
    const KINDS: readonly (readonly [topic: string, payload: unknown, answer: unknown])[] = [
        ['led/-/get', undefined, { state: 'off' }],
        ['led/-/set', '2-dot', { state: '2-dot' }],
        [`${RELAY}/get`, {}, { state: null }],
        [`${RELAY}/set`, 'on', { state: true }],
        [`${THERMOMETER}/get`, {}, ['temperature']],
        ['lux-meter/i2c0-44/get', {}, ['illuminance']],
        [`${THERMOMETER}/config/update`, 30, INTERVAL],
        [`${THERMOMETER}/config/get`, {}, { 'publish-interval': null }],
        [`${THERMOMETER}/config/list`, {}, { 'publish-interval': null }],
        ['-/-/config/list', {}, ['sensors', 'actuators', 'notifications']],
        ['i2c/0/config/scan', {}, ['slaves']],
        ['i2c/0/get', { address: '48', write: '00', 'read-length': 2 }, ['address', 'write', 'read']],
        ['i2c/0/set', { address: '3b', write: '01,02' }, ['address', 'write']],
        ['display-oled/i2c0-3c/set', { 'line-0': 'Hello' }, undefined],
        [`${THERMOMETER}/config/set`, 30, 'no-answer'],
        ['thermometer/i2c1-48/get', {}, 'no-answer'],
        ['a/b/c', {}, 'answer-unknown'],
        ['led/-/set', 'maybe', 'led-state'],
    ];
    for (const [topic, payload, expected] of KINDS) {
        const outcome = expected === undefined ? 'done' : JSON.stringify(expected);
        it(`${topic} ${JSON.stringify(payload)}: ${outcome} [Q1, Q2]`, async () => {
            const client = new ClientHub((await startSilentHub()).url);
            await client.ready();
            const answer = await ask(client, topic, payload, expected === 'no-answer' ? UNANSWERED : {});
            if (Array.isArray(expected)) assert.deepEqual(Object.keys(answer as object).sort(), [...expected].sort());
            else assert.deepEqual(answer, expected);
            assert.equal(client.hub.counters.asked, 0);
        });
    }

    it('a confirmed set is repeated until the relay obeys, and fails when it does not [Q7]', async () => {
        const hub = await startSilentHub();
        const client = new ClientHub(hub.url);
        await client.connect();
        hub.jam(RELAY, 2);
        assert.deepEqual(await ask(client, `${RELAY}/set`, true, CONFIRMED), { state: true });
        assert.equal(count(hub, `["${RELAY}/set"`), 3);
        hub.jam(RELAY, 3);
        assert.equal(await ask(client, `${RELAY}/set`, false, CONFIRMED), 'not-confirmed');
        assert.equal(count(hub, `["${RELAY}/set"`), 6);
    });

    it('a command that was not confirmed is not repeated after a newer one [Q7]', async () => {
        const hub = await startSilentHub();
        const client = new ClientHub(hub.url);
        await client.connect();
        hub.jam(RELAY, 1);
        const first = ask(client, `${RELAY}/set`, true, CONFIRMED);
        assert.deepEqual(await ask(client, `${RELAY}/set`, false, CONFIRMED), { state: false });
        assert.equal(await first, 'displaced');
        assert.equal(count(hub, `["${RELAY}/set"`), 2);
        assert.equal(hub.relay(RELAY), false);
    });

    it('a toggle is an error while the state is unknown, and turns the known one round', async () => {
        const hub = await startSilentHub();
        const client = new ClientHub(hub.url);
        await client.connect();
        assert.equal(await ask(client, `${RELAY}/set`, 'toggle'), 'relay-unknown');
        assert.deepEqual(await ask(client, `${RELAY}/set`, true), { state: true });
        const states = await Promise.all([1, 2, 3].map(() => ask(client, `${RELAY}/set`, 'toggle')));
        const sets = hub.received
            .filter((line) => line.startsWith(`["${RELAY}/set"`))
            .map((line) => /true|false/.exec(line)?.[0]);
        assert.deepEqual(sets, ['true', 'false', 'true', 'false']);
        // A relay that is late reports what it has been told meanwhile, but the last of them in any case.
        for (const one of states) assert.equal(typeof (one as { readonly state?: unknown }).state, 'boolean');
        assert.deepEqual(states.at(-1), { state: false });
    });

    it('settings are taken in the word that the device knows, which is remembered', async () => {
        const hub = await startSilentHub({ dialect: 'documented' });
        const client = new ClientHub(hub.url);
        await client.connect();
        const device = 'thermometer/i2c0-48';
        const confirmed: string[] = [];
        client.hub.onConfigured((configured) => confirmed.push(configured.device));
        assert.deepEqual(outcomeOf(await client.configure(device, 30, UNANSWERED)), { 'publish-interval': 30 });
        assert.deepEqual(outcomeOf(await client.configure(device, 20, UNANSWERED)), { 'publish-interval': 20 });
        assert.equal(count(hub, `["${device}/config/update"`), 1);
        assert.equal(count(hub, `["${device}/config/set"`), 2);
        assert.equal(outcomeOf(await client.configure('thermometer/i2c0-49', 20, UNANSWERED)), 'not-confirmed');
        // What no device has confirmed overrules no table of the owner.
        assert.deepEqual(confirmed, [device, device]);
    });

    it('several at once are answered one to one, and no other device answers [Q4]', async () => {
        const hub = await startSilentHub();
        const client = new ClientHub(hub.url);
        await client.connect();
        const other = 'relay/i2c0-3f';
        const relay = ask(client, `${RELAY}/set`, true);
        const answers = ['on', 'off', '1-dot'].map((state) => ask(client, 'led/-/set', state));
        await until(() => count(hub, '["led/-/set"') >= 1, 'the first command');
        hub.print(`["${other}", {"state": null}]`);
        assert.deepEqual(await Promise.all(answers), [{ state: 'on' }, { state: 'off' }, { state: '1-dot' }]);
        assert.deepEqual(await relay, { state: true });
        assert.ok(client.topics.includes(other), 'the flows receive it all the same');
    });

    it('a lost link ends all at once, and what a display is sent is done when it is sent [Q5, Q6]', async () => {
        const hub = await startSilentHub();
        const client = new ClientHub(hub.url);
        await client.connect();
        assert.equal(await ask(client, 'display-oled/i2c0-3c/set', { 'line-0': 'Hello' }), undefined);
        assert.equal(await ask(client, 'a/b/c', {}), 'answer-unknown');
        hub.jam(RELAY, 2);
        const pending = [true, false].map((state) => ask(client, `${RELAY}/set`, state, { timeoutMs: 5000 }));
        await until(() => count(hub, `["${RELAY}/set"`) === 2, 'both commands');
        hub.dropAll();
        assert.deepEqual(await Promise.all(pending), ['link-lost', 'link-lost']);
        const last = ask(client, 'i2c/0/config/scan', {});
        await client.hub.close();
        assert.ok(['stopped', 'not-connected'].includes(String(await last)));
    });
});
