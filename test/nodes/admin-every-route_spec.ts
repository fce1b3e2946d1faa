// Every admin route with odd requests, without Node-RED: one response to each, never a fault, never a secret.

import assert from 'node:assert/strict';
import { registryOf } from '../../nodes/admin';
import { MAX_BODY } from '../../nodes/admin/http';
import { ROUTES, type TokenView } from '../../nodes/shared/views';
import { refuse } from '../../src/base/errors';
import { makeFolder, removeFolder } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { hubNode } from './support/flows';
import { recordBench } from './support/record-bench';
import { RouteRig } from './support/route-rig';
import { assertNoSecret, HEADER_VALUE, PASSWORD, USER } from './support/secrets';

const POSTS: readonly string[] = [
    ...[ROUTES.feed, ROUTES.refresh, ROUTES.command, ROUTES.record, ROUTES.stopRecording, ROUTES.removeRecording],
    ...[ROUTES.testFlow, ROUTES.keepRun, ROUTES.check],
];

/** Bodies that are no request of the editor, besides those of which each field is odd. */
function oddBodies(): unknown[] {
    const endless: Record<string, unknown> = {};
    endless.a = endless;
    const fields = ['kind', 'device', 'payload', 'minutes', 'hub', 'run', 'id', 'settings', 'credentials', 'nodes'];
    const values = [null, 5, [], {}, '', 'x'];
    return [
        ...[undefined, null, 'text', 5, [], {}, { kind: 'x'.repeat(MAX_BODY) }, endless],
        ...values.map((value) => Object.fromEntries(fields.map((name) => [name, value]))),
        ...['led', 'raw', 'message', 'interval', 'get'].map((kind) => ({
            kind,
            device: 'a/-',
            payload: { x: endless },
        })),
    ];
}

describe('every admin route', () => {
    let userDir: string;

    leavesNothing();
    beforeEach(async () => {
        userDir = await makeFolder('every-route');
    });
    afterEach(() => removeFolder(userDir));

    it('gives one response to each request, and none that holds a secret', async () => {
        const rig = new RouteRig({ userDir });
        const registry = registryOf(rig.RED);
        rig.secret = (await rig.get<TokenView>(ROUTES.token)).token;
        const address = `ws://${USER}:S3cr3t@house.example/S3cr3t?key=S3cr3t`;
        const def = hubNode({
            address,
            headers: [{ name: 'X-Key', slot: 'header1' }],
            startFrames: '["a/S3cr3t", {}]',
        });
        const ends: (() => void)[] = [];
        for (const id of ['hub', 'bad']) {
            const { parts, record, node, link } = recordBench({ id });
            link().closed(refuse('refused').reason);
            const { running } = parts;
            assert.ok(running.ok);
            Object.assign(running.value.recordings, { start: () => Promise.resolve(refuse('recording-running')) });
            registry.add({ ...parts, def: def as never, running: id === 'hub' ? running : refuse('address-missing') });
            rig.deployed.push({ ...def, id });
            rig.credentials.set(id, { user: USER, password: PASSWORD, header1: HEADER_VALUE });
            ends.push(() => {
                record.end();
                node.emit('close');
                void running.value.hub.close();
            });
        }
        for (const route of Object.values(ROUTES)) {
            const method = POSTS.includes(route) ? 'post' : 'get';
            for (const id of ['hub', 'bad', 'unknown', 'constructor', undefined]) {
                const params = id === undefined ? {} : { id, name: id, version: id, replace: id, after: id };
                for (const body of method === 'post' ? oddBodies() : [undefined]) {
                    const { status, text, begun } = await rig.ask(route, {
                        method,
                        params,
                        body,
                        url: `/?device=${id}`,
                    });
                    const where = `${route} of ${id}`;
                    assert.equal(begun, 1, where);
                    assert.ok([200, 400, 404, 413].includes(status), `${where}: ${status}`);
                    if (route === ROUTES.token) continue;
                    assertNoSecret(text, where);
                    assert.ok(!text.includes(rig.secret), where);
                    for (const line of text.trim().split('\n')) JSON.parse(line);
                }
            }
        }
        for (const end of ends) end();
        assert.deepEqual(rig.errors, []);
    });
});
