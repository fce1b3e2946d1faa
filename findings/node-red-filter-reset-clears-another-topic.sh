#!/usr/bin/env bash
# What:       The Filter node set to handle a property other than msg.topic apart, for example msg.device, and
#             msg.reset.
# Version:    Node-RED 4.1.15; 3.1.15 and 5.0.7 do the same
# Expected:   A reset with msg.device clears the stored value of this device.
# Happens:    The values are stored by msg.device, and the reset removes the one that is stored under msg.topic: the
#             device stays blocked. Without msg.device the reset clears all. If the topic of the reset is the name of
#             another device, that one is cleared.
# Hurt:       Owners who reset the filter after a failed command, so that the same command passes again: it does not.
# Documented: The help names msg.topic for the reset, and says in a note that the property can be changed.
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

(async () => {
    RED.init(null, settings);
    await RED.start();
    console.log(`Node-RED ${RED.version()} on Node.js ${process.version}`);
    const filter = (id, topi) => ({
        id,
        z: 'tab',
        ...at,
        type: 'rbe',
        func: 'rbe',
        gap: '',
        start: '',
        inout: 'out',
        septopics: true,
        property: 'payload',
        topi,
        wires: [['out']],
    });
    await deploy([tab, probe('out'), filter('topic', 'topic'), filter('device', 'device')]);
    const passes = async (id, device, payload) => {
        seen.length = 0;
        send(id, { device, topic: id === 'topic' ? device : 'command', payload });
        await sleep(50);
        return seen.length === 1;
    };
    const reset = async (id, device, topic) => {
        send(id, { reset: true, device, topic });
        await sleep(50);
    };
    for (const id of ['topic', 'device']) for (const device of ['lamp', 'pump']) await passes(id, device, 'on');
    await reset('topic', undefined, 'lamp');
    const byTopic = await passes('topic', 'lamp', 'on');
    await reset('device', 'lamp', 'command');
    const byDevice = await passes('device', 'lamp', 'on');
    await reset('device', 'lamp', 'pump');
    const other = [await passes('device', 'lamp', 'on'), await passes('device', 'pump', 'on')];
    await reset('device', undefined, 'command');
    const all = await passes('device', 'lamp', 'on');
    console.log({
        'by topic, reset of the lamp: the lamp passes': byTopic,
        'by device, reset of the lamp: the lamp passes': byDevice,
        'by device, reset of the lamp with the topic "pump": lamp, pump pass': other,
        'by device, reset without a device: the lamp passes': all,
    });
    expect(byTopic, 'a reset by topic no longer works');
    expect(!byDevice, 'a reset by another property works');
    expect(!other[0] && other[1], 'the topic of the reset no longer selects the value');
    expect(all, 'a reset without the property no longer clears all');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 40 node --no-warnings see.cjs
