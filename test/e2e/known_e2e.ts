// What the dialogs of the nodes know of their hub: suggestions with values and ages, and the example message.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { CheckRequest, DeviceView, TopicsView } from '../../nodes/shared/views.js';
import type { Editor } from './support/editor.js';
import { onEveryStage } from './support/stage.js';

/** What the test uses of the editor's own global object. */
declare const RED: {
    nodes: {
        eachConfig(visit: (node: { id: string }) => void): void;
        node(id: string): { readonly warnUnmatched?: boolean };
    };
};

const DEVICES = [
    ['thermometer', 'i2c0-48', 'sensor'],
    ['thermometer', 'i2c1-49', 'sensor'],
    ['barometer', 'i2c0-60', 'sensor'],
    ['relay', 'i2c0-3f', 'actuator'],
    ['led', '-', 'actuator'],
] as const;

/** The view of a hub some seconds after its devices have reported. */
function viewOf(word: 'connected' | 'waiting' | undefined, listedAt?: number): TopicsView {
    const now = Date.now();
    const topics = [
        {
            topic: 'thermometer/i2c0-48',
            time: now - 3_000,
            values: [{ quantity: 'temperature', value: 21.4, unit: '°C' }],
        },
        {
            topic: 'barometer/i2c0-60',
            time: now - 5_000,
            values: [
                { quantity: 'altitude', value: 295.5, unit: 'm' },
                { quantity: 'pressure', value: 96.716, unit: 'kPa' },
            ],
        },
        { topic: 'relay/i2c0-3f', time: now - 600_000, values: [{ quantity: 'state', value: true }] },
        { topic: 'relay/i2c0-3f/set', time: now - 600_000, values: [{ quantity: 'state', value: true }] },
    ];
    const devices = DEVICES.map(([type, address, kind]): DeviceView => {
        const reported = topics.find(({ topic }) => topic === `${type}/${address}`);
        const entry = {
            device: `${type}/${address}`,
            type,
            address,
            kind,
            listed: true,
            values: reported?.values ?? [],
        };
        return reported ? { ...entry, heardAt: reported.time } : entry;
    });
    return { now, devices, topics, ...(word ? { state: { word } } : {}), ...(listedAt ? { listedAt } : {}) };
}

/** Nothing is known of a hub that was never deployed. */
const nothing = (): TopicsView => ({ now: Date.now(), devices: [], topics: [] });

interface Responses {
    readonly topics: () => TopicsView;
    readonly refresh?: () => object;
    readonly check?: () => object[];
    /** The topics are sent when this has resolved. */
    readonly held?: Promise<void>;
}

/** Replaces the responses of the runtime about hubs. */
async function mockRuntime(page: Page, responses: Responses) {
    const checks: CheckRequest[] = [];
    let refreshed = 0;
    await page.unroute('**/clown-hub/**');
    await page.route('**/clown-hub/**', async (route) => {
        const url = route.request().url();
        if (url.endsWith('/hubs')) {
            // The mocked responses are for any requested hub, if it is deployed.
            const ids = responses.topics().state ? await page.evaluate(configIds) : [];
            return route.fulfill({ json: { now: Date.now(), hubs: ids.map((id) => ({ id, devices: [] })) } });
        }
        if (url.endsWith('/topics')) {
            await responses.held;
            return route.fulfill({ json: responses.topics() });
        }
        if (url.endsWith('/refresh')) {
            refreshed++;
            return route.fulfill({ json: responses.refresh?.() ?? responses.topics() });
        }
        if (url.endsWith('/check')) {
            checks.push(route.request().postDataJSON() as CheckRequest);
            return route.fulfill({
                body: (responses.check?.() ?? []).map((one) => `${JSON.stringify(one)}\n`).join(''),
            });
        }
        return route.continue();
    });
    return { checks, refreshed: () => refreshed };
}

/** The ids of all config nodes; runs in the browser. */
function configIds(): string[] {
    const ids: string[] = [];
    RED.nodes.eachConfig((node) => {
        ids.push(node.id);
    });
    return ids;
}

/** The suggestions that are shown, as their rows read. */
async function offered(editor: Editor): Promise<string[]> {
    const menu = editor.page.locator('.red-ui-autoComplete-container:visible');
    await menu.waitFor();
    const rows = await menu.locator('li').allInnerTexts();
    return rows.map((row) => row.replace(/\s*\n\s*/g, ' | '));
}

async function hasNoList(editor: Editor): Promise<void> {
    await editor.page.locator('.red-ui-autoComplete-container:visible').waitFor({ state: 'detached' });
}

onEveryStage('what the dialogs know of the hub', { differs: true }, (stage, once) => {
    it('suggestions with values, by mouse and keyboard; stored settings stay unchanged [E1, E2, E3, E4, E8, E15]', async () => {
        const { editor, picture } = stage();
        const { page } = editor;
        const line = page.locator('.clown-known-line');
        const sample = page.locator('.clown-in-sample-text');
        const input = await editor.add('clown-in', 250, 100);

        // A hub that was never deployed is queried with the values of its form.
        const look = await mockRuntime(page, {
            topics: nothing,
            check: () => [
                { step: 'address', outcome: 'ok', ms: 1, code: 'address-ok', params: {} },
                { ok: true, ms: 20, topics: viewOf(undefined, Date.now()) },
            ],
        });
        await editor.edit(input, async () => {
            await editor.addConfig('hub', async () => {
                await editor.configField('address').fill('ws://127.0.0.1:9/hub');
                await page.locator('#node-config-input-user').fill('clown');
                await page.locator('#node-config-input-password').fill('typed');
            });
            await line.filter({ hasText: 'Not deployed yet' }).waitFor();
            await page.locator('.clown-known-open').click();
            const usual = await offered(editor);
            assert.equal(usual[0], '# | everything', 'what stands in the field comes first');
            assert.ok(usual.includes('thermometer/+'), usual.join('\n'));
            await page.keyboard.press('Escape');
            await hasNoList(editor);
            await page.locator('.clown-known-refresh').click();
            await line.filter({ hasText: /^Devices: 5, listed \d\d:\d\d:\d\d$/ }).waitFor();
            const { settings, credentials, storedPassword } = look.checks[0] as CheckRequest;
            assert.equal(settings.address, 'ws://127.0.0.1:9/hub');
            assert.deepEqual([credentials, storedPassword], [{ user: 'clown', password: 'typed' }, true]);
            await picture('known-looked');
        });
        await editor.deploy();

        // A deployed hub.
        const runs = await mockRuntime(page, { topics: () => viewOf('connected', Date.now()) });
        await editor.edit(input, async () => {
            await line.filter({ hasText: 'Devices: 5, listed' }).waitFor();
            const topic = editor.field('topic');
            await topic.fill('');
            await topic.pressSequentially('RM');
            const rows = await offered(editor);
            assert.match(rows[0] ?? '', /^thermometer\/i2c0-48 \| 21\.4 °C · [3-9] s ago$/);
            assert.deepEqual(rows.slice(1), ['thermometer/i2c1-49', 'thermometer/+ | all 2']);
            await picture('known-suggestions');
            await page.keyboard.press('ArrowDown');
            await page.keyboard.press('ArrowDown');
            await page.keyboard.press('Enter');
            await hasNoList(editor);
            assert.equal(await topic.inputValue(), 'thermometer/i2c1-49', 'chosen with the arrow keys');
            await topic.fill('');
            await topic.pressSequentially('baro');
            await offered(editor);
            await page.keyboard.press('Enter');
            assert.equal(await topic.inputValue(), 'barometer/i2c0-60', 'the first one, with Enter');
            assert.match(
                await sample.innerText(),
                /"payload": \{"altitude": \[295\.5, "m"\], "pressure": \[96\.716, "kPa"\]\}/,
            );
            await topic.fill('');
            await topic.pressSequentially('relay/i2');
            await offered(editor);
            await page.keyboard.press('Escape');
            await hasNoList(editor);
            assert.equal(await topic.inputValue(), 'relay/i2', 'Escape closes the list only');
            await topic.pressSequentially('c');
            await offered(editor);
            await page.keyboard.press('Tab');
            await hasNoList(editor);
            assert.equal(await topic.inputValue(), 'relay/i2c', 'Tab leaves what was typed');
            assert.notEqual(await topic.evaluate((field) => field.matches(':focus')), true, 'Tab leaves the field');

            await topic.fill('+/i2c0-60');
            await editor.field('output').selectOption('each');
            assert.equal((await sample.innerText()).match(/"quantity"/g)?.length, 2);
            await editor.field('output').selectOption('quantity');
            await editor.field('quantity').fill('pressure');
            assert.match(await sample.innerText(), /"payload": 96\.716,\s+"quantity": "pressure",\s+"unit": "kPa"/);
            await page.locator('.clown-in-advanced summary').click();
            await editor.field('pressureUnit').selectOption('hPa');
            assert.match(await sample.innerText(), /"payload": 967\.16,\s+"quantity": "pressure",\s+"unit": "hPa"/);
            await editor.field('output').selectOption('text');
            await editor.field('pressureUnit').waitFor({ state: 'hidden' });
            await editor.field('output').selectOption('quantity');
            await editor.field('pressureUnit').selectOption('received');
            await page.locator('.clown-in-advanced summary').click();
            assert.deepEqual(
                await page
                    .locator('#clown-in-quantities option')
                    .evaluateAll((all) =>
                        all.map((one) => one.getAttribute('value') ?? (one as unknown as { value: string }).value),
                    ),
                ['altitude', 'pressure'],
            );
            await picture('known-sample');
            await editor.field('listen').selectOption('state');
            assert.match(await sample.innerText(), /"payload": "connected"/);
            await picture('known-sample-state');
            await editor.field('listen').selectOption('topic');
            await page.locator('.clown-known-refresh').click();
            await line.filter({ hasText: 'Devices: 5, listed' }).waitFor();
            assert.equal(runs.refreshed(), 1);
        });
        await editor.deploy();

        // A device list that arrives while the suggestions are open.
        let arrive = (): void => {};
        const held = new Promise<void>((resolve) => {
            arrive = resolve;
        });
        await mockRuntime(page, { topics: () => viewOf('connected', Date.now()), held });
        await editor.edit(input, async () => {
            await page.locator('.clown-known-open').click();
            const usual = await offered(editor);
            assert.ok(!usual.some((row) => row.startsWith('barometer/i2c0-60')), usual.join('\n'));
            arrive();
            const list = page.locator('.red-ui-autoComplete-container:visible');
            await list.locator('li').filter({ hasText: 'barometer/i2c0-60' }).first().waitFor();
            await page.keyboard.press('Escape');
            await hasNoList(editor);
        });

        // An empty list, then a disconnected hub.
        await mockRuntime(page, { topics: () => ({ ...nothing(), state: { word: 'connected' } }) });
        await editor.edit(input, async () => {
            await line.filter({ hasText: 'Devices reporting: 0' }).waitFor();
            assert.deepEqual(await Promise.all(['topic', 'quantity'].map((name) => editor.field(name).inputValue())), [
                '+/i2c0-60',
                'pressure',
            ]);
            await page.locator('.clown-in-sample-note').filter({ hasText: 'nothing received on this topic' }).waitFor();
        });
        assert.equal(await page.locator('#red-ui-header-button-deploy.disabled').count(), 1, 'nothing has changed');

        // Devices that accept a command.
        const output = await editor.add('clown-out', 250, 200);
        await mockRuntime(page, {
            topics: () => viewOf('waiting', Date.now()),
            refresh: () => ({ ok: false, reason: { code: 'not-connected', params: {} } }),
        });
        await editor.edit(output, async () => {
            await editor.field('command').selectOption('relay');
            await line.filter({ hasText: /^Offline\. Devices: 5, list from/ }).waitFor();
            assert.equal(await editor.field('device').inputValue(), 'i2c0-3f', 'the only relay leaves no choice');
            await editor.field('command').selectOption('interval');
            await page.locator('.clown-known-open').click();
            const sensors = await offered(editor);
            assert.deepEqual(
                sensors.map((row) => row.split(' | ')[0]),
                ['thermometer/i2c0-48', 'thermometer/i2c1-49', 'barometer/i2c0-60'],
            );
            await picture('known-devices');
            await page.getByText('thermometer/i2c1-49').click();
            assert.equal(await editor.field('device').inputValue(), 'thermometer/i2c1-49');
            await editor.field('command').selectOption('message');
            await editor.chooseTyped('topic', 'str', '');
            await editor.typedField('topic').pressSequentially('relay/');
            assert.deepEqual(await offered(editor), [
                'relay/i2c0-3f/set | on · 10 min ago',
                'relay/i2c0-3f/get | on · 10 min ago',
            ]);
            await page.keyboard.press('Enter');
            assert.equal(await editor.field('topic').inputValue(), 'relay/i2c0-3f/set');
            await page.locator('.clown-known-refresh').click();
            await line.filter({ hasText: 'no connection' }).waitFor();
            await picture('known-refused');
            await editor.field('command').selectOption('interval');
            assert.equal(await editor.field('device').inputValue(), 'thermometer/i2c1-49', 'what fits stays');
            // A value that nobody has changed does not shorten the list.
            await page.locator('.clown-known-open').click();
            assert.deepEqual(
                (await offered(editor)).map((row) => row.split(' | ')[0]),
                ['thermometer/i2c1-49', 'thermometer/i2c0-48', 'barometer/i2c0-60'],
            );
            await page.keyboard.press('Escape');
            await hasNoList(editor);
        });
        assert.equal(await page.locator('.red-ui-notification-error:visible').count(), 0, 'no alert at any time');
        assert.deepEqual(editor.complaints, []);
    });

    once(
        'a topic that matches nothing: a notice with a better one, and a hint in the status that can be switched off',
        async () => {
            const { editor, nodeRed, picture } = stage();
            const { page } = editor;
            const flows = [
                { id: 'f1', type: 'tab', label: 'Flow' },
                { id: 'hub1', type: 'clown-hub', name: 'Attic', place: 'simulated', settingsVersion: 1 },
                {
                    ...{ id: 'in1', type: 'clown-in', z: 'f1', hub: 'hub1', settingsVersion: 1 },
                    ...{ topic: 'Lux-Meter/+', output: 'payload', x: 200, y: 100, wires: [] },
                },
            ];
            const headers = { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': 'full' };
            const posted = await fetch(`${nodeRed.url}flows`, { method: 'POST', headers, body: JSON.stringify(flows) });
            assert.equal(posted.status, 204);
            await editor.reload('clown-in');
            await editor.waitForStatus('in1', 'nothing matches, try lux-meter/+');
            await picture('known-unmatched-status');

            const responses = { word: 'connected' as 'connected' | 'waiting' };
            await mockRuntime(page, { topics: () => viewOf(responses.word, Date.now()) });
            const notice = page.locator('.clown-in-advice');
            const use = page.locator('.clown-in-use');
            const warning = page.locator('#node-input-warnUnmatched');
            const stored = (): Promise<unknown> => page.evaluate(() => RED.nodes.node('in1').warnUnmatched);
            await editor.edit('in1', async () => {
                await notice.filter({ hasText: 'No message and no known device matches this topic.' }).waitFor();
                assert.equal(await use.innerText(), 'Use lux-meter/+');
                await editor.field('topic').fill('nodes/bridge/0/Thermometer/+');
                await notice.filter({ hasText: 'no base topic such as nodes/bridge/0' }).waitFor();
                await picture('known-unmatched');
                // With the keyboard: the button follows the field, and the focus goes back to it.
                await use.focus();
                await page.keyboard.press('Enter');
                assert.equal(await editor.field('topic').inputValue(), 'thermometer/+');
                assert.equal(await editor.field('topic').evaluate((field) => field.matches(':focus')), true);
                await notice.waitFor({ state: 'hidden' });
                await editor.field('topic').fill('thermometer/+/temperature');
                await notice.filter({ hasText: 'the topic of a reading is type/address' }).waitFor();
                await editor.field('topic').fill('thermometer/i2c0-49');
                await notice.filter({ hasText: 'No message and no known device' }).waitFor();
                assert.equal(await use.innerText(), 'Use thermometer/i2c1-49', 'the same address at the other bus');
                await editor.field('topic').fill('thermometer/i2c0-4a');
                await use.waitFor({ state: 'hidden' });
                assert.equal(await notice.isVisible(), true, 'two thermometers leave a choice');
                // A variable has a value at run time only.
                for (const topic of ['thermometer/+', 'relay/+/set', `Thermometer/$\{ROOM}`, 'a//b']) {
                    await editor.field('topic').fill(topic);
                    await notice.waitFor({ state: 'hidden' });
                }
                await editor.field('topic').fill('Thermometer/+');
                await notice.waitFor();
                await editor.field('listen').selectOption('dynamic');
                await notice.waitFor({ state: 'hidden' });
                await editor.field('listen').selectOption('topic');
                await page.locator('.clown-in-advanced summary').click();
                assert.equal(await warning.isChecked(), true, 'absent means on');
                await picture('known-unmatched-advanced');
            });
            assert.equal(await stored(), undefined, 'what was not touched stays absent');
            responses.word = 'waiting';
            await editor.edit('in1', async () => {
                await page.locator('.clown-known-line').filter({ hasText: 'Offline' }).waitFor();
                assert.equal(await notice.isVisible(), false, 'the list of an earlier connection may be outdated');
                await page.locator('.clown-in-advanced summary').click();
                await warning.uncheck();
            });
            assert.equal(await stored(), false);
            await editor.deploy();
            await editor.waitForStatus('in1', 'connected');
            assert.deepEqual(editor.complaints, []);
        },
    );

    it('a hub of one flow, and a hub of a subflow: no red triangle, and the selection stays [E13]', async () => {
        const { editor, nodeRed, picture } = stage();
        const { page } = editor;
        const at = { x: 200, y: 100, wires: [] };
        const own = {
            settingsVersion: 1,
            output: 'payload',
            quantity: '',
            topic: 'thermometer/+',
            listen: 'topic',
        };
        const flows = [
            { id: 'f1', type: 'tab', label: 'Flow' },
            { id: 'f2', type: 'tab', label: 'Other', env: [{ name: 'HUB', type: 'str', value: 'hub2' }] },
            { id: 'hub1', type: 'clown-hub', z: 'f1', name: 'Own', place: 'simulated', settingsVersion: 1 },
            { id: 'hub2', type: 'clown-hub', name: 'Shared', place: 'simulated', settingsVersion: 1 },
            {
                ...{ id: 'sf', type: 'subflow', name: 'Room', in: [], out: [] },
                env: [
                    {
                        name: 'HUB',
                        type: 'clown-hub',
                        value: '',
                        ui: { type: 'conf-types', label: { 'en-US': 'Hub' } },
                    },
                ],
            },
            { id: 'sfin', type: 'clown-in', z: 'sf', hub: `$\{HUB}`, ...own, ...at },
            { id: 'sfout', type: 'clown-out', z: 'sf', hub: `$\{HUB}`, command: 'led', device: '-', ...at, y: 200 },
            {
                id: 'one',
                type: 'subflow:sf',
                z: 'f1',
                env: [{ name: 'HUB', type: 'conf-type', value: 'hub2' }],
                ...at,
            },
            { id: 'in1', type: 'clown-in', z: 'f1', hub: 'hub1', ...own, ...at, y: 200 },
            { id: 'in2', type: 'clown-in', z: 'f2', hub: `$\{HUB}`, ...own, ...at, y: 200 },
        ];
        const headers = { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': 'full' };
        const posted = await fetch(`${nodeRed.url}flows`, { method: 'POST', headers, body: JSON.stringify(flows) });
        assert.equal(posted.status, 204);
        await mockRuntime(page, { topics: () => viewOf('connected', Date.now()) });
        await editor.reload('clown-in');

        const hubs = new Map<string, string>();
        for (const [flow, id] of [
            ['sf', 'sfin'],
            ['sf', 'sfout'],
            ['f1', 'in1'],
            ['f2', 'in2'],
        ] as const) {
            await editor.show(flow);
            await editor.edit(id, async () => {
                // Once the hub is known, also of a variable.
                await page.locator('.clown-known-refresh:visible').waitFor();
                hubs.set(id, await editor.field('hub').inputValue());
                await page.locator('.clown-known-open').click();
                const rows = await offered(editor);
                const known = id === 'sfout' ? '-' : '21.4';
                assert.ok(
                    rows.some((row) => row.includes(known)),
                    `${id}: ${rows.join(', ')}`,
                );
                await page.keyboard.press('Escape');
                await hasNoList(editor);
                assert.equal(
                    await editor.field('hub').evaluate((field) => field.classList.contains('input-error')),
                    false,
                );
                await picture(`known-${id}`);
            });
        }
        assert.deepEqual(Object.fromEntries(hubs), {
            ...{ sfin: `$\{HUB}`, sfout: `$\{HUB}` },
            ...{ in1: 'hub1', in2: `$\{HUB}` },
        });
        await editor.edit('one', async () => {
            const choice = page.locator('#node-input-subflow-env-HUB, [id="node-input-subflow-env-HUB"]').first();
            await picture('known-subflow');
            assert.equal(await choice.count(), 1);
        });
        for (const id of ['sfin', 'sfout', 'in1', 'in2', 'one'])
            assert.ok(await editor.isValid(id), `${id} has a red triangle`);
        await editor.waitForStatus('in1', 'connected');
        assert.deepEqual(editor.complaints, []);
    });
});
