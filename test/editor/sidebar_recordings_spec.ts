// The section of recordings in the sidebar: what it shows while one runs, and after its end.

import assert from 'node:assert/strict';
import { type HubView, ROUTES } from '../../nodes/shared/views';
import { leavesNothing } from '../support/leaks';
import { FakeElement, removePage, usePage } from './dom';

/** The module needs the types of the browser, which tests do not have. */
const SECTION = '../../nodes/editor/sidebar/recordings';

interface Section {
    readonly element: FakeElement;
    show(hubs: readonly HubView[]): void;
}

class FakeText extends FakeElement {
    data = '';

    constructor() {
        super('#text');
    }

    override get textContent(): string {
        return this.data;
    }
}

describe('recordings in the sidebar', () => {
    afterEach(() => {
        removePage();
        for (const name of ['RED', '$', 'Option']) Reflect.deleteProperty(globalThis, name);
    });
    leavesNothing();

    it('show the time left rounded up, and no outcome of the start after the end', async () => {
        usePage();
        const ajax = ({ url }: { readonly url: string }): Promise<unknown> =>
            Promise.resolve(url === ROUTES.token ? { token: 't' } : { ok: true, files: [] });
        const RED = { _: (key: string, values = {}) => key + JSON.stringify(values), i18n: { lang: () => 'en-US' } };
        Object.assign(globalThis, { RED, $: { ajax }, Option: FakeElement });
        Object.assign(document, { createTextNode: () => new FakeText() });
        const { RecordingsSection } = (await import(SECTION)) as { RecordingsSection: new () => Section };
        const section = new RecordingsSection();
        const hub = (leftMs?: number): HubView => ({
            ...{ id: 'h', label: 'Attic', state: {} as never, devices: [], counters: {} as never },
            ...(leftMs === undefined ? {} : { recording: { file: 'f', leftMs, bytes: 1 } }),
        });
        const outcome = (): string | undefined =>
            section.element.all('div').find(({ attributes }) => attributes.get('role') === 'status')?.textContent;
        section.show([hub()]);
        const start = section.element.all('button').find(({ textContent }) => textContent.includes('recording.start'));
        assert.ok(start);
        start.dispatchEvent(new Event('click'));
        await new Promise(setImmediate);
        // The outcome arrives before the hub shows the recording.
        section.show([hub()]);
        assert.equal(outcome(), 'Started.');
        section.show([hub(179_000)]);
        assert.ok(section.element.textContent.includes('"time":"3 min"'), section.element.textContent);
        assert.equal(outcome(), 'Started.');
        section.show([hub()]);
        assert.equal(outcome(), '');
    });
});
