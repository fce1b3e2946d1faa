// Faults on the way to a hub: names, ports, responses that open no WebSocket, certificates.

import assert from 'node:assert/strict';
import dns from 'node:dns';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import type { Behaviour } from '../support/gate.js';
import { afterRequest, listen, listenTls, upgradeResponse } from '../support/servers.js';
import { type Fault, itSurvives, type Scene } from './support/faults';

const HOUR_MS = 3_600_000;
const certificate = makeCertificate({ names: ['127.0.0.1'] });
const elsewhereNamed = makeCertificate({ names: ['hub.example'] });

/** Responds to each request with this text, and leaves the connection open. */
function responses(text: string): Behaviour {
    return (socket) => afterRequest(socket, () => socket.write(text));
}

function refusal(status: string, headers = ''): (scene: Scene) => void {
    return ({ gate }) => gate.behave(responses(`HTTP/1.1 ${status}\r\n${headers}Content-Length: 0\r\n\r\n`));
}

type Lookup = (callback: (error: Error | null, addresses?: dns.LookupAddress[]) => void) => void;

/** Replaces the lookup of hub.example; every other name resolves as usual. */
function resolves(lookup: Lookup): (scene: Scene) => void {
    return ({ ends }) => {
        const real = dns.lookup;
        const fake = (name: string, options: dns.LookupOptions, callback: (...all: unknown[]) => void): void => {
            if (name !== 'hub.example') real(name, options, callback as never);
            else
                lookup((error, addresses = []) => {
                    if (error || options.all) callback(error, addresses);
                    else callback(null, addresses[0]?.address, 4);
                });
        };
        dns.lookup = fake as typeof dns.lookup;
        ends.push(() => {
            dns.lookup = real;
        });
    };
}

const HERE = { address: '127.0.0.1', family: 4 };
const DEAD = { address: '127.0.0.2', family: 4 };
const NAMED = { address: 'ws://hub.example:1/auth/clown-talk-server_nodes_bridge_0' };

const NAMES: readonly Fault[] = [
    {
        name: 'name that does not resolve',
        when: 'first',
        code: 'lookup',
        settings: NAMED,
        begin: resolves((callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))),
        end: ({ ends, gate }) => {
            ends[0]?.();
            resolves((callback) => callback(null, [HERE]))({ ends } as unknown as Scene);
            gate.pass();
        },
    },
    {
        name: 'name that resolves too late',
        when: 'first',
        code: 'timeout',
        settings: { ...NAMED, handshake: '1' },
        begin: resolves((callback) => setTimeout(() => callback(null, [HERE]), 300)),
        end: ({ ends, gate }) => {
            ends[0]?.();
            resolves((callback) => callback(null, [HERE]))({ ends } as unknown as Scene);
            gate.pass();
        },
    },
    ...(
        [
            ['a dead address first', [DEAD, HERE]],
            ['a dead address second', [HERE, DEAD]],
            ['a dead address of IPv6 first', [{ address: '::1', family: 6 }, HERE]],
        ] as const
    ).map(
        ([what, addresses]): Fault => ({
            name: `name that resolves to ${what}`,
            when: 'first',
            stays: true,
            settings: NAMED,
            begin: resolves((callback) => callback(null, [...addresses])),
            end: () => {},
        }),
    ),
    {
        name: 'name that resolves to dead addresses alone, and then to another',
        when: 'first',
        code: 'refused',
        settings: NAMED,
        begin: resolves((callback) => callback(null, [DEAD, { ...DEAD, address: '127.0.0.3' }])),
        end: ({ ends, gate }) => {
            ends[0]?.();
            resolves((callback) => callback(null, [HERE]))({ ends } as unknown as Scene);
            gate.pass();
        },
    },
];

/** Leads to a TLS server beside the hub. */
function secured(options: () => Parameters<typeof listenTls>[0]): (scene: Scene) => Promise<void> {
    return async ({ gate }) => gate.pass(await listenTls(options()));
}

const home = ({ gate, hub }: Scene): void => gate.pass(hub.port);

const SECURE: Pick<Fault, 'settings' | 'hub' | 'more'> = {
    settings: { tls: 'tls' },
    hub: { tls: certificate },
    more: {
        items: [
            {
                id: 'tls',
                type: 'tls-config',
                ...{ name: '', cert: '', key: '', ca: '', certname: '', keyname: '', servername: '', alpnprotocol: '' },
                caname: 'ca.pem',
                verifyservercert: true,
            },
        ],
        credentials: { tls: { cadata: `${certificate.cert}\n${elsewhereNamed.cert}` } },
        files: ['network/05-tls.js'],
    },
};

/** Requests that reach the target of the redirect. */
const elsewhere: string[] = [];

const RESPONSES: readonly Fault[] = [
    {
        name: 'port closed',
        when: 'first',
        code: 'refused',
        begin: ({ gate }) => gate.shut(),
        end: ({ gate }) => gate.listen(),
    },
    {
        name: 'accepts and never responds',
        when: 'first',
        code: 'timeout',
        settings: { handshake: '1' },
        begin: ({ gate }) => gate.behave(() => {}),
    },
    {
        name: 'accepts and disconnects',
        when: 'first',
        code: 'reset',
        begin: ({ gate }) => gate.behave((socket) => void socket.destroy()),
    },
    ...(['200 OK', '400 Bad Request', '404 Not Found', '502 Bad Gateway'] as const).map(
        (status): Fault => ({
            name: `responds to the upgrade with ${status}`,
            when: 'first',
            code: 'status',
            begin: refusal(status),
        }),
    ),
    {
        name: 'responds to the upgrade with 401 Unauthorized',
        when: 'first',
        code: 'login',
        begin: refusal('401 Unauthorized'),
    },
    {
        name: 'responds to the upgrade with 403 Forbidden',
        when: 'first',
        code: 'status',
        begin: refusal('403 Forbidden'),
    },
    {
        name: 'responds to the upgrade with 301 to another address, which is not followed',
        when: 'first',
        code: 'status',
        begin: async (scene) => {
            elsewhere.length = 0;
            const port = await listen((socket) => afterRequest(socket, (head) => elsewhere.push(head)));
            refusal('301 Moved Permanently', `Location: ws://127.0.0.1:${port}/\r\n`)(scene);
        },
        end: ({ gate }) => {
            gate.pass();
            assert.deepEqual(elsewhere, []);
        },
    },
    {
        name: 'responds to the upgrade with garbage',
        when: 'first',
        code: 'protocol',
        begin: ({ gate }) => gate.behave(responses('\x00\x01garbage\r\n\r\n')),
    },
    {
        name: 'responds to the upgrade with half a header',
        when: 'first',
        code: 'timeout',
        settings: { handshake: '1' },
        begin: ({ gate }) => gate.behave(responses('HTTP/1.1 101 Switching Pro')),
    },
    {
        name: 'responds to the upgrade with endless headers',
        when: 'first',
        code: 'protocol',
        begin: ({ gate }) =>
            gate.behave((socket) =>
                afterRequest(socket, () => {
                    socket.write('HTTP/1.1 101 Switching Protocols\r\n');
                    const drip = setInterval(() => socket.write(`X-Header: ${'x'.repeat(4000)}\r\n`), 5);
                    socket.on('close', () => clearInterval(drip));
                }),
            ),
    },
    {
        name: 'responds to the upgrade with a key of its own',
        when: 'first',
        code: 'protocol',
        begin: ({ gate }) => gate.behave((socket) => afterRequest(socket, () => socket.write(upgradeResponse('')))),
    },
];

const CERTIFICATES: readonly Fault[] = [
    {
        name: 'TLS: self-signed certificate',
        when: 'first',
        code: 'tls',
        ...SECURE,
        begin: secured(() => makeCertificate({ names: ['127.0.0.1'] })),
        end: home,
    },
    {
        name: 'TLS: expired certificate',
        when: 'first',
        code: 'tls',
        ...SECURE,
        begin: secured(() => {
            const notAfter = Date.now() - HOUR_MS;
            return makeCertificate({ names: ['127.0.0.1'], notBefore: notAfter - HOUR_MS, notAfter });
        }),
        end: home,
    },
    {
        name: 'TLS: certificate for another name',
        when: 'first',
        code: 'tls',
        ...SECURE,
        begin: secured(() => elsewhereNamed),
        end: home,
    },
    {
        name: 'TLS: certificate of an authority that may not sign any',
        when: 'first',
        code: 'tls',
        ...SECURE,
        begin: secured(() =>
            makeCertificate({ names: ['127.0.0.1'], issuer: { name: '127.0.0.1', key: certificate.key } }),
        ),
        end: home,
    },
    {
        name: 'TLS: a response in plain text',
        when: 'first',
        code: 'plain',
        ...SECURE,
        begin: ({ gate }) =>
            gate.behave((socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
    },
    {
        name: 'TLS: a version that is not supported',
        when: 'first',
        code: 'tls',
        ...SECURE,
        begin: secured(() => ({
            ...certificate,
            maxVersion: 'TLSv1.1',
            minVersion: 'TLSv1',
            ciphers: 'ALL:@SECLEVEL=0',
        })),
        end: home,
    },
    {
        name: 'TLS: another certificate after a restart',
        when: 'up',
        code: 'tls',
        ...SECURE,
        begin: async (scene) => {
            await secured(() => makeCertificate({ names: ['127.0.0.1'] }))(scene);
            scene.gate.drop();
        },
        caught: ['dropped', 'tls'],
        end: home,
    },
    {
        name: 'TLS: a handshake that stalls',
        when: 'first',
        code: 'timeout',
        ...SECURE,
        settings: { ...SECURE.settings, handshake: '2' },
        begin: ({ gate }) => gate.behave(() => {}),
    },
];

describe('faults: reaching a hub', () => {
    itSurvives('Reaching a hub', [...NAMES, ...RESPONSES, ...CERTIFICATES]);
});
