// Environment variables that hold a secret and are used in the wrong setting: a refusal quotes the setting as written,
// and never as what the variable holds.

import assert from 'node:assert/strict';
import { ROUTES } from '../../nodes/shared/views';
import { endHubs } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { at, callHere, getHere } from './support/admin';
import { hubNode, type Item, inNode, listeners, outNode, requestNode, tab, variable } from './support/flows';
import {
    become,
    errorOf,
    give,
    load,
    logLines,
    messagesAt,
    received,
    shows,
    statuses,
    unload,
} from './support/runtime';
import { assertNoSecret, PASSWORD } from './support/secrets';

const WHOLE = variable('CLOWN_TEST_SECRET');
const PART = `x${WHOLE}`;

describe('variables in settings that are refused [T1, T4]', () => {
    beforeEach(() => {
        process.env.CLOWN_TEST_SECRET = PASSWORD;
    });
    afterEach(async () => {
        delete process.env.CLOWN_TEST_SECRET;
        await unload();
        await endHubs();
    });
    leavesNothing();

    async function assertNoSecretShown(): Promise<void> {
        const sinks = ['catch', 'status', 'complete'].flatMap((kind) => received(`f1-${kind}-sink`));
        assertNoSecret([statuses, logLines, sinks], 'the output');
        for (const route of [ROUTES.hubs, ROUTES.topics, ROUTES.diagnostics]) {
            assertNoSecret((await callHere(at(route))).text, route);
        }
    }

    const HUBS: [name: string, settings: object, code: string, expected: object][] = [];
    for (const [way, text] of [
        ['a whole', WHOLE],
        ['a part of a', PART],
    ] as const) {
        const quoted = JSON.stringify(text);
        HUBS.push(
            [`${way} number`, { handshake: text }, 'setting-number', { found: quoted }],
            [`${way} place`, { place: text }, 'setting-choice', { found: quoted, known: 'address, simulated' }],
            [`${way} version`, { settingsVersion: text }, 'version-newer', { version: quoted }],
            [`${way} start frame`, { startFrames: text }, 'setting-frames', {}],
            [`${way} proxy`, { proxy: text }, 'proxy-node', {}],
        );
    }
    for (const [name, settings, code, expected] of HUBS) {
        it(`${name} of a hub`, async () => {
            await load([tab(), hubNode({ address: 'ws://127.0.0.1:1/', ...settings }), ...inNode(), ...listeners([])]);
            await shows('invalid', 'in');
            const { hubs } = await getHere<{ hubs: { state: { cause: { code: string; params: object } } }[] }>(
                ROUTES.hubs,
            );
            const { cause } = hubs[0]?.state ?? assert.fail();
            assert.equal(cause.code, code);
            assert.deepEqual({ ...cause.params, ...expected }, cause.params);
            await assertNoSecretShown();
        });
    }

    for (const [name, row, code] of [
        ['a device', { device: WHOLE, seconds: 5 }, 'topic-character'],
        ['seconds', { device: 'thermometer/i2c0-48', seconds: PART }, 'interval-seconds'],
    ] as const) {
        it(`${name} in the table of intervals`, async () => {
            const hub = hubNode({ address: 'ws://127.0.0.1:1/', autoConnect: false, intervals: [row] });
            await load([tab(), hub, ...inNode(), ...listeners([])]);
            const [caught] = await messagesAt('f1-catch-sink', 1);
            assert.ok(errorOf(caught).message.includes(variable('CLOWN_TEST_SECRET')), errorOf(caught).message);
            assert.ok((await callHere(at(ROUTES.diagnostics))).text.includes(code));
            await assertNoSecretShown();
        });
    }

    it('settings of the nodes that use a hub', async () => {
        const hub = hubNode({ place: 'simulated', autoConnect: false });
        const nodes: Item[] = [
            ...inNode('in', { topic: `+${WHOLE}`, silentAfter: '' }),
            ...inNode('slow', { topic: '#', silentAfter: PART }),
            outNode('out', { topic: `+/${WHOLE}` }),
            outNode('full', { topic: 'led/-/state/set', offline: 'queue', queueSize: WHOLE }),
            ...requestNode('ask', { timeout: WHOLE }),
            ...requestNode('odd', { command: 'relay', device: WHOLE }),
        ];
        await load([tab(), hub, ...nodes, ...listeners(['out', 'full', 'ask', 'odd'])]);
        for (const id of ['in', 'slow', 'out', 'full', 'ask', 'odd']) {
            await shows('invalid', id);
            give(id, { payload: 1 });
        }
        await messagesAt('f1-catch-sink', 4);
        await assertNoSecretShown();
    });

    it('settings of a form that is checked before it is deployed', async () => {
        await load([tab(), ...inNode(), ...listeners([])]);
        for (const text of [WHOLE, PART]) {
            const settings = hubNode({ address: 'ws://127.0.0.1:1/', handshake: text });
            const body = { id: 'hub', settings, credentials: {}, storedPassword: false };
            const { text: output } = await callHere(ROUTES.check, { method: 'POST', body });
            assert.ok(output.includes('setting-number') && output.includes(text), output);
            assertNoSecret(output, 'the check');
        }
    });

    it('what a variable holds is no name of another one', async () => {
        process.env.CLOWN_TEST_SECRET = `x${variable(PASSWORD)}`;
        const hub = hubNode({ address: `ws://127.0.0.1:1/${WHOLE}` });
        const nodes = [...inNode('in', { topic: WHOLE }), ...inNode('gone', { topic: variable('CLOWN_TEST_GONE') })];
        await load([tab(), hub, ...nodes, ...listeners([])]);
        for (const id of ['in', 'gone']) await shows('invalid', id);
        const output = logLines.map(({ msg }) => String(msg)).join('\n');
        assert.ok(output.includes('CLOWN_TEST_GONE'), output);
        await assertNoSecretShown();
    });

    it('a setting of a node within a subflow, of which each use has a copy', async () => {
        const [inner = assert.fail()] = inNode('inner', { z: 'sf', topic: '#', silentAfter: WHOLE });
        await load([
            tab(),
            hubNode({ place: 'simulated', autoConnect: false }),
            { id: 'sf', type: 'subflow', name: '', in: [], out: [] },
            { id: 'use', type: 'subflow:sf', z: 'f1', name: '', x: 1, y: 1, wires: [] },
            { ...inner, wires: [[]] },
        ]);
        await become(() => logLines.some(({ msg }) => String(msg).includes(WHOLE)), 'the refusal');
        await assertNoSecretShown();
    });
});
