// How a node uses its hub, without Node-RED: what its status shows first, which faults it reports, and what it leaves.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { install } from '@sinonjs/fake-timers';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { HubUsers } from '../../nodes/runtime/hub/hub-users';
import { Attachment, attach, type Done } from '../../nodes/runtime/node/hub-node';
import type { AgedStatus, Status } from '../../nodes/runtime/status/status';
import { valueAges } from '../../nodes/runtime/status/value-ages';
import type { ClownHubNode } from '../../nodes/runtime/types';
import { ok, type Result, refuse } from '../../src/base/errors';
import type { HubState } from '../../src/hub-types';
import { DeviceNames } from '../../src/protocol/device-names';
import { sentenceOf, translate } from './support/catalogue';
import { usesManualClock } from './support/manual-system-clock';

const NAMES = new DeviceNames([{ device: 'lamp/0', name: 'lamp' }]);
const WAITING: HubState = { name: 'waiting', attempt: 1, retryAt: 0, cause: refuse('refused').reason };
const connected = (problems: object = {}): HubState => ({ name: 'connected', since: 1, ...problems });
const shown = (text: string): Status => ({ fill: 'green', shape: 'dot', text, state: 'connected' });
const aged = (text: string): AgedStatus => ({ status: shown(text), nextMs: undefined });

interface TestHub {
    readonly node: ClownHubNode;
    /** What it was asked for. */
    readonly uses: string[];
    change(state: HubState): void;
}

const RED_TEXTS = { _: translate } as unknown as NodeAPI;

function hubNode(label: string, more: object = {}): TestHub {
    const uses: string[] = [];
    let watcher = (_state: HubState): void => {};
    const hub = {
        names: DeviceNames.NONE,
        watch: (one: typeof watcher) => {
            watcher = one;
        },
        join: () => {
            uses.push('join');
            return () => uses.push('leave');
        },
        withdraw: ({ id }: Node) => uses.push(`withdraw ${id}`),
        ...more,
    };
    const node = {
        ...{ type: 'clown-hub', hub: ok(hub), label, showStatus: true, hints: { label }, recordings: { label } },
        devices: () => [{ device: label }],
        interval: (device: string) => ({ seconds: device.length, source: 'configured' }),
        silenceLimits: new Map([[label, 1]]),
        nodes: new HubUsers(RED_TEXTS, hub as never),
        stopReport: { add: (topic: string) => uses.push(`stopped ${topic}`) },
        ...more,
    };
    return { node: node as unknown as ClownHubNode, uses, change: (state) => watcher(state) };
}

class Probe extends Attachment<string> {
    readonly calls: string[] = [];
    kept: AgedStatus | undefined = undefined;
    rechecked: Result<string> = ok('checked again');

    input(msg: NodeMessage, _send: unknown, done: Done): void {
        this.calls.push(`input ${msg.payload}`);
        done();
    }

    protected override joined(): void {
        this.calls.push('joined');
    }

    protected override leaving(): void {
        this.calls.push('leaving');
    }

    protected recheck(names: DeviceNames): Result<string> {
        this.calls.push(names.isEmpty ? 'recheck without names' : 'recheck');
        return this.rechecked;
    }

    protected override get hasKept(): boolean {
        return this.kept !== undefined;
    }

    protected override keptStatus(): AgedStatus | undefined {
        return this.kept;
    }

    fail(topic: string): void {
        this.countFailed(topic);
    }
}

interface Rig {
    readonly probe: Probe;
    readonly node: EventEmitter & { readonly id: string };
    readonly events: EventEmitter;
    readonly statuses: Status[];
    readonly errors: string[];
    /** Hub nodes by id. */
    readonly hubs: Map<string, unknown>;
}

const running = new Set<Probe>();

function make(hub: unknown, checked: Result<string> = ok('checked')): Rig {
    const events = new EventEmitter();
    const hubs = new Map<string, unknown>([['hub', hub]]);
    const RED = { _: translate, events, nodes: { getNode: (id: string) => hubs.get(id) } } as unknown as NodeAPI;
    const statuses: Status[] = [];
    const errors: string[] = [];
    const node = Object.assign(new EventEmitter(), {
        id: 'user',
        status: (status: Status) => statuses.push(status),
        error: (error: Error) => errors.push(String(error)),
    });
    const probe = new Probe(RED, node as unknown as Node, 'hub', checked);
    running.add(probe);
    attach(probe);
    return { probe, node, events, statuses, errors, hubs };
}

/** The one status of a node at this hub, after flows have started. */
function firstStatus(state: HubState, prepare: (probe: Probe) => void, more: object = {}): string | undefined {
    const hub = hubNode('Attic', more);
    const { probe, events, statuses } = make(hub.node);
    hub.change(state);
    prepare(probe);
    assert.equal(statuses.length, 0, 'no Status node would receive it while flows start');
    events.emit('flows:started');
    assert.equal(statuses.length, 1);
    return statuses[0]?.text;
}

describe('a node that uses a hub', () => {
    const clock = usesManualClock();

    afterEach(() => {
        // First, so that none is left for the next test if one cannot close.
        const probes = [...running];
        running.clear();
        try {
            for (const probe of probes) probe.close();
        } finally {
            for (const probe of probes) valueAges.delete(probe);
        }
    });

    const own = (probe: Probe): void => probe.show(shown('own'));
    const hint = (probe: Probe): void => probe.showHint(shown('hint'));
    const value = (probe: Probe): void => probe.showValue({ valueAt: () => aged('value') });
    const kept = (probe: Probe): void => {
        probe.kept = aged('kept');
        probe.refresh();
    };
    const nothing = (): void => {};
    const SILENT = connected({ silentMs: 1_000 });

    const STATUSES: readonly (readonly [string, HubState, string, ...((probe: Probe) => void)[]])[] = [
        ['the state of the hub', connected(), 'connected', nothing],
        ['a value of the hub', connected(), 'value', value],
        ['a value from before', connected(), 'kept', kept],
        ['a value of the hub rather than one from before', connected(), 'value', kept, value],
        [
            'the state where a value has no status',
            connected(),
            'connected',
            (p) => p.showValue({ valueAt: () => undefined }),
        ],
        ['a hint rather than a value', connected(), 'hint', value, hint],
        ['a status of its own rather than a hint', connected(), 'own', hint, own],
        ['no status of its own that has ended', connected(), 'value', value, own, (p) => p.show(undefined)],
        ['no hint that has ended', connected(), 'value', value, hint, (p) => p.showHint(undefined)],
        ['what is wrong with the hub rather than a hint', SILENT, 'connected, silent for 1 s', hint],
        ['what is wrong with the hub rather than a value', SILENT, 'connected, silent for 1 s', value],
        ['a status of its own also then', SILENT, 'own', own],
        [
            'that the hub is away rather than anything else',
            { name: 'disconnected' },
            'not connected',
            value,
            hint,
            own,
            kept,
        ],
    ];
    for (const [name, state, text, ...steps] of STATUSES) {
        it(`shows ${name}`, () => {
            assert.equal(
                firstStatus(state, (probe) => {
                    for (const step of steps) step(probe);
                }),
                text,
            );
        });
    }

    it('shows nothing where the hub does not show its state', () => {
        for (const step of [nothing, own, hint, value]) {
            assert.equal(firstStatus(connected(), step, { showStatus: false }), undefined);
        }
    });

    it('shows no value of a connection that was lost', () => {
        const hub = hubNode('Attic');
        const { probe, events, statuses } = make(hub.node);
        hub.change(connected());
        value(probe);
        hub.change(WAITING);
        hub.change(connected());
        events.emit('flows:started');
        assert.deepEqual(
            statuses.map(({ text }) => text),
            ['connected'],
        );
    });

    it('offers what its hub node knows', () => {
        const { probe } = make(hubNode('Attic').node);
        assert.deepEqual(probe.devices(), [{ device: 'Attic' }]);
        assert.deepEqual(probe.interval('a/b'), { seconds: 3, source: 'configured' });
        assert.deepEqual([...probe.silenceLimits], [['Attic', 1]]);
        assert.deepEqual(
            [probe.label, probe.hints, probe.recordings],
            ['Attic', { label: 'Attic' }, { label: 'Attic' }],
        );
        assert.equal(probe.settings, 'checked');
        assert.equal(make(hubNode('Attic', { showStatus: false }).node).probe.hints, undefined);
    });

    it('without a hub offers nothing, and throws where it would need one', () => {
        const { probe } = make(null, refuse('topic-missing'));
        assert.deepEqual([probe.devices(), probe.interval('a/b'), [...probe.silenceLimits]], [[], undefined, []]);
        assert.deepEqual([probe.label, probe.hints, probe.names.isEmpty], ['', undefined, true]);
        assert.throws(() => probe.settings, /topic-missing/);
        own(probe);
        probe.refresh();
        const invalid = hubNode('Attic', { hub: refuse('address-missing') });
        assert.throws(() => make(invalid.node).probe.hub, /address-missing/);
    });

    const VALID = hubNode('Attic').node;
    const INVALID = hubNode('Attic', { hub: refuse('address-missing') }).node;
    const OTHER = { type: 'mqtt-broker', hub: ok({}) };
    const NO_VARIABLE = refuse('variable-missing', { setting: 'topic', variable: 'X' });
    const FAULTS: readonly (readonly [string, unknown, Result<string>, code: string, isReported: boolean])[] = [
        ['no hub', undefined, ok(''), 'hub-missing', true],
        ['another kind of node as its hub', OTHER, ok(''), 'hub-missing', true],
        ['an invalid hub, which reports itself', INVALID, ok(''), 'address-missing', false],
        ['an invalid setting', VALID, refuse('topic-missing'), 'topic-missing', true],
        ['an invalid setting and no hub', undefined, refuse('topic-missing'), 'hub-missing', true],
        ['an invalid setting and an invalid hub', INVALID, refuse('topic-missing'), 'address-missing', false],
        ['a missing variable and an invalid hub', INVALID, NO_VARIABLE, 'variable-missing', true],
    ];
    for (const [name, hub, checked, code, isReported] of FAULTS) {
        it(`with ${name} shows why it cannot work, and does not connect`, () => {
            const { probe, events, statuses, errors } = make(hub, checked);
            assert.equal(probe.fault?.code, code);
            events.emit('flows:started');
            assert.deepEqual(
                statuses.map((status) => [status.code, status.fill, status.state]),
                [[code, 'red', 'invalid']],
            );
            assert.equal(errors.length, isReported ? 1 : 0);
            if (isReported) assert.match(errors[0] ?? '', sentenceOf(code));
            assert.deepEqual(probe.calls, []);
            probe.close();
            assert.deepEqual(probe.calls, []);
        });
    }

    it('receives messages, and closes with its node', () => {
        const hub = hubNode('Attic');
        const { probe, node, events } = make(hub.node);
        let ended = 0;
        node.emit(
            'input',
            { payload: 1 },
            () => {},
            () => ended++,
        );
        assert.deepEqual([probe.calls, ended], [['joined', 'input 1'], 1]);
        assert.deepEqual(hub.uses, ['join']);
        probe.fail('a/b');
        assert.deepEqual(hub.uses, ['join'], 'a Catch node receives that error');
        node.emit('close');
        assert.deepEqual(probe.calls.slice(2), ['leaving']);
        assert.deepEqual(hub.uses, ['join', 'withdraw user', 'leave']);
        assert.deepEqual(probe.fault, refuse('stopped', { topic: 'msg' }).reason);
        assert.deepEqual(events.eventNames(), []);
        probe.fail('a/b');
        assert.deepEqual(hub.uses.slice(3), ['stopped a/b']);
    });

    it('shows a value again when it has become old, unless it has closed', () => {
        const hub = hubNode('Attic');
        const { probe, events, statuses } = make(hub.node);
        let refreshed = 0;
        hub.change(connected());
        clock().advance(1_000);
        probe.showValue({ valueAt: (now) => ({ status: shown(`at ${now}`), nextMs: 5_000 }) });
        events.emit('flows:started');
        assert.equal(statuses[0]?.text, 'at 1000');
        probe.refresh = () => refreshed++;
        clock().advance(4_999);
        assert.equal(refreshed, 0);
        clock().advance(1);
        assert.equal(refreshed, 1);
        const again = make(hub.node);
        again.probe.showValue({ valueAt: () => ({ status: shown('x'), nextMs: 5_000 }) });
        again.events.emit('flows:started');
        assert.equal(clock().pending, 1);
        again.probe.close();
        assert.equal(clock().pending, 0);
    });

    it('shows a value that does not age until the next one, also after one that does', () => {
        const fake = install({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
        try {
            const hub = hubNode('Attic');
            const { probe, events, statuses } = make(hub.node);
            hub.change(connected());
            probe.showValue({ valueAt: () => ({ status: shown('new'), nextMs: 5_000 }) });
            events.emit('flows:started');
            assert.deepEqual([statuses.at(-1)?.text, clock().pending], ['new', 1]);
            value(probe);
            fake.tick(1_000);
            assert.deepEqual([statuses.at(-1)?.text, clock().pending], ['value', 0]);
        } finally {
            fake.uninstall();
        }
    });

    it('shows the latest of many values that wait, each of which costs nothing', () => {
        const hub = hubNode('Attic');
        const { probe } = make(hub.node);
        hub.change(connected());
        let refreshed = 0;
        const { refresh } = probe;
        probe.refresh = () => {
            refreshed++;
            refresh.call(probe);
        };
        for (let at = 0; at < 5; at++) probe.showValue({ valueAt: () => aged(`value ${at}`) });
        assert.equal(refreshed, 1);
    });

    it('shows in the next deploy, too, what has changed only when flows have started', () => {
        const fake = install({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
        try {
            const hub = hubNode('Attic');
            const { events, statuses } = make(hub.node);
            hub.change(connected());
            events.emit('flows:started');
            fake.tick(1_000);
            events.emit('flows:starting');
            hub.change({ name: 'disconnected' });
            fake.tick(1_000);
            assert.equal(statuses.length, 1);
            events.emit('flows:started');
            assert.deepEqual(
                statuses.map(({ text }) => text),
                ['connected', 'not connected'],
            );
        } finally {
            fake.uninstall();
        }
    });

    it('changes no status after it has closed', () => {
        const fake = install({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
        try {
            const hub = hubNode('Attic');
            const { probe, events, statuses } = make(hub.node);
            hub.change(connected());
            events.emit('flows:started');
            hub.change({ name: 'disconnected' });
            assert.equal(fake.countTimers(), 1);
            probe.close();
            assert.equal(fake.countTimers(), 0);
            assert.equal(statuses.length, 1);
        } finally {
            fake.uninstall();
        }
    });

    it('leaves its status to those that have closed, if it has one', () => {
        const hub = hubNode('Attic');
        const { probe, events, statuses } = make(hub.node);
        hub.change(connected());
        events.emit('flows:started');
        probe.close();
        events.emit('runtime-event', { id: 'runtime-state', payload: { state: 'stop' } });
        assert.deepEqual(
            statuses.map(({ text }) => text),
            ['connected', 'not connected'],
        );
        const hidden = make(hubNode('Attic', { showStatus: false }).node);
        hidden.events.emit('flows:started');
        hidden.probe.close();
        assert.deepEqual(hidden.events.eventNames(), []);
    });

    it('replaces a node of its id that has closed, whose status is over then', () => {
        const hub = hubNode('Attic');
        const { probe, node, events, statuses } = make(hub.node);
        hub.change(connected());
        events.emit('flows:started');
        probe.close();
        const next = new Probe(probe.RED, node as unknown as Node, 'hub', ok('checked'));
        running.add(next);
        attach(next);
        events.emit('runtime-event', { id: 'runtime-state', payload: { state: 'stop' } });
        assert.deepEqual(
            statuses.map(({ text }) => text),
            ['connected'],
        );
    });

    describe('whose hub node is another one after a deploy', () => {
        const calls = (rig: Rig): string[] => rig.probe.calls.splice(0);

        it('leaves the old one and uses the new one', () => {
            const [old, fresh] = [hubNode('Attic'), hubNode('Cellar')];
            const rig = make(old.node);
            rig.events.emit('flows:started');
            assert.deepEqual(calls(rig), ['joined']);
            rig.hubs.set('hub', fresh.node);
            rig.events.emit('flows:starting');
            rig.events.emit('flows:started');
            assert.deepEqual(calls(rig), ['leaving', 'joined']);
            assert.deepEqual(old.uses, ['join', 'withdraw user', 'leave']);
            assert.deepEqual(fresh.uses, ['join']);
            assert.deepEqual([rig.probe.label, rig.probe.settings, rig.probe.fault], ['Cellar', 'checked', undefined]);
        });

        it('checks its settings again if that has other names', () => {
            const rig = make(hubNode('Attic').node);
            rig.hubs.set('hub', hubNode('Cellar', { names: NAMES }).node);
            rig.events.emit('flows:started');
            assert.deepEqual(calls(rig), ['joined', 'leaving', 'recheck', 'joined']);
            assert.equal(rig.probe.settings, 'checked again');
            assert.equal(rig.probe.names, NAMES);
            rig.probe.rechecked = refuse('topic-missing');
            rig.hubs.set('hub', hubNode('Roof').node);
            rig.events.emit('flows:started');
            assert.deepEqual(calls(rig), ['leaving', 'recheck without names']);
            assert.equal(rig.probe.fault?.code, 'topic-missing');
            assert.equal(rig.errors.length, 1);
        });

        it('stops without one, and works again with one', () => {
            const rig = make(hubNode('Attic').node);
            calls(rig);
            rig.hubs.delete('hub');
            rig.events.emit('flows:started');
            assert.deepEqual([calls(rig), rig.probe.fault?.code], [['leaving'], 'hub-missing']);
            assert.equal(rig.errors.length, 1);
            rig.hubs.set('hub', hubNode('Attic').node);
            rig.events.emit('flows:started');
            assert.deepEqual([calls(rig), rig.probe.fault], [['joined'], undefined]);
        });

        it('reports its own fault once there is a hub', () => {
            const rig = make(undefined, refuse('topic-missing'));
            rig.hubs.set('hub', hubNode('Attic').node);
            rig.events.emit('flows:started');
            assert.deepEqual([rig.probe.fault?.code, rig.errors.length], ['topic-missing', 2]);
        });

        it('reports its own fault once', () => {
            const rig = make(hubNode('Attic').node, refuse('topic-missing'));
            rig.hubs.set('hub', hubNode('Attic').node);
            rig.events.emit('flows:started');
            assert.equal(rig.errors.length, 1);
            assert.equal(rig.probe.fault?.code, 'topic-missing');
            rig.hubs.set('hub', undefined);
            rig.events.emit('flows:started');
            assert.deepEqual(rig.probe.fault, refuse('hub-missing').reason);
            const variable = make(undefined, NO_VARIABLE);
            variable.hubs.set('hub', INVALID);
            variable.events.emit('flows:started');
            assert.deepEqual([variable.errors.length, variable.probe.fault?.code], [1, 'variable-missing']);
        });
    });
});
