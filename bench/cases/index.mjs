// All cases, in the order in which they are measured.

import { deployVariants, measureDeploy } from '../lib/deploying.mjs';
import { editorVariants, measureEditor } from '../lib/editing.mjs';
import { flowOf, receiving } from '../lib/flows.mjs';
import { measureInvented } from '../lib/inventing.mjs';
import { measureSimulator, simulatorVariants } from '../lib/simulating.mjs';
import { measureRequire, measureStart, requireVariants, startVariants } from '../lib/starting.mjs';
import { grow, manyHubs, PREVIOUS } from './kinds.mjs';
import { receivingCases } from './receiving.mjs';
import { sendingCases } from './sending.mjs';

const withoutPrevious = (variants) => variants.filter(({ build }) => build !== PREVIOUS).map(({ name }) => name);

export const cases = [
    ...receivingCases,
    ...sendingCases,
    {
        name: 'deploy of 1,000 receiving and 1,000 sending nodes',
        group: 'deploy',
        measure: measureDeploy,
        variants: deployVariants,
        quick: ['nothing', 'trivial', 'clown', PREVIOUS],
    },
    {
        name: 'start of Node-RED',
        group: 'start',
        measure: measureStart,
        variants: startVariants,
        quick: withoutPrevious(startVariants),
    },
    { name: 'require', group: 'start', measure: measureRequire, variants: requireVariants, quick: true },
    {
        name: 'the editor in Chromium',
        group: 'editor',
        measure: measureEditor,
        variants: editorVariants,
        quick: withoutPrevious(editorVariants),
    },
    {
        name: 'simulator',
        group: 'simulator',
        measure: measureSimulator,
        variants: simulatorVariants,
        quick: withoutPrevious(simulatorVariants),
    },
    grow('1 of 100 devices wanted, other filters beside', [10, 100, 1000, 10_000]),
    manyHubs(
        'many hubs',
        [
            ['clown', 1],
            ['clown', 10],
            ['clown', 100],
            ['trivial', 1],
            ['trivial', 10],
            ['trivial', 100],
            [PREVIOUS, 1],
            [PREVIOUS, 10],
            [PREVIOUS, 100],
        ],
        {
            base: 'clown 1 hub',
            quick: ['clown 1 hub', 'clown 10 hubs', 'clown 100 hubs', 'trivial 1 hub', 'trivial 100 hubs'],
        },
    ),
    {
        name: 'a new topic for each frame',
        group: 'growth',
        measure: measureInvented,
        topics: 1_000_000,
        variants: [{ name: 'clown #', flow: (place) => flowOf(receiving.clown({ ...place, filters: ['#'] }), true) }],
        quick: true,
    },
];
