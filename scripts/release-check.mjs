// npm run release:check: lists known defects of the dependencies and whatever else still prevents publishing; exit code 1 while
// there is any. `--tag v0.2.0` also compares the version with the tag that publishes it.
// Leaves the bill of materials of the package in sbom.json, to be published beside it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPackage } from './lib/package.mjs';
import { behindLatest, cutRelease, knownDefects, MOST_PACKED_BYTES, versionFaults } from './lib/release.mjs';
import { main, root } from './lib/run.mjs';
import { missingFacts, RULES } from './lib/scorecard.mjs';

await main(async () => {
    const { tag } = parseArgs({ options: { tag: { type: 'string' } } }).values;
    const { bytes, materials } = await cutRelease();
    writeFileSync(join(root, 'sbom.json'), `${JSON.stringify(materials, null, 4)}\n`);
    const parts = materials.components.map(({ name, version }) => `${name}@${version}`).join(', ');
    console.log(
        `The package has ${Math.ceil(bytes / 1000)} kB. What is installed with it, also in sbom.json: ${parts}`,
    );
    const defects = knownDefects();
    if (defects === undefined) {
        console.log('The registry gave no list of known defects; try npm audit --omit=dev elsewhere.');
    } else console.log(`Known defects of that, by npm audit: ${defects}`);
    const pack = readPackage(root);
    const missing = missingFacts(pack.manifest);
    if (missing.length > 0) {
        console.log(
            'Only the publisher knows these. Fill in the capital letters, and put the lines into package.json:',
        );
        for (const { meaning, line } of missing) console.log(`    ${line}\n        ${meaning}`);
    }
    const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    const broken = RULES.filter(({ holds }) => !holds(pack)).map(({ id, rule }) => `${id}: it ${rule}`);
    const versions = behindLatest(pack.manifest.dependencies);
    broken.push(...versions.broken, ...versionFaults(pack.manifest.version, changelog, tag));
    for (const kept of versions.kept) console.log(kept);
    if (versions.unknown.length > 0) {
        console.log(`The registry gave no latest version of: ${versions.unknown.join(', ')}`);
    }
    if (bytes > MOST_PACKED_BYTES) broken.push(`it has at most ${MOST_PACKED_BYTES / 1000} kB`);
    if (defects) broken.push('it has no dependency with a known defect');
    if (broken.length > 0) {
        console.log('Rules that the package does not keep, with the number that the flow library gives them:');
        for (const rule of broken) console.log(`  ${rule}`);
    }
    if (missing.length + broken.length > 0) process.exitCode = 1;
    else console.log('Nothing that can be checked from here keeps the package from being published.');
});
