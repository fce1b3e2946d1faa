// The plot of the last day, and the texts that come with the sidebar.

import assert from 'node:assert/strict';
import { PLOT, plotOf, secondsOn } from '../../nodes/editor/sidebar/history/plot';
import { words } from '../../nodes/editor/sidebar/words';
import type { DayPoint } from '../../nodes/shared/views';

describe('the plot of the last day', () => {
    it('has a line for each run and a gap between two, never a line across', () => {
        const runs: DayPoint[][] = [
            [
                [7_050, 10, 15, 20],
                [6_750, 10, 12, 14],
            ],
            [[150, 30, 30, 30]],
        ];
        const plot = plotOf({ runs });
        assert.deepEqual(plot, {
            lines: [
                { line: '0,44.5 6,44.5 18,53.2 24,53.2', area: '0,30 6,30 18,47.4 24,47.4 24,59 18,59 6,59 0,59' },
                { line: '276,1 282,1 288,1', area: '276,1 282,1 288,1 288,1 282,1 276,1' },
            ],
            spanS: 7_200,
            least: 10,
            mean: 19,
            most: 30,
            gaps: [{ fromS: 6_600, toS: 300 }],
        });
    });

    it('is a line through the middle for a constant value, and an hour wide at least', () => {
        const plot = plotOf({ runs: [[[0, 5, 5, 5]]] });
        assert.equal(plot?.spanS, 3_600);
        assert.equal(plot.lines[0]?.line, `276,30 ${PLOT.width},30 ${PLOT.width},30`);
        assert.deepEqual(plot.gaps, []);
    });

    it('has steps between off and on for a state, also where it never changed', () => {
        const on: DayPoint = [450, 1, 1, 1];
        const switched: DayPoint = [150, 0, 0, 1];
        const plot = plotOf({ isState: true, runs: [[on, switched]] });
        assert.deepEqual(plot?.lines, [
            { line: '240,1 264,1 264,59 288,59', area: '240,1 264,1 264,1 288,1 288,59 264,59 264,1 240,1' },
        ]);
        assert.equal(plotOf({ isState: true, runs: [[on]] })?.lines[0]?.line, '240,1 264,1');
        assert.equal(secondsOn([[on, switched], [on]]), 600);
    });

    it('is nothing without a value, and stays within the box for the largest numbers', () => {
        assert.equal(plotOf({ runs: [] }), undefined);
        const plot = plotOf({
            runs: [
                [
                    [300, -3e38, 0, 3e38],
                    [0, 0, 0, 0],
                ],
            ],
        });
        for (const place of plot?.lines[0]?.area.split(/[ ,]/) ?? ['none']) {
            assert.ok(Number(place) >= 0 && Number(place) <= PLOT.width, place);
        }
    });
});

describe('texts that come with the sidebar', () => {
    it('are in the language of the editor, and in English for others', () => {
        const say = (language?: string) => words({ a: '__n__ devices' }, { a: '__n__ zařízení' }, () => language);
        assert.equal(say('cs')('a', { n: 2 }), '2 zařízení');
        assert.equal(say('de')('a', { n: 2 }), '2 devices');
        assert.equal(say()('a'), '__n__ devices');
    });
});
