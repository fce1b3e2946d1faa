// The example that serves a page for Prometheus. A real Prometheus reads it in test/engines/prometheus_engine.ts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Simulator } from '../../src/simulator';
import { root } from '../support/folders.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { demanding, type Running, runExamples } from './support/examples';
import { type Item, tab } from './support/flows';
import { linked } from './support/links';
import { MEDIA_TYPE, METRICS, readMetrics, readRules } from './support/metrics';
import { startReal, stopReal } from './support/real';

const flow = demanding.get(METRICS) ?? [];
const code = String(flow.find(({ type }) => type === 'function')?.func);
const STATE = { state: 'connected', heardAt: 1_764_460_800_500 };
const COUNTERS = {
    ...{ framesIn: 1000, badFrames: 2, droppedFrames: 3, framesOut: 4, waiting: 5, asked: 6, reconnects: 7 },
    roundTripMs: 12.5,
};

type Message = Record<string, unknown>;
type Body = (msg: Message, node: object, setTimeout: unknown, clearTimeout: unknown) => void;

/** The Function node of the example, with a clock turned by hand. */
class Bench {
    readonly pages: Message[] = [];
    readonly errors: string[] = [];
    readonly #timers = new Set<() => void>();
    readonly #run = new Function('msg', 'node', 'setTimeout', 'clearTimeout', code) as Body;

    take(msg: Message): void {
        const node = {
            send: (sent: Message) => this.pages.push(sent),
            error: (text: string) => this.errors.push(text),
        };
        const start = (run: () => void): (() => void) => {
            this.#timers.add(run);
            return run;
        };
        this.#run(msg, node, start, (run: () => void) => this.#timers.delete(run));
    }

    /** All timers expire. */
    expire(): void {
        for (const run of [...this.#timers]) run();
    }

    get isWaiting(): boolean {
        return this.#timers.size > 0;
    }

    /** The values of the only page so far. */
    get values(): Map<string, number> {
        assert.equal(this.pages.length, 1);
        return readMetrics(String(this.pages[0]?.payload));
    }
}

const status = (hub: string, more: object = {}): object => ({
    hub,
    ...STATE,
    counters: COUNTERS,
    devices: [],
    ...more,
});
const answer = (req: object, hub: string, more: object = {}, hubs: unknown = 2): Message => ({
    ...{ _msgid: hub, req, hubs, payload: status(hub, more) },
});

describe(`the page of the example ${METRICS} [D3]`, () => {
    it('has one value for each number of each hub, and is sent once all have responded', () => {
        const bench = new Bench();
        const req = {};
        bench.take(answer(req, 'house'));
        assert.equal(bench.isWaiting, true);
        const away = { state: 'waiting', counters: { ...COUNTERS, roundTripMs: undefined }, heardAt: undefined };
        bench.take(answer(req, 'garden', away));
        const { values } = bench;
        const of = (hub: string): object =>
            Object.fromEntries(
                [...values]
                    .filter(
                        ([series, value]) => series.includes(`hub="${hub}"`) && !(series.includes('state=') && !value),
                    )
                    .map(([series, value]) => [series.replace(`hub="${hub}"`, ''), value]),
            );
        const counts = {
            'clown_hub_frames_received_total{}': 1000,
            'clown_hub_bad_frames_total{}': 2,
            'clown_hub_dropped_frames_total{}': 3,
            'clown_hub_frames_sent_total{}': 4,
            'clown_hub_reconnects_total{}': 7,
            'clown_hub_queued_commands{}': 5,
            'clown_hub_pending_requests{}': 6,
        };
        assert.deepEqual(of('house'), {
            'clown_hub_connected{}': 1,
            'clown_hub_state{,state="connected"}': 1,
            'clown_hub_last_seen_timestamp_seconds{}': 1_764_460_800.5,
            ...counts,
            'clown_hub_round_trip_seconds{}': 0.0125,
        });
        assert.deepEqual(of('garden'), {
            'clown_hub_connected{}': 0,
            'clown_hub_state{,state="waiting"}': 1,
            'clown_hub_last_seen_timestamp_seconds{}': 0,
            ...counts,
        });
        assert.equal(values.get('clown_hubs_without_state'), 0);
        assert.deepEqual(bench.pages[0]?.headers, { 'content-type': MEDIA_TYPE });
        assert.equal([bench.isWaiting, ...bench.errors].join(), 'false');
    });

    it('has each state that a hub can be in, and which of them are connected', () => {
        const states = {
            connected: 1,
            silent: 1,
            'not-started': 1,
            'one-way': 1,
            connecting: 0,
            waiting: 0,
            disconnected: 0,
        };
        for (const [state, isConnected] of Object.entries(states)) {
            const bench = new Bench();
            bench.take(answer({}, 'house', { state }, 1));
            const { values } = bench;
            assert.equal(values.get('clown_hub_connected{hub="house"}'), isConnected);
            for (const one of Object.keys(states)) {
                assert.equal(values.get(`clown_hub_state{hub="house",state="${one}"}`), one === state ? 1 : 0);
            }
        }
        const words = readFileSync(join(root, 'nodes/shared/messages.ts'), 'utf8');
        const [, type = ''] = /type StateWord = (.*);/.exec(words) ?? [];
        assert.deepEqual(type.replaceAll("'", '').split(' | ').toSorted(), Object.keys(states).toSorted());
    });

    it('escapes names of hubs, and leaves out what is not a finite number', () => {
        const bench = new Bench();
        const odd = { framesIn: Number.NaN, badFrames: Number.POSITIVE_INFINITY, reconnects: '3', asked: null };
        bench.take(answer({}, 'a "b" \\c\nd', { counters: { ...COUNTERS, ...odd } }, 1));
        const { values } = bench;
        assert.equal(values.get('clown_hub_connected{hub="a \\"b\\" \\\\c\\nd"}'), 1);
        const names = [...values.keys()].join();
        assert.doesNotMatch(names, /frames_received|bad_frames|reconnects|pending/);
        assert.match(names, /frames_sent/);
    });

    it('counts a hub whose node reports an error, and shows the others', () => {
        const bench = new Bench();
        const req = {};
        bench.take({ req, hubs: 2, error: { message: 'invalid settings' } });
        bench.take(answer(req, 'garden'));
        assert.equal(bench.values.get('clown_hubs_without_state'), 1);
        assert.equal(bench.values.get('clown_hub_connected{hub="garden"}'), 1);
        assert.deepEqual(bench.errors, []);
    });

    it('is never empty: without any hub it has their number', () => {
        const bench = new Bench();
        bench.take({ req: {}, hubs: 1, error: { message: 'invalid settings' } });
        assert.deepEqual([...bench.values], [['clown_hubs_without_state', 1]]);
    });

    it('has the first of two hubs with the same name, with an error', () => {
        const bench = new Bench();
        const req = {};
        bench.take(answer(req, 'attic'));
        bench.take(answer(req, 'attic', { state: 'waiting' }));
        assert.equal(bench.values.get('clown_hub_connected{hub="attic"}'), 1);
        assert.equal(bench.values.get('clown_hubs_without_state'), 1);
        assert.match(bench.errors.join(), /^Two hubs have the name "attic"/);
    });

    it('waits two seconds for a hub that does not respond, with an error', () => {
        for (const hubs of [3, '3', 'three', null]) {
            const bench = new Bench();
            bench.take(answer(bench, 'house', {}, hubs));
            assert.equal(bench.isWaiting, true);
            bench.expire();
            assert.equal(bench.values.get('clown_hub_connected{hub="house"}'), 1);
            assert.match(bench.errors.join(), /^1 of (3|three|null) hubs have responded/);
            assert.equal(bench.values.get('clown_hubs_without_state'), Number(hubs) === 3 ? 2 : 1);
        }
    });

    it('has nothing to do with an error that a hub reports by itself', () => {
        const bench = new Bench();
        bench.take({ error: { message: 'no frame' }, topic: '' });
        assert.equal([bench.isWaiting, bench.pages.length, ...bench.errors].join(), 'false,0');
    });

    it('is sent once, and reports a hub that responds after that', () => {
        const bench = new Bench();
        const req = {};
        bench.take(answer(req, 'house', {}, 1));
        bench.take(answer(req, 'garden', {}, 1));
        assert.equal(bench.pages.length, 1);
        assert.match(bench.errors.join(), /^A hub has responded after the page was sent/);
    });

    it('belongs to its request: others at the same time have their own', () => {
        const bench = new Bench();
        const [one, two] = [{}, {}];
        bench.take(answer(one, 'house'));
        bench.take(answer(two, 'house'));
        assert.equal(bench.pages.length, 0);
        bench.take(answer(two, 'garden'));
        bench.take(answer(one, 'garden'));
        assert.deepEqual(
            bench.pages.map(({ req }) => req === two),
            [true, false],
        );
        for (const { payload } of bench.pages)
            assert.equal(readMetrics(String(payload)).get('clown_hubs_without_state'), 0);
    });
});

describe('the alerts of the example, and its page in docs/', () => {
    const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
    const rules = readRules();
    const bench = new Bench();
    bench.take(answer({}, 'house', {}, 1));
    const names = new Set([...bench.values.keys()].map((series) => series.replace(/\{.*/, '')));

    it('name each number of the page, and no other', () => {
        const described = [...page.matchAll(/^\| `(clown_\w+)` \|/gm)].map(([, name = '']) => name);
        assert.deepEqual(described.toSorted(), [...names].toSorted());
    });

    it('use only numbers and states of the page', () => {
        const used = new Set(rules.match(/\bclown_\w+/g));
        assert.ok(used.size > 5);
        for (const name of used) assert.ok(names.has(name), name);
        for (const state of ['not-started', 'one-way'])
            assert.ok(bench.values.has(`clown_hub_state{hub="house",state="${state}"}`));
    });

    it('are described, each of them', () => {
        const alerts = [...rules.matchAll(/- alert: (\w+)$/gm)].map(([, name = '']) => name);
        const described = [...page.matchAll(/^\| `(ClownHub\w+)` \|/gm)].map(([, name = '']) => name);
        assert.ok(alerts.length > 5);
        assert.deepEqual(described, alerts);
    });
});

describe(`the example ${METRICS} at work [D3]`, () => {
    let nodeRed: NodeRed;
    let house: Simulator;
    let running: Running;
    before(async () => {
        nodeRed = await startReal({ flows: [tab()] });
        house = await startSilentHub();
        running = (await runExamples(nodeRed, at(house.url, '')))(METRICS);
        await linked(house);
    });
    after(async () => {
        await stopReal();
        await endHubs();
    });

    /** The example, its hubs at these addresses. */
    function at(...addresses: string[]): Item[] {
        const places = addresses.values();
        return flow.map((item) =>
            item.type === 'clown-hub' ? { ...item, place: 'address', address: places.next().value } : item,
        );
    }

    it('serves the page, in which a hub with invalid settings is counted, and shows the reason', async () => {
        house.print('["thermometer/i2c0-48", {"temperature": [21.50, "\\u2103"]}]');
        house.print('rubbish');
        const series = (name: string): string => `clown_hub_${name}{hub="simulated hub (metrics, house)"}`;
        const begun = Date.now() / 1000 - 10;
        let values = new Map<string, number>();
        await running.shows('reason', /lines that are not valid frames.*rubbish/);
        const responses = await Promise.all([0, 1, 2].map(() => fetch(new URL('metrics', nodeRed.url))));
        for (const response of responses) {
            assert.equal(response.status, 200);
            const [type, ...parameters] = (response.headers.get('content-type') ?? '').split('; ');
            assert.deepEqual([type, ...parameters.toSorted()], ['text/plain', 'charset=utf-8', 'version=0.0.4']);
            values = readMetrics(await response.text());
        }
        assert.equal(values.get(series('connected')), 1);
        assert.equal(values.get(series('bad_frames_total')), 1);
        assert.ok(Number(values.get(series('frames_received_total'))) >= 1);
        const lastSeen = Number(values.get(series('last_seen_timestamp_seconds')));
        assert.ok(lastSeen > begun && lastSeen <= Date.now() / 1000);
        assert.equal(values.get('clown_hubs_without_state'), 1);
        // The line that is no frame, and once for each request why there is no state.
        await until(() => running.texts('reason').length >= 4, 'a reason for each request');
        const [, ...reasons] = running.texts('reason');
        for (const text of reasons) assert.match(text, /^The hub has no address/);
    });
});
