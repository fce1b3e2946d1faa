// npm run screenshots: makes the pictures of the documentation, from the real editor with the first example at work.
// They are always of the same size; their content is that of the simulated hub.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from '../test/e2e/support/editor.js';
import { FIRST } from '../test/nodes/support/examples.js';
import { endHubs, startHub } from '../test/support/hub.js';
import { startNodeRed } from '../test/support/node-red.js';
import { firstAutomation } from './lib/first-automation.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, Problem, readJson, root } from './lib/run.mjs';

const MOST_BYTES = 150_000;
const EXAMPLE = { width: 1330, height: 500 };
const GLANCE = { width: 1200, height: 760 };
const STEPS = { width: 1280, height: 720 };
const LOGIN = { user: 'clown', password: 'bigclown' };
/** The runtime looks at values for a curve every five seconds. */
const CURVES_MS = 60_000;
/** Dialogs slide in. */
const TRAY_MS = 400;
const RELAY_STATES = /^(true|false)$/;

await main(async () => {
    await prepare();
    const flows = readJson(join(root, 'examples', `${FIRST}.json`));
    const hub = await startHub(LOGIN);
    const nodeRed = await startNodeRed({ linked: true, flows });
    /** @type {Editor | undefined} */
    let editor;
    try {
        editor = await Editor.open(nodeRed.url, { waitForType: 'clown-in' });
        await example(editor);
        await overview(editor, hub.url);
    } finally {
        await editor?.close();
        await nodeRed.stop();
        await endHubs();
    }
    await steps();
});

/** The steps of docs/first-automation.md, in an empty Node-RED. */
async function steps() {
    const nodeRed = await startNodeRed({ linked: true });
    /** @type {Editor | undefined} */
    let editor;
    try {
        editor = await Editor.open(nodeRed.url, { waitForType: 'clown-in' });
        const { page } = editor;
        await page.setViewportSize(STEPS);
        await page.addStyleTag({ content: '#red-ui-notifications { display: none }' });
        await firstAutomation(editor, (name, clip) => save(page, `first-automation-${name}.png`, clip));
    } finally {
        await editor?.close();
        await nodeRed.stop();
    }
}

/**
 * The flow of the first example, and its readings in the debug sidebar.
 *
 * @param {Editor} editor
 */
async function example(editor) {
    const { page } = editor;
    await page.setViewportSize(EXAMPLE);
    const messages = await editor.debugMessages();
    await messages.filter({ hasText: RELAY_STATES }).first().waitFor();
    await messages.nth(5).waitFor();
    await page.addStyleTag({ content: '#red-ui-notifications { display: none }' });
    await save(page, 'light-switches-a-relay.png');
}

/**
 * What an owner sees at a glance: the sidebar, and beside it the check of a connection in the dialog of a hub.
 *
 * @param {Editor} editor
 * @param {string} address
 */
async function overview(editor, address) {
    const { page } = editor;
    await page.setViewportSize(GLANCE);
    await page.evaluate("RED.sidebar.show('clown-hub')");
    await page.locator('.clown-hub-sidebar-curve polyline').nth(3).waitFor({ timeout: CURVES_MS });
    await page.evaluate("RED.nodes.eachConfig((node) => RED.editor.editConfig('', 'clown-hub', node.id))");
    await page.locator('#node-config-dialog-ok').waitFor();
    await page.waitForTimeout(TRAY_MS);
    await editor.configField('place').selectOption('address');
    await editor.configField('address').fill(address.replace('://', `://${LOGIN.user}:${LOGIN.password}@`));
    await editor.configField('address').blur();
    await page.locator('.clown-hub-check').click();
    await page.locator('.clown-hub-verdict', { hasText: 'works' }).waitFor();
    await page.locator('.clown-hub-check').scrollIntoViewIfNeeded();
    // Left of the dialog there is only what lies in its shade.
    const x = Math.floor((await page.locator('.red-ui-tray').last().boundingBox())?.x ?? 0);
    await save(page, 'sidebar-and-check.png', { x, y: 0, width: GLANCE.width - x, height: GLANCE.height });
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {import('./lib/first-automation.mjs').Clip} [clip]
 */
async function save(page, name, clip) {
    const path = join(root, 'docs', name);
    await page.screenshot({ path, ...(clip ? { clip } : {}) });
    const bytes = statSync(path).size;
    if (bytes > MOST_BYTES) throw new Problem(`docs/${name} has ${bytes} bytes, more than ${MOST_BYTES}.`);
    console.log(`docs/${name}: ${Math.round(bytes / 1000)} kB`);
}
