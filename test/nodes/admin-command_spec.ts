// The route for commands from the editor, with a hub that only notes what it is asked: what each kind of command becomes,
// how it is confirmed, and what the editor receives.

import assert from 'node:assert/strict';
import { MAX_COMMANDS, serveCommand } from '../../nodes/admin/command';
import { CsrfToken } from '../../nodes/admin/csrf';
import { MAX_BODY, server } from '../../nodes/admin/http';
import { type CommandDone, ROUTES } from '../../nodes/shared/views';
import { ok, type Result, refuse } from '../../src/base/errors';
import type { CommandKind } from '../../src/protocol/kinds';
import { NUMBERS } from '../../src/settings/numbers';
import { leavesNothing } from '../support/leaks.js';
import { RouteRig, registryWith } from './support/route-rig';

type Done = (result?: unknown) => void;
interface Asked {
    readonly how: 'request' | 'configure' | 'raw';
    readonly what: unknown;
    readonly payload?: unknown;
    readonly tries?: number;
    readonly done: Done;
}

describe('a command of the editor', () => {
    leavesNothing();

    function bench() {
        const asked: Asked[] = [];
        const owners = new Set<unknown>();
        const note = (how: Asked['how'], what: unknown, payload: unknown, options: object, done: Done): void => {
            const { owner, policy, timeoutMs, tries } = options as Record<string, unknown>;
            assert.deepEqual([policy, timeoutMs], [{ kind: 'fail' }, 2_000]);
            owners.add(owner);
            asked.push({
                how,
                what,
                ...(payload === undefined ? {} : { payload }),
                ...(tries === undefined ? {} : { tries: tries as number }),
                done,
            });
        };
        const hub = {
            request: (topic: string, payload: unknown, options: object, done: Done) =>
                note('request', topic, payload, options, done),
            configure: (device: string, payload: unknown, options: object, done: Done) =>
                note('configure', device, payload, options, done),
            publishRaw: (data: unknown, options: object, done: Done) => note('raw', data, undefined, options, done),
        };
        const warnings: string[] = [];
        const node = { id: 'hub', warn: (text: string) => warnings.push(text) };
        const record = { parts: { node, running: ok({ hub }) } };
        const bad = { parts: { node, running: refuse('address-missing') } };
        const token = new CsrfToken();
        const rig = new RouteRig().use(token);
        serveCommand(rig.RED, server(rig.RED, token), registryWith({ hub: record, bad }));
        return {
            asked,
            owners,
            record,
            warnings,
            send: (body: unknown, id?: string) => rig.post<CommandDone>(ROUTES.command, body, id),
        };
    }

    const tries = NUMBERS.tries.usual;
    const RELAY = 'relay/i2c0-3b';
    const KINDS: readonly (readonly [
        body: { kind: CommandKind; device?: string; payload?: unknown },
        expected: Omit<Asked, 'done'>,
    ])[] = [
        [
            { kind: 'relay', device: 'i2c0-3b', payload: 'on' },
            { how: 'request', what: `${RELAY}/set`, payload: 'on', tries },
        ],
        [
            { kind: 'led', payload: '2-dot' },
            { how: 'request', what: 'led/-/set', payload: '2-dot', tries },
        ],
        [
            { kind: 'message', device: 'a/b/set', payload: { x: 1 } },
            { how: 'request', what: 'a/b/set', payload: { x: 1 }, tries },
        ],
        [
            { kind: 'get', device: 'co2-sensor/i2c0-38' },
            { how: 'request', what: 'co2-sensor/i2c0-38/get', payload: {} },
        ],
        [{ kind: 'list' }, { how: 'request', what: '-/-/config/list', payload: {} }],
        [
            { kind: 'scan', device: 'i2c/0' },
            { how: 'request', what: 'i2c/0/config/scan', payload: {} },
        ],
        [
            { kind: 'interval', device: 'co2-sensor/i2c0-38', payload: 60 },
            { how: 'configure', what: 'co2-sensor/i2c0-38', payload: 60 },
        ],
        [
            { kind: 'raw', payload: '["a/b", {}]' },
            { how: 'raw', what: '["a/b", {}]' },
        ],
    ];
    for (const [body, expected] of KINDS) {
        it(`${body.kind}: ${expected.how}, ${expected.tries ? 'repeated until it is confirmed' : 'once'}`, async () => {
            const { asked, owners, record, send } = bench();
            const sent = send(body);
            const [{ done, ...first } = assert.fail(), ...more] = asked;
            assert.deepEqual([first, more], [expected, []]);
            // So that it ends with the hub node.
            assert.deepEqual([...owners], [record]);
            done(expected.how === 'raw' ? undefined : ok(undefined));
            assert.deepEqual(await sent, { status: 200, data: { ok: true } });
        });
    }

    it('gets the values of the response, and of a scan the number of chips only', async () => {
        const { asked, send } = bench();
        const values = async (kind: CommandKind, payload: unknown): Promise<unknown> => {
            const sent = send({ kind, device: kind === 'scan' ? 'i2c/0' : 'thermometer/i2c0-48' });
            asked.at(-1)?.done(ok({ frame: { topic: 'a/b', payload } }));
            const { data } = await sent;
            return data.ok && data.values?.map(({ quantity, value, unit = '' }) => `${quantity} ${value} ${unit}`);
        };
        assert.deepEqual(await values('get', { temperature: [21.5, '°C'] }), ['temperature 21.5 °C']);
        assert.deepEqual(await values('get', { slaves: ['48', '3b', '77'] }), ['slaves ["48", "3b", "77"] ']);
        assert.deepEqual(await values('scan', { slaves: ['48', '3b', '77'] }), ['slaves 3 ']);
        assert.deepEqual(await values('scan', { slaves: 'none' }), ['slaves none ']);
    });

    it('gets the reason why it was not carried out', async () => {
        const { asked, send } = bench();
        const request = send({ kind: 'led', payload: 'on' });
        const refusal: Result<unknown> = refuse('not-connected');
        asked.at(-1)?.done(refusal);
        assert.deepEqual((await request).data, refusal);
        const raw = send({ kind: 'raw', payload: 'x' });
        asked.at(-1)?.done(refuse('not-written').reason);
        assert.deepEqual((await raw).data, refuse('not-written'));
        const { data } = await send({ kind: 'led', payload: 'on' }, 'bad');
        assert.deepEqual(data, refuse('address-missing'));
    });

    it('is not sent if it cannot be one', async () => {
        const { asked, send } = bench();
        const codes = async (body: unknown, id?: string): Promise<unknown> => {
            const { status, data } = await send(body, id);
            return [status, data.ok ? 'ok' : data.reason.code];
        };
        assert.deepEqual(await codes({ kind: 'led', payload: 'on' }, 'unknown'), [404, 'hub-missing']);
        assert.deepEqual(await codes({ kind: 'unknown' }), [400, 'setting-choice']);
        const { data: unknown } = await send({ kind: 'unknown' });
        assert.equal(unknown.ok || unknown.reason.params.setting, 'kind');
        assert.deepEqual(await codes({ kind: 'raw', payload: 'x'.repeat(MAX_BODY) }), [400, 'payload-large']);
        assert.deepEqual(await codes({ kind: 'raw', payload: 5 }), [200, 'raw-text']);
        assert.deepEqual(await codes({ kind: 'relay', payload: true }), [200, 'device-missing']);
        const { status, data } = await send({ kind: 'relay', device: ['x'], payload: true });
        assert.deepEqual(
            [status, data],
            [
                400,
                {
                    ok: false,
                    reason: {
                        code: 'setting-choice',
                        detail: 'setting-choice-text',
                        params: { setting: 'device', found: '["x"]' },
                    },
                },
            ],
        );
        assert.deepEqual(asked, []);
    });

    it('waits together with a few others, of all editors', async () => {
        const { asked, send } = bench();
        const ask = { kind: 'list' };
        const waiting = Array.from({ length: MAX_COMMANDS }, () => send(ask));
        assert.equal(asked.length, MAX_COMMANDS);
        assert.deepEqual((await send(ask)).data, refuse('requests-full', { limit: MAX_COMMANDS }));
        assert.equal(asked.length, MAX_COMMANDS);
        for (const { done } of asked.splice(0)) done(ok(undefined));
        assert.ok((await Promise.all(waiting)).every(({ data }) => data.ok));
        const later = send(ask);
        assert.equal(asked.length, 1);
        asked[0]?.done(ok(undefined));
        await later;
    });

    it('of raw text with a line that is too long for a bridge is a warning, of each hub node once', async () => {
        const { asked, warnings, send } = bench();
        for (const [kind, payload, count] of [
            ['raw', 'x'.repeat(2_048), 0],
            ['text', 'x'.repeat(2_049), 0],
            ['raw', 'x'.repeat(2_049), 1],
            ['raw', 'x'.repeat(2_049), 1],
        ] as const) {
            const sent = send({ kind, device: 'i2c0-3c', payload });
            asked.at(-1)?.done(kind === 'raw' ? undefined : ok(undefined));
            await sent;
            assert.equal(warnings.length, count);
        }
    });
});
