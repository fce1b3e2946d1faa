// Every command that a bridge knows (clown-talk, section 8), from a message to the simulated hub and back: as the
// message is, and as the dialog's own command, through clown out and through clown request.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { reason } from './support/catalogue';
import { type Payload, ROWS, type Row } from './support/command-rows';
import { hubAt, inNode, listeners, outNode, requestNode, tab } from './support/flows';
import { assertCommands, listed } from './support/links';
import {
    become,
    clownOf,
    errorOf,
    give,
    load,
    type Message,
    messagesAt,
    received,
    settled,
    unload,
} from './support/runtime';

describe('the commands of a bridge [O9, Q2, Q5]', () => {
    let hub: Simulator;

    leavesNothing(unload);

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    /** Sends the message to the node, and waits until the hub has received exactly the expected command. */
    async function sendCommand({ msg, sends: [topic, payload] }: Row, id: string): Promise<void> {
        const commands = await listed(hub);
        const arrived = received('in-sink');
        await become(
            () => arrived.some((one) => one.topic === '-/-/config/list/ok'),
            'the list that the hub node requested',
        );
        arrived.length = 0;
        give(id, { ...msg });
        await messagesAt('f1-complete-sink', 1);
        await assertCommands(commands, [`["${topic}", ${JSON.stringify(payload)}]`]);
        assert.deepEqual(received('f1-catch-sink'), []);
    }

    async function check({ shows, shown }: Row): Promise<void> {
        if (shows) await become(() => isSame(shows(hub), shown), `${JSON.stringify(shown)} at the hub`);
    }

    function fits(msg: Message, [topic, payload]: readonly [string, Payload | RegExp], at: unknown): void {
        assert.equal(at, topic);
        if (payload instanceof RegExp) assert.match(JSON.stringify(msg.payload), payload);
        else assert.deepEqual(msg.payload, payload);
    }

    describe('clown out', () => {
        for (const row of ROWS) {
            it(row.name, async () => {
                await load([tab(), hubAt(hub), outNode('out', row.settings), ...inNode(), ...listeners()]);
                await sendCommand(row, 'out');
                const { answer } = row;
                if (typeof answer !== 'string') {
                    const [response] = await messagesAt('in-sink', 1);
                    assert.ok(response);
                    fits(response, answer, response.topic);
                }
                await settled();
                if (typeof answer === 'string') assert.deepEqual(received('in-sink'), []);
                await check(row);
            });
        }
    });

    describe('clown request', () => {
        for (const row of ROWS) {
            it(row.name, async () => {
                const settings = { ...row.settings, timeout: row.answer === 'silence' ? '0.1' : '2' };
                await load([
                    tab(),
                    hubAt(hub),
                    ...requestNode('request', settings),
                    ...inNode(),
                    ...listeners(['request']),
                ]);
                const { answer, sends, msg } = row;
                if (answer === 'silence') {
                    const commands = await listed(hub);
                    give('request', { ...msg });
                    const [caught] = await messagesAt('f1-catch-sink', 1);
                    assert.equal(errorOf(caught).message, reason('no-answer', { topic: sends[0], seconds: 0.1 }));
                    assert.equal(commands().length, 1);
                } else {
                    await sendCommand(row, 'request');
                    const [got] = await messagesAt('request-sink', 1);
                    assert.ok(got);
                    assert.equal(got.topic, msg.topic);
                    if (answer !== 'none') fits(got, answer, clownOf(got).topic);
                    else assert.deepEqual([got.payload, got.clown], [msg.payload, undefined]);
                }
                await check(row);
            });
        }
    });
});

function isSame(one: unknown, other: unknown): boolean {
    return JSON.stringify(one) === JSON.stringify(other);
}
