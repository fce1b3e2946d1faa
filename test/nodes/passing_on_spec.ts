// Which Catch and Status nodes receive an event of a hub, without Node-RED: with flows that pass it on as those of Node-RED do.

import assert from 'node:assert/strict';
import type { Node } from 'node-red';
import { canPassOn, passError, passStatus } from '../../nodes/runtime/hub/flow-listeners';

/** A Catch or Status node: for all nodes of its flow, for its group, or for selected nodes. */
interface Listener {
    readonly scope: readonly string[] | 'group' | null;
    readonly g?: string;
    readonly uncaught?: boolean;
    receive(msg: object): void;
}

interface Reporter {
    readonly id: string;
    readonly g?: string;
}

interface Flow {
    readonly id: string;
    readonly TYPE: string;
    readonly catchNodes: readonly Listener[];
    readonly statusNodes: readonly Listener[];
    readonly parent?: object;
    handleError(source: object, error: Error, msg: object, reporter: Reporter): boolean;
    handleStatus(source: object, status: object, reporter: Reporter, isForListenersOnly: boolean): boolean;
}

/** By name; those for uncaught errors come last, as in Node-RED. */
type Named = Readonly<Record<string, Omit<Listener, 'receive'>>>;

const ALL: Omit<Listener, 'receive'> = { scope: null };
const UNCAUGHT: Omit<Listener, 'receive'> = { scope: null, uncaught: true };
const MSG = { clown: { hub: 'Attic' } };

describe('an event of a hub', () => {
    /** Listeners that have received it, and with what. */
    let received: (readonly [name: string, msg: unknown])[];
    /** How often a flow looked for the listeners of a node. */
    let asked: number;

    function passTo(listeners: readonly Listener[], msg: object, { id, g }: Reporter): boolean {
        asked++;
        let isHandled = false;
        for (const { scope, g: group, uncaught, receive } of listeners) {
            if (Array.isArray(scope) ? !scope.includes(id) : scope === 'group' && group !== g) continue;
            if (uncaught && isHandled) continue;
            receive(msg);
            isHandled = true;
        }
        return isHandled;
    }

    function flow(id: string, named: Named, { parent, TYPE = 'flow' }: { parent?: object; TYPE?: string } = {}): Flow {
        const listeners = Object.entries(named).map(([name, one]) => ({
            ...one,
            receive: (msg: object) => received.push([name, msg]),
        }));
        return {
            ...{ id, TYPE, catchNodes: listeners, statusNodes: listeners },
            ...(parent && { parent }),
            handleError(source, error, msg, reporter) {
                assert.deepEqual([source === hub, error.message], [true, 'lost']);
                const isHandled = passTo(this.catchNodes, msg, reporter);
                return isHandled || !!(this.parent as Flow | undefined)?.handleError(source, error, msg, reporter);
            },
            handleStatus(source, status, reporter, isForListenersOnly) {
                assert.deepEqual([source === hub, isForListenersOnly], [true, true]);
                const isHandled = passTo(this.statusNodes, { status }, reporter);
                const around = this.parent as Flow | undefined;
                return isHandled || !!around?.handleStatus(source, status, reporter, isForListenersOnly);
            },
        };
    }

    const node = (id: string, of: unknown, g?: string): Node =>
        ({ id, _flow: of, ...(g === undefined ? {} : { g }) }) as unknown as Node;

    let hub: Node;
    beforeEach(() => {
        received = [];
        asked = 0;
        hub = node('hub', flow('global', {}));
    });

    const names = (): string[] => received.map(([name]) => name);
    const lose = (...users: Node[]): boolean => passError(hub, users, new Error('lost'), MSG);

    it('reaches each listener of its users once, whichever of them it is for', () => {
        const tab = flow('f1', {
            all: ALL,
            'of b and c': { scope: ['b', 'c'] },
            'of a': { scope: ['a'] },
            'of none': { scope: ['d'] },
            'of inner': { scope: 'group', g: 'inner' },
            'of outer': { scope: 'group', g: 'outer' },
            'of empty': { scope: 'group', g: 'empty' },
            uncaught: UNCAUGHT,
        });
        assert.equal(
            lose(
                node('a', tab, 'inner'),
                node('b', tab),
                node('c', tab),
                node('e', tab, 'inner'),
                node('f', tab, 'outer'),
            ),
            true,
        );
        assert.deepEqual(names().sort(), ['all', 'of a', 'of b and c', 'of inner', 'of outer']);
        assert.ok(received.every(([, msg]) => msg === MSG));
    });

    it('reaches the listener of a group also if an earlier user is outside', () => {
        const tab = flow('f1', { 'of group': { scope: 'group', g: 'group' } });
        assert.equal(lose(node('a', tab), node('b', tab, 'group')), true);
        assert.deepEqual(names(), ['of group']);
    });

    it('reaches a listener for uncaught errors only if no other one in its flow receives it', () => {
        const [one, two] = [
            flow('f1', { all: ALL, rest: UNCAUGHT }),
            flow('f2', { 'of b': { scope: ['b'] }, only: UNCAUGHT }),
        ];
        assert.equal(lose(node('a', one), node('c', two)), true);
        assert.deepEqual(names().sort(), ['all', 'only']);
        received = [];
        // A later user decides for all of its flow.
        assert.equal(lose(node('c', two), node('b', two)), true);
        assert.deepEqual(names(), ['of b']);
    });

    it('that no listener receives is known as such', () => {
        const tab = flow('f1', { 'of none': { scope: ['d'] } });
        assert.deepEqual([lose(node('a', tab)), lose(), names()], [false, false, []]);
    });

    it('as a status reaches each Status node once, and no Catch node', () => {
        const tab = flow('f1', { all: ALL, 'of a': { scope: ['a'] } });
        Object.assign(tab, { catchNodes: [] });
        const status = { text: 'connected' };
        passStatus(hub, [node('a', tab), node('b', tab)], status);
        assert.deepEqual(received, [
            ['all', { status }],
            ['of a', { status }],
        ]);
        received = [];
        Object.assign(tab, { statusNodes: [] });
        passStatus(hub, [node('a', tab)], status);
        assert.deepEqual(received, []);
    });

    it('is looked for once in each group of a flow, and once for each node that is selected in a listener', () => {
        const tab = flow('f1', { all: ALL, some: { scope: ['user 1', 'user 2'] } });
        const users = Array.from({ length: 1_000 }, (_, at) =>
            node(`user ${at}`, tab, at % 2 === 0 ? 'even' : undefined),
        );
        assert.equal(lose(...users), true);
        assert.deepEqual([names().sort(), asked], [['all', 'some'], 4]);
    });

    it('goes from a subflow to the flow around it, once, unless something in it receives it', () => {
        const tab = flow('f1', { all: ALL });
        const open = ['one', 'two'].map((id) => flow(id, {}, { parent: tab, TYPE: 'subflow' }));
        assert.equal(lose(...open.map((inner, at) => node(`inner ${at}`, inner))), true);
        assert.deepEqual(names(), ['all']);
        received = [];
        const closed = flow('three', { inside: ALL }, { parent: tab, TYPE: 'subflow' });
        assert.equal(lose(node('inner', closed)), true);
        assert.deepEqual(names(), ['inside']);
    });

    it('is passed on by a flow around it that this pack does not know, as it is', () => {
        const parent = { handleError: (...call: unknown[]) => received.push(['around', call[2]]) > 0 };
        lose(node('inner', flow('one', {}, { parent, TYPE: 'subflow' })));
        assert.deepEqual(received, [['around', MSG]]);
    });

    it('reaches the flow of the hub itself, where it belongs to one', () => {
        const inner = flow('one', {}, { TYPE: 'subflow' });
        hub = node('hub', flow('f1', { 'of hub': { scope: ['hub'] } }));
        assert.equal(lose(node('inner', inner)), true);
        assert.deepEqual(names(), ['of hub']);
    });

    it('does not reach what is beside a hub for all flows, or beside one in a subflow without its users', () => {
        for (const own of [flow('global', { all: ALL }), flow('one', { all: ALL }, { TYPE: 'subflow' })]) {
            hub = node('hub', own);
            assert.equal(lose(node('a', flow('f1', {}))), false);
        }
        assert.deepEqual(received, []);
    });

    it('leaves out users whose flow is not known', () => {
        const tab = flow('f1', { all: ALL });
        const odd = [undefined, {}, { catchNodes: [] }, { statusNodes: [] }].map((of, at) => node(`odd ${at}`, of));
        assert.equal(lose(...odd, node('a', tab)), true);
        assert.deepEqual(names(), ['all']);
        hub = node('hub', undefined);
        assert.equal(lose(node('a', tab)), true);
        assert.deepEqual(names(), ['all', 'all']);
    });

    const FLOWS: readonly (readonly [found: unknown, isKnown: boolean])[] = [
        [undefined, false],
        [{}, false],
        [{ catchNodes: [] }, false],
        [{ statusNodes: [] }, false],
        [{ catchNodes: {}, statusNodes: [] }, false],
        [{ catchNodes: [], statusNodes: {} }, false],
        [{ catchNodes: [], statusNodes: [] }, true],
    ];
    for (const [found, isKnown] of FLOWS) {
        it(`${isKnown ? 'can' : 'cannot'} be passed on by a flow with ${JSON.stringify(found)}`, () =>
            assert.equal(canPassOn(node('hub', found)), isKnown));
    }
});
