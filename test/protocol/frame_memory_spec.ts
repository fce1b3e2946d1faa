// What a remembered frame keeps in memory: itself, not the message that it came in.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { linesOf } from '../support/frames';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('frames: memory', () => {
    it('a line keeps nothing of the message around it', () => {
        const rest = `["a/b", {"text": "${'x'.repeat(1024 * 1024)}"}]`;
        const kept: string[] = [];
        collect();
        const before = process.memoryUsage().heapUsed;
        for (let index = 0; index < 40; index++) {
            const message = Buffer.from(`["thermometer/i2c0-48", {"count": ${index}}]\n${rest}`);
            kept.push(linesOf(message)[0]?.text ?? '');
        }
        collect();
        const grownMiB = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
        assert.equal(kept.length, 40);
        assert.ok(grownMiB < 10, `40 lines of 40 characters keep ${grownMiB.toFixed(1)} MiB`);
    });
});
