// Why a connection is refused or ends, over real sockets: the socket, the status, the log, the Catch message and the
// connection check name the same cause.

import assert from 'node:assert/strict';
import { connect, type Socket as NetSocket } from 'node:net';
import type { TlsOptions as TlsServerOptions } from 'node:tls';
import { ok, type ReasonCode } from '../../src/base/errors';
import { REASON_DETAILS, type ReasonDetail, sentenceKey } from '../../src/base/reason-details';
import { openWebSocket, type SocketOptions } from '../../src/connection/socket';
import type { CheckTarget } from '../../src/doctor/check-types';
import { examine } from '../../src/doctor/doctor';
import type { CheckStep, DoctorCode } from '../../src/doctor/steps';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { endHubs } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import {
    afterRequest,
    endServers,
    listen,
    listenTls,
    REFUSES_LINK_LOCAL,
    serverFrame,
    upgradeResponse,
} from '../support/servers.js';
import { endTestSockets, TestSocket } from '../support/test-socket.js';
import { translate } from './support/catalogue';
import { hubNode, inNode, listeners, tab } from './support/flows';
import { ERROR, errorOf, load, logged, messagesAt, shows, statusesOf, unload } from './support/runtime';

type Target = Omit<SocketOptions, 'maxBytes'>;
interface Expected {
    readonly code: ReasonCode;
    readonly detail?: ReasonDetail;
    /** What the status begins with. */
    readonly shown: string;
    /** Words of the sentence. */
    readonly words: readonly (string | RegExp)[];
    /** Words that would be wrong. */
    readonly not?: RegExp;
    /** Where the check ends, if not with the sentence of the reason. */
    readonly check?: DoctorCode;
}
type Row = readonly [name: string, target: () => Promise<Target>, expected: Expected];

const HOUR_MS = 3_600_000;
const good = makeCertificate({ names: ['127.0.0.1', 'localhost'] });
const early = makeCertificate({ names: ['127.0.0.1'], notBefore: Date.now() + HOUR_MS });
const expired = makeCertificate({
    names: ['127.0.0.1'],
    notBefore: Date.now() - 9 * HOUR_MS,
    notAfter: Date.now() - 1,
});
const elsewhere = makeCertificate({ names: ['hub.example'] });
const OLD = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
const LOGIN = { user: 'clown', password: 'wrong' };

const serves =
    (accept: (socket: NetSocket) => void, host = '127.0.0.1') =>
    async (): Promise<Target> => ({
        url: `ws://${host}:${await listen(accept)}/auth/x`,
    });
/** A web server that responds to each request like this, and closes. */
const answers =
    (head: string, more: Partial<Target> = {}) =>
    async (): Promise<Target> => ({
        ...(await serves((socket) =>
            afterRequest(socket, () =>
                socket.end(`HTTP/1.1 ${head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`),
            ),
        )()),
        ...more,
    });
/** A server that responds to the TLS hello with this alert. */
const alerts =
    (alert: number, host = '127.0.0.1', tls: SocketOptions['tls'] = {}) =>
    async (): Promise<Target> => ({
        url: `wss://${host}:${await listen((socket) => socket.once('data', () => socket.end(alertOf(alert))))}/auth/x`,
        tls,
    });
const alertOf = (alert: number): Buffer => Buffer.from([0x15, 3, 3, 0, 2, 2, alert]);
const secure =
    (cert: TlsServerOptions, tls: SocketOptions['tls'] = {}, host = '127.0.0.1') =>
    async () => ({
        url: `wss://${host}:${await listenTls(cert)}/auth/x`,
        tls,
    });
/** A WebSocket on which the server sends these bytes. */
const opens = (...bytes: Buffer[]): (() => Promise<Target>) =>
    serves((socket) =>
        afterRequest(socket, (head) => {
            socket.write(upgradeResponse(head));
            for (const part of bytes) socket.write(part);
        }),
    );
const closes = (code: number, reason = ''): (() => Promise<Target>) =>
    opens(serverFrame(8, Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)])));
/** A TLS server that also responds to requests without TLS. */
async function answersBoth(answer: Buffer | string): Promise<Target> {
    const inner = await listenTls(good);
    return serves((socket) =>
        socket.once('data', (data) => {
            if (data[0] !== 0x16) {
                socket.end(answer);
                return;
            }
            const way = connect(inner, '127.0.0.1');
            way.on('error', () => socket.destroy());
            way.on('close', () => socket.destroy());
            socket.on('close', () => way.destroy());
            way.write(data);
            socket.pipe(way).pipe(socket);
        }),
    )();
}
const later = (seconds: number): string => new Date(Date.now() + seconds * 1000).toUTCString();

const HOST_ADVICE = ['Use the host name', 'Server Name in the TLS settings', 'Host header'];
const PATH_OR_PROXY = [/path is wrong/, /proxy in between drops/];

const ROWS: readonly Row[] = [
    [
        'an IPv6 address that needs a network interface',
        () => Promise.resolve({ url: 'ws://[fe80::1]/auth/x' }),
        {
            code: 'unreachable',
            detail: 'unreachable-link-local',
            shown: 'host unreachable',
            words: ['fe80', 'another IPv6 address'],
            check: 'tcp-link-local',
        },
    ],
    // TLS, with a host name
    [
        'alert: unrecognized name',
        alerts(112, 'localhost'),
        {
            code: 'tls',
            detail: 'tls-unrecognized',
            shown: 'TLS: unrecognized name',
            words: ['no certificate for this host'],
        },
    ],
    [
        'alert: internal error',
        alerts(80, 'localhost'),
        { code: 'tls', detail: 'tls-internal', shown: 'TLS: internal error', words: ['"internal error"'] },
    ],
    [
        'alert: protocol version',
        alerts(70, 'localhost'),
        { code: 'tls', detail: 'tls-version', shown: 'no common TLS version', words: ['no TLS version in common'] },
    ],
    [
        'alert: handshake failure',
        alerts(40, 'localhost'),
        { code: 'tls', detail: 'tls-handshake', shown: 'TLS: handshake failure', words: ['"handshake failure"'] },
    ],
    [
        'alert: certificate required',
        alerts(116, 'localhost'),
        { code: 'tls', detail: 'tls-client', shown: 'client certificate required', words: ['client certificate'] },
    ],
    [
        'alert: decode error',
        alerts(50, 'localhost'),
        { code: 'tls', detail: 'tls-alert', shown: 'TLS: decode error', words: ['"decode error"'] },
    ],
    [
        'a real server with an older version only',
        secure({ ...good, ...OLD }, { ca: good.cert }, 'localhost'),
        { code: 'tls', detail: 'tls-version', shown: 'no common TLS version', words: ['no TLS version in common'] },
    ],
    [
        'a real server that requires a client certificate',
        async () => ({
            url: `wss://localhost:${await listenTls({ ...good, requestCert: true })}/`,
            tls: { ca: good.cert },
        }),
        { code: 'tls', detail: 'tls-client', shown: 'client certificate required', words: ['client certificate'] },
    ],
    // TLS, with an IP address
    ...([40, 80, 112] as const).map(
        (alert, index): Row => [
            `an IP address, alert ${alert}`,
            alerts(alert),
            {
                code: 'tls',
                detail: 'tls-ip',
                shown: `TLS: ${['handshake failure', 'internal error', 'unrecognized name'][index]}`,
                words: HOST_ADVICE,
            },
        ],
    ),
    [
        'an IP address with a Server Name',
        alerts(80, '127.0.0.1', { servername: 'hub.example' }),
        { code: 'tls', detail: 'tls-internal', shown: 'TLS: internal error', words: ['"internal error"'] },
    ],
    [
        'an IP address, and a certificate for a name',
        secure(elsewhere, { ca: elsewhere.cert }),
        {
            code: 'tls',
            detail: 'tls-host-ip',
            shown: 'certificate for another host',
            words: HOST_ADVICE,
            check: 'tls-name-ip',
        },
    ],
    [
        'an IP address, with a 400 response over TLS',
        async () => ({
            url: `wss://127.0.0.1:${await listenTls(good, (socket) =>
                afterRequest(socket, () => socket.end('HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n')),
            )}/`,
            tls: { ca: good.cert },
        }),
        {
            code: 'status',
            detail: 'http-name',
            shown: 'HTTP 400',
            words: [/use the host name/, 'Server Name', 'Host header'],
        },
    ],
    // certificates
    [
        'a certificate for another name',
        secure(elsewhere, { ca: elsewhere.cert }, 'localhost'),
        {
            code: 'tls',
            detail: 'tls-host',
            shown: 'certificate for another host',
            words: ['another host name'],
            check: 'tls-name',
        },
    ],
    [
        'a certificate that is not valid yet',
        secure(early, { ca: early.cert }),
        {
            code: 'tls',
            detail: 'tls-early',
            shown: 'certificate not valid yet',
            words: ['date and time of this computer'],
            check: 'tls-early',
        },
    ],
    [
        'a certificate that has expired',
        secure(expired, { ca: expired.cert }),
        { code: 'tls', detail: 'tls-expired', shown: 'certificate expired', words: ['Renew it'], check: 'tls-expired' },
    ],
    [
        'a certificate of an unknown authority',
        secure(good),
        {
            code: 'tls',
            detail: 'tls-untrusted',
            shown: 'certificate not trusted',
            words: ['not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)'],
            check: 'tls-self-signed',
        },
    ],
    // the wrong one of ws and wss
    [
        'wss to a port without TLS',
        async () => ({ url: (await answers('400 Bad Request')()).url.replace('ws:', 'wss:') }),
        { code: 'reset', detail: 'reset-tls', shown: 'connection reset', words: ['not use TLS on this port'] },
    ],
    [
        'wss to a port that responds without TLS',
        async () => ({
            url: (
                await serves((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n')))()
            ).url.replace('ws:', 'wss:'),
        }),
        { code: 'plain', shown: 'no TLS at this port', words: ['ws:// instead of wss://'] },
    ],
    [
        'ws to a TLS port that closes',
        async () => ({ url: `ws://127.0.0.1:${await listenTls(good)}/` }),
        { code: 'tls-wanted', shown: 'TLS required at this port', words: ['wss:// instead of ws://'] },
    ],
    [
        'ws to a TLS port that responds with an alert',
        () => answersBoth(alertOf(10)),
        { code: 'tls-wanted', shown: 'TLS required at this port', words: ['wss:// instead of ws://'] },
    ],
    [
        'ws to a TLS port that responds with 400',
        () => answersBoth('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
        { code: 'tls-wanted', shown: 'TLS required at this port', words: ['wss:// instead of ws://'] },
    ],
    // logins
    [
        '401, and no login is set',
        answers('401 Unauthorized'),
        { code: 'login', detail: 'login-missing', shown: 'login required', words: ['none is set'] },
    ],
    [
        '401, and no password is set',
        answers('401 Unauthorized', { login: { user: 'clown', password: '' } }),
        { code: 'login', detail: 'login-no-password', shown: 'login required', words: ['password is empty'] },
    ],
    [
        '401 to a login',
        answers('401 Unauthorized', { login: LOGIN }),
        { code: 'login', shown: 'login rejected', words: ['Check the user and password'], not: /UTF-8/ },
    ],
    [
        '401 to a password with accents',
        answers('401 Unauthorized', { login: { user: 'clown', password: 'žluťoučký' } }),
        { code: 'login', detail: 'login-accents', shown: 'login rejected', words: ['UTF-8', 'Jetty'], not: /žluť/ },
    ],
    [
        '401 to an Authorization header',
        answers('401 Unauthorized', { headers: { authorization: 'Bearer S3cr3t' } }),
        {
            code: 'login',
            detail: 'login-header',
            shown: 'login rejected',
            words: ['Authorization header', 'HTTP 401', 'under Security'],
            not: /S3cr3t|user and password/,
        },
    ],
    // a subprotocol
    [
        'a subprotocol that the server does not offer',
        async () => ({ ...(await opens()()), subprotocol: 'clown-talk' }),
        { code: 'subprotocol', shown: 'subprotocol not offered', words: ['does not offer the subprotocol'] },
    ],
    [
        'a subprotocol that is not set',
        serves((socket) =>
            afterRequest(socket, (head) =>
                socket.write(upgradeResponse(head).replace('\r\n\r\n', '\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n')),
            ),
        ),
        { code: 'subprotocol-unasked', shown: 'unexpected subprotocol', words: ['selected the subprotocol mqtt'] },
    ],
    [
        '403',
        answers('403 Forbidden', { login: LOGIN }),
        {
            code: 'status',
            detail: 'http-forbidden',
            shown: 'HTTP 403',
            words: ['permission', 'Origin'],
            not: /requires a login|password/,
        },
    ],
    [
        '403 that requests a login',
        answers('403 Forbidden\r\nWWW-Authenticate: Basic realm="hub"'),
        { code: 'login', detail: 'login-missing', shown: 'login required', words: ['HTTP 403'] },
    ],
    // other responses of web servers
    ...[400, 404, 405, 426].map(
        (status): Row => [
            `${status}`,
            answers(`${status} No`),
            {
                code: 'status',
                detail: 'http-upgrade',
                shown: `HTTP ${status}`,
                words: [...PATH_OR_PROXY, `HTTP ${status}`],
            },
        ],
    ),
    [
        '200',
        answers('200 OK'),
        { code: 'status', detail: 'http-page', shown: 'HTTP 200', words: ['responded with a web page', 'host name'] },
    ],
    [
        'a redirect to another host, with a login and a token',
        answers('301 Moved\r\nLocation: https://someone:S3cr3t@hub.example/door?token=S3cr3t'),
        {
            code: 'status',
            detail: 'http-redirect',
            shown: 'HTTP 301',
            words: ['wss://hub.example)', 'final address'],
            not: /S3cr3t|someone/,
        },
    ],
    [
        'a redirect to the login page of another host, with an address of mail and a fragment',
        answers('302 Found\r\nLocation: https://sso.example:8443/door?who=S3cr3t@x.example#S3cr3t'),
        {
            code: 'status',
            detail: 'http-redirect',
            shown: 'HTTP 302',
            words: ['wss://sso.example:8443)'],
            not: /S3cr3t|x\.example/,
        },
    ],
    [
        'a redirect to another path',
        answers('302 Found\r\nLocation: /auth/x/'),
        { code: 'status', detail: 'http-redirect-path', shown: 'HTTP 302', words: ['another path', 'slash'] },
    ],
    [
        'a redirect to nowhere',
        answers('307 Temporary Redirect\r\nLocation: http://['),
        { code: 'status', shown: 'HTTP 307', words: ['HTTP 307 instead'], not: /another/ },
    ],
    [
        'a redirect without a target',
        answers('302 Found'),
        { code: 'status', shown: 'HTTP 302', words: [], not: /another/ },
    ],
    [
        'a redirect to what is no address of the web',
        answers('302 Found\r\nLocation: mailto:S3cr3t@x.example'),
        { code: 'status', shown: 'HTTP 302', words: [], not: /another|S3cr3t/ },
    ],
    [
        '500',
        answers('500 No'),
        { code: 'status', detail: 'http-500', shown: 'HTTP 500', words: ['internal error (HTTP'] },
    ],
    ...[502, 504].map(
        (status): Row => [
            `${status}`,
            answers(`${status} No`),
            {
                code: 'status',
                detail: 'http-gateway',
                shown: `HTTP ${status}`,
                words: ['cannot reach the hub behind it'],
            },
        ],
    ),
    [
        '503',
        answers('503 No'),
        { code: 'status', detail: 'http-unavailable', shown: 'HTTP 503', words: ['not available now', 'proxy'] },
    ],
    [
        '429',
        answers('429 No'),
        { code: 'status', detail: 'http-busy', shown: 'HTTP 429', words: ['too many requests'] },
    ],
    ...[503, 429].map(
        (status): Row => [
            `${status} with Retry-After in seconds`,
            answers(`${status} No\r\nRetry-After: 90`),
            { code: 'status', detail: 'http-later', shown: `HTTP ${status}`, words: ['after 90 s'] },
        ],
    ),
    [
        '503 with Retry-After as a date',
        () => answers(`503 No\r\nRetry-After: ${later(90)}`)(),
        { code: 'status', detail: 'http-later', shown: 'HTTP 503', words: [/after (?:8\d|9[01]) s/] },
    ],
    ['418', answers('418 Teapot'), { code: 'status', shown: 'HTTP 418', words: ['HTTP 418 instead'] }],
    [
        '101 to something else',
        answers('101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade'),
        { code: 'protocol', shown: 'not a WebSocket server', words: [], not: /101/ },
    ],
    [
        '101 without an upgrade',
        answers('101 No'),
        { code: 'protocol', shown: 'not a WebSocket server', words: [], not: /101/ },
    ],
    // no response
    [
        'no response to the request, and a close, as from Node-RED for a wrong path',
        serves((socket) => afterRequest(socket, () => socket.destroy())),
        {
            code: 'reset',
            detail: 'reset-upgrade',
            shown: 'connection reset',
            words: ['Node-RED does so after 5 s', 'path'],
        },
    ],
    [
        'a close at once',
        serves((socket) => socket.destroy()),
        { code: 'reset', detail: 'reset-upgrade', shown: 'connection reset', words: ['without responding'] },
    ],
    // the end of an open WebSocket
    [
        'close 1012',
        closes(1012),
        {
            code: 'closed',
            detail: 'closed-restart',
            shown: 'hub is restarting',
            words: ['(code 1012)', 'after 5 to 30 s'],
        },
    ],
    [
        'close 1012 with a reason',
        closes(1012, ' new version '),
        { code: 'closed', detail: 'closed-restart', shown: 'hub is restarting', words: ['(code 1012: new version)'] },
    ],
    [
        'close 1013',
        closes(1013),
        { code: 'closed', detail: 'closed-busy', shown: 'hub is overloaded', words: ['(code 1013)'] },
    ],
    [
        'close without a code',
        opens(serverFrame(8, '')),
        { code: 'closed', detail: 'closed-no-code', shown: 'closed by hub', words: ['without a code'], not: /1005/ },
    ],
    [
        'close 1000',
        closes(1000),
        { code: 'closed', detail: 'closed-normal', shown: 'closed by hub', words: ['normally (code 1000)'] },
    ],
    [
        'close 1000 with a reason',
        closes(1000, 'bye'),
        { code: 'closed', detail: 'closed-normal', shown: 'closed by hub', words: ['(code 1000: bye)'] },
    ],
    ['close 1011', closes(1011), { code: 'closed', shown: 'closed by hub', words: ['(code 1011).'] }],
    [
        'close 1011 with a reason',
        closes(1011, 'no bridge'),
        { code: 'closed', shown: 'closed by hub', words: ['(code 1011: no bridge).'] },
    ],
    [
        'a broken frame on an open WebSocket',
        opens(Buffer.from([0x83, 0x00])),
        {
            code: 'protocol',
            detail: 'protocol-later',
            shown: 'protocol error',
            words: ['violates the WebSocket protocol'],
            not: /at this address/,
        },
    ],
    // something else
    [
        'a server that sends first',
        serves((socket) => socket.write('220 mail.example ESMTP\r\n')),
        { code: 'protocol', shown: 'not a WebSocket server', words: ['at this address'] },
    ],
];

/** What the texts of a row have to hold: all its words, and no blank, bracket or parameter that was left over. */
function assertSentence(sentence: string, { words, not }: Expected): void {
    for (const word of words) {
        const holds = typeof word === 'string' ? sentence.includes(word) : word.test(sentence);
        assert.ok(holds, `${word}: ${sentence}`);
    }
    if (not) assert.doesNotMatch(sentence, not);
    assert.doesNotMatch(sentence, / {2}|\( | \)|\s$|__|undefined|1005|HTTP 101/);
}

/** What the product's socket reports. */
async function sentenceOfSocket(target: Target, expected: Expected): Promise<string> {
    const cause = await new TestSocket(target).end();
    const { code, detail } = cause;
    assert.deepEqual({ code, detail }, { code: expected.code, detail: expected.detail }, JSON.stringify(cause));
    return translate(`clown-hub.${sentenceKey(cause)}`, cause.params);
}

/** What the connection check reports where it ends. */
async function sentenceOfCheck(target: Target, expected: Expected): Promise<string> {
    const { url, login, tls = {} } = target;
    const options: CheckTarget = {
        openSocket: (handlers) => openWebSocket({ maxBytes: 1024 * 1024, ...target }, handlers),
        place: { kind: 'address', url, ...(login ? { login } : {}) },
        tls,
        handshakeMs: 10_000,
    };
    const steps: CheckStep[] = [];
    await examine(ok(options), (step) => steps.push(step), new AbortController().signal);
    const failed = steps.find(({ outcome }) => outcome === 'failed');
    assert.ok(failed, JSON.stringify(steps));
    const { code, params, reason } = failed;
    if (expected.check) assert.equal(code, expected.check);
    const own = translate(`clown-hub.doctor.${code}`, params);
    return reason ? `${own} ${translate(`clown-hub.${sentenceKey(reason)}`, reason.params)}` : own;
}

/** What a hub node reports to Catch, beside a status with the same code. */
async function sentenceOfNode(
    { url, login, headers = {}, subprotocol = '', tls }: Target,
    { code, shown }: Expected,
): Promise<string> {
    const settings = { name: '', cert: '', key: '', ca: '', caname: 'ca.pem', servername: tls?.servername ?? '' };
    const tlsNode = { id: 'tls', type: 'tls-config', ...settings, verifyservercert: true };
    const rows = Object.keys(headers).map((name, index) => ({ name, slot: `header${index + 1}` }));
    const values = Object.fromEntries(rows.map(({ name, slot }) => [slot, headers[name] ?? '']));
    const hub = hubNode({ address: url, tls: 'tls', headers: rows, subprotocol });
    await load(
        [tab(), hub, ...inNode(), ...listeners([]), tlsNode],
        { tls: { cadata: `${tls?.ca ?? ''}` }, hub: { ...login, ...values } },
        ['network/05-tls.js'],
    );
    const [caught] = await messagesAt('f1-catch-sink', 1);
    await shows('waiting', 'in');
    const { code: shownCode, text = '' } = statusesOf('in').at(-1) ?? {};
    assert.equal(shownCode, code);
    assert.match(text.slice(shown.length), /^, retry \d+ within \d+ (s|min)$/, text);
    assert.ok(text.startsWith(shown), text);
    return errorOf(caught).message;
}

/** The time that a date of Retry-After leaves gets shorter from one attempt to the next. */
function withoutSeconds(text: string): string {
    return text.replace(/after \d+ s/, 'after … s');
}

describe('refused connections', () => {
    leavesNothing(unload, endTestSockets, endServers, endHubs);

    for (const [name, target, expected] of ROWS) {
        it(`${name}: ${expected.detail ?? expected.code}`, async function () {
            if (expected.detail === 'unreachable-link-local' && !REFUSES_LINK_LOCAL) this.skip();
            const at = await target();
            const why = await sentenceOfSocket(at, expected);
            assertSentence(why, expected);
            const lost = translate('clown-hub.log.lost', { hub: 'Attic', why });
            assert.equal(withoutSeconds(await sentenceOfNode(at, expected)), withoutSeconds(lost));
            const check = await sentenceOfCheck(at, expected);
            if (expected.check) assertSentence(check, { ...expected, words: [] });
            else assert.ok(withoutSeconds(check).endsWith(`: ${withoutSeconds(why)}`), check);
        });
    }

    it('the log has what no Catch node takes', async () => {
        const { url } = await answers('403 Forbidden')();
        await load([tab(), hubNode({ address: url }), ...inNode()]);
        await shows('waiting', 'in');
        const why = translate('clown-hub.reason.http-forbidden', { status: 403 });
        assert.deepEqual(logged('hub', ERROR), [translate('clown-hub.log.lost', { hub: 'Attic', why })]);
    });

    it('every detail has its row', () => {
        const rows = ROWS.map(([, , { detail }]) => detail);
        const settings = ['setting-number', 'setting-choice', 'recording-unreadable', 'recording-line'];
        const others = ['not-confirmed', 'displaced', 'command-levels', 'device-name', ...settings];
        const refusals = Object.entries(REASON_DETAILS).filter(([, { of }]) => !others.includes(of));
        const missing = refusals.map(([detail]) => detail).filter((detail) => !rows.includes(detail as ReasonDetail));
        // A certificate of our own that cannot be used has a test of its own, for the settings of Node-RED refuse it
        // first.
        assert.deepEqual(missing, ['tls-own']);
    });
});
