// clown in: what each output makes of a frame.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { hubAt, inNode, tab } from './support/flows';
import { linked } from './support/links';
import { clownOf, load, messagesAt, unload } from './support/runtime';

const BAROMETER = '["barometer/i2c0-60", {"altitude": [295.5, "m"], "pressure": [96.716, "kPa"]}]';
const THERMOMETER = '["thermometer/i2c1-48", {"temperature": [-5.50, "\\u2103"]}]';
const RELAY = '["relay/i2c0-3b", {"state": null}]';
const BOOT = '["boot", {"reason-for-reset": "power-on"}]';
/** Not in the form of the simulated hub, from which the hub node also requests the list. */
const LIST =
    '["-/-/config/ok", {"sensors": ["thermometer/i2c0-48"], "actuators": ["led/-", "relay/i2c0-3b"], "notifications": []}]';
const META = '["led/-", {"state": "1-dot"}, {"qos": 0, "source": {"name": "hub"}}]';

/** Comes after whatever a test is about: once it is there, what is not there will not come. */
const END = '["end/-", {"end": true}]';

const barometer = { type: 'barometer', address: 'i2c0-60', bus: 0, event: '', hub: 'Attic' };
const thermometer = { type: 'thermometer', address: 'i2c1-48', bus: 1, event: '', hub: 'Attic' };
const relay = { type: 'relay', address: 'i2c0-3b', bus: 0, event: '', hub: 'Attic' };
const led = { type: 'led', address: '-', event: '', hub: 'Attic' };

interface Case {
    readonly name: string;
    readonly settings: { readonly output: string; readonly quantity?: string };
    readonly frame: string;
    readonly gives: readonly object[];
}

const CASES: readonly Case[] = [
    {
        name: 'payload as received',
        settings: { output: 'payload' },
        frame: BAROMETER,
        gives: [
            {
                topic: 'barometer/i2c0-60',
                payload: { altitude: [295.5, 'm'], pressure: [96.716, 'kPa'] },
                clown: barometer,
            },
        ],
    },
    {
        name: 'payload as received, with a third element in msg.clown.meta',
        settings: { output: 'payload' },
        frame: META,
        gives: [
            {
                topic: 'led/-',
                payload: { state: '1-dot' },
                clown: { ...led, meta: { qos: 0, source: { name: 'hub' } } },
            },
        ],
    },
    {
        name: 'payload as received, of a notification without an address',
        settings: { output: 'payload' },
        frame: BOOT,
        gives: [
            {
                topic: 'boot',
                payload: { 'reason-for-reset': 'power-on' },
                clown: { type: 'boot', address: '', event: '', hub: 'Attic' },
            },
        ],
    },
    {
        name: 'payload as received, of a response with an event',
        settings: { output: 'payload' },
        frame: LIST,
        gives: [
            {
                topic: '-/-/config/ok',
                payload: {
                    sensors: ['thermometer/i2c0-48'],
                    actuators: ['led/-', 'relay/i2c0-3b'],
                    notifications: [],
                },
                clown: { type: '-', address: '-', event: 'config/ok', hub: 'Attic' },
            },
        ],
    },
    {
        name: 'values without units',
        settings: { output: 'values' },
        frame: BAROMETER,
        gives: [{ topic: 'barometer/i2c0-60', payload: { altitude: 295.5, pressure: 96.716 }, clown: barometer }],
    },
    {
        name: 'values without units, where there are none',
        settings: { output: 'values' },
        frame: RELAY,
        gives: [{ topic: 'relay/i2c0-3b', payload: { state: null }, clown: relay }],
    },
    {
        name: 'one quantity as a plain value, with its unit',
        settings: { output: 'quantity', quantity: 'pressure' },
        frame: BAROMETER,
        gives: [
            {
                topic: 'barometer/i2c0-60',
                payload: 96.716,
                quantity: 'pressure',
                unit: 'kPa',
                clown: barometer,
            },
        ],
    },
    {
        name: 'one quantity: degrees as one character become the usual two',
        settings: { output: 'quantity', quantity: 'temperature' },
        frame: THERMOMETER,
        gives: [
            {
                topic: 'thermometer/i2c1-48',
                payload: -5.5,
                quantity: 'temperature',
                unit: '°C',
                clown: thermometer,
            },
        ],
    },
    {
        name: 'one quantity: degrees as two characters stay as they are',
        settings: { output: 'quantity', quantity: 'temperature' },
        frame: '["thermometer/i2c1-48", {"temperature": [-5.5, "°C"]}]',
        gives: [
            {
                topic: 'thermometer/i2c1-48',
                payload: -5.5,
                quantity: 'temperature',
                unit: '°C',
                clown: thermometer,
            },
        ],
    },
    {
        name: 'one quantity without a unit, null included',
        settings: { output: 'quantity', quantity: 'state' },
        frame: RELAY,
        gives: [{ topic: 'relay/i2c0-3b', payload: null, quantity: 'state', clown: relay }],
    },
    {
        name: 'one quantity that the frame does not have: no message',
        settings: { output: 'quantity', quantity: 'pressure' },
        frame: THERMOMETER,
        gives: [],
    },
    {
        name: 'one quantity that every object inherits: no message',
        settings: { output: 'quantity', quantity: 'constructor' },
        frame: BAROMETER,
        gives: [],
    },
    {
        name: 'one message per quantity, in the order of the hub',
        settings: { output: 'each' },
        frame: '["barometer/i2c0-60", {"pressure": [96.716, "kPa"], "altitude": [295.5, "m"]}]',
        gives: [
            {
                topic: 'barometer/i2c0-60',
                payload: 96.716,
                quantity: 'pressure',
                unit: 'kPa',
                parts: part('pressure', 0, 2),
                clown: barometer,
            },
            {
                topic: 'barometer/i2c0-60',
                payload: 295.5,
                quantity: 'altitude',
                unit: 'm',
                parts: part('altitude', 1, 2),
                clown: barometer,
            },
        ],
    },
    {
        name: 'one message per quantity, where there is none: no message',
        settings: { output: 'each' },
        frame: '["led/-", {}]',
        gives: [],
    },
    {
        name: 'raw text of the frame, to the character',
        settings: { output: 'text' },
        frame: THERMOMETER,
        gives: [{ topic: 'thermometer/i2c1-48', payload: THERMOMETER, clown: thermometer }],
    },
];

/** `msg.parts` without its id. */
function part(key: string, index: number, count: number): object {
    return { id: '', type: 'object', key, index, count };
}

describe('clown in: outputs [R6, R7, R8]', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    for (const { name, settings, frame, gives } of CASES) {
        it(name, async () => {
            await load([tab(), hubAt(hub), ...inNode('in', settings), ...inNode('end', { topic: 'end/-' })]);
            await linked(hub);
            const before = Date.now();
            hub.print(frame);
            hub.print(END);
            await messagesAt('end-sink', 1);
            const got = (await messagesAt('in-sink', 0)).filter(({ topic }) => topic === JSON.parse(frame)[0]);
            for (const [at, msg] of got.entries()) {
                const { time, ...clown } = clownOf(msg);
                assert.ok(Number(time) >= before && Number(time) <= Date.now(), `msg.clown.time is ${time}`);
                assert.ok(msg._msgid);
                const made = msg.parts ? { ...msg, parts: { ...(msg.parts as object), id: '' } } : msg;
                assert.deepEqual({ ...made, clown, _msgid: '' }, { ...gives[at], _msgid: '' });
            }
            assert.equal(got.length, gives.length);
        });
    }
});
