// The table of devices in the dialog of the hub: what is stored of its rows.

import assert from 'node:assert/strict';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/hub/device-table';

type Cells = Readonly<Record<'device' | 'seconds' | 'pace' | 'called' | 'limit', string>>;
const BLANK: Cells = { device: ' ', seconds: '', pace: 'every', called: '', limit: ' ' };

describe('the table of devices', () => {
    afterEach(() => Reflect.deleteProperty(globalThis, '$'));

    it('stores no blank row', async () => {
        const rows: Cells[] = [
            { ...BLANK, device: 'thermometer/i2c0-48', seconds: '60' },
            BLANK,
            { ...BLANK, device: 'relay/i2c0-3b', called: 'Boiler' },
        ];
        const $ = (what: string | Cells): object =>
            typeof what === 'string'
                ? { editableList: () => ({ toArray: () => rows }) }
                : { find: (cell: string) => ({ val: () => what[cell.replace('.clown-hub-', '') as keyof Cells] }) };
        Object.assign(globalThis, { $ });
        const { readRows } = (await import(MODULE)) as { readRows(): unknown };
        assert.deepEqual(readRows(), {
            intervals: [{ device: 'thermometer/i2c0-48', seconds: '60' }],
            devices: [{ device: 'relay/i2c0-3b', name: 'Boiler' }],
        });
    });
});
