// clown request without a flow: which settings it refuses, what it requests, and what becomes of the message.

import assert from 'node:assert/strict';
import { ok, refuse } from '../../src/base/errors';
import { DeviceNames } from '../../src/protocol/device-names';
import { sentenceOf } from './support/catalogue';
import { variable } from './support/flows';
import { LoneHub, LoneNodes, receivedOf, type Settings, turn } from './support/lone-node';

const RELAY = 'relay/i2c0-3b/set';
const GONE = variable('GONE');
const NO_ANSWER = refuse('no-answer', { topic: RELAY, seconds: 5 });

describe('clown request without a flow', () => {
    let flows: LoneNodes;
    let hub: LoneHub;

    function use(one: LoneHub): void {
        hub = one;
        flows = new LoneNodes(one);
    }

    beforeEach(() => use(new LoneHub()));
    afterEach(() => flows.end());

    const start = (settings: Settings = {}) => {
        const node = flows.create('clown-request', { command: 'message', topic: '', device: '', ...settings });
        flows.deploy();
        return node;
    };

    describe('settings', () => {
        const REFUSED: readonly (readonly [settings: Settings, code: string])[] = [
            [{ settingsVersion: 99 }, 'version-newer'],
            [{ timeout: 'long' }, 'setting-number'],
            [{ confirm: true, tries: 'often' }, 'setting-number'],
            [{ confirm: 'maybe' }, 'setting-choice'],
            [{ answer: 'a/#/b' }, 'filter-hash'],
            [{ command: 'raw' }, 'setting-choice'],
            [{ answer: GONE }, 'variable-missing'],
            [{ hub: 'none' }, 'hub-missing'],
        ];
        for (const [settings, code] of REFUSED) {
            for (const outputs of [1, 2]) {
                it(`${JSON.stringify(settings)} is refused, with ${outputs} outputs: ${code}`, () => {
                    const node = start({ ...settings, outputs });
                    assert.deepEqual(flows.errors, [code]);
                    const { sent, codes } = flows.give(node, { topic: RELAY, payload: true });
                    const errors = (sent as [null, { error: { code: string } }][]).map(([, { error }]) => error.code);
                    assert.deepEqual([errors, codes, hub.sent], outputs === 2 ? [[code], [], []] : [[], [code], []]);
                });
            }
        }
    });

    describe('a request', () => {
        const OPTIONS: readonly (readonly [settings: Settings, topic: string, expected: object])[] = [
            [{}, RELAY, { timeoutMs: 5_000, answer: undefined, tries: undefined }],
            [{ timeout: '0.5' }, RELAY, { timeoutMs: 500, answer: undefined, tries: undefined }],
            [{ answer: '' }, RELAY, { timeoutMs: 5_000, answer: undefined, tries: undefined }],
            [{ answer: 'a/+' }, RELAY, { timeoutMs: 5_000, answer: 'a/+', tries: undefined }],
            [{ confirm: true }, RELAY, { timeoutMs: 5_000, answer: undefined, tries: 3 }],
            [{ confirm: true, tries: '7' }, 'LED/-/set', { timeoutMs: 5_000, answer: undefined, tries: 7 }],
            [{ confirm: false, tries: '7' }, RELAY, { timeoutMs: 5_000, answer: undefined, tries: undefined }],
            // Other commands have no state to be confirmed, and are not repeated.
            [{ confirm: true }, 'relay/i2c0-3b/get', { timeoutMs: 5_000, answer: undefined, tries: undefined }],
            [{ confirm: true }, 'x/relay/-/set', { timeoutMs: 5_000, answer: undefined, tries: undefined }],
            [{ confirm: true }, 'relay/-/set/x', { timeoutMs: 5_000, answer: undefined, tries: undefined }],
            [{ confirm: true }, 'relay/x/y/set', { timeoutMs: 5_000, answer: undefined, tries: undefined }],
        ];
        for (const [settings, topic, expected] of OPTIONS) {
            it(`has the options of ${JSON.stringify(settings)} for ${topic}`, () => {
                const node = start(settings);
                flows.give(node, { topic, payload: { state: true } });
                const [sent = assert.fail()] = hub.sent;
                const { timeoutMs, answer, tries, policy, owner } = sent.options;
                assert.deepEqual([sent.way, sent.topic, { timeoutMs, answer, tries }], ['request', topic, expected]);
                assert.deepEqual([policy, owner === node], [{ kind: 'fail' }, true]);
            });
        }

        it('without a topic that is a text goes to the hub, which refuses it', () => {
            for (const topic of [5, [RELAY], { toString: () => RELAY }]) {
                flows.give(start({ confirm: true }), { topic, payload: true });
                const last = hub.sent.at(-1);
                assert.deepEqual([last?.topic, last?.options.tries], [topic, undefined]);
            }
        });

        it('for a publish interval is one for the device', () => {
            flows.give(start({ command: 'interval', device: 'thermometer/i2c0-48' }), { payload: 30 });
            const [sent = assert.fail()] = hub.sent;
            assert.deepEqual([sent.way, sent.topic], ['configure', 'thermometer/i2c0-48']);
            assert.equal(sent.options.timeoutMs, 5_000);
        });

        it('sends a message of the list type as it is: one command', () => {
            flows.give(start(), { topic: 'a/b/c', payload: { list: [1] } });
            assert.equal(hub.sent.length, 1);
        });
    });

    describe('a response', () => {
        it('is in a copy of the message, with where it is from', () => {
            use(new LoneHub(new DeviceNames([{ device: 'relay/i2c0-3b', name: 'Boiler' }])));
            const msg = { topic: RELAY, payload: { state: true }, kept: 1 };
            const { sent, done } = flows.give(start(), msg);
            assert.deepEqual([sent, done], [[], []]);
            const received = receivedOf('["relay/i2c0-3b", {"state": true}, {"qos": 0}]');
            hub.sent[0]?.end(ok(received));
            const parts = { type: 'relay', address: 'i2c0-3b', bus: 0, event: '', name: 'Boiler' };
            const clown = { topic: 'relay/i2c0-3b', ...parts, hub: 'Attic', time: 5, meta: { qos: 0 } };
            assert.deepEqual([sent, done], [[{ ...msg, payload: { state: true }, clown }], [undefined]]);
            const [made] = sent as { payload: object; clown: { meta: object } }[];
            assert.notEqual(made?.payload, received.frame.payload);
            assert.notEqual(made?.clown.meta, received.frame.meta);
            assert.deepEqual(msg, { topic: RELAY, payload: { state: true }, kept: 1 }, 'the message itself stays');
        });

        it('without a third element gives none', () => {
            const { sent } = flows.give(start(), { topic: RELAY, payload: true });
            hub.sent[0]?.end(ok(receivedOf('["relay/i2c0-3b", {"state": true}]')));
            assert.equal('meta' in (sent[0] as { clown: object }).clown, false);
        });

        it('of a command that has none is a copy of the message', () => {
            const msg = { topic: 'a/b/c', payload: { n: 1 } };
            const { sent, done } = flows.give(start(), msg);
            hub.sent[0]?.end(ok(undefined));
            assert.deepEqual([sent, done], [[msg], [undefined]]);
            assert.notEqual(sent[0], msg);
        });
    });

    describe('a failure', () => {
        it('is an error, or leaves by the second output', () => {
            for (const outputs of [undefined, 1, 2]) {
                use(new LoneHub());
                const msg = { topic: RELAY, payload: true };
                const { sent, done, codes } = flows.give(start({ outputs }), msg);
                hub.sent[0]?.end(NO_ANSWER);
                if (outputs === 2) {
                    const [[none, failed] = []] = sent as [null, { error: { message: string; code: string } }][];
                    assert.deepEqual([none, failed?.error.code, done], [null, 'no-answer', [undefined]]);
                    assert.match(failed?.error.message ?? '', sentenceOf('no-answer'));
                    assert.deepEqual({ ...failed, error: undefined }, { ...msg, error: undefined });
                    assert.deepEqual(msg, { topic: RELAY, payload: true });
                } else assert.deepEqual([sent, codes, done.length], [[], ['no-answer'], 1]);
            }
        });

        it('names its device', () => {
            for (const outputs of [1, 2]) {
                use(new LoneHub(new DeviceNames([{ device: 'relay/i2c0-3b', name: 'Boiler' }])));
                const { sent, done } = flows.give(start({ outputs }), { topic: RELAY, payload: true });
                hub.sent[0]?.end(refuse('not-confirmed', { device: 'relay/i2c0-3b', seconds: 5, tries: 3 }));
                assert.ok(JSON.stringify([sent, done]).includes('Boiler'));
            }
        });

        it('of a message that cannot be copied is an error', () => {
            const msg = {
                topic: RELAY,
                payload: true,
                get broken() {
                    throw new RangeError('of the flow');
                },
            };
            const failed = flows.give(start({ outputs: 2 }), msg);
            hub.sent[0]?.end(NO_ANSWER);
            assert.deepEqual([failed.sent, failed.codes], [[], ['no-answer']]);
            const received = flows.give(start(), msg);
            hub.sent[1]?.end(ok(undefined));
            assert.deepEqual([received.sent, received.codes], [[], ['payload-unreadable']]);
        });

        it('of what the hub cannot read is one error', () => {
            hub.thrown = new RangeError('of the flow');
            const { sent, codes } = flows.give(start(), { topic: RELAY, payload: true });
            assert.deepEqual([sent, codes], [[], ['payload-unreadable']]);
        });

        it('because the flows stop is counted with its topic', () => {
            flows.give(start(), { topic: RELAY, payload: true });
            hub.sent[0]?.end(NO_ANSWER);
            assert.deepEqual(hub.stopped, []);
            flows.give(start(), { topic: RELAY, payload: true });
            flows.end();
            hub.sent[1]?.end(NO_ANSWER);
            assert.deepEqual(hub.stopped, [RELAY]);
            assert.ok(hub.calls.includes('withdraw one'));
        });
    });

    describe('a message that is no command', () => {
        it('acts on the connection, and is passed on as it came', () => {
            for (const action of ['connect', 'disconnect', 'reconnect']) {
                const msg = { action };
                const { sent, done } = flows.give(start(), msg);
                assert.deepEqual([sent, done, hub.calls.at(-1)], [[msg], [undefined], action]);
                assert.equal(sent[0], msg);
            }
        });

        it('requests the status of the hub', () => {
            const msg = { action: 'status', kept: 1 };
            const { sent, done } = flows.give(start(), msg);
            const [status] = sent as { kept: number; payload: { state: string } }[];
            assert.deepEqual([status?.kept, status?.payload.state, done], [1, 'connected', [undefined]]);
            assert.deepEqual(msg, { action: 'status', kept: 1 });
        });

        it('starts a recording, and is passed on with it', async () => {
            const { sent, done } = flows.give(start(), { action: 'record', minutes: 5, kept: 1 });
            await turn();
            const [msg] = sent as { payload: { file: string }; kept: number }[];
            assert.deepEqual(
                [msg?.payload.file, msg?.kept, done, hub.calls],
                ['a.jsonl', 1, [undefined], ['record 5']],
            );
        });
    });
});
