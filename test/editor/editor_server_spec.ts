// What the editor asks of the runtime: every question has an end, and those that change something bring the secret of the
// runtime's run.

import assert from 'node:assert/strict';
import { CSRF_HEADER, ROUTES } from '../../nodes/shared/views';

/** What is used of the calls; their module belongs to the browser, whose types tests do not have. */
interface Calls {
    getHubs(): Promise<unknown>;
    getTopics(id: string): Promise<unknown>;
    refreshTopics(id: string): Promise<unknown>;
    getDiagnostics(id: string): Promise<unknown>;
    sendCommand(id: string, command: object): Promise<unknown>;
    checkHub(requests: object, tell: (step: object) => void, signal?: AbortSignal): Promise<unknown>;
}
interface Request {
    readonly method: string;
    readonly url: string;
    readonly timeout?: number;
    readonly headers?: Readonly<Record<string, string>>;
}
type Respond = (request: Request) => Promise<unknown>;

const MODULE = '../../nodes/editor/runtime-api';
const COMMAND = ROUTES.command.replace(':id', 'hub');
const refused = (status: number): Promise<never> => Promise.reject(Object.assign(new Error(), { status }));

describe('the calls of the editor', () => {
    const requests: Request[] = [];
    let calls: Calls;
    let respond: Respond;

    before(async () => {
        const ajax = (request: Request): unknown => {
            requests.push(request);
            return Object.assign(respond(request), { abort() {} });
        };
        Object.assign(globalThis, { $: { ajax } });
        calls = (await import(MODULE)) as Calls;
    });

    beforeEach(() => {
        requests.length = 0;
    });

    after(() => {
        Reflect.deleteProperty(globalThis, '$');
    });

    const urls = (): string[] => requests.map(({ url }) => url);

    it('give up what nobody answers: soon, or after the time that a hub may take', async () => {
        respond = ({ url }) => (url === ROUTES.token ? Promise.resolve({ token: 'first' }) : refused(0));
        const at = (route: string): string => route.replace(':id', 'a%2Fb');
        for (const [request, route, timeout] of [
            [() => calls.getHubs(), ROUTES.hubs, 10_000],
            [() => calls.getTopics('a/b'), at(ROUTES.topics), 10_000],
            [() => calls.getDiagnostics('a/b'), at(ROUTES.diagnostics), 10_000],
            [() => calls.refreshTopics('a/b'), at(ROUTES.refresh), 60_000],
            [() => calls.sendCommand('a/b', {}), at(ROUTES.command), 60_000],
        ] as const) {
            await assert.rejects(request(), { name: 'Error', status: 0 });
            const last = requests.at(-1);
            assert.deepEqual([last?.url, last?.timeout], [route, timeout]);
        }
        assert.equal(requests.find(({ url }) => url === ROUTES.token)?.timeout, 10_000);
    });

    describe('that change something', () => {
        /** Runs of Node-RED, each with a secret of its own. */
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

        it('fetch the secret anew after a restart of Node-RED, by themselves', async () => {
            assert.deepEqual(await calls.sendCommand('hub', {}), { ok: true });
            assert.deepEqual(urls(), [COMMAND, ROUTES.token, COMMAND]);
            assert.deepEqual(await calls.sendCommand('hub', {}), { ok: true });
            assert.equal(fetches, 1);
        });

        it('fetch it once, however many there are at a time', async () => {
            await Promise.all(Array.from({ length: 5 }, () => calls.refreshTopics('hub')));
            assert.equal(fetches, 1);
        });

        it('are sent once more, and no oftener', async () => {
            respond = (request) => (request.url === ROUTES.token ? runtime(request) : refused(403));
            await assert.rejects(calls.sendCommand('hub', {}), { status: 403 });
            assert.deepEqual(urls(), [COMMAND, ROUTES.token, COMMAND]);
        });

        for (const status of [0, 401, 404, 500, 502]) {
            it(`are sent once where the respond is ${status}: the hub may have got the command`, async () => {
                await calls.sendCommand('hub', {});
                requests.length = 0;
                respond = (request) => (request.url === ROUTES.token ? runtime(request) : refused(status));
                await assert.rejects(calls.sendCommand('hub', {}), { status });
                assert.deepEqual(urls(), [COMMAND]);
            });
        }

        it('are not sent while there is no secret, and work once there is', async () => {
            respond = (request) => (request.url === ROUTES.token ? refused(502) : runtime(request));
            await assert.rejects(calls.sendCommand('hub', {}), { status: 502 });
            respond = runtime;
            assert.deepEqual(await calls.sendCommand('hub', {}), { ok: true });
        });

        it('a check too, unless its dialog has closed meanwhile', async () => {
            assert.deepEqual(await calls.checkHub({}, () => {}), { ok: true, ms: 1 });
            run++;
            const closed = new AbortController();
            const check = calls.checkHub({}, () => {}, closed.signal);
            closed.abort();
            await assert.rejects(check, { status: 0 });
            assert.deepEqual(urls().slice(-2), [ROUTES.token, ROUTES.check]);
        });

        it('and reading asks for no secret', async () => {
            await calls.getHubs().catch(() => {});
            assert.deepEqual(urls(), [ROUTES.hubs]);
            assert.equal(requests[0]?.headers, undefined);
        });
    });
});
