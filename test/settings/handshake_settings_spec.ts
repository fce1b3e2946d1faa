// Extra headers and the subprotocol as they are stored: what is accepted, and what the reason names otherwise.

import assert from 'node:assert/strict';
import type { Result } from '../../src/base/errors';
import {
    checkHeaderName,
    checkHeaderRows,
    checkHeaders,
    checkHeaderValue,
    checkSubprotocol,
    hasAuthorization,
    loginConflict,
} from '../../src/settings/handshake';

/** The value, or the code with its parameters. */
const seen = (result: Result<unknown>): unknown =>
    result.ok ? result.value : { [result.reason.code]: result.reason.params };

describe('settings of the handshake', () => {
    it('names of headers: tokens that the handshake itself does not use', () => {
        for (const name of ['X-Token', 'a', "!#$%&'*+-.^_`|~9", 'x'.repeat(100)])
            assert.equal(seen(checkHeaderName(name, 2)), name);
        for (const name of ['', 'a b', 'a:', 'ä', 'x'.repeat(101), undefined, 7])
            assert.deepEqual(seen(checkHeaderName(name, 2)), { 'header-name': { row: 2, limit: 100 } });
        for (const name of ['Upgrade', 'Sec-WebSocket-Key', 'proxy-x', 'TE'])
            assert.deepEqual(seen(checkHeaderName(name, 2)), { 'header-reserved': { name } });
    });

    it('values of headers: printable ASCII, without the spaces around it', () => {
        const rows: readonly (readonly [value: unknown, seen: unknown])[] = [
            ['  a  b  ', 'a  b'],
            [' ~ ', '~'],
            ['x'.repeat(4_096), 'x'.repeat(4_096)],
            ['x'.repeat(4_097), { 'header-value': { name: 'N', limit: 4_096 } }],
            ['ab\n', { 'header-value': { name: 'N', limit: 4_096 } }],
            ['\tab', { 'header-value': { name: 'N', limit: 4_096 } }],
            ['', { 'header-missing': { name: 'N' } }],
            ['   ', { 'header-missing': { name: 'N' } }],
            [undefined, { 'header-missing': { name: 'N' } }],
        ];
        for (const [value, expected] of rows) assert.deepEqual(seen(checkHeaderValue('N', value)), expected);
    });

    it('the table of headers: at most eight rows, each name once', () => {
        for (const nothing of [undefined, null, '', []]) assert.deepEqual(seen(checkHeaderRows(nothing)), []);
        const eight = Array.from({ length: 8 }, (_, at) => ({ name: `X-${at}`, slot: `header${at + 1}` }));
        assert.deepEqual(seen(checkHeaderRows(eight)), eight);
        assert.deepEqual(seen(checkHeaderRows([...eight, { name: 'X' }])), { 'header-many': { limit: 8 } });
        assert.deepEqual(seen(checkHeaderRows('X')), { 'header-name': { row: 1, limit: 100 } });
        assert.deepEqual(seen(checkHeaderRows([{ name: 'X' }, null])), { 'header-name': { row: 2, limit: 100 } });
        assert.deepEqual(seen(checkHeaderRows([{ name: 'X', slot: 7 }])), [{ name: 'X', slot: '' }]);
        const twice = [{ name: 'X-a' }, { name: 'Y' }, { name: 'x-A' }];
        assert.deepEqual(seen(checkHeaderRows(twice)), { 'header-twice': { row: 3, name: 'x-A' } });
    });

    it('values come from the credentials of their slot, and from no other', () => {
        const rows = [{ name: 'X-a', slot: 'header2' }];
        assert.deepEqual(seen(checkHeaders(rows, { header2: ' v ' }, true)), { 'X-a': 'v' });
        assert.deepEqual(seen(checkHeaders([], {}, true)), {});
        const missing = { 'header-missing': { name: 'X-a' } };
        assert.deepEqual(seen(checkHeaders(rows, { header1: 'v' }, false)), missing);
        const stranger = [{ name: 'X-a', slot: 'password' }];
        assert.deepEqual(seen(checkHeaders(stranger, { password: 'v' }, false)), missing);
        assert.deepEqual(seen(checkHeaders('X', {}, false)), { 'header-name': { row: 1, limit: 100 } });
    });

    it('a login is either an Authorization header or a user and password', () => {
        const rows = [
            { name: 'X', slot: 'header1' },
            { name: 'AUTHORIZATION', slot: 'header2' },
        ];
        const credentials = { header1: 'a', header2: 'b' };
        assert.ok(hasAuthorization(['X', 'authorization']) && !hasAuthorization(['X']));
        assert.equal(loginConflict(rows, true)?.code, 'header-login');
        assert.equal(loginConflict(rows, false), undefined);
        assert.equal(loginConflict(rows.slice(0, 1), true), undefined);
        assert.deepEqual(seen(checkHeaders(rows, credentials, true)), { 'header-login': {} });
        assert.deepEqual(seen(checkHeaders(rows, credentials, false)), { X: 'a', AUTHORIZATION: 'b' });
    });

    it('the subprotocol is one token, or none', () => {
        for (const nothing of [undefined, null, '', '  ']) assert.equal(seen(checkSubprotocol(nothing)), '');
        assert.equal(seen(checkSubprotocol(' clown.talk ')), 'clown.talk');
        for (const wrong of ['a b', 'a,b', 7, ['a']])
            assert.deepEqual(seen(checkSubprotocol(wrong)), { 'subprotocol-name': { limit: 100 } });
    });
});
