// The packed package in a real Node-RED that runs already: uploaded through the palette's own route, used, and taken away
// again. And in one that has little memory, with how much of it is ours.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { examples, FIRST } from '../nodes/support/examples';
import { deployReal } from '../nodes/support/real';
import { type NodeRed, startNodeRed } from '../support/node-red.js';
import { packageName, packProject, type Tarball } from '../support/pack.js';
import { until } from '../support/wait.js';

const INSTALL_MS = 90_000;
/** What Raspberry Pis are advised to run Node-RED with. */
const SMALL_HEAP = '--max-old-space-size=128';
const MOST_MEGABYTES = 40;

interface NodeSet {
    readonly module: string;
    readonly types: readonly string[];
    readonly enabled: boolean;
    readonly err?: string;
}

describe('the package in a Node-RED that runs already', function () {
    this.timeout(180_000);

    let tarball: Tarball;
    const running = new Set<NodeRed>();

    before(async () => {
        tarball = await packProject();
    });
    afterEach(async () => {
        await Promise.all([...running].map((nodeRed) => nodeRed.stop()));
        running.clear();
    });
    after(() => tarball.remove());

    async function start(options: Parameters<typeof startNodeRed>[0] = {}): Promise<NodeRed> {
        const nodeRed = await startNodeRed(options);
        running.add(nodeRed);
        return nodeRed;
    }

    const ours = async (nodeRed: NodeRed): Promise<NodeSet[]> =>
        ((await nodeRed.getJson('nodes')) as NodeSet[]).filter(({ module }) => module === packageName);
    const flow = examples.get(FIRST) ?? [];
    const connected = (nodeRed: NodeRed): Promise<void> =>
        until(() => nodeRed.log().includes('Connected to simulated hub'), 'a connection', 20_000);

    it('is uploaded in the palette without a restart, works, and can be taken away again [X3]', async () => {
        const nodeRed = await start();
        const upload = new FormData();
        upload.set('tarball', new Blob([readFileSync(tarball.path)]), 'pack.tgz');
        const signal = AbortSignal.timeout(INSTALL_MS);
        const answer = await fetch(new URL('nodes', nodeRed.url), { method: 'POST', body: upload, signal });
        assert.ok(answer.ok, `${answer.status} ${await answer.text()}\n${nodeRed.log()}`);
        const sets = await ours(nodeRed);
        assert.deepEqual(
            sets.map(({ types, enabled, err }) => [types.join(), enabled, err]),
            [['clown-hub,clown-in,clown-out,clown-request', true, undefined]],
        );
        await deployReal(nodeRed, flow, 'full');
        await connected(nodeRed);
        await deployReal(nodeRed, [], 'full');
        const gone = await fetch(new URL(`nodes/${packageName}`, nodeRed.url), { method: 'DELETE', signal });
        assert.equal(gone.status, 204, await gone.text());
        assert.deepEqual(await ours(nodeRed), []);
    });

    it(`works with ${SMALL_HEAP}, and takes little of it`, async () => {
        const small = { nodeOptions: [SMALL_HEAP] };
        const [bare, full] = await Promise.all([start(small), start({ ...small, tarball: tarball.path, flows: flow })]);
        await connected(full);
        const [without, used] = [await megabytes(bare), await megabytes(full)];
        const share = used - without;
        console.log(
            `      memory: ${used.toFixed(0)} MB with the pack and an example, ${without.toFixed(0)} MB without`,
        );
        assert.doesNotMatch(full.log(), /heap out of memory|\[error\]/);
        assert.ok(share < MOST_MEGABYTES, `${share} MB`);
    });
});

/** The memory of a Node-RED, as the system sees it. */
async function megabytes(nodeRed: NodeRed): Promise<number> {
    const { nodejs } = (await nodeRed.getJson('diagnostics')) as { nodejs: { memoryUsage: { rss: number } } };
    return nodejs.memoryUsage.rss / 2 ** 20;
}
