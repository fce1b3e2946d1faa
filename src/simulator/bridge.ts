// The simulated bridge program: obeys lines and prints lines. The board holds the devices; the clients and their
// WebSockets are unknown here.

import { Board, type BoardSetup } from './board';
import { DIALECTS, type Dialect } from './bridge-dialects';
import { type Order, understand } from './command-parser';
import { formatConfig, formatError, formatList, formatState } from './format';

export interface BridgeSetup extends Omit<BoardSetup, 'early'> {
    readonly dialect: Dialect;
    /** Topics of devices that refuse every configuration with an error. */
    readonly refuses: readonly string[];
    /** Called when a line has ended the process; nothing is printed afterwards. */
    readonly died: () => void;
}

/** One bridge process without a socket: `input` takes a line, `print` of its setup gets each output line. */
export class Bridge {
    readonly #setup: BridgeSetup;
    readonly #refuses: ReadonlySet<string>;
    /** The state of its devices; unplugs and plugs them. */
    readonly board: Board;
    #powered = false;

    constructor(setup: BridgeSetup) {
        this.#setup = setup;
        this.#refuses = new Set(setup.refuses);
        this.board = new Board({ ...setup, early: DIALECTS[setup.dialect].early });
    }

    /** Starts it, once; for the first moments every device is missing (clown-talk, section 4). */
    power(): void {
        if (this.#powered) return;
        this.#powered = true;
        this.board.boot();
    }

    /** Ends it silently: no timer is left. */
    off(): void {
        this.#setup.clock.stop();
    }

    /** Obeys one line; an invalid one is ignored silently (clown-talk, section 8). */
    input(line: string): void {
        const traits = DIALECTS[this.#setup.dialect];
        const order = understand(line, traits, this.#refuses);
        const { devices } = this.board;
        if (order.act === 'crash') {
            this.off();
            this.#setup.died();
        } else if (order.act === 'list') {
            if (devices !== undefined) this.#setup.print(formatList(devices, traits));
        } else if (devices) {
            this.#obey(order);
        }
    }

    #obey(order: Exclude<Order, { act: 'crash' | 'list' }>): void {
        const { print, hardware } = this.#setup;
        const { board } = this;
        const task = 'device' in order ? board.task(order.device) : undefined;
        switch (order.act) {
            case 'nothing':
                break;
            case 'refuse':
                if (task || order.device === '-/-') print(formatError(order.device));
                break;
            case 'scan':
                board.i2c?.add({ kind: 'scan', bus: order.bus });
                break;
            case 'i2c':
                board.i2c?.add({ kind: 'transfer', order: order.order });
                break;
            case 'configure': {
                const taken = order.intervals.filter((interval) => task?.configure(interval));
                for (const interval of taken) print(formatConfig(order.device, interval));
                // A relay repeats its pulse for each, a sensor is still measuring when it is woken again.
                const wakes = order.device.startsWith('relay/') ? taken.length : Math.min(taken.length, 1);
                for (let left = wakes; left > 0; left--) task?.wake();
                break;
            }
            case 'report-config':
                if (task) print(formatConfig(order.device, board.memory(order.device).interval));
                break;
            case 'set-led':
                board.led = order.state;
                print(formatState('led/-', board.led));
                break;
            case 'report-led':
                print(formatState('led/-', board.led));
                break;
            case 'set-relay':
                if (!task || !hardware.takes(order.device)) break;
                board.memory(order.device).state = order.state;
                task.wake();
                break;
            case 'report-relay':
                if (task) print(formatState(order.device, board.memory(order.device).state));
                break;
            case 'draw':
                board.screen(order.device)?.draw(order.drawing);
                break;
            case 'wake':
                task?.wake();
        }
    }
}
