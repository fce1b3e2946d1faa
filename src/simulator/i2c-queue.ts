// Raw I2C and bus scans: a short queue that works one request after the other, as they share one
// bus (clown-talk, section 8).

import type { Clock } from './bridge-clock';
import type { I2cOrder } from './command-parser';
import { formatFrame } from './format';
import { formatI2cData, type I2cData } from './i2c-data';
import type { Random } from './random';

export type I2cRequest =
    | { readonly kind: 'scan'; readonly bus: number }
    | { readonly kind: 'transfer'; readonly order: I2cOrder };

interface I2cSetup {
    readonly clock: Clock;
    readonly random: Random;
    readonly print: (line: string) => void;
    readonly scan: (bus: number) => void;
    readonly isAttached: (bus: number, address: number) => boolean;
    /** Degrees Celsius of the thermometer there, if there is one. */
    readonly thermometer: (bus: number, address: number) => number | undefined;
}

const SCAN_MS = 140;
const TRANSFER_MS = 2;
// Further requests are dropped; reads beyond the longest return what lay in memory.
const QUEUE_LENGTH = 10;
const LONGEST_READ = 60;
const TEMPERATURE_REGISTER = 0;

/** Carries out scans and transfers one after the other, and prints the response of each. */
export class I2cQueue {
    readonly #setup: I2cSetup;
    #queue: I2cRequest[] = [];

    constructor(setup: I2cSetup) {
        this.#setup = setup;
    }

    add(request: I2cRequest): void {
        if (this.#queue.length >= QUEUE_LENGTH) return;
        this.#queue.push(request);
        if (this.#queue.length === 1) this.#next();
    }

    #next(): void {
        const request = this.#queue[0];
        if (!request) return;
        this.#setup.clock.after(request.kind === 'scan' ? SCAN_MS : TRANSFER_MS, () => {
            this.#queue.shift();
            if (request.kind === 'scan') this.#setup.scan(request.bus);
            else this.#transfer(request.order);
            this.#next();
        });
    }

    #transfer(order: I2cOrder): void {
        const { address, write, readLength } = order;
        const parts = [`"address": "${address.toString(16).toUpperCase().padStart(2, '0')}"`];
        const add = (key: string, data: I2cData): void => {
            const text = formatI2cData(data);
            if (text !== undefined) parts.push(`"${key}": "${text}"`);
        };
        if (write) add('write', write);
        if (readLength > 0) add('read', { encoding: write?.encoding ?? 'hex', bytes: this.#read(order) });
        this.#setup.print(formatFrame(`i2c/${order.bus}`, `{${parts.join(', ')}}`));
    }

    // The temperature register is real, other registers are zero, and a failed read is noise.
    #read({ bus, address, write, readLength }: I2cOrder): Buffer {
        const { random, thermometer, isAttached } = this.#setup;
        if (readLength > LONGEST_READ || !isAttached(bus, address)) {
            const length = Math.min(readLength, 4 * LONGEST_READ);
            return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
        }
        const bytes = Buffer.alloc(readLength);
        const degrees = thermometer(bus, address);
        if (degrees !== undefined && (write?.bytes[0] ?? TEMPERATURE_REGISTER) === TEMPERATURE_REGISTER) {
            const register = Buffer.alloc(2);
            register.writeInt16BE(Math.round(degrees * 16) * 16);
            register.copy(bytes);
        }
        return bytes;
    }
}
