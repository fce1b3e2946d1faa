// The first flow of an owner with a hub: drag, wire, type the address with its login, deploy, see readings.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { onEveryStage } from './support/stage.js';

const LOGIN = { user: 'clown', password: 'big clöwn@hub' };
const TYPED = 'clown:big%20cl%C3%B6wn%40hub@';

onEveryStage('a first flow', { differs: true }, (stage) => {
    let hub: Simulator;
    before(async () => {
        hub = await startSimulator({ ...LOGIN, speed: 5 });
    });
    after(() => hub.close());

    it('shows readings once the address is typed, and stores the password only encrypted [T1, T2]', async () => {
        const { editor, nodeRed, picture } = stage();
        const input = await editor.add('clown-in', 200, 120);
        const debug = await editor.add('debug', 480, 120);
        await editor.wire(input, debug);
        await editor.edit(input, async () => {
            await editor.addConfig('hub', async () => {
                for (const wrong of ['hub.local/auth', 'http://hub.local/', 'ws://hub local/']) {
                    await editor.wrong(editor.configField('address'), wrong);
                }
                const login = async (address: string): Promise<string[]> => {
                    await editor.configField('address').fill(address);
                    await editor.configField('address').blur();
                    const fields = ['address', 'user', 'password'].map((name) => editor.configField(name).inputValue());
                    return Promise.all(fields);
                };
                const [split, kept] = [
                    await login(`wss://clown:TOP/SECRET@$\{HOST}/x`),
                    await login('wss://other@hub.local/x'),
                ];
                assert.deepEqual(split, [`wss://$\{HOST}/x`, 'clown', 'TOP/SECRET']);
                assert.deepEqual(kept, ['wss://hub.local/x', 'other', 'TOP/SECRET']);
                await editor.configField('address').fill(`$\{HUB}`);
                await editor.right(editor.configField('address'));
                await editor.page.locator('.clown-hub-advanced summary').click();
                await editor.wrong(editor.configField('handshake'), 'soon');
                await editor.configField('handshake').fill('10');
                await editor.page.getByRole('tab', { name: 'Messages' }).click();
                await editor.page.locator('#clown-hub-messages summary').click();
                await editor.wrong(editor.configField('startFrames'), '["a", {}');
                await editor.page.getByRole('tab', { name: 'Messages: contains invalid settings' }).waitFor();
                await editor.configField('startFrames').fill('["-/-/config/list", {}]');
                await editor.right(editor.configField('startFrames'));
                await picture('hub-advanced');
                await editor.page.getByRole('tab', { name: 'Connection' }).click();
                await editor.configField('address').fill(hub.url.replace('://', `://${TYPED}`));
                // The field keeps the focus: the login must be split on save, too.
                await picture('hub-typed');
            });
            await editor.wrong(editor.field('topic'), 'thermometer+');
            await editor.field('topic').fill('thermometer/+');
            await editor.right(editor.field('topic'));
            await editor.field('output').selectOption('quantity');
            assert.equal(await editor.field('quantity').inputValue(), 'temperature');
            await picture('clown-in');
        });
        await editor.deploy();
        await (await editor.debugMessages(/^\d\d\.\d+$/)).first().waitFor();
        await editor.waitForStatus(input, ' °C');
        await picture('readings');

        const flows = await readFile(join(nodeRed.userDir, 'flows.json'), 'utf8');
        assert.ok(flows.includes(`"${hub.url}"`), 'the address is stored without its login');
        for (const secret of [LOGIN.password, encodeURIComponent(LOGIN.password), TYPED]) {
            assert.ok(!flows.includes(secret), 'no secret in the flow file');
            assert.ok(!nodeRed.log().includes(secret), 'no secret in the log');
        }
        assert.deepEqual(editor.complaints, []);
    });

    it('commands a relay by an inject node, and explains an invalid payload', async () => {
        const { editor, picture } = stage();
        const inject = await editor.add('inject', 200, 240);
        const output = await editor.add('clown-out', 480, 240);
        await editor.wire(inject, output);
        await editor.edit(output, async () => {
            assert.notEqual(await editor.field('hub').inputValue(), '', 'the only hub is chosen already');
            await editor.field('command').selectOption('led');
            assert.equal(await editor.field('device').inputValue(), '-');
            await editor.field('command').selectOption('message');
            await editor.field('command').selectOption('relay');
            assert.equal(await editor.field('device').inputValue(), '', 'the address of the LED is none of a relay');
            await picture('clown-out-empty');
            await editor.typedField('device').fill('i2c0-3f');
            await picture('clown-out');
        });
        await editor.deploy();
        await editor.waitForStatus(output, 'connected');
        // The timestamp of an inject node is not a valid payload for a relay.
        await editor.press(inject);
        const complaint = editor.page
            .locator('.red-ui-debug-msg')
            .filter({ hasText: /A relay accepts true, false or "toggle".*got \d+/ });
        await complaint.first().waitFor();
        await picture('refused');
        assert.deepEqual(editor.complaints, []);
    });

    it('shows the help of each node', async () => {
        const { editor, picture } = stage();
        for (const type of ['clown-hub', 'clown-in', 'clown-out', 'clown-request']) {
            const help = await editor.help(type);
            await help.getByRole('heading', { name: 'Errors' }).waitFor();
            await picture(`help-${type}`);
        }
    });
});
