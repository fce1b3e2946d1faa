// Checks the accessibility of a part of the page: axe-core reads it as a screen reader would and measures its colours, and
// the Tab key moves through it.
//
// Functions given to evaluate() run in the browser: they must not define named functions, which tsx decorates with a
// helper that is not there.

import assert from 'node:assert/strict';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { Editor } from './editor.js';
import { isShort } from './homes.js';

/** The form of the dialog on top; all of it belongs to the pack. */
export const DIALOG = '.red-ui-tray:last-of-type form:is(#dialog-form, #node-config-dialog-edit-form)';
/** The help of a node, with the title that the editor puts above it. */
export const HELP = '.red-ui-help';
export const SIDEBAR = '.clown-hub-sidebar';
/** The suggestions of a field. */
export const LIST = '.red-ui-autoComplete-container';

/** Elements of the editor in these parts, which a pack cannot change. */
const OF_THE_EDITOR = [
    // Hidden fields that keep browsers from filling in logins.
    '[id^="red-ui-trap-"]',
    // The editor's title is an h1, and its guide asks for h3 below it: the first one skips a level.
    `${HELP} h3:first-of-type`,
];

const FADED_IN_MS = 5000;

/** The editor's own buttons break this rule: they are small and grey in its light theme. */
const COLOURS = 'color-contrast';
const BUTTON = '.red-ui-button, .red-ui-button *';

/** Elements that the Tab key should reach. */
const STOPS = 'input, select, textarea, summary, button, a[href]';
/** Elements that it skips, because the arrow keys reach them: devices and tabs, each list of which is one stop, and suggestions. */
const PASSED = `:is(.clown-hub-sidebar-head, [role="tab"])[tabindex="-1"], ${LIST} a`;

/** Opens all folds of a part, and asserts that it is accessible. Call it for each new part. */
export async function assertAccessible(editor: Editor, part: string, what: string): Promise<void> {
    const { page } = editor;
    const isThere = (await page.locator(part).filter({ visible: true }).count()) > 0;
    assert.ok(isThere, `${what}: ${part} cannot be seen`);
    await page.evaluate((selector) => {
        for (const fold of document.querySelectorAll(`${selector} details`)) fold.setAttribute('open', '');
    }, part);
    assert.deepEqual(await obstacles(page, part), [], what);
    // The theme changes colours only: the light one alone shows where the Tab key leads.
    if (isShort && (await page.locator('html.nr-theme-dark').count()) > 0) return;
    const order = await readingOrder(page, part);
    assert.deepEqual(await walk(page, order), order, `${what}, by the Tab key`);
}

/** The violations that axe-core finds in a part, a line for each element. */
async function obstacles(page: Page, part: string): Promise<string[]> {
    if (!(await page.evaluate(() => 'axe' in globalThis))) {
        await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
        // The editor's body has no height and hides what overflows, so axe-core takes all texts for hidden.
        await page.addStyleTag({ content: 'body { height: 100vh }' });
    }
    const context = { include: [part], exclude: OF_THE_EDITOR };
    const isText = ({ html }: { html: string }): boolean => !/^<(?:input|select|textarea)/.test(html);
    const end = Date.now() + FADED_IN_MS;
    let all: AxeResults;
    let isSeen = false;
    // It measures no colours of a list that is still fading in.
    do {
        all = await page.evaluate((where) => axe.run(where), context);
        const measured = [...all.violations, ...all.passes].find(({ id }) => id === COLOURS)?.nodes ?? [];
        isSeen = measured.some(isText);
    } while (!isSeen && Date.now() < end);
    assert.ok(isSeen, `axe-core has seen no text in ${part}`);
    const lines: string[] = [];
    for (const { id, help, nodes } of all.violations) {
        for (const { html, any, target } of nodes) {
            const isTheirs =
                id === COLOURS && (await page.locator(String(target)).and(page.locator(BUTTON)).count()) > 0;
            if (!isTheirs) lines.push(`${id}: ${help}: ${html} ${any.map(({ message }) => message).join('; ')}`);
        }
    }
    return lines;
}

/** Marks the visible stops of a part, and returns the marks in reading order: row by row, from left to right. */
async function readingOrder(page: Page, part: string): Promise<string[]> {
    const places = await page.evaluate(
        ([selector, stops, own]) => {
            const all = [...document.querySelectorAll(`${selector} :is(${stops}):not(${own})`)];
            const seen = all.filter((element) => element.checkVisibility() && !element.matches(':disabled'));
            return seen.map((element, index) => {
                const { top, bottom, left } = element.getBoundingClientRect();
                const name = element.id || element.className || element.textContent.trim();
                const mark = `${index} ${element.localName} ${name}`;
                element.setAttribute('data-stop', mark);
                return { mark, middle: (top + bottom) / 2, left };
            });
        },
        [part, STOPS, `${OF_THE_EDITOR[0]}, ${PASSED}`] as const,
    );
    return places
        .sort((a, b) => (Math.abs(a.middle - b.middle) < SAME_ROW ? a.left - b.left : a.middle - b.middle))
        .map(({ mark }) => mark);
}

/** Most pixels between the middles of elements in one row. */
const SAME_ROW = 12;
/** More than any part has stops. */
const LAST_STEP = 80;

/** The stops that the Tab key reaches, beginning with the first one. */
async function walk(page: Page, order: readonly string[]): Promise<string[]> {
    const reached: string[] = [];
    if (order.length === 0) return reached;
    await page.locator(`[data-stop="${order[0]}"]`).focus();
    for (let step = 0; step < LAST_STEP; step++) {
        const mark = await page.evaluate(() => document.activeElement?.getAttribute('data-stop'));
        if (mark && !reached.includes(mark)) reached.push(mark);
        if (reached.length === order.length) break;
        await page.keyboard.press('Tab');
    }
    return reached;
}

/** What these functions use of the page. */
declare const axe: { run(context: { include: string[]; exclude: string[] }): Promise<AxeResults> };
interface PageElement {
    readonly id: string;
    readonly className: string;
    readonly localName: string;
    readonly textContent: string;
    checkVisibility(): boolean;
    getAttribute(name: string): string | null;
    getBoundingClientRect(): { top: number; bottom: number; left: number };
    matches(selector: string): boolean;
    setAttribute(name: string, value: string): void;
}
declare const document: {
    activeElement: PageElement | null;
    querySelectorAll(selector: string): Iterable<PageElement>;
};
