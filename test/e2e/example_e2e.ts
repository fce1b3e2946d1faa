// The example as an owner meets it: imported from the menu, deployed, and the relay follows the light.

import assert from 'node:assert/strict';
import { onEveryStage } from './support/stage.js';

/** The simulated dusk comes about 25 s after the first reading. */
const DUSK_MS = 60_000;

onEveryStage('the example Light switches a relay', (stage) => {
    it('runs as it is: readings arrive, and the relay goes on at dusk [D3]', async () => {
        const { editor, picture } = stage();
        await editor.importExample('@clown-hub/node-red-clown-hub', 'Light switches a relay');
        await editor.deploy();
        const messages = await editor.debugMessages();
        await messages
            .filter({ hasText: /^\d+(\.\d+)?$/ })
            .first()
            .waitFor();
        await messages.filter({ hasText: 'false' }).first().waitFor();
        await messages.filter({ hasText: 'true' }).first().waitFor({ timeout: DUSK_MS });
        await picture('example');
        assert.deepEqual(editor.complaints, []);
    });
});
