// Addresses of hubs: which are valid, how the login is removed from one, and that nothing shows it.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addressLabel, addressPath, checkAddress, isPlainAway, splitLogin } from '../../src/settings/address';
import { hubOptions } from '../../src/settings/hub-options';
import { HOSTILE } from '../support/hostile';
import { good, outcome } from '../support/results';

const GOOD: readonly (readonly [name: string, address: string, url: string, label: string])[] = [
    ['ws', 'ws://hub.local/x', 'ws://hub.local/x', 'ws://hub.local'],
    ['wss', 'wss://hub.local/x', 'wss://hub.local/x', 'wss://hub.local'],
    ['no path', 'ws://hub', 'ws://hub/', 'ws://hub'],
    ['port', 'ws://hub:8080/x', 'ws://hub:8080/x', 'ws://hub:8080'],
    ['port of the scheme', 'wss://hub:443/x', 'wss://hub/x', 'wss://hub'],
    ['path and query', 'ws://hub/a/b_c?token=secret', 'ws://hub/a/b_c?token=secret', 'ws://hub'],
    ['IPv4', 'ws://192.168.1.2:8080/x', 'ws://192.168.1.2:8080/x', 'ws://192.168.1.2:8080'],
    ['IPv6', 'ws://[fe80::1]:8080/x', 'ws://[fe80::1]:8080/x', 'ws://[fe80::1]:8080'],
    ['IPv6 without a port', 'wss://[::1]', 'wss://[::1]/', 'wss://[::1]'],
    ['upper case', 'WS://HUB.Local/Path', 'ws://hub.local/Path', 'ws://hub.local'],
    ['white space around', ' \tws://hub/x\n', 'ws://hub/x', 'ws://hub'],
    ['not ASCII', 'ws://hub/teploměr', 'ws://hub/teplom%C4%9Br', 'ws://hub'],
    ['login', 'wss://clown:bigclown@hub/x', 'wss://hub/x', 'wss://hub'],
    ['interface of another address, in the query', 'ws://hub/?ws://[a%25b]', 'ws://hub/?ws://[a%25b]', 'ws://hub'],
];

const BAD: readonly (readonly [name: string, address: unknown, code: string])[] = [
    ['absent', undefined, 'address-missing'],
    ['empty', '', 'address-missing'],
    ['blank', ' \n', 'address-missing'],
    ['number', 80, 'address-missing'],
    ['no scheme', 'hub.local/x', 'address-scheme'],
    ['no scheme, port', 'hub.local:8080/x', 'address-scheme'],
    ['no slashes', 'ws:hub', 'address-scheme'],
    ['one slash', 'ws:/hub', 'address-scheme'],
    ['http', 'http://hub/x', 'address-scheme'],
    ['https', 'https://hub/x', 'address-scheme'],
    ['javascript', 'javascript://hub/%0aalert(1)', 'address-scheme'],
    ['very long scheme', `${'x'.repeat(100_000)}://hub`, 'address-scheme'],
    ['a scheme that ends like ours', 'x-ws://hub', 'address-scheme'],
    ['no host', 'ws://', 'address-invalid'],
    ['login but no host', 'ws://clown:bigclown@', 'address-invalid'],
    ['space in the host', 'ws://my hub/x', 'address-invalid'],
    ['port too high', 'ws://hub:65536/x', 'address-invalid'],
    ['port no number', 'ws://hub:x/x', 'address-invalid'],
    ['IPv6 without brackets', 'ws://fe80::1/x', 'address-invalid'],
    ['IPv6 with an interface', 'ws://[fe80::1%eth0]/x', 'address-zone'],
    ['IPv6 with an encoded interface', 'wss://clown:bigclown@[fe80::1%25eth0]:8080/x', 'address-zone'],
    ['hash', 'ws://hub/x#y', 'address-invalid'],
    ['hash in the password', 'ws://clown:12#34@hub/x', 'address-login'],
    ['slash in a password of digits', 'ws://clown:12/34@hub/x', 'address-login'],
    ['question mark in the password', 'ws://clown:12?34@hub/x', 'address-login'],
];

const LOGINS: readonly (readonly [name: string, address: string, url: string, user?: string, password?: string])[] = [
    ['none', 'ws://hub/x', 'ws://hub/x'],
    ['user and password', 'ws://clown:bigclown@hub/x', 'ws://hub/x', 'clown', 'bigclown'],
    ['user alone', 'ws://clown@hub/x', 'ws://hub/x', 'clown'],
    ['password alone', 'ws://:bigclown@hub/x', 'ws://hub/x', '', 'bigclown'],
    ['empty', 'ws://:@hub/x', 'ws://hub/x'],
    ['percent-encoded', 'ws://c%40lown:b%3A%2F%23%C4%9B@hub/x', 'ws://hub/x', 'c@lown', 'b:/#ě'],
    ['at sign in the password', 'ws://clown:b@g@hub/x', 'ws://hub/x', 'clown', 'b@g'],
    ['colon in the password', 'ws://clown:b:g@hub/x', 'ws://hub/x', 'clown', 'b:g'],
    ['lone percent sign', 'ws://clown:100%@hub/x', 'ws://hub/x', 'clown', '100%'],
    ['lone percent sign beside an encoded one', 'ws://clown:100%%40@hub/x', 'ws://hub/x', 'clown', '100%@'],
    ['lone percent sign beside an at sign', 'ws://clown:b@g%@hub/x', 'ws://hub/x', 'clown', 'b@g%'],
    ['bytes that are no UTF-8', 'ws://clown:%ff%40@hub/x', 'ws://hub/x', 'clown', '%ff%40'],
    ['not ASCII', 'ws://clown:žluť@hub/x', 'ws://hub/x', 'clown', 'žluť'],
    ['plus is no space', 'ws://clown:a+b@hub/x', 'ws://hub/x', 'clown', 'a+b'],
    ['port and query stay', 'wss://a:b@hub:8080/x?y=1', 'wss://hub:8080/x?y=1', 'a', 'b'],
    ['IPv6', 'ws://a:b@[::1]:80/x', 'ws://[::1]:80/x', 'a', 'b'],
    ['white space around', ' ws://a:b@hub/x ', 'ws://hub/x', 'a', 'b'],
    ['http address', 'http://a:b@hub/x', 'http://hub/x', 'a', 'b'],
    ['no scheme yet', 'clown:bigclown@hub', 'hub', 'clown', 'bigclown'],
    ['no scheme yet, white space before', ' \tclown:bigclown@hub', 'hub', 'clown', 'bigclown'],
    ['slash in the password', 'ws://clown:big/clown@hub/x', 'ws://hub/x', 'clown', 'big/clown'],
    ['hash in the password', 'ws://clown:big#clown@hub/x', 'ws://hub/x', 'clown', 'big#clown'],
    ['variables stay as they are', `wss://a:b@\${HOST}:\${PORT}/x/\${P}`, `wss://\${HOST}:\${PORT}/x/\${P}`, 'a', 'b'],
    ['variable as password', `wss://a:\${PW}@hub/x`, 'wss://hub/x', 'a', `\${PW}`],
    ['variable as port, no login', `ws://hub:\${PORT}/x@y`, `ws://hub:\${PORT}/x@y`],
    ['at sign in the path, no login', 'ws://hub:80/x@y', 'ws://hub:80/x@y'],
    ['at sign in the path, no port', 'ws://hub/x@y', 'ws://hub/x@y'],
    ['at sign in the path, empty port', 'ws://hub:/x@y', 'ws://hub:/x@y'],
    ['at sign in the path, IPv6', 'ws://[::1]:80/x@y', 'ws://[::1]:80/x@y'],
    ['at sign in the path, IPv6 without a port', 'ws://[fe80::1]/x@y', 'ws://[fe80::1]/x@y'],
    ['at sign in the path, empty login', 'ws://@hub:x/y@z', 'ws://hub:x/y@z'],
    ['colon and slash in the password', 'ws://clown:b:12/34@hub/x', 'ws://hub/x', 'clown', 'b:12/34'],
    ['slash in the password, after a variable', `ws://clown:\${P}x/y@hub/x`, 'ws://hub/x', 'clown', `\${P}x/y`],
    ['IPv6 in the password', 'ws://a[::1]/b:c@hub/x', 'ws://hub/x', 'a[', ':1]/b:c'],
    ['colons alone', 'ws://:::@hub/x', 'ws://hub/x'],
    ['scheme in upper case, with digits', 'X2+a.b-c://a:b@hub', 'X2+a.b-c://hub', 'a', 'b'],
    ['nothing', '', ''],
];

const PATHS = [
    ['wss://hub/auth/clown-talk-server_nodes_bridge_0', '/auth/clown-talk-server_nodes_bridge_0'],
    ['ws://hub/auth/clown-talk-server_nodes_bridge_12?token=secret', '/auth/clown-talk-server_nodes_bridge_12'],
    ['ws://hub', '/'],
    ['ws://hub/my-auth/auth-2/Auth', '/…/…/…'],
    ['ws://hub/my-clown-talk-server_nodes_bridge_0/clown-talk-server_nodes_bridge_0-2', '/…/…'],
    [
        'ws://hub/clown-talk-server_nodes_bridge_123/clown-talk-server_nodes_bridge_1234',
        '/clown-talk-server_nodes_bridge_123/…',
    ],
    ['ws://hub/secret/auth/clown-talk-server_nodes_bridge_secret/', '/…/auth/…/'],
] as const;

describe('addresses', () => {
    for (const [address, path] of PATHS) {
        it(`in diagnostics, the path is ${path}`, () => {
            assert.equal(addressPath(address), path);
        });
    }

    for (const [name, address, url, label] of GOOD) {
        it(`good: ${name}`, () => {
            assert.equal(good(checkAddress(address)), url);
            assert.equal(addressLabel(address), label);
        });
    }

    for (const [name, address, code] of BAD) {
        it(`bad: ${name}`, () => {
            assert.equal(outcome(checkAddress(address)), code);
            assert.equal(addressLabel(address), '');
            assert.equal(outcome(hubOptions({ address }, {})), code);
        });
    }

    it('a reason holds nothing of the address', () => {
        for (const [, address] of BAD) {
            const result = checkAddress(address);
            assert.deepEqual(result.ok || result.reason.params, {});
        }
    });

    it('nothing makes the checks throw', () => {
        for (const [, make] of HOSTILE) assert.equal(outcome(checkAddress(make())), 'address-missing');
        const piece = fc.constantFrom(
            'ws',
            'wss',
            'http',
            ':',
            '/',
            '//',
            '@',
            '%',
            '%zz',
            '[',
            ']',
            '#',
            '?',
            'hub',
            '1e9',
            '\0',
            'ě',
            '..',
        );
        fc.assert(
            fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
                const address = pieces.join('');
                outcome(checkAddress(address));
                addressLabel(address);
                const { url } = splitLogin(address);
                if (checkAddress(address).ok) assert.equal(outcome(checkAddress(url)), 'ok');
            }),
            { numRuns: 2_000 },
        );
    });
});

describe('addresses: login', () => {
    for (const [name, address, url, user, password] of LOGINS) {
        it(name, () =>
            assert.deepEqual(splitLogin(address), {
                url,
                ...(user === undefined ? {} : { login: password === undefined ? { user } : { user, password } }),
            }),
        );
    }

    it('any login is read back from its encoded form', () => {
        const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
        fc.assert(
            fc.property(part, part, (user, password) => {
                const address = `wss://${encodeURIComponent(user)}:${encodeURIComponent(password)}@hub/x`;
                assert.deepEqual(splitLogin(address), { url: 'wss://hub/x', login: { user, password } });
            }),
        );
    });

    const place = (address: string, credentials: Record<string, unknown>): unknown =>
        good(hubOptions({ address }, credentials)).place;
    const url = 'ws://hub/x';
    const rows: readonly (readonly [
        name: string,
        address: string,
        credentials: Record<string, unknown>,
        login?: object,
    ])[] = [
        ['none', 'ws://hub/x', {}],
        ['empty fields', 'ws://hub/x', { user: '', password: '' }],
        ['fields that are no text', 'ws://hub/x', { user: 1, password: null }],
        ['fields', 'ws://hub/x', { user: 'a', password: 'b:@' }, { user: 'a', password: 'b:@' }],
        ['user alone', 'ws://hub/x', { user: 'a' }, { user: 'a', password: '' }],
        ['in the address', 'ws://a:b@hub/x', {}, { user: 'a', password: 'b' }],
        ['fields win', 'ws://a:b@hub/x', { user: 'c', password: 'd' }, { user: 'c', password: 'd' }],
    ];
    for (const [name, address, credentials, login] of rows) {
        it(`of a hub: ${name}`, () => {
            assert.deepEqual(place(address, credentials), { kind: 'address', url, ...(login ? { login } : {}) });
        });
    }
});

describe('addresses: secrets', () => {
    const USER = 'marmot';
    const PASSWORD = 'badger';
    const forms = (login: string): string[] => [
        `ws://${login}@hub/x`,
        `wss://${login}@hub:99999/x`,
        `ws://${login}@`,
        `http://${login}@hub/x`,
        `ws:/${login}@hub/x`,
        `ws//${login}@hub/x`,
        `${login}@hub/x`,
        `ws://${login}@hub/x#y`,
        `ws://${login}@my hub/x`,
        `ws://hub/x?login=${login}`,
        `ws://hub/${login}/x`,
    ];
    for (const address of forms(`${USER}:${PASSWORD}`)) {
        it(`no reason and no label holds the login of ${address}`, () => {
            const settings = [
                { address },
                { address, handshake: 'x' },
                { address, startFrames: 'x' },
                { address, place: 'moon' },
            ];
            const results = settings.map((stored) => hubOptions(stored, { user: USER, password: PASSWORD }));
            const shown = [
                addressLabel(address),
                ...results.map((result) => (result.ok ? '' : JSON.stringify(result.reason))),
            ];
            assert.doesNotMatch(shown.join(), new RegExp(`${USER}|${PASSWORD}`));
        });
    }
});

describe('address: what crosses a network unencrypted [T8]', () => {
    for (const address of [
        'ws://hub.local/x',
        ' WS://192.168.1.7:8080',
        'ws://$' + '{HOST}/x',
        'ws://[fe80::1]/',
        'ws://localhost.example/',
    ]) {
        it(`${address} does`, () => assert.equal(isPlainAway(address), true));
    }
    for (const address of [
        'wss://hub.local/x',
        'ws://localhost:1880/x',
        'ws://127.0.0.1/x',
        'ws://[::1]:80/x',
        'ws://clown:big/clown@localhost/x',
        'ws://',
        '$' + '{HUB}',
        '',
    ]) {
        it(`${address} does not, or may not`, () => assert.equal(isPlainAway(address), false));
    }
});
