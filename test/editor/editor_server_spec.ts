// The requests of the editor to the runtime: each one ends, and those that change something carry the token of the running
// runtime.

import assert from 'node:assert/strict';
import { CSRF_HEADER, ROUTES } from '../../nodes/shared/views';

/** The requests that are tested. Their module needs the types of the browser, which tests do not have. */
interface Requests {
    getHubs(): Promise<unknown>;
    getTopics(id: string): Promise<unknown>;
    refreshTopics(id: string): Promise<unknown>;
    getDiagnostics(id: string): Promise<unknown>;
    sendCommand(id: string, command: object): Promise<unknown>;
    testFlow(name: string, hub: string | undefined, signal: AbortSignal): Promise<unknown>;
    keepRun(name: string, run: string): Promise<unknown>;
    checkHub(form: object, onStep: (step: object) => void, signal?: AbortSignal): Promise<unknown>;
}
interface Request {
    readonly method: string;
    readonly url: string;
    readonly timeout?: number;
    readonly data?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}
type Respond = (request: Request) => Promise<unknown>;

const MODULE = '../../nodes/editor/runtime-api';
const COMMAND = ROUTES.command.replace(':id', 'hub');
const refused = (status: number): Promise<never> => Promise.reject(Object.assign(new Error(), { status }));

describe('the requests of the editor', () => {
    const requests: Request[] = [];
    let editor: Requests;
    let respond: Respond;

    before(async () => {
        const ajax = (request: Request): unknown => {
            requests.push(request);
            let abort = (): void => {};
            const aborted = new Promise((_resolve, reject) => {
                abort = () => reject(Object.assign(new Error(), { status: 0 }));
            });
            return Object.assign(Promise.race([respond(request), aborted]), { abort });
        };
        Object.assign(globalThis, { $: { ajax } });
        editor = (await import(MODULE)) as Requests;
    });

    beforeEach(() => {
        requests.length = 0;
    });

    after(() => {
        Reflect.deleteProperty(globalThis, '$');
    });

    const urls = (): string[] => requests.map(({ url }) => url);

    it('end without a response: soon, or after the time that a hub may take', async () => {
        respond = ({ url }) => (url === ROUTES.token ? Promise.resolve({ token: 'first' }) : refused(0));
        const at = (route: string): string => route.replace(':id', 'a%2Fb');
        for (const [request, route, timeout] of [
            [() => editor.getHubs(), ROUTES.hubs, 10_000],
            [() => editor.getTopics('a/b'), at(ROUTES.topics), 10_000],
            [() => editor.getDiagnostics('a/b'), at(ROUTES.diagnostics), 10_000],
            [() => editor.refreshTopics('a/b'), at(ROUTES.refresh), 60_000],
            [() => editor.sendCommand('a/b', {}), at(ROUTES.command), 60_000],
        ] as const) {
            await assert.rejects(request(), { name: 'Error', status: 0 });
            const last = requests.at(-1);
            assert.deepEqual([last?.url, last?.timeout], [route, timeout]);
        }
        assert.equal(requests.find(({ url }) => url === ROUTES.token)?.timeout, 10_000);
    });

    describe('that change something', () => {
        /** Counts starts of Node-RED, each with its own token. */
        let run = 1;
        let fetches = 0;
        const runtime: Respond = ({ url, headers }) => {
            if (url === ROUTES.token) {
                fetches++;
                return Promise.resolve({ token: `run ${run}` });
            }
            if (headers?.[CSRF_HEADER] !== `run ${run}`) return refused(403);
            return Promise.resolve(url === ROUTES.check ? '{"ok": true, "ms": 1}\n' : { ok: true });
        };

        beforeEach(() => {
            run++;
            fetches = 0;
            respond = runtime;
        });

        it('fetch the token again after a restart of Node-RED', async () => {
            assert.deepEqual(await editor.sendCommand('hub', {}), { ok: true });
            assert.deepEqual(urls(), [COMMAND, ROUTES.token, COMMAND]);
            assert.deepEqual(await editor.sendCommand('hub', {}), { ok: true });
            assert.equal(fetches, 1);
        });

        it('fetch it once for several requests at a time', async () => {
            await Promise.all(Array.from({ length: 5 }, () => editor.refreshTopics('hub')));
            assert.equal(fetches, 1);
        });

        it('are repeated once only', async () => {
            respond = (request) => (request.url === ROUTES.token ? runtime(request) : refused(403));
            await assert.rejects(editor.sendCommand('hub', {}), { status: 403 });
            assert.deepEqual(urls(), [COMMAND, ROUTES.token, COMMAND]);
        });

        for (const status of [0, 401, 404, 500, 502]) {
            it(`are not repeated after the status ${status}: the hub may have received the command`, async () => {
                await editor.sendCommand('hub', {});
                requests.length = 0;
                respond = (request) => (request.url === ROUTES.token ? runtime(request) : refused(status));
                await assert.rejects(editor.sendCommand('hub', {}), { status });
                assert.deepEqual(urls(), [COMMAND]);
            });
        }

        it('are not sent without a token, and work once there is one', async () => {
            respond = (request) => (request.url === ROUTES.token ? refused(502) : runtime(request));
            await assert.rejects(editor.sendCommand('hub', {}), { status: 502 });
            respond = runtime;
            assert.deepEqual(await editor.sendCommand('hub', {}), { ok: true });
        });

        it('include a check, unless its dialog has closed meanwhile', async () => {
            assert.deepEqual(await editor.checkHub({}, () => {}), { ok: true, ms: 1 });
            run++;
            const closed = new AbortController();
            const check = editor.checkHub({}, () => {}, closed.signal);
            closed.abort();
            await assert.rejects(check, { status: 0 });
            assert.deepEqual(urls().slice(-2), [ROUTES.token, ROUTES.check]);
        });

        it('include a flow test, which takes as long as it needs, until it is cancelled', async () => {
            const route = (name: string): string => name.replace(':name', 'a%2Fb.jsonl');
            await editor.testFlow('a/b.jsonl', 'hub', new AbortController().signal);
            await editor.testFlow('a/b.jsonl', undefined, new AbortController().signal);
            await editor.keepRun('a/b.jsonl', 'r1');
            assert.deepEqual(
                requests
                    .filter(({ url }) => url !== ROUTES.token)
                    .map(({ url, timeout, data }) => [url, timeout, data]),
                [
                    // The first token was that of an earlier run.
                    [route(ROUTES.testFlow), 0, '{"hub":"hub"}'],
                    [route(ROUTES.testFlow), 0, '{"hub":"hub"}'],
                    [route(ROUTES.testFlow), 0, '{}'],
                    [route(ROUTES.keepRun), 10_000, '{"run":"r1"}'],
                ],
            );
            const cancelled = new AbortController();
            respond = () => new Promise(() => {});
            const test = editor.testFlow('a', undefined, cancelled.signal);
            const count = requests.length;
            await new Promise((resolve) => setImmediate(resolve));
            assert.equal(requests.length, count + 1);
            cancelled.abort();
            await assert.rejects(test, { status: 0 });
            const early = new AbortController();
            early.abort();
            await assert.rejects(editor.testFlow('a', undefined, early.signal), { status: 0 });
            assert.equal(requests.length, count + 1);
        });

        it('do not include reading, which needs no token', async () => {
            await editor.getHubs().catch(() => {});
            assert.deepEqual(urls(), [ROUTES.hubs]);
            assert.equal(requests[0]?.headers, undefined);
        });
    });
});
