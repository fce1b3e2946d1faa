// The script of the dialogs and the sidebar, which is loaded when it is needed: before a dialog opens, too late, or never.

import assert from 'node:assert/strict';
import type { Route } from 'playwright-core';
import { tab } from '../nodes/support/flows.js';
import { type NodeRed, startNodeRed } from '../support/node-red.js';
import { Editor } from './support/editor.js';
import { allHomes, isShort, newest } from './support/homes.js';
import { type Installed, installedPack } from './support/shared.js';

const SCRIPT = '**/clown-hub/script/*';
const LOGIN = { user: 'owner', password: 'hub-owner' };
/** The password, hashed by bcrypt. */
const HASH = '$2a$04$/DSnNsGYHZsWyFHLA0sJ9O7Qa8dXQZtOifg0CIKCsjWOe1bujzl5a';
const HUB = {
    id: 'hub',
    type: 'clown-hub',
    settingsVersion: 1,
    name: 'Home',
    place: 'address',
    address: 'ws://127.0.0.1:1/ws',
    headers: [{ name: 'X-Home', slot: 'header1' }],
    intervals: [{ device: 'thermometer/i2c0-48', seconds: '5' }],
};
const OUT = {
    id: 'out',
    type: 'clown-out',
    z: 'tab',
    x: 200,
    y: 100,
    wires: [],
    settingsVersion: 1,
    hub: 'hub',
    command: 'relay',
    topic: 'topic',
    topicType: 'msg',
    device: 'i2c0-3b',
    deviceType: 'str',
    payload: 'true',
    payloadType: 'bool',
    long: 'cut',
    confirm: true,
    tries: '4',
    offline: 'fail',
    queueSize: '100',
    queueAge: '60',
    outputs: 0,
    name: '',
};

interface PageNode {
    readonly [name: string]: unknown;
    readonly _def: { readonly defaults: object };
}
/** What the tests use of the page. */
declare const RED: {
    nodes: { dirty(): boolean; node(id: string): PageNode };
    editor: { editConfig(property: string, type: string, id: string): void };
    sidebar: { show(tab: string): void };
};

/** The routes that the test holds back. */
class Held {
    readonly #routes: Route[] = [];
    #listener: () => void = () => {};

    readonly hold = (route: Route): void => {
        this.#routes.push(route);
        this.#listener();
    };

    /** Waits for the next request, if there is none yet. */
    async next(): Promise<Route> {
        const held = this.#routes.shift();
        if (held) return held;
        await new Promise<void>((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error('The editor did not request the script.')), 20_000);
            this.#listener = () => {
                clearTimeout(timer);
                resolve();
            };
        });
        return this.next();
    }
}

// The oldest editor and the newest load scripts in ways of their own; the short form takes these two.
for (const [name, home] of isShort ? [...allHomes.slice(0, 1), ...newest] : allHomes) {
    describe(`the script on demand: ${name}`, () => {
        let pack: Installed | undefined;
        let nodeRed: NodeRed;
        let editor: Editor;
        let requests: string[];

        before(async () => {
            pack = await installedPack();
            nodeRed = await startNodeRed({
                home,
                installed: pack.folder,
                settings: {
                    httpAdminRoot: '/house/admin',
                    adminAuth: {
                        type: 'credentials',
                        users: [{ username: LOGIN.user, password: HASH, permissions: '*' }],
                    },
                },
                flows: [tab('tab')],
            });
        });

        after(async () => {
            await nodeRed.stop();
            await pack?.remove();
        });

        beforeEach(async () => {
            requests = [];
        });

        afterEach(async () => {
            await editor.close();
        });

        /** Opens the editor; `answer` responds to requests for the script. */
        async function open(answer: (route: Route) => unknown): Promise<void> {
            editor = await Editor.open(nodeRed.url, {
                waitForType: 'clown-in',
                login: LOGIN,
                prepare: async (page) => {
                    await page.route(SCRIPT, (route) => {
                        requests.push(route.request().url());
                        return answer(route);
                    });
                },
            });
        }

        async function deploy(flows: readonly object[]): Promise<void> {
            const headers = { 'content-type': 'application/json', 'node-red-api-version': 'v2' };
            const { status } = await fetch(new URL('flows', nodeRed.url), {
                method: 'POST',
                headers: { ...headers, authorization: await editorToken(nodeRed.url) },
                body: JSON.stringify({ flows }),
            });
            assert.equal(status, 200);
        }

        const shown = (): Promise<string> => editor.page.locator('.clown-hub-waiting').innerText();

        // The first test: an editor keeps an open sidebar for the next one, and the sidebar needs the script.
        it('is not loaded while no flow uses the pack', async () => {
            const held = new Held();
            await open(held.hold);
            // Longer than the editor waits until the browser is idle.
            await editor.page.waitForTimeout(2_500);
            assert.equal(requests.length, 0);
            await editor.add('clown-in', 300, 100);
            await (await held.next()).continue();
            assert.equal(requests.length, 1);
            await deploy([tab('tab'), { ...HUB, credentials: { header1: 'value' } }, OUT]);
        });

        it('is loaded once, while the editor is idle, if a flow uses the pack', async () => {
            const held = new Held();
            await open(held.hold);
            const route = await held.next();
            const response = editor.page.waitForResponse(SCRIPT);
            await route.continue();
            assert.equal((await response).status(), 200);
            await editor.edit('out', async () => {
                assert.equal(await editor.page.locator('.clown-hub-waiting').count(), 0);
                assert.match(await editor.page.locator('.clown-frame').innerText(), /^\["relay\/i2c0-3b\/set"/);
            });
            assert.equal(requests.length, 1);
            await editor.page.evaluate(() => RED.sidebar.show('clown-hub'));
            await editor.page.locator('.clown-hub-sidebar-label').getByText('Home').waitFor();
            // The sidebar loads the flow check, and nothing twice.
            assert.equal(new Set(requests).size, requests.length, requests.join(', '));
            assert.match(requests[0] ?? '', /\/house\/admin\/clown-hub\/script\/[0-9a-f]{16}$/);
            assert.deepEqual(editor.complaints, []);
        });

        it('fills in a dialog that was open before, with the values of its node', async () => {
            const held = new Held();
            await open(held.hold);
            await editor.edit('out', async () => {
                assert.equal(await shown(), 'Loading …');
                assert.equal(await editor.field('name').isVisible(), false);
                await (await held.next()).continue();
                await editor.page.locator('.clown-hub-waiting').waitFor({ state: 'detached' });
                assert.equal(await editor.field('command').inputValue(), 'relay');
                assert.equal(await editor.typedField('device').inputValue(), 'i2c0-3b');
                assert.match(await editor.page.locator('.clown-frame').innerText(), /^\["relay\/i2c0-3b\/set"/);
                assert.equal(await editor.page.locator('#dialog-form .input-error:visible').count(), 0);
            });
            assert.equal(await editor.page.evaluate(() => RED.nodes.dirty()), false);
            // A sidebar that the test before has opened loads the flow check, and nothing twice.
            assert.equal(new Set(requests).size, requests.length, requests.join(', '));
            assert.deepEqual(editor.complaints, []);
        });

        it('changes nothing if a dialog is confirmed or cancelled that it has not filled in', async () => {
            await open(new Held().hold);
            const stored = (): Promise<unknown> =>
                editor.page.evaluate(() =>
                    ['out', 'hub'].map((id) => {
                        const node = RED.nodes.node(id);
                        return Object.keys(node._def.defaults).map((key) => [key, node[key]]);
                    }),
                );
            const before = await stored();
            await editor.edit('out', async () => {
                await editor.page.locator('.clown-hub-waiting').waitFor();
            });
            // Node-RED 3.1 takes each confirmed config node for a change.
            assert.equal(await editor.page.evaluate(() => RED.nodes.dirty()), false);
            await editor.page.evaluate(() => RED.editor.editConfig('', 'clown-hub', 'hub'));
            await editor.page.locator('.clown-hub-waiting').waitFor();
            await editor.trayOpened();
            await editor.page.locator('#node-config-dialog-ok').click();
            await editor.trayClosed();
            await editor.page.evaluate(() => RED.editor.editConfig('', 'clown-hub', 'hub'));
            await editor.page.locator('.clown-hub-waiting').waitFor();
            await editor.trayOpened();
            await editor.page.locator('#node-config-dialog-cancel').click();
            await editor.trayClosed();
            assert.deepEqual(await stored(), before);
            assert.deepEqual(editor.complaints, []);
        });

        it('is loaded again on request after a failure, with a sentence that says what to do', async () => {
            let answer: (route: Route) => unknown = (route) => route.abort();
            await open((route) => answer(route));
            await editor.page.evaluate(() => RED.sidebar.show('clown-hub'));
            const notice = editor.page.locator('.clown-hub-sidebar-loading');
            await notice.filter({ hasText: 'Node-RED does not respond as expected (HTTP status 0)' }).waitFor();
            await editor.edit('out', async () => {
                const waiting = editor.page.locator('.clown-hub-waiting');
                await waiting.filter({ hasText: 'If you click Done now, no settings are changed.' }).waitFor();
                // A proxy may respond with a page of its own.
                answer = (route) => route.fulfill({ contentType: 'text/html', body: '<p>Log in</p>' });
                await waiting.getByText('Try again').click();
                await waiting.filter({ hasText: 'HTTP status 0' }).waitFor();
                answer = (route) => route.fulfill({ status: 404, json: { ok: false } });
                await waiting.getByText('Try again').click();
                await waiting.filter({ hasText: 'Restart Node-RED, then reload this page' }).waitFor();
                answer = (route) => route.fulfill({ status: 403, body: '' });
                await waiting.getByText('Try again').click();
                await waiting.filter({ hasText: 'Reload this page in the browser and log in again.' }).waitFor();
                answer = (route) => route.continue();
                await waiting.getByText('Try again').click();
                await waiting.waitFor({ state: 'detached' });
                assert.equal(await editor.field('command').inputValue(), 'relay');
            });
            await notice.getByText('Try again').click();
            await editor.page.locator('.clown-hub-sidebar-label').getByText('Home').waitFor();
            assert.equal(await editor.page.evaluate(() => RED.nodes.dirty()), false);
            // The refusals themselves are in the console.
            assert.deepEqual(
                editor.complaints.filter((line) => !line.includes('/clown-hub/script/')),
                [],
            );
        });
    });
}

async function editorToken(url: string): Promise<string> {
    const response = await fetch(new URL('auth/token', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
            client_id: 'node-red-editor',
            grant_type: 'password',
            scope: '*',
            username: LOGIN.user,
            password: LOGIN.password,
        }),
    });
    const { access_token } = (await response.json()) as { access_token: string };
    return `Bearer ${access_token}`;
}
