// npm run test:platforms: the packed package, installed into a new user folder, on each Node-RED and Node.js that owners have.
// `--only 5.0` runs those whose name contains it, such as "Node-RED 5.0.7 on Node.js 24.21.0".

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installMatrix } from './lib/matrix.mjs';
import { runMocha } from './lib/mocha.mjs';
import { nodesOf, PLATFORMS } from './lib/platforms.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, Problem, readJson, root } from './lib/run.mjs';
import { installRelease } from './lib/tarball.mjs';

await main(async () => {
    const { only = '' } = parseArgs({ options: { only: { type: 'string' } } }).values;
    await prepare();
    installMatrix();
    const chosen = PLATFORMS.map(([home, node]) => {
        const { version } = readJson(join(root, home, 'node_modules/node-red/package.json'));
        return { name: `Node-RED ${version} on Node.js ${node}`, home: resolve(root, home), node };
    }).filter(({ name }) => name.includes(only));
    if (chosen.length === 0) throw new Problem(`No name of a platform contains ${only}.`);
    const folder = mkdtempSync(join(tmpdir(), 'clown-platforms-'));
    // One of the tests starts Node.js as another user.
    chmodSync(folder, 0o755);
    const release = await installRelease();
    try {
        const nodes = await nodesOf(
            chosen.map(({ node }) => node),
            folder,
        );
        const platforms = chosen.map((platform) => ({ ...platform, node: nodes.get(platform.node) }));
        console.log(`The package ${release.name} on ${platforms.length} platforms:`);
        const env = { CLOWN_PLATFORMS: JSON.stringify({ platforms, release: release.home }) };
        const { failed } = runMocha([join(root, 'test/platforms/platforms_run.ts'), '--forbid-only'], { env });
        if (failed > 0) process.exitCode = 1;
    } finally {
        await release.remove();
        rmSync(folder, { recursive: true, force: true });
    }
});
