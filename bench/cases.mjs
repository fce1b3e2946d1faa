// What is measured: which frames or commands, and which variants take part.

import { flowOf, receiving, sending } from './lib/flows.mjs';

/** Deliveries under way: `chunk` for each credit, `window` chunks. Without a bound the queue itself is what costs. */
const CHUNK = 100;
const WINDOW = 10;

const payload = (at) => ({ temperature: [20 + (at % 100) / 8, '\u2103'] });
const topicOf = (at) => `thermometer/i2c0-${at}`;
const frames = (count, times = 1) =>
    Array.from({ length: Math.max(count, 100) * times }, (_, at) => [topicOf(at % count), payload(at)]);
const filtersOf = (count, make = topicOf) => Array.from({ length: count }, (_, at) => make(at));

/** @returns a case in which each variant receives these frames under these filters */
function receive(name, filters, traffic, variants, options = {}) {
    const one = {
        name,
        group: 'receiving',
        unit: 'frame',
        traffic: { kind: 'receive', chunk: CHUNK, window: WINDOW, perChunk: CHUNK, ...traffic },
        variants: [],
        ...options,
    };
    for (const variant of variants) {
        const [type, output] = variant.split(' ');
        one.variants.push({
            name: variant,
            kind: variant === 'bare' ? 'bare' : 'node-red',
            mqtt: type === 'mqtt',
            flow: (place) => variant !== 'bare' && flowOf(receiving[type]({ ...place, filters, output }), true),
        });
    }
    return one;
}

function send(name, variants, traffic = {}, options = {}) {
    return {
        name,
        group: 'sending',
        unit: 'message',
        traffic: { kind: 'send', chunk: CHUNK, window: WINDOW, ...traffic },
        variants: variants.map((variant) => ({
            name: variant,
            kind: variant === 'bare' ? 'bare' : 'node-red',
            mqtt: variant === 'mqtt',
            flow: (place) => variant !== 'bare' && flowOf(sending[variant](place), false),
        })),
        ...options,
    };
}

const all = ['bare', 'floor', 'clown payload', 'core', 'expert', 'mqtt'];
const modes = ['clown values', 'clown quantity', 'clown each', 'clown text'];
const wanted = (every, count) => ({
    frames: Array.from({ length: count }, (_, at) => [topicOf(at), payload(at)]),
    perChunk: 1000,
    chunk: 1000 / every,
});

export const cases = [
    receive('1 exact filter', filtersOf(1), { frames: frames(1) }, [...all, ...modes], { quick: true }),
    receive('10 exact filters', filtersOf(10), { frames: frames(10) }, all),
    receive('100 exact filters', filtersOf(100), { frames: frames(100) }, [...all, ...modes], {
        quick: ['floor', 'clown payload', 'clown values', 'core', 'expert', 'mqtt'],
    }),
    receive('1,000 exact filters', filtersOf(1000), { frames: frames(1000) }, all, {
        quick: ['floor', 'clown payload', 'mqtt'],
    }),
    receive(
        '100 filters +/address',
        filtersOf(100, (at) => `+/i2c0-${at}`),
        { frames: frames(100) },
        ['floor', 'clown payload', 'core', 'mqtt'],
    ),
    receive('#', ['#'], { frames: frames(100) }, ['floor', 'clown payload', 'clown text', 'core', 'mqtt']),
    receive('+/+', ['+/+'], { frames: frames(100) }, ['floor', 'clown payload', 'core', 'mqtt']),
    receive(
        '1 of 100 devices wanted',
        [topicOf(0)],
        wanted(100, 100),
        ['floor', 'clown payload', 'core', 'expert', 'mqtt'],
        {
            quick: ['floor', 'clown payload', 'expert', 'mqtt'],
        },
    ),
    receive(
        '100 of 10,000 devices wanted',
        filtersOf(100, (at) => topicOf(at * 100)),
        wanted(100, 10_000),
        ['floor', 'clown payload', 'core', 'expert', 'mqtt'],
        { quick: ['floor', 'clown payload', 'expert', 'mqtt'] },
    ),
    receive(
        'each frame to 10 nodes',
        Array(10).fill(topicOf(0)),
        { frames: frames(1), perChunk: 10 },
        ['floor', 'clown payload', 'core', 'mqtt'],
        { unit: 'delivery', quick: true },
    ),
    receive(
        'each frame to 100 nodes',
        Array(100).fill(topicOf(0)),
        { frames: frames(1), perChunk: 1 },
        ['floor', 'clown payload', 'core', 'mqtt'],
        { unit: 'delivery', quick: ['floor', 'clown payload'] },
    ),
    receive('latency at 1,000 frames per second, 1 filter', filtersOf(1), { frames: frames(1), rate: 1000 }, all),
    receive(
        'latency at 1,000 frames per second, 100 filters',
        filtersOf(100),
        { frames: frames(100), rate: 1000 },
        all,
    ),
    send(
        'sending',
        ['bare', 'nothing', 'floor', 'clown raw', 'clown guard', 'json > websocket out', 'websocket out', 'mqtt'],
        {},
        {
            quick: true,
        },
    ),
];
