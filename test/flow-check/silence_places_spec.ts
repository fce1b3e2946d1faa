// Findings about silence limits name the place where the limit is set: the node, the table of the hub, or both.

import assert from 'node:assert/strict';
import { FlowCheckTexts } from '../../nodes/flow-check/texts';
import { checkFlow } from '../../src/flow-check/check';
import type { FlowNode } from '../../src/flow-check/flow';
import { follows, hub, on, reading, set, tab, timed } from './flows';

const DEVICE = 'thermometer/i2c0-48';

interface Row {
    readonly title: string;
    /** The limit of the node, and that of its device in the table of the hub. */
    readonly node: string;
    readonly table?: number;
    /** Other nodes. */
    readonly more?: readonly FlowNode[];
    /** The sentence, and the node to look at; undefined without a finding. */
    readonly sentence: string | undefined;
    readonly at?: string;
}

const TO_RELAY = [
    reading('quiet', DEVICE, { silentAfter: '600', wires: [[], ['off']] }),
    set('off', 'false', 'bool', 'fan'),
];
const ELSEWHERE = [reading('quiet', 'thermometer/+', { silentAfter: '600', wires: [[], ['told']] })];

const UNGUARDED: readonly Row[] = [
    { title: 'no limit', node: '', sentence: 'relay-unguarded', at: 'fan' },
    { title: 'a limit of the node', node: '600', sentence: undefined },
    {
        title: 'no limit of the node, and one in the table',
        node: '',
        table: 600,
        sentence: 'relay-unguarded',
        at: 'fan',
    },
    { title: 'both limits', node: '600', table: 900, sentence: undefined },
    { title: 'a limit that the table turns off', node: '600', table: 0, sentence: 'relay-unguarded.hub', at: 'hub' },
    { title: 'no limit, and 0 in the table', node: '', table: 0, sentence: 'relay-unguarded.both', at: 'hub' },
    { title: 'the limit of another node', node: '', more: ELSEWHERE, sentence: undefined },
    {
        title: 'the limit of another node that the table turns off',
        node: '',
        table: 0,
        more: ELSEWHERE,
        sentence: 'relay-unguarded.hub',
        at: 'hub',
    },
    {
        title: 'a report of another node to the relay that the table turns off',
        node: '',
        table: 0,
        more: TO_RELAY,
        sentence: 'relay-unguarded.hub',
        at: 'hub',
    },
];

/** The device reports every 60 seconds. */
const SHORT: readonly Row[] = [
    { title: 'no limit', node: '', sentence: undefined },
    { title: 'no limit of the node, and a short one in the table', node: '', table: 30, sentence: undefined },
    { title: 'a short limit of the node', node: '30', sentence: 'silence-short', at: 'in' },
    { title: 'a short limit in the table', node: '600', table: 30, sentence: 'silence-short.hub', at: 'hub' },
    {
        title: 'two short limits, of which that in the table counts',
        node: '20',
        table: 30,
        sentence: 'silence-short.hub',
        at: 'hub',
    },
    { title: 'a short limit that the table replaces', node: '30', table: 600, sentence: undefined },
    { title: 'a short limit that the table turns off', node: '30', table: 0, sentence: undefined },
];

function found(
    rule: string,
    { node, table, more = [] }: Row,
): readonly { sentence: string; at: string; text: string }[] {
    const devices = table === undefined ? {} : { devices: [{ device: DEVICE, silentAfter: table }] };
    const own = follows('in', DEVICE, 'fan').map((one) =>
        one.id === 'in' ? { ...one, name: 'cold', silentAfter: node, wires: [['in?'], ['told']] } : one,
    );
    own.push(on('told', 'debug'));
    const texts = new FlowCheckTexts('en-US');
    return checkFlow([tab, hub(devices), ...own, ...more], new Map([['hub', timed(60)]]))
        .filter((finding) => finding.rule === rule)
        .map((finding) => ({ sentence: finding.sentence, at: finding.at, text: texts.sentence(finding) }));
}

for (const [rule, rows] of [
    ['relay-unguarded', UNGUARDED],
    ['silence-short', SHORT],
] as const) {
    describe(`flow check: the place that ${rule} names`, () => {
        for (const row of rows) {
            it(`for ${row.title}`, () => {
                const all = found(rule, row);
                const expected = row.sentence === undefined ? [] : [{ sentence: row.sentence, at: row.at }];
                assert.deepEqual(
                    all.map(({ sentence, at }) => ({ sentence, at })),
                    expected,
                );
                for (const { at, text } of all) {
                    const names = at === 'hub' ? ['"cellar"', DEVICE] : [];
                    for (const name of names) assert.ok(text.includes(name), text);
                    assert.ok(!text.includes('__'), text);
                }
            });
        }
    });
}
