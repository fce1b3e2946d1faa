#!/usr/bin/env bash
# What:       oxlint with a configuration that sets rules to *error*.
# Version:    oxlint 1.89.0
# Expected:   What cannot be applied is refused: oxlint does refuse unknown rules and unknown options of rules.
# Happens:    Four settings are accepted and without effect, with exit code 0 and no word: import/no-cycle while
#             `plugins` does not list import; import/no-cycle (listed) for a cycle of `import type`; typescript/no-
#             floating-promises without --type-aware; and the `regex` of no-restricted-imports if it has a look-ahead,
#             which its engine does not know (a plain regex works).
# Hurt:       Teams that keep layers apart by lint rules: the rule stands in the file, and the forbidden import
#             passes.
# Documented: The list of plugins and the flag are described; not that a rule without them is dropped in silence. The
#             others: not found.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline oxlint@1.89.0
echo 'import { b } from "./b"; export const a = b;' > a.ts
echo 'import { a } from "./a"; export const b = a;' > b.ts
echo 'import type { D } from "./d"; export interface C { d?: D }' > c.ts
echo 'import type { C } from "./c"; export interface D { c?: C }' > d.ts
echo 'async function f(): Promise<void> {} f();' > e.ts
echo 'import g from "lodash/fp"; export default g;' > g.ts
failed=0
# see NAME EXPECTED CONFIG FILES...: prints the exit code of oxlint with this configuration, and compares it.
see() {
    local name=$1 expected=$2 config=$3 code=0
    shift 3
    echo "$config" > .oxlintrc.json
    node_modules/.bin/oxlint "$@" > out.txt 2>&1 || code=$?
    printf '%-58s exit code %s\n' "$name" "$code"
    if [ "$code" != "$expected" ]; then
        echo "CHANGED: expected $expected for: $name" >&2
        failed=1
    fi
}
off='"categories":{"correctness":"off"}'
see 'import/no-cycle, plugin listed, cycle of values' 1 "{\"plugins\":[\"import\"],$off,\"rules\":{\"import/no-cycle\":\"error\"}}" a.ts b.ts
see 'import/no-cycle, plugin not listed, the same files' 0 "{$off,\"rules\":{\"import/no-cycle\":\"error\"}}" a.ts b.ts
see 'import/no-cycle, plugin listed, cycle of types' 0 "{\"plugins\":[\"import\"],$off,\"rules\":{\"import/no-cycle\":\"error\"}}" c.ts d.ts
see 'typescript/no-floating-promises without --type-aware' 0 "{\"plugins\":[\"typescript\"],$off,\"rules\":{\"typescript/no-floating-promises\":\"error\"}}" e.ts
see 'no-restricted-imports, regex ^lodash' 1 "{$off,\"rules\":{\"no-restricted-imports\":[\"error\",{\"patterns\":[{\"regex\":\"^lodash\"}]}]}}" g.ts
see 'no-restricted-imports, regex ^(?!node:)' 0 "{$off,\"rules\":{\"no-restricted-imports\":[\"error\",{\"patterns\":[{\"regex\":\"^(?!node:)\"}]}]}}" g.ts
see 'a rule that does not exist (refused)' 1 "{$off,\"rules\":{\"no-such-rule\":\"error\"}}" g.ts
exit $failed
