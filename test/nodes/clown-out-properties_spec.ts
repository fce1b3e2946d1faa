// clown out: whatever messages come, each has one end, and no frame leaves that a bridge would stumble over.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { CommandKind } from '../../src/protocol/kinds';
import type { Simulator } from '../../src/simulator';
import { withinBounds } from '../support/bounds.js';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { assertPrototypesUnchanged } from '../support/results.js';
import { until } from '../support/wait.js';
import { hubAt, listeners, outNode, tab } from './support/flows';
import { listed } from './support/links';
import { oddMessages } from './support/odd-messages';
import { become, ERROR, errorOf, give, load, logged, received, settled, unload } from './support/runtime';

/** Raw text is not checked. */
const QUICK = ['message', 'relay', 'led', 'text', 'picture', 'get', 'i2c-read', 'i2c-write', 'list'] as const;
/** These take long: an interval waits for its response, and a scan for the one before it. */
const SLOW = ['interval', 'scan'] as const;

describe('clown out: whatever comes [L1, O4, O8, O10]', () => {
    let hub: Simulator;
    let commands: () => string[];
    /** Lines of the hub that were looked at. */
    let checked: number;

    leavesNothing(unload);

    async function start(kinds: readonly CommandKind[]): Promise<void> {
        hub = await startSilentHub();
        const typed = { topic: 'topic', topicType: 'msg', device: 'device', deviceType: 'msg' };
        const nodes = kinds.map((command) => outNode(command, { command, ...typed }));
        await load([tab(), hubAt(hub), ...nodes, outNode('last'), ...listeners(kinds)]);
        commands = await listed(hub);
        checked = 0;
    }

    /** Gives the messages to these nodes, and checks how they end. */
    async function check(messages: readonly (readonly [id: string, msg: object])[]): Promise<void> {
        const completed = received('f1-complete-sink');
        const caught = received('f1-catch-sink');
        completed.length = 0;
        caught.length = 0;
        const before = messages.map(([, msg]) => inspect(msg, { depth: 10 }));
        for (const [id, msg] of messages) give(id, msg);
        const areOver = (): boolean => completed.length + caught.length >= messages.length;
        await become(areOver, 'the end of each message', 12_000);
        await settled();
        assert.equal(completed.length + caught.length, messages.length);
        assert.deepEqual(
            messages.map(([, msg]) => inspect(msg, { depth: 10 })),
            before,
        );
        for (const line of commands().slice(checked)) withinBounds(`${line}\n`);
        checked = commands().length;
        for (const msg of caught) assert.ok(errorOf(msg).message);
        assert.deepEqual(
            messages.flatMap(([id]) => logged(id, ERROR)),
            [],
        );
        assert.equal(hub.connections, 1, 'a frame ended the bridge');
        assertPrototypesUnchanged();
    }

    /** Sends one more command, and checks all that were in flight before it. */
    async function last(): Promise<void> {
        const line = '["window/-/set", {"last":true}]';
        give('last', { topic: 'window/-/set', payload: { last: true } });
        await until(() => commands().at(-1) === line, 'the last command');
        await check([]);
    }

    it('each message has one end and stays as it was, and each frame holds every bound of a bridge', async () => {
        await start(QUICK);
        let given = 0;
        const messages = fc.array(oddMessages(QUICK), { minLength: 1, maxLength: 60, size: 'max' });
        await fc.assert(
            fc.asyncProperty(messages, async (some) => {
                await check(some);
                given += some.length;
            }),
            { numRuns: 60 },
        );
        await last();
        // The test would show little if hardly any had been sent.
        assert.ok(commands().length > given / 20, `${commands().length} frames of ${given} messages`);
    });

    it('so it is with the commands that take their time', async () => {
        await start(SLOW);
        await check(fc.sample(oddMessages(SLOW), 100));
        await last();
        assert.ok(commands().length > 1);
    });
});
