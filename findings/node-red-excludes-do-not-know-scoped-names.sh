#!/usr/bin/env bash
# What:       The settings nodesExcludes and nodesIncludes of settings.js, with a package whose name has a scope (`@owner/name`).
# Version:    Node-RED 4.1.15 (3.1.15 and 5.0.7 have the same code); @signalk/node-red-embedded 2.21.0 as the package
# Expected:   A package is named as npm, the palette and package.json name it.
# Happens:    Only the last part of the name counts. `@signalk/node-red-embedded` in nodesExcludes has no effect and no warning: its
#             nodes are loaded. `node-red-embedded` removes it, and with it each package of another owner with this last part. A list
#             of files of core in nodesIncludes, to have a small core, also removes every package of the palette from the editor,
#             which still lists it as installed in package.json.
# Hurt:       Administrators who take risky nodes away (exec, file, a dashboard) or keep a device small: what they exclude runs, or
#             what they wanted to keep becomes "unknown node".
# Documented: The settings are documented with file names of core; packages are not mentioned.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 @signalk/node-red-embedded@2.21.0
cat > see.cjs <<'JS'
const RED = require('node-red');
const TYPE = 'signalk-flatten-delta';
const settings = {
    userDir: process.cwd(),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'off' } },
    ...JSON.parse(process.argv[2]),
};
(async () => {
    RED.init(null, settings);
    await RED.start();
    const has = (type) => Boolean(RED.nodes.getType(type));
    process.stdout.write(JSON.stringify({ pack: has(TYPE), inject: has('inject'), change: has('change') }));
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
cat > compare.cjs <<'JS'
const { execFileSync } = require('node:child_process');
const run = (settings) => {
    const seen = JSON.parse(execFileSync(process.execPath, ['--no-warnings', 'see.cjs', JSON.stringify(settings)], { encoding: 'utf8' }));
    console.log(JSON.stringify(settings), '->', JSON.stringify(seen));
    return seen;
};
const expect = (holds, change) => {
    if (!holds) {
        console.log(`CHANGED: ${change}`);
        process.exit(1);
    }
};
console.log(`Node-RED ${require('node-red/package.json').version} on Node.js ${process.version}`);
const usual = run({});
const scoped = run({ nodesExcludes: ['@signalk/node-red-embedded'] });
const last = run({ nodesExcludes: ['node-red-embedded'] });
const small = run({ nodesIncludes: ['20-inject.js'] });
const named = run({ nodesIncludes: ['20-inject.js', '@signalk/node-red-embedded'] });
expect(usual.pack && usual.inject && usual.change, 'the package is not loaded in any case');
expect(scoped.pack, 'the whole name excludes the package');
expect(!last.pack && last.inject, 'the last part of the name does not exclude the package');
expect(small.inject && !small.change && !small.pack, 'a list of core files leaves packages alone');
expect(!named.pack, 'the whole name includes the package');
JS
timeout 100 node compare.cjs
