// npm run fuzz: a million lines of a hub and a hundred thousand messages of a flow, by chance, and ten thousand messages of
// a hub that are bred by the places of the code that they reach. Prints the seed, with which the same run can be had again:
// npm run fuzz -- --seed 5 --frames 20000 --messages 2000

import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main } from './lib/run.mjs';

const { values } = parseArgs({
    options: {
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        frames: { type: 'string', default: '1000000' },
        messages: { type: 'string', default: '100000' },
    },
});

await main(async () => {
    await prepare();
    console.log(`seed ${values.seed}`);
    const { failed } = runMocha(['test/fuzz/*_spec.ts', '--forbid-only'], {
        env: {
            CLOWN_FUZZ_SEED: values.seed,
            CLOWN_FUZZ_FRAMES: values.frames,
            CLOWN_FUZZ_MESSAGES: values.messages,
        },
    });
    if (failed > 0) process.exitCode = 1;
});
