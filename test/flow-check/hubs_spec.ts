// Passwords and certificates of hubs.

import { checks } from './checks';
import { asked, hub, reading } from './flows';

const trusting = { id: 'tls', type: 'tls-config', name: 'no check', verifyservercert: false };

checks('password-plain', {
    found: [
        ['a login in the address', [reading('in', '#'), hub({ address: 'ws://clown:secret@10.0.0.5/x' })]],
        [
            'a new password in the editor',
            [reading('in', '#'), hub({ address: 'ws://10.0.0.5/x', credentials: { password: 'x' } })],
        ],
        [
            'a header with a key',
            [reading('in', '#'), hub({ address: 'ws://10.0.0.5/x', headers: [{ name: 'X-API-Key' }] })],
        ],
        [
            'a header with cookies',
            [reading('in', '#'), hub({ address: 'ws://10.0.0.5/x', headers: [{ name: 'cookie' }] })],
        ],
        ['a hub of a request', [asked({ command: 'list' }), hub({ address: 'ws://clown:secret@10.0.0.5/x' })]],
        [
            'a stored password',
            [reading('in', '#'), hub({ address: 'ws://10.0.0.5/x', credentials: { has_password: true } })],
        ],
        [
            'a header with a token',
            [
                reading('in', '#'),
                hub({ address: 'ws://10.0.0.5/x', headers: [{ name: 'Authorization', slot: 'header1' }] }),
            ],
        ],
    ],
    none: [
        ['a hub that is disabled', [reading('in', '#'), hub({ address: 'ws://clown:secret@10.0.0.5/x', d: true })]],
        ['a login without a password', [reading('in', '#'), hub({ address: 'ws://clown@10.0.0.5/x' })]],
        [
            'a user without a stored password',
            [
                reading('in', '#'),
                hub({ address: 'ws://10.0.0.5/x', credentials: { user: 'clown', has_password: false } }),
            ],
        ],
        [
            'headers without a secret',
            [
                reading('in', '#'),
                hub({
                    address: 'ws://10.0.0.5/x',
                    headers: [null, { name: 'Origin' }, { name: 'X-My-Authorization-Time' }],
                }),
            ],
        ],
        ['an encrypted connection', [reading('in', '#'), hub({ address: 'wss://clown:secret@10.0.0.5/x' })]],
        ['no password', [reading('in', '#'), hub({ address: 'ws://10.0.0.5/x' })]],
        ['this machine', [reading('in', '#'), hub({ address: 'ws://clown:secret@localhost/x' })]],
        ['a simulated hub', [reading('in', '#'), hub({ place: 'simulated', address: 'ws://clown:secret@10.0.0.5/x' })]],
        ['a hub that no node uses', [hub({ address: 'ws://clown:secret@10.0.0.5/x' })]],
    ],
});

checks('certificate-off', {
    found: [
        [
            'TLS settings without verification',
            [reading('in', '#'), hub({ address: 'wss://10.0.0.5/x', tls: 'tls' }), trusting],
        ],
        [
            'the same with spaces and upper case',
            [reading('in', '#'), hub({ address: ' WSS://10.0.0.5/x', tls: 'tls' }), trusting],
        ],
    ],
    none: [
        [
            'a simulated hub',
            [reading('in', '#'), hub({ place: 'simulated', address: 'wss://10.0.0.5/x', tls: 'tls' }), trusting],
        ],
        [
            'an address with wss: elsewhere',
            [reading('in', '#'), hub({ address: 'ws://10.0.0.5/wss://x', tls: 'tls' }), trusting],
        ],
        ['an address that is no text', [reading('in', '#'), hub({ address: 5, tls: 'tls' }), trusting]],
        [
            'verification',
            [
                reading('in', '#'),
                hub({ address: 'wss://10.0.0.5/x', tls: 'tls' }),
                { ...trusting, verifyservercert: true },
            ],
        ],
        ['no TLS settings', [reading('in', '#'), hub({ address: 'wss://10.0.0.5/x' }), trusting]],
        ['no TLS', [reading('in', '#'), hub({ address: 'ws://10.0.0.5/x', tls: 'tls' }), trusting]],
    ],
});
