// The targets for what happens once: loading the pack, opening the editor; and for the simulator.

import { combined, compare, figureOf } from '../lib/judge.mjs';

const startName = 'start of Node-RED';

export const startTargets = [
    ...[
        ['CPU time', 'cpuMs'],
        ['heap', 'heapKb'],
    ].map(([work, key]) =>
        compare(work, 'require', ['the pack', 'core mqtt'], key, { most: 0.5 }, 'half of core MQTT'),
    ),
    {
        work: 'what the editor loads before a dialog opens',
        target: 'the pack adds at most 80 kB',
        figure: (find) =>
            combined(
                find,
                [
                    [startName, 'with the pack'],
                    [startName, 'without the pack'],
                ],
                'editorKb',
                (one, other) => one - other,
            ),
        most: 80,
    },
    figureOf('', 'simulator', '1,000 hubs', 'percent', { most: 100 }, 'at most one core'),
];
