// An example that its owner has pointed at a real hub, and imports again: the copy never commands that hub.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { shownName } from '../nodes/support/examples.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import { until } from '../support/wait.js';
import { onEveryStage } from './support/stage.js';

declare const RED: {
    nodes: {
        filterNodes(filter: object): { id: string; z: string; type: string; name: string; hub?: string }[];
    };
};

const NAME = 'Relay with confirmation';

onEveryStage('an example that is imported again', {}, (stage) => {
    let real: Simulator;

    before(async () => {
        real = await startSilentHub();
    });
    after(endHubs);

    const nodesOf = (type: string): Promise<{ id: string; z: string; name: string; hub?: string }[]> =>
        stage().editor.page.evaluate((wanted) => {
            return RED.nodes
                .filterNodes({ type: wanted })
                .map(({ id, z, name, hub }) => ({ id, z, name, hub: String(hub) }));
        }, type);

    it('has a simulated hub of its own, and commands nothing of the real one', async () => {
        const { editor } = stage();
        await editor.importExample('@clown-hub/node-red-clown-hub', shownName(NAME));
        const [lamp] = await nodesOf('clown-out');
        assert.ok(lamp);
        await editor.show(lamp.z);
        await editor.edit(lamp.id, () =>
            editor.editConfig('hub', async () => {
                await editor.configField('place').selectOption('address');
                await editor.configField('address').fill(real.url);
            }),
        );
        await editor.deploy();
        await until(() => real.clients === 1, 'the connection to the real hub', 20_000);

        await editor.importExampleAgain('@clown-hub/node-red-clown-hub', shownName(NAME));
        const lamps = await nodesOf('clown-out');
        const copy = lamps.find(({ id }) => id !== lamp.id);
        assert.ok(copy);
        assert.notEqual(copy.hub, lamp.hub);
        await editor.show(copy.z);
        await editor.deploy();
        await editor.waitForStatus(copy.id, 'connected');

        const before = real.received.length;
        const buttons = (await nodesOf('inject')).filter(({ z }) => z === copy.z);
        assert.equal(buttons.length, 3);
        const done = await editor.debugMessages(/^true$/);
        const on = buttons.find(({ name }) => name === 'on');
        await editor.press(String(on?.id));
        await done.first().waitFor();
        assert.deepEqual(real.received.slice(before), []);
        assert.equal(real.clients, 1);
        assert.deepEqual(editor.complaints, []);
    });
});
