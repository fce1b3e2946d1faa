// Settings that a program or a person wrote into a flow: the editor marks each value that is not allowed, lists what is, and
// opens the fold that hides it.

import assert from 'node:assert/strict';
import { hubNode, inNode, outNode, requestNode, tab, variable } from '../nodes/support/flows.js';
import { deployReal } from '../nodes/support/real.js';
import { onEveryStage } from './support/stage.js';

/** The editor's own. */
declare const RED: {
    editor: { editConfig(name: string, type: string, id: string): void };
    nodes: { node(id: string): object };
};

const relay = { command: 'relay', device: 'i2c0-3b', topic: '', payloadType: 'str' };

/** Node, settings, the marked setting, and what its error names. */
const ROWS = [
    ['in', { listen: 'frames' }, 'listen', 'topic, dynamic, state'],
    ['in', { output: 'value' }, 'output', 'payload, values, quantity, each, text'],
    ['in', { replay: 'often' }, 'replay', 'true, false'],
    ['out', { command: 'switch' }, 'command', 'relay, led, text'],
    ['out', { topic: 'led/-/set', offline: 'drop' }, 'offline', 'fail, newest, queue'],
    ['out', { command: 'text', device: 'i2c0-3c', long: 'wrap' }, 'long', 'refuse, cut'],
    ['out', { ...relay, device: 'i2c0-3z', payload: 'on' }, 'device', 'relay/i2c0-3z/set'],
    ['out', { ...relay, payload: 'open' }, 'payload', '"open"'],
    ['out', { ...relay, payload: '5', payloadType: 'num' }, 'payload', '5'],
    ['out', { ...relay, payload: 'on', payloadType: 'moon' }, 'payload', 'msg, flow, global'],
    ['out', { ...relay, payload: '', payloadType: 'num' }, 'payload', 'number'],
    ['out', { ...relay, payload: 'maybe', payloadType: 'bool' }, 'payload', 'true, false'],
    ['out', { topic: 'led/-/set', payload: 'a[', payloadType: 'msg' }, 'payload', ''],
    ['request', { command: 'raw' }, 'command', 'relay, led, text'],
    ['request', { confirm: 'yes' }, 'confirm', 'true, false'],
    ['hub', { place: 'moon', address: 'ws://hub.local' }, 'place', 'address, simulated'],
    ['hub', { requestStates: 'no' }, 'requestStates', 'true, false'],
] as const;

onEveryStage('settings with a list of values', {}, (stage) => {
    it('are marked with what is allowed, in nodes whose dialog is closed', async () => {
        const { editor, nodeRed } = stage();
        const hub = hubNode({ place: 'simulated' });
        const nodes = ROWS.map(([type, settings], row) => {
            const id = `row-${row}`;
            const place = { x: 200, y: 100 + 40 * row, wires: [] };
            if (type === 'in') return inNode(id, { ...settings, ...place })[0];
            if (type === 'request') return requestNode(id, { ...settings, ...place })[0];
            return type === 'out'
                ? outNode(id, { ...settings, ...place })
                : hubNode({ id, place: 'simulated', ...settings });
        });
        await deployReal(
            nodeRed,
            [tab(), hub, ...nodes, outNode('good', { ...relay, payload: 'toggle', x: 200, y: 60 })] as object[],
            'full',
        );
        await editor.reload('clown-in');
        await editor.show('f1');
        const errors = await editor.page.evaluate(
            (rows) => {
                return rows.map(([, , setting], row) => {
                    const node = RED.nodes.node(`row-${row}`) as unknown as Record<string, unknown> & {
                        _def: { defaults: Record<string, { validate(value: unknown, options: object): unknown }> };
                    };
                    const defaults = Object.entries(node._def.defaults).filter(
                        ([, { validate }]) => validate as unknown,
                    );
                    const wrong = defaults
                        .map(([name, one]) => [name, one.validate.call(node, node[name], {})])
                        .filter(([, valid]) => valid !== true);
                    return { setting, valid: node.valid, wrong };
                });
            },
            ROWS as never as [string, object, string][],
        );
        for (const [row, { setting, valid, wrong }] of errors.entries()) {
            const name = JSON.stringify(ROWS[row]);
            assert.equal(valid, false, name);
            assert.deepEqual(
                wrong.map(([one]) => one),
                [setting],
                name,
            );
            assert.ok(String(wrong[0]?.[1]).includes(ROWS[row]?.[3] ?? ''), `${name}: ${String(wrong[0]?.[1])}`);
        }
        assert.ok(await editor.isValid('good'));
    });

    it('open the fold that hides them, and are right again with a value of the list', async () => {
        const { editor, picture } = stage();
        const row = ROWS.findIndex(([, settings]) => 'offline' in settings);
        await editor.edit(`row-${row}`, async () => {
            const field = editor.field('offline');
            await field.and(editor.page.locator('.input-error')).waitFor({ state: 'visible' });
            await picture('choice-wrong');
            await field.selectOption('queue');
            await editor.right(field);
        });
        assert.ok(await editor.isValid(`row-${row}`));
        await editor.edit('good', async () => {
            await editor.chooseTyped('payload', 'str', 'open');
            const marked = editor.page.locator('.clown-payload .red-ui-typedInput-container.input-error');
            await marked.waitFor();
            await picture('payload-wrong');
            await editor.chooseTyped('payload', 'bool', 'true');
            await marked.waitFor({ state: 'detached' });
        });
    });

    it('a switch says what is allowed until it is clicked', async () => {
        const { editor, picture } = stage();
        const row = ROWS.findIndex(([, settings]) => 'replay' in settings);
        await editor.edit(`row-${row}`, async () => {
            const field = editor.field('replay');
            const fault = editor.page.getByRole('alert').filter({ hasText: 'true, false; got "often".' });
            await fault.waitFor();
            assert.ok(await field.evaluate((box) => (box as HTMLInputElement).indeterminate));
            await picture('switch-wrong');
            await field.click();
            await fault.waitFor({ state: 'detached' });
        });
        assert.ok(await editor.isValid(`row-${row}`));
    });

    it('are valid as a variable, also in the open dialog, and stay as they are when it is confirmed', async () => {
        const { editor, nodeRed } = stage();
        const { page } = editor;
        const value = variable('CLOWN_TEST');
        const intervals = [{ device: 'thermometer/i2c0-48', seconds: value }];
        const out = outNode('open', { ...relay, payload: 'on', offline: value, x: 200, y: 60 });
        // Node-RED regards a missing login as changed when its empty fields are saved.
        const credentials = { user: 'clown', password: 'secret' };
        const hub = hubNode({ place: 'simulated', intervals, autoConnect: false, credentials });
        await deployReal(nodeRed, [tab(), hub, out] as object[], 'full');
        await editor.reload('clown-in');
        await editor.show('f1');
        for (const id of ['open', 'hub']) assert.ok(await editor.isValid(id), id);
        await editor.edit('open', async () => {
            await editor.field('offline').waitFor({ state: 'attached' });
            assert.equal(await page.locator('#dialog-form .input-error').count(), 0);
        });
        assert.ok(await editor.isValid('open'));
        await page.evaluate(() => RED.editor.editConfig('', 'clown-hub', 'hub'));
        await page.locator('.clown-hub-check').waitFor();
        await editor.trayOpened();
        assert.equal(await page.locator('.clown-hub-seconds.input-error').count(), 0);
        await page.locator('#node-config-dialog-ok').click();
        await editor.trayClosed();
        const stored = await page.evaluate(() => {
            const {
                settingsVersion,
                intervals: rows,
                valid,
            } = RED.nodes.node('hub') as unknown as Record<string, unknown>;
            return { settingsVersion, rows, valid, offline: (RED.nodes.node('open') as { offline?: unknown }).offline };
        });
        assert.deepEqual(stored, { settingsVersion: 1, rows: intervals, valid: true, offline: value });
    });
});
