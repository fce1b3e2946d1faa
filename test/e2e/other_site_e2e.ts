// A page of another site in the browser of a user who has the editor open, over plain http to host names. It can neither
// read nor change anything through our routes, while the editor can. Directly, and through an installed nginx.

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { CSRF_HEADER, ROUTES } from '../../nodes/shared/views.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { hubNode, inNode, tab } from '../nodes/support/flows.js';
import { startNginx } from '../support/nginx.js';
import { type NodeRed, type NodeRedOptions, startNodeRed } from '../support/node-red.js';
import { freePort } from '../support/ports.js';
import { until } from '../support/wait.js';
import { openBrowser } from './support/browser.js';
import { Editor } from './support/editor.js';
import { allHomes, isShort } from './support/homes.js';

const LOGIN = { user: 'owner', password: 'hub-owner' };
/** The password, hashed by bcrypt. */
const HASH = '$2a$04$/DSnNsGYHZsWyFHLA0sJ9O7Qa8dXQZtOifg0CIKCsjWOe1bujzl5a';
const RELAY = 'relay/i2c0-3b';
const COMMAND = { kind: 'relay', device: 'i2c0-3b', payload: true };

/** What the test uses of the pages. */
declare const RED: { sidebar: { show(tab: string): void } };
interface Form {
    method: string;
    action: string;
    enctype: string;
    target: string;
    append(child: unknown): void;
    submit(): void;
}
declare const document: {
    body: { append(child: unknown): void };
    createElement(name: 'form'): Form;
    createElement(name: 'input'): { name: string; value: string };
    createElement(name: 'iframe'): { name: string; onload: (() => void) | null };
};

const at = (route: string): string => route.replace(':id', 'hub');

/** The text of a response as far as the page can read it. */
function readFrom(page: Page, url: string, options: object): Promise<string | undefined> {
    return page.evaluate(
        async ([target, init]) => {
            try {
                return (await (await fetch(target, init)).text()) || undefined;
            } catch {
                return undefined;
            }
        },
        [url, options] as const,
    );
}

/** Sends what a form without script can send, and waits for the response, which the page cannot read. */
function submit(page: Page, url: string, enctype: string, text: string): Promise<void> {
    return page.evaluate(
        ([action, type, value]) =>
            new Promise<void>((resolve) => {
                const frame = document.createElement('iframe');
                const form = document.createElement('form');
                const field = document.createElement('input');
                frame.name = `frame ${Math.random()}`;
                Object.assign(form, { method: 'POST', action, enctype: type, target: frame.name });
                // As text, name and value make JSON: {"kind": …, "x": "="}
                field.name = `${value.slice(0, -1)}, "x": "`;
                field.value = '"}';
                form.append(field);
                document.body.append(frame);
                document.body.append(form);
                frame.onload = () => resolve();
                form.submit();
            }),
        [url, enctype, text] as const,
    );
}

interface Way {
    readonly title: string;
    readonly settings: Record<string, unknown>;
    readonly login?: typeof LOGIN;
    readonly isProxied: boolean;
}

const users = [{ username: LOGIN.user, permissions: '*', password: HASH }];
const adminAuth = { type: 'credentials', users };
const WAYS: readonly Way[] = [
    { title: 'directly, without a login', settings: {}, isProxied: false },
    { title: 'behind nginx, below another root', settings: { httpAdminRoot: '/house/admin' }, isProxied: true },
    {
        title: 'behind nginx, below another root, with a login',
        settings: { httpAdminRoot: '/house/admin', adminAuth },
        login: LOGIN,
        isProxied: true,
    },
];

describe('a page of another site, and the editor [T9]', () => {
    for (const [index, [name, home]] of allHomes.entries()) {
        // Each Node-RED and each way once is enough for the short form.
        for (const way of isShort ? WAYS.slice(index, index + 1) : WAYS)
            describe(`${name}, ${way.title}`, () => story(home, way));
    }
});

function story(home: string, { settings, login, isProxied }: Way): void {
    const ends: (() => Promise<unknown>)[] = [];
    let hub: Simulator;
    let options: NodeRedOptions;
    let nodeRed: NodeRed;
    let browser: Browser;
    let page: Page;
    /** Where a browser finds the editor. */
    let url: string;

    const own = <T>(thing: T, end: () => Promise<unknown>): T => {
        ends.unshift(end);
        return thing;
    };

    before(async () => {
        const simulator = await startSimulator({ silent: true });
        hub = own(simulator, () => simulator.close());
        const flows = [tab(), hubNode({ address: hub.url, name: 'Attic' }), ...inNode()];
        const uiPort = await freePort();
        options = {
            home,
            linked: true,
            flows: flows.filter(({ type }) => type !== 'sink'),
            settings: { uiPort, ...settings },
        };
        nodeRed = await startNodeRed(options);
        ends.unshift(() => nodeRed.stop());
        await until(() => hub.received.some((text) => text.includes('-/-/config/list')), 'the first request');
        const nginx = isProxied ? await startNginx(uiPort) : undefined;
        if (nginx) own(nginx, () => nginx.stop());
        url = `http://node-red.test:${nginx?.port ?? uiPort}${new URL(nodeRed.url).pathname}`;
        const site: Server = createServer((_request, response) => response.end('<!doctype html><title>Other</title>'));
        await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
        own(site, async () => {
            site.closeAllConnections();
            site.close();
        });
        const opened = await openBrowser();
        browser = own(opened, () => opened.close());
        page = await browser.newPage();
        await page.goto(`http://elsewhere.test:${(site.address() as AddressInfo).port}/`);
    });

    after(async () => {
        for (const end of ends) await end();
    });

    it('the page reads nothing', async () => {
        for (const route of [ROUTES.token, ROUTES.hubs, ROUTES.topics, ROUTES.diagnostics]) {
            const target = new URL(at(route), url).href;
            for (const init of [{}, { credentials: 'include' }, { mode: 'no-cors' }, { headers: { 'x-any': '1' } }]) {
                assert.equal(await readFrom(page, target, init), undefined, `${route} ${JSON.stringify(init)}`);
            }
        }
    });

    it('the page changes nothing', async () => {
        const before = [hub.received.length, hub.attempts];
        const check = { id: 'new', settings: hubNode({ address: hub.url }), credentials: {}, storedPassword: false };
        const bodies = { [ROUTES.command]: COMMAND, [ROUTES.refresh]: {}, [ROUTES.check]: check, [ROUTES.feed]: {} };
        for (const [route, data] of Object.entries(bodies)) {
            const target = new URL(at(route), url).href;
            const body = JSON.stringify(data);
            const json = { 'content-type': 'application/json' };
            for (const init of [
                { mode: 'no-cors', headers: { 'content-type': 'text/plain' } },
                { mode: 'no-cors', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
                { headers: json },
                { headers: { ...json, [CSRF_HEADER]: 'nonsense' } },
                { headers: { ...json, [CSRF_HEADER]: '' }, credentials: 'include' },
            ]) {
                const response = await readFrom(page, target, { method: 'POST', body, ...init });
                assert.equal(response, undefined, `${route} ${JSON.stringify(init)}`);
            }
            for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
                await submit(page, target, enctype, body);
            }
        }
        assert.deepEqual([hub.received.length, hub.attempts], before);
        assert.equal(hub.relay(RELAY), null);
    });

    it('the editor reads and switches, also after a restart of Node-RED while it is open', async () => {
        const editor = await Editor.open(url, { waitForType: 'clown-in', ...(login ? { login } : {}) });
        ends.unshift(() => editor.close());
        await editor.page.evaluate(() => RED.sidebar.show('clown-hub'));
        const root = editor.page.locator('.clown-hub-sidebar');
        const row = root.locator('.clown-hub-sidebar-device', { hasText: 'i2c0-3b' });
        const press = async (what: 'on' | 'off'): Promise<void> => {
            await root.getByRole('button', { name: what, exact: true }).click();
            await root.getByText(`Done: ${what}`).waitFor();
            await until(() => hub.relay(RELAY) === (what === 'on'), `the relay ${what}`);
        };
        await row.getByRole('button').first().click();
        await press('on');
        assert.deepEqual(editor.complaints, []);
        // Node-RED does not keep logins over a restart here, so the editor would show its login dialog.
        if (login) return;
        await nodeRed.stop();
        const attempts = hub.attempts;
        nodeRed = await startNodeRed(options);
        await until(() => hub.attempts > attempts, 'the next connection');
        await root.locator('.clown-hub-sidebar-label').getByText('Attic').waitFor();
        await press('off');
    });
}
