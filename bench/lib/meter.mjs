// What the process under test counts: deliveries and the CPU that they cost. Sink and source, in Node-RED or without, call
// this and nothing else, so that all variants pay the same for being measured.

import { connect } from 'node:net';
import { monotonicMs } from './clock.mjs';

/** Counts deliveries, CPU time and latencies of the process under test; paces its own messages by credits of the hub. */
export class Meter {
    delivered = 0;
    #control;
    #chunk = 1;
    #timed = false;
    #latencies = [];
    #source = () => {};
    #left = 0;
    #first = 0;
    #echoed = 0;
    #isRequesting = false;
    /** When the requests in flight were sent, the oldest first. */
    #sentAt = [];
    /** Topics that have not been received yet, and the promise that waits for them. */
    #awaited;
    #credits = 0;

    /** @param {number} port @param {string} id */
    constructor(port, id) {
        this.#control = connect(port, '127.0.0.1');
        this.#control.setNoDelay(true);
        this.#control.write(id);
        this.#control.on('data', (credits) => {
            this.#credits += credits.length;
            if (this.#credits === credits.length) this.#spend();
        });
    }

    /** One chunk in a turn of the event loop, as flows bring them, however many credits came at once. */
    #spend() {
        if (this.#left === 0) this.#credits = 0;
        if (this.#credits === 0) return;
        this.#source(this.#chunk);
        setImmediate(() => {
            this.#credits--;
            this.#spend();
        });
    }

    /** A delivery; its time is known where the payload has one. */
    hit(payload, topic) {
        if (this.#isRequesting) return this.#onResponse();
        if (this.#awaited) this.#received(topic);
        if (++this.delivered % this.#chunk === 0) this.#control.write('.');
        if (this.#timed && payload?.t) this.#latencies.push(monotonicMs() - payload.t);
    }

    /** A response, and the next request. Responses arrive in the order of the requests. */
    #onResponse() {
        this.#latencies.push(monotonicMs() - this.#sentAt.shift());
        if (++this.delivered % this.#chunk === 0 && this.#left > 0) this.#source(this.#chunk);
    }

    /** Resolves with the time when each of these topics has been received from now on, in milliseconds. */
    allReceived(topics) {
        return new Promise((resolve) => {
            this.#awaited = { topics: new Set(topics), resolve };
        });
    }

    #received(topic) {
        const { topics, resolve } = this.#awaited;
        topics.delete(topic);
        if (topics.size > 0) return;
        this.#awaited = undefined;
        resolve(monotonicMs());
    }

    /** `send(count)` is what makes so many messages. */
    setSource(send) {
        this.#source = send;
    }

    /** A message that goes nowhere: as if it had arrived at the far end. */
    echo() {
        if (++this.#echoed % this.#chunk === 0 && this.#left > 0) this.#source(this.#chunk);
    }

    sent(count) {
        if (!this.#isRequesting) this.delivered += count;
        else for (let index = 0; index < count; index++) this.#sentAt.push(monotonicMs());
    }

    /** What is to come. */
    prepare({ traffic }) {
        this.#chunk = traffic.chunk;
        this.#isRequesting = traffic.kind === 'request';
        this.#timed = traffic.rate !== undefined || traffic.timed === true;
        this.#first = this.delivered;
        // Nothing is in flight now; a request without a response would make all later ones look late.
        this.#sentAt = [];
    }

    /** Until so many deliveries were had in all. */
    async reach(count) {
        for (let tries = 0; this.delivered < count; tries++) {
            if (tries > 12_000) throw new Error(`only ${this.delivered} of ${count} frames were delivered`);
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
    }

    /** Counts for `ms`, after a warm-up that begins with the first delivery. */
    async measure({ traffic, warmMs, ms }) {
        this.#left = 1;
        let pacer;
        if (traffic.kind !== 'receive') {
            if (traffic.timed) pacer = setInterval(() => this.#source(1, monotonicMs()), 1000 / traffic.rate);
            else for (let count = 0; count < traffic.window; count++) this.#source(traffic.chunk);
        }
        for (let tries = 0; this.delivered === this.#first; tries++) {
            if (tries > 3000) throw new Error('nothing was delivered');
            await new Promise((resolve) => setTimeout(resolve, 5));
        }
        await new Promise((resolve) => setTimeout(resolve, warmMs));
        this.#latencies = [];
        const before = { count: this.delivered, cpu: process.cpuUsage(), at: monotonicMs() };
        // On a machine with other work to do nothing may come for a while.
        do await new Promise((resolve) => setTimeout(resolve, ms));
        while (this.delivered === before.count && monotonicMs() - before.at < 10 * ms);
        const { user, system } = process.cpuUsage(before.cpu);
        const result = {
            count: this.delivered - before.count,
            cpuUs: user + system,
            ms: monotonicMs() - before.at,
            latencies: this.#latencies,
        };
        this.#left = 0;
        clearInterval(pacer);
        return result;
    }
}
