#!/usr/bin/env bash
# What:       {{topic}} in a Template node, in the text of a Trigger node and in the URL of an HTTP request node.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   The topic as it is, at least where the result is no HTML.
# Happens:    Each slash becomes `&#x2F;`, so `{{topic}}/set` makes the topic `relay&#x2F;0:0/set`. In an URL the `#`
#             then begins the fragment, and the request goes to another path than the one meant: `/state/relay&`. No
#             warning.
# Hurt:       Owners who build MQTT topics, addresses or file names: the message goes to a topic nobody subscribes to.
# Documented: In general terms for the Template node (*any non-alphanumeric or HTML entities* are escaped; use three
#             braces); with the slash as an example in the help of the HTTP request node; not for the Trigger node.
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

const http = require('node:http');

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const paths = [];
    const server = http.createServer((request, response) => {
        paths.push(request.url);
        response.end();
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${server.address().port}`;
    const template = (id, text) => ({
        id,
        z: 'tab',
        ...at,
        type: 'template',
        field: 'topic',
        fieldType: 'msg',
        format: 'handlebars',
        syntax: 'mustache',
        template: text,
        output: 'str',
        wires: [['out']],
    });
    await deploy([
        tab,
        probe('out'),
        template('two', '{{topic}}/set'),
        template('three', '{{{topic}}}/set'),
        {
            id: 'trigger',
            z: 'tab',
            ...at,
            type: 'trigger',
            op1: '{{topic}}',
            op2: '',
            op1type: 'str',
            op2type: 'nul',
            duration: '10',
            extend: false,
            overrideDelay: false,
            units: 'ms',
            reset: '',
            bytopic: 'all',
            topic: 'topic',
            outputs: 1,
            wires: [['out']],
        },
        {
            id: 'request',
            z: 'tab',
            ...at,
            type: 'http request',
            method: 'GET',
            ret: 'txt',
            paytoqs: 'ignore',
            url: `${address}/state/{{topic}}`,
            tls: '',
            persist: false,
            proxy: '',
            insecureHTTPParser: false,
            authType: '',
            senderr: false,
            headers: [],
            wires: [['out']],
        },
    ]);
    const came = async (id) => {
        seen.length = 0;
        send(id, { topic: 'relay/0:0' });
        await sleep(300);
        return seen[0];
    };
    const found = {
        two: (await came('two')).topic,
        three: (await came('three')).topic,
        trigger: (await came('trigger')).payload,
    };
    await came('request');
    console.log(found, 'path that was requested:', paths[0]);
    expect(
        found.two === 'relay&#x2F;0:0/set' && found.three === 'relay/0:0/set',
        'the Template node escapes otherwise',
    );
    expect(found.trigger === 'relay&#x2F;0:0', 'the Trigger node escapes otherwise');
    expect(paths[0] === '/state/relay&', 'the URL is made otherwise');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
