// Where a hub is and what its server requires: login, headers and subprotocol, and whether they would be sent unencrypted.

import assert from 'node:assert/strict';
import { isPlainAway, splitLogin } from '../../src/settings/address';
import { checkInterval, type HubPlace, hubOptions } from '../../src/settings/hub-options';
import { good, outcome } from '../support/results';

const URL = 'ws://hub:2001/';
const placeOf = (stored: object, credentials: object = {}): HubPlace =>
    good(hubOptions({ address: 'ws://hub:2001', ...stored }, { ...credentials })).place;

describe('the place of a hub', () => {
    it('has the headers and the subprotocol that its server requires', () => {
        const headers = [{ name: 'X-Key', slot: 'header2' }];
        assert.deepEqual(placeOf({ headers, subprotocol: ' v1 ' }, { header1: 'other', header2: 'secret' }), {
            kind: 'address',
            url: URL,
            headers: { 'X-Key': 'secret' },
            subprotocol: 'v1',
        });
        assert.equal(outcome(hubOptions({ address: URL, headers }, {})), 'header-missing');
        assert.equal(outcome(hubOptions({ address: URL, subprotocol: 'a b' }, {})), 'subprotocol-name');
    });

    it('has a login if there is a user or a password, and a credential replaces the part in the address', () => {
        const login = (user: string, password: string): object => ({
            kind: 'address',
            url: URL,
            login: { user, password },
        });
        assert.deepEqual(placeOf({}, { password: 'p' }), login('', 'p'));
        assert.deepEqual(placeOf({}, { user: 'u' }), login('u', ''));
        const address = 'ws://a:b@hub:2001';
        assert.deepEqual(placeOf({ address }, { user: '', password: '' }), login('a', 'b'));
        assert.deepEqual(placeOf({ address }, { password: 'p' }), login('a', 'p'));
        assert.deepEqual(placeOf({ address: 'ws://@hub:2001' }), { kind: 'address', url: URL });
        assert.deepEqual(splitLogin('ws://@hub'), { url: 'ws://hub' });
    });

    it('is reached unencrypted over a network unless it is this computer', () => {
        const here = [
            'ws://localhost',
            'ws://a.b.localhost:1',
            'ws://127.0.0.1',
            'ws://127.100.20.255',
            'ws://[::1]:1',
        ];
        const away = [
            'ws://hub',
            'ws://not-localhost',
            'ws://localhost.example',
            'ws://10.127.0.0.1',
            'ws://127.0.0.1000',
        ];
        const safe = ['wss://hub', 'x-ws://hub', 'hub', ''];
        for (const address of here) assert.equal(isPlainAway(address), false, address);
        for (const address of away) assert.equal(isPlainAway(address), true, address);
        for (const address of safe) assert.equal(isPlainAway(address), false, address);
    });

    it('only an address of two digits is written in lower case', () => {
        const device = (text: string): unknown => good(checkInterval({ device: text, seconds: 5 }, 1)).device;
        assert.equal(device('a/I2C0-4A'), 'a/i2c0-4a');
        assert.equal(device('a/I2C0-4AX'), 'a/I2C0-4AX');
    });
});
