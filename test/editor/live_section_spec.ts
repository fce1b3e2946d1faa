// The last messages of a hub in the sidebar: when they are requested, and which lines are shown.

import assert from 'node:assert/strict';
import { type HubView, type LiveMessage, type LiveView, ROUTES } from '../../nodes/shared/views';
import { leavesNothing } from '../support/leaks';
import { type FakeElement, removePage, usePage } from './dom';

/** The module needs the types of the browser, which tests do not have. */
const SECTION = '../../nodes/editor/sidebar/live-section';

interface Section {
    readonly element: FakeElement & { open?: boolean };
    show(hubs: readonly Partial<HubView>[]): void;
    isSeen: boolean;
}

const TIME = new Date(2026, 5, 1, 8, 30, 5).getTime();
const message = (kind: LiveMessage['kind'], text: string): LiveMessage => ({ time: TIME, kind, text });
const ATTIC = { id: 'a', label: 'Attic' };
const GARDEN = { id: 'g', label: 'Garden' };

describe('the last messages of a hub in the sidebar', () => {
    const realTimeout = globalThis.setTimeout;
    const realClear = globalThis.clearTimeout;
    let section: Section;
    let sent: string[];
    let respond: (view: LiveView) => void;
    let fail: (status: number) => void;
    /** What runs after the pause between two requests. */
    let later: (() => void) | undefined;

    beforeEach(async () => {
        usePage();
        [sent, later] = [[], undefined];
        const ajax = ({ url }: { readonly url: string }): unknown => {
            sent.push(url);
            return new Promise((resolve, reject) => {
                respond = resolve;
                fail = (status) => reject(Object.assign(new Error('refused'), { status }));
            });
        };
        Object.assign(globalThis, {
            RED: { _: (key: string) => key.replace(/^.*clown-hub\./, '') },
            $: { ajax },
            setTimeout: (run: () => void, ms: number) => {
                assert.equal(ms, 1_000);
                later = run;
                return 1;
            },
            clearTimeout: () => {
                later = undefined;
            },
        });
        const { LiveSection } = (await import(SECTION)) as { LiveSection: new () => Section };
        section = new LiveSection();
    });
    afterEach(() => {
        Object.assign(globalThis, { setTimeout: realTimeout, clearTimeout: realClear });
        removePage();
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });
    leavesNothing();

    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const open = (isOpen = true): void => {
        section.element.open = isOpen;
        section.element.dispatchEvent(new Event('toggle'));
    };
    const answered = async (last: number, ...messages: LiveMessage[]): Promise<void> => {
        respond({ last, messages });
        await turn();
    };
    const urlAfter = (last: number, id = 'a'): string =>
        ROUTES.messages.replace(':id', id).replace(':after', String(last));
    const lines = (): string[] => (section.element.all('pre')[0]?.textContent ?? '').split('\n');
    const note = (): string =>
        section.element.all('div').find(({ attributes }) => attributes.get('role') === 'status')?.textContent ?? '';
    const pause = (): FakeElement => section.element.all('button')[0] as FakeElement;
    const filter = (text: string): void => {
        const field = section.element.all('input')[0] as FakeElement;
        field.value = text;
        field.dispatchEvent(new Event('input'));
    };
    /** With the section open and the first messages shown. */
    const started = async (...messages: LiveMessage[]): Promise<void> => {
        section.show([ATTIC]);
        section.isSeen = true;
        open();
        await answered(messages.length, ...messages);
    };

    it('are requested while the section is open and seen, each second those after the last', async () => {
        section.show([ATTIC]);
        section.isSeen = true;
        assert.deepEqual(sent, []);
        open();
        assert.deepEqual(sent, [urlAfter(0)]);
        await answered(3, message('in', '["led/-", {}]'));
        assert.equal(sent.length, 1);
        later?.();
        assert.deepEqual(sent, [urlAfter(0), urlAfter(3)]);
        open(false);
        await answered(4, message('in', '["late", {}]'));
        assert.deepEqual([later, lines().length], [undefined, 1]);
        open();
        section.isSeen = false;
        await answered(5);
        assert.equal(later, undefined);
    });

    it('are not requested without a hub', () => {
        section.isSeen = true;
        open();
        assert.deepEqual(sent, []);
    });

    it('are marked with their direction, without line ends', async () => {
        await started(
            message('in', '["led/-", {"state":"on"}]\n'),
            message('out', '["led/-/get", {}]\n'),
            message('state', 'connected'),
        );
        assert.deepEqual(lines(), [
            '08:30:05 ← ["led/-", {"state":"on"}]',
            '08:30:05 → ["led/-/get", {}]',
            '08:30:05 • connected',
        ]);
    });

    it('are filtered by a part of them, in small or capital letters, with blanks around it or not', async () => {
        await started(message('in', '["relay/i2c0-3B", {}]'), message('in', '["led/-", {}]'));
        for (const text of ['relay', 'RELAY', '  i2c0-3b ', '3B"']) {
            filter(text);
            assert.deepEqual(lines(), ['08:30:05 ← ["relay/i2c0-3B", {}]'], text);
        }
        filter('barometer');
        assert.deepEqual(lines(), ['']);
        filter(' ');
        assert.equal(lines().length, 2);
    });

    it('show where messages are missing, whatever the filter', async () => {
        await started(message('in', '["led/-", {}]'));
        filter('led');
        later?.();
        await answered(9, message('in', '["relay/-", {}]'));
        assert.deepEqual(lines(), ['08:30:05 ← ["led/-", {}]', '08:30:05 … recording.gap']);
    });

    it('stay as they are while they are paused, and go on after that', async () => {
        await started(message('in', '["led/-", {}]'));
        assert.equal(pause().getAttribute('aria-pressed'), 'false');
        pause().click();
        assert.deepEqual([pause().getAttribute('aria-pressed'), later], ['true', undefined]);
        pause().click();
        assert.equal(pause().getAttribute('aria-pressed'), 'false');
        assert.deepEqual(sent.at(-1), urlAfter(1));
    });

    it('begin anew with another hub, and a late response for the hub before is dropped', async () => {
        await started(message('in', '["led/-", {}]'));
        later?.();
        const late = respond;
        section.show([GARDEN]);
        assert.deepEqual([lines(), sent.at(-1)], [[''], urlAfter(0, 'g')]);
        late({ last: 7, messages: [message('in', '["late", {}]')] });
        await turn();
        assert.deepEqual([lines(), later], [[''], undefined]);
        await answered(2, message('in', '["relay/-", {}]'));
        assert.deepEqual(lines(), ['08:30:05 ← ["relay/-", {}]']);
        section.show([GARDEN, ATTIC]);
        assert.equal(lines().length, 1, 'the same hub is selected');
    });

    it('say why they are not shown, and are requested again', async () => {
        await started();
        later?.();
        fail(403);
        await turn();
        assert.equal(note(), 'sidebar.no-look');
        later?.();
        await answered(0);
        assert.equal(note(), '');
    });
});
