// The reading of frames, with messages that are bred: those that reach new places of the code are changed further. A short
// run each time, `npm run fuzz` makes a long one. In a process of its own, for only there Node.js counts places quickly.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support/folders.js';

const FRAMES = Number(process.env.CLOWN_FUZZ_FRAMES ?? 20_000);
const SEED = process.env.CLOWN_FUZZ_SEED ?? '1';
/** Each costs as much as many purely random ones. */
const TIMES = Math.ceil(FRAMES / 100);

interface Report {
    readonly seeds: number;
    /** Places that the true frames reach, each counted once for each number of digits of how often. */
    readonly before: number;
    readonly places: number;
    readonly kept: readonly string[];
}

describe(`fuzz: messages that are bred, seed ${SEED} [T11]`, () => {
    it(`${TIMES.toLocaleString('en')} messages are read in one way`, async function () {
        const timeout = 30_000 + TIMES * 60;
        this.timeout(timeout + 1_000);
        const args = ['--import', 'tsx', join(root, 'test/fuzz/support/guided.ts'), SEED, String(TIMES)];
        const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout });
        const { seeds, before, places, kept } = JSON.parse(stdout) as Report;
        console.log(`      ${seeds} messages reach ${before} places, and ${kept.length} that were bred ${places}`);
        assert.ok(before > 100, 'Node.js counts');
        assert.ok(places > before && kept.length > 0, 'something new was reached');
    });
});
