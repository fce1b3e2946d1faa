// One run of a flow test, with real hubs in memory and in virtual time, and a Node-RED that does what the test says.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { JobResult } from '../../nodes/flow-test/job';
import { runJob } from '../../nodes/flow-test/run-job';
import { TestFault } from '../../nodes/flow-test/test-fault';
import type { TestLog } from '../../nodes/flow-test/test-log';
import { VirtualTime } from '../../nodes/flow-test/virtual-time';
import { DRY_RUN, type DryRun } from '../../nodes/runtime/hub/dry-run';
import { refuse } from '../../src/base/errors';
import { prepareFlow } from '../../src/flow-test/prepare';
import type { FlowTestRun, TestLine } from '../../src/flow-test/report';
import { Hub } from '../../src/hub';
import { seededRandom } from '../../src/simulator/random';
import { removeFolder } from '../support/folders.js';
import { type FakeNodeRed, fakeNodeRed } from './fake-node-red';
import { HOUSE, node, recording, relay, STARTED, TAB, temperature } from './recordings';
import { keepsProcess } from './replaced';

const START = Date.parse(STARTED);
const GARDEN = { ...HOUSE, id: 'garden', name: 'Garden' };
const LAMP = 'relay/i2c0-3b/set';
const OUT = { id: 'heat', type: 'clown-out', name: 'Heating' };
const POLICY = { policy: { kind: 'fail' }, timeoutMs: 2_000 } as const;
const READINGS = [temperature(2_000, 24.5), temperature(7_000, 25.5)];

const outage = (from: number, to: number): string =>
    recording(READINGS, 9_000)
        .split('\n')
        .toSpliced(3, 0, `{"at":${from},"state":"waiting","code":"dropped"}`, `{"at":${to},"state":"connected"}`)
        .join('\n');

describe('flow test: one run', () => {
    keepsProcess();

    let fake: FakeNodeRed;
    let time: VirtualTime;
    /** What has happened in the flow, with its moment. */
    const events: [number, ...unknown[]][] = [];
    const note = (...what: unknown[]): void => void events.push([time.nowMs, ...what]);

    beforeEach(async () => {
        events.length = 0;
        fake = await fakeNodeRed();
        time = new VirtualTime();
        time.limit(60_000);
    });
    afterEach(() => removeFolder(fake.folder));

    const dry = (): DryRun & { readonly log: TestLog } => {
        const { [DRY_RUN]: found } = globalThis as unknown as Record<symbol, DryRun & { readonly log: TestLog }>;
        assert.ok(found);
        return found;
    };

    /** Creates the hub of a hub node, as the node does. */
    const hubOf = (id: string): Hub => {
        const clock = {
            now: () => Date.now(),
            monotonic: () => performance.now(),
            after: (ms: number, run: () => void) => {
                const timer = setTimeout(run, ms);
                return () => clearTimeout(timer);
            },
        };
        const quick = { handshakeMs: 5_000, heartbeatMs: 0, ceilingMs: 60_000, startFrames: [], goodbyeFrames: [] };
        const hub = new Hub(
            { openSocket: dry().openSocket(id), clock, random: () => 0.5, ...quick },
            { fault: () => {}, dropped: () => {}, failed: (error) => assert.fail(String(error)) },
        );
        dry().created(id, hub);
        hub.watch(({ name }) => note(id, name));
        hub.subscribe('#', { onFrame: ({ frame }) => note(id, frame.topic) });
        hub.join();
        return hub;
    };

    /** Runs a flow whose nodes do this when they are deployed. */
    const run = (text: string, flows: readonly object[], deployed: () => void, named?: string): Promise<JobResult> => {
        const file = join(fake.folder, 'night.jsonl');
        writeFileSync(file, text);
        const prepared = prepareFlow(flows);
        assert.ok(prepared.ok);
        fake.deploy = () => {
            deployed();
            fake.events.emit('flows:started');
            return Promise.resolve();
        };
        const job = { flows, recording: file, hub: named, nodeRed: fake.folder, userDir: fake.folder };
        return runJob(job, prepared.value, time);
    };
    const ran = async (...args: Parameters<typeof run>): Promise<FlowTestRun> => {
        const result = await run(...args);
        assert.ok(result.ok, JSON.stringify(result));
        return result.run;
    };
    const house = [TAB, HOUSE, relay('heat', { name: 'Heating' })];
    const short = ({ at, node: id, topic, outcome }: TestLine): unknown[] => [at, id, topic, outcome];

    it('plays the recording to the hub, and has the commands with how they ended', async () => {
        const flows = [...house, node('light', 'clown-in', { hub: 'house', topic: 'lux-meter/i2c0-44' })];
        const broken = recording(READINGS, 9_000).replace('{"at":0,', 'broken\n{"at":0,');
        const result = await run(broken, flows, () => {
            const hub = hubOf('house');
            const options = { ...POLICY, owner: OUT };
            hub.request(LAMP, true, { ...options, tries: 1 }, () => note('confirmed'));
            setTimeout(() => {
                hub.request(LAMP, 'off', { ...options, tries: 1 }, () => note('confirmed'));
                hub.request('thermometer/i2c0-48/get', {}, options, () => note('responded'));
            }, 4_000);
            setTimeout(() => hub.publish(LAMP, true, () => note('sent'), options), 69_000);
            setTimeout(() => note('never'), 69_001);
        });
        assert.ok(result.ok, JSON.stringify(result));
        assert.deepEqual(result.nodes, ['f', 'house', 'heat', 'light']);
        const { lines, firstFault, ...rest } = result.run;
        assert.deepEqual(lines.map(short), [
            [0, 'heat', LAMP, 'confirmed'],
            [4_000, 'heat', LAMP, 'confirmed'],
            [4_000, 'heat', 'thermometer/i2c0-48/get', 'responded'],
            [69_000, 'heat', LAMP, 'sent'],
        ]);
        assert.deepEqual(lines[1]?.payload, { state: false });
        assert.equal(firstFault?.detail ?? firstFault?.code, 'recording-line');
        assert.deepEqual(rest, {
            nodeRed: '4.1.7',
            hub: { node: 'house', type: 'clown-hub', name: 'House' },
            silentHubs: [],
            hubOf: {},
            recordingMs: 9_000,
            testedMs: 69_000,
            badLines: 1,
            cuts: {},
            unmatched: [
                { node: 'heat', type: 'clown-out', name: 'Heating', topic: 'relay/i2c0-3b' },
                { node: 'light', type: 'clown-in', name: '', topic: 'lux-meter/i2c0-44' },
            ],
            standIns: [],
            leftOut: [],
            errors: [],
            moreErrors: 0,
        });
        assert.deepEqual(
            events.filter(([, id, what]) => id === 'house' && String(what).startsWith('thermometer')).map(([at]) => at),
            [2_000, 4_020, 7_000],
        );
        assert.equal(
            events.some(([, what]) => what === 'never'),
            false,
        );
        assert.deepEqual(fake.deployed[0]?.flows.flows.length, 4);
        assert.equal(fake.settings?.userDir, fake.folder);
    });

    it('connects again at the moment at which the recording does', async () => {
        const { lines } = await ran(outage(3_000, 5_000), house, () => {
            const hub = hubOf('house');
            // Another hub has no outage.
            hubOf('garden');
            for (const ms of [2_500, 4_000, 5_001]) {
                setTimeout(() => hub.request(LAMP, true, { ...POLICY, owner: OUT, tries: 1 }, () => {}), ms);
            }
        });
        const states = events.filter(([, id, what]) => id === 'house' && !String(what).includes('/'));
        const names = (from: number, to: number): unknown[] =>
            states.filter(([at]) => at >= from && at <= to).map(([at, , name]) => [at, name]);
        assert.deepEqual(names(1, 3_000), [[3_000, 'waiting']]);
        assert.deepEqual(names(4_600, 70_000), [
            [5_000, 'connecting'],
            [5_000, 'connected'],
        ]);
        assert.deepEqual(
            events.filter(([at, id]) => at > 0 && id === 'garden'),
            [],
        );
        assert.deepEqual(
            lines.map(({ at, outcome }) => [at, outcome]),
            [
                [2_500, 'confirmed'],
                [4_000, 'not-connected'],
                [5_001, 'confirmed'],
            ],
        );
        const readings = events.filter(([, id, what]) => id === 'house' && String(what).startsWith('thermometer'));
        assert.deepEqual(
            readings.map(([at]) => at),
            [2_000, 7_000],
        );
    });

    it('leaves a hub alone that has disconnected during an outage', async () => {
        await ran(outage(3_000, 5_000), house, () => {
            const hub = hubOf('house');
            setTimeout(() => hub.disconnect(), 4_000);
        });
        const last = events.filter(([at, , what]) => at >= 4_000 && !String(what).includes('/'));
        assert.deepEqual(last, [[4_000, 'house', 'disconnected']]);
    });

    it('plays an outage also to what is no hub', async () => {
        await ran(outage(3_000, 5_000), house, () => {
            dry().openSocket('house')({
                opened: () => note('opened'),
                message: () => {},
                closed: ({ code }) => note('closed', code),
            } as Parameters<ReturnType<DryRun['openSocket']>>[0]);
        });
        assert.deepEqual(events, [
            [0, 'opened'],
            [3_000, 'closed', 'dropped'],
        ]);
    });

    it('plays it to the hub that was named, and other hubs confirm nothing', async () => {
        const flows = [...house, GARDEN, relay('far', { hub: 'garden' })];
        const {
            hub,
            silentHubs,
            hubOf: labels,
            lines,
        } = await ran(
            recording(READINGS, 9_000),
            flows,
            () => {
                for (const id of ['house', 'garden']) {
                    const opened = hubOf(id);
                    const options = { ...POLICY, owner: { ...OUT, id }, tries: 1 };
                    setTimeout(() => opened.request(LAMP, true, options, () => {}), 1_000);
                }
            },
            'Garden',
        );
        const [first, second] = [HOUSE, GARDEN].map(({ id, type, name }) => ({ node: id, type, name }));
        assert.deepEqual([hub, silentHubs, labels], [second, [first], { heat: 'House', far: 'Garden' }]);
        assert.deepEqual(lines.map(({ node: id, outcome }) => [id, outcome]).sort(), [
            ['garden', 'confirmed'],
            ['house', 'not-confirmed'],
        ]);
        assert.deepEqual(
            events.filter(([at, , what]) => at > 1_000 && String(what).startsWith('therm')).map(([at, id]) => [at, id]),
            [
                [2_000, 'garden'],
                [7_000, 'garden'],
            ],
        );
    });

    it('records what a node has refused, by its code', async () => {
        const { lines } = await ran(recording([], 1_000), house, () => {
            const msg = { _msgid: '1', topic: 'a/b', payload: 'perhaps' };
            dry().refused(OUT as never, msg, refuse('relay-state').reason);
        });
        assert.deepEqual(lines, [
            {
                ...{ at: 0, node: 'heat', type: 'clown-out', name: 'Heating', kind: 'command' },
                ...{ topic: 'a/b', payload: 'perhaps', outcome: 'relay-state' },
            },
        ]);
    });

    it('has what stand-ins have received, also their copies in subflows', async () => {
        const sub = { id: 'sub', type: 'subflow', name: 'Sub', in: [], out: [] };
        const inner = { ...(node('inner', 'e-mail') as { id: string }), z: 'sub' };
        const flows = [
            ...house,
            sub,
            inner,
            node('i1', 'subflow:sub'),
            node('mail', 'e-mail'),
            node('quiet', 'e-mail'),
        ];
        const { standIns, cuts, leftOut } = await ran(
            recording([], 1_000),
            [...flows, { id: 'broker', type: 'mqtt-broker', name: 'Broker' }],
            () => {
                const { received } = dry().log;
                received.set('i1/inner', { messages: 3, cutAt: 500 });
                received.set('i2/inner', { messages: 4, cutAt: 400 });
                received.set('dinner', { messages: 100, cutAt: 1 });
                received.set('mail', { messages: 2, cutAt: undefined });
            },
        );
        const of = (id: string, messages: number, cutAt: number | undefined) => {
            return { node: id, type: 'e-mail', name: '', messages, cutAt };
        };
        assert.deepEqual(standIns, [of('inner', 7, 400), of('mail', 2, undefined), of('quiet', 0, undefined)]);
        assert.deepEqual(cuts, { 'i1/inner': 500, 'i2/inner': 400, dinner: 1 });
        assert.deepEqual(leftOut, [{ node: 'broker', type: 'mqtt-broker', name: 'Broker' }]);
    });

    it('has the errors of nodes', async () => {
        const { errors, moreErrors } = await ran(recording([], 1_000), house, () => {
            const log = fake.settings?.logging.flowTest.handler();
            setTimeout(() => {
                for (let count = 0; count < 53; count++) log?.({ id: 'f', type: 'function', msg: 'no' });
            }, 20);
        });
        assert.deepEqual([errors.length, moreErrors], [50, 3]);
        assert.deepEqual(errors[0], { at: 20, node: 'f', type: 'function', name: '', message: 'no' });
    });

    it('begins at the time of the recording, with the same random numbers, and without ways out', async () => {
        let began: unknown;
        await ran(recording([], 1_000), house, () => {
            const random = seededRandom(1);
            const same = [Math.random(), Math.random()].every((value) => value === random());
            began = [Date.now(), time.nowMs, same];
            assert.throws(() => net.connect(9), /opens no connections/);
        });
        assert.deepEqual(began, [START, 0, true]);
    });

    it('has a time of its own for a recording without one, and tests a minute of an empty one', async () => {
        let began = 0;
        const [head = ''] = recording([], 0).split('\n');
        const { recordingMs, testedMs } = await ran(`${head.replace(STARTED, 'then')}\n`, house, () => {
            began = Date.now();
        });
        assert.deepEqual([began, recordingMs, testedMs], [Date.UTC(2026, 0, 1), 0, 60_000]);
    });

    it('ends with the fault of its log', async () => {
        const fault = new TestFault({ code: 'too-many-lines', values: {} });
        const result = run(recording([], 9_000), house, () => {
            setTimeout(() => {
                dry().log.fault = fault;
            }, 300);
            setTimeout(() => note('never'), 301);
        });
        await assert.rejects(result, fault);
        assert.deepEqual(events, []);
    });

    it('refuses what cannot be played before Node-RED starts', async () => {
        const never = (): void => assert.fail('it starts');
        const bad = await run('hello\n', house, never);
        assert.ok(!bad.ok && bad.fault.code === 'recording' && 'reason' in bad.fault);
        assert.equal(bad.fault.reason.code, 'recording-unreadable');
        const many = await run(recording([], 1_000), [...house, { ...HOUSE, id: 'other' }], never);
        assert.ok(!many.ok);
        assert.equal(many.fault.code, 'hub-many');
        assert.equal(fake.settings, undefined);
    });
});
