// What the sidebar shows of a hub and of its devices, and what their buttons do.

import assert from 'node:assert/strict';
import { type DeviceView, type HubView, ROUTES } from '../../nodes/shared/views';
import { translate } from '../nodes/support/catalogue';
import { leavesNothing } from '../support/leaks';
import { FakeElement, removePage, usePage } from './dom';

/** The modules need the types of the browser, which tests do not have. */
const SECTION = '../../nodes/editor/sidebar/hub-section';
const BOX = '../../nodes/editor/sidebar/command-box';
const ROWS = '../../nodes/editor/sidebar/rows';

interface Section {
    readonly element: FakeElement;
    update(hub: HubView, now: number, chosen: string | undefined): void;
    tick(now: number): void;
    close(): void;
}
interface Box {
    readonly element: FakeElement;
    forget(): void;
    close(): void;
}
interface RowsOf {
    readonly element: FakeElement;
    arrange(devices: readonly DeviceView[]): void;
    show(now: number, fits: (device: DeviceView) => boolean): number;
    tick(now: number): void;
    close(): void;
}

const text = (key: string, params?: Readonly<Record<string, unknown>>): string => translate(`clown-hub.${key}`, params);
const NOW = 1_700_000_000_000;

function device(name: string, more: Partial<DeviceView> = {}): DeviceView {
    const [type = '', address = ''] = name.split('/');
    return { device: name, type, address, kind: 'sensor', listed: true, values: [], ...more };
}
const THERMOMETER = device('thermometer/i2c0-48', {
    heardAt: NOW - 5_000,
    values: [{ quantity: 'temperature', value: 21.4, unit: '°C' }],
});
const RELAY = device('relay/i2c0-3b', { kind: 'actuator' });
const FLOOD = device('flood/-', { heardAt: NOW - 90_000, silentMs: 60_000 });

function hubView(more: Partial<HubView> = {}): HubView {
    return { id: 'h', label: 'Attic', state: { word: 'connected' }, devices: [THERMOMETER, RELAY], ...more } as HubView;
}

describe('the sidebar shows', () => {
    const realNow = performance.now;
    let hub: Record<string, unknown> | null;
    let isEditing: boolean;
    let done: string[];
    let respond: () => Promise<unknown>;

    beforeEach(() => {
        usePage();
        // Rows are made for a limited time in each turn: here all of them in one.
        performance.now = () => 0;
        hub = { type: 'clown-hub' };
        isEditing = false;
        done = [];
        respond = () => Promise.resolve({ ok: true });
        const ajax = ({ url }: { readonly url: string }): Promise<unknown> => {
            if (url === ROUTES.token) return Promise.resolve({ token: 't' });
            return url === ROUTES.command.replace(':id', 'h') ? respond() : Promise.reject(new Error('no history'));
        };
        const RED = {
            _: translate,
            nodes: {
                node: (id: string) => (id === 'h' ? hub : null),
                dirty: () => false,
                workspace: () => ({ label: 'Cellar' }),
                getType: () => undefined,
                id: () => 'n',
            },
            state: { DEFAULT: 0, EDITING: 1, IMPORT_DRAGGING: 2 },
            view: {
                state: () => (isEditing ? 1 : 0),
                redraw: () => {},
                scale: () => 1,
                focus: () => {},
                importNodes: ([{ type }]: [{ type: string }], { touchImport }: { touchImport: boolean }) =>
                    done.push(`${type} ${touchImport ? 'placed' : 'at the mouse'}`),
            },
            editor: { validateNode: () => {}, editConfig: (...args: string[]) => done.push(args.join(' ')) },
            events: { emit: () => {} },
            history: { push: () => {} },
            notify: (sentence: string) => done.push(sentence),
            workspaces: { active: () => 'f', isLocked: () => false },
        };
        const sized = { length: 1, width: () => 0, height: () => 0, scrollLeft: () => 0, scrollTop: () => 0 };
        Object.assign(globalThis, { RED, $: Object.assign(() => sized, { ajax }) });
    });
    afterEach(() => {
        performance.now = realNow;
        removePage();
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });
    leavesNothing();

    async function section(view: HubView, chosen?: string, choose = (): void => {}): Promise<Section> {
        const { HubSection } = (await import(SECTION)) as {
            HubSection: new (hub: HubView, choosing: object) => Section;
        };
        const made = new HubSection(view, { choose });
        made.update(view, NOW, chosen);
        return made;
    }

    const heads: readonly [what: string, view: Partial<HubView>, shown: RegExp, hidden: RegExp][] = [
        [
            'since when a hub is connected',
            { state: { word: 'connected', since: NOW - 60_000 } },
            /for 60\u00a0?\s?s/,
            /lost/,
        ],
        ['the number of devices', {}, new RegExp(text('sidebar.count', { count: 2 }).replace(/[()]/g, '\\$&')), /lost/],
        [
            'why a hub waits, with its name',
            {
                state: {
                    word: 'waiting',
                    attempt: 2,
                    retryAt: NOW + 1_000,
                    cause: { code: 'refused', params: {} },
                } as never,
            },
            new RegExp(`Attic.*${text('reason.refused').slice(0, 20)}`),
            /undefined/,
        ],
        [
            'why a hub is invalid',
            { state: { word: 'invalid', cause: { code: 'address-missing', params: {} } } as never },
            new RegExp(text('reason.address-missing').slice(0, 30)),
            /undefined/,
        ],
        [
            'no cause of an outage that is over',
            { state: { word: 'connected', cause: { code: 'refused', params: {} } } as never },
            new RegExp(text('status.connected')),
            new RegExp(text('reason.refused').slice(0, 20)),
        ],
    ];
    for (const [what, more, shown, hidden] of heads) {
        it(what, async () => {
            const made = await section(hubView(more));
            assert.match(made.element.seen, shown);
            assert.doesNotMatch(made.element.seen, hidden);
            made.close();
        });
    }

    it('each device with its address, its value and its age, and marks one that is silent', async () => {
        const made = await section(hubView({ devices: [THERMOMETER, RELAY, FLOOD] }));
        const [first, second, third] = made.element.all('li').map(({ seen }) => seen.replaceAll('\u00a0', ' '));
        assert.match(String(first), /thermometer.*i2c0-48.*5 s.*21\.4 °C/);
        assert.match(String(second), new RegExp(`relay.*i2c0-3b.*${text('sidebar.unknown')}`));
        assert.match(String(third), /flood/);
        const [, , row] = made.element.all('li');
        assert.match(String(row?.getAttribute('class')), /clown-hub-sidebar-silent/);
        assert.equal(row?.all('i').filter(({ hidden, className }) => !hidden && /bell/.test(className)).length, 1);
        made.close();
    });

    it('a new value and its age once they are known', async () => {
        const made = await section(hubView());
        const later = { ...THERMOMETER, heardAt: NOW, values: [{ quantity: 'temperature', value: 22, unit: '°C' }] };
        made.update(hubView({ devices: [later, RELAY] }), NOW, undefined);
        assert.match(made.element.seen, /22\u00a0°C/);
        made.tick(NOW + 7_000);
        assert.match(made.element.seen, /7\u00a0s/);
        made.close();
    });

    it('the devices that match the filter, or that none does', async () => {
        const made = await section(hubView());
        const [filter] = made.element.all('input');
        assert.ok(filter);
        const shown = (typed: string): string[] => {
            filter.value = typed;
            filter.dispatchEvent(new Event('input'));
            return made.element
                .all('li')
                .flatMap(({ hidden, all: _, seen }) => (hidden ? [] : [seen.split(' ')[0] ?? '']));
        };
        assert.equal(shown('relay').length, 1);
        assert.doesNotMatch(made.element.seen, new RegExp(text('sidebar.no-match')));
        assert.equal(shown('nothing such').length, 0);
        assert.match(made.element.seen, new RegExp(text('sidebar.no-match')));
        assert.equal(shown('').length, 2);
        made.close();
    });

    it('that a connected hub has no device, but not that of one that is away', async () => {
        const up = await section(hubView({ devices: [] }));
        assert.match(up.element.seen, new RegExp(text('sidebar.no-devices').slice(0, 20)));
        const away = await section(hubView({ devices: [], state: { word: 'disconnected' } }));
        assert.doesNotMatch(away.element.seen, new RegExp(text('sidebar.no-devices').slice(0, 20)));
        up.close();
        away.close();
    });

    it('the names of the editor, also if they are not deployed yet', async () => {
        hub = { type: 'clown-hub', devices: [{ device: RELAY.device, name: 'Boiler' }] };
        const made = await section(hubView());
        assert.match(made.element.seen, /Boiler/);
        hub.devices = [];
        made.tick(NOW);
        assert.doesNotMatch(made.element.seen, /Boiler/);
        made.close();
    });

    it('buttons for a hub of this editor only, which open its dialog unless another one is open', async () => {
        const made = await section(hubView());
        const edit = made.element.all('button').find((one) => one.getAttribute('aria-label') === text('sidebar.edit'));
        assert.ok(edit && !edit.hidden);
        edit.click();
        isEditing = true;
        edit.click();
        assert.deepEqual(done, [' clown-hub h', text('sidebar.obstacle.editing')]);
        isEditing = false;
        hub = null;
        made.update(hubView(), NOW, undefined);
        assert.ok(edit.hidden);
        made.close();
    });

    it('folded, only the head of a hub', async () => {
        const made = await section(hubView());
        const [fold] = made.element.all('button');
        fold?.click();
        assert.equal(fold?.getAttribute('aria-expanded'), 'false');
        assert.doesNotMatch(made.element.seen, /thermometer/);
        fold.click();
        assert.equal(fold.getAttribute('aria-expanded'), 'true');
        assert.match(made.element.seen, /thermometer/);
        made.close();
    });

    it('the box of the selected device, below it', async () => {
        const made = await section(hubView(), RELAY.device);
        const [, row] = made.element.all('li');
        assert.match(String(row?.seen), new RegExp(text('sidebar.choice.toggle')));
        assert.equal(row?.all('button')[0]?.getAttribute('aria-expanded'), 'true');
        made.update(hubView(), NOW, undefined);
        assert.doesNotMatch(row.seen, new RegExp(text('sidebar.choice.toggle')));
        assert.equal(row.all('button')[0]?.getAttribute('aria-expanded'), 'false');
        made.close();
    });

    async function boxOf(view: DeviceView): Promise<Box> {
        const { CommandBox } = (await import(BOX)) as {
            CommandBox: new (hub: object, device: () => DeviceView) => Box;
        };
        return new CommandBox({ running: 'h', node: 'h' }, () => view);
    }
    const press = async (box: Box, label: string, event = new Event('click')): Promise<void> => {
        const found = box.element.all('button').find(({ textContent }) => textContent === label);
        assert.ok(found, label);
        found.dispatchEvent(event);
        await new Promise(setImmediate);
    };
    const outcome = ({ element }: Box): string => {
        const [place] = element.all('div').filter((one) => one.getAttribute('role') === 'status');
        assert.ok(place, 'a screen reader reports it');
        return `${place.dataset.outcome ?? ''}: ${place.seen.trim()}`;
    };
    const type = (box: Box, at: number, value: string): void => {
        Object.assign(box.element.all('input')[at] ?? {}, { value });
    };

    it('a command with a name for its buttons, and how it has ended', async () => {
        const box = await boxOf(RELAY);
        const [group] = box.element.all('div').filter((one) => one.getAttribute('role') === 'group');
        const label = box.element
            .all('div')
            .find((one) => (one as { id?: string }).id === group?.getAttribute('aria-labelledby'));
        assert.equal(label?.seen, text('command.relay'));
        await press(box, text('sidebar.choice.on'));
        assert.equal(outcome(box), `done: ${text('sidebar.done')}`);
        box.forget();
        assert.equal(outcome(box), ': ');
        respond = () => Promise.resolve({ ok: false, reason: { code: 'not-connected', params: {} } });
        await press(box, text('sidebar.choice.on'));
        assert.match(outcome(box), /^failed: /);
        box.close();
    });

    it('a device without a command as such', async () => {
        const box = await boxOf(device('push-button/-'));
        assert.match(box.element.seen, new RegExp(text('sidebar.no-command')));
        box.close();
    });

    it('what is wrong with an interval, and sends nothing then', async () => {
        const box = await boxOf(THERMOMETER);
        respond = () => assert.fail('sent');
        for (const [typed, sentence] of [
            ['', text('sidebar.no-seconds')],
            ['0', text('sidebar.bad-seconds', { least: 1, most: 86_400 })],
        ] as const) {
            type(box, 0, typed);
            await press(box, text('sidebar.set'));
            assert.equal(outcome(box), `failed: ${sentence}`);
        }
        box.close();
    });

    const names: readonly [what: string, name: string, isOpen: boolean, result: RegExp, stored: unknown][] = [
        ['stores a name', ' Lamp ', false, /^done: /, 'Lamp'],
        ['refuses the name of another device', 'BOILER', false, /^failed: .*BOILER/, undefined],
        ['refuses the type of a device', 'relay', false, /^failed: /, undefined],
        ['waits for an open dialog', 'Lamp', true, /^failed: /, undefined],
    ];
    for (const [what, name, isOpen, result, stored] of names) {
        it(`the field of a name, which ${what}`, async () => {
            hub = { type: 'clown-hub', devices: [{ device: 'relay/i2c0-3f', name: 'Boiler' }] };
            isEditing = isOpen;
            const box = await boxOf(RELAY);
            type(box, 0, name);
            await press(box, text('sidebar.set'));
            assert.match(outcome(box), result);
            const rows = hub.devices as { device: string; name?: string }[];
            assert.equal(rows.find((row) => row.device === RELAY.device)?.name, stored);
            box.close();
        });
    }

    it('no field of a name for a hub that the editor does not have', async () => {
        hub = null;
        const box = await boxOf(RELAY);
        assert.equal(box.element.all('input').length, 0);
        box.close();
    });

    it('how a device becomes a node: by key in the middle, by mouse at the mouse', async () => {
        const box = await boxOf(RELAY);
        const label = text('sidebar.copy.clown-out');
        await press(box, label, Object.assign(new Event('click'), { detail: 0 }));
        assert.equal(outcome(box), `done: ${text('sidebar.placed')}`);
        await press(box, label, Object.assign(new Event('click'), { detail: 1 }));
        assert.equal(outcome(box), `done: ${text('sidebar.hung')}`);
        assert.deepEqual(done, ['clown-out placed', 'clown-out at the mouse']);
        hub = { type: 'clown-hub', z: 'elsewhere' };
        await press(box, text('sidebar.copy.clown-in'));
        assert.match(outcome(box), /^failed: .*Cellar/);
        assert.equal(done.length, 2);
        box.close();
    });

    it('one row that the Tab key stops at, and moves to others by arrow keys', async () => {
        const { Rows } = (await import(ROWS)) as { Rows: new (make: (device: DeviceView) => object) => RowsOf };
        const heads = new Map<string, FakeElement>();
        const stops: string[] = [];
        const ticked: string[] = [];
        const make = ({ device: name }: DeviceView): object => {
            const head = new FakeElement('button');
            const row = new FakeElement('li');
            row.append(head);
            heads.set(name, head);
            return {
                ...{ element: row, head, isStale: false, draw: () => {}, update: () => {}, close: () => {} },
                tick: () => ticked.push(name),
                set isStop(isStop: boolean) {
                    if (isStop) stops.push(name);
                },
            };
        };
        const rows = new Rows(make);
        rows.arrange([device('a/1'), device('b/2'), device('c/3')]);
        assert.equal(
            rows.show(NOW, ({ device: name }) => name !== 'b/2'),
            2,
        );
        assert.deepEqual(stops, ['a/1']);
        const at = (event: string, key: string, name: string): void => {
            const target = heads.get(name);
            const sent = Object.defineProperty(Object.assign(new Event(event), { key }), 'target', { value: target });
            rows.element.dispatchEvent(sent);
        };
        const focused = (): string | undefined =>
            [...heads].find(
                ([, head]) => head === (document as unknown as { activeElement: unknown }).activeElement,
            )?.[0];
        for (const [key, from, to] of [
            ['ArrowDown', 'a/1', 'c/3'],
            ['ArrowUp', 'c/3', 'a/1'],
            ['End', 'a/1', 'c/3'],
            ['Home', 'c/3', 'a/1'],
        ] as const) {
            at('keydown', key, from);
            assert.equal(focused(), to, key);
        }
        at('focusin', '', 'c/3');
        assert.deepEqual(stops, ['a/1', 'c/3']);
        ticked.length = 0;
        rows.tick(NOW);
        assert.deepEqual(ticked, ['a/1', 'c/3']);
        const lists = rows.element.all('ul');
        rows.show(NOW, () => false);
        assert.ok(
            lists.every(({ hidden }) => hidden),
            'an empty list takes no place',
        );
        rows.close();
    });
});
declare const document: object;
