// The status under a node, without Node-RED: colour, shape, text and what a Status node receives, for each state and command.

import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import type { Command } from '../../nodes/runtime/node/command';
import { topicOf } from '../../nodes/runtime/node/command';
import { outcomeStatus, summaryOf } from '../../nodes/runtime/status/command-status';
import { LastCommand } from '../../nodes/runtime/status/last-command';
import {
    agedStatus,
    faultStatus,
    hintStatus,
    keptStatus,
    type Status,
    silentTopicStatus,
    stateStatus,
    valueStatus,
} from '../../nodes/runtime/status/status';
import { detailed, type Reason, refuse } from '../../src/base/errors';
import type { ReasonCode } from '../../src/base/reason-codes';
import type { HubState } from '../../src/hub-types';
import { DeviceNames } from '../../src/protocol/device-names';
import type { JsonObject } from '../../src/protocol/frame';
import { translate } from './support/catalogue';

const RED = { _: translate } as unknown as NodeAPI;
const MINUTE_MS = 60_000;

/** A status in one line. */
const inShort = ({ fill, shape, text, state, code }: Status): string =>
    [fill, shape, text, state, code].filter((part) => part !== undefined).join(' | ');

const connected = (problems: object): HubState => ({ name: 'connected', since: 1, ...problems });

describe('the status of a hub', () => {
    const NOW = 100_000;
    const TIMEOUT = refuse('timeout').reason;
    const STATES: readonly (readonly [HubState, string])[] = [
        [connected({}), 'green | dot | connected | connected'],
        [connected({ silentMs: 30_000 }), 'yellow | dot | connected, silent for 30 s | silent'],
        [connected({ silentMs: 0 }), 'yellow | dot | connected, silent for 0 s | silent'],
        [connected({ isOneWay: true }), 'yellow | dot | readings arrive, commands do not | one-way'],
        [
            connected({ notStarted: true, silentMs: 30_000, isOneWay: true }),
            'yellow | dot | connected, but the bridge has not started | not-started',
        ],
        [{ name: 'connecting', attempt: 1 }, 'yellow | ring | connecting | connecting'],
        [{ name: 'disconnected' }, 'grey | ring | not connected | disconnected'],
        [
            { name: 'waiting', attempt: 4, retryAt: NOW + 7_000, cause: TIMEOUT },
            'red | ring | no response, retry 4 within 7 s | waiting | timeout',
        ],
        [
            { name: 'waiting', attempt: 2, retryAt: NOW + 1_000, cause: refuse('status', { status: 503 }).reason },
            'red | ring | HTTP 503, retry 2 within 1 s | waiting | status',
        ],
    ];
    for (const [state, status] of STATES) {
        it(`is ${status}`, () => assert.equal(inShort(stateStatus(RED, state, NOW)), status));
    }
});

describe('the status of a node', () => {
    it('with invalid settings names the kind of fault, and its code for Status nodes', () => {
        const status = faultStatus(RED, refuse('hub-missing').reason);
        assert.equal(inShort(status), 'red | ring | no hub selected | invalid | hub-missing');
    });

    it('with a silent topic names that, as far as there is room', () => {
        assert.equal(inShort(silentTopicStatus(RED, 'relay/-')), 'yellow | ring | silent: relay/- | silent');
        assert.equal(silentTopicStatus(RED, 'x'.repeat(60)).text, `silent: ${'x'.repeat(27)}…`);
    });

    it('with a filter that matches nothing names it, or a better one', () => {
        assert.equal(
            inShort(hintStatus(RED, 'relay/#', { cause: 'unlisted' })),
            'yellow | dot | nothing matches relay/# | connected',
        );
        const better = { cause: 'spelling', suggestion: 'relay/+' } as const;
        assert.equal(
            inShort(hintStatus(RED, 'Relay/+', better)),
            'yellow | dot | nothing matches, try relay/+ | connected',
        );
        assert.ok(hintStatus(RED, 'x'.repeat(100), { cause: 'unlisted' }).text?.endsWith('x…'));
    });

    const frame = (payload: JsonObject) => ({ topic: 'barometer/i2c0-60', payload });
    const BAROMETER = frame({ altitude: [12, 'm'], pressure: [97.8, 'kPa'] });
    const VALUES: readonly (readonly [string, payload: JsonObject, quantity?: string | undefined, whose?: string])[] = [
        ['12 m, 97.8 kPa', BAROMETER.payload],
        ['97.8 kPa', BAROMETER.payload, 'pressure'],
        ['barometer/i2c0-60', {}],
        ['barometer/i2c0-60', BAROMETER.payload, 'x', 'attic'],
        ['attic: off', { state: false }, undefined, 'attic'],
        ['on', { state: true }, undefined, ''],
    ];
    for (const [text, payload, ...more] of VALUES) {
        it(`with the value ${JSON.stringify([payload, ...more])} is ${text}`, () => {
            assert.equal(inShort(valueStatus(RED, frame(payload), ...more)), `green | dot | ${text} | connected`);
        });
    }

    const line: Status = { fill: 'green', shape: 'dot', text: '21 °C', state: 'connected' };

    it('with a value is grey and has its age from its limit on', () => {
        assert.deepEqual(agedStatus(RED, line, 5 * MINUTE_MS, undefined), { status: line, nextMs: undefined });
        assert.deepEqual(agedStatus(RED, line, MINUTE_MS - 1, MINUTE_MS), { status: line, nextMs: 1 });
        const old = agedStatus(RED, line, 180_000, 180_000);
        assert.equal(inShort(old.status), 'grey | dot | 21 °C · 3 min ago | connected');
        assert.equal(old.nextMs, MINUTE_MS);
        assert.equal(agedStatus(RED, { ...line, fill: 'red' }, 180_000, 1).status.fill, 'red');
    });

    it('with a value from before a restart is grey from the start, also with an unknown age', () => {
        assert.equal(inShort(keptStatus(RED, line, 180_000).status), 'grey | dot | 21 °C · 3 min ago | connected');
        const unknown = keptStatus(RED, line, undefined);
        assert.equal(inShort(unknown.status), 'grey | dot | 21 °C · age unknown | connected');
        assert.equal(unknown.nextMs, MINUTE_MS);
    });
});

describe('the status of a command', () => {
    const on: Command = { kind: 'command', topic: 'relay/-/set', payload: { state: true } };
    const summary = () => summaryOf([on]);

    const UNCONFIRMED: readonly ReasonCode[] = ['not-confirmed', 'no-answer', 'link-lost'];
    const UNSENT: readonly ReasonCode[] = [
        ...(['not-connected', 'not-written', 'write-timeout', 'write-full', 'expired', 'not-started'] as const),
        ...(['displaced', 'queue-full', 'requests-full', 'stopped'] as const),
    ];
    const ENDS: readonly (readonly [ReasonCode, string])[] = [
        ...UNCONFIRMED.map((code) => [code, 'not confirmed'] as const),
        ...UNSENT.map((code) => [code, 'not sent'] as const),
        ...(['led-state', 'topic-missing', 'interval'] as const).map((code) => [code, 'rejected'] as const),
    ];
    for (const [code, word] of ENDS) {
        it(`that fails with ${code} is ${word}, in red`, () => {
            const status = outcomeStatus(RED, summary(), { fault: refuse(code).reason });
            assert.equal(inShort(status), `red | dot | relay/-: on, ${word} | connected | ${code}`);
        });
    }

    it('that is replaced after it was sent is not confirmed', () => {
        const status = outcomeStatus(RED, summary(), { fault: detailed('displaced-unconfirmed') });
        assert.equal(inShort(status), 'red | dot | relay/-: on, not confirmed | connected | displaced');
    });

    it('that was sent is green, and confirmed only if the hub has confirmed it', () => {
        const sent = { fault: undefined };
        assert.equal(inShort(outcomeStatus(RED, summary(), sent)), 'green | dot | relay/-: on, sent | connected');
        assert.equal(outcomeStatus(RED, summary(), { ...sent, isConfirmed: true }).text, 'relay/-: on, confirmed');
        assert.equal(outcomeStatus(RED, summary(), { ...sent, isConfirmed: false }, false).text, 'on, sent');
        assert.equal(outcomeStatus(RED, undefined, sent).text, 'sent');
    });

    const command = (topic: unknown, payload?: unknown): Command => ({ kind: 'command', topic, payload });
    const LINES: readonly (readonly [string, readonly Command[], named: string, unnamed: string])[] = [
        ['several', [on, on], '2 commands', '2 commands'],
        ['none', [], '', ''],
        ['raw text', [{ kind: 'raw', data: 'a b' }], 'a b', 'a b'],
        ['raw bytes', [{ kind: 'raw', data: new Uint8Array([65]) }], '', ''],
        [
            'an interval',
            [{ kind: 'interval', device: 'co2-meter/-', payload: { 'publish-interval': 60 } }],
            'co2-meter/-: 60',
            '60',
        ],
        ['a text', [command('led/-/set', 'blue')], 'led/-: blue', 'blue'],
        ['a number', [command('a/-/set', 7)], 'a/-: 7', '7'],
        ['a switch', [command('relay/-/set', false)], 'relay/-: off', 'off'],
        ['no payload', [command('relay/-/set/x')], 'relay/-/set/x', 'relay/-/set/x'],
        ['a function', [command('relay/-/set', () => 1)], 'relay/-', 'relay/-'],
        ['a topic of another type', [command(7, 'x')], 'x', 'x'],
        [
            'four values at most',
            [command('a/-/set', { a: 1, b: 2, c: 3, d: 4, e: 5 })],
            'a/-: 1, 2, 3, 4',
            '1, 2, 3, 4',
        ],
        ['no value that is undefined', [command('a/-/set', { a: undefined, b: 2 })], 'a/-: 2', '2'],
        ['a list as a list', [command('a/-/set', { a: [1, 2, 3], b: [[1], 'x'] })], 'a/-: […], […]', '[…], […]'],
        ['a value without a unit', [command('a/-/set', { a: [null, 'x'] })], 'a/-: – x', '– x'],
    ];
    for (const [name, commands, named, unnamed] of LINES) {
        it(`shows ${name}`, () => {
            const made = summaryOf(commands);
            const text = (isNamed: boolean) => outcomeStatus(RED, made, { fault: undefined }, isNamed).text;
            assert.equal(text(true), named === '' ? 'sent' : `${named}, sent`);
            assert.equal(text(false), unnamed === '' ? 'sent' : `${unnamed}, sent`);
        });
    }

    const TOPICS: readonly (readonly [Command, string])[] = [
        [on, 'relay/-/set'],
        [command(7), '7'],
        [command('x'.repeat(100)), `${'x'.repeat(60)}…`],
        [{ kind: 'interval', device: 'co2-meter/-', payload: 1 }, 'co2-meter/-/config'],
        [{ kind: 'raw', data: new Uint8Array([72, 105]) }, 'Hi'],
        [{ kind: 'raw', data: `${'y'.repeat(60)}z` }, `${'y'.repeat(60)}…`],
    ];
    for (const [one, topic] of TOPICS) {
        it(`is named ${topic.slice(0, 20)} in other texts`, () => assert.equal(topicOf(one), topic));
    }
});

describe('the last command of a node', () => {
    const summary = { count: 1, place: 'lamp/0/set', payload: { state: true } };
    const names = new DeviceNames([{ device: 'lamp/0', name: 'lamp' }]);
    const sent = { fault: undefined };

    it('is shown with the name of its device, and from a minute on with its age', () => {
        const last = new LastCommand();
        last.ended(summary, sent, false, () => 0);
        const at = (now: number): string | undefined => last.statusAt(RED, now, true, names)?.status.text;
        assert.equal(at(MINUTE_MS - 1), 'lamp: on, sent');
        assert.equal(at(MINUTE_MS), 'lamp: on, sent · 60 s ago');
        assert.equal(last.statusAt(RED, 0, false, names)?.status.text, 'on, sent');
        assert.equal(last.statusAt(RED, 0, false, names)?.nextMs, MINUTE_MS);
    });

    it('has its own time if the one before was shown, or if no status waits', () => {
        const age = (isShown: boolean, isPending: boolean): string | undefined => {
            const last = new LastCommand();
            last.ended(summary, sent, false, () => 0);
            if (isShown) last.statusAt(RED, 0, false);
            last.ended(summary, sent, isPending, () => 180_000);
            return last.statusAt(RED, 180_000, false)?.status.text;
        };
        assert.equal(age(true, true), 'on, sent');
        assert.equal(age(false, false), 'on, sent');
        assert.equal(age(false, true), 'on, sent · 3 min ago');
    });

    it('of a node whose first message waits has a time', () => {
        const last = new LastCommand();
        last.ended(summary, sent, true, () => 0);
        assert.equal(last.statusAt(RED, 180_000, false)?.status.text, 'on, sent · 3 min ago');
    });
});

describe('the text of a command', () => {
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
