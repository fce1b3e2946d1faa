// The dialogs as an owner fills them in: each command with its frame, and the other fields.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_KINDS } from '../../src/protocol/kinds.js';
import { tab, variable } from '../nodes/support/flows.js';
import { deployReal } from '../nodes/support/real.js';
import { root } from '../support/folders.js';
import { onEveryStage } from './support/stage.js';

const LINES = ['Hello', 'Clown.Hub', ' ', ' ', ' ', ' ', ' ', ' '].map((text, line) => [`line-${line}`, text]);
/** The previews for the devices that are selected below. A picture is too long to be compared. */
const FRAMES = {
    relay: '["relay/i2c0-3b/set", {"state":true}]',
    led: '["led/-/set", {"state":"1-dot"}]',
    text: `["display-oled/i2c0-3c/set", ${JSON.stringify(Object.fromEntries(LINES))}]`,
    interval: '["barometer/i2c0-60/config/update", {"publish-interval":60}]',
    get: '["barometer/i2c0-60/get", {}]',
    'i2c-read': '["i2c/0/get", {"address":"48","write":"00","read-length":2}]',
    'i2c-write': '["i2c/0/set", {"address":"48","write":"01,60"}]',
    list: '["-/-/config/list", {}]',
    scan: '["i2c/0/config/scan", {}]',
    message: '["relay/i2c0-3b/set", {"state":true}]',
    raw: '["led/-/get", {}]',
};

/** What the choice of a hub adds in Node-RED 5 while there is none yet: its two buttons and the text "Add new …". */
const HUB_CHOICE = 20;

onEveryStage('dialogs', { differs: true }, (stage, once) => {
    it('are as wide as those of core, with all fields between the same edges', async () => {
        const { editor } = stage();
        const widths: number[] = [];
        for (const type of ['debug', 'clown-in', 'clown-out', 'clown-request']) {
            const id = await editor.add(type, 300, 300);
            await editor.edit(id, async () => {
                if (type === 'clown-out' || type === 'clown-request') {
                    await editor.field('command').selectOption('relay');
                    await editor.field('confirm').check();
                }
                const box = await editor.page.locator('.red-ui-tray').last().boundingBox();
                widths.push(Math.round(box?.width ?? 0));
                if (type === 'debug') return;
                await editor.page.locator('#dialog-form details summary').click();
                const fields = editor.page.locator(
                    '#dialog-form .form-row > :is(select, .red-ui-typedInput-container), #node-input-name, #node-input-answer',
                );
                const edges = new Set<string>();
                for (const field of await fields.all()) {
                    const place = await field.boundingBox();
                    if (place) edges.add(`${Math.round(place.x)} to ${Math.round(place.x + place.width)}`);
                }
                assert.equal(edges.size, 1, `${type}: ${[...edges].join(', ')}`);
            });
            await editor.page.keyboard.press('Delete');
        }
        assert.deepEqual(
            widths.filter((width) => width > Number(widths[0]) + HUB_CHOICE),
            [],
            widths.join(', '),
        );
    });

    once('clown out shows the frame of each command', async () => {
        const { editor, picture } = stage();
        const id = await editor.add('clown-out', 300, 100);
        const frames = new Map<string, string>();
        await editor.edit(id, async () => {
            await editor.addConfig('hub', async () => {
                await editor.configField('place').selectOption('simulated');
                await editor.page.getByRole('tab', { name: 'Devices' }).click();
                await editor.page.locator('#clown-hub-devices .red-ui-editableList-addButton').click();
                await editor.page.locator('.clown-hub-device').fill('thermometer/i2c0-48');
                await editor.page.locator('.clown-hub-seconds').fill('0');
                await editor.page.locator('.clown-hub-seconds').blur();
                await editor.page.locator('.clown-hub-fault').filter({ hasText: 'from 1 to 86400' }).waitFor();
                await picture('hub-intervals-wrong');
                // Only a choice stops a device: empty seconds are a mistake. Both by keyboard.
                await editor.wrong(editor.page.locator('.clown-hub-seconds'), '');
                await editor.page.getByLabel('Publish intervals').press('ArrowDown');
                await editor.page.locator('.clown-hub-seconds').waitFor({ state: 'hidden' });
                assert.equal(await editor.page.locator('.clown-hub-fault').innerText(), '');
                await picture('hub-intervals-stop');
                await editor.page.getByLabel('Publish intervals').press('ArrowUp');
                await editor.page.locator('.clown-hub-seconds').fill('5');
                await editor.right(editor.page.locator('.clown-hub-seconds'));
                await picture('hub-intervals');
            });
            await editor.field('command').selectOption('relay');
            await editor.typedField('device').pressSequentially('3F');
            const suggestion = editor.page
                .locator('.red-ui-menu, .ui-menu, .red-ui-popover')
                .getByText('i2c0-3f')
                .first();
            await picture('clown-out-suggestion');
            await suggestion.click();
            assert.equal(await editor.typedField('device').inputValue(), 'i2c0-3f', 'matching anywhere, case-blind');
            for (const kind of COMMAND_KINDS) {
                await editor.field('command').selectOption(kind);
                if (kind === 'relay') await editor.typedField('device').fill('i2c0-3b');
                if (kind === 'text') await editor.typedField('device').fill('i2c0-3c');
                if (kind === 'interval') await editor.typedField('device').fill('barometer/i2c0-60');
                await editor.field('name').focus();
                frames.set(kind, await editor.page.locator('.clown-frame').innerText());
                await picture(`clown-out-${kind}`);
                if (kind === 'message') await editor.page.locator('.clown-tip', { hasText: 'A list of' }).waitFor();
            }
            await editor.field('command').selectOption('relay');
            assert.equal(
                await editor.field('device').inputValue(),
                '',
                'the device of another command is none of a relay',
            );
            await editor.typedField('device').fill('i2c0-3b');
            await editor.field('name').focus();
            await editor.chooseTyped('payload', 'bool', 'false');
            assert.equal(
                await editor.page.locator('.clown-frame').innerText(),
                '["relay/i2c0-3b/set", {"state":false}]',
            );
            await editor.page.locator('details summary').click();
            await editor.field('confirm').check();
            await editor.field('offline').selectOption('queue');
            await picture('clown-out-advanced');
        });
        const { picture: drawn, ...texts } = Object.fromEntries(frames);
        assert.deepEqual(texts, FRAMES);
        assert.match(drawn ?? '', /^\["display-oled\/i2c0-3c\/set", \{"raw":"A{200}A+…$/);
        assert.deepEqual(editor.complaints, []);
    });

    once('clown request and clown in show all their fields', async () => {
        const { editor, picture } = stage();
        const request = await editor.add('clown-request', 300, 200);
        await editor.edit(request, async () => {
            await picture('clown-request');
            await editor.field('command').selectOption('message');
            const tip = editor.page.locator('.clown-tip', { hasText: 'Topic and payload' });
            await tip.waitFor();
            assert.equal(await tip.textContent(), 'Topic and payload of the message.', 'only clown out sends a list');
            await editor.field('command').selectOption('list');
            await editor.page.locator('details summary').click();
            await editor.page.locator('#clown-request-failures').check();
            await picture('clown-request-advanced');
        });
        const input = await editor.add('clown-in', 300, 300);
        await editor.edit(input, async () => {
            await editor.page.locator('details summary').click();
            await editor.page.locator('#clown-in-watch').check();
            await editor.field('silentAfter').fill('30');
            await editor.field('silentAfter').blur();
            await picture('clown-in-advanced');
            // A topic with one quantity fills it in, and the field is not marked any more.
            await editor.field('output').selectOption('quantity');
            await editor.wrong(editor.field('quantity'), '');
            await editor.field('topic').fill('thermometer/i2c0-48');
            assert.equal(await editor.field('quantity').inputValue(), 'temperature');
            await editor.right(editor.field('quantity'));
            await editor.field('topic').fill('#');
            await editor.field('output').selectOption('payload');
            await editor.field('listen').selectOption('dynamic');
            await picture('clown-in-dynamic');
            await editor.field('listen').selectOption('state');
            await picture('clown-in-state');
            await editor.field('listen').selectOption('topic');
        });
        await editor.deploy();
        await picture('nodes');
        assert.deepEqual(editor.complaints, []);
    });

    once('clown in shows the fields of what it receives and sends', async () => {
        const { editor } = stage();
        const { page } = editor;
        const PARTS = ['topic', 'known', 'output', 'quantity', 'sample', 'advanced', 'unit', 'silence'];
        /** The parts that are hidden, for a choice of both fields. */
        const hiddenFor = async (listen: string, output: string): Promise<string> => {
            await editor.field('output').selectOption(output);
            await editor.field('listen').selectOption(listen);
            const hidden: string[] = [];
            for (const part of PARTS) {
                if (!(await page.locator(`#dialog-form .clown-in-${part}`).first().isVisible())) hidden.push(part);
            }
            if (listen === 'state') await editor.field('listen').selectOption('topic');
            return hidden.join(' ');
        };
        const id = await editor.add('clown-in', 300, 400);
        await editor.edit(id, async () => {
            await page.locator('details summary').click();
            const rows: string[] = [];
            for (const listen of ['topic', 'dynamic', 'state']) {
                for (const output of ['payload', 'quantity', 'text']) {
                    rows.push(`${listen} ${output}: ${await hiddenFor(listen, output)}`);
                }
            }
            const OF_STATE = 'topic known output quantity advanced unit silence';
            assert.deepEqual(rows, [
                'topic payload: quantity',
                'topic quantity: sample',
                'topic text: quantity unit',
                'dynamic payload: topic known quantity silence',
                'dynamic quantity: topic known sample silence',
                'dynamic text: topic known quantity unit silence',
                ...['payload', 'quantity', 'text'].map((output) => `state ${output}: ${OF_STATE}`),
            ]);
            await editor.field('listen').selectOption('topic');
            await editor.field('output').selectOption('payload');
            assert.ok(!(await page.locator('.clown-in-limit').isVisible()));
            await page.locator('#clown-in-watch').check();
            await page.locator('.clown-in-limit').waitFor({ state: 'visible' });
        });
        // The box is not stored: it shows whether there is a limit.
        await editor.edit(id, async () => {
            await page.locator('details summary').click();
            assert.ok(await page.locator('#clown-in-watch').isChecked());
            await editor.field('silentAfter').fill('0');
        });
        await editor.edit(id, async () => {
            await page.locator('details summary').click();
            assert.ok(!(await page.locator('#clown-in-watch').isChecked()));
        });
        await page.keyboard.press('Delete');
    });

    it('a new node stores only what its owner has changed, also once its dialog was confirmed', async () => {
        const { editor } = stage();
        const stored = (id: string): Promise<Record<string, unknown>> =>
            editor.page.evaluate((wanted) => {
                const all = RED.nodes.createCompleteNodeSet().find((one) => one.id === wanted);
                const { id: _id, type, z, x, y, wires, hub, ...settings } = JSON.parse(JSON.stringify(all));
                return settings;
            }, id);
        const out = await editor.add('clown-out', 600, 100);
        const request = await editor.add('clown-request', 600, 200);
        const input = await editor.add('clown-in', 600, 300);
        const usual = new Map<string, object>([
            [out, { settingsVersion: 1, outputs: 0 }],
            [request, { settingsVersion: 1, command: 'list', outputs: 1 }],
            [input, { settingsVersion: 1, topic: '#', output: 'payload', showValue: true, inputs: 0, outputs: 1 }],
        ]);
        for (const [id, settings] of usual) {
            assert.deepEqual(await stored(id), settings);
            await editor.edit(id, async () => {});
            assert.deepEqual(await stored(id), settings);
        }
        await editor.edit(out, async () => {
            await editor.chooseTyped('payload', 'bool', 'false');
            await editor.page.locator('details summary').click();
            assert.equal(await editor.field('queueSize').inputValue(), '100');
            await editor.field('offline').selectOption('queue');
        });
        const changed = { payload: 'false', payloadType: 'bool', offline: 'queue' };
        assert.deepEqual(await stored(out), { ...usual.get(out), ...changed });
        await editor.edit(out, async () => {
            await editor.page.locator('details summary').click();
            assert.equal(await editor.field('offline').inputValue(), 'queue');
            await editor.field('queueAge').fill('30');
            await editor.field('offline').selectOption('fail');
        });
        assert.deepEqual(await stored(out), { ...usual.get(out), ...changed, offline: 'fail', queueAge: '30' });
        assert.deepEqual(editor.complaints, []);
    });

    it('opening and closing a dialog changes nothing, also without a version of the settings [L5]', async () => {
        const { editor, nodeRed } = stage();
        const { page } = editor;
        const stored = settingsOf('2.json');
        const nodes = stored.map((item) => ({ ...item, settingsVersion: undefined }));
        const [hub, ...others] = nodes;
        // Node-RED regards a missing login as changed when its empty fields are saved.
        const credentials = { user: 'clown', password: 'secret' };
        await deployReal(nodeRed, [tab(), { ...hub, place: 'simulated', credentials }, ...others], 'full');
        await editor.reload('clown-in');
        await editor.show('f1');
        const states = (): Promise<unknown> =>
            page.evaluate(() =>
                ['hub', 'in', 'out', 'request'].map((id) => {
                    const { changed, valid, settingsVersion } = RED.nodes.node(id) ?? {};
                    return [id, Boolean(changed), valid, settingsVersion];
                }),
            );
        const untouched = ['hub', 'in', 'out', 'request'].map((id) => [id, false, true, undefined]);
        for (const { id } of others) await editor.edit(id, async () => {});
        assert.deepEqual(await states(), untouched);
        for (const button of ['ok', 'cancel']) {
            await page.evaluate(() => RED.editor.editConfig('', 'clown-hub', 'hub'));
            await page.locator('.clown-hub-check').waitFor();
            await editor.trayOpened();
            await page.locator(`#node-config-dialog-${button}`).click();
            await editor.trayClosed();
        }
        assert.deepEqual(await states(), untouched);
        assert.equal(await page.evaluate(() => RED.nodes.dirty()), false);

        // The same hub as an earlier release has stored it: its empty seconds stop a device.
        const [{ intervals } = { intervals: [] }] = settingsOf('1.json') as { intervals?: readonly unknown[] }[];
        await page.evaluate((rows) => {
            Object.assign(RED.nodes.node('hub') ?? {}, { intervals: rows });
        }, intervals);
        const choices = page.getByLabel('Publish intervals');
        const saved = async (change: () => Promise<void>): Promise<unknown> => {
            await page.evaluate(() => RED.editor.editConfig('', 'clown-hub', 'hub'));
            await editor.trayOpened();
            await page.getByRole('tab', { name: 'Devices' }).click();
            const shown = await Promise.all((await choices.all()).map((one) => one.inputValue()));
            assert.deepEqual(shown, ['every', 'stop']);
            await change();
            await page.locator('#node-config-dialog-ok').click();
            await editor.trayClosed();
            return page.evaluate(() => {
                const { valid, settingsVersion, intervals } = RED.nodes.node('hub') ?? {};
                return { valid, settingsVersion, seconds: intervals?.map(({ seconds }) => seconds) };
            });
        };
        const asShown = { valid: true, settingsVersion: 1, seconds: ['10', null] };
        assert.deepEqual(await saved(async () => {}), asShown);
        const emptied = { valid: false, settingsVersion: 2, seconds: ['10', ''] };
        assert.deepEqual(await saved(async () => void (await choices.nth(1).selectOption('every'))), emptied);
        assert.deepEqual(editor.complaints, []);
    });

    it('opening and closing a dialog changes no switch that is absent, a text or a variable', async () => {
        const { editor, nodeRed, picture } = stage();
        const { page } = editor;
        const at = (y: number): object => ({ z: 'f1', x: 200, y, wires: [], hub: 'hub' });
        const hub = { id: 'hub', type: 'clown-hub', place: 'simulated' };
        // Absent settings, such as the place and the status, mean their defaults.
        const other = {
            address: 'ws://127.0.0.1:9',
            autoConnect: 'true',
            requestStates: variable('STATES'),
            quiet: 'false',
        };
        const input = { topic: '#', replay: 'false', skipRequested: variable('SKIP'), showValue: 'true' };
        const relay = { command: 'relay', device: 'i2c0-3b', deviceType: 'str' };
        const nodes = [
            // Node-RED regards a missing login as changed when its empty fields are saved.
            { id: 'other', type: 'clown-hub', ...other, credentials: { user: 'clown', password: 'secret' } },
            { id: 'in', type: 'clown-in', ...input, ...at(60) },
            { id: 'out', type: 'clown-out', ...relay, confirm: 'false', ...at(120) },
            { id: 'request', type: 'clown-request', ...relay, confirm: variable('CONFIRM'), ...at(180) },
        ];
        await deployReal(nodeRed, [tab(), hub, ...nodes], 'full');
        await editor.reload('clown-in');
        await editor.show('f1');
        const ids = nodes.map(({ id }) => id);
        const stored = (): Promise<string[]> =>
            page.evaluate((wanted) => {
                const all = RED.nodes.createCompleteNodeSet();
                return wanted.map((id) => {
                    const { changed, valid } = RED.nodes.node(id) ?? {};
                    return JSON.stringify([all.find((one) => one.id === id), Boolean(changed), valid]);
                });
            }, ids);
        const before = await stored();
        const shown = async (prefix: string, names: readonly string[]): Promise<unknown[]> => {
            const boxes = names.map((name) => page.locator(`#${prefix}-${name}`));
            return Promise.all(
                boxes.map((box) =>
                    box.evaluate((element) => {
                        const { type, value, checked, indeterminate } = element as HTMLInputElement;
                        if (type !== 'checkbox') return value;
                        return indeterminate ? 'neither' : checked;
                    }),
                ),
            );
        };
        const inHub = async (act: () => Promise<void>): Promise<void> => {
            await page.evaluate(() => RED.editor.editConfig('', 'clown-hub', 'other'));
            await page.locator('.clown-hub-check').waitFor();
            await editor.trayOpened();
            await act();
            await page.locator('#node-config-dialog-ok').click();
            await editor.trayClosed();
        };
        const ofHub = ['place', 'autoConnect', 'requestStates', 'quiet', 'showStatus', 'heartbeat', 'gap'];
        const ofInput = ['listen', 'output', 'replay', 'skipRequested', 'showValue', 'warnUnmatched', 'silentAfter'];
        await inHub(async () => {
            const found = await shown('node-config-input', ofHub);
            assert.deepEqual(found, ['address', true, 'neither', false, true, '15', '']);
            await page.getByRole('tab', { name: 'Messages' }).click();
            await picture('hub-switches');
        });
        await editor.edit('in', async () => {
            const found = await shown('node-input', ofInput);
            assert.deepEqual(found, ['topic', 'payload', false, 'neither', true, true, '']);
            const row = page.locator('.form-row', { has: editor.field('skipRequested') });
            assert.equal(await row.getAttribute('title'), variable('SKIP'));
            await picture('clown-in-switches');
        });
        await editor.edit('out', async () => assert.deepEqual(await shown('node-input', ['confirm']), [false]));
        await editor.edit('request', async () => {
            assert.deepEqual(await shown('node-input', ['confirm']), ['neither']);
            await page.locator('details summary').click();
            assert.ok(await editor.field('tries').isVisible(), 'a variable may turn it on');
        });
        assert.deepEqual(await stored(), before);
        assert.equal(await page.evaluate(() => RED.nodes.dirty()), false);

        // A click stores what the box shows then.
        await inHub(async () => {
            await page.locator('#node-config-input-autoConnect').evaluate((box) => (box as HTMLElement).click());
        });
        await editor.edit('in', async () => {
            await editor.field('skipRequested').click();
            await editor.field('skipRequested').click();
            await editor.field('replay').click();
        });
        const after = (await stored()).map((one) => JSON.parse(one)[0]);
        const changes = [{ autoConnect: false }, { skipRequested: false, replay: true }, {}, {}];
        assert.deepEqual(
            after,
            before.map((one, index) => ({ ...JSON.parse(one)[0], ...changes[index] })),
        );
        assert.deepEqual(editor.complaints, []);
    });
});

const settingsOf = (file: string): { id: string }[] =>
    JSON.parse(readFileSync(join(root, 'test/data/settings', file), 'utf8'));

/** What is used of the editor's own global object. */
declare const RED: {
    editor: { editConfig(name: string, type: string, id: string): void };
    nodes: {
        dirty(): boolean;
        createCompleteNodeSet(): { readonly id: string }[];
        node(id: string): {
            changed?: boolean;
            valid?: boolean;
            settingsVersion?: number;
            intervals?: { readonly seconds: unknown }[];
        } | null;
    };
};
