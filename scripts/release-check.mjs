// npm run release:check: what still keeps the package from being published, as a list; exit code 1 while there is any.

import { buildIfNeeded } from './lib/build.mjs';
import { readPackage } from './lib/package.mjs';
import { main, root } from './lib/run.mjs';
import { missingFacts, RULES } from './lib/scorecard.mjs';

await main(async () => {
    await buildIfNeeded();
    const pack = readPackage(root);
    const missing = missingFacts(pack.manifest);
    if (missing.length > 0) {
        console.log('Only the publisher knows these; package.json does not say:');
        for (const [field, meaning] of missing) console.log(`  ${field}: ${meaning}`);
    }
    const broken = RULES.filter(({ holds }) => !holds(pack));
    if (broken.length > 0) {
        console.log('Rules of the flow library that the package does not keep:');
        for (const { id, rule } of broken) console.log(`  ${id}: it ${rule}`);
    }
    if (missing.length + broken.length > 0) process.exitCode = 1;
    else console.log('Nothing that can be checked from here keeps the package from being published.');
});
