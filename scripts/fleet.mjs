// npm run test:fleet: 100 sites and their centre on real brokers, the faults of a fleet, and a ledger of every reading and
// command. `--short` is the form of .ci/run: few sites, Mosquitto only. `--only nats` runs one engine, `--readings 1200` sends so
// many from each real site while the centre is away, instead of those of two hours.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, root } from './lib/run.mjs';

await main(async () => {
    const { short, only, readings } = parseArgs({
        options: { short: { type: 'boolean' }, only: { type: 'string' }, readings: { type: 'string' } },
    }).values;
    await prepare();
    const env = {
        CLOWN_FLEET_FORM: short ? 'short' : 'long',
        CLOWN_FLEET_ONLY: only ?? '',
        CLOWN_FLEET_READINGS: readings ?? '',
    };
    const { failed } = runMocha([join(root, 'test/fleet/faults_fleet.ts'), '--forbid-only'], { env });
    if (failed > 0) process.exitCode = 1;
});
