// The commands of one message on their way to a hub: each is sent in its turn, and the message ends once, after the last.

import assert from 'node:assert/strict';
import type { Command } from '../../nodes/runtime/node/command';
import { Sending } from '../../nodes/runtime/node/sending';
import { ok, type Reason, type Result, refuse } from '../../src/base/errors';
import type { Hub } from '../../src/hub';

const FULL = refuse('queue-full').reason;
const LOST = refuse('link-lost').reason;
const FRAME = ok({ topic: 'relay/-' });
const WITHOUT_TRIES = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 1 } as const;
const CONFIRMED = { ...WITHOUT_TRIES, tries: 2 };

const command = (topic: string): Command => ({ kind: 'command', topic, payload: topic.length });
const RAW: Command = { kind: 'raw', data: '["a/b", 1]' };
const INTERVAL: Command = { kind: 'interval', device: 'co2-meter/-', payload: { 'publish-interval': 60 } };

type End = Reason | undefined | Result<unknown>;

/** A hub that keeps each command with what ends it, and throws at the topic `bad`. */
function heldHub(): { hub: Hub; sent: unknown[][]; ends: ((end: End) => void)[] } {
    const sent: unknown[][] = [];
    const ends: ((end: End) => void)[] = [];
    const keep = (end: (end: never) => void, ...call: unknown[]): void => {
        if (call[1] === 'bad') throw new TypeError('a getter of the flow');
        sent.push(call);
        ends.push(end as (end: End) => void);
    };
    const hub = {
        publishRaw: (data: unknown, _options: object, end: () => void) => keep(end, 'raw', data),
        publish: (topic: unknown, payload: unknown, end: () => void) => keep(end, 'publish', topic, payload),
        configure: (device: unknown, payload: unknown, _options: object, end: () => void) =>
            keep(end, 'configure', device, payload),
        request: (topic: unknown, payload: unknown, { tries }: { tries?: number }, end: () => void) =>
            keep(end, 'request', topic, payload, tries),
    };
    return { hub: hub as unknown as Hub, sent, ends };
}

interface Sent extends ReturnType<typeof heldHub> {
    readonly failed: Command[];
    readonly ended: (readonly [fault: Reason | undefined, isConfirmed: boolean])[];
}

function send(commands: readonly Command[], options: typeof WITHOUT_TRIES | typeof CONFIRMED = WITHOUT_TRIES): Sent {
    const held = heldHub();
    const failed: Command[] = [];
    const ended: (readonly [Reason | undefined, boolean])[] = [];
    const node = {
        failed: (one: Command) => failed.push(one),
        ended: (_sending: Sending, fault: Reason | undefined, isConfirmed: boolean) => ended.push([fault, isConfirmed]),
    };
    new Sending(node, {} as never, {} as never).send(held.hub, commands, options);
    return { ...held, failed, ended };
}

describe('the commands of one message', () => {
    it('are sent in their order, each in the way of its kind', () => {
        const { sent } = send([command('led/-/set'), RAW, INTERVAL, command('relay/-/set')]);
        assert.deepEqual(sent, [
            ['publish', 'led/-/set', 9],
            ['raw', '["a/b", 1]'],
            ['configure', 'co2-meter/-', { 'publish-interval': 60 }],
            ['publish', 'relay/-/set', 11],
        ]);
    });

    it('are requests where the hub has to confirm them, apart from raw text', () => {
        const { sent } = send([command('led/-/set'), RAW], CONFIRMED);
        assert.deepEqual(sent, [
            ['request', 'led/-/set', 9, 2],
            ['raw', '["a/b", 1]'],
        ]);
    });

    it('end the message once, when the last of them has ended', () => {
        const { ends, ended, failed } = send([command('a/b'), RAW, command('c/d')]);
        for (const at of [2, 0]) ends[at]?.(undefined);
        assert.deepEqual(ended, []);
        ends[1]?.(undefined);
        assert.deepEqual(ended, [[undefined, false]]);
        assert.deepEqual(failed, []);
    });

    for (const [name, one] of [
        ['raw text', RAW],
        ['a command', command('a/b')],
    ] as const) {
        it(`are not confirmed if no response of the hub is awaited: ${name}`, () => {
            const { ends, ended } = send([one]);
            ends[0]?.(undefined);
            assert.deepEqual(ended, [[undefined, false]]);
        });
    }

    it('end it with the first fault, and each fault counts for its own command', () => {
        const { ends, ended, failed } = send([command('a/b'), RAW, command('c/d')]);
        ends[1]?.(FULL);
        ends[2]?.(LOST);
        ends[0]?.(undefined);
        assert.deepEqual(ended, [[FULL, false]]);
        assert.deepEqual(failed, [RAW, command('c/d')]);
    });

    it('are sent also after one that cannot be read, which fails', () => {
        const { sent, ends, ended, failed } = send([command('bad'), command('a/b')]);
        assert.deepEqual(sent, [['publish', 'a/b', 3]]);
        assert.equal(ended.length, 0);
        ends[0]?.(undefined);
        assert.deepEqual(failed, [command('bad')]);
        assert.equal(ended.length, 1);
        assert.equal(ended[0]?.[0]?.code, 'payload-unreadable');
    });

    it('are not confirmed if one of them cannot be read, whatever the hub says of the others', () => {
        const { ends, ended } = send([command('bad'), command('a/b')], CONFIRMED);
        ends[0]?.(FRAME);
        assert.deepEqual(
            ended.map(([fault, isConfirmed]) => [fault?.code, isConfirmed]),
            [['payload-unreadable', false]],
        );
    });

    const RESPONSES: readonly (readonly [name: string, responses: readonly Result<unknown>[], isConfirmed: boolean])[] =
        [
            ['the hub has confirmed each of them', [FRAME, FRAME], true],
            ['one of them has no response', [FRAME, ok(undefined)], false],
            ['the first one has no response', [ok(undefined), FRAME], false],
            ['one of them fails', [FRAME, { ok: false, reason: LOST }], false],
        ];
    for (const [name, responses, isConfirmed] of RESPONSES) {
        it(`are ${isConfirmed ? '' : 'not '}confirmed if ${name}`, () => {
            const { ends, ended } = send([command('a/b'), INTERVAL], CONFIRMED);
            for (const [at, response] of responses.entries()) ends[at]?.(response);
            const failure = responses.find(({ ok: isGood }) => !isGood);
            assert.deepEqual(ended, [[failure?.ok === false ? failure.reason : undefined, isConfirmed]]);
        });
    }
});
