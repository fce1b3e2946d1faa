// The connection check until the socket is open: what it reports of each step, and how it ends.

import assert from 'node:assert/strict';
import { ok, refuse } from '../../src/base/errors';
import { examine } from '../../src/doctor/doctor';
import type { CheckStep } from '../../src/doctor/steps';
import { CheckBench, type CheckSettings } from '../support/check-bench';
import { endServers, listen } from '../support/servers';

const DAY_MS = 86_400_000;
const NAMED = 'ws://attic.example/';

/** The finding of each step, as far as the check has come. */
function findings({ steps }: CheckBench): Partial<Record<CheckStep['step'], object>> {
    return Object.fromEntries(steps.map(({ step, code, params }) => [step, { code, ...params }]));
}

const address = (url: string, more: object = {}): CheckSettings => ({ place: { kind: 'address', url, ...more } });

describe('connection check: the name and the port', () => {
    it('shows the address without anything that may be secret', () => {
        const bench = new CheckBench({ url: 'wss://attic.example:8443/path?token=secret' });
        assert.deepEqual(findings(bench).address, { code: 'address-ok', place: 'wss://attic.example:8443' });
    });

    for (const [url, isName] of [
        [NAMED, true],
        ['ws://192.0.2.7/', false],
        ['ws://[2001:db8::7]:8080/', false],
    ] as const) {
        it(`${url} is ${isName ? '' : 'not '}looked up`, () => {
            const found = findings(new CheckBench({ url }));
            assert.deepEqual(found.lookup, isName ? undefined : { code: 'lookup-none' });
        });
    }

    it('names the addresses of a name, each once, and says when there are several', () => {
        const one = new CheckBench({ url: NAMED });
        one.trace.found(['192.0.2.7']);
        assert.deepEqual(findings(one).lookup, { code: 'lookup-ok', host: 'attic.example', address: '192.0.2.7' });
        const several = new CheckBench({ url: NAMED });
        several.trace.found(['192.0.2.7', '192.0.2.8', '192.0.2.7']);
        assert.deepEqual(findings(several).lookup, {
            code: 'lookup-several',
            host: 'attic.example',
            address: '192.0.2.7, 192.0.2.8',
        });
    });

    it('shortens a long list of addresses', () => {
        const bench = new CheckBench({ url: NAMED });
        bench.trace.found(Array.from({ length: 100 }, (_, at) => `192.0.2.${at}`));
        assert.equal(String(bench.params('lookup')?.address).length, 201);
    });

    it('a name that was not looked up here is known, or is looked up by the proxy', () => {
        for (const [proxyFrom, code] of [
            [undefined, 'lookup-none'],
            ['environment', 'lookup-proxy'],
            ['chosen', 'lookup-proxy'],
        ] as const) {
            const bench = new CheckBench({ url: NAMED, proxyFrom });
            bench.trace.connected('192.0.2.7', []);
            assert.deepEqual(findings(bench).lookup, { code });
        }
    });

    it('a name that was looked up is reported once', () => {
        const bench = new CheckBench({ url: NAMED });
        bench.trace.found(['192.0.2.7']);
        bench.trace.connected('192.0.2.7', []);
        assert.deepEqual(bench.codes.slice(1), ['lookup ok lookup-ok', 'tcp ok tcp-ok', 'tls ok tls-none']);
    });

    for (const [name, settings, silent, expected] of [
        ['the port of ws', { url: NAMED }, [], { code: 'tcp-ok', port: 80 }],
        ['the port of wss', { url: 'wss://attic.example/' }, [], { code: 'tcp-ok', port: 443 }],
        ['a port of its own', { url: 'wss://attic.example:8443/' }, [], { code: 'tcp-ok', port: 8443 }],
        [
            'an address that responds after others',
            { url: NAMED },
            ['192.0.2.1', '192.0.2.2'],
            { code: 'tcp-other', port: 80, address: '192.0.2.7', silent: '192.0.2.1, 192.0.2.2' },
        ],
        ['a proxy of the environment', { proxyFrom: 'environment' }, [], { code: 'tcp-proxy', port: 1111 }],
        ['a chosen proxy', { proxyFrom: 'chosen' }, [], { code: 'tcp-proxy-chosen', port: 1111 }],
    ] as const satisfies readonly (readonly [string, CheckSettings, readonly string[], object])[]) {
        it(`${name}: ${expected.code}`, () => {
            const bench = new CheckBench(settings);
            bench.trace.connected('192.0.2.7', silent);
            assert.deepEqual(findings(bench).tcp, expected);
        });
    }

    it('a simulated hub has neither address, name, port nor TLS', () => {
        const bench = new CheckBench({ place: { kind: 'simulated' } }).opens();
        assert.deepEqual(bench.codes, [
            'address ok address-simulated',
            'lookup ok lookup-none',
            'tcp ok tcp-simulated',
            'tls ok tls-none',
            'upgrade ok upgrade-ok',
            'login ok login-none',
        ]);
    });
});

describe('connection check: TLS and login', () => {
    const validFor = (days: number): object => ({
        subject: { CN: 'attic.example' },
        issuer: { CN: 'Some CA' },
        valid_from: new Date(Date.now() - DAY_MS).toUTCString(),
        valid_to: new Date(Date.now() + days * DAY_MS + 60_000).toUTCString(),
    });
    const secured = (isAuthorized: boolean, certificate?: object): object | undefined => {
        const bench = new CheckBench({ url: 'wss://attic.example/' });
        bench.trace.connected('192.0.2.7', []);
        assert.equal(findings(bench).tls, undefined, 'TLS is still to come');
        bench.secures(isAuthorized, certificate);
        const found = bench.steps.find(({ step }) => step === 'tls');
        assert.equal(found?.outcome, found?.code === 'tls-ok' ? 'ok' : 'warning');
        return findings(bench).tls;
    };
    const names = { names: 'attic.example', issuer: 'Some CA' };

    it('warns of a certificate that ends within fourteen days', () => {
        assert.deepEqual(secured(true, validFor(14)), { code: 'tls-ok', ...names, days: 14 });
        assert.deepEqual(secured(true, validFor(13)), { code: 'tls-soon', ...names, days: 13 });
    });

    it('warns of a certificate that is not verified, even if it ends soon', () => {
        const to = new Date(Date.now() + 13 * DAY_MS + 60_000).toISOString().slice(0, 10);
        assert.deepEqual(secured(false, validFor(13)), { code: 'tls-unverified', ...names, to });
    });

    it('shows dashes of a certificate that cannot be read', () => {
        assert.deepEqual(secured(true), { code: 'tls-ok', names: '–', issuer: '–', days: 14 });
        assert.deepEqual(secured(false), { code: 'tls-unverified', names: '–', issuer: '–', to: '–' });
    });

    it('reports with which login the hub has opened the connection', () => {
        const url = 'ws://127.0.0.1:1111/';
        for (const [more, expected] of [
            [{}, { code: 'login-none' }],
            [{ headers: { 'X-Site': 'attic' } }, { code: 'login-none' }],
            [{ headers: { Authorization: 'secret' } }, { code: 'login-header-ok' }],
            [{ login: { user: 'clown', password: 'secret' } }, { code: 'login-ok', user: 'clown' }],
        ] as const) {
            const bench = new CheckBench(address(url, more)).opens();
            assert.deepEqual(findings(bench).login, expected);
            assert.doesNotMatch(JSON.stringify(bench.steps), /secret/);
        }
    });

    it('a refused login shows that the hub has answered', async () => {
        const bench = new CheckBench();
        bench.trace.connected('127.0.0.1', []);
        assert.deepEqual(await bench.closes('login'), { ok: false });
        assert.deepEqual(bench.codes.slice(4), [
            'upgrade ok upgrade-answered',
            'login failed login-failed',
            'start skipped skipped',
            'frame skipped skipped',
            'list skipped skipped',
        ]);
        assert.equal(bench.steps.find(({ step }) => step === 'login')?.reason?.code, 'login');
    });
});

describe('connection check: its end', () => {
    afterEach(endServers);

    for (const [handshakeMs, ms] of [
        [300, 300],
        [15_000, 15_000],
        [60_000, 15_000],
    ] as const) {
        it(`waits ${ms} ms for the connection, if the setting is ${handshakeMs}`, async () => {
            const bench = new CheckBench({ handshakeMs });
            bench.trace.connected('127.0.0.1', []);
            bench.clock.advance(ms - 1);
            assert.deepEqual(bench.calls, []);
            bench.clock.advance(1);
            assert.deepEqual(bench.calls, ['terminate']);
            // The socket reports that it was ended, which is not the cause.
            assert.deepEqual(await bench.closes('dropped'), { ok: false });
            assert.deepEqual(findings(bench).upgrade, { code: 'upgrade-timeout', seconds: ms / 1_000 });
            assert.equal(bench.clock.pending, 0);
        });
    }

    it('waits no longer once the connection is open', () => {
        const bench = new CheckBench({ handshakeMs: 300 }).opens();
        bench.clock.advance(301);
        assert.ok(!bench.calls.includes('terminate'));
    });

    it('reports the code of the failure with it', async () => {
        const bench = new CheckBench({ url: NAMED });
        bench.trace.failed('ENOTFOUND');
        assert.deepEqual(await bench.closes('lookup'), { ok: false });
        assert.deepEqual(findings(bench).lookup, { code: 'lookup-unknown', host: 'attic.example' });
        const network = new CheckBench();
        network.trace.failed(`E${'X'.repeat(100)}`);
        await network.closes('network');
        assert.equal(String(network.params('tcp')?.code).length, 61);
    });

    it('names the cause itself, if the failure has no code', async () => {
        const bench = new CheckBench();
        await bench.closes('network');
        assert.deepEqual([bench.codes[2], bench.params('tcp')], ['tcp failed tcp-network', { code: 'network' }]);
    });

    it('names the host and the port that were tried', async () => {
        for (const [url, host, port] of [
            ['ws://[2001:db8::7]/', '2001:db8::7', 80],
            ['wss://192.0.2.7/', '192.0.2.7', 443],
            ['wss://192.0.2.7:8443/', '192.0.2.7', 8443],
        ] as const) {
            const bench = new CheckBench({ url });
            await bench.closes('timeout', { seconds: 5 });
            assert.deepEqual(findings(bench).tcp, { code: 'tcp-timeout', host, port, seconds: 5 });
        }
    });

    it('a failed simulator is no port', async () => {
        const bench = new CheckBench({ place: { kind: 'simulated' } });
        await bench.closes('simulator');
        assert.equal(bench.codes[2], 'tcp failed simulator');
    });

    it('looks at a refused certificate once more, but at none beyond a proxy', async () => {
        let looks = 0;
        const port = await listen((socket) => {
            looks++;
            socket.destroy();
        });
        for (const [proxyFrom, code, expected] of [
            ['chosen', 'tls', 0],
            [undefined, 'reset', 0],
            [undefined, 'tls', 1],
        ] as const) {
            const bench = new CheckBench({ url: `wss://127.0.0.1:${port}/`, proxyFrom });
            bench.trace.connected('127.0.0.1', []);
            await bench.closes(code);
            assert.deepEqual([findings(bench).tls, looks], [{ code: 'tls-failed' }, expected]);
        }
    });

    it('ends the socket and reports nothing, when its dialog is closed', async () => {
        const bench = new CheckBench();
        const { length } = bench.steps;
        bench.abort();
        assert.deepEqual(bench.calls, ['terminate']);
        const examined = await bench.closes('dropped');
        assert.deepEqual(examined, { ok: true });
        assert.deepEqual([bench.steps.length, bench.clock.pending], [length, 0]);
        const closed = new CheckBench();
        await closed.closes('dropped');
        closed.abort();
        assert.deepEqual(closed.calls, [], 'a closed socket is not ended again');
    });

    it('opens no connection for longer than a moment, if its dialog was closed before', async () => {
        const calls: string[] = [];
        const gone = new AbortController();
        gone.abort();
        const examined = examine(
            ok({
                openSocket: ({ closed }) => {
                    const terminate = (): void => {
                        calls.push('terminate');
                        queueMicrotask(() => closed(refuse('dropped').reason));
                    };
                    const none = (): void => {};
                    return { send: none, ping: none, bytesReceived: 0, bytesWaiting: 0, close: none, terminate };
                },
                place: { kind: 'address', url: NAMED },
                tls: {},
                handshakeMs: 10_000,
            }),
            (step) => calls.push(step.step),
            gone.signal,
        );
        await examined;
        assert.deepEqual(calls, ['terminate']);
    });
});

describe('connection check: settings', () => {
    const first = async (target: Parameters<typeof examine>[0]): Promise<readonly unknown[]> => {
        const steps: CheckStep[] = [];
        const examined = await examine(target, (step) => steps.push(step), new AbortController().signal);
        assert.deepEqual([examined, steps.length], [{ ok: false }, 9]);
        const { outcome, code, params, reason } = steps[0] ?? assert.fail('no step');
        return [outcome, code, params, reason?.code];
    };

    it('names what is wrong with them, and where to set it right', async () => {
        assert.deepEqual(await first(refuse('tls-node')), ['failed', 'settings-tls', {}, undefined]);
        assert.deepEqual(await first(refuse('proxy-node')), ['failed', 'settings-proxy', {}, undefined]);
        assert.deepEqual(await first(refuse('address-missing')), ['failed', 'settings', {}, 'address-missing']);
    });

    it('opens no connection with a certificate of ours that cannot be used', async () => {
        const openSocket = (): never => assert.fail('a connection was opened');
        const target = { openSocket, place: { kind: 'address', url: NAMED }, handshakeMs: 1_000 } as const;
        const [outcome, code, params] = await first(ok({ ...target, tls: { cert: 'none', key: 'none' } }));
        assert.deepEqual([outcome, code], ['failed', 'tls-own']);
        assert.match(String((params as { code: unknown }).code), /^ERR_/);
        const withoutCode = {
            get cert(): never {
                throw new TypeError('test');
            },
        };
        assert.deepEqual(await first(ok({ ...target, tls: withoutCode as object })), [
            'failed',
            'tls-own',
            { code: '–' },
            undefined,
        ]);
    });
});
