// An example that stores readings, at work between a simulated hub and a real database.

import type { Simulator } from '../../../src/simulator';
import { demanding, examples, type Running, runExamples } from '../../nodes/support/examples';
import type { Item } from '../../nodes/support/flows';
import { tab } from '../../nodes/support/flows';
import { linked } from '../../nodes/support/links';
import { startReal, stopReal } from '../../nodes/support/real';
import { endClients } from '../../support/client.js';
import { endHubs, startSilentHub } from '../../support/hub.js';
import type { NodeRedOptions } from '../../support/node-red.js';

/** Seconds between the ticks of the queue; its pauses last some of them. */
const TICK_S = 0.2;

export interface Storing {
    readonly hub: Simulator;
    readonly running: Running;
}

/** Starts a Node-RED with the example on a hub that reports what the test prints; `edit` sets the address of the database. */
export async function startStoring(
    example: string,
    edit: (item: Item) => Item,
    options: NodeRedOptions = {},
): Promise<Storing> {
    const hub = await startSilentHub();
    const nodeRed = await startReal({ flows: [tab()], ...options });
    const flow = (examples.get(example) ?? demanding.get(example) ?? []).map((item) => {
        // Without the states that the hub node requests, the database has only what the test prints.
        if (item.type === 'clown-hub') return { ...item, place: 'address', address: hub.url, requestStates: false };
        if (item.name === 'every 5 s') return { ...item, repeat: String(TICK_S), onceDelay: '0.1' };
        return edit(item);
    });
    const running = (await runExamples(nodeRed, flow))(example);
    await linked(hub);
    return { hub, running };
}

/** Ends all that has been started. */
export async function stopStoring(): Promise<void> {
    await stopReal();
    await endClients();
    await endHubs();
}

/** A frame of each device type, and the numbers that it becomes by quantity. */
export const FRAMES: readonly { topic: string; payload: string; numbers: Readonly<Record<string, number>> }[] = [
    { topic: 'thermometer/i2c0-48', payload: '{"temperature": [-5.50, "\\u2103"]}', numbers: { temperature: -5.5 } },
    {
        topic: 'humidity-sensor/i2c0-40',
        payload: '{"relative-humidity": [40.0, "%"]}',
        numbers: { 'relative-humidity': 40 },
    },
    { topic: 'lux-meter/i2c0-44', payload: '{"illuminance": [500.25, "lux"]}', numbers: { illuminance: 500.25 } },
    {
        topic: 'barometer/i2c0-60',
        payload: '{"altitude": [200.5, "m"], "pressure": [99.000, "kPa"]}',
        numbers: { altitude: 200.5, pressure: 99 },
    },
    { topic: 'co2-sensor/i2c0-38', payload: '{"concentration": [800, "ppm"]}', numbers: { concentration: 800 } },
    { topic: 'relay/i2c0-3b', payload: '{"state": true}', numbers: { state: 1 } },
    { topic: 'led/-', payload: '{"state": "3-dot"}', numbers: { state: 4 } },
    { topic: 'push-button/-', payload: '{"event-count": 12}', numbers: { 'event-count': 12 } },
    { topic: 'pir/-', payload: '{"event-count": 3}', numbers: { 'event-count': 3 } },
];

/** Frames without any number: nothing of them is stored. */
export const NOT_STORED: readonly { topic: string; payload: string }[] = [
    { topic: 'relay/i2c0-3f', payload: '{"state": null}' },
    { topic: 'i2c/0', payload: '{"address": "48", "write": "(x)", "read": "01"}' },
];

export function print(hub: Simulator, frames: readonly { topic: string; payload: string }[]): void {
    for (const { topic, payload } of frames) hub.print(`["${topic}", ${payload}]`);
}

/** Frames of a thermometer, one for each number. */
export function temperatures(...values: readonly number[]): { topic: string; payload: string }[] {
    return values.map((value) => ({
        topic: 'thermometer/i2c0-49',
        payload: `{"temperature": [${value.toFixed(2)}, "\\u2103"]}`,
    }));
}
