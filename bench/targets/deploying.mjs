// The targets for deploys, and for what nodes hold and leave.

import { combined, compare, figureOf } from '../lib/judge.mjs';

const trivial = 'trivial';
const deployName = 'deploy of 1,000 receiving and 1,000 sending nodes';
const deployTime = (work, key, other, target) =>
    compare(work, deployName, ['clown', other], key, { most: 1.25 }, `time at most 1.25 × ${target}`);
const deployApart = (work, other, key, take, bound, target) => ({
    work: `${work}: ${deployName}`,
    target,
    figure: (find) =>
        combined(
            find,
            [
                [deployName, 'clown'],
                [deployName, other],
            ],
            key,
            take,
        ),
    ...bound,
});
const above = (one, other) => one - other;
const per = (one, other) => one / other;
export const deployTargets = [
    deployTime('first', 'firstMs', 'nothing', 'nodes that do nothing'),
    deployTime('full again', 'fullMs', 'nothing', 'nodes that do nothing'),
    deployTime('one node changed', 'oneMs', 'nothing', 'nodes that do nothing'),
    deployTime('connection changed', 'hubMs', trivial, 'trivial'),
    figureOf('all filters live', deployName, 'clown', 'liveMs', { most: 100 }, 'within 100 ms after the deploy'),
    deployApart(
        'heap per node, with all settings',
        'nothing',
        'heapPerNode',
        above,
        { most: 1000 },
        'at most 1,000 bytes above one that does nothing',
    ),
    deployApart('heap per node', 'mqtt', 'heapPerNode', per, { most: 1 / 3 }, 'a third of core MQTT'),
    figureOf('left after removal', deployName, 'clown', 'leftKb', { most: 512 }, 'at most 512 kB'),
    deployApart(
        'left by each further removal',
        'nothing',
        'leftMoreKb',
        above,
        { most: 50 },
        'at most 50 kB more than nodes that do nothing',
    ),
    figureOf('timers and sockets left', deployName, 'clown', 'leftResources', { most: 0 }, 'none'),
];
