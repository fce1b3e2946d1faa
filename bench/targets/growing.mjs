// The targets for what grows: filters, devices, hubs and topics.

import { over } from '../lib/figures.mjs';
import { combined, cpu } from '../lib/judge.mjs';

/** What is to be flat is so within this. */
const NOISE = 1.15;

const clown = 'clown payload';
const trivial = 'trivial';
const per = (one, other) => one / other;

/** How much more a frame costs in a larger case than in a smaller one, against the same of trivial. */
const steeper = (work, [small, large], variant, other) => ({
    work,
    target: 'no steeper than trivial',
    figure: growthOf(small, large, variant),
    most: growthOf(small, large, other),
});
const growthOf = (small, large, variant) => (find) => {
    const [few, many] = [find(small)(variant), find(large)(variant)];
    return few && many && over(many, 'cpuUs').middle / over(few, 'cpuUs').middle;
};

const growName = '1 of 100 devices wanted, other filters beside';
const hubsName = 'many hubs';
const heapApart = (find, name, [few, many], count) =>
    combined(
        find,
        [
            [name, many],
            [name, few],
        ],
        'heapKb',
        (more, less) => (more - less) / count,
    );
export const growthTargets = [
    ...['100 exact filters', '1,000 exact filters'].map((name) =>
        steeper(`growth from 1 to ${name}`, ['1 exact filter', name], clown, trivial),
    ),
    steeper(
        'growth from 100 to 10,000 reporting devices',
        ['1 of 100 devices wanted', '100 of 10,000 devices wanted'],
        clown,
        trivial,
    ),
    ...['100', '1,000', '10,000'].map((count) =>
        cpu('CPU per frame', growName, [`${count} filters`, '10 filters'], { most: NOISE }, `${count} filters: flat`),
    ),
    {
        work: 'memory: filters',
        target: 'a filter of 10,000 holds no more than one of 1,000',
        figure: (find) => {
            const many = heapApart(find, growName, ['1,000 filters', '10,000 filters'], 9000);
            const few = heapApart(find, growName, ['100 filters', '1,000 filters'], 900);
            return many && few && many.middle / few.middle;
        },
        most: NOISE,
    },
    {
        work: 'CPU per frame: 100 hubs against one',
        target: 'no more than with trivial',
        figure: (find) =>
            combined(
                find,
                [
                    [hubsName, 'clown 100 hubs'],
                    [hubsName, 'clown 1 hub'],
                ],
                'cpuUs',
                per,
            ),
        most: (find) => {
            const [many, one] = ['100 hubs', '1 hub'].map((count) => find(hubsName)(`${trivial} ${count}`));
            return many && one && over(many, 'cpuUs').middle / over(one, 'cpuUs').middle;
        },
    },
    {
        work: 'memory of a connected hub',
        target: 'at most 16 kB',
        figure: (find) => heapApart(find, hubsName, ['clown 10 hubs', 'clown 100 hubs'], 90),
        most: 16,
    },
    {
        work: 'a new topic for each frame',
        target: 'at most 1,000 kB more after what may be remembered is full',
        figure: (find) => {
            const one = find('a new topic for each frame')('clown #');
            return one && over(one, 'grownKb');
        },
        most: 1000,
    },
];
