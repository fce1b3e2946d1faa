// A node in place of a flow that receives a burst: it handles each message in one of three ways, and logs the effect of the
// burst on this Node-RED: the lateness of the event loop, the memory, and the frames received.

const { monitorEventLoopDelay } = require('node:perf_hooks');

/** Of the looks at the event loop; what is late comes on top of it. */
const RESOLUTION_MS = 1;
const MIB = 2 ** 20;

/** One burst, from its first frame to its last. */
class Run {
    #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    #began = performance.now();
    #received = 0;
    #last = -1;
    #disorder = 0;
    #rss = 0;
    #heap = 0;
    /** Frames of this turn of the event loop, and the most that one had. */
    #turn = 0;
    #most = 0;

    constructor() {
        this.#delay.enable();
        this.#look();
    }

    /** @param {number} n the number of a frame */
    count(n) {
        if (n <= this.#last) this.#disorder++;
        this.#last = n;
        if (++this.#turn === 1) setImmediate(() => this.#next());
        if (++this.#received % 500 === 0) this.#look();
    }

    /** @param {(seen: object) => void} report */
    end(report) {
        const seconds = (performance.now() - this.#began) / 1000;
        const late = (/** @type {number} */ ns) => Math.max(0, Number((ns / 1e6 - RESOLUTION_MS).toFixed(1)));
        // So that a turn that is not over yet counts too, and messages that still wait.
        setTimeout(() => {
            this.#delay.disable();
            this.#look();
            const [p50, p99] = [50, 99].map((percent) => late(this.#delay.percentile(percent)));
            const [rss, heap] = [this.#rss, this.#heap].map((bytes) => Math.round(bytes / MIB));
            const max = late(this.#delay.max);
            const most = this.#most;
            report({ received: this.#received, disorder: this.#disorder, most, seconds, p50, p99, max, rss, heap });
        }, 5);
    }

    #next() {
        this.#most = Math.max(this.#most, this.#turn);
        this.#turn = 0;
    }

    #look() {
        const { rss, heapUsed } = process.memoryUsage();
        this.#rss = Math.max(this.#rss, rss);
        this.#heap = Math.max(this.#heap, heapUsed);
    }
}

/** @param {import('node-red').NodeAPI} RED */
module.exports = (RED) => {
    RED.nodes.registerType(
        'burst-meter',
        /** @this {import('node-red').Node} @param {import('node-red').NodeDef & { way: string }} def */
        function (def) {
            RED.nodes.createNode(this, def);
            /** @type {Run | undefined} */
            let run;
            const take = async (/** @type {number} */ n) => {
                if (def.way === 'async') await new Promise((resolve) => setTimeout(resolve, 1));
                if (def.way === 'slow') for (const until = performance.now() + 1; performance.now() < until; );
                run?.count(n);
            };
            this.on('input', (msg, _send, done) => {
                const { begin, end, n } = /** @type {{ begin?: true, end?: true, n?: number }} */ (msg.payload);
                if (begin) {
                    run = new Run();
                    this.log('BURST begins');
                }
                if (end) run?.end((seen) => this.log(`BURST ${JSON.stringify(seen)}`));
                if (n === undefined) done();
                else void take(n).then(() => done());
            });
        },
    );
};
