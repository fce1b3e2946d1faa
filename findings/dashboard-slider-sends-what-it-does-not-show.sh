#!/usr/bin/env bash
# What:       A slider of @flowfuse/node-red-dashboard from 0 to 10 with *pass through*, and a message that sets it to
#             99, to null or to true; a number input from 5 to 30 for comparison.
# Version:    @flowfuse/node-red-dashboard 1.31.0 in Node-RED 4.1.15, seen in Chromium 156
# Expected:   The limits of the widget apply to what it sends, or at least what it sends is what it shows.
# Happens:    The limits apply to the mouse and the keyboard only. The slider shows 10 and sends 99, shows 0 and sends
#             null, shows NaN and sends true. The number input shows 99 and sends it; typed, 99 becomes 30.
# Hurt:       Owners who put a slider in front of a dimmer, a heating or a valve and set it from a flow as well (a
#             scene, a voice command): the device receives what the widget should have kept from it, and the dashboard
#             shows something else.
# Documented: The help says that messages are passed on, not that the limits do not apply.
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
        widget('slider', 'ui-slider', {
            label: 'Slider',
            min: 0,
            max: 10,
            step: 1,
            outs: 'all',
            passthru: true,
            wires: [['sent']],
        }),
        widget('number', 'ui-number-input', {
            label: 'Number',
            min: 5,
            max: 30,
            step: 1,
            passthru: true,
            wires: [['sent']],
        }),
        probe('sent'),
    ]);
    const slider = opened.locator('.nrdb-ui-slider [role=slider]');
    const number = opened.locator('.nrdb-ui-number-field input, .nrdb-ui-number-input input').first();
    await slider.waitFor();
    await number.waitFor();
    await sleep(1000);
    const text = (value) => (value === null || value === undefined ? String(value) : JSON.stringify(value));
    const found = [];
    const note = async (name, set, shows) =>
        found.push({
            widget: name,
            set,
            shows: await shows(),
            sends: seen
                .splice(0)
                .map(({ payload }) => text(payload))
                .join(),
        });
    seen.length = 0;
    for (const payload of [5, 99, null, true]) {
        send('slider', { payload });
        await sleep(1000);
        await note('slider', text(payload), () => slider.getAttribute('aria-valuenow'));
    }
    send('number', { payload: 99 });
    await sleep(1000);
    await note('number', '99', () => number.inputValue());
    send('number', { payload: 20 });
    await sleep(1000);
    seen.length = 0;
    await number.fill('99');
    await number.blur();
    await sleep(1500);
    await note('number', '99, typed', () => number.inputValue());
    await browser.close();
    console.table(found);
    const rows = found.map(({ widget: name, set, shows, sends }) => `${name} ${set} ${shows} ${sends}`);
    expect(rows[0] === 'slider 5 5 5', 'the slider treats a valid value otherwise');
    expect(
        rows.slice(1, 4).join() === 'slider 99 10 99,slider null 0 null,slider true NaN true',
        'the slider shows or sends something else for what is out of its limits',
    );
    expect(
        rows[4] === 'number 99 99 99',
        'the number input shows or sends something else for a message above its limit',
    );
    expect(found[5].shows.startsWith('30') && found[5].sends === '30', 'the number input takes a typed 99');
    process.exit(0);
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 90 node --no-warnings see.cjs
