// npm run test:matrix: the tests on the oldest and on the newest Node-RED that the pack promises to run on. `--short` runs
// only what another Node-RED, or another Node.js, can change.

import { parseArgs } from 'node:util';
import { installMatrix } from './lib/matrix.mjs';
import { runMocha, SPECS, SPECS_OF_NODE_JS, SPECS_OF_NODE_RED } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, step } from './lib/run.mjs';

await main(async () => {
    const { short } = parseArgs({ options: { short: { type: 'boolean', default: false } } }).values;
    await prepare();
    const specsFor = (/** @type {boolean} */ isOurs) => {
        if (!short) return SPECS;
        return isOurs ? SPECS_OF_NODE_RED : SPECS_OF_NODE_JS;
    };
    const results = installMatrix().map(({ home, node, isOurs, name }) => ({
        name,
        ...step(name, () => runMocha([...specsFor(isOurs), '--forbid-only'], { node, env: { NODE_RED_DIR: home } })),
    }));
    console.log('');
    for (const { name, passed, failed } of results) console.log(`${name}: ${passed} passed, ${failed} failed`);
    const total = (/** @type {'passed' | 'failed'} */ which) => results.reduce((sum, result) => sum + result[which], 0);
    console.log(`${total('passed')} passed, ${total('failed')} failed`);
    if (total('failed') > 0) process.exitCode = 1;
});
