// npm run screenshots: makes the pictures of the documentation, from the real editor with the first example at work.
// They are always of the same size; their content is that of the simulated hub. Each is made in the light and in the dark
// theme of Node-RED 5, in matrix/node-red-5, because earlier releases have no dark theme.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from '../test/e2e/support/editor.js';
import { FIRST, shownName } from '../test/nodes/support/examples.js';
import { endHubs, startHub } from '../test/support/hub.js';
import { startNodeRed } from '../test/support/node-red.js';
import { firstAutomation } from './lib/first-automation.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, Problem, readJson, root } from './lib/run.mjs';

const MOST_BYTES = 150_000;
const HOME = join(root, 'matrix/node-red-5');
/** Web pages of repositories show a picture 830 pixels wide, so that more would make its text too small to read. */
const EXAMPLE = { width: 1100, height: 480 };
const GLANCE = { width: 1100, height: 840 };
/** Those with a dialog show only the dialog, which is as high as its content. */
const STEPS = {
    hub: { width: 1330, height: 560 },
    in: { width: 1330, height: 840 },
    flow: { width: 1100, height: 760 },
};
const LOGIN = { user: 'clown', password: 'bigclown' };
/** The runtime looks at values for a curve every five seconds. */
const CURVES_MS = 60_000;
/** Dialogs slide in. */
const TRAY_MS = 400;
const RELAY_STATES = /^(true|false)$/;

/** The theme of the pictures that are being made. */
let theme = 'light';

await main(async () => {
    await prepare();
    for (theme of ['light', 'dark']) {
        await examples();
        await steps();
    }
});

/** The pictures of the first example. */
async function examples() {
    const flows = readJson(join(root, 'examples', `${shownName(FIRST)}.json`));
    const hub = await startHub(LOGIN);
    const nodeRed = await startNodeRed({ home: HOME, linked: true, flows });
    /** @type {Editor | undefined} */
    let editor;
    try {
        editor = await Editor.open(nodeRed.url, { waitForType: 'clown-in', dark: theme === 'dark' });
        await example(editor);
        await overview(editor, hub.url);
    } finally {
        await editor?.close();
        await nodeRed.stop();
        await endHubs();
    }
}

/** The steps of docs/first-automation.md, in an empty Node-RED. */
async function steps() {
    const nodeRed = await startNodeRed({ home: HOME, linked: true });
    /** @type {Editor | undefined} */
    let editor;
    try {
        editor = await Editor.open(nodeRed.url, { waitForType: 'clown-in', dark: theme === 'dark' });
        const { page } = editor;
        await page.setViewportSize(STEPS.in);
        await page.addStyleTag({ content: '#red-ui-notifications { display: none }' });
        await firstAutomation(editor, async (name) => {
            if (name === 'flow') await focus(page, STEPS.flow, 'top');
            else await page.setViewportSize(STEPS[name]);
            await page.waitForTimeout(TRAY_MS);
            await save(page, `first-automation-${name}`, name === 'flow' ? undefined : await dialog(page));
            await page.setViewportSize(STEPS.in);
        });
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
    await focus(page, EXAMPLE, 'bottom');
    const messages = await editor.debugMessages();
    await messages.filter({ hasText: RELAY_STATES }).first().waitFor();
    await messages.nth(5).waitFor();
    await page.addStyleTag({ content: '#red-ui-notifications { display: none }' });
    await save(page, 'light-switches-a-relay');
}

/**
 * What an owner sees at a glance: the sidebar, and beside it the check of a connection in the dialog of a hub.
 *
 * @param {Editor} editor
 * @param {string} address
 */
async function overview(editor, address) {
    const { page } = editor;
    await focus(page, GLANCE, 'top');
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
    const clip = await dialog(page);
    await save(page, 'sidebar-and-check', { ...clip, width: GLANCE.width - clip.x });
}

/**
 * The open dialog, without the shaded flow around it.
 *
 * @param {import('playwright-core').Page} page
 */
async function dialog(page) {
    const head = await page.locator('.red-ui-tray-header').last().boundingBox();
    const foot = await page.locator('.red-ui-tray-footer').last().boundingBox();
    if (!head || !foot) throw new Problem('No dialog is open.');
    const [x, y] = [Math.floor(head.x), Math.floor(head.y)];
    return { x, y, width: Math.floor(head.width), height: Math.ceil(foot.y + foot.height) - y };
}

/**
 * Hides the palette and one half of the sidebar, so that the rest is large enough to read.
 *
 * @param {import('playwright-core').Page} page
 * @param {{ width: number, height: number }} size
 * @param {'top' | 'bottom'} half the half of the sidebar that stays
 */
async function focus(page, size, half) {
    await page.setViewportSize(size);
    await page.evaluate("RED.menu.setSelected('menu-item-left-sidebar', false)");
    const other = half === 'top' ? 'bottom' : 'top';
    const content = `
        .red-ui-sidebar-section-${other}, .red-ui-sidebar-section-separator { display: none !important }
        .red-ui-sidebar-section-${half} { display: flex !important; height: 100% !important; flex: 1 !important }`;
    // One style, because the same page is used for several pictures.
    await page.evaluate(`{
        const style = document.querySelector('#picture-style') ?? document.head.appendChild(document.createElement('style'));
        style.id = 'picture-style';
        style.textContent = ${JSON.stringify(content)};
    }`);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name
 * @param {{ x: number, y: number, width: number, height: number }} [clip] the part of the page that is shown
 */
async function save(page, name, clip) {
    const file = `${name}-${theme}.png`;
    const path = join(root, 'docs/pictures', file);
    await page.screenshot({ path, ...(clip ? { clip } : {}) });
    const bytes = statSync(path).size;
    if (bytes > MOST_BYTES) throw new Problem(`docs/pictures/${file} has ${bytes} bytes, more than ${MOST_BYTES}.`);
    console.log(`docs/pictures/${file}: ${Math.round(bytes / 1000)} kB`);
}
