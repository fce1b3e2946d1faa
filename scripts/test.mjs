// npm test: everything that can be checked without a browser and without another Node-RED, on a fresh clone, too.
// The first failure ends it; the last line is the reporter's "N passed, N failed".

import { runMocha, SPECS } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, npm, step } from './lib/run.mjs';

await main(async () => {
    await prepare();
    step('check', () => npm('The type check', ['run', '--silent', 'check']));
    step('lint', () => npm('The lint', ['run', '--silent', 'lint']));
    console.log('\n== test');
    const { failed } = runMocha([...SPECS, '--forbid-only']);
    if (failed > 0) process.exitCode = 1;
});
