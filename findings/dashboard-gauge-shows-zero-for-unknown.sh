#!/usr/bin/env bash
# What:       The gauge of @flowfuse/node-red-dashboard, before the first reading and for a reading of null or NaN.
# Version:    @flowfuse/node-red-dashboard 1.31.0 in Node-RED 4.1.15, seen in Chromium 156
# Expected:   No value: a dash or an empty gauge, as the text widget shows nothing.
# Happens:    It shows 0, with the needle at 0, exactly as for a measured 0. A text such as *n/a* is shown as it is.
# Hurt:       Owners of a sensor that has failed, or of a dashboard after a restart: it shows 0 degrees or 0 ppm. Frost
#             alarms that people give by eye are false, and a real 0 is not believed.
# Documented: No.
set -euo pipefail

package=chromium
wanted=156
found=$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null || true)
if [ -z "$found" ]; then
    echo "This needs the Debian package $package ($wanted): apt-get install $package" >&2
    exit 2
fi
case "$found" in "$wanted"*) ;; *) echo "note: written for $package $wanted, found $found" ;; esac
echo "$package $found"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red@4.1.15 @flowfuse/node-red-dashboard@1.31.0 express@4.21.2 playwright-core@1.65.1
cat > see.cjs <<'JS'
const RED = require('node-red');
const express = require('express');
const { chromium } = require('playwright-core');
const { createServer } = require('node:http');
const { version } = require('@flowfuse/node-red-dashboard/package.json');
const seen = [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const at = { x: 100, y: 100 };
// A function node that records each message it receives under its own id.
const probe = (id) => ({
    id,
    z: 'tab',
    ...at,
    type: 'function',
    outputs: 1,
    wires: [[]],
    func: 'global.get("record")(node.id, msg); return msg;',
});
const widget = (id, type, settings) => ({
    id,
    z: 'tab',
    ...at,
    type,
    group: 'group',
    order: 1,
    width: 3,
    height: 3,
    ...settings,
});
const page = [
    { id: 'tab', type: 'tab', label: 'Tab' },
    {
        id: 'base',
        type: 'ui-base',
        name: 'Dashboard',
        path: '/dashboard',
        includeClientData: true,
        acceptsClientConfig: [],
    },
    { id: 'theme', type: 'ui-theme', name: 'Colors', colors: {}, sizes: {} },
    {
        id: 'page',
        type: 'ui-page',
        name: 'Home',
        ui: 'base',
        path: '/home',
        layout: 'grid',
        theme: 'theme',
        order: 1,
        breakpoints: [],
    },
    { id: 'group', type: 'ui-group', name: 'Now', page: 'page', width: 6, height: 1, order: 1, showTitle: true },
];
const send = (id, msg) => RED.nodes.getNode(id).receive(msg);
// Starts Node-RED with these nodes and opens the page in a browser.
const open = async (nodes) => {
    const app = express();
    const server = createServer(app);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    RED.init(server, {
        userDir: process.cwd(),
        httpAdminRoot: '/admin',
        httpNodeRoot: '/',
        disableEditor: true,
        credentialSecret: false,
        telemetry: { enabled: false, updateNotification: false },
        logging: { console: { level: 'off' } },
        functionGlobalContext: { record: (id, msg) => seen.push({ id, ...msg }) },
    });
    app.use('/', RED.httpNode);
    await RED.start();
    const flows = JSON.parse(JSON.stringify([...page, ...nodes]));
    await RED.runtime.flows.setFlows({ flows: { flows }, deploymentType: 'full' });
    await sleep(1000);
    console.log(`@flowfuse/node-red-dashboard ${version} in Node-RED ${RED.version()}`);
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    const opened = await browser.newPage();
    await opened.goto(`http://127.0.0.1:${server.address().port}/dashboard/home`);
    return { browser, opened };
};

(async () => {
    const { browser, opened } = await open([
        widget('gauge', 'ui-gauge', {
            value: 'payload',
            valueType: 'msg',
            gtype: 'gauge-half',
            min: 0,
            max: 40,
            segments: [],
        }),
        widget('text', 'ui-text', { value: 'payload', valueType: 'msg', format: '{{msg.payload}}', label: 'Text' }),
    ]);
    const gauge = opened.locator('.nrdb-ui-gauge');
    await gauge.waitFor();
    await sleep(1000);
    // The last word of the gauge is its value; before it stand the limits.
    const shown = async () => ({
        gauge: (await gauge.innerText()).trim().split(/\s+/).at(-1),
        text: (await opened.locator('#nrdb-ui-widget-text').innerText()).replace('Text', '').trim(),
    });
    const found = { 'before the first': await shown() };
    for (const payload of [21.5, null, 22, Number.NaN, 23, 'n/a', 24, 0]) {
        for (const id of ['gauge', 'text']) send(id, { payload });
        await sleep(1000);
        found[payload] = await shown();
    }
    await browser.close();
    console.table(found);
    for (const unknown of ['before the first', 'null', 'NaN'])
        expect(found[unknown].gauge === '0', `the gauge shows ${found[unknown].gauge} for ${unknown}`);
    expect(
        found['21.5'].gauge === '21.5' && found['n/a'].gauge === 'n/a',
        'the gauge shows a reading or a text otherwise',
    );
    expect(
        found['before the first'].text === '' && found.null.text === '',
        'the text widget shows something for unknown',
    );
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 90 node --no-warnings see.cjs
