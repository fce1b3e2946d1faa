// The table of extra headers in the dialog of a hub: which rows are stored, and where the values go.

import assert from 'node:assert/strict';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/hub/header-table';
interface HeaderTable {
    readHeaders(): unknown;
    readHeaderValues(): unknown;
    removeUnusedFields(stored: (slot: string) => boolean): void;
}
interface Row {
    readonly name: string;
    readonly slot: string;
}

describe('the table of headers', () => {
    const rows: readonly Row[] = [
        { name: ' X-Key ', slot: 'header1' },
        { name: '', slot: 'header2' },
        { name: '', slot: 'header3' },
        { name: 'X-Empty', slot: 'header4' },
    ];
    let removed: string[];
    let table: HeaderTable;
    beforeEach(async () => {
        removed = [];
        const fields: Readonly<Record<string, string>> = {
            header1: 'secret',
            header2: '',
            header3: 'token',
            header4: '',
        };
        const $ = (what: string | Row): object => {
            if (typeof what !== 'string')
                return {
                    find: (cell: string) => ({
                        val: () => (cell === '.clown-hub-header-name' ? what.name : undefined),
                    }),
                    data: (key: string) => (key === 'slot' ? what.slot : undefined),
                };
            if (what === '#clown-hub-headers') return { editableList: () => ({ toArray: () => rows }) };
            const slot = what.replace('#node-config-input-', '');
            return { val: () => fields[slot], remove: () => removed.push(slot) };
        };
        Object.assign(globalThis, { $ });
        table = (await import(MODULE)) as HeaderTable;
    });
    afterEach(() => Reflect.deleteProperty(globalThis, '$'));

    it('stores the names of all rows but blank ones, and no value', () => {
        assert.deepEqual(table.readHeaders(), [
            { name: 'X-Key', slot: 'header1' },
            { name: '', slot: 'header3' },
            { name: 'X-Empty', slot: 'header4' },
        ]);
    });

    it('has the values as credentials of their slots', () => {
        assert.deepEqual(table.readHeaderValues(), { header1: 'secret', header3: 'token', header4: '' });
    });

    it('leaves out the fields that are empty and were never filled', () => {
        table.removeUnusedFields((slot) => slot === 'header2');
        assert.deepEqual(removed, ['header4', 'header5', 'header6', 'header7', 'header8']);
    });
});
