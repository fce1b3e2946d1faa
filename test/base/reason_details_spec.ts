// The sentence and the status text of a reason: its detail selects them, if it has one.

import assert from 'node:assert/strict';
import { detailed, REASON_CODES } from '../../src/base/errors';
import { causeKey, REASON_DETAILS, type ReasonDetail, sentenceKey } from '../../src/base/reason-details';

describe('details of reasons', () => {
    it('without one, sentence and status are those of the code', () => {
        assert.equal(sentenceKey({ code: 'tls' }), 'reason.tls');
        assert.equal(causeKey({ code: 'tls' }), 'cause.tls');
    });

    for (const [detail, { of, ...more }] of Object.entries(REASON_DETAILS)) {
        const status = 'status' in more ? more.status : of;
        it(`${detail}: a sentence of its own, the status of ${status}, the code ${of}`, () => {
            const reason = detailed(detail as ReasonDetail, { host: 'a' });
            assert.deepEqual(reason, { code: of, detail, params: { host: 'a' } });
            assert.ok(REASON_CODES.includes(of));
            assert.equal(sentenceKey(reason), `reason.${detail}`);
            assert.equal(causeKey(reason), `cause.${status}`);
        });
    }

    it('has no parameters unless there are some', () => {
        assert.deepEqual(detailed('tls-early'), { code: 'tls', detail: 'tls-early', params: {} });
    });
});
