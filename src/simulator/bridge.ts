// The simulated Bridge Module: boots, keeps the state of its devices, obeys lines and prints lines.
// Who hears them, and what a WebSocket is, it does not know.

import { CATALOGUE, type Device, scanBus } from './chips';
import type { Clock } from './clock';
import { type LedState, type Order, understand } from './commands';
import { formatConfig, formatFrame, formatList, formatReading, formatState } from './format';
import { I2cQueue } from './i2c';
import type { Random } from './random';
import { inTurn, type Measure } from './sensors';
import { actuatorTask, co2Task, type Relay, relayTask, sensorTask, type Task } from './tasks';

export interface BridgeSetup {
    /** The bridge's own clock; it stops when the bridge is switched off. */
    readonly clock: Clock;
    readonly random: Random;
    readonly measure: Measure;
    /** Topics of what is attached; see CATALOGUE. */
    readonly devices: readonly string[];
    /** No readings until commanded. */
    readonly silent: boolean;
    /** A bridge that has been running for a while: every step of a sensor is a reading. */
    readonly warm: boolean;
    /** Simulated milliseconds until the devices are found. */
    readonly bootMs: number;
    readonly print: (line: string) => void;
    /** The process ended over a line it cannot survive; nothing is printed afterwards. */
    readonly died: (why: string) => void;
}

/** What exists once the bridge has found its devices. */
interface Running {
    readonly devices: readonly Device[];
    readonly tasks: ReadonlyMap<string, Task>;
    readonly relays: ReadonlyMap<string, Relay>;
    readonly i2c: I2cQueue;
}

const DEFAULT_INTERVAL_S = 1;
const DEFAULT_CO2_INTERVAL_S = 16;

export class Bridge {
    readonly #setup: BridgeSetup;
    #running: Running | undefined;
    #powered = false;
    #led: LedState = 'off';

    constructor(setup: BridgeSetup) {
        this.#setup = setup;
    }

    /** Starts it, once; for the first moments every device is missing (clown-talk, section 4). */
    power(): void {
        if (this.#powered) return;
        this.#powered = true;
        const { clock, bootMs } = this.#setup;
        if (bootMs <= 0) this.#running = this.#find();
        else {
            clock.after(bootMs, () => {
                this.#running = this.#find();
            });
        }
    }

    /** Ends it without a word: no timer is left. */
    off(): void {
        this.#setup.clock.stop();
        this.#running = undefined;
    }

    /** What a relay was last commanded; null before the first command or without such a relay. */
    relay(topic: string): boolean | null {
        return this.#running?.relays.get(topic)?.state ?? null;
    }

    /** Obeys one line. Whatever is wrong with it is met with silence (clown-talk, section 8). */
    input(line: string): void {
        const order = understand(line);
        if (order.act === 'crash') {
            this.off();
            this.#setup.died(order.why);
        } else if (order.act === 'list') {
            this.#setup.print(formatList(this.#running?.devices ?? null));
        } else if (this.#running) {
            this.#obey(order, this.#running);
        }
    }

    #obey(order: Exclude<Order, { act: 'crash' | 'list' }>, running: Running): void {
        const { print } = this.#setup;
        switch (order.act) {
            case 'nothing':
                break;
            case 'scan':
                running.i2c.add({ kind: 'scan', bus: order.bus });
                break;
            case 'i2c':
                running.i2c.add({ kind: 'transfer', order: order.order });
                break;
            case 'configure': {
                const task = running.tasks.get(order.device);
                for (const interval of task ? order.intervals : []) {
                    if (!task?.configure(interval)) continue;
                    print(formatConfig(order.device, task.interval));
                    task.wake();
                }
                break;
            }
            case 'tell-config': {
                const task = running.tasks.get(order.device);
                if (task) print(formatConfig(order.device, task.interval));
                break;
            }
            case 'set-led':
                this.#led = order.state;
                print(formatState('led/-', this.#led));
                break;
            case 'tell-led':
                print(formatState('led/-', this.#led));
                break;
            case 'set-relay':
                running.relays.get(order.device)?.set(order.state);
                break;
            case 'tell-relay': {
                const relay = running.relays.get(order.device);
                if (relay) print(formatState(order.device, relay.state));
                break;
            }
            case 'wake':
                running.tasks.get(order.device)?.wake();
        }
    }

    #find(): Running {
        const { clock, random, measure, print } = this.#setup;
        const devices = CATALOGUE.filter((device) => this.#setup.devices.includes(device.topic));
        const relays = new Map<string, Relay>();
        for (const { topic } of devices.filter((device) => device.topic.startsWith('relay/'))) {
            relays.set(
                topic,
                relayTask(clock, (state) => print(formatState(topic, state))),
            );
        }
        const tasks = new Map<string, Task>([
            ['led/-', actuatorTask(() => {})],
            ['i2c/0', actuatorTask(() => {})],
        ]);
        for (const device of devices) tasks.set(device.topic, relays.get(device.topic) ?? this.#task(device));
        const i2c = new I2cQueue({
            clock,
            random,
            scan: (bus) => print(formatFrame(`i2c/${bus}/config/scan/ok`, `{"slaves": [${scanBus(devices, bus)}]}`)),
            thermometer: (bus, address) => {
                const device = devices.find((at) => at.bus === bus && at.address === address);
                return device?.sensor === 'thermometer' ? measure(device, clock.now())[0] : undefined;
            },
            isAttached: (bus, address) => devices.some((at) => at.bus === bus && at.address === address),
            print,
        });
        return { devices, tasks, relays, i2c };
    }

    #task(device: Device): Task {
        const { clock, measure, print, silent, warm } = this.#setup;
        if (!device.sensor) return actuatorTask(() => {});
        const isCo2 = device.sensor === 'co2-sensor';
        const usual = isCo2 ? DEFAULT_CO2_INTERVAL_S : DEFAULT_INTERVAL_S;
        const values = inTurn(() => measure(device, clock.now()));
        let reading = '';
        const setup = {
            clock,
            warm,
            interval: silent ? null : usual,
            publish: () => {
                reading = formatReading(device, values());
                print(reading);
            },
            repeat: () => print(reading),
        };
        return isCo2 ? co2Task(setup) : sensorTask(device, setup);
    }
}
