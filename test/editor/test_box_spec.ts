// "Test my flow" of one recording in the sidebar: what it asks, shows and offers.

import assert from 'node:assert/strict';
import type { FlowTestDone, FlowTestView } from '../../nodes/shared/flow-test-view';
import { type HubView, ROUTES } from '../../nodes/shared/views';
import { leavesNothing } from '../support/leaks';
import { type FakeElement, removePage, usePage } from './dom';

/** The module needs the types of the browser, which tests do not have. */
const BOX = '../../nodes/editor/sidebar/flow-test/test-box';

interface Box {
    readonly button: FakeElement;
    readonly element: FakeElement;
    close(): void;
}
type MakeBox = new (file: string, hubs: () => readonly Partial<HubView>[], kept: () => void) => Box;

const NONE = { items: [], more: 0 };
const NODE = { node: 'fan', type: 'clown-out', name: 'Fan' };
const LINE = { ...NODE, at: 1_000, kind: 'command', topic: 'relay/-/set', payload: 'true', outcome: 'sent' } as const;
const ONCE = { ...LINE, times: 1, lastAt: 1_000 };

const view = (more: Partial<FlowTestView> = {}): FlowTestView => ({
    ...{ ok: true, run: 'r1', result: 'same', nodeRed: '4.1.15', hub: { node: 'h', type: 'clown-hub', name: 'House' } },
    ...{ silentHubs: NONE, count: 3, lines: NONE, differences: NONE, unmatched: NONE, standIns: NONE, leftOut: NONE },
    ...{ errors: NONE, badLines: 0, ...more },
});

describe('"test my flow" of a recording', () => {
    let TestBox: MakeBox;
    let box: Box;
    let isDirty: boolean;
    let kept: number;
    /** What was sent to each route, without that of the token. */
    let sent: [route: string, data: unknown][];
    let revealed: string[];
    /** Ends the request that was sent last. */
    let respond: (response: unknown) => void;
    let fail: (status: number) => void;

    const hubs: Partial<HubView>[] = [
        { id: 'h1', label: 'House' },
        // Two instances of a subflow have one hub node in the flow.
        { id: 'i1-h2', template: 'h2', label: 'Garden' },
        { id: 'i2-h2', template: 'h2', label: 'Garden' },
        { id: 'h3', label: 'House' },
    ];

    beforeEach(async () => {
        usePage();
        [isDirty, kept, sent, revealed] = [false, 0, [], []];
        const ajax = ({ url, data }: { readonly url: string; readonly data: string }): unknown => {
            if (url === ROUTES.token) return Promise.resolve({ token: 't' });
            sent.push([url, JSON.parse(data)]);
            const answer = new Promise((resolve, reject) => {
                respond = resolve;
                fail = (status) => reject(Object.assign(new Error('refused'), { status }));
            });
            return Object.assign(answer, { abort: () => fail(0) });
        };
        const nodes = {
            node: (id: string) => (id === 'gone' ? null : { id, type: 'clown-out' }),
            dirty: () => isDirty,
        };
        const RED = {
            ...{ _: (key: string) => key, nodes },
            view: { reveal: (id: string) => revealed.push(id), select: () => {} },
        };
        Object.assign(globalThis, { RED, $: { ajax } });
        ({ TestBox } = (await import(BOX)) as { TestBox: MakeBox });
        box = new TestBox(
            'night 1.jsonl',
            () => hubs,
            () => kept++,
        );
    });
    afterEach(() => {
        removePage();
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });
    leavesNothing();

    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const press = async (button: FakeElement | undefined): Promise<void> => {
        assert.ok(button, box.element.seen);
        button.click();
        await turn();
    };
    const test = (): Promise<void> => press(box.button);
    const ended = async (done: FlowTestDone): Promise<void> => {
        await test();
        respond(done);
        await turn();
    };
    const status = (): FakeElement => {
        const found = box.element.all('div').find(({ attributes }) => attributes.get('role') === 'status');
        assert.ok(found);
        return found;
    };
    const said = (): unknown => [status().dataset.outcome, status().textContent];
    /** What each item shows, with a mark before each of its lines after the first. */
    const items = (): string[] => {
        for (const line of box.element.all('li').flatMap((one) => one.all('div'))) {
            if (line.inside[0] !== '| ') line.inside.unshift('| ');
        }
        return box.element.all('li').map(({ seen }) => seen);
    };
    const keep = (): FakeElement | undefined =>
        box.element.all('button').find(({ textContent }) => textContent === 'keep as expected');

    it('tests the recording with this name, and can be cancelled meanwhile', async () => {
        assert.deepEqual(
            [box.button.textContent, box.button.getAttribute('aria-label')],
            [...['test my flow', 'test my flow: night 1.jsonl']],
        );
        await test();
        assert.deepEqual(sent, [['clown-hub/recordings/night%201.jsonl/test', {}]]);
        assert.equal(box.button.getAttribute('aria-label'), 'cancel the test: night 1.jsonl');
        assert.deepEqual(said(), [
            'sending',
            'The deployed flows are being tested with this recording. This takes up to two minutes.',
        ]);
        await test();
        assert.deepEqual(said(), ['failed', 'The test was cancelled.']);
        assert.equal(box.button.textContent, 'test my flow');
        assert.equal(sent.length, 1);
    });

    it('ends its test when it is closed, and closes without one', async () => {
        box.close();
        await test();
        box.close();
        await turn();
        assert.deepEqual(said(), ['failed', 'The test was cancelled.']);
    });

    it('offers nothing to keep if the run is the same', async () => {
        await ended(view());
        assert.deepEqual(said(), ['done', 'Same as the run that was kept. Commands and messages compared: 3.']);
        assert.equal(keep(), undefined);
        assert.ok(box.element.seen.includes('The recording was played by House in Node-RED 4.1.15.'));
    });

    for (const [what, more, sentence] of [
        ['a first run', { result: 'new', lines: { items: [ONCE], more: 0 } }, 'If these commands are as you want them'],
        [
            'differences',
            { result: 'different', differences: { items: [{ kind: 'missing', before: LINE }], more: 0 } },
            'If the differences are as you want them',
        ],
    ] as const) {
        it(`keeps ${what} once that is wanted`, async () => {
            await ended(view(more));
            assert.ok(box.element.seen.includes(sentence), box.element.seen);
            keep()?.focus();
            await press(keep());
            assert.deepEqual(sent[1], ['clown-hub/recordings/night%201.jsonl/keep', { run: 'r1' }]);
            assert.equal(kept, 0);
            respond({ ok: true });
            await turn();
            assert.deepEqual(said(), ['done', 'Kept. The next test with this recording compares with this run.']);
            assert.deepEqual([kept, items(), keep()], [1, [], undefined]);
            assert.equal(document.activeElement as unknown, box.button);
        });
    }

    it('leaves the focus alone that is elsewhere while a run is kept', async () => {
        await ended(view({ result: 'new' }));
        await press(keep());
        respond({ ok: true });
        await turn();
        assert.equal(document.activeElement, null);
    });

    it('says why a run is not kept, and leaves it to be kept again', async () => {
        await ended(view({ result: 'new' }));
        await press(keep());
        respond({ ok: false, fault: { code: 'gone', values: {} } });
        await turn();
        assert.deepEqual([status().dataset.outcome, kept], ['failed', 0]);
        assert.match(status().textContent, /^This run can no longer be kept, /);
        await press(keep());
        fail(403);
        await turn();
        await turn();
        fail(403);
        await turn();
        assert.deepEqual(said(), ['failed', 'Read-only: you do not have permission to test flows.']);
    });

    it('says that a run is too large to be kept', async () => {
        const { run: _, ...large } = view({ result: 'new' });
        await ended(large);
        assert.ok(box.element.seen.includes('This run is too large to be kept for a comparison.'), box.element.seen);
        assert.equal(keep(), undefined);
    });

    it('says that changes are not deployed, also of a test that failed', async () => {
        const note = ' There are changes that are not deployed. What was tested is what is deployed.';
        isDirty = true;
        await ended(view());
        assert.ok(status().textContent.endsWith(note));
        await ended({ ok: false, fault: { code: 'busy', values: {} } });
        assert.deepEqual(said(), ['failed', `Another test is running. Wait until it has ended, and try again.${note}`]);
    });

    it('removes the last report when a test starts', async () => {
        await ended(view({ result: 'new', lines: { items: [ONCE], more: 0 } }));
        assert.equal(items().length, 1);
        await test();
        assert.deepEqual([items(), keep()], [[], undefined]);
        box.close();
        await turn();
    });

    for (const code of ['hub-many', 'hub-unknown'] as const) {
        it(`lets the owner select the hub after the fault ${code}`, async () => {
            const choice = (): FakeElement | undefined => box.element.all('select')[0];
            assert.equal(box.element.seen, '');
            await ended({ ok: false, fault: { code, values: { hub: 'x', hubs: 'House, Garden' } } });
            const options = choice()?.all('option') ?? [];
            assert.deepEqual(
                options.map(({ value, textContent }) => [value, textContent]),
                [
                    ['h1', 'House (h1)'],
                    ['h2', 'Garden'],
                    ['h3', 'House (h3)'],
                ],
            );
            assert.ok(box.element.seen.startsWith('hub that plays the recording'), box.element.seen);
            Object.assign(choice() ?? {}, { value: 'h2' });
            await test();
            assert.deepEqual(sent.at(-1)?.[1], { hub: 'h2' });
            box.close();
            await turn();
        });
    }

    it('offers no hub after another fault', async () => {
        await ended({ ok: false, fault: { code: 'no-rest', values: { at: 1_500, node: 'Loop' } } });
        assert.equal(box.element.all('option').length, 0);
        assert.match(status().textContent, /^At 0:01\.500 of the recording, the flow did not come to rest/);
        assert.ok(!box.element.seen.includes('hub that plays'), box.element.seen);
    });

    for (const [status_, sentence] of [
        [401, 'Read-only: you do not have permission to test flows.'],
        [500, '@clown-hub/node-red-clown-hub/clown-hub:clown-hub.sidebar.bad-answer'],
        [0, '@clown-hub/node-red-clown-hub/clown-hub:clown-hub.sidebar.no-answer'],
    ] as const) {
        it(`says what is wrong after the status ${status_}, and tests again afterwards`, async () => {
            await test();
            fail(status_);
            await turn();
            assert.deepEqual(said(), ['failed', sentence]);
            assert.equal(box.button.textContent, 'test my flow');
            await test();
            assert.equal(sent.length, 2);
            box.close();
            await turn();
        });
    }

    describe('has a report', () => {
        const both = { before: LINE, now: { ...LINE, at: 61_500, payload: 'false', outcome: 'no-answer' } };
        const FAILED = '(failed: no-answer)';
        for (const [kind, difference, text] of [
            ['missing', { before: LINE }, 'missing 0:01.000 Fan relay/-/set true (sent)'],
            ['additional', { now: LINE }, 'additional 0:01.000 Fan relay/-/set true (sent)'],
            [
                'changed',
                both,
                `changed 1:01.500 Fan| before: relay/-/set true (sent)| now: relay/-/set false ${FAILED}`,
            ],
            ['moved', both, `moved Fan relay/-/set false ${FAILED}| before: 0:01.000| now: 1:01.500`],
            [
                'reordered',
                both,
                `reordered| before: 0:01.000 Fan relay/-/set true (sent)| now: 1:01.500 Fan relay/-/set false ${FAILED}`,
            ],
        ] as const) {
            it(`with a difference: ${kind}`, async () => {
                await ended(view({ result: 'different', differences: { items: [{ kind, ...difference }], more: 4 } }));
                assert.deepEqual(said(), ['done', 'Differences to the run that was kept: 5.']);
                assert.deepEqual(items(), [text]);
                assert.ok(box.element.seen.includes('Not shown: 4 more.'));
            });
        }

        for (const [what, line, text] of [
            [
                'a command that was sent several times',
                { times: 12, lastAt: 61_500 },
                '0:01.000 Fan relay/-/set true (sent), 12 times, the last at 1:01.500',
            ],
            ['the hub of a command', { hub: 'Garden' }, '0:01.000 Fan (hub Garden) relay/-/set true (sent)'],
            [
                'a message without topic and payload',
                { topic: undefined, payload: undefined, outcome: undefined },
                '0:01.000 Fan no topic, no payload',
            ],
            ['an empty payload', { payload: '' }, '0:01.000 Fan relay/-/set (sent)'],
            ['a node without a name', { name: '' }, '0:01.000 clown-out relay/-/set true (sent)'],
            ['a node that is gone', { node: 'gone' }, '0:01.000 Fan (no longer in the flow) relay/-/set true (sent)'],
        ] as const) {
            it(`with ${what}`, async () => {
                await ended(view({ result: 'new', lines: { items: [{ ...ONCE, ...line }], more: 0 } }));
                assert.deepEqual(items(), [text]);
                assert.ok(!box.element.seen.includes('Not shown'));
            });
        }

        it('whose nodes are shown in their flow, those of a subflow in the subflow', async () => {
            const lines = [ONCE, { ...ONCE, node: 'instance/inner' }];
            await ended(view({ result: 'new', lines: { items: lines, more: 0 } }));
            for (const link of box.element.all('li').flatMap((one) => one.all('button'))) link.click();
            assert.deepEqual(revealed, ['fan', 'inner']);
        });

        it('with what did not run, what failed and what does not occur', async () => {
            await ended(
                view({
                    standIns: {
                        items: [61_500, undefined].map((cutAt) => ({ ...NODE, type: 'file', messages: 3, cutAt })),
                        more: 0,
                    },
                    leftOut: { items: [{ ...NODE, type: 'mqtt-broker' }], more: 0 },
                    errors: { items: [{ ...NODE, at: 500, message: 'no value' }], more: 0 },
                    unmatched: { items: [{ ...NODE, topic: 'relay/i2c0-3a' }], more: 0 },
                    silentHubs: { items: [{ node: 'g', type: 'clown-hub', name: 'Garden' }], more: 0 },
                    badLines: 2,
                    firstFault: { code: 'hub-missing', params: {} },
                    timeZone: { note: 'time-zone', zone: 'Asia/Tokyo', kept: '' },
                }),
            );
            assert.deepEqual(items(), [
                'Garden',
                'relay/i2c0-3a (Fan)',
                '0:00.500 Fan no value',
                'Fan (file) · messages: 3, not compared from 1:01.500 on',
                'Fan (file) · messages: 3',
                'Fan (mqtt-broker)',
            ]);
            const { seen } = box.element;
            for (const part of [
                'No recording is played for these hubs.',
                'These match nothing in this recording:',
                'Errors of nodes, which are not compared:',
                'These nodes did not run, so that the test has no effect.',
                'These configurations of other packages were left out:',
                'Lines of the recording that cannot be read: 2. The first one:',
                'Times of day are those of the time zone Asia/Tokyo.',
            ]) {
                assert.ok(seen.includes(part), `${part} is missing in: ${seen}`);
            }
        });

        it('that says why the run was not compared', async () => {
            const unread = { code: 'expected-newer', values: { file: 'a', version: 9, known: 1 } } as const;
            await ended(view({ result: 'new', unread }));
            assert.match(
                status().textContent,
                /^a has the format version 9, .* Update the package\. This run was therefore not compared\..*: 3\.$/,
            );
        });

        it('that says that there was nothing to compare', async () => {
            await ended(view({ count: 0 }));
            assert.ok(status().textContent.endsWith(' so it compares nothing.'), status().textContent);
        });
    });
});
