// npm run test:engines: the examples with the brokers, databases and monitors that they name, each started by its test.
// `--light` runs the small ones of .ci/run, all of which must be installed; `--only influxdb` runs those whose name begins so.

import { parseArgs } from 'node:util';
import { runMocha } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main } from './lib/run.mjs';
import { serverTests } from './lib/server-tests.mjs';

await main(async () => {
    const { light, only } = parseArgs({ options: { light: { type: 'boolean' }, only: { type: 'string' } } }).values;
    const files = serverTests('test/engines', only);
    await prepare();
    const choice = light ? ['--fgrep', '[light]'] : [];
    const env = light ? { CLOWN_ENGINES_REQUIRED: '1' } : {};
    const { failed } = runMocha(['--parallel', '--jobs', '3', '--forbid-only', ...choice, ...files], { env });
    if (failed > 0) process.exitCode = 1;
});
