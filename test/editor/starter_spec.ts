// Starter flows: what can be chosen, what is refused, and that each flow is whole and readable.

import assert from 'node:assert/strict';
import type { StarterNode } from '../../nodes/editor/sidebar/starter/canvas';
import {
    choicesOf,
    GOALS,
    type Goal,
    type MadeFlow,
    makeFlow,
    type StarterForm,
} from '../../nodes/editor/sidebar/starter/goals';
import { starterWords } from '../../nodes/editor/sidebar/starter/starter-texts';
import type { DeviceView } from '../../nodes/shared/views';
import { checkFlow } from '../../src/flow-check/check';

const device = (name: string, more: Partial<DeviceView> = {}): DeviceView => {
    const [type = '', address = ''] = name.split('/');
    const kind = type === 'relay' ? 'actuator' : 'sensor';
    return { device: name, type, address, kind, listed: true, values: [], ...more };
};

const HOME = [
    device('thermometer/i2c0-48'),
    device('barometer/i2c0-60', { name: 'attic with a very long name, really' }),
    device('relay/i2c0-3b'),
    device('push-button/-'),
    device('display-oled/i2c0-3c'),
    device('i2c/0'),
];

function form(goal: Goal, more: Partial<StarterForm> = {}, language = 'en-US'): StarterForm {
    let ids = 0;
    const { reporting, sensors, relays } = choicesOf(HOME, goal);
    const typed = { file: 'readings.csv', on: '20', off: '21', setPoint: '21' };
    const own = { newId: () => `id${ids++}`, say: starterWords(() => language) };
    return { goal, hub: 'hub', devices: reporting, sensor: sensors[0], relay: relays[0], ...typed, ...own, ...more };
}

function nodesOf(made: MadeFlow): readonly StarterNode[] {
    assert.ok(made.ok, JSON.stringify(made));
    return made.nodes;
}

const MINUTE_OFF = { duration: '1', units: 'min', op1type: 'nul', op2: 'false', op2type: 'bool' };

const labels = (all: readonly { readonly label: string }[]): string[] => all.map(({ label }) => label);

describe('a starter flow', () => {
    for (const goal of GOALS) {
        for (const language of ['en-US', 'cs']) {
            it(`${goal}, ${language}: is one named tab with a comment, whole, and with no node upon another`, () => {
                const [first, ...nodes] = nodesOf(makeFlow(form(goal, {}, language)));
                assert.equal(first?.type, 'tab');
                assert.ok(String(first.label).length > 5);
                assert.equal(
                    nodes.filter(({ type, info }) => type === 'comment' && String(info).length > 50).length,
                    1,
                );
                const ids = new Set(nodes.map(({ id }) => id));
                assert.equal(ids.size, nodes.length);
                for (const { id, z, name, wires = [], scope = [], hub, type, confirm } of nodes) {
                    assert.equal(z, first.id);
                    assert.notEqual(name, '', id);
                    assert.doesNotMatch(JSON.stringify(name), /__/);
                    for (const target of [...(wires as string[][]).flat(), ...(scope as string[])])
                        assert.ok(ids.has(target));
                    if (type.startsWith('clown')) assert.equal(hub, 'hub');
                    if (type === 'clown-out') assert.equal(confirm, true);
                }
                const reached = new Set(nodes.flatMap(({ wires = [] }) => (wires as string[][]).flat()));
                const starts = ['comment', 'clown-in', 'inject', 'catch'];
                assert.deepEqual(
                    nodes.filter(({ id, type }) => !reached.has(id) && !starts.includes(type)),
                    [],
                );
                assertApart(nodes);
            });
        }
    }

    for (const goal of GOALS) {
        it(`${goal}: passes the flow check`, () => {
            const nodes = nodesOf(makeFlow(form(goal)));
            const hub = { id: 'hub', type: 'clown-hub', place: 'simulated', settingsVersion: 1 };
            const known = HOME.map(({ device }) => ({ device, quantities: [], seconds: 1 }));
            const listed = HOME.map((one) => one.device);
            const knowledge = new Map([['hub', { listed, topics: [], devices: known, isSettled: true }]]);
            assert.deepEqual(checkFlow([hub, ...nodes], knowledge), []);
        });
    }

    it('names its devices as their owner does', () => {
        const nodes = nodesOf(makeFlow(form('show')));
        const [, barometer] = nodes.filter(({ type }) => type === 'clown-in');
        assert.equal(barometer?.topic, 'attic with a very long name, really');
        assert.equal(barometer.name, 'attic with a very long na…');
    });

    it('is for devices that report what it needs', () => {
        assert.deepEqual(labels(choicesOf(HOME, 'show').reporting), [
            'thermometer i2c0-48',
            'attic with a very long name, really',
            'relay i2c0-3b',
            'push-button',
        ]);
        assert.deepEqual(labels(choicesOf(HOME, 'warn').reporting), [
            'thermometer i2c0-48',
            'attic with a very long name, really',
        ]);
        assert.deepEqual(labels(choicesOf(HOME, 'limit').sensors), [
            'thermometer i2c0-48, temperature',
            'attic with a very long name, really, altitude',
            'attic with a very long name, really, pressure',
        ]);
        assert.deepEqual(labels(choicesOf(HOME, 'thermostat').sensors), ['thermometer i2c0-48, temperature']);
        assert.deepEqual(labels(choicesOf(HOME, 'limit').relays), ['i2c0-3b']);
    });

    it('reports silence after the limit of the owner, or one that fits the interval', () => {
        const limits = (...devices: DeviceView[]): unknown[] =>
            nodesOf(makeFlow(form('warn', { devices: choicesOf(devices, 'warn').reporting }))).flatMap(
                ({ type, silentAfter }) => (type === 'clown-in' ? [silentAfter] : []),
            );
        const slow = device('thermometer/i2c0-48', { interval: { seconds: 60, source: 'confirmed' } });
        const own = device('thermometer/i2c1-48', { limitMs: 500_000 });
        assert.deepEqual(limits(slow, own, device('lux-meter/i2c0-44')), ['190', '500', '60']);
    });

    it('leaves out a device whose owner turned its silence limit off, where silence counts', () => {
        const devices = [
            device('thermometer/i2c0-48', { limitMs: 0, name: 'attic' }),
            device('thermometer/i2c1-49'),
            device('lux-meter/i2c0-44', { limitMs: 0 }),
            device('relay/i2c0-3b', { limitMs: 0 }),
        ];
        const sensors = (goal: Goal): string[] => labels(choicesOf(devices, goal).sensors);
        assert.deepEqual(labels(choicesOf(devices, 'warn').reporting), ['thermometer i2c1-49']);
        assert.deepEqual(sensors('limit'), ['thermometer i2c1-49, temperature']);
        assert.deepEqual(sensors('thermostat'), ['thermometer i2c1-49, temperature']);
        assert.equal(choicesOf(devices, 'show').reporting.length, 4);
        assert.deepEqual(
            GOALS.map((goal) => choicesOf(devices, goal).unlimited),
            [[], [], ['attic', 'lux-meter i2c0-44'], ['attic', 'lux-meter i2c0-44'], ['attic']],
        );
    });

    for (const goal of ['limit', 'thermostat'] as const) {
        it(`${goal}: after a failed command, switches off in a minute unless a command is confirmed`, () => {
            const nodes = nodesOf(makeFlow(form(goal)));
            const next = (from: StarterNode | undefined): readonly StarterNode[] =>
                ((from?.wires ?? []) as string[][]).flat().flatMap((id) => nodes.filter((node) => node.id === id));
            const [trigger] = nodes.filter(({ type }) => type === 'trigger');
            assert.ok(trigger);
            const { duration, units, op1type, op2, op2type } = trigger;
            assert.deepEqual({ duration, units, op1type, op2, op2type }, MINUTE_OFF);
            const leads = (type: string): StarterNode[] =>
                next(nodes.find((node) => node.type === type)).filter((node) => next(node).includes(trigger));
            const rules = (type: string): unknown => leads(type).map((node) => node.rules);
            assert.deepEqual(rules('catch'), [
                [
                    { t: 'set', p: 'payload', pt: 'msg', to: 'false', tot: 'bool' },
                    { t: 'delete', p: 'reset', pt: 'msg' },
                    { t: 'delete', p: 'error', pt: 'msg' },
                ],
            ]);
            assert.deepEqual(rules('clown-out'), [[{ t: 'set', p: 'reset', pt: 'msg', to: 'true', tot: 'bool' }]]);
            const types = next(trigger).map(({ type }) => type);
            assert.deepEqual([types, next(next(trigger)[0]).map(({ type }) => type)], [['rbe'], ['clown-out']]);
        });
    }

    const refusals: readonly [name: string, goal: Goal, more: Partial<StarterForm>, sentence: RegExp][] = [
        ['without a device', 'show', { devices: [] }, /at least one device/],
        ['without a file', 'store', { file: ' ' }, /name of a file/],
        ['without a sensor', 'limit', { sensor: undefined }, /no sensor/],
        ['without a relay', 'thermostat', { relay: undefined }, /no relay/],
        ['with one limit', 'limit', { on: '20', off: '20.0' }, /two different numbers/],
        ['with a limit that is no number', 'limit', { on: 'warm' }, /two different numbers/],
        ['with a limit beyond numbers', 'limit', { on: '1e999' }, /two different numbers/],
        ['with a set-point that is no number', 'thermostat', { setPoint: '' }, /from 5 to 30/],
        ['with a set-point that no room has', 'thermostat', { setPoint: '31' }, /from 5 to 30/],
    ];
    for (const [name, goal, more, sentence] of refusals) {
        it(`${goal} is refused ${name}`, () => {
            const made = makeFlow(form(goal, more));
            assert.ok(!made.ok);
            assert.match(made.sentence, sentence);
        });
    }

    for (const [setPoint, isTaken] of [
        ['5', true],
        ['30', true],
        ['4.9', false],
        ['30.1', false],
    ] as const) {
        it(`thermostat ${isTaken ? 'takes' : 'refuses'} a set-point of ${setPoint}`, () => {
            assert.equal(makeFlow(form('thermostat', { setPoint })).ok, isTaken);
        });
    }

    it('says what it does, in its tab and its comment', () => {
        for (const goal of GOALS) {
            const say = starterWords(() => 'en-US');
            const [tab, comment] = nodesOf(makeFlow(form(goal)));
            assert.ok(String(tab?.label).length > 5 && String(comment?.name).length > 5, goal);
            if (goal === 'limit' || goal === 'thermostat') {
                assert.equal(comment?.name, say(`${goal}.comment`));
                assert.ok(String(comment.info).endsWith(say('switch.info')));
                assert.ok(String(comment.info).length > say('switch.info').length + 50);
            }
        }
    });

    for (const goal of ['limit', 'thermostat'] as const) {
        it(`${goal}: switches by the quantity of the sensor, off if it is silent, and on only by its own decision`, () => {
            const nodes = nodesOf(makeFlow(form(goal)));
            const [source = assert.fail()] = nodes.filter(
                ({ type, listen }) => type === 'clown-in' && listen === undefined,
            );
            const { output, quantity, outputs, silentAfter } = source;
            assert.deepEqual([output, quantity, outputs], ['quantity', 'temperature', 2]);
            assert.ok(Number(silentAfter) > 0);
            const payloads = nodes.flatMap(({ name, rules, type }) =>
                type === 'change'
                    ? (rules as { p: string; to: string; tot: string }[])
                          .filter(({ p, tot }) => p === 'payload' && tot === 'bool')
                          .map(({ to }) => [name, to])
                    : [],
            );
            assert.deepEqual(payloads.filter(([, to]) => to === 'true').length, 1, 'the only place that switches on');
            const [output1] = nodes.filter(({ type }) => type === 'clown-out');
            const [failures] = nodes.filter(({ type }) => type === 'catch');
            assert.deepEqual([failures?.scope, failures?.uncaught], [[output1?.id], false]);
            const [changes] = nodes.filter(({ type }) => type === 'rbe');
            assert.deepEqual([changes?.septopics, changes?.topi], [false, 'topic'], 'all commands are of one relay');
        });
    }

    it('takes a decimal comma', () => {
        const nodes = nodesOf(makeFlow(form('limit', { on: '20,5', off: '19' })));
        const limits = nodes.find(({ name }) => name === 'limits');
        assert.deepEqual(limits?.rules, [
            { t: 'gt', v: '20.5', vt: 'num' },
            { t: 'lt', v: '19', vt: 'num' },
        ]);
    });
});

/** No two nodes overlap, by the size that the editor gives them at most. */
function assertApart(nodes: readonly StarterNode[]): void {
    const boxes = nodes.map(({ x, y, name, type, wires = [] }) => {
        const width = 60 + 8 * String(name).length;
        const height = 15 * Math.max(2, (wires as unknown[]).length);
        assert.ok(Number(x) - width / 2 > 0, `${type} ${name} is cut off`);
        return { name, x: Number(x), y: Number(y), width, height };
    });
    for (const [index, one] of boxes.entries()) {
        for (const other of boxes.slice(index + 1)) {
            const isApart =
                Math.abs(one.x - other.x) >= (one.width + other.width) / 2 ||
                Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
            assert.ok(isApart, `${one.name} and ${other.name}`);
        }
    }
}
