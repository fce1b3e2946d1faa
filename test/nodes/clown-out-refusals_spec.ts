// What a bridge would ignore or misread, or what may crash it: clown out and clown request refuse it with its reason,
// and show nothing of it to the hub.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { withinBounds } from '../support/bounds.js';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { sentenceOf } from './support/catalogue';
import { hubAt, listeners, outNode, requestNode, tab } from './support/flows';
import { assertCommands, listed } from './support/links';
import { LIMITS, REFUSALS } from './support/refusal-rows';
import { errorOf, give, load, messagesAt, received, settled, unload } from './support/runtime';

const LED = { command: 'led', device: '' };

describe('what no bridge understands [O3, O10]', () => {
    let hub: Simulator;

    leavesNothing(unload);

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    for (const { name, settings, msg, code } of REFUSALS) {
        it(`${name}: ${code}`, async () => {
            const nodes = [outNode('out', settings), ...requestNode('request', settings), outNode('after', LED)];
            await load([tab(), hubAt(hub), ...nodes, ...listeners(['out', 'request', 'after'])]);
            const commands = await listed(hub);
            for (const id of ['out', 'request']) give(id, { ...msg });
            give('after', { payload: 'on' });
            await messagesAt('f1-complete-sink', 1);
            await settled();
            const errors = received('f1-catch-sink').map(errorOf);
            assert.deepEqual(
                errors.map(({ source }) => source.id),
                ['out', 'request'],
            );
            for (const error of errors) {
                assert.match(error.message, sentenceOf(code));
                assert.doesNotMatch(error.message, /__|\n/);
                // Node-RED passes the code on from 4.1.
                if (error.code !== undefined) assert.equal(error.code, code);
            }
            await assertCommands(commands, ['["led/-/set", {"state":"on"}]']);
            assert.equal(received('f1-complete-sink').length, 1);
        });
    }

    describe('beside each limit, the last that goes', () => {
        for (const [name, topic, payload] of LIMITS) {
            it(name, async () => {
                await load([tab(), hubAt(hub), outNode(), ...listeners()]);
                const commands = await listed(hub);
                give('out', { topic, payload });
                await messagesAt('f1-complete-sink', 1);
                assert.deepEqual(withinBounds(`${commands()[0]}\n`), [topic, payload]);
                await settled();
                assert.equal(hub.clients, 1);
                assert.deepEqual(received('f1-catch-sink'), []);
            });
        }
    });
});
