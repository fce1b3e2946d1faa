// What the pack has set itself, and whether the figures of a run hold it.

import { over, ratio, spanText } from './lib/report.mjs';

/** Rounds differ; what is to be flat is so within this. */
const NOISE = 1.15;

/**
 * One target: a figure of some cases, and what it must be. `figure` gives a span of rounds, or a number, or nothing where
 * that was not measured.
 *
 * @typedef {object} Target
 * @property {string} work
 * @property {string} target
 * @property {(find: (name: string) => (variant: string) => object | undefined) => unknown} figure
 * @property {number} [most]
 * @property {number} [least]
 */

/** A ratio of two variants of one case. */
const compare = (work, name, [variant, other], key, bound, target) => ({
    work: work ? `${work}: ${name}` : name,
    target,
    figure: (find) => {
        const one = find(name)(variant);
        const base = find(name)(other);
        return one && base && ratio(one, base, key);
    },
    ...bound,
});

const cpu = (work, name, pair, bound, target) => compare(work, name, pair, 'cpuUs', bound, target);
const clown = 'clown payload';

const receiving = [
    ...['1 exact filter', '10 exact filters', '100 exact filters', '1,000 exact filters'].map((name) =>
        cpu('receiving', name, [clown, 'floor'], { most: 1 }, 'CPU at most 1 × floor'),
    ),
    cpu('receiving', '1 exact filter', ['mqtt', clown], { least: 2.5 }, '2.5 × as fast as core MQTT'),
    cpu('receiving', '1 exact filter', ['core', clown], { least: 4.5 }, '4.5 × as fast as the core WebSocket chain'),
    cpu('receiving', '100 exact filters', ['mqtt', clown], { least: 20 }, '20 × as fast as core MQTT'),
    cpu('receiving', '1,000 exact filters', ['mqtt', clown], { least: 130 }, '130 × as fast as core MQTT'),
    ...['1 exact filter', '100 exact filters'].flatMap((name) =>
        ['clown values', 'clown quantity', 'clown each'].map((mode) =>
            cpu(mode, name, ['floor', mode], { least: 0.8 }, '0.8 × as fast as floor'),
        ),
    ),
    ...['1 of 100 devices wanted', '100 of 10,000 devices wanted'].map((name) =>
        cpu('receiving', name, [clown, 'floor'], { most: 0.8 }, 'CPU at most 0.8 × floor'),
    ),
    ...['10', '100', '1,000'].flatMap((count) => {
        const name = `each frame to ${count} nodes`;
        return [
            cpu('', name, [clown, 'floor'], { most: 0.7 }, 'CPU at most 0.7 × floor'),
            cpu('', name, [clown, 'mqtt'], { most: 1 }, 'CPU below core MQTT'),
            cpu('', name, [clown, 'core'], { most: 1 }, 'CPU below the core WebSocket chain'),
        ];
    }),
    ...['1 filter', '100 filters'].flatMap((filters) =>
        ['p50', 'p99'].map((part) => {
            const name = `latency at 1,000 frames per second, ${filters}`;
            return compare(part, name, [clown, 'floor'], part, { most: 1.1 }, 'at most 1.1 × floor');
        }),
    ),
];

const guard = 'clown guard';
const speed = (name, other, least, target) =>
    compare('', name, [guard, other], 'perSecond', { least }, `${least} × the messages per second of ${target}`);
const sending = [
    speed('sending', 'floor', 2.5, 'floor'),
    cpu('', 'sending', [guard, 'floor'], { most: 0.4 }, 'CPU at most 0.4 × floor'),
    speed('sending', 'json > websocket out', 6, 'core json > websocket out'),
    speed('sending', 'websocket out', 6, 'core websocket out, given the text'),
    speed('sending', 'mqtt', 2.5, 'core mqtt out'),
    compare('p50', 'latency of sending at 50 per second', [guard, 'floor'], 'p50', { most: 1 }, 'no worse than floor'),
];

const deployName = 'deploy of 1,000 nodes that hear and 1,000 that send';
const deployOf = (work, target, key, take, bound) => ({
    work: `${work}, 1,000 + 1,000 nodes`,
    target,
    figure: (find) => {
        const of = (variant) => {
            const one = find(deployName)(variant);
            return one && over(one, key)?.middle;
        };
        return take(of);
    },
    ...bound,
});
const per = (one, other) => (one === undefined || other === undefined ? undefined : one / other);
const above = (one, other) => (one === undefined || other === undefined ? undefined : one - other);
const deploying = [
    ...[
        ['first deploy', 'firstMs'],
        ['full redeploy', 'againMs'],
    ].map(([work, key]) =>
        deployOf(work, 'at most 1.3 × nodes that do nothing', key, (of) => per(of('clown'), of('nothing')), {
            most: 1.3,
        }),
    ),
    deployOf('all filters live', 'within 100 ms after the deploy', 'liveMs', (of) => of('clown'), { most: 100 }),
    deployOf(
        'heap per node',
        'at most 1,000 bytes above one that does nothing',
        'heapPerNode',
        (of) => above(of('clown'), of('nothing')),
        { most: 1000 },
    ),
    deployOf('heap per node', 'a third of core MQTT', 'heapPerNode', (of) => per(of('clown'), of('mqtt')), {
        most: 1 / 3,
    }),
    deployOf(
        'left by each further removal',
        'at most 50 kB more than nodes that do nothing',
        'leftMoreKb',
        (of) => above(of('clown'), of('nothing')),
        { most: 50 },
    ),
    deployOf('timers and sockets left', 'none', 'leftResources', (of) => of('clown'), { most: 0 }),
];

const growName = '1 of 100 devices wanted, other filters beside';
const heapPer = (many, few, count) => (many && few ? (many.heapKb - few.heapKb) / count : undefined);
const growth = [
    ...['100', '1,000', '10,000'].map((count) =>
        cpu('CPU per frame', growName, [`${count} filters`, '10 filters'], { most: NOISE }, `${count} filters: flat`),
    ),
    {
        work: 'memory: filters',
        target: 'a filter of 10,000 holds no more than one of 1,000',
        figure: (find) => {
            const of = (count) => find(growName)(`${count} filters`);
            return per(heapPer(of('10,000'), of('1,000'), 9000), heapPer(of('1,000'), of('100'), 900));
        },
        most: NOISE,
    },
    cpu('CPU per frame', 'many hubs', ['clown 100 hubs', 'clown 1 hub'], { most: NOISE }, '100 hubs: as with one'),
    {
        work: 'memory: many hubs',
        target: 'a hub of 100 holds no more than one of 10',
        figure: (find) => {
            const of = (count) => find('many hubs')(`clown ${count} hub${count > 1 ? 's' : ''}`);
            return per(heapPer(of(100), of(10), 90), heapPer(of(10), of(1), 9));
        },
        most: NOISE,
    },
    {
        work: 'a new topic for each frame',
        target: 'at most 1,000 kB more after what may be remembered is full',
        figure: (find) => {
            const one = find('a new topic for each frame')('clown #');
            return one && over(one, 'grownKb')?.middle;
        },
        most: 1000,
    },
];

/** @returns each target with what was measured, and the verdict; what was not measured is left out */
export function judge(cases) {
    const find = (name) => {
        const variants = cases.find((one) => one.name === name)?.variants;
        return (variant) => variants?.find((one) => one.name === variant);
    };
    return [...receiving, ...sending, ...deploying, ...growth].flatMap(({ work, target, figure, most, least }) => {
        const found = figure(find);
        const span = typeof found === 'number' ? { middle: found, least: found, most: found } : found;
        if (!span) return [];
        const holds = (value) => (most === undefined ? value >= least : value <= most);
        return [{ work, target, measured: spanText(span), verdict: verdictOf(span, holds) }];
    });
}

/** The median decides; rounds that say otherwise are told of. */
function verdictOf({ middle, least, most }, holds) {
    const verdict = holds(middle) ? 'held' : 'missed';
    return holds(least) === holds(most) ? verdict : `${verdict}, not in all rounds`;
}
