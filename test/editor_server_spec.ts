// What the editor asks of the runtime: every question has an end.

import assert from 'node:assert/strict';
import { ROUTES } from '../nodes/shared/views';

/** What is used of the calls; their module belongs to the browser, whose types tests do not have. */
interface Calls {
    getHubs(): Promise<unknown>;
    getTopics(id: string): Promise<unknown>;
    refreshTopics(id: string): Promise<unknown>;
    getDiagnostics(id: string): Promise<unknown>;
    sendCommand(id: string, command: object): Promise<unknown>;
}
interface Request {
    readonly url: string;
    readonly timeout?: number;
}

const MODULE = '../nodes/editor/server';

describe('the calls of the editor', () => {
    const asked: Request[] = [];
    let calls: Calls;

    before(async () => {
        const ajax = (request: Request): Promise<void> => {
            asked.push(request);
            return Promise.reject({ status: 0 });
        };
        Object.assign(globalThis, { $: { ajax } });
        calls = (await import(MODULE)) as Calls;
    });

    after(() => {
        Reflect.deleteProperty(globalThis, '$');
    });

    it('give up what nobody answers: soon, or after the time that a hub may take', async () => {
        const all = [
            calls.getHubs(),
            calls.getTopics('a/b'),
            calls.getDiagnostics('a/b'),
            calls.refreshTopics('a/b'),
            calls.sendCommand('a/b', {}),
        ];
        for (const answer of all) await assert.rejects(answer, { name: 'Error', status: 0 });
        const at = (route: string): string => route.replace(':id', 'a%2Fb');
        assert.deepEqual(
            asked.map(({ url, timeout }) => [url, timeout]),
            [
                [ROUTES.hubs, 10_000],
                [at(ROUTES.topics), 10_000],
                [at(ROUTES.diagnostics), 10_000],
                [at(ROUTES.refresh), 60_000],
                [at(ROUTES.command), 60_000],
            ],
        );
    });
});
