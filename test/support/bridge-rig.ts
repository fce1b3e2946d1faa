// A bridge on a clock that the test turns, with what it has printed.

import { Bridge, type BridgeSetup } from '../../src/simulator/bridge';
import { DEFAULT_DEVICES } from '../../src/simulator/chips';
import { Hardware } from '../../src/simulator/hardware';
import { line } from './lines';
import { ManualClock } from './manual-clock';

interface Printed {
    readonly at: number;
    readonly line: string;
}

/** A bridge that was switched on; `take`, `takeTimed` and `times` each are a look at what it has printed. */
export class BridgeRig {
    readonly clock = new ManualClock();
    readonly hardware: Hardware;
    readonly bridge: Bridge;
    /** How often the bridge has died. */
    deaths = 0;
    #printed: Printed[] = [];

    constructor(changes: Partial<BridgeSetup> = {}) {
        const { clock } = this;
        this.hardware = changes.hardware ?? new Hardware(DEFAULT_DEVICES);
        this.bridge = new Bridge({
            clock,
            random: () => 0.5,
            measure: ({ sensor }) => (sensor === 'barometer' ? [1, 2] : [20]),
            hardware: this.hardware,
            dialect: 'bridge',
            refuses: [],
            silent: false,
            warm: false,
            bootMs: 0,
            print: (line) => this.#printed.push({ at: clock.now(), line }),
            died: () => {
                this.deaths += 1;
            },
            ...changes,
        });
        this.bridge.power();
    }

    /** What has been printed since the last look, of topics that begin so, and when. */
    takeTimed(topic = ''): Printed[] {
        const taken = this.#printed.filter(({ line }) => line.startsWith(`["${topic}`));
        this.#printed = [];
        return taken;
    }

    take(topic = ''): string[] {
        return this.takeTimed(topic).map(({ line }) => line);
    }

    times(topic: string): number[] {
        return this.takeTimed(topic).map(({ at }) => at);
    }

    /** Whether the device list names a device. */
    lists(topic: string): boolean {
        this.take();
        this.bridge.input(line('-/-/config/list'));
        return this.take().some((list) => list.includes(`"${topic}"`));
    }
}
