// Deploys at the worst moment: of each kind, in each state of the connection and the queues. Every message ends once, each
// frame arrives once, and afterwards exactly one connection works.

import assert from 'node:assert/strict';
import type { Item } from '../nodes/support/flows';
import { deploy, events, forget, load, node, settled, shows, unload } from '../nodes/support/runtime';
import { endGates } from '../support/gate.js';
import { leavesNothing } from '../support/leaks.js';
import { until } from '../support/wait.js';
import { Scene, SLACK_MS } from './support/faults';
import { STOPPED } from './support/ledger';
import { assertNoTimers, pace, realPace, TIMES } from './support/pace';
import { recordRow } from './support/table';

const PART = 'Deploys and shutdown at the worst moment';
/** `npm run test:faults` does all of it, `npm test` a part. */
const REDEPLOYS = process.env.CLOWN_FAULT_TABLE === undefined ? 20 : 1_000;
const REPEATS = Number(process.env.CLOWN_FAULT_REPEATS ?? 1);

interface Situation {
    readonly name: string;
    readonly settings?: Readonly<Record<string, unknown>>;
    /** Whether the link is up before it. */
    readonly from: 'nothing' | 'link';
    /** `keepsHub`: whether the hub node stays the same instance. */
    begin(scene: Scene, keepsHub: boolean): unknown;
    end(scene: Scene): unknown;
}

/** Lines in the log for each life of the hub node: the connection, its loss and its return; and one for pending commands. */
const MOST_LINES = 3;
/** Time that a node of the flow takes to close, so that the hub can send meanwhile. */
const CLOSE_MS = 60;

const SITUATIONS: readonly Situation[] = [
    {
        name: 'connecting',
        from: 'nothing',
        // An abandoned connection ends at once, so that only kept connections count.
        begin: ({ gate }) => gate.behave((socket) => void socket.resume().on('end', () => socket.end())),
        // On a busy computer, a deploy takes a part of it.
        settings: { handshake: '6' },
        end: ({ gate }) => gate.pass(),
    },
    {
        name: 'waiting for a retry',
        from: 'nothing',
        begin: ({ gate }) => gate.behave((socket) => void socket.destroy()),
        end: ({ gate }) => gate.pass(),
    },
    {
        name: 'closing, with a hub that does not respond',
        from: 'link',
        begin: (scene) => {
            scene.gate.deafen();
            scene.client.disconnect();
        },
        end: (scene) => scene.client.connect(),
    },
    {
        name: 'a full queue',
        from: 'link',
        begin: async (scene) => {
            scene.gate.behave((socket) => void socket.destroy());
            scene.gate.drop();
            await until(() => scene.client.state.name === 'waiting', 'the loss');
            scene.ledger.send(130, ['keeper']);
            // Those that are too many have failed by then, and Catch nodes have sent their errors on.
            await settled();
        },
        end: ({ gate }) => gate.pass(),
    },
    {
        name: 'pending requests',
        from: 'link',
        begin: (scene) => {
            scene.hub.fault({ kind: 'mute' });
            scene.ledger.send(20, ['ask']);
        },
        end: ({ hub }) => hub.fault(null),
    },
    {
        name: 'a burst both ways',
        from: 'link',
        begin: ({ ledger }) => {
            ledger.send(30);
            ledger.sendFrames(300, false);
        },
        end: () => {},
    },
    {
        name: 'frames throughout, also between the stop of the flows and their start',
        from: 'link',
        begin: ({ ledger }, keepsHub) => {
            node('in').on('close', (_removed: boolean, done: () => void) => setTimeout(done, CLOSE_MS));
            ledger.sendFrames(20, keepsHub);
            events.once('flows:stopping', () => {
                ledger.sendFrames(20, keepsHub);
                // By then no node of the flow receives.
                setTimeout(() => ledger.sendFrames(20, keepsHub), CLOSE_MS / 2);
            });
            events.once('flows:started', () => ledger.sendFrames(20, keepsHub));
        },
        end: () => {},
    },
];

/** Of the hub node, of all others or of none. */
type Change = (flow: Item[], version: number) => Item[];

const own = (flow: Item[], version: number): Item[] =>
    flow.map((item) => (['in', 'out', 'keeper', 'ask'].includes(item.id) ? { ...item, name: `v${version}` } : item));
const hub =
    (more: object): Change =>
    (flow) =>
        flow.map((item) => (item.id === 'hub' ? { ...item, ...more } : item));

const DEPLOYS: readonly (readonly [name: string, type: 'full' | 'flows' | 'nodes', change: Change])[] = [
    ['full deploy', 'full', (flow) => flow],
    ['deploy of modified flows', 'flows', own],
    ['deploy of modified nodes', 'nodes', own],
    ['deploy with the hub changed', 'nodes', hub({ goodbyeFrames: '["led/-/get", {}]' })],
    ['deploy with the hub renamed', 'nodes', hub({ name: 'Cellar' })],
    ['deploy with the hub disabled, and enabled again', 'nodes', hub({ d: true })],
    ['deploy with the hub removed, and put back', 'nodes', (flow) => flow.filter(({ id }) => id !== 'hub')],
];

describe('faults: deploys', () => {
    let scene: Scene;

    beforeEach(() => pace(TIMES));
    afterEach(async () => {
        scene.ledger.end();
        await unload();
        await endGates();
        realPace();
        assertNoTimers();
    });
    leavesNothing();

    /** With a request timeout longer than any test, so that a leftover timer is detected. */
    function flowOf(): Item[] {
        return scene.flow().map((item) => (item.id === 'ask' ? { ...item, timeout: '600' } : item));
    }

    async function start({ from, settings, begin }: Situation, keepsHub: boolean): Promise<void> {
        scene = await Scene.set({}, settings);
        if (from === 'nothing') await begin(scene, keepsHub);
        await load(flowOf(), scene.credentials);
        if (from === 'link') await scene.calm();
        if (from === 'link') await begin(scene, keepsHub);
        else await until(() => scene.gate.connections > 0, 'a connection attempt');
    }

    async function finish(fault: string, expected: string): Promise<void> {
        const begin = performance.now();
        await until(() => scene.client.state.name === 'connected', 'the connection', scene.boundMs + SLACK_MS);
        const back = ((performance.now() - begin) * TIMES) / 1000;
        await scene.calm();
        await shows('connected', 'in', 'out', 'keeper', 'ask');
        const connections = scene.gate.openConnections;
        assert.ok(connections <= 2, `${connections} connections`);
        await scene.assertNoSecret();
        const { caught, lines } = scene;
        assert.ok(caught.length <= 1, `Catch nodes got ${caught}`);
        const stops = lines.filter((line) => STOPPED.test(line)).length;
        assert.ok(stops <= 1 && lines.length - stops <= MOST_LINES, `the log has ${lines.join(' | ')}`);
        recordRow({
            part: PART,
            fault,
            expected,
            errors: 'as the ledger',
            seen: `one working connection after ${back.toFixed(1)} s; ${caught.length} caught, ${lines.length} logged`,
            ledger: scene.ledger.balance(true),
        });
    }

    for (const situation of SITUATIONS) {
        for (const [name, type, change] of DEPLOYS) {
            for (let repeat = 1; repeat <= REPEATS; repeat++) {
                it(`${situation.name}: ${name}${repeat > 1 ? ` (${repeat})` : ''}`, async () => {
                    await start(situation, change === own);
                    await deploy(change(flowOf(), 1), type);
                    if (/again|back/.test(name)) {
                        scene.ledger.send(1);
                        await deploy(flowOf(), type, scene.credentials);
                    }
                    await situation.end(scene);
                    await finish(`${name} during: ${situation.name}`, 'every message ends once, one connection');
                });
            }
        }
        for (let repeat = 1; repeat <= REPEATS; repeat++) {
            it(`${situation.name}: the flows stop for good${repeat > 1 ? ` (${repeat})` : ''}`, async () => {
                await start(situation, false);
                const begin = performance.now();
                await unload();
                const took = performance.now() - begin;
                assert.ok(took < 2500, `the stop took ${took} ms`);
                await scene.ledger.settle();
                const seen = `ended after ${(took / 1000).toFixed(1)} s`;
                const expected = 'every message ends once, within 2 s';
                const ledger = scene.ledger.balance(true);
                recordRow({
                    part: PART,
                    fault: `flows stop during: ${situation.name}`,
                    expected,
                    errors: 'as the ledger',
                    seen,
                    ledger,
                });
            });
        }
    }

    for (const [name, type, change] of DEPLOYS.slice(0, 3)) {
        it(`${REDEPLOYS} times in a row: ${name}`, async function () {
            this.timeout(30_000 + REDEPLOYS * 300);
            const calm: Situation = { name: 'calm', from: 'link', begin: () => {}, end: () => {} };
            await start(calm, change === own);
            for (let turn = 0; turn < REDEPLOYS; turn++) {
                scene.ledger.send(1);
                scene.ledger.sendFrames(1, change === own);
                await settled();
                // What is logged and caught counts for the last one.
                forget();
                await deploy(change(flowOf(), turn), type, scene.credentials);
            }
            assert.equal(scene.gate.connections <= 1, change === own, `${scene.gate.connections} connections`);
            await finish(
                `${REDEPLOYS.toLocaleString('en')} times in a row: ${name}`,
                'every message ends once, one connection',
            );
        });
    }
});
