// Logins and certificates: what is refused, with which text, and that no password is ever shown.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { reason } from './support/catalogue';
import { hubAt, hubNode, type Item, inNode, listeners, outNode, tab } from './support/flows';
import { linked } from './support/links';
import {
    deploy,
    errorOf,
    give,
    load,
    logLines,
    messagesAt,
    node,
    received,
    shows,
    statuses,
    statusesOf,
    unload,
} from './support/runtime';
import { assertNoSecret, PASSWORD, USER } from './support/secrets';

const TLS_NODE = ['network/05-tls.js'];

describe('clown hub: security', () => {
    leavesNothing(unload);

    describe('certificates [T5, T6]', () => {
        let hub: Simulator;
        let certificate: { key: string; cert: string };

        before(() => {
            certificate = makeCertificate({ names: ['127.0.0.1', 'localhost', 'hub.local'] });
        });

        beforeEach(async () => {
            hub = await startSilentHub({ tls: certificate });
        });

        const tls = (more: object = {}): Item => ({
            id: 'tls',
            type: 'tls-config',
            name: '',
            cert: '',
            key: '',
            ca: '',
            certname: '',
            keyname: '',
            caname: 'ca.pem',
            servername: '',
            verifyservercert: true,
            alpnprotocol: '',
            ...more,
        });
        const trusted = (): Record<string, Record<string, string>> => ({ tls: { cadata: certificate.cert } });
        const flow = (settings: Readonly<Record<string, unknown>> = {}): Item[] => [
            tab(),
            hubAt(hub, settings),
            ...inNode(),
            ...listeners([]),
        ];

        async function refusal(shown = 'certificate not trusted'): Promise<string> {
            const [caught] = await messagesAt('f1-catch-sink', 1);
            await shows('waiting', 'in');
            assert.equal(statusesOf('in').at(-1)?.code, 'tls');
            assert.ok(statusesOf('in').at(-1)?.text?.startsWith(`${shown}, retry 2 within `));
            assert.equal(hub.connections, 0);
            return errorOf(caught).message;
        }

        it('of a stranger is refused, with the way out', async () => {
            await load(flow());
            const words = await refusal();
            assert.ok(words.includes(reason('tls-untrusted', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })), words);
        });

        it('is trusted with a TLS node that has its authority', async () => {
            await load([...flow({ tls: 'tls' }), tls()], trusted(), TLS_NODE);
            await linked(hub);
        });

        it('is verified with a TLS node that knows nothing of it', async () => {
            await load([...flow({ tls: 'tls' }), tls()], {}, TLS_NODE);
            await refusal();
        });

        it('is taken with verification off', async () => {
            await load([...flow({ tls: 'tls' }), tls({ verifyservercert: false })], {}, TLS_NODE);
            await linked(hub);
        });

        it('of another name is refused, and taken with the right server name', async () => {
            certificate = makeCertificate({ names: ['hub.local'] });
            const named = await startSilentHub({ tls: certificate });
            hub = named;
            await load([...flow({ tls: 'tls' }), tls()], trusted(), TLS_NODE);
            const words = await refusal('certificate for another host');
            assert.ok(words.includes(reason('tls-host-ip')), words);
            await deploy([...flow({ tls: 'tls' }), tls({ servername: 'hub.local' })], 'nodes', trusted());
            await linked(named);
        });

        it('a TLS node that cannot be read: red, one sentence, no connection attempt', async () => {
            await load([...flow({ tls: 'tls' }), tls({ ca: '/no/such/file.pem' })], {}, TLS_NODE);
            assert.equal(statusesOf('in').at(-1)?.code, 'tls-node');
            assert.equal(hub.attempts, 0);
        });

        it('a TLS node that changes: a new connection with the new settings', async () => {
            await load([...flow({ tls: 'tls' }), tls()], {}, TLS_NODE);
            await refusal();
            await deploy([...flow({ tls: 'tls' }), tls({ verifyservercert: false })]);
            await linked(hub);
            assert.equal(hub.clients, 1);
        });
    });

    describe('logins [T1, T3]', () => {
        let hub: Simulator;

        beforeEach(async () => {
            hub = await startSilentHub({ user: USER, password: PASSWORD });
        });

        /** Searches all visible output. */
        function assertNoSecretShown(): void {
            const sinks = ['catch', 'status', 'complete'].map((kind) => received(`f1-${kind}-sink`));
            const { label } = node('hub') as unknown as { label: string };
            assertNoSecret([label, statuses, logLines, sinks], 'the output');
        }

        const flow = (address: string): Item[] => [
            tab(),
            hubNode({ name: '', address }),
            ...inNode(),
            outNode(),
            ...listeners(),
        ];

        it('the right one connects, from the credentials', async () => {
            await load(flow(hub.url), { hub: { user: USER, password: PASSWORD } });
            await linked(hub);
            assertNoSecretShown();
        });

        it('the right one connects, from the address', async () => {
            const address = hub.url.replace('ws://', `ws://${USER}:${encodeURIComponent(PASSWORD)}@`);
            await load(flow(address));
            await linked(hub);
            assertNoSecretShown();
        });

        type Wrong = [
            name: string,
            address: () => string,
            credentials: Record<string, string>,
            expected?: { readonly detail: string; readonly shown: string },
        ];
        const wrong: Wrong[] = [
            ['another password', () => hub.url, { user: USER, password: `${PASSWORD}!` }],
            ['another user', () => hub.url, { user: USER.toUpperCase(), password: PASSWORD }],
            ['no password', () => hub.url, { user: USER }, { detail: 'login-no-password', shown: 'login required' }],
            ['none', () => hub.url, {}, { detail: 'login-missing', shown: 'login required' }],
            [
                'a wrong one in the address',
                () => hub.url.replace('ws://', `ws://x:${encodeURIComponent(PASSWORD)}@`),
                {},
            ],
        ];
        // The password has a letter outside ASCII.
        const usual = { detail: 'login-accents', shown: 'login rejected' };
        for (const [name, address, credentials, { detail, shown } = usual] of wrong) {
            it(`refused: ${name}`, async () => {
                await load(flow(address()), { hub: credentials });
                const [caught] = await messagesAt('f1-catch-sink', 1);
                await shows('waiting', 'in', 'out');
                give('out', { topic: 'led/-/get' });
                await messagesAt('f1-catch-sink', 2);
                assert.ok(errorOf(caught).message.includes(reason(detail, { status: 401 })));
                assert.equal(statusesOf('in').at(-1)?.code, 'login');
                assert.ok(statusesOf('in').at(-1)?.text?.startsWith(`${shown}, retry 2 within `));
                assertNoSecretShown();
            });
        }

        it('no secret in the error for a bad address', async () => {
            for (const address of [`http://clown:${PASSWORD}@x/`, `ws://clown:S3cr3t@:0:/`, `clown:S3cr3t@hub.local`]) {
                await load(flow(address));
                assert.equal(statusesOf('in').at(-1)?.state, 'invalid');
                assertNoSecretShown();
                await unload();
            }
        });
    });
});
