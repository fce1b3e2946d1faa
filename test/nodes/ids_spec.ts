// Ids of messages.

import assert from 'node:assert/strict';
import { messageId } from '../../nodes/shared/message-ids';

describe('ids of messages', () => {
    it('look as those of Node-RED, and no two are the same', () => {
        const ids = Array.from({ length: 100_000 }, messageId);
        assert.equal(new Set(ids).size, ids.length);
        assert.ok(ids.every((id) => /^[0-9a-f]{16}$/.test(id)));
    });
});
