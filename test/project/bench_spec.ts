// What `npm run bench` makes of its figures: the curves, which have no invented points, and the tables of the targets.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../support/folders.js';

interface Case {
    readonly name: string;
    readonly variants: readonly { name: string; count?: number; samples: { cpuUs: number }[][] }[];
}
interface Curves {
    readonly panels: readonly { title: string; lines: { name: string; parts: [number, number][][] }[] }[];
    readonly missing: readonly string[];
}
interface TargetGroup {
    readonly title: string;
    readonly targets: readonly object[];
}

/** The bench has no types, and is not part of the pack. */
const load = (file: string) => import(pathToFileURL(join(root, 'bench', file)).href);

/** A case with these variants; each has one window for each set. */
const measured = (name: string, variants: Record<string, number[]>, count?: number): Case => ({
    name,
    variants: Object.entries(variants).map(([variant, sets]) => ({
        name: variant,
        ...(count === undefined ? {} : { count }),
        samples: sets.map((cpuUs) => [{ cpuUs }]),
    })),
});

describe('the curves of the bench', () => {
    let curvesOf: (cases: readonly Case[]) => Curves;
    let pictureOf: (panels: Curves['panels'], names: readonly string[], about: string) => string;
    let names: readonly string[];

    before(async () => {
        ({ curvesOf, LINE_NAMES: names } = await load('lib/curves.mjs'));
        ({ pictureOf } = await load('lib/picture.mjs'));
    });

    it('have the median of each measured case, and nothing else', () => {
        const { panels, missing } = curvesOf([
            measured('1 exact filter', { trivial: [2, 3, 9], 'clown payload': [1, 1, 1], core: [5] }),
            measured('10 exact filters', { trivial: [4, 4, 4] }),
            measured('100 exact filters', { trivial: [6, 6, 6], 'clown payload': [2, 2, 2] }),
        ]);
        assert.deepEqual(missing, ['Devices', 'Nodes', 'Hubs']);
        assert.deepEqual(
            panels.map(({ title, lines }) => ({ title, lines })),
            [
                {
                    title: 'Filters',
                    lines: [
                        {
                            name: 'trivial',
                            parts: [
                                [
                                    [1, 3],
                                    [10, 4],
                                    [100, 6],
                                ],
                            ],
                        },
                    ],
                },
            ],
            'a line across a count that was not measured, or a line of other variants',
        );
    });

    it('leave a gap at a count that was not measured', () => {
        const { panels } = curvesOf([
            measured('1 exact filter', { trivial: [1] }),
            measured('10 exact filters', { trivial: [2] }),
            measured('1,000 exact filters', { trivial: [4] }),
            measured('10,000 exact filters', { trivial: [5] }),
        ]);
        assert.deepEqual(panels[0]?.lines[0]?.parts, [
            [
                [1, 1],
                [10, 2],
            ],
            [
                [1000, 4],
                [10_000, 5],
            ],
        ]);
    });

    it('take each count of hubs from its own variant', () => {
        const hubs = {
            name: 'many hubs',
            variants: [1, 10, 100].flatMap(
                (count) => measured('', { [`clown ${count} hubs`]: [count] }, count).variants,
            ),
        };
        assert.deepEqual(curvesOf([hubs]).panels[0]?.lines, [
            {
                name: 'clown',
                parts: [
                    [
                        [1, 1],
                        [10, 10],
                        [100, 100],
                    ],
                ],
            },
        ]);
    });

    it('make no panel of a run without two neighbours', () => {
        const { panels, missing } = curvesOf([measured('1 exact filter', { trivial: [1], mqtt: [2] })]);
        assert.deepEqual(panels, []);
        assert.deepEqual(missing, ['Filters', 'Devices', 'Nodes', 'Hubs']);
    });

    it('are drawn with a mark for each point, axes with their units, and a legend of the lines that are there', () => {
        const { panels } = curvesOf([
            measured('1 exact filter', { trivial: [1.2], 'clown payload': [0.9] }),
            measured('10 exact filters', { trivial: [2.4], 'clown payload': [1.1] }),
        ]);
        const picture = pictureOf(panels, names, 'Node.js 1 <2>');
        const [plot = '', legend = ''] = picture.split('</g>');
        assert.equal(plot.match(/<circle/g)?.length, 4);
        assert.equal(legend.match(/<circle/g)?.length, 2);
        assert.match(plot, /CPU µs per frame/);
        assert.match(plot, /nodes, each with a filter of its own/);
        assert.match(legend, />trivial<[\s\S]*>clown</);
        assert.doesNotMatch(picture, />core MQTT<|>previous<|NaN|undefined|Infinity/);
        assert.match(picture, /Node\.js 1 &lt;2>/);
    });
});

describe('the target tables of the bench', () => {
    let tables: (cases: readonly Case[]) => string;

    before(async () => {
        const { judge } = await load('lib/judge.mjs');
        const { targetTables } = await load('lib/report.mjs');
        const { targetGroups }: { targetGroups: readonly TargetGroup[] } = await load('targets/index.mjs');
        tables = (cases) => targetTables(judge(targetGroups, cases));
    });

    const ratios = (sets: number[]) => [measured('sending', { trivial: sets.map(() => 1), 'clown guard': sets })];

    it('have only the measured rows, with the median, each set, the target and the result', () => {
        assert.equal(
            tables(ratios([0.2, 0.4, 0.25, 0.22, 0.21])),
            [
                '## Sending and requests',
                '',
                '| work | median | sets | target | |',
                '| --- | --- | --- | --- | --- |',
                '| sending | 0.22 | 0.2, 0.4, 0.25, 0.22, 0.21 | CPU at most 0.3 × trivial | met |',
            ].join('\n'),
        );
    });

    it('miss a target with the median, or with two sets', () => {
        assert.match(tables(ratios([0.2, 0.4, 0.4, 0.22, 0.21])), /\| missed by 2 of 5 \|$/);
        assert.match(tables(ratios([0.4, 0.4, 0.4, 0.22, 0.21])), /\| missed \|$/);
    });

    it('are empty if no target was measured', () => assert.equal(tables([measured('nothing', {})]), ''));
});
