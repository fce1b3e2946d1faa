// Texts of a hub or a flow in sentences: they fill no other placeholder of the catalogue.

import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { reasonError, sentence, stateText, text } from '../../nodes/runtime/text';
import type { Reason } from '../../src/base/errors';
import { translate } from './support/catalogue';

/** As Node-RED fills in a text: placeholders in a value are filled as well. */
const RED = {
    _: (_key: string, params: Readonly<Record<string, unknown>> = {}) =>
        Object.entries(params).reduce((so, [name, value]) => so.replaceAll(`__${name}__`, String(value)), TEXT),
};
const TEXT = 'topic __topic__, at most __limit__';
const PARAMS = { topic: 'a/__limit__', limit: 3 };
const FILLED = 'topic a/_\u2060_limit__, at most 3';
const REASON: Reason = { code: 'queue-full', params: PARAMS };

describe('a text of a hub in a sentence', () => {
    it('fills no other placeholder in the runtime', () => {
        assert.equal(text(RED as unknown as NodeAPI, 'status.any', PARAMS), FILLED);
        assert.equal(sentence(RED as unknown as NodeAPI, REASON), FILLED);
    });

    it('fills no other placeholder in the editor', async () => {
        Object.assign(globalThis, { RED });
        try {
            // The module needs the types of the browser, which tests do not have.
            const editor = (await import('../../nodes/editor/texts' as string)) as {
                text(key: string, params: object): string;
                sentenceOf(reason: Reason): string;
            };
            assert.equal(editor.text('status.any', PARAMS), FILLED);
            assert.equal(editor.sentenceOf(REASON), FILLED);
        } finally {
            Reflect.deleteProperty(globalThis, 'RED');
        }
    });
});

describe('a sentence for an owner', () => {
    const TEXTS = { _: translate } as unknown as NodeAPI;

    it('names a setting as its dialog does', () => {
        const reason: Reason = {
            code: 'setting-number',
            params: { setting: 'handshake', found: '0', least: 1, most: 2 },
        };
        assert.match(sentence(TEXTS, reason), /"Connection timeout"/);
    });

    it('is an error with its code for flows', () => {
        const error = reasonError(TEXTS, { code: 'hub-missing', params: {} });
        assert.equal(String(error), translate('clown-hub.reason.hub-missing'));
        assert.equal((error as Error & { code?: string }).code, 'hub-missing');
    });

    it('has a word for each state', () => {
        assert.deepEqual([true, false].map(stateText(TEXTS)), ['on', 'off']);
    });
});
