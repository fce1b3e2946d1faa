// A bridge on a clock that the test turns, with what it has printed, and a client without a socket.

import { LIMITS } from '../../src/protocol/payloads';
import { Bridge, type BridgeSetup } from '../../src/simulator/bridge';
import { DEFAULT_DEVICES } from '../../src/simulator/chips';
import { Hardware } from '../../src/simulator/hardware';
import { ManualClock } from '../support/manual-clock';

export interface Rig {
    readonly clock: ManualClock;
    readonly bridge: Bridge;
    readonly hardware: Hardware;
    /** What has been printed since the last look, of topics that begin so. */
    take(topic?: string): string[];
    /** Whether the device list names a device; it counts as a look. */
    lists(topic: string): boolean;
}

export function makeRig(changes: Partial<BridgeSetup> = {}): Rig {
    const clock = new ManualClock();
    const hardware = changes.hardware ?? new Hardware(DEFAULT_DEVICES);
    let printed: string[] = [];
    const bridge = new Bridge({
        clock,
        random: () => 0.5,
        measure: ({ sensor }) => (sensor === 'barometer' ? [1, 2] : [20]),
        hardware,
        dialect: 'bridge',
        refuses: [],
        silent: false,
        warm: false,
        bootMs: 0,
        print: (line) => printed.push(line),
        died: () => {},
        ...changes,
    });
    bridge.power();
    const take = (topic = ''): string[] => {
        const taken = printed.filter((line) => line.startsWith(`["${topic}`));
        printed = [];
        return taken;
    };
    const lists = (topic: string): boolean => {
        printed = [];
        bridge.input(line('-/-/config/list'));
        return take().some((list) => list.includes(`"${topic}"`));
    };
    return { clock, bridge, hardware, take, lists };
}

/** A client of the program, without a socket. */
export class FakeClient {
    passesFrames = true;
    obeys = true;
    dropped = false;
    readonly lines: string[] = [];

    write(line: string): void {
        this.lines.push(line);
    }

    drop(): void {
        this.dropped = true;
    }
}

/** Request and payload as a line. */
export function line(topic: string, payload: unknown = {}): string {
    return `["${topic}", ${JSON.stringify(payload)}]`;
}

/** A frame with one part more than a bridge takes. */
export const BEYOND = line('window/-/set', { list: Array.from({ length: LIMITS.tokens - 4 }, () => 1) });
