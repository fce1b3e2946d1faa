#!/usr/bin/env bash
# What:       `node.on('input', (msg) => { assert(...); })` inside a test, the usual way to check what a node sends.
# Version:    node-red-node-test-helper 0.3.6 with Node-RED 4.1.15, mocha 12.0.3
# Expected:   The exception fails the test, or at least appears in its output.
# Happens:    Node-RED catches it as an error of the node and logs it with the helper's silent log. A test that waits
#             for `done` reports a timeout instead of the reason; a test that sends and then waits a moment is green
#             with a false assertion.
# Hurt:       Authors of nodes: a test that checks the payload in the handler checks nothing.
# Documented: The examples wrap assertions in try/catch with done(error), without saying what happens otherwise.
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
const pass = (RED) =>
    RED.nodes.registerType('pass', function (config) {
        RED.nodes.createNode(this, config);
        this.on('input', (msg, send, done) => {
            send(msg);
            done();
        });
    });
describe('an assertion in an input handler', () => {
    afterEach(() => helper.unload());
    it('is green though the assertion is wrong', async () => {
        await helper.load(pass, [
            { id: 'n', type: 'pass', wires: [['h']] },
            { id: 'h', type: 'helper' },
        ]);
        let reached = false;
        helper.getNode('h').on('input', (msg) => {
            reached = true;
            assert.strictEqual(msg.payload, 'something else');
        });
        helper.getNode('n').receive({ payload: 1 });
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.ok(reached);
        console.log('      the handler ran, and its assertion was false');
    });
});
JS
code=0
timeout 40 node --no-warnings node_modules/mocha/bin/mocha.js --exit --no-config --timeout 2000 spec.cjs > out.txt 2>&1 || code=$?
grep -v '^ *at ' out.txt
if [ "$code" != 0 ]; then
    echo "CHANGED: a wrong assertion in an input handler now fails the test" >&2
    exit 1
fi
