// The sections below the hubs of the sidebar: the flow check, starter flows, the report of a flow test, and the last day of a device.

import assert from 'node:assert/strict';
import * as flowCheck from '../../nodes/flow-check/index';
import { type HubView, ROUTES } from '../../nodes/shared/views';
import { translate } from '../nodes/support/catalogue';
import { leavesNothing } from '../support/leaks';
import { type FakeElement, removePage, usePage } from './dom';

/** The modules need the types of the browser, which tests do not have. */
const CHECK = '../../nodes/editor/flow-check/section';
const STARTER = '../../nodes/editor/sidebar/starter/starter-section';
const REPORT = '../../nodes/editor/sidebar/flow-test/test-report';
const HISTORY = '../../nodes/editor/sidebar/history/history-box';

interface Flow {
    readonly id: string;
    readonly type: string;
    [setting: string]: unknown;
}

const text = (key: string, params?: Readonly<Record<string, unknown>>): string => translate(`clown-hub.${key}`, params);

describe('the sidebar', () => {
    let flow: Flow[];
    let done: string[];
    let imported: Flow[];
    let listeners: Map<string, () => void>;
    let respond: (url: string) => unknown;

    beforeEach(() => {
        usePage();
        flow = [];
        done = [];
        imported = [];
        listeners = new Map();
        respond = () => undefined;
        const node = (id: string): Flow | null => flow.find((one) => one.id === id) ?? null;
        const RED = {
            _: translate,
            nodes: {
                node,
                ...{ createCompleteNodeSet: () => flow, dirty: () => false, getType: () => undefined },
                id: () => `n${imported.length}${done.length}${Math.random()}`,
            },
            utils: { getNodeLabel: ({ type }: Flow) => `a ${type}` },
            state: { DEFAULT: 0, EDITING: 1, IMPORT_DRAGGING: 2 },
            view: {
                state: () => 0,
                redraw: () => {},
                reveal: (id: string) => done.push(`revealed ${id}`),
                select: () => {},
                importNodes: (nodes: Flow[]) => imported.push(...nodes),
            },
            editor: { validateNode: () => {} },
            events: {
                emit: () => {},
                on: (name: string, act: () => void) => listeners.set(name, act),
                off: (name: string) => listeners.delete(name),
            },
            history: { push: ({ t }: { readonly t: string }) => done.push(t) },
            notify: (sentence: string) => done.push(sentence),
            workspaces: { active: () => 'f', isLocked: () => false, show: (id: string) => done.push(`shown ${id}`) },
        };
        const xhr = { getResponseHeader: () => 'application/javascript' };
        const ajax = ({ url }: { readonly url: string }): object => {
            // biome-ignore lint/suspicious/noThenProperty: that of jQuery passes three values
            if (url.includes('/script/')) return { then: (act: (...args: unknown[]) => void) => act('', '', xhr) };
            const response = respond(url);
            return response === undefined ? Promise.reject(new Error(url)) : Promise.resolve(response);
        };
        const window = { clownHubFlowCheck: flowCheck };
        const $ = Object.assign(() => ({ length: 1 }), { ajax, globalEval: () => {} });
        Object.assign(globalThis, { RED, $, window, FLOW_CHECK_VERSION: 'v' });
    });
    afterEach(() => {
        removePage();
        for (const name of ['RED', '$', 'window', 'FLOW_CHECK_VERSION']) Reflect.deleteProperty(globalThis, name);
    });
    leavesNothing();

    const turns = async (count: number): Promise<void> => {
        for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve));
    };
    interface CheckSection {
        readonly element: FakeElement;
        start(): void;
        stop(): void;
        known(hubs: readonly HubView[]): void;
    }
    const HUB: Flow = { id: 'h', type: 'clown-hub', place: 'simulated', settingsVersion: 1 };
    const WRONG: Flow = { id: 'x', type: 'clown-out', z: 'f', hub: 'h', command: 'relay', device: 'led/-', wires: [] };
    const TAB: Flow = { id: 'f', type: 'tab', label: 'Home' };

    async function checked(nodes: Flow[]): Promise<CheckSection> {
        flow = nodes;
        const { FlowCheckSection } = (await import(CHECK)) as { FlowCheckSection: new () => CheckSection };
        const section = new FlowCheckSection();
        assert.ok(section.element.hidden, 'nothing is known yet');
        section.start();
        await turns(8);
        return section;
    }

    it('shows that a flow has no finding', async () => {
        const section = await checked([TAB, HUB]);
        assert.ok(!section.element.hidden);
        const [head] = section.element.all('button');
        assert.equal(head?.getAttribute('aria-expanded'), 'false');
        head.click();
        assert.equal(head.getAttribute('aria-expanded'), 'true');
        assert.ok(section.element.seen.includes(new flowCheck.FlowCheckTexts('en-US').ui('none')));
        section.stop();
        assert.equal(listeners.size, 0);
    });

    it('shows a finding, its node, and dismisses it until it is shown again', async () => {
        const section = await checked([TAB, HUB, WRONG]);
        const [head] = section.element.all('button');
        head?.click();
        const [item] = section.element.all('li');
        assert.ok(item, section.element.seen);
        assert.match(section.element.seen, /1/);
        const [show, dismiss] = item.all('button');
        show?.click();
        assert.deepEqual(done, ['revealed x']);
        dismiss?.click();
        assert.deepEqual(done, ['revealed x', 'edit']);
        assert.equal(section.element.all('li').length, 0);
        const more = section.element.all('button').find((one) => one !== head && !one.hidden);
        more?.click();
        const [again] = section.element.all('li');
        assert.match(String(again?.className), /dismissed/);
        again?.all('button')[1]?.click();
        assert.equal(section.element.all('li')[0]?.className, '');
        section.stop();
    });

    it('checks again after each kind of change', async () => {
        const section = await checked([TAB, HUB]);
        for (const part of ['nodes', 'flows', 'subflows', 'groups'])
            for (const change of ['add', 'change', 'remove'])
                assert.ok(listeners.has(`${part}:${change}`), `${part}:${change}`);
        for (const name of ['links:add', 'links:remove', 'junctions:add', 'junctions:remove', 'deploy'])
            assert.ok(listeners.has(name), name);
        assert.equal(listeners.size, 17);
        section.stop();
    });

    interface Field extends FakeElement {
        checked?: boolean;
        selectedIndex?: number;
        open?: boolean;
    }

    it('adds a starter flow for what is selected, and says why there is none', async () => {
        flow = [HUB];
        const { StarterSection } = (await import(STARTER)) as {
            StarterSection: new () => { readonly element: Field; show(hubs: readonly HubView[]): void };
        };
        const section = new StarterSection();
        const [, goal, sensor, relay] = section.element.all('select') as Field[];
        const [file] = section.element.all('input') as Field[];
        assert.ok(goal && sensor && relay && file);
        goal.value = 'show';
        section.element.open = true;
        const device = (name: string, more: object = {}): object => {
            const [type = '', address = ''] = name.split('/');
            return { device: name, type, address, kind: 'sensor', listed: true, values: [], ...more };
        };
        const devices = [
            device('thermometer/i2c0-48'),
            device('lux-meter/i2c0-44', { limitMs: 0 }),
            device('relay/i2c0-3b'),
        ];
        section.show([{ id: 'h', label: 'Attic', state: { word: 'connected' }, devices }] as unknown as HubView[]);
        const boxes = (): Field[] => section.element.all('fieldset')[0]?.all('input') ?? [];
        assert.deepEqual(
            section.element.all('bdi').map(({ seen }) => seen),
            ['thermometer i2c0-48', 'lux-meter i2c0-44', 'relay i2c0-3b'],
        );
        const status = (): string => {
            const [place] = section.element.all('div').filter((one) => one.getAttribute('role') === 'status');
            return `${place?.dataset.outcome}: ${place?.seen}`;
        };
        const [place = assert.fail()] = section.element.all('button');
        place.click();
        assert.match(status(), /^failed: .*at least one device/);
        assert.equal(imported.length, 0);
        const [thermometer = assert.fail()] = boxes();
        thermometer.checked = true;
        place.click();
        assert.match(status(), /^done: /);
        assert.deepEqual(
            imported.filter(({ type }) => type === 'clown-in').map(({ topic, hub }) => [topic, hub]),
            [['thermometer/i2c0-48', 'h']],
        );
        assert.deepEqual(done, [`shown ${imported[0]?.id}`]);

        const parts = (chosen: string): boolean[] => {
            goal.value = chosen;
            goal.dispatchEvent(new Event('change'));
            return [section.element.all('fieldset')[0], file.parent, sensor.parent, relay.parent].map(
                (part) => !part?.hidden,
            );
        };
        const without = /lux-meter/;
        const hint = (): string => section.element.all('p').at(-1)?.seen ?? '';
        assert.deepEqual(parts('store'), [true, true, false, false]);
        assert.doesNotMatch(hint(), without);
        assert.deepEqual(parts('warn'), [true, false, false, false]);
        assert.match(hint(), without, 'its owner turned the silence limit off');
        assert.deepEqual(parts('limit'), [false, false, true, true]);
        assert.deepEqual(
            [sensor, relay].map((list) => list.seen),
            ['thermometer i2c0-48, temperature', 'i2c0-3b'],
        );
        Object.assign(sensor, { selectedIndex: 0 });
        // As a browser does it for the first entry of a list.
        sensor.dispatchEvent(new Event('change'));
        Object.assign(relay, { selectedIndex: 0 });
        imported = [];
        place.click();
        assert.match(status(), /^done: /);
        assert.equal(imported.find(({ type }) => type === 'clown-out')?.device, 'i2c0-3b');
        flow = [{ ...HUB, z: 'elsewhere' }];
        place.click();
        assert.match(status(), /^failed: /);
    });

    it('begins with limits that fit the sensor, until its owner has entered others', async () => {
        flow = [HUB];
        const { StarterSection } = (await import(STARTER)) as {
            StarterSection: new () => { readonly element: Field; show(hubs: readonly HubView[]): void };
        };
        const section = new StarterSection();
        const [, goal, sensor] = section.element.all('select') as Field[];
        const [, on, off] = section.element.all('input') as Field[];
        assert.ok(goal && sensor && on && off);
        goal.value = 'limit';
        goal.dispatchEvent(new Event('change'));
        section.element.open = true;
        const devices = [
            ...['co2-sensor/i2c0-38', 'humidity-sensor/i2c0-5f', 'lux-meter/i2c0-44', 'thermometer/i2c0-48'],
            ...['barometer/i2c0-60', 'relay/i2c0-3b'],
        ].map((device) => {
            const [type = '', address = ''] = device.split('/');
            return { device, type, address, kind: 'sensor', listed: true, values: [] };
        });
        section.show([{ id: 'h', label: 'Attic', state: { word: 'connected' }, devices }] as unknown as HubView[]);
        const all = sensor.all('option').map(({ seen }) => seen);
        const choose = (quantity: string): string => {
            const at = all.findIndex((label) => label.endsWith(`, ${quantity}`));
            assert.ok(at >= 0, `${quantity} in ${all}`);
            Object.assign(sensor, { selectedIndex: at });
            sensor.dispatchEvent(new Event('change'));
            return `${on.value}, ${off.value}`;
        };
        assert.equal(choose('relative-humidity'), '60, 50');
        assert.equal(choose('concentration'), '1000, 800');
        assert.equal(choose('illuminance'), '10, 20');
        assert.equal(choose('pressure'), ', ');
        assert.equal(choose('temperature'), '20, 21');
        on.value = '18';
        assert.equal(choose('relative-humidity'), '18, 21');
        Object.assign(on, { value: '20' });
        assert.equal(choose('relative-humidity'), '60, 50');
    });

    it('reports what a flow test has compared, each with its node, and what did not run', async () => {
        flow = [{ id: 'out', type: 'clown-out' }];
        const { reportOf, verdictOf } = (await import(REPORT)) as {
            reportOf(view: object): FakeElement[];
            verdictOf(view: object): string;
        };
        const none = { items: [], more: 0 };
        const own = { node: 'out', name: 'Lamp', type: 'clown-out' };
        const gone = { node: 'gone', name: '', type: 'debug' };
        const line = { ...own, at: 61_000, topic: 'relay/i2c0-3b/set/state', payload: 'true', outcome: 'sent' };
        const view = {
            ...{
                ok: true,
                result: 'same',
                nodeRed: '4.1.0',
                hub: { node: 'h', name: 'Attic', type: 'clown-hub' },
                count: 1,
            },
            ...{
                silentHubs: none,
                lines: none,
                differences: none,
                errors: none,
                unmatched: none,
                standIns: none,
                leftOut: none,
            },
            badLines: 0,
        };
        const whole = (more: object): string =>
            reportOf({ ...view, ...more })
                .map(({ seen }) => seen)
                .join('\n');
        assert.match(whole({}), /Attic.*4\.1\.0/);
        assert.match(whole({ lines: { items: [line], more: 0 } }), /Lamp.*relay\/i2c0-3b\/set\/state true/);
        assert.match(whole({ lines: { items: [line], more: 7 } }), /7/);
        const inputs = whole({ standIns: { items: [{ ...own, messages: 3 }], more: 0 } });
        assert.match(inputs, /Lamp \(clown-out\) · .*3/);
        assert.match(whole({ leftOut: { items: [gone], more: 0 } }), /debug \(.+\) \(debug\)/);
        assert.match(whole({ errors: { items: [{ ...own, at: 0, message: 'boom' }], more: 0 } }), /Lamp boom/);
        assert.match(whole({ unmatched: { items: [{ ...own, topic: 'a/+' }], more: 0 } }), /a\/\+ \(Lamp\)/);
        const moved = { kind: 'moved', before: line, now: { ...line, at: 62_000 } };
        const missing = { kind: 'missing', before: line };
        const changed = whole({ differences: { items: [moved, missing], more: 0 } });
        assert.match(changed, /Lamp.*true.*1:01.*1:02/s);
        const different = verdictOf({ ...view, result: 'different', differences: { items: [moved], more: 4 } });
        assert.match(different, /5/);
        assert.notEqual(verdictOf({ ...view, count: 0 }), verdictOf(view));
        const links = reportOf({ ...view, lines: { items: [line], more: 0 } }).flatMap((one) => one.all('button'));
        links[0]?.click();
        assert.deepEqual(done, ['revealed out']);
    });

    interface Box {
        readonly element: FakeElement;
        close(): void;
    }

    async function history(quantities: readonly object[]): Promise<Box> {
        respond = (url) => (url === ROUTES.token ? { token: 't' } : { quantities });
        const { HistoryBox } = (await import(HISTORY)) as { HistoryBox: new (hub: string, device: string) => Box };
        const box = new HistoryBox('h', 'thermometer/i2c0-48');
        await turns(3);
        return box;
    }

    it('shows the last day of a reading in words, with the latest three outages', async () => {
        const points = [20_000, 16_000, 12_000, 8_000, 4_000].map((ago) => [[ago, 20, 21, 22]]);
        const latest = [60, 21.5];
        const box = await history([{ quantity: 'temperature', unit: '°C', latest, runs: points }]);
        const [values, outages] = box.element.all('figcaption')[0]?.children.map(({ seen }) => seen) ?? [];
        assert.match(
            String(values),
            /^temperature: 21\.5\u00a0°C \(\d\d:\d\d\), lowest 20\u00a0°C, mean 21\u00a0°C, highest 22\u00a0°C$/,
        );
        const gap = String.raw`\d\d:\d\d to \d\d:\d\d`;
        assert.match(String(outages), new RegExp(`^No data: ${gap}, ${gap}, ${gap} and \\d more$`));
        const [plot] = box.element.all('svg');
        assert.match(String(plot?.getAttribute('aria-label')), /^temperature since \d\d:\d\d$/);
        assert.equal(plot?.all('polyline').length, 5);
        box.close();
    });

    it('shows how long a relay was on', async () => {
        const runs = [[[600, 1, 1, 1]], [[0, 1, 1, 1]]];
        const box = await history([{ quantity: 'state', isState: true, latest: [60, 1], runs }]);
        assert.match(
            box.element.seen,
            new RegExp(`state: ${text('known.on')} \\(\\d\\d:\\d\\d\\), on for about \\d+\u00a0min`),
        );
        box.close();
    });

    it('shows nothing of a day without a value', async () => {
        const box = await history([{ quantity: 'state', latest: [0, 0], runs: [] }]);
        assert.equal(box.element.seen, '');
        box.close();
    });
});
