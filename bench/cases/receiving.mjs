// What is measured of receiving: which frames, under which filters, and which variants take part.

import { HOME_VARIANTS, measureHome } from '../lib/home.mjs';
import { filtersOf, frames, PREVIOUS, receive, topicOf, wanted } from './kinds.mjs';

const clown = 'clown payload';
const previous = `${PREVIOUS} payload`;
const ours = ['trivial', clown, previous];
const all = ['bare', ...ours, 'core', 'expert', 'mqtt'];
const named = 'clown named';
const modes = [named, 'clown values', 'clown quantity', 'clown each', 'clown text'];
/** What a quick run compares where the previous build is no surprise. */
const pair = ['trivial', clown];
const latency = { show: 'latency', times: 2, quick: pair };

/** The same build twice: by how much the ratios of a run can be wrong. */
export const SAME = 'the same build against itself';
const same = receive(SAME, filtersOf(1), { frames: frames(1) }, [clown, `${clown} again`], {
    base: clown,
    quick: true,
});

/** Frames of so many devices, one in a hundred of them subscribed. */
const onePercent = (wantedCount, devices, names, options) =>
    receive(
        `${wantedCount.toLocaleString('en')} of ${devices.toLocaleString('en')} devices wanted`,
        filtersOf(wantedCount, (at) => topicOf(at * 100)),
        wanted(100, devices),
        names,
        options,
    );

const fanOut = (count, traffic, options) =>
    receive(
        `each frame to ${count.toLocaleString('en')} nodes`,
        Array(count).fill(topicOf(0)),
        { frames: frames(1), ...traffic },
        [...ours, 'core', 'mqtt'],
        { unit: 'delivery', ...options },
    );

export const receivingCases = [
    same,
    receive('1 exact filter', filtersOf(1), { frames: frames(1) }, [...all, ...modes], {
        quick: [...ours, named, 'bare', 'core', 'mqtt'],
    }),
    receive('10 exact filters', filtersOf(10), { frames: frames(10) }, all),
    receive('100 exact filters', filtersOf(100), { frames: frames(100) }, [...all, ...modes], {
        quick: [...ours, named, 'mqtt'],
    }),
    receive('1,000 exact filters', filtersOf(1000), { frames: frames(1000) }, all, { quick: pair }),
    receive('10,000 exact filters', filtersOf(10_000), { frames: frames(10_000) }, ours),
    receive(
        '100 filters +/address',
        filtersOf(100, (at) => `+/i2c0-${at}`),
        { frames: frames(100) },
        [...ours, 'core', 'mqtt'],
    ),
    receive('#', ['#'], { frames: frames(100) }, [...ours, 'clown text', 'core', 'mqtt']),
    receive('+/+', ['+/+'], { frames: frames(100) }, [...ours, 'core', 'mqtt']),
    onePercent(1, 100, [...ours, 'core', 'expert', 'mqtt'], { quick: pair }),
    onePercent(100, 10_000, [...ours, 'core', 'expert', 'mqtt'], { quick: ours }),
    onePercent(1000, 100_000, ours, { quick: pair }),
    fanOut(10, { perChunk: 10 }),
    fanOut(100, { perChunk: 1 }, { quick: pair }),
    fanOut(1000, { perChunk: 1, chunk: 1000, window: 2 }),
    {
        name: 'a typical home: 12 devices, one reading per second each',
        group: 'receiving',
        measure: measureHome,
        variants: HOME_VARIANTS,
        quick: true,
    },
    receive(
        'latency at 1,000 frames per second, 1 filter',
        filtersOf(1),
        { frames: frames(1), rate: 1000 },
        all,
        latency,
    ),
    receive(
        'latency at 1,000 frames per second, 100 filters',
        filtersOf(100),
        { frames: frames(100), rate: 1000 },
        all,
        latency,
    ),
];
