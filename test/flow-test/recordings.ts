// Recordings and parts of flows for tests.

import { headerLine, messageLine } from '../../src/recording/format';

export const STARTED = '2026-03-01T20:00:00.000Z';

/** The text of a recording with these messages of the hub. */
export function recording(messages: readonly (readonly [at: number, message: string])[], endMs: number): string {
    const header = {
        clownHubRecording: 1,
        pack: '',
        nodeRed: '',
        nodejs: '',
        started: STARTED,
        hub: 'House',
        devices: [],
    };
    return [
        headerLine(header),
        '{"at":0,"state":"connected"}',
        ...messages.map(([at, text]) => messageLine(at, 'in', text)),
        `{"at":${endMs},"end":"stopped"}`,
        '',
    ].join('\n');
}

/** A reading of a thermometer. */
export function temperature(at: number, celsius: number): [number, string] {
    return [at, `["thermometer/i2c0-48", {"temperature": [${celsius}, "\\u2103"]}]`];
}

export const TAB = { id: 'f', type: 'tab', label: 'Home' };
export const HOUSE = { id: 'house', type: 'clown-hub', name: 'House', address: 'ws://127.0.0.1:9/ws' };

let place = 0;

/** A node on the canvas. */
export function node(id: string, type: string, more: object = {}, ...targets: string[]): object {
    return { id, type, z: 'f', name: '', x: 100, y: ++place, wires: [targets], ...more };
}

/** Injects once after so many seconds. */
export function once(id: string, seconds: number, payload: string, ...targets: string[]): object {
    const props = [{ p: 'payload', v: payload, vt: 'str' }];
    return node(id, 'inject', { props, once: true, onceDelay: seconds, repeat: '', crontab: '' }, ...targets);
}

/** Switches a relay and waits for the hub to confirm it. */
export function relay(id: string, more: object = {}): object {
    return node(id, 'clown-out', { hub: 'house', command: 'relay', device: 'relay/i2c0-3b', confirm: true, ...more });
}
