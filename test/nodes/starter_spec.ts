// The starter flows at work in a real Node-RED, all at the same hub.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choicesOf, GOALS, type Goal, makeFlow } from '../../nodes/editor/sidebar/starter/goals';
import { starterWords } from '../../nodes/editor/sidebar/starter/starter-texts';
import type { DeviceView } from '../../nodes/shared/views';
import type { Simulator } from '../../src/simulator';
import { endHubs, startSilentHub } from '../support/hub.js';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { hubAt, type Item, tab } from './support/flows';
import { linked } from './support/links';
import { deployReal, press, probe, probed, startReal, stopReal } from './support/real';

const device = (name: string): DeviceView => {
    const [type = '', address = ''] = name.split('/');
    return { device: name, type, address, kind: 'sensor', listed: true, values: [] };
};

/** The devices of each goal. */
const DEVICES: Readonly<Record<Goal, readonly DeviceView[]>> = {
    show: [device('barometer/i2c0-60')],
    store: [device('barometer/i2c0-60'), device('humidity-sensor/i2c0-40')],
    warn: [device('thermometer/i2c1-49')],
    limit: [device('lux-meter/i2c0-44'), device('relay/i2c0-3b')],
    thermostat: [device('thermometer/i2c0-48'), device('relay/i2c0-3f')],
};

const RELAYS: readonly { readonly goal: Goal; readonly relay: string }[] = [
    { goal: 'limit', relay: 'i2c0-3b' },
    { goal: 'thermostat', relay: 'i2c0-3f' },
];

describe('starter flows at work', () => {
    const folder = mkdtempSync(join(tmpdir(), 'clown-starter-'));
    const file = join(folder, 'new', 'readings.csv');
    const flows = new Map<Goal, readonly Item[]>();
    let nodeRed: NodeRed;
    let hub: Simulator;

    before(async () => {
        nodeRed = await startReal({ flows: [tab()] });
        hub = await startSilentHub();
        let ids = 0;
        for (const goal of GOALS) {
            const { reporting, sensors, relays } = choicesOf(DEVICES[goal], goal);
            const typed = { file, on: '50', off: '60', setPoint: '21' };
            const own = { newId: () => `starter${ids++}`, say: starterWords(() => 'en-US') };
            const chosen = { hub: 'hub', devices: reporting, sensor: sensors[0], relay: relays[0] };
            const made = makeFlow({ goal, ...chosen, ...typed, ...own });
            assert.ok(made.ok, goal);
            flows.set(goal, made.nodes.map(quick));
        }
        const broken = RELAYS.flatMap(({ goal }) => failing(goal));
        await deployReal(nodeRed, [tab(), hubAt(hub), ...[...flows.values()].flat(), ...broken], 'full');
        await linked(hub);
    });
    after(async () => {
        await stopReal();
        await endHubs();
        rmSync(folder, { recursive: true, force: true });
    });

    /** With probes in the place of debug nodes, and shorter times. */
    function quick(item: Item): Item {
        if (item.type === 'debug') return probe(item.id, String(item.z));
        if (item.type === 'catch') return { ...item, scope: [...(item.scope as string[]), `fails-${item.z}`] };
        if (item.type === 'trigger') return { ...item, units: 's' };
        if (item.type === 'delay') return { ...item, rateUnits: 'second' };
        return item.silentAfter === undefined ? item : { ...item, silentAfter: '2' };
    }

    const tabOf = (goal: Goal): string => String(flows.get(goal)?.[0]?.id);
    /** A button, and a node that fails in the place of the relay node when it is pressed. */
    const failing = (goal: Goal): Item[] => {
        const [z, at] = [tabOf(goal), { x: 100, y: 100 }];
        const func = "node.error('not confirmed', msg);";
        return [
            { id: `press-${z}`, type: 'inject', z, props: [{ p: 'payload' }], ...at, wires: [[`fails-${z}`]] },
            { id: `fails-${z}`, type: 'function', z, func, outputs: 0, ...at, wires: [] },
        ];
    };

    /** What a debug node of a flow has shown so far; they are numbered as they were placed. */
    const shown = (goal: Goal, number: number): unknown[] => {
        const debugs = (flows.get(goal) ?? []).filter(({ type }) => type === 'function');
        return probed(nodeRed, String(debugs[number]?.id)).map(({ payload }) => payload);
    };
    const report = (topic: string, quantity: string, value: unknown, unit = ''): void =>
        hub.print(`["${topic}", {"${quantity}": [${JSON.stringify(value)}, "${unit}"]}]`);
    const sets = (relay: string): boolean[] =>
        hub.received
            .filter((line) => line.startsWith(`["relay/${relay}/set"`))
            .map((line) => (JSON.parse(line) as [string, { state: boolean }])[1].state);
    const readings = (lux: unknown, temperature: unknown): void => {
        report('lux-meter/i2c0-44', 'illuminance', lux);
        report('thermometer/i2c0-48', 'temperature', temperature);
    };
    /** Both relays have been commanded this, and the hub has confirmed it. */
    const done = (state: boolean): Promise<void> =>
        until(
            () => RELAYS.every(({ goal, relay }) => shown(goal, 0).at(-1) === state && sets(relay).at(-1) === state),
            `${state}`,
        );
    const pressure = (value: number): void =>
        hub.print(`["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [${value}, "kPa"]}]`);

    it('show: each quantity when it has changed', async () => {
        for (const value of [96.7, 96.7, 96.8]) pressure(value);
        await until(() => shown('show', 0).length >= 3, 'three changes');
        assert.deepEqual(shown('show', 0), [295.5, 96.7, 96.8]);
    });

    it('store: the latest value of each quantity, once in each interval', async () => {
        report('humidity-sensor/i2c0-40', 'relative-humidity', 43.5, '%');
        const rows = (): string[] => {
            try {
                return readFileSync(file, 'utf8').trim().split('\n');
            } catch {
                return [];
            }
        };
        await until(() => rows().length >= 3, 'three rows');
        assert.deepEqual(
            rows().map((row) => row.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/, '')),
            [
                'barometer/i2c0-60,altitude,295.5,m',
                'barometer/i2c0-60,pressure,96.8,kPa',
                'humidity-sensor/i2c0-40,relative-humidity,43.5,%',
            ],
        );
        assert.deepEqual(shown('store', 0), []);
    });

    it('warn: that a device is silent, and that it is back', async () => {
        const wait = 'thermometer/i2c1-49: no reading';
        await until(() => shown('warn', 0).at(-1) === wait, 'the warning');
        report('thermometer/i2c1-49', 'temperature', 20, '℃');
        await until(() => shown('warn', 0).includes('thermometer/i2c1-49: reports again'), 'the return');
    });

    it('limit and thermostat: off first, switched at both limits and not in between, and off when in doubt', async () => {
        await done(false);
        const before = RELAYS.map(({ relay }) => sets(relay).length);
        const states: boolean[] = [];
        const step = async (
            state: boolean,
            ...values: (readonly [lux: unknown, temperature: unknown])[]
        ): Promise<void> => {
            states.push(state);
            for (const [lux, temperature] of values) readings(lux, temperature);
            // No sensor falls silent meanwhile, however busy the machine is.
            const [lux, temperature] = values.at(-1) ?? [];
            const again = setInterval(() => readings(lux, temperature), 200);
            await done(state).finally(() => clearInterval(again));
        };
        await step(true, [55, 21], [50, 20.5], [49.9, 20.4], [60, 21.5]);
        await step(false, [60.1, 21.6], [55, 21], [70, 20.5]);
        await step(true, [10, 20]);
        await step(false, [null, null]);
        await step(true, [10, 20]);
        states.push(false);
        await done(false);
        for (const [index, { relay }] of RELAYS.entries()) {
            assert.deepEqual(sets(relay).slice(before[index]), states, relay);
        }
    });

    it('limit and thermostat: off again a while after a command has failed, although the sensor is silent', async () => {
        await done(false);
        const before = RELAYS.map(({ relay }) => sets(relay).length);
        await Promise.all(RELAYS.map(({ goal }) => press(nodeRed, `press-${tabOf(goal)}`)));
        const since = (): boolean[][] => RELAYS.map(({ relay }, index) => sets(relay).slice(before[index]));
        await until(() => since().every((states) => states.length > 0), 'off again');
        assert.deepEqual(since(), [[false], [false]]);
    });
});
