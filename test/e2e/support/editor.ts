// The Node-RED editor as its user sees it, in Chromium: drag, wire, fill in, deploy, read. One object for each page.
// Uses only selectors that hold in Node-RED 3.1, 4.1 and 5. Each wait rejects when what it waits for does not come.
//
// Functions given to evaluate() run in the browser: they must not define named functions, which tsx decorates with a
// helper that is not there.

import type { Browser, Locator, Page, Route } from 'playwright-core';
import { openBrowser } from './browser.js';

const WAIT_MS = 20_000;

interface EditorNode {
    id: string;
    valid?: boolean;
    status?: { fill?: string; shape?: string; text?: string };
}

interface Opening {
    readonly waitForType: string;
    readonly dark?: boolean;
    readonly locale?: string;
    /** What is done with the page before it is opened. */
    readonly prepare?: (page: Page) => Promise<void>;
    /** For a Node-RED with a login. */
    readonly login?: { readonly user: string; readonly password: string };
}

/** What the tests use of the editor's own global object. */
declare const RED: {
    actions: { invoke(name: string): void };
    nodes: { dirty(): boolean; filterNodes(filter: { z: string }): EditorNode[]; node(id: string): EditorNode | null };
    sidebar: { show(tab: string): void; help: { show(type: string): void } };
    view: { reveal(id: string): void };
    workspaces: { active(): string; show(id: string): void };
};
declare const $: (selector: string) => { typedInput(method: string, value: string): void };
interface Element {
    classList: { contains(name: string): boolean };
    contains(other: Element | null): boolean;
}
declare const document: { activeElement: Element | null; querySelectorAll(selector: string): Iterable<Element> };
declare function getComputedStyle(element: Element): { right: string };
declare const localStorage: { setItem(key: string, value: string): void };

/**
 * Answers with the user's settings, but without tips. Node-RED 5.0.7 shows the first tip one second after it has read these
 * settings, and raises an exception if the sidebar of the tips is not there yet, as on a busy machine.
 */
async function withoutTips(route: Route): Promise<void> {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    if (!response.ok()) return route.fulfill({ response });
    const { editor, ...settings } = (await response.json()) as { editor?: { view?: object } };
    const view = { ...editor?.view, 'view-show-tips': false };
    return route.fulfill({ response, json: { ...settings, editor: { ...editor, view } } });
}

/** The editor in one page of a browser of its own. */
export class Editor {
    readonly page: Page;
    /** Exceptions and console errors of the page. */
    readonly complaints: string[] = [];
    readonly #browser: Browser;

    private constructor(browser: Browser, page: Page) {
        this.#browser = browser;
        this.page = page;
        page.setDefaultTimeout(WAIT_MS);
        page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`));
        page.on('console', (message) => {
            // Node-RED only logs what a function of a dialog throws.
            if (
                message.type() === 'error' ||
                /^(?:oneditprepare|oneditsave|oneditcancel|oneditdelete)/.test(message.text())
            )
                this.complaints.push(`console: ${message.text()} (${message.location().url})`);
        });
    }

    /** Opens the editor and waits until a node type is in the palette and a flow is open. */
    static async open(url: string, options: Opening): Promise<Editor> {
        const browser = await openBrowser();
        try {
            const { locale = 'en-US' } = options;
            const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale });
            const editor = new Editor(browser, page);
            if (options.dark) await page.addInitScript(() => localStorage.setItem('view-dark-theme', 'dark'));
            await page.route('**/settings/user', withoutTips);
            await options.prepare?.(page);
            await page.goto(url);
            if (options.login) await editor.#logIn(options.login);
            await editor.#ready(options.waitForType);
            return editor;
        } catch (error) {
            await browser.close();
            throw error;
        }
    }

    async #logIn({ user, password }: NonNullable<Opening['login']>): Promise<void> {
        await this.page.locator('#node-dialog-login-username').fill(user);
        await this.page.locator('#node-dialog-login-password').fill(password);
        // The refused request by which the editor detects that it needs a login.
        this.complaints.length = 0;
        await this.page.locator('#node-dialog-login-submit').click();
    }

    close(): Promise<void> {
        return this.#browser.close();
    }

    /** Reloads the page, for example for flows that were deployed elsewhere. */
    async reload(waitForType: string): Promise<void> {
        await this.page.reload();
        await this.#ready(waitForType);
    }

    /** Opens a flow, or the inside of a subflow. */
    async show(flow: string): Promise<void> {
        await this.page.evaluate((wanted) => RED.workspaces.show(wanted), flow);
        await this.page.waitForFunction((wanted) => RED.workspaces.active() === wanted, flow);
    }

    /** Whether a node is free of the red triangle. */
    isValid(id: string): Promise<boolean> {
        return this.page.evaluate((wanted) => RED.nodes.node(wanted)?.valid === true, id);
    }

    /** Waits until a node type is visible in the palette, or hidden. */
    async inPalette(type: string, isThere = true): Promise<void> {
        await this.#palette(type).waitFor({ state: isThere ? 'visible' : 'hidden' });
    }

    async #ready(waitForType: string): Promise<void> {
        await this.#palette(waitForType).waitFor({ state: 'attached' });
        await this.page.waitForFunction(() => RED.workspaces.active() !== '');
        await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
    }

    /** Drags a node from the palette to a place in the flow, in pixels from its corner, and returns the new id. */
    async add(type: string, x: number, y: number): Promise<string> {
        const before = await this.#ids();
        const source = this.#palette(type);
        await source.scrollIntoViewIfNeeded();
        const target = await boxOf(this.page.locator('#red-ui-workspace-chart'));
        await this.#dragMouse(centre(await boxOf(source)), { x: target.x + x, y: target.y + y });
        const added = (await this.#ids()).filter((id) => !before.includes(id));
        if (added.length !== 1)
            throw new Error(`Dragging ${type} into the flow added ${added.length} nodes instead of one.`);
        return String(added[0]);
    }

    /** Draws a wire from an output of one node, the first by default, to the input of another. */
    async wire(from: string, to: string, index = 0): Promise<void> {
        const outputs = this.#node(from).locator('.red-ui-flow-port-output .red-ui-flow-port');
        const output = await boxOf(outputs.nth(index));
        const input = await boxOf(this.#node(to).locator('.red-ui-flow-port-input .red-ui-flow-port').first());
        await this.#dragMouse(centre(output), centre(input));
    }

    /** Opens the dialog of a node, lets the caller fill it in, and confirms it. */
    async edit(id: string, fillIn: () => Promise<void>): Promise<void> {
        await this.reveal(id);
        await this.#node(id).locator('.red-ui-flow-node').first().dblclick();
        await this.#inTray('#node-dialog-ok', fillIn);
    }

    /** From within edit(): makes a new config node for a property, lets the caller fill it in, and selects it. */
    async addConfig(property: string, fillIn: () => Promise<void>): Promise<void> {
        await this.page.locator(`#node-input-btn-${property}-add, #node-input-lookup-${property}`).first().click();
        await this.#inTray('#node-config-dialog-ok', fillIn);
    }

    /** From within edit(): opens the config node that is selected for a property, and lets the caller change it. */
    async editConfig(property: string, fillIn: () => Promise<void>): Promise<void> {
        await this.page.locator(`#node-input-btn-${property}-edit, #node-input-lookup-${property}`).first().click();
        await this.#inTray('#node-config-dialog-ok', fillIn);
    }

    /** A field of the open node dialog. */
    field(name: string): Locator {
        return this.page.locator(`#node-input-${name}`);
    }

    /** The visible input of a typed input in the open node dialog. */
    typedField(name: string): Locator {
        return this.page.locator(`#node-input-${name} + .red-ui-typedInput-container .red-ui-typedInput-input`);
    }

    /** Sets the type and the value of a typed input, as its menu does. */
    async chooseTyped(name: string, type: string, value: string): Promise<void> {
        await this.page.evaluate(
            ([field, chosen, typed]) => {
                $(`#node-input-${field}`).typedInput('type', String(chosen));
                $(`#node-input-${field}`).typedInput('value', String(typed));
            },
            [name, type, value],
        );
    }

    /** A field of the open config node dialog. */
    configField(name: string): Locator {
        return this.page.locator(`#node-config-input-${name}`);
    }

    /** Fills in an invalid value, and waits until the field is marked as invalid. */
    async wrong(field: Locator, value: string): Promise<void> {
        await field.fill(value);
        await field.blur();
        await this.#marked(field, true);
    }

    /** Leaves a field, and waits until it is not marked as invalid. */
    async right(field: Locator): Promise<void> {
        await field.blur();
        await this.#marked(field, false);
    }

    async #marked(field: Locator, wrong: boolean): Promise<void> {
        const isMarked = ([element, want]: [Element, boolean]): boolean =>
            element.classList.contains('input-error') === want;
        await this.page.waitForFunction(isMarked, [await field.elementHandle(), wrong] as never);
    }

    async deploy(): Promise<void> {
        await this.page.locator('#red-ui-header-button-deploy').click();
        await this.page
            .waitForFunction(() => !RED.nodes.dirty())
            .catch(async () => {
                const notices = await this.page.locator('.red-ui-notification').allInnerTexts();
                throw new Error(
                    `The flow was not deployed. Notifications of the editor: ${notices.join(' / ') || 'none'}`,
                );
            });
        // For half a second more, a shade takes each click and drag: the first one up to Node-RED 4.1, the other from 5 on.
        const shades = this.page.locator('#red-ui-header-shade:visible, #red-ui-full-shade:visible');
        await shades.first().waitFor({ state: 'hidden' });
    }

    /** Presses the button of an inject node. */
    async press(id: string): Promise<void> {
        await this.#node(id).locator('.red-ui-flow-node-button-button').click();
    }

    /** Opens the debug sidebar and returns the messages that contain a text. */
    async debugMessages(text: string | RegExp = ''): Promise<Locator> {
        await this.page.evaluate(() => RED.sidebar.show('debug'));
        return this.page.locator('.red-ui-debug-msg-payload').filter({ hasText: text });
    }

    /** The status that the editor shows below a node. */
    status(id: string): Promise<EditorNode['status']> {
        return this.page.evaluate((wanted) => RED.nodes.node(wanted)?.status, id);
    }

    /** Waits until the status below a node contains a text. */
    async waitForStatus(id: string, text: string): Promise<void> {
        const has = ([wanted, part]: string[]): boolean =>
            (RED.nodes.node(String(wanted))?.status?.text ?? '').includes(String(part));
        await this.page.waitForFunction(has, [id, text]);
    }

    /** Shows the help of a node type and returns its element. */
    async help(type: string): Promise<Locator> {
        await this.page.evaluate(() => RED.sidebar.show('help'));
        await this.page.evaluate((wanted) => RED.sidebar.help.show(wanted), type);
        // The info sidebar has a hidden element of the same class.
        return this.page.locator('.red-ui-help').filter({ visible: true }).first();
    }

    /** Imports an example through the dialog. The path has the folders and the file without .json, as the user clicks them. */
    async importExample(...path: string[]): Promise<void> {
        await this.#chooseExample(path);
        // The editor fetches the flow only now.
        await this.page.waitForFunction(() => RED.nodes.dirty());
    }

    /** Imports an example that is there already, as a copy. */
    async importExampleAgain(...path: string[]): Promise<void> {
        await this.#chooseExample(path);
        await this.page.getByRole('button', { name: 'Import copy' }).click();
        await this.page.waitForFunction(() => RED.nodes.dirty());
    }

    async #chooseExample(path: string[]): Promise<void> {
        await this.page.evaluate(() => RED.actions.invoke('core:show-import-dialog'));
        const tab = '#red-ui-clipboard-dialog-import-tab-examples';
        await this.page.locator('#red-ui-tab-red-ui-clipboard-dialog-import-tab-examples a').click();
        const ok = this.page.locator('#red-ui-clipboard-dialog-ok');
        const choose = (part: string): Promise<void> =>
            this.page.locator(tab).getByText(part, { exact: true }).first().click();
        for (const part of path) await choose(part);
        // The list unfolds slowly, so that a click may miss its entry.
        for (let tries = 0; tries < 5 && !(await ok.isEnabled()); tries++) {
            await this.page.waitForTimeout(300);
            if (!(await ok.isEnabled())) await choose(path.at(-1) ?? '');
        }
        await ok.click();
        await ok.waitFor({ state: 'hidden' });
    }

    /** Scrolls the flow so that a node is visible. */
    async reveal(id: string): Promise<void> {
        await this.page.evaluate((wanted) => RED.view.reveal(wanted), id);
    }

    async screenshot(file: string): Promise<void> {
        await this.page.screenshot({ path: file });
    }

    #palette(type: string): Locator {
        return this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    }

    #node(id: string): Locator {
        return this.page.locator(`[id="${id}"]`);
    }

    #ids(): Promise<string[]> {
        return this.page.evaluate(() => RED.nodes.filterNodes({ z: RED.workspaces.active() }).map((node) => node.id));
    }

    async #inTray(okButton: string, fillIn: () => Promise<void>): Promise<void> {
        await this.trayOpened(okButton);
        await fillIn();
        await this.page.locator(okButton).last().click();
        await this.trayClosed(okButton);
    }

    /** Waits until the dialog on top, which has this button, has slid in and has the focus. Text typed before is lost. */
    async trayOpened(button = '#node-config-dialog-ok'): Promise<void> {
        await this.page.locator(button).last().waitFor();
        await this.page.waitForFunction((wanted) => {
            const [top] = [...document.querySelectorAll('.red-ui-tray')].reverse();
            if (!top || ![...document.querySelectorAll(wanted)].some((one) => top.contains(one))) return false;
            return getComputedStyle(top).right === '0px' && top.contains(document.activeElement);
        }, button);
    }

    /** Waits until the dialog with this button is gone, and the one below it, if any, has slid in. */
    async trayClosed(button = '#node-config-dialog-ok'): Promise<void> {
        await this.page.locator(button).waitFor({ state: 'detached' });
        await this.page.waitForFunction(() => {
            const [top] = [...document.querySelectorAll('.red-ui-tray')].reverse();
            return !top || getComputedStyle(top).right === '0px';
        });
    }

    async #dragMouse(from: Point, to: Point): Promise<void> {
        const { mouse } = this.page;
        await mouse.move(from.x, from.y);
        await mouse.down();
        await mouse.move(from.x + 8, from.y + 8);
        await mouse.move(to.x, to.y, { steps: 12 });
        await mouse.up();
    }
}

interface Point {
    x: number;
    y: number;
}

async function boxOf(place: Locator): Promise<Point & { width: number; height: number }> {
    const box = await place.boundingBox();
    if (!box) throw new Error(`${place} cannot be seen, so the mouse cannot reach it.`);
    return box;
}

function centre(box: Point & { width: number; height: number }): Point {
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
