// What a command keeps in memory while it waits, and how much of raw text counts as commands.

import assert from 'node:assert/strict';
import { prepare, rawCommands } from '../../src/send/prepared';
import { good } from '../support/results';

describe('prepared commands', () => {
    it('a command keeps its text, a toggle its topic', () => {
        const command = good(prepare('window/-/set', { text: 'x'.repeat(1_000) }));
        assert.equal(command.length, command.text?.length);
        assert.ok(command.length > 1_000);
        const toggle = good(prepare('relay/i2c0-3B/set', 'toggle'));
        assert.deepEqual(toggle, {
            topic: 'relay/i2c0-3b/set',
            length: 17,
            command: undefined,
            text: undefined,
        });
    });

    it('of raw text, the first thousand lines count', () => {
        const lines = Array.from({ length: 1_500 }, (_, n) => `["window/-/set", {"n": ${n}}]`);
        const commands = rawCommands(['no frame', ...lines].join('\n'));
        assert.equal(commands.length, 999);
        assert.deepEqual(commands.at(-1), { topic: 'window/-/set', payload: { n: 998 } });
    });
});
