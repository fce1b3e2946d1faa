// The connection doctor over real sockets: for each thing that can be wrong its own finding at its own step [E5].

import assert from 'node:assert/strict';
import type { Socket as NetSocket } from 'node:net';
import type { Clock } from '../../src/base/clock';
import { ok, type ReasonCode, refuse } from '../../src/base/errors';
import type { ReasonDetail } from '../../src/base/reason-details';
import { openWebSocket, type SocketOptions } from '../../src/connection/socket';
import type { CheckTarget, Examined } from '../../src/doctor/check-types';
import { examine } from '../../src/doctor/doctor';
import { CHECK_STEPS, type CheckStep, DOCTOR_CODES, type DoctorCode } from '../../src/doctor/steps';
import { START_MESSAGE } from '../../src/protocol/frame';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { paramsOf, sentences } from '../support/catalogue';
import { endHubs, startHub, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { forgetNames, resolve } from '../support/names';
import {
    afterRequest,
    endServers,
    listen,
    listenTls,
    REFUSES_LINK_LOCAL,
    serverFrame,
    upgradeResponse,
} from '../support/servers';
import { within } from '../support/test-socket';
import { firstValue, until } from '../support/wait';

const DAY_MS = 86_400_000;
/** The first byte of a peer that begins with TLS. */
const TLS_HANDSHAKE = 0x16;
const words = sentences();

/** Time for the cases that wait for something that never comes. */
const quick: Clock = {
    now: Date.now,
    monotonic: () => performance.now(),
    after(ms, run) {
        const timer = setTimeout(run, ms / 10);
        return () => clearTimeout(timer);
    },
};

type Target = Omit<SocketOptions, 'maxBytes'> & { readonly maxBytes?: number };

function targetOf({ maxBytes = 1024 * 1024, ...socket }: Target, more: Partial<CheckTarget> = {}): CheckTarget {
    const { url, login, tls = {} } = socket;
    return {
        openSocket: (handlers) => openWebSocket({ maxBytes, ...socket }, handlers),
        place: { kind: 'address', url, ...(login ? { login } : {}) },
        tls,
        handshakeMs: 10_000,
        ...more,
    };
}

async function check(target: CheckTarget, signal = new AbortController().signal) {
    const steps: CheckStep[] = [];
    const examined = await examine(ok(target), (step) => steps.push(step), signal);
    return { steps, examined };
}

/** What every run has to hold: all steps once and in order, a sentence for each, and nothing after a failed one. */
function assertSound(steps: readonly CheckStep[], { ok: isOk }: Examined): void {
    assert.deepEqual(
        steps.map(({ step }) => step),
        CHECK_STEPS,
    );
    const failed = steps.findIndex(({ outcome }) => outcome === 'failed');
    assert.equal(isOk, failed < 0);
    for (const [index, { code, params, outcome, ms }] of steps.entries()) {
        const sentence = words.get(`clown-hub.doctor.${code}`);
        assert.ok(sentence, code);
        const needed: readonly string[] = DOCTOR_CODES[code];
        assert.deepEqual(Object.keys(params).sort(), [...needed].sort(), code);
        assert.ok(Number.isInteger(ms) && ms >= 0);
        assert.equal(outcome === 'skipped', failed >= 0 && index > failed);
    }
}

/** A code, and behind a slash the detail or code of the reason that comes with it. */
type Expected = DoctorCode | `${DoctorCode}/${ReasonCode | ReasonDetail}`;

function namesOf({ code, reason }: CheckStep): readonly string[] {
    return reason ? [code, `${code}/${reason.detail ?? reason.code}`] : [code];
}

/** What is connected to, and the step that reports it: its code, and parameters that are compared if given. */
type Row = readonly [
    name: string,
    target: () => Promise<CheckTarget>,
    step: CheckStep['step'],
    code: Expected | readonly Expected[],
    params?: object | undefined,
    outcome?: CheckStep['outcome'],
];

const url = (port: number, scheme = 'ws'): string => `${scheme}://127.0.0.1:${port}/auth/x`;
const serves = (accept: (socket: NetSocket) => void) => async (): Promise<CheckTarget> =>
    targetOf({ url: url(await listen(accept)) });
const answers = (head: string): (() => Promise<CheckTarget>) =>
    serves((socket) => {
        socket.once('data', (data) => {
            // A plain server does not answer the hello of TLS.
            if (data[0] === TLS_HANDSHAKE) socket.destroy();
            else socket.end(`HTTP/1.1 ${head}\r\nContent-Length: 0\r\n\r\n`);
        });
    });
const opens = (...texts: string[]): (() => Promise<CheckTarget>) =>
    serves((socket) =>
        afterRequest(socket, (head) => {
            socket.write(upgradeResponse(head));
            for (const text of texts) socket.write(serverFrame(1, text));
        }),
    );
const hurried = (target: () => Promise<CheckTarget>) => async (): Promise<CheckTarget> => ({
    ...(await target()),
    clock: quick,
});
const atSecondAddress = async (): Promise<CheckTarget> => {
    resolve('hub.test', ['127.0.0.2', '127.0.0.1']);
    return targetOf({ url: (await startSilentHub()).url.replace('127.0.0.1', 'hub.test') }, { clock: quick });
};
const EMPTY = '["-/-/config/list/ok", {"sensors": [], "actuators": []}]';
/** The same hub with a running connection that has listed three devices. */
const beside = (target: () => Promise<CheckTarget>) => async (): Promise<CheckTarget> => ({
    ...(await hurried(target)()),
    running: { count: 3 },
});
const secure = async (cert: { key: string; cert: string }, tls: SocketOptions['tls'] = {}): Promise<CheckTarget> =>
    targetOf({ url: url(await listenTls(cert), 'wss'), tls });
const loggedIn = async (login?: { user: string; password: string }): Promise<CheckTarget> => {
    const hub = await startSilentHub({ user: 'clown', password: 'right' });
    return targetOf({ url: hub.url, ...(login ? { login } : {}) });
};

const long = { notAfter: Date.now() + 90 * DAY_MS };
const good = makeCertificate({ names: ['127.0.0.1', 'hub.local'], ...long });
const short = makeCertificate({ names: ['127.0.0.1'] });
const expired = makeCertificate({
    names: ['127.0.0.1'],
    notBefore: Date.now() - 9 * DAY_MS,
    notAfter: Date.now() - 2 * DAY_MS,
});
const early = makeCertificate({ names: ['127.0.0.1'], notBefore: Date.now() + 2 * DAY_MS });
const elsewhere = makeCertificate({ names: ['hub.example'], ...long });
const ca = makeCertificate({ names: ['Some CA'] });
const vouched = makeCertificate({ names: ['127.0.0.1'], issuer: { name: 'Some CA', key: ca.key }, ...long });
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const ROWS: readonly Row[] = [
    [
        'a name that does not exist',
        () => Promise.resolve(targetOf({ url: 'ws://nothing.invalid/' })),
        'lookup',
        // Where there is no name server, it is unknown whether the name exists.
        ['lookup-unknown', 'lookup-server'],
        { host: 'nothing.invalid' },
    ],
    [
        'an unknown name in .local',
        () => Promise.resolve(targetOf({ url: 'ws://no-hub-of-that-name.local/' })),
        'lookup',
        'lookup-local',
        { host: 'no-hub-of-that-name.local' },
    ],
    [
        'an IPv6 address that is valid within one network only',
        () => Promise.resolve(targetOf({ url: 'ws://[fe80::1]/' })),
        'tcp',
        'tcp-link-local',
        { host: 'fe80::1' },
    ],
    [
        'a closed port',
        async () => {
            const port = await listen(() => {});
            await endServers();
            return targetOf({ url: url(port) });
        },
        'tcp',
        'tcp-refused',
    ],
    [
        'a listener that never answers',
        async () => ({ ...(await serves(() => {})()), handshakeMs: 300 }),
        'upgrade',
        'upgrade-timeout',
        { seconds: 0.3 },
    ],
    [
        'a listener that never answers, with TLS',
        async () => targetOf({ url: url(await listen(() => {}), 'wss') }, { handshakeMs: 300 }),
        'tls',
        'tls-timeout',
        { seconds: 0.3 },
    ],
    ['a web page', answers('200 OK'), 'upgrade', 'upgrade-failed/http-page'],
    [
        'a redirect to https',
        answers('301 Moved\r\nLocation: https://hub.example/secret?token=1'),
        'upgrade',
        'upgrade-failed/http-redirect',
    ],
    [
        'a redirect to somewhere',
        answers('302 Found\r\nLocation: /login'),
        'upgrade',
        'upgrade-failed/http-redirect-path',
    ],
    ['400', answers('400 Bad Request'), 'upgrade', 'upgrade-failed/http-upgrade'],
    ['401 without a login', answers('401 Unauthorized'), 'login', 'login-failed/login-missing'],
    ['403', answers('403 Forbidden'), 'upgrade', 'upgrade-failed/http-forbidden'],
    ['404', answers('404 Not Found'), 'upgrade', 'upgrade-failed/http-upgrade'],
    ['500', answers('500 Oops'), 'upgrade', 'upgrade-failed/http-500'],
    ['502', answers('502 Bad Gateway'), 'upgrade', 'upgrade-failed/http-gateway'],
    ['503', answers('503 Unavailable'), 'upgrade', 'upgrade-failed/http-unavailable'],
    ['418', answers('418 Teapot'), 'upgrade', 'upgrade-failed/status'],
    ['a hub with a login, and none given', () => loggedIn(), 'login', 'login-failed/login-missing'],
    [
        'a user without a password',
        () => loggedIn({ user: 'clown', password: '' }),
        'login',
        'login-failed/login-no-password',
    ],
    ['a wrong password', () => loggedIn({ user: 'clown', password: 'wrong' }), 'login', 'login-failed/login'],
    [
        'a port with another protocol',
        serves((socket) => socket.write('220 mail ESMTP\r\n')),
        'upgrade',
        'upgrade-failed/protocol',
    ],
    ['a port that disconnects', serves((socket) => socket.destroy()), 'upgrade', 'upgrade-failed/reset-upgrade'],
    [
        'ws to a TLS port',
        async () => targetOf({ url: url(await listenTls(good)) }),
        'upgrade',
        'upgrade-failed/tls-wanted',
    ],
    [
        'wss to a plain port',
        async () => {
            const hub = await startSilentHub();
            return targetOf({ url: hub.url.replace('ws:', 'wss:') });
        },
        'tls',
        'tls-failed/plain',
    ],
    [
        'a self-signed certificate',
        () => secure(good),
        'tls',
        'tls-self-signed',
        { names: '127.0.0.1, hub.local', from: day(Date.now() - 3_600_000), to: day(long.notAfter) },
    ],
    [
        'an expired certificate',
        () => secure(expired, { ca: expired.cert }),
        'tls',
        'tls-expired',
        {
            names: '127.0.0.1',
            issuer: '127.0.0.1',
            from: day(Date.now() - 9 * DAY_MS),
            to: day(Date.now() - 2 * DAY_MS),
        },
    ],
    ['a certificate of the day after tomorrow', () => secure(early, { ca: early.cert }), 'tls', 'tls-early'],
    [
        'a certificate for another name',
        () => secure(elsewhere, { ca: elsewhere.cert }),
        'tls',
        'tls-name-ip/tls-host-ip',
        { host: '127.0.0.1', names: 'hub.example' },
    ],
    [
        'a certificate of an unknown CA',
        () => secure(vouched),
        'tls',
        'tls-unknown-ca',
        {
            names: '127.0.0.1',
            issuer: 'Some CA',
            to: day(long.notAfter),
        },
    ],
    [
        'a server that wants a certificate of ours',
        async () => {
            const port = await listenTls({ ...good, requestCert: true });
            return targetOf({ url: url(port, 'wss'), tls: { ca: good.cert } });
        },
        'upgrade',
        'tls-failed/tls-client',
    ],
    ['a certificate of ours that is none', () => secure(good, { cert: 'none', key: 'none' }), 'address', 'tls-own'],
    [
        'a hub that drops at once',
        async () => targetOf({ url: (await startSilentHub({ fault: { kind: 'drop' } })).url }),
        'frame',
        'dropped',
    ],
    [
        'a hub that closes with a reason',
        async () => {
            const fault = { kind: 'close', code: 1001, reason: 'bufio.Scanner: token too long' } as const;
            return targetOf({ url: (await startSilentHub({ fault })).url });
        },
        'frame',
        'broken/closed',
    ],
    [
        'a hub that closes without one',
        async () => targetOf({ url: (await startSilentHub({ fault: { kind: 'close', code: 1011 } })).url }),
        'frame',
        'broken/closed',
    ],
    [
        'a hub that never sends a frame',
        hurried(async () => targetOf({ url: (await startSilentHub({ fault: { kind: 'mute' } })).url })),
        'frame',
        'frame-silent',
        { seconds: 8 },
    ],
    ['garbage that is no frame', hurried(opens('garbage', '[]')), 'frame', 'frame-garbage', { count: 2, seconds: 8 }],
    [
        'garbage and then a frame',
        hurried(opens('garbage', '["a/b", {}]')),
        'frame',
        'frame-mixed',
        { count: 1, topic: 'a/b' },
        'warning',
    ],
    [
        'a message that is too large',
        async () => {
            const target = await opens(`["a/b", {"c": "${'x'.repeat(90)}"}]`)();
            if (target.place.kind !== 'address') throw new TypeError('an address, please');
            return targetOf({ url: target.place.url, maxBytes: 64 });
        },
        'frame',
        'too-large',
        { limit: 64 },
    ],
    [
        'a hub with an empty list, and a bridge that has started',
        hurried(opens('["clown.talk/-/config/ok", {"ack": false}]', EMPTY)),
        'list',
        'list-empty',
        {},
        'warning',
    ],
    ['a hub with nothing but an empty list', hurried(opens(EMPTY)), 'frame', 'frame-not-started', { seconds: 12 }],
    [
        'nothing but an empty list, beside a running connection',
        beside(opens(EMPTY)),
        'frame',
        'frame-empty',
        {},
        'warning',
    ],
    [
        'nothing but an empty list: the list of the running connection',
        beside(opens(EMPTY)),
        'list',
        'list-running',
        { count: 3 },
        'ok',
    ],
    [
        'an empty list of a started bridge: the list of the running connection',
        beside(opens('["clown.talk/-/config/ok", {"ack": false}]', EMPTY)),
        'list',
        'list-running',
        { count: 3 },
        'ok',
    ],
    [
        'a list of its own, beside a running connection',
        beside(opens('["led/-", {"state": "off"}]', '["-/-/config/list/ok", {"sensors": [], "actuators": ["led/-"]}]')),
        'list',
        'list-ok',
        { count: 1 },
        'ok',
    ],
    [
        'readings, and no list',
        hurried(opens('["lux-meter/i2c0-44", {"illuminance": [5, "lux"]}]')),
        'list',
        'list-none',
        { seconds: 8 },
        'warning',
    ],
    [
        'a bridge that has lost its subscription: readings, and no list',
        hurried(async () => {
            const hub = await startHub({ broker: true, speed: 100, fault: { kind: 'unsubscribed' } });
            return targetOf({ url: hub.url });
        }),
        'list',
        'list-one-way',
        { seconds: 8 },
        'warning',
    ],
    [
        'a hub that refuses the list',
        hurried(async () => targetOf({ url: (await startSilentHub({ refuses: ['-/-'] })).url })),
        'list',
        'list-refused',
        {},
        'warning',
    ],
    [
        'a name with several addresses',
        async () => atSecondAddress(),
        'lookup',
        'lookup-several',
        { host: 'hub.test', address: '127.0.0.2, 127.0.0.1' },
        'ok',
    ],
    [
        'a name whose second address responds',
        async () => atSecondAddress(),
        'tcp',
        'tcp-other',
        { address: '127.0.0.1', silent: '127.0.0.2' },
        'ok',
    ],
    [
        'a certificate that ends soon',
        hurried(async () => {
            const hub = await startSilentHub({ tls: short });
            return targetOf({ url: hub.url, tls: { ca: short.cert } });
        }),
        'tls',
        'tls-soon',
        { names: '127.0.0.1', issuer: '127.0.0.1', days: 6 },
        'warning',
    ],
    [
        'a certificate that is not verified',
        hurried(async () => {
            const hub = await startSilentHub({ tls: good });
            return targetOf({ url: hub.url, tls: { rejectUnauthorized: false } });
        }),
        'tls',
        'tls-unverified',
        { names: '127.0.0.1, hub.local', issuer: '127.0.0.1', to: day(long.notAfter) },
        'warning',
    ],
    [
        'a certificate that holds',
        hurried(async () => {
            const hub = await startSilentHub({ tls: good });
            return targetOf({ url: hub.url, tls: { ca: good.cert } });
        }),
        'tls',
        'tls-ok',
        { names: '127.0.0.1, hub.local', issuer: '127.0.0.1', days: 89 },
        'ok',
    ],
    [
        'no answer to the start message, but readings',
        hurried(async () => targetOf({ url: (await startHub({ startAnswer: 'lost', broker: true, speed: 5 })).url })),
        'frame',
        'frame-ok',
        undefined,
        'ok',
    ],
];

describe('connection doctor', function () {
    leavesNothing(forgetNames, endServers, endHubs);

    for (const [name, target, step, code, params, outcome = 'failed'] of ROWS) {
        it(`${name}: ${[code].flat().join(' or ')}`, async function () {
            if (code === 'tcp-link-local' && !REFUSES_LINK_LOCAL) this.skip();
            const { steps, examined } = await check(await target());
            assertSound(steps, examined);
            const found = steps.find((one) => one.step === step);
            const log = JSON.stringify(steps, null, 2);
            assert.equal(found?.outcome, outcome, log);
            assert.ok(
                [code].flat().some((one) => namesOf(found).includes(one)),
                log,
            );
            if (params) assert.deepEqual({ ...found.params, ...params }, found.params);
            const others = steps.filter((one) => one.outcome === 'failed' && one.step !== step);
            assert.deepEqual(others, [], log);
        });
    }

    it('a hub that works: every step holds, and what was seen is given', async () => {
        const login = { user: 'clown', password: 'right' };
        const hub = await startHub({ ...login, speed: 10, startAnswer: 'at-once' });
        const { steps, examined } = await check(targetOf({ url: hub.url, login }));
        assertSound(steps, examined);
        assert.deepEqual(
            steps.map(({ code }) => code),
            'address-ok lookup-none tcp-ok tls-none upgrade-ok login-ok start-ok frame-ok list-ok'.split(' '),
        );
        const { seen } = examined;
        assert.ok(seen);
        assert.ok(seen.devices.some(({ device, listed }) => device === 'relay/i2c0-3b' && listed));
        assert.ok(seen.frames.some(({ frame }) => frame.topic.startsWith('thermometer/')));
        assert.ok(seen.listedAt);
    });

    it('only the start message and the device list request are sent, and the socket is closed with a handshake', async () => {
        const hub = await startHub({ speed: 10 });
        const gone = firstValue<{ code: number }>((listener) => hub.on('disconnect', listener), 'the disconnect');
        await check(targetOf({ url: hub.url }, { clock: quick }));
        const sent = new Set(hub.received);
        assert.deepEqual([...sent].sort(), ['["-/-/config/list", {}]', START_MESSAGE.trim()].sort());
        assert.equal((await gone).code, 1000);
    });

    it('a look at a refused certificate sends nothing', async () => {
        let sent = 0;
        let shaken = 0;
        // With this version the server has seen the whole handshake before the client has.
        const port = await listenTls({ ...good, maxVersion: 'TLSv1.2' }, (socket) => {
            shaken++;
            socket.on('data', (data) => {
                sent += data.length;
            });
        });
        const { steps } = await check(targetOf({ url: url(port, 'wss') }));
        assert.equal(steps.find(({ step }) => step === 'tls')?.code, 'tls-self-signed');
        await until(() => shaken === 2, 'the connection and the look');
        assert.equal(sent, 0);
    });

    it('settings that make no hub fail at the first step, and the reason comes along', async () => {
        const steps: CheckStep[] = [];
        const refusal = refuse('address-missing');
        const examined = await examine(refusal, (step) => steps.push(step), new AbortController().signal);
        assertSound(steps, examined);
        assert.equal(steps[0]?.code, 'settings');
        assert.deepEqual(steps[0].reason, refusal.reason);
    });

    for (const [when, target, stop] of [
        ['before the connection', serves(() => {}), 'address'],
        ['while there is no response', serves(() => {}), 'tcp'],
        ['while nothing is received', opens(), 'start'],
    ] as const) {
        it(`ends when its dialog is closed: ${when}`, async () => {
            const gone = new AbortController();
            const steps: CheckStep[] = [];
            const onStep = (step: CheckStep): void => {
                steps.push(step);
                if (step.step === stop) gone.abort();
            };
            await within(examine(ok(await target()), onStep, gone.signal), 'the end of the check', 6_000);
            assert.equal(steps.at(-1)?.step, stop);
        });
    }
});

describe('connection doctor: words', () => {
    it('every code has its own sentence, which uses only parameters that it gets', () => {
        const seen = new Map<string, string>();
        for (const [code, params] of Object.entries<readonly string[]>(DOCTOR_CODES)) {
            const sentence = words.get(`clown-hub.doctor.${code}`) ?? '';
            assert.match(sentence, /[.:]$/, code);
            assert.equal(seen.get(sentence), undefined, `${code} has the same sentence as ${seen.get(sentence)}`);
            seen.set(sentence, code);
            assert.deepEqual(
                paramsOf(sentence).filter((name) => !params.includes(name)),
                [],
                code,
            );
        }
    });

    it('there is no sentence without a code', () => {
        const own = [...words.keys()].filter((key) => /^clown-hub\.doctor\.[^.]+$/.test(key));
        assert.deepEqual(
            own.sort(),
            Object.keys(DOCTOR_CODES)
                .map((code) => `clown-hub.doctor.${code}`)
                .sort(),
        );
    });

    it('every step and outcome has its word', () => {
        for (const step of CHECK_STEPS) assert.ok(words.has(`clown-hub.doctor.step.${step}`), step);
        for (const outcome of ['ok', 'warning', 'failed', 'skipped']) {
            assert.ok(words.has(`clown-hub.doctor.outcome.${outcome}`), outcome);
        }
    });
});
