// Settings that the choices of a command node leave unused: a variable in one of them is not looked up.

import assert from 'node:assert/strict';
import { isUsed, withoutLeftovers } from '../../nodes/runtime/node/used-settings';
import { variable } from './support/flows';

const GONE = variable('GONE');
/** All that may be hidden, each with a variable. */
const ALL = {
    topic: GONE,
    topicType: GONE,
    device: GONE,
    deviceType: GONE,
    payload: GONE,
    payloadType: GONE,
    long: GONE,
    confirm: GONE,
    tries: GONE,
    queueSize: GONE,
    queueAge: GONE,
};

const ROWS: readonly (readonly [choices: object, used: string])[] = [
    [{}, 'topic topicType payload payloadType confirm tries'],
    [{ command: '' }, 'topic topicType payload payloadType confirm tries'],
    [{ command: 'message', confirm: false }, 'topic topicType payload payloadType'],
    [{ command: 'relay', confirm: true }, 'device deviceType payload payloadType tries'],
    [
        { command: 'led', confirm: 'true', offline: 'queue' },
        'device deviceType payload payloadType tries queueSize queueAge',
    ],
    [{ command: 'text', offline: 'newest' }, 'device deviceType payload payloadType long queueAge'],
    [{ command: 'raw', offline: 'fail' }, 'payload payloadType'],
    [{ command: 'get', offline: GONE }, 'device deviceType queueSize queueAge'],
    [{ command: 'list' }, ''],
    // The reason is the command itself.
    [{ command: 'moon' }, Object.keys(ALL).join(' ')],
];

describe('a variable in a setting of a command node', () => {
    for (const [choices, used] of ROWS) {
        it(`is read with ${JSON.stringify(choices)} in: ${used || 'none'}`, () => {
            const kept = withoutLeftovers({ ...ALL, ...choices });
            const names = Object.entries(kept).flatMap(([name, value]) =>
                value === GONE && name !== 'offline' ? [name] : [],
            );
            assert.deepEqual(names.sort(), used.split(' ').filter(Boolean).sort());
        });
    }

    it('is read in the confirmation of any command that may have one, whether it is on or not', () => {
        for (const confirm of [true, false, undefined]) {
            assert.equal(isUsed('confirm', { command: 'relay', confirm }), true);
            assert.equal(isUsed('tries', { command: 'relay', confirm }), confirm === true);
            assert.equal(isUsed('confirm', { command: 'text', confirm }), false);
        }
    });

    it('is the only one to be left out: other values stay, and most nodes are as they were', () => {
        const node = { command: 'list', topic: 'a/b/c', queueSize: '7', answer: GONE, timeout: GONE, name: GONE };
        assert.equal(withoutLeftovers(node), node);
    });
});
