// The nodes that the editor passes to the flow check: their names, and whether one of their hubs is awaited.

import assert from 'node:assert/strict';
import { isAwaited, withLabel } from '../../nodes/editor/flow-check/shown-nodes';
import { type FlowNode, type Knowledge, nameOf } from '../../nodes/flow-check/index';

const hub: FlowNode = { id: 'hub', type: 'clown-hub', name: '' };
const user: FlowNode = { id: 'in', type: 'clown-in', z: 'home', hub: 'hub', name: ' ' };

describe('the nodes in the editor', () => {
    it('without a name have their label, which is made when it is needed', () => {
        const made: string[] = [];
        const labelOf = (id: string): string | undefined => {
            made.push(id);
            return id === 'x' ? undefined : `label of ${id}`;
        };
        const nodes = [user, { ...user, id: 'named', name: 'boiler' }, { id: 'x', type: 'clown-out' }];
        const shown = nodes.map((node) => withLabel(node, labelOf));
        assert.deepEqual(made, []);
        assert.deepEqual(shown.map(nameOf), ['label of in', 'boiler', 'clown out']);
        assert.deepEqual([...new Set(made)], ['in', 'x']);
        assert.equal(user.name, ' ', 'the given node stays as it is');
    });
});

describe('a hub whose devices the flow check needs', () => {
    const running = [{ id: 'hub' }];
    const known = (isSettled: boolean): Knowledge =>
        new Map([['hub', { listed: [], topics: [], devices: [], isSettled }]]);
    const never = (): boolean => false;

    it('is awaited until it has been connected for long enough', () => {
        assert.equal(isAwaited([hub, user], running, known(false), never), true);
        assert.equal(isAwaited([hub, user], running, known(true), never), false);
        assert.equal(isAwaited([hub, user], [], new Map(), never), true, 'not deployed');
        assert.equal(isAwaited([hub, user], running, new Map(), never), false, 'several instances, or no permission');
        assert.equal(
            isAwaited([hub, user], running, new Map(), (id) => id === 'hub'),
            true,
            'changed',
        );
        assert.equal(isAwaited([hub, user], [{ id: 'one', template: 'hub' }], new Map(), never), false, 'an instance');
    });

    it('is not awaited if no running node needs them', () => {
        const flows: FlowNode[][] = [
            [hub],
            [hub, { ...user, type: 'clown-out' }],
            [hub, { ...user, d: true }],
            [{ id: 'home', type: 'tab', disabled: true }, hub, user],
            [{ ...hub, d: true }, user],
        ];
        for (const flow of flows) {
            assert.equal(isAwaited(flow, running, known(false), never), false, JSON.stringify(flow));
        }
    });
});

describe('what the flow check is told of the devices of a hub', () => {
    /** The module needs the types of the browser, which tests do not have. */
    const MODULE = '../../nodes/editor/flow-check/flow-in-editor';
    const NOW = 1_700_000_000_000;
    const device = (name: string, more: object = {}): object => ({ device: name, listed: true, values: [], ...more });
    const view = (more: object = {}): object => ({
        ...{ now: NOW, state: { word: 'connected', since: NOW - 600_000 }, listedAt: NOW - 500_000 },
        ...{ topics: [{ topic: 'button/-' }] },
        devices: [
            device('thermometer/i2c0-48', { interval: { seconds: 60, source: 'confirmed' } }),
            device('lux-meter/i2c0-44', { interval: { seconds: 30, source: 'default' } }),
            device('button/-', { listed: false, values: [{ quantity: 'presses', value: 1 }] }),
        ],
        ...more,
    });
    const rows: readonly [what: string, more: object, listed: string[] | undefined, isSettled: boolean][] = [
        ['its list once it is connected for a while', {}, ['thermometer/i2c0-48', 'lux-meter/i2c0-44'], true],
        [
            'that it has just connected',
            { state: { word: 'connected', since: NOW } },
            ['thermometer/i2c0-48', 'lux-meter/i2c0-44'],
            false,
        ],
        [
            'nothing settled of one that is away',
            { state: { word: 'waiting', since: 1 } },
            ['thermometer/i2c0-48', 'lux-meter/i2c0-44'],
            false,
        ],
        ['no list that is cut', { isCut: true }, undefined, true],
        ['no list that it has not sent', { listedAt: undefined }, undefined, true],
    ];
    for (const [what, more, listed, isSettled] of rows) {
        it(`is ${what}`, async () => {
            const { knownFrom } = (await import(MODULE)) as { knownFrom(view: object): unknown };
            assert.deepEqual(knownFrom(view(more)), {
                listed,
                isSettled,
                topics: ['button/-'],
                devices: [
                    { device: 'thermometer/i2c0-48', quantities: [], seconds: 60 },
                    // Another program may have changed a default.
                    { device: 'lux-meter/i2c0-44', quantities: [] },
                    { device: 'button/-', quantities: ['presses'] },
                ],
            });
        });
    }
});
