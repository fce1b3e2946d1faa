// The rows of a hub's devices, and the box below one of them.

import assert from 'node:assert/strict';
import { type DeviceView, ROUTES } from '../../nodes/shared/views';
import { leavesNothing } from '../support/leaks';
import { FakeElement, removePage, usePage } from './dom';

/** The modules need the types of the browser, which tests do not have. */
const ROWS = '../../nodes/editor/sidebar/rows';
const BOX = '../../nodes/editor/sidebar/command-box';

interface RowsOf extends Iterable<object> {
    readonly element: FakeElement;
    arrange(devices: readonly DeviceView[]): void;
    close(): void;
}
interface Box {
    readonly element: FakeElement;
    close(): void;
}

function device(name: string): DeviceView {
    const [type = '', address = ''] = name.split('/');
    return { device: name, type, address, kind: 'actuator', listed: true, values: [] };
}

describe('a device in the sidebar', () => {
    const realNow = performance.now;

    beforeEach(() => {
        usePage();
        // Rows are made for a limited time in each turn: here all of them in one.
        performance.now = () => 0;
    });
    afterEach(() => {
        performance.now = realNow;
        removePage();
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });
    leavesNothing();

    it('that is gone leaves no row', async () => {
        const closed: string[] = [];
        const make = ({ device: name }: DeviceView): object => ({
            name,
            element: new FakeElement('li'),
            update: () => {},
            close: () => closed.push(name),
        });
        const { Rows } = (await import(ROWS)) as { Rows: new (make: (device: DeviceView) => object) => RowsOf };
        const rows = new Rows(make);
        const names = (): unknown[] => [...rows].map((row) => (row as { readonly name: string }).name);
        rows.arrange([device('led/-'), device('relay/i2c0-3b')]);
        assert.deepEqual(names(), ['led/-', 'relay/i2c0-3b']);
        rows.arrange([device('relay/i2c0-3b')]);
        assert.deepEqual(names(), ['relay/i2c0-3b']);
        assert.deepEqual(closed, ['led/-']);
        assert.equal(rows.element.all('li').length, 1);
        rows.close();
        assert.deepEqual(closed, ['led/-', 'relay/i2c0-3b']);
    });

    it('gets one command from a double click', async () => {
        const sent: string[] = [];
        const route = ROUTES.command.replace(':id', 'h');
        const ajax = ({ url }: { readonly url: string }): Promise<unknown> => {
            if (url === ROUTES.token) return Promise.resolve({ token: 't' });
            if (url !== route) return Promise.reject(new Error('there is no history'));
            sent.push(url);
            return Promise.resolve({ ok: true });
        };
        const RED = { _: (key: string) => key, nodes: { node: () => null } };
        Object.assign(globalThis, { RED, $: { ajax } });
        const { CommandBox } = (await import(BOX)) as {
            CommandBox: new (hub: object, device: () => DeviceView) => Box;
        };
        const box = new CommandBox({ running: 'h', node: 'h' }, () => device('relay/i2c0-3b'));
        const on = box.element.all('button').find(({ textContent }) => /choice\.on$/.test(textContent));
        assert.ok(on);
        const click = async (times: number): Promise<void> => {
            for (let count = 0; count < times; count++) on.dispatchEvent(new Event('click'));
            await new Promise(setImmediate);
        };
        await click(2);
        assert.equal(sent.length, 1);
        await click(1);
        assert.equal(sent.length, 2);
        box.close();
    });
});
