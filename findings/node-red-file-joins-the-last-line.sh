#!/usr/bin/env bash
# What:       A Split node (by lines) in front of a File node that appends with *Add newline to each payload*.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   Each payload is one line of the file, as the option says.
# Happens:    The last part of a text that was split gets no newline. The next text begins in the same line, and if a
#             text has only one line, all are written behind each other without any newline. Parts of a list that was
#             split get theirs.
# Hurt:       Owners who write rows to a file, for example for a table: of each batch one row is glued to the first of
#             the next.
# Documented: No. The help speaks of a newline *between each one*.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15
cat > see.cjs <<'JS'
const RED = require('node-red');
const seen = [];
const logged = [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const at = { x: 100, y: 100 };
const tab = { id: 'tab', type: 'tab', label: 'tab' };
// A function node that records each message it receives under its own id.
const probe = (id, wires = [[]]) => ({
    id,
    z: 'tab',
    ...at,
    type: 'function',
    outputs: 1,
    wires,
    func: 'global.get("record")(node.id, msg); return msg;',
});
const deploy = async (flows, deploymentType = 'full') => {
    await RED.runtime.flows.setFlows({ flows: { flows: JSON.parse(JSON.stringify(flows)) }, deploymentType });
    await sleep(300);
};
const send = (id, msg) => RED.nodes.getNode(id).receive(msg);
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const settings = {
    userDir: process.cwd(),
    httpAdminRoot: false,
    httpNodeRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'off' }, kept: { level: 'warn', handler: () => (entry) => logged.push(entry) } },
    functionGlobalContext: { record: (id, msg) => seen.push({ id, ...msg }) },
};

const { readFileSync } = require('node:fs');

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const file = (id) => ({
        id,
        z: 'tab',
        ...at,
        type: 'file',
        filename: `${process.cwd()}/${id}.txt`,
        filenameType: 'str',
        appendNewline: true,
        createDir: false,
        overwriteFile: 'false',
        encoding: 'none',
        wires: [['out']],
    });
    const split = (id, next) => ({
        id,
        z: 'tab',
        ...at,
        type: 'split',
        splt: '\\n',
        spltType: 'str',
        arraySplt: 1,
        arraySpltType: 'len',
        stream: false,
        addname: '',
        property: 'payload',
        wires: [[next]],
    });
    await deploy([
        tab,
        probe('out'),
        ...['lines', 'single', 'list', 'none'].map(file),
        split('split lines', 'lines'),
        split('split single', 'single'),
        split('split list', 'list'),
    ]);
    const write = async (id, ...payloads) => {
        for (const payload of payloads) {
            send(id, { payload });
            await sleep(150);
        }
        return readFileSync(`${id.split(' ').at(-1)}.txt`, 'utf8');
    };
    const found = {
        'two texts of two lines, split': await write('split lines', 'a\nb', 'c\nd'),
        'three texts of one line, split': await write('split single', 'a', 'b', 'c'),
        'two lists, split': await write('split list', ['a', 'b'], ['c', 'd']),
        'not split': await write('none', 'a', 'b'),
    };
    console.log(found);
    expect(found['two texts of two lines, split'] === 'a\nbc\nd', 'the last part of a text is followed by a newline');
    expect(found['three texts of one line, split'] === 'abc', 'a text of one line is followed by a newline');
    expect(
        found['two lists, split'] === 'a\nb\nc\nd\n' && found['not split'] === 'a\nb\n',
        'other payloads are written otherwise',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
