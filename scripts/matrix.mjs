// npm run test:matrix: the tests on the oldest and on the newest Node-RED that the pack promises to run on.

import { installMatrix } from './lib/matrix.mjs';
import { runMocha, SPECS, SPECS_OF_NODE_RED } from './lib/mocha.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, step } from './lib/run.mjs';

await main(async () => {
    await prepare();
    // On the Node.js of `npm test`, only what knows Node-RED can come out otherwise.
    const results = installMatrix().map(({ home, node, isOurs, name }) => ({
        name,
        ...step(name, () =>
            runMocha([...(isOurs ? SPECS_OF_NODE_RED : SPECS), '--forbid-only'], { node, env: { NODE_RED_DIR: home } }),
        ),
    }));
    console.log('');
    for (const { name, passed, failed } of results) console.log(`${name}: ${passed} passed, ${failed} failed`);
    const total = (/** @type {'passed' | 'failed'} */ which) => results.reduce((sum, result) => sum + result[which], 0);
    console.log(`${total('passed')} passed, ${total('failed')} failed`);
    if (total('failed') > 0) process.exitCode = 1;
});
