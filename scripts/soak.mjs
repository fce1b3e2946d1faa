// npm run soak -- 30: a thousand frames a second and a fault every few seconds, for so many minutes; prints what the memory
// does, and a ledger of all messages.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare } from './lib/prepare.mjs';
import { main, root } from './lib/run.mjs';

await main(async () => {
    await prepare();
    const args = ['--expose-gc', '--import', 'tsx', join(root, 'test/support/soak-run.ts'), process.argv[2] ?? '30'];
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
});
