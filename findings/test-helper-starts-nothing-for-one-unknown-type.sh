#!/usr/bin/env bash
# What:       node-red-node-test-helper, the official helper for tests of nodes, and a flow that contains a core node
#             whose file was not given to `load`.
# Version:    node-red-node-test-helper 0.3.6 with Node-RED 4.1.15
# Expected:   `load` rejects and names the missing type, or the other nodes start.
# Happens:    `load` resolves, without a word. Not one node of the flow runs: `getNode` is null for all of them. A
#             test that only checks that something does *not* happen is green.
# Hurt:       Authors of nodes: tests such as *sends nothing when ...* pass although nothing runs, after a core node
#             was added to the flow.
# Documented: Not found.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 node-red-node-test-helper@0.3.6 mocha@12.0.3
cat > spec.cjs <<'JS'
const assert = require('node:assert');
const helper = require('node-red-node-test-helper');
helper.init(require.resolve('node-red'));
const double = (RED) =>
    RED.nodes.registerType('double', function (config) {
        RED.nodes.createNode(this, config);
        this.on('input', (msg, send, done) => {
            send({ payload: msg.payload * 2 });
            done();
        });
    });
describe('a flow', () => {
    afterEach(() => helper.unload());
    it('starts when all its types are loaded', async () => {
        await helper.load(double, [{ id: 'n', type: 'double', wires: [[]] }]);
        assert.ok(helper.getNode('n'));
    });
    it('resolves and starts nothing when one type is not', async () => {
        await helper.load(double, [
            { id: 'n', type: 'double', wires: [[]] },
            { id: 's', type: 'switch', wires: [[]] },
        ]);
        assert.strictEqual(helper.getNode('n'), null);
    });
});
JS
code=0
timeout 40 node --no-warnings node_modules/mocha/bin/mocha.js --exit --no-config --timeout 2000 spec.cjs > out.txt 2>&1 || code=$?
grep -v '^ *at ' out.txt
if [ "$code" != 0 ]; then
    echo "CHANGED: load rejects, or starts the other nodes, when a type is missing" >&2
    exit 1
fi
