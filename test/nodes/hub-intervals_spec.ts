// clown hub: the owner's publish intervals, set after each connect and kept in force.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { startHub, startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { LIST } from '../support/lines.js';
import { until } from '../support/wait.js';
import { reason, translate } from './support/catalogue';
import { dynamicNode, hubAt, type Item, inNode, listeners, outNode, tab } from './support/flows';
import { commands, linked, listed } from './support/links';
import { advance, quicken } from './support/quick-clock';
import { retriesQuickly } from './support/quick-retries';
import {
    clownOf,
    deploy,
    ERROR,
    errorOf,
    give,
    load,
    logged,
    messagesAt,
    received,
    settled,
    shows,
    unload,
} from './support/runtime';

const THERMOMETER = 'thermometer/i2c0-48';
const LUX = 'lux-meter/i2c0-44';
const ROWS = [
    { device: THERMOMETER, seconds: '30' },
    { device: LUX, seconds: 45 },
];
/** The line that sets one, in the words of a bridge. */
const setting = (device: string, seconds: number | null, word = 'update'): string =>
    `["${device}/config/${word}", {"publish-interval":${seconds}}]`;

describe('clown hub: publish intervals', () => {
    retriesQuickly();
    leavesNothing(unload);

    const flow = (hub: Simulator, intervals: unknown = ROWS, more: object = {}): Item[] => [
        tab(),
        hubAt(hub, { intervals, ...more }),
        ...inNode('in', { topic: 'a/-' }),
        ...listeners([]),
    ];
    /** Waits until the hub keeps these. */
    const keeps = (hub: Simulator, thermometer: number, lux: number, ms?: number): Promise<void> =>
        until(
            () => hub.interval(THERMOMETER) === thermometer && hub.interval(LUX) === lux,
            `the intervals ${thermometer} and ${lux}`,
            ms,
        );
    const caught = (): string[] => received('f1-catch-sink').map((msg) => errorOf(msg).message);

    it('are set once after the connect, in the order of the rows, after the start frames; devices are requested', async () => {
        const hub = await startSilentHub();
        await load(flow(hub, ROWS, { startFrames: '["led/-/get", {}]' }));
        await keeps(hub, 30, 45);
        await listed(hub);
        await settled();
        const [first, ...rest] = commands(hub);
        assert.equal(first, '["led/-/get", {}]');
        assert.deepEqual(
            rest.filter((line) => line !== LIST),
            [setting(THERMOMETER, 30), setting(LUX, 45)],
        );
        assert.equal(rest.filter((line) => line === LIST).length, 1);
        assert.deepEqual(caught(), []);
        assert.deepEqual(logged('hub', ERROR), []);
    });

    it('without rows nothing is set', async () => {
        const hub = await startSilentHub();
        await load(flow(hub, []));
        await listed(hub);
        await settled();
        assert.deepEqual(commands(hub), [LIST]);
    });

    for (const [dialect, word] of [
        ['bridge', 'update'],
        ['first', 'update'],
        ['documented', 'set'],
    ] as const) {
        it(`are set with the command that the hub accepts: ${dialect}`, async () => {
            const hub = await startSilentHub({ dialect });
            quicken(10);
            await load(flow(hub));
            await keeps(hub, 30, 45);
            assert.ok(hub.received.includes(setting(THERMOMETER, 30, word)));
            // A hub that accepted one command does not receive the other again.
            assert.ok(word === 'update' || !hub.received.includes(setting(LUX, 45, 'update')));
            assert.deepEqual(caught(), []);
        });
    }

    it('one that the hub refuses is reported once, to every flow, and the others are set all the same', async () => {
        const hub = await startSilentHub({ refuses: [THERMOMETER] });
        await load([...flow(hub), tab('f2'), outNode('out', { z: 'f2' }), ...listeners([], 'f2')]);
        await until(() => hub.interval(LUX) === 45, 'the other interval');
        assert.notEqual(hub.interval(THERMOMETER), 30);
        const [first] = await messagesAt('f1-catch-sink', 1);
        await messagesAt('f2-catch-sink', 1);
        const { message, source, code } = errorOf(first);
        assert.equal(source.id, 'hub');
        // From Node-RED 4.1 on.
        if (code !== undefined) assert.equal(code, 'answer-error');
        assert.deepEqual(clownOf(first), { hub: 'Attic' });
        const start = translate('clown-hub.log.interval', { hub: 'Attic', why: '' });
        assert.ok(message.startsWith(`${start}The hub refused ${THERMOMETER}/config/update: `), message);
        await settled();
        assert.equal(caught().length, 1);
    });

    it('a mistake in the table is reported, and costs neither its other rows nor the connection', async () => {
        const hub = await startSilentHub();
        await load(flow(hub, [ROWS[0], { device: LUX, seconds: '86401' }, { device: THERMOMETER, seconds: '9' }]));
        await until(() => hub.interval(THERMOMETER) === 30, 'the row that holds');
        await shows('connected', 'hub');
        const slips = [
            reason('interval-seconds', { device: LUX, least: 1, most: 86_400, found: '"86401"' }),
            reason('interval-twice', { row: 3, device: THERMOMETER }),
        ];
        assert.deepEqual(
            caught(),
            slips.map((why) => translate('clown-hub.log.interval', { hub: 'Attic', why })),
        );
    });

    it('empty seconds stop a device only in a table of the first version; in a later one they are a mistake', async () => {
        const hub = await startSilentHub();
        const rows = [{ device: LUX, seconds: '' }, ROWS[0]];
        await load(flow(hub, rows, { settingsVersion: 2 }));
        await until(() => hub.interval(THERMOMETER) === 30, 'the row that holds');
        const why = reason('interval-seconds', { device: LUX, least: 1, most: 86_400, found: '""' });
        assert.deepEqual(caught(), [translate('clown-hub.log.interval', { hub: 'Attic', why })]);
        assert.ok(!hub.received.includes(setting(LUX, null)));
        await deploy(flow(hub, rows, { settingsVersion: 1 }));
        await until(() => hub.received.includes(setting(LUX, null)), 'the end of the readings');
        assert.equal(caught().length, 1);
    });

    it('one of a device that is not there: tried for a minute, reported once, set when the device appears', async () => {
        const hub = await startHub({ speed: 20, bootMs: 0, startAnswer: 'at-once' });
        hub.unplug(THERMOMETER);
        quicken(20);
        await load(flow(hub, [ROWS[0], { device: LUX, seconds: null }]));
        await until(() => hub.interval(LUX) === null, 'the end of the other readings');
        assert.deepEqual(caught(), []);
        await messagesAt('f1-catch-sink', 1);
        const why = reason('not-confirmed', { device: THERMOMETER, seconds: 2, tries: 2 });
        assert.deepEqual(caught(), [translate('clown-hub.log.interval', { hub: 'Attic', why })]);
        hub.plug(THERMOMETER);
        await until(() => hub.interval(THERMOMETER) === 30, 'the interval of the device that came');
        await settled();
        assert.equal(caught().length, 1);
    });

    it('after a lost connection and after a restart of the hub, without a deploy [L3]', async () => {
        const hub = await startSilentHub();
        await load(flow(hub));
        await keeps(hub, 30, 45);
        hub.dropAll();
        await linked(hub, 2);
        await until(() => hub.received.filter((line) => line === setting(LUX, 45)).length === 2, 'the second time');
        await hub.restart();
        await keeps(hub, 30, 45, 4_000);
        assert.deepEqual(
            caught().filter((text) => text.includes('interval')),
            [],
        );
    });

    it('after a restart of the bridge alone, which its start response shows', async () => {
        const hub = await startSilentHub();
        await load(flow(hub));
        await keeps(hub, 30, 45);
        await listed(hub);
        // Within ten seconds of a connect the response is that to our own start message.
        advance(11_000);
        hub.restartBridge({ answer: true });
        await until(() => hub.interval(THERMOMETER) === 30 && hub.interval(LUX) === 45, 'the intervals once more');
        assert.equal(hub.connections, 1);
        assert.deepEqual(caught(), []);
    });

    it('after a restart of the bridge alone, which only the pace of its readings shows', async () => {
        const hub = await startHub({ speed: 20, bootMs: 0, startAnswer: 'at-once' });
        quicken(20);
        await load(flow(hub, [{ device: THERMOMETER, seconds: '30' }]));
        await until(() => hub.interval(THERMOMETER) === 30, 'the interval');
        // Readings so soon after configuring would be taken for its own.
        await until(() => hub.received.includes(LIST), 'the device list request');
        await new Promise((resolve) => setTimeout(resolve, 400));
        hub.restartBridge({ answer: false });
        assert.equal(hub.interval(THERMOMETER) ?? 1, 1);
        await until(() => hub.interval(THERMOMETER) === 30, 'the interval once more');
        assert.equal(hub.connections, 1);
    });

    it('that are changed by a deploy count at once', async () => {
        const hub = await startSilentHub();
        await load(flow(hub));
        await keeps(hub, 30, 45);
        await deploy(flow(hub, [{ device: THERMOMETER, seconds: '60' }]));
        await until(() => hub.interval(THERMOMETER) === 60, 'the new interval');
        assert.equal(hub.interval(LUX), 45, 'one that is listed no longer stays as it is');
    });

    it('a partial deploy of other nodes sets none again', async () => {
        const hub = await startSilentHub();
        await load(flow(hub));
        await keeps(hub, 30, 45);
        await listed(hub);
        const before = hub.received.length;
        await deploy([...flow(hub), outNode()]);
        await settled();
        assert.equal(hub.received.length, before);
    });

    it('a flow that goes away while they are set leaves nothing behind [C17]', async () => {
        const hub = await startSilentHub({ fault: { kind: 'mute' } });
        quicken(20);
        await load(flow(hub));
        await until(() => hub.received.some((line) => line.includes('config/update')), 'the first row');
        await deploy([tab()], 'full');
        const before = hub.received.length;
        await new Promise((resolve) => setTimeout(resolve, 200));
        assert.equal(hub.received.length, before);
        assert.deepEqual(
            logged('hub', ERROR).filter((text) => text.includes('interval')),
            [],
        );
    });

    it('the device list is requested until it has entries, and are known over a lost connection [L3, P6]', async () => {
        // A bridge that has just started sends an empty list.
        const hub = await startSilentHub({ bootMs: 350 });
        quicken(10);
        const asked = (): number => hub.received.filter((line) => line === LIST).length;
        const devices = async (): Promise<readonly { device: string; listed: boolean }[]> => {
            const before = received('asking-sink').length;
            give('asking', { action: 'status' });
            const answer = (await messagesAt('asking-sink', before + 1)).at(-1);
            const { devices: all = [] } = (answer?.payload ?? {}) as {
                devices?: { device: string; listed: boolean }[];
            };
            return all;
        };
        await load([...flow(hub, []), ...dynamicNode('asking')]);
        await listed(hub);
        assert.deepEqual(await devices(), []);
        await listed(hub, 3);
        // Time for all further requests: 25 s.
        await new Promise((resolve) => setTimeout(resolve, 2_700));
        assert.equal(asked(), 3);
        const known = await devices();
        assert.ok(known.some(({ device, listed: isListed }) => device === THERMOMETER && isListed));
        hub.fault({ kind: 'refuse', status: 503 });
        hub.dropAll();
        await shows('waiting', 'asking');
        assert.deepEqual(await devices(), known);
        hub.fault(null);
        await listed(hub, 4);
    });
});
