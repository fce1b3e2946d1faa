// Loads one file as Node-RED does, in a process of its own, registers its nodes, and prints what that took. Nothing of
// Node-RED is there: what is counted is the file and all that it needs.

import { createRequire } from 'node:module';
import { anything } from './lib/anything.mjs';

const [, , file] = process.argv;
const require = createRequire(import.meta.url);
const collect = async () => {
    for (let times = 0; times < 3; times++) {
        globalThis.gc();
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return process.memoryUsage();
};

const RED = anything();
const before = await collect();
const cpu = process.cpuUsage();
const began = performance.now();
const loaded = require(file);
if (file !== 'ws') (loaded.default ?? loaded)(RED);
const ms = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
const after = await collect();
console.log(
    JSON.stringify({
        ms,
        cpuMs: (user + system) / 1000,
        heapKb: (after.heapUsed - before.heapUsed) / 1024,
        rssKb: (after.rss - before.rss) / 1024,
    }),
);
process.exit();
