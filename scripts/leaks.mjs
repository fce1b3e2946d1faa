// npm run test:leaks: a thousand deploys and a thousand reconnects, and what the heap grows by in each. Another number may
// be given.

import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
    await prepare();
    const { failed } = runMocha(['test/leaks_spec.ts', '--forbid-only'], {
        env: { CLOWN_LEAK_TIMES: process.argv[2] ?? '1000' },
    });
    if (failed > 0) process.exitCode = 1;
});
