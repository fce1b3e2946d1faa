// The dialog of a hub: the connection check before the first deploy, and the state of the hub after it.

import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { afterRequest, endServers, listen, serverFrame, upgradeResponse } from '../support/servers.js';
import { onEveryStage } from './support/stage.js';

const LOGIN = { user: 'clown', password: 'bigclown' };
const STEPS = 'address lookup tcp tls upgrade login start frame list'.split(' ');

declare const RED: {
    nodes: {
        eachConfig(visit: (node: { id: string; type: string }) => void): void;
        node(id: string): { status?: { fill?: string } } | null;
        filterNodes(filter: { z: string }): { type: string; hub: string; valid: boolean }[];
    };
    sidebar: { show(tab: string): void };
    editor: { editConfig(name: string, type: string, id: string, prefix?: string): void };
};

onEveryStage('the dialog of a hub', {}, (stage) => {
    let hub: Simulator;
    before(async () => {
        hub = await startSimulator({ ...LOGIN, speed: 5, startAnswer: 'at-once' });
    });
    after(async () => {
        await hub.close();
        await endServers();
    });

    const steps = (): Locator => stage().editor.page.locator('.clown-hub-step');
    const verdict = (text: string | RegExp): Promise<void> =>
        stage().editor.page.locator('.clown-hub-verdict').filter({ hasText: text }).waitFor();
    const outcomes = async (): Promise<Record<string, string | null>> => {
        const found: Record<string, string | null> = {};
        for (const step of await steps().all()) {
            found[String(await step.getAttribute('data-step'))] = await step.getAttribute('data-outcome');
        }
        return found;
    };
    const check = async (result: string | RegExp): Promise<Record<string, string | null>> => {
        await stage().editor.page.locator('.clown-hub-check').click();
        await verdict(result);
        return outcomes();
    };
    const openTab = (name: string): Promise<void> => stage().editor.page.getByRole('tab', { name }).click();
    const failing = (step: string): Record<string, string> => {
        const at = STEPS.indexOf(step);
        return Object.fromEntries(STEPS.slice(0, at + 1).map((name, index) => [name, index < at ? 'ok' : 'failed']));
    };

    it('checks the connection before the first deploy, and warns of risky settings [E5, T2, T8]', async () => {
        const { editor, picture } = stage();
        const input = await editor.add('clown-in', 200, 120);
        await editor.edit(input, async () => {
            await editor.addConfig('hub', async () => {
                const plain = editor.page.locator('.clown-hub-plain');
                const button = editor.page.locator('.clown-hub-check');
                await editor.configField('address').fill(`ws://${LOGIN.user}:${LOGIN.password}@hub.example/x`);
                // Warnings that appear on blur must not move the button while the mouse presses it.
                const before = await button.boundingBox();
                await editor.configField('address').blur();
                await plain.waitFor();
                await editor.page.locator('.clown-hub-split').waitFor();
                assert.equal((await button.boundingBox())?.y, before?.y);
                await picture('hub-warning');
                await editor.configField('address').fill('wss://hub.example/x');
                await editor.configField('address').blur();
                await plain.waitFor({ state: 'hidden' });
                await editor.page.locator('.clown-hub-split').waitFor({ state: 'hidden' });
                await openTab('Security');
                await editor.page.locator('#node-config-input-btn-tls-add, #node-config-input-lookup-tls').click();
                const verify = editor.page.locator('#node-config-input-verifyservercert');
                await verify.waitFor();
                await editor.trayOpened();
                await verify.press('Space');
                assert.equal(await verify.isChecked(), false);
                await editor.page.locator('#node-config-dialog-ok').last().click();
                await editor.page.locator('.clown-hub-unverified').waitFor();
                await check(/Failed at: (Host name|Port)\./);
                await picture('hub-unverified');

                await openTab('Connection');
                await editor.configField('address').fill(hub.url);
                await editor.configField('address').blur();
                await editor.page.locator('.clown-hub-unverified').waitFor({ state: 'hidden' });

                // A new proxy is selected, and the check uses it before it is deployed.
                const proxy = editor.configField('proxy');
                await openTab('Messages');
                await editor.page.locator('#clown-hub-messages summary').click();

                // Larger messages than the default can delay flows.
                const large = editor.page.locator('.clown-hub-large');
                await large.waitFor({ state: 'hidden' });
                await editor.configField('maxSize').fill('1025');
                await large.waitFor();
                await large.scrollIntoViewIfNeeded();
                await picture('hub-large');
                await editor.configField('maxSize').fill('1024');
                await large.waitFor({ state: 'hidden' });

                await openTab('Security');
                await editor.page.locator('#node-config-input-btn-proxy-add, #node-config-input-lookup-proxy').click();
                await editor.page.locator('#node-config-input-url').waitFor();
                await editor.trayOpened();
                await editor.page.locator('#node-config-input-url').fill('http://127.0.0.1:9');
                await editor.page.locator('#node-config-dialog-ok').last().click();
                await editor.page.locator('#node-config-input-url').waitFor({ state: 'detached' });
                assert.match((await proxy.locator('option:checked').textContent()) ?? '', /127\.0\.0\.1/);
                await check('Failed at: Port.');
                await steps().filter({ hasText: 'The proxy selected under Security cannot be reached' }).waitFor();
                await proxy.scrollIntoViewIfNeeded();
                await picture('hub-proxy');
                await openTab('Connection');
                await editor.configField('place').selectOption('simulated');
                await editor.configField('recording').waitFor();
                assert.equal(await editor.configField('replaySpeed').isVisible(), false);
                await openTab('Security');
                await editor.page.getByText('needs no security settings').waitFor();
                await proxy.waitFor({ state: 'hidden' });
                await openTab('Connection');
                await editor.configField('place').selectOption('address');
                await openTab('Security');
                await proxy.waitFor({ state: 'visible' });
                const none = proxy.locator('option:is([value=""], [value="_ADD_"])').first();
                await proxy.selectOption(String(await none.getAttribute('value')));
                await openTab('Connection');

                assert.deepEqual(
                    await check('The connection works.'),
                    Object.fromEntries(STEPS.map((step) => [step, 'ok'])),
                );
                await picture('hub-check-ok');

                await editor.configField('password').fill('wrong');
                assert.deepEqual(await check('Failed at: Login.'), failing('login'));
                assert.match(
                    await steps().nth(5).innerText(),
                    /Login: Failed, \d+ ms\. The server rejected the login: .*Check the user and password/,
                );
                await picture('hub-check-login');

                await editor.configField('address').fill('ws://127.0.0.1:9/x');
                assert.deepEqual(await check('Failed at: Port.'), failing('tcp'));
                assert.equal(
                    await editor.page.locator('.clown-hub-verdict').innerText(),
                    'Failed at: Port.',
                    'the explanation is in the list only',
                );
                const notReached = editor.page.locator('.clown-hub-skipped');
                assert.match(await notReached.innerText(), /Not reached: Encryption, WebSocket, Login, /);
                assert.ok(await steps().last().isVisible());
                await picture('hub-check-tcp');
                await editor.configField('address').fill('ws://127.0.0.1:10/x');
                assert.equal(await steps().count(), 0, 'a result of other settings is cleared');
                assert.equal(await editor.page.locator('.clown-hub-verdict').innerText(), '');
                assert.equal(await editor.page.locator('.clown-hub-live').isVisible(), false, 'it is not deployed');

                // Data from a hub is shown as text, never as markup.
                const markup = '<img src=x onerror="document.title=1">';
                const port = await listen((socket) =>
                    afterRequest(socket, (head) => {
                        socket.write(upgradeResponse(head));
                        socket.write(serverFrame(1, JSON.stringify([`${markup}/a`, { a: 1 }])));
                    }),
                );
                await editor.configField('address').fill(`ws://127.0.0.1:${port}/`);
                await check(/with a warning|works|fails/);
                const listed = editor.page.locator('.clown-hub-steps, .clown-hub-step');
                await listed.filter({ hasText: markup }).first().waitFor();
                assert.equal(await editor.page.locator('.clown-hub-step img').count(), 0);

                await editor.configField('address').fill(hub.url);
                await editor.configField('password').fill(LOGIN.password);
            });
        });
        await editor.deploy();
        // The status shows the value of a reading instead of the state.
        await editor.page.waitForFunction((node) => RED.nodes.node(node)?.status?.fill === 'green', input);
        assert.deepEqual(editor.complaints, []);
    });

    it('shows the state of a deployed hub, copies its diagnostics, and is usable by keyboard [E6, P7]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const id = await page.evaluate(() => {
            const ids: string[] = [];
            RED.nodes.eachConfig((node) => {
                if (node.type === 'clown-hub') ids.push(node.id);
            });
            return String(ids[0]);
        });
        await page.evaluate((hubId) => RED.editor.editConfig('', 'clown-hub', hubId), id);
        const ok = page.locator('#node-config-dialog-ok');
        await ok.waitFor();
        const live = page.locator('.clown-hub-live');
        await live.waitFor();
        const shows = (content: RegExp): Promise<void> => live.filter({ hasText: content }).waitFor();
        await shows(/connected for \d+ s/);
        await shows(/Frames received: \d\d/);
        // The feed reports changes while the dialog is open.
        hub.dropAll();
        await shows(/Latest error, \d\d:\d\d:\d\d: the connection dropped/);
        await shows(/connected for \d+ s.*reconnects: 1/s);
        const copied = async (): Promise<void> => {
            await page.locator('.clown-hub-copy').click();
            await page.locator('.clown-hub-copied').filter({ hasText: 'Copied.' }).waitFor();
        };
        await copied();
        // As with plain http.
        await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
        await copied();
        assert.equal(await live.locator('textarea').count(), 0);

        // The form does not contain the stored password; the check uses it.
        assert.deepEqual(await check('The connection works.'), Object.fromEntries(STEPS.map((step) => [step, 'ok'])));
        await picture('hub-live');

        await page.locator('.clown-hub-copy').focus();
        const reached: string[] = [];
        for (let press = 0; press < 20; press++) {
            await page.keyboard.press('Tab');
            reached.push(
                await page.evaluate(() => {
                    const { activeElement } = (
                        globalThis as unknown as {
                            document: { activeElement: { id: string; className: string; tagName: string } };
                        }
                    ).document;
                    return `${activeElement.tagName}#${activeElement.id}.${activeElement.className}`;
                }),
            );
        }
        for (const part of ['-name', '-place', '-address', '-user', '-password', 'clown-hub-check', 'SUMMARY']) {
            assert.ok(
                reached.some((element) => element.includes(part)),
                `${part} is not among ${reached.join(', ')}`,
            );
        }
        await page.locator('.clown-hub-check').focus();
        await page.keyboard.press('Enter');
        await verdict('Checking');
        await page.keyboard.press('Enter');
        await verdict('stopped');
        // Closing the dialog stops a check.
        await page.locator('.clown-hub-check').click();
        await page.locator('#node-config-dialog-cancel').click();
        await ok.waitFor({ state: 'detached' });
        assert.deepEqual(editor.complaints, []);
    });

    it('has tabs for the keyboard, marks those with an invalid field, and opens on the first of them', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const tab = (name: string): Locator => page.getByRole('tab', { name });
        const panel = (name: string): Locator => page.getByRole('tabpanel', { name });
        const id = await page.evaluate(() => {
            const ids: string[] = [];
            RED.nodes.eachConfig((node) => {
                if (node.type === 'clown-hub') ids.push(node.id);
            });
            return String(ids[0]);
        });
        const ok = page.locator('#node-config-dialog-ok');
        const open = async (): Promise<void> => {
            await page.evaluate((hubId) => RED.editor.editConfig('', 'clown-hub', hubId), id);
            await editor.trayOpened();
        };
        const close = async (): Promise<void> => {
            await ok.click();
            await editor.trayClosed();
        };
        await open();
        await panel('Connection').waitFor();
        await tab('Connection').focus();
        for (const [key, name] of [
            ['ArrowRight', 'Security'],
            ['End', 'Devices'],
            ['ArrowRight', 'Connection'],
            ['ArrowLeft', 'Devices'],
            ['ArrowLeft', 'Messages'],
        ] as const) {
            await page.keyboard.press(key);
            await panel(name).waitFor();
            assert.equal(await page.getByRole('tabpanel').count(), 1, 'one at a time');
            assert.equal(await tab(name).getAttribute('aria-selected'), 'true');
        }
        await panel('Messages').locator('summary').click();
        await editor.wrong(editor.configField('gap'), '-1');
        await tab('Messages: contains invalid settings').waitFor();
        await picture('hub-tab-invalid');
        await close();

        await open();
        await panel('Messages').waitFor();
        // The fold is open, too.
        await editor.configField('gap').fill('0');
        await editor.right(editor.configField('gap'));
        await page.getByRole('tab', { name: 'Messages', exact: true }).waitFor();
        await close();
        assert.deepEqual(editor.complaints, []);
    });

    it('inside a subflow shows each instance by its name, and the sidebar acts on its node [E13]', async () => {
        const { editor, nodeRed, picture } = stage();
        const { page } = editor;
        const at = { x: 200, y: 100, wires: [] };
        const one = { type: 'subflow:box', z: 'f1', env: [], ...at };
        const flows = [
            { id: 'f1', type: 'tab', label: 'Flow' },
            { id: 'box', type: 'subflow', name: 'Box', in: [], out: [], env: [] },
            { id: 'inside', type: 'clown-hub', z: 'box', name: 'Inside', place: 'simulated', settingsVersion: 1 },
            {
                id: 'in',
                type: 'clown-in',
                z: 'box',
                hub: 'inside',
                settingsVersion: 1,
                topic: '#',
                output: 'payload',
                ...at,
            },
            { id: 'one', name: 'Porch', ...one },
            { id: 'two', name: 'Barn', ...one, y: 200 },
        ];
        const headers = { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': 'full' };
        const posted = await fetch(`${nodeRed.url}flows`, { method: 'POST', headers, body: JSON.stringify(flows) });
        assert.equal(posted.status, 204);
        await editor.reload('clown-in');
        await editor.show('box');
        await page.evaluate(() => RED.editor.editConfig('', 'clown-hub', 'inside'));
        const state = page.locator('.clown-hub-live-state');
        await state.filter({ hasText: /^Porch \/ Inside: connected\s+Barn \/ Inside: connected$/ }).waitFor();
        await picture('hub-live-instances');
        // Without the Clipboard API and without permission, the text is shown.
        await page.evaluate(() => {
            Object.defineProperty(navigator, 'clipboard', { value: undefined });
            document.execCommand = () => false;
        });
        await page.locator('.clown-hub-copy').click();
        const copied = JSON.parse(await page.locator('.clown-hub-live textarea').inputValue()) as {
            hub: { id: string };
        }[];
        assert.deepEqual(
            copied.map(({ hub: { id } }) => id),
            ['one-inside', 'two-inside'],
        );
        const cancel = async (): Promise<void> => {
            await page.locator('#node-config-dialog-cancel').click();
            await page.locator('.red-ui-tray').waitFor({ state: 'detached' });
        };
        await cancel();

        await page.evaluate(() => RED.sidebar.show('clown-hub'));
        const barn = page.locator('.clown-hub-sidebar-hub').filter({ hasText: 'Barn / Inside' });
        const press = (name: string): Promise<void> => barn.getByRole('button', { name, exact: true }).click();
        await press('edit this hub');
        await state.filter({ hasText: 'Barn / Inside: connected' }).waitFor();
        await cancel();
        const [relay] = await barn.locator('.clown-hub-sidebar-device').filter({ hasText: 'i2c0-3b' }).all();
        await relay?.getByRole('button').first().click();
        const outcome = barn.locator('.clown-hub-sidebar-outcome');
        await press('on');
        await outcome.filter({ hasText: 'Done: on' }).waitFor();
        await editor.show('f1');
        await press('add to the flow as clown out');
        await outcome.filter({ hasText: 'This hub belongs to "Box".' }).waitFor();
        await editor.show('box');
        await barn.getByRole('button', { name: 'add to the flow as clown out' }).press('Enter');
        await outcome.filter({ hasText: 'was added' }).waitFor();
        await press('use this hub in the open flow');
        await page.locator('.red-ui-notification').filter({ hasText: 'uses another hub' }).waitFor();
        assert.deepEqual(
            await page.evaluate(() =>
                RED.nodes.filterNodes({ z: 'box' }).map(({ type, hub, valid }) => [type, hub, valid]),
            ),
            [
                ['clown-in', 'inside', true],
                ['clown-out', 'inside', true],
            ],
        );
        await picture('sidebar-instances');
        assert.deepEqual(editor.complaints, []);
    });
});
