// A node that sends commands, without Node-RED: what becomes of each message, how often it ends, and with which settings.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Command } from '../../nodes/runtime/node/command';
import { CommandReader } from '../../nodes/runtime/node/command-message';
import {
    type CommandCheck,
    CommandNode,
    type CommandSettings,
    checkConfirm,
    type Received,
    withDevices,
} from '../../nodes/runtime/node/command-node';
import type { Action } from '../../nodes/runtime/node/connection-actions';
import { SharedSettings } from '../../nodes/runtime/node/shared-settings';
import type { ClownOutDef, RecordingDetails } from '../../nodes/runtime/types';
import { ok, type Reason, type Result, refuse } from '../../src/base/errors';
import type { Hub } from '../../src/hub';
import { DeviceNames } from '../../src/protocol/device-names';
import { COMMAND_KINDS } from '../../src/protocol/kinds';
import type { RequestOptions } from '../../src/send/request';
import type { Stored } from '../../src/settings/hub-options';
import { until } from '../support/wait';
import { reason, sentenceOf, translate } from './support/catalogue';
import { variable } from './support/flows';
import { requireFromNodeRed } from './support/runtime';

const { util } = requireFromNodeRed('node-red') as { util: NodeAPI['util'] };
const RELAY = 'relay/i2c0-3b';
const NAMES = new DeviceNames([{ device: RELAY, name: 'boiler' }]);

interface Rig {
    readonly RED: NodeAPI;
    readonly hubs: Map<string, unknown>;
    readonly events: EventEmitter;
    /** Errors and stopped commands. */
    readonly told: string[];
}

class Probe extends CommandNode {
    readonly sent: (readonly [hub: Hub, commands: readonly Command[]])[] = [];
    readonly acted: Action[] = [];
    readonly recorded: RecordingDetails[] = [];
    refusal: Reason | undefined = undefined;

    protected act(received: Received, action: Action): Reason | undefined {
        this.acted.push(action);
        if (!this.refusal) received.settle();
        return this.refusal;
    }

    protected passOn(received: Received, recording: RecordingDetails): void {
        this.recorded.push(recording);
        received.settle();
    }

    protected execute(received: Received, hub: Hub, commands: readonly Command[]): void {
        this.sent.push([hub, commands]);
        received.settle();
    }

    get options(): RequestOptions {
        return this.requestOptions;
    }

    get topics(): unknown[] {
        return this.sent.flatMap(([, commands]) => commands.map((one) => one.kind === 'command' && one.topic));
    }
}

function hubNode(label: string, more: object = {}): object {
    const hub = { names: DeviceNames.NONE, watch: () => {}, withdraw: () => {}, label, ...more };
    const recordings = {
        start: async () => ok({ file: 'a.jsonl', minutes: 2, leftMs: 0, bytes: 5 }),
        stop: async () => refuse('recording-none'),
    };
    const nodes = { add: () => {}, remove: () => {}, notify: () => {} };
    const node = { type: 'clown-hub', hub: ok(hub), label, recordings, nodes, showStatus: true };
    return { ...node, stopReport: { add: () => {} } };
}

function rig(hub: unknown = hubNode('Attic'), variables: Record<string, string> = {}): Rig {
    const hubs = new Map([['hub', hub]]);
    const events = new EventEmitter();
    const RED = {
        ...{ _: translate, events },
        nodes: { getNode: (id: string) => hubs.get(id) ?? null, eachNode: () => {} },
        util: {
            ...util,
            getSetting: (_: unknown, name: string) => variables[name],
            evaluateNodeProperty: (text: string) => text.replace(/\$\{(\w+)\}/, (_, name) => variables[name] ?? ''),
        },
    } as unknown as NodeAPI;
    return { RED, hubs, events, told: [] };
}

const CHECKED: Stored[] = [];
const CHECK = (): CommandCheck => ({
    shared: new SharedSettings(),
    check(RED, node, stored): Result<CommandSettings> {
        CHECKED.push(stored);
        const reader = CommandReader.make(RED, node, stored, { kinds: COMMAND_KINDS, batches: true });
        if (!reader.ok) return reader;
        return ok({ reader: reader.value, policy: { kind: 'fail' }, timeoutMs: 7, answer: 'a/b', tries: 3 });
    },
});

const running = new Set<Probe>();

function start({ RED, told }: Rig, settings: object = {}, check = CHECK(), node: object = {}): Probe {
    const emitter = Object.assign(new EventEmitter(), {
        ...{ id: 'out', type: 'clown-out', status: () => {}, _flow: { getSetting: () => undefined } },
        error: (error: unknown) => told.push(String(error)),
        ...node,
    });
    const def = { id: 'out', type: 'clown-out', hub: 'hub', ...settings } as unknown as ClownOutDef;
    const probe = new Probe(RED, emitter as unknown as Node, def, check);
    running.add(probe);
    probe.begin();
    return probe;
}

/** Gives a message, and returns how it has ended so far: each end as its code, or `done`. */
function give(probe: Probe, msg: object): string[] {
    const ends: string[] = [];
    const done = (error?: Error): void => {
        ends.push(error ? String((error as { code?: unknown }).code) : 'done');
    };
    probe.input(msg as NodeMessage, () => {}, done);
    return ends;
}

describe('a node that sends commands', () => {
    beforeEach(() => {
        CHECKED.length = 0;
    });
    afterEach(() => {
        // First, so that none is left for the next test if one cannot close.
        const probes = [...running];
        running.clear();
        for (const probe of probes) probe.close();
    });

    it('sends the commands of a message to its hub, and ends it once', () => {
        const all = rig();
        const probe = start(all);
        assert.deepEqual(give(probe, { topic: 'led/-/set', payload: 'on' }), ['done']);
        assert.deepEqual(probe.sent, [[probe.hub, [{ kind: 'command', topic: 'led/-/set', payload: 'on' }]]]);
        assert.deepEqual(all.told, []);
    });

    it('sends with its settings, as itself', () => {
        const probe = start(rig());
        const expected = { owner: probe.node, policy: { kind: 'fail' }, timeoutMs: 7, answer: 'a/b', tries: 3 };
        assert.deepEqual(probe.options, expected);
        assert.equal(probe.options.owner, probe.node);
        assert.equal(probe.options, probe.options);
    });

    it('refuses a message that gives no command, with the reason, once', () => {
        const probe = start(rig());
        for (const [msg, code] of [
            [{ payload: [] }, 'batch-size'],
            [{ payload: [7] }, 'batch-item'],
        ] as const) {
            assert.deepEqual(give(probe, msg), [code]);
        }
        assert.deepEqual(probe.sent, []);
    });

    it('names the devices in a reason as their owner does', () => {
        const probe = start(rig(hubNode('Attic', { names: NAMES })));
        probe.refusal = refuse('not-confirmed', { device: RELAY, seconds: 2, tries: 3 }).reason;
        const errors: string[] = [];
        probe.input(
            { action: 'connect' } as unknown as NodeMessage,
            () => {},
            (error) => errors.push(String(error)),
        );
        assert.deepEqual(errors, [reason('not-confirmed', { device: `boiler (${RELAY})`, seconds: 2, tries: 3 })]);
        assert.deepEqual(give(probe, { payload: [['Cellar/set', true]] }), ['name-unknown']);
    });

    it('carries out an action, and sends nothing for it', () => {
        const probe = start(rig());
        assert.deepEqual(give(probe, { action: 'connect', topic: 'led/-/set', payload: 'on' }), ['done']);
        assert.deepEqual([probe.acted, probe.sent], [['connect'], []]);
        probe.refusal = refuse('action-output', { action: 'status' }).reason;
        assert.deepEqual(give(probe, { action: 'status' }), ['action-output']);
        assert.deepEqual(give(probe, { action: 'other', topic: 'led/-/set', payload: 'on' }), ['done']);
        assert.deepEqual(probe.topics, ['led/-/set']);
    });

    it('refuses an action that cannot be read', () => {
        const probe = start(rig());
        const msg = {
            get action() {
                throw new TypeError('a getter of the flow');
            },
        };
        assert.deepEqual(give(probe, msg), ['payload-unreadable']);
        assert.deepEqual([probe.acted, probe.sent], [[], []]);
    });

    it('starts a recording, and ends the message with what is recorded', async () => {
        const probe = start(rig());
        const ends = give(probe, { action: 'record', topic: 'led/-/set', payload: 'on' });
        await until(() => ends.length > 0, 'the end of the message');
        assert.deepEqual(ends, ['done']);
        assert.deepEqual(probe.recorded, [{ hub: 'Attic', file: 'a.jsonl', state: 'recording', minutes: 2 }]);
        assert.deepEqual(probe.sent, []);
    });

    it('ends a message about a recording with the reason if there is none', async () => {
        const probe = start(rig());
        const ends = give(probe, { action: 'stop recording' });
        await until(() => ends.length > 0, 'the end of the message');
        assert.deepEqual([ends, probe.recorded], [['recording-none'], []]);
        const unreadable = {
            action: 'record',
            get minutes() {
                throw new TypeError('a getter of the flow');
            },
        };
        assert.deepEqual(give(probe, unreadable), ['payload-unreadable']);
    });

    it('refuses each message with its fault, and does nothing else', () => {
        const probe = start(rig(null));
        for (const msg of [{ topic: 'led/-/set', payload: 'on' }, { action: 'connect' }, { action: 'record' }]) {
            assert.deepEqual(give(probe, msg), ['hub-missing']);
        }
        probe.close();
        assert.deepEqual(give(probe, { topic: 'led/-/set', payload: 'on' }), ['stopped']);
        assert.deepEqual([probe.sent, probe.acted], [[], []]);
    });

    it('shows the state of its hub at once, in however many nodes: only values wait for each other', () => {
        const all = rig();
        const shown: string[] = [];
        const node = { status: ({ text = '' }: { text?: string }) => shown.push(text) };
        const probes = Array.from({ length: 201 }, () => start(all, {}, CHECK(), node));
        const status = { fill: 'green', shape: 'dot', text: 'connected', state: 'connected' } as const;
        for (const probe of probes) probe.changed({ name: 'connected', since: 1 }, status);
        all.events.emit('flows:started');
        assert.equal(shown.length, probes.length);
    });

    describe('that closes', () => {
        /** A node whose hub notes commands that the stop of the flows has ended. */
        function closing(node: object): readonly [Probe, string[]] {
            const stopped: string[] = [];
            const hub = { ...hubNode('Attic'), stopReport: { add: (topic: string) => stopped.push(topic) } };
            return [start(rig(hub), {}, CHECK(), node), stopped];
        }

        it('refuses each later message as stopped, and counts it under its name, or else its type', () => {
            for (const [node, name] of [
                [{ name: 'Boiler on' }, 'Boiler on'],
                [{ name: '' }, 'clown-out'],
            ] as const) {
                const [probe, stopped] = closing(node);
                give(probe, { payload: [] });
                assert.deepEqual(stopped, [], 'a Catch node receives that error');
                probe.close();
                assert.deepEqual(give(probe, { topic: 'led/-/set', payload: 'on' }), ['stopped']);
                assert.deepEqual([stopped, probe.sent], [[name], []]);
            }
        });

        it('ends the messages whose settings are still awaited', () => {
            const all = rig();
            const kept: unknown[] = [];
            Object.assign(all.RED.util, { evaluateNodeProperty: (...call: unknown[]) => kept.push(call) });
            const probe = start(all, { payload: 'x', payloadType: 'flow', topic: 'led/-/set' });
            const ends = give(probe, {});
            assert.deepEqual([kept.length, ends], [1, []]);
            probe.close();
            assert.deepEqual(ends, ['stopped']);
        });

        it('closes also if its settings are invalid', () => {
            start(rig(), { command: 'moon' }).close();
        });
    });

    it('sends to the hub that it had when the message arrived', () => {
        const all = rig();
        let answer: (error: unknown, value: unknown) => void = () => assert.fail('the store was not asked');
        Object.assign(all.RED.util, {
            evaluateNodeProperty: (...call: unknown[]) => {
                answer = call[4] as typeof answer;
            },
        });
        const probe = start(all, { payload: 'x', payloadType: 'flow', topic: 'led/-/set' });
        const { hub } = probe;
        const ends = give(probe, {});
        all.hubs.set('hub', hubNode('Cellar'));
        all.events.emit('flows:started');
        assert.notEqual(probe.hub, hub);
        answer(null, 'on');
        assert.deepEqual([ends, probe.sent.map(([one]) => one === hub)], [['done'], [true]]);
    });

    describe('with the name of a device in its settings', () => {
        const named = { command: 'relay', device: 'boiler' };

        it('sends to that device', () => {
            const probe = start(rig(hubNode('Attic', { names: NAMES })), named);
            assert.deepEqual(give(probe, { payload: true }), ['done']);
            assert.deepEqual(probe.topics, [`${RELAY}/set`]);
        });

        it('reports a name that its hub does not have', () => {
            const all = rig(hubNode('Attic', { names: NAMES }));
            const probe = start(all, { ...named, device: 'Cellar' });
            assert.equal(probe.fault?.code, 'name-unknown');
            assert.match(all.told.join(), sentenceOf('name-unknown'));
        });

        it('sends to the device of this name at another hub after a deploy, with settings of their own', () => {
            const all = rig(hubNode('Attic', { names: NAMES }));
            const probe = start(all, named);
            const { options } = probe;
            const names = new DeviceNames([{ device: 'relay/i2c0-3c', name: 'boiler' }]);
            all.hubs.set('hub', hubNode('Cellar', { names }));
            all.events.emit('flows:started');
            assert.deepEqual(give(probe, { payload: true }), ['done']);
            assert.deepEqual(probe.topics, ['relay/i2c0-3c/set']);
            assert.notEqual(probe.options, options);
        });

        it('ends messages that still wait with the settings of the hub before', () => {
            const all = rig(hubNode('Attic', { names: NAMES }));
            Object.assign(all.RED.util, { evaluateNodeProperty: () => {} });
            const probe = start(all, { payload: 'x', payloadType: 'flow', topic: 'led/-/set' });
            const ends = give(probe, {});
            all.hubs.set('hub', hubNode('Cellar'));
            all.events.emit('flows:started');
            assert.deepEqual(ends, ['stopped']);
        });

        const HERE: readonly (readonly [string, settings: Stored, resolved: Stored])[] = [
            ['a topic', { topic: 'boiler/set' }, { topic: `${RELAY}/set` }],
            ['a topic of type text', { topic: 'boiler/set', topicType: 'str' }, { topic: `${RELAY}/set` }],
            ['a device', { command: 'relay', device: 'boiler' }, { device: RELAY }],
            ['the topic of a response', { answer: 'boiler/+' }, { answer: `${RELAY}/+` }],
            ['both topics', { topic: 'boiler/set', answer: 'boiler' }, { topic: `${RELAY}/set`, answer: RELAY }],
            ['no place of a value', { topic: 'boiler', topicType: 'msg' }, {}],
            ['no topic of another type', { topic: 7 }, {}],
            ['no other setting', { payload: 'boiler', name: 'boiler' }, {}],
        ];
        for (const [name, settings, resolved] of HERE) {
            it(`has it replaced in: ${name}`, () => {
                assert.deepEqual(withDevices(settings, NAMES), { ok: true, value: { ...settings, ...resolved } });
                const unnamed = withDevices(settings, DeviceNames.NONE);
                assert.equal(unnamed.ok && unnamed.value, settings);
            });
        }
    });

    it('checks its settings once for all nodes with equal ones, unless they belong to one node', () => {
        const all = rig();
        const check = CHECK();
        for (const name of ['one', 'two']) start(all, { name, topic: 'led/-/set' }, check);
        assert.equal(CHECKED.length, 1);
        for (const name of ['one', 'two']) start(all, { name, payload: 'x', payloadType: 'flow' }, check);
        assert.equal(CHECKED.length, 3);
    });

    it('has the variables in its settings replaced, apart from those that its command does not use', () => {
        const all = rig(hubNode('Attic'), { AT: 'led/-' });
        const probe = start(all, { topic: `${variable('AT')}/set`, device: variable('GONE') });
        assert.deepEqual(give(probe, { payload: 'on' }), ['done']);
        assert.deepEqual(probe.topics, ['led/-/set']);
        const missing = start(all, { topic: variable('GONE') });
        assert.deepEqual(missing.fault, refuse('variable-missing', { setting: 'topic', variable: 'GONE' }).reason);
    });

    it('quotes a setting as it was written: a variable may hold a secret', () => {
        const all = rig(hubNode('Attic'), { SECRET: 'p4ss' });
        const bad = { id: 'out', command: 'relay', device: `${variable('SECRET')}/a/b` };
        Object.assign(all.RED.nodes, { eachNode: (visit: (node: object) => void) => visit(bad) });
        const probe = start(all, bad);
        assert.equal(probe.fault?.code, 'device-name');
        assert.ok(!JSON.stringify([probe.fault, all.told]).includes('p4ss'));
        assert.ok(JSON.stringify(probe.fault).includes('SECRET'));
        all.hubs.set('hub', hubNode('Cellar', { names: NAMES }));
        all.events.emit('flows:started');
        assert.ok(!JSON.stringify([probe.fault, all.told]).includes('p4ss'));
        assert.ok(JSON.stringify(probe.fault).includes('SECRET'));
    });
});

describe('the confirmation of commands', () => {
    const ROWS: readonly (readonly [settings: object, found: boolean | string])[] = [
        [{ command: 'relay', confirm: true }, true],
        [{ command: 'relay', confirm: false }, false],
        [{ command: 'relay' }, false],
        [{ command: 'relay', confirm: 'yes' }, 'setting-choice'],
        [{ command: 'raw', confirm: true }, true],
        [{ command: 'raw', confirm: 'yes' }, false],
        [{ command: 'raw' }, false],
    ];
    for (const [settings, found] of ROWS) {
        it(`is ${found} with ${JSON.stringify(settings)}`, () => {
            const checked = checkConfirm(settings as Stored);
            assert.equal(checked.ok ? checked.value : checked.reason.code, found);
        });
    }
});
