// Follows the seven steps of docs/first-automation.md in the real editor, which proves that they work, and takes their pictures.

/** @typedef {import('../../test/e2e/support/editor.js').Editor} Editor */
/** @typedef {(name: 'hub' | 'in' | 'flow') => Promise<void>} Save the picture of an open dialog, or of the flow */

const LIGHT = 'lux-meter/i2c0-44';
const RELAY = 'i2c0-3b';
/** The simulated day lasts two minutes. */
const DUSK_MS = 130_000;
/** A query of the hub from the dialog. */
const LIST_MS = 30_000;

/**
 * @param {Editor} editor with an empty flow
 * @param {Save} save
 */
export async function firstAutomation(editor, save) {
    const { page } = editor;
    const input = await editor.add('clown-in', 110, 120);
    const output = await editor.add('clown-out', 700, 120);
    const rule = await editor.add('switch', 370, 120);
    const on = await editor.add('change', 520, 80);

    await editor.edit(input, async () => {
        await editor.addConfig('hub', async () => {
            await editor.configField('name').fill('my first hub');
            await editor.configField('place').selectOption('simulated');
            await save('hub');
        });
        await page.locator('.clown-known-refresh').click();
        await page.locator('.clown-known-line', { hasText: /\d/ }).waitFor({ timeout: LIST_MS });
        await page.locator('.clown-known-open').click();
        await page.locator('.red-ui-menu, .ui-menu, .red-ui-popover').getByText(LIGHT).first().click();
        await editor.field('output').selectOption('quantity');
        await editor.field('quantity').fill('illuminance');
        await editor.field('quantity').blur();
        await save('in');
    });
    await editor.edit(rule, async () => {
        await page.locator('#node-input-rule-container select').first().selectOption('lt');
        await setTyped(editor, '.node-input-rule-value', 'num', '50');
        await page.locator('#dialog-form .red-ui-editableList-addButton').click();
        await page.locator('#node-input-rule-container select').nth(1).selectOption('else');
    });
    await editor.edit(on, () => setTyped(editor, '.node-input-rule-property-value', 'bool', 'true'));
    const off = await copyBelow(editor, on);
    await editor.edit(off, () => setTyped(editor, '.node-input-rule-property-value', 'bool', 'false'));
    await editor.wire(input, rule);
    await editor.wire(rule, on);
    await editor.wire(rule, off, 1);

    await editor.edit(output, async () => {
        await editor.field('command').selectOption('relay');
        await editor.typedField('device').fill(RELAY);
        // The example of a frame appears once the field is left, and moves what is below it.
        await editor.field('name').focus();
        await page.locator('.clown-frame', { hasText: RELAY }).waitFor();
        await editor.field('confirm').check();
    });
    await editor.wire(on, output);
    await editor.wire(off, output);

    await editor.deploy();
    await editor.waitForStatus(output, 'connected');
    await editor.waitForStatus(input, ' lux');
    await page.evaluate("RED.sidebar.show('clown-hub')");
    await page.locator('.clown-hub-sidebar').getByText(/^on$/).first().waitFor({ timeout: DUSK_MS });
    await save('flow');
}

/**
 * Sets the typed input of a rule, as its menu does.
 *
 * @param {Editor} editor
 * @param {string} field
 * @param {string} type
 * @param {string} value
 */
async function setTyped({ page }, field, type, value) {
    await page.evaluate(`$('${field}').first().typedInput('type', '${type}').typedInput('value', '${value}')`);
}

/**
 * Copies a node with the keyboard and drops the copy below it. Returns the id of the copy.
 *
 * @param {Editor} editor
 * @param {string} id
 * @returns {Promise<string>}
 */
async function copyBelow({ page }, id) {
    const original = page.locator(`[id="${id}"]`);
    const box = await original.boundingBox();
    if (!box) throw new Error('The node to copy cannot be seen.');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.click(x, y);
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+v');
    await page.mouse.move(x, y + 60, { steps: 8 });
    await page.mouse.click(x, y + 80);
    /** @type {string} */
    const copy = await page.evaluate(
        `RED.nodes.filterNodes({ type: 'change' }).map((node) => node.id).find((other) => other !== '${id}')`,
    );
    return copy;
}
