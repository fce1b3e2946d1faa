// A name of a device that an owner sets in the editor: what is stored, which nodes follow, and that all of it is one change.

import assert from 'node:assert/strict';
import type { DeviceRow } from '../../src/settings/device-table';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/hub/rename';
interface Edit {
    readonly t: string;
    readonly node?: object;
    readonly events?: readonly Edit[];
    readonly dirty?: boolean;
}
interface Rename {
    nameDevice(hub: string, device: string, name: string): void;
    namesake(rows: readonly DeviceRow[], device: string, name: string): string | undefined;
    joinLastChange(node: object, edits: readonly Edit[]): void;
}

describe('a name that is set in the editor', () => {
    let rename: Rename;
    let hub: Record<string, unknown>;
    let history: Edit[];
    let isDirty: boolean;
    let drawn: number;

    beforeEach(async () => {
        hub = { id: 'h', type: 'clown-hub' };
        history = [];
        isDirty = false;
        drawn = 0;
        const dirty = (state?: boolean): boolean => {
            isDirty = state ?? isDirty;
            return isDirty;
        };
        const RED = {
            editor: { validateNode: () => {} },
            events: { emit: () => {} },
            history: { push: (edit: Edit) => history.push(edit), list: () => history },
            nodes: { node: (id: string) => (id === 'h' ? hub : null), dirty },
            view: { redraw: () => drawn++ },
        };
        Object.assign(globalThis, { RED });
        rename = (await import(MODULE)) as Rename;
    });
    afterEach(() => Reflect.deleteProperty(globalThis, 'RED'));

    const BATH = 'thermometer/i2c0-48';
    const LIMIT = { device: BATH, silentAfter: '60' };
    const FAN = { device: 'relay/i2c0-3b', name: 'Fan' };
    const rows: readonly [what: string, stored: unknown, name: string, devices: unknown][] = [
        ['adds a row', undefined, 'Bath', [{ device: BATH, name: 'Bath' }]],
        ['adds a row to those of others', [FAN], 'Bath', [FAN, { device: BATH, name: 'Bath' }]],
        ['keeps the silence limit of its row', [LIMIT, FAN], 'Bath', [{ ...LIMIT, name: 'Bath' }, FAN]],
        ['changes its row', [FAN, { device: BATH, name: 'Room' }], 'Bath', [FAN, { device: BATH, name: 'Bath' }]],
        ['that is empty removes its row', [FAN, { device: BATH, name: 'Room' }], '', [FAN]],
        ['that is empty keeps the silence limit', [{ ...LIMIT, name: 'Room' }], '', [LIMIT]],
        ['that is empty removes the last row with the table', [{ device: BATH, name: 'Room' }], '', undefined],
        ['that is empty adds no row', [FAN], '', [FAN]],
        ['replaces a table that is none', 'odd', 'Bath', [{ device: BATH, name: 'Bath' }]],
    ];
    for (const [what, stored, name, devices] of rows) {
        it(`${what}, as one change that can be undone`, () => {
            if (stored !== undefined) hub.devices = stored;
            rename.nameDevice('h', BATH, name);
            assert.deepEqual(hub.devices, devices);
            const [change] = history;
            assert.deepEqual([history.length, change?.t, change?.dirty, isDirty, drawn], [1, 'multi', false, true, 1]);
            assert.deepEqual(change?.events, [
                { t: 'edit', node: hub, changes: { devices: stored }, changed: false, dirty: false },
            ]);
        });
    }

    it('changes nothing of a hub that the editor does not have', () => {
        rename.nameDevice('gone', BATH, 'Bath');
        assert.deepEqual([history, isDirty], [[], false]);
    });

    const nodes: readonly [name: string, topic: string][] = [
        ['Lounge', 'Lounge/#'],
        ['', `${BATH}/#`],
        ['ROOM', 'room/#'],
    ];
    for (const [name, topic] of nodes) {
        it(`${JSON.stringify(name)} in place of Room: a node of room/# has ${topic} then`, () => {
            const user: Record<string, unknown> = { topic: 'room/#' };
            const other: Record<string, unknown> = { topic: 'Fan/#' };
            Object.assign(hub, { devices: [{ device: BATH, name: 'Room' }, FAN], users: [user, other] });
            rename.nameDevice('h', BATH, name);
            assert.deepEqual([user.topic, other.topic], [topic, 'Fan/#']);
            assert.ok(user.resize && other.resize, 'their labels are drawn again');
            assert.equal(history[0]?.events?.length, topic === 'room/#' ? 1 : 2);
        });
    }

    it('is taken if another device has it, in any capitals', () => {
        const table = [{ device: BATH }, { device: FAN.device, name: 'Fan' }] as unknown as DeviceRow[];
        assert.equal(rename.namesake(table, BATH, 'fan'), FAN.device);
        assert.equal(rename.namesake(table, FAN.device, 'Fan'), undefined);
        assert.equal(rename.namesake(table, BATH, 'Heater'), undefined);
    });

    const node = { id: 'n' };
    const edit = { t: 'edit', node: {} };
    const joined: readonly [what: string, before: Edit[], after: Edit[]][] = [
        [
            'that of the dialog',
            [{ t: 'edit', node }],
            [{ t: 'multi', events: [{ t: 'edit', node }, edit], dirty: false }],
        ],
        [
            'that of the dialog with others',
            [{ t: 'multi', events: [{ t: 'edit', node }] }],
            [{ t: 'multi', events: [{ t: 'multi', events: [{ t: 'edit', node }] }, edit], dirty: false }],
        ],
        [
            'none of another node',
            [{ t: 'add', node: {} }],
            [
                { t: 'add', node: {} },
                { t: 'multi', events: [edit], dirty: false },
            ],
        ],
        ['none, as the first one', [], [{ t: 'multi', events: [edit], dirty: false }]],
    ];
    for (const [what, before, after] of joined) {
        it(`in a dialog is one change with ${what}`, async () => {
            history.push(...before.map((one) => ({ ...one, dirty: false })));
            rename.joinLastChange(node, [edit]);
            await Promise.resolve();
            const bare = (all: readonly Edit[]): unknown =>
                all.map(({ t, node: of, events }) => [t, of === node, events && bare(events)]);
            assert.deepEqual(bare(history), bare(after));
            assert.ok(isDirty);
        });
    }

    it('in a dialog adds nothing without a node that follows', async () => {
        rename.joinLastChange(node, []);
        await Promise.resolve();
        assert.deepEqual([history, isDirty], [[], false]);
    });
});
