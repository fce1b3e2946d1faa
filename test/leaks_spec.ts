// Nothing grows: timers, listeners, sockets and heap after many deploys and many reconnects. In a process of its own, whose
// memory is collected before it is measured; `npm run test:leaks` makes a thousand of each and prints the slope.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './support/folders.js';

const TIMES = Number(process.env.CLOWN_LEAK_TIMES ?? 100);
/**
 * What a round may leave in the heap: the simulated hub keeps the lines that it received. A leaked hub node
 * leaves 18 kB. In a hundred rounds chance alone makes up to 5 kB, which a thousand rounds level out.
 */
const MOST_BYTES = TIMES >= 1000 ? 500 : 10_000;
/** Another Node-RED, on another Node.js, keeps other amounts of memory: there only counts are compared. */
const IS_OWN = process.env.NODE_RED_DIR === undefined;
/** Without compiled code, which comes and goes as V8 likes, and is most of what grows otherwise. */
const FLAGS = ['--expose-gc', '--no-opt', '--no-sparkplug', '--import', 'tsx'];

interface Report {
    readonly times: number;
    /** Bytes that the heap grew by in each round, by the best straight line through the second half of the rounds. */
    readonly slope: number;
    readonly heap: readonly number[];
    readonly before: Readonly<Record<string, number>>;
    readonly after: Readonly<Record<string, number>>;
}

describe('leaks [L2, L6]', () => {
    for (const kind of ['deploys', 'full deploys', 'reconnects']) {
        it(`${TIMES} ${kind}: timers, sockets, listeners and heap stay as they are`, async function () {
            this.timeout(185_000 + TIMES * 200);
            const run = promisify(execFile)(
                process.execPath,
                [...FLAGS, join(root, 'test/support/leak-rounds.ts'), kind, String(TIMES)],
                { cwd: root, timeout: 180_000 + TIMES * 200 },
            );
            const { stdout } = await run;
            const report = JSON.parse(stdout.split('\n').findLast((line) => line.startsWith('{')) ?? '') as Report;
            const heap = report.heap.map((bytes) => `${(bytes / 2 ** 20).toFixed(1)}`).join(', ');
            console.log(`      heap ${heap} MiB: ${Math.round(report.slope)} bytes for each of ${TIMES}`);
            // Fewer may be there by chance, a status that is shown a moment earlier for instance.
            for (const [name, number] of Object.entries(report.after)) {
                assert.ok(number <= (report.before[name] ?? 0), `${name}: ${number} after ${report.before[name] ?? 0}`);
            }
            assert.ok(!IS_OWN || report.slope < MOST_BYTES, `the heap grows by ${report.slope} bytes each time`);
        });
    }
});
