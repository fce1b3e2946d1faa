// Ends the programs that tests have started, and removes their folders, once the process of the tests has ended, also if it
// was killed. Each line on stdin adds or takes back one: `+group 123`, `-group 123`, `+folder /tmp/x`, `-folder /tmp/x`.

import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** @type {Set<string>} */
const things = new Set();

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
    const thing = line.slice(1);
    if (line.startsWith('+')) things.add(thing);
    else things.delete(thing);
});
lines.on('close', () => {
    const named = (/** @type {string} */ kind) =>
        [...things].filter((thing) => thing.startsWith(`${kind} `)).map((thing) => thing.slice(kind.length + 1));
    for (const group of named('group')) {
        try {
            process.kill(-Number(group), 'SIGKILL');
        } catch {
            // It has ended by itself.
        }
    }
    for (const folder of named('folder')) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
