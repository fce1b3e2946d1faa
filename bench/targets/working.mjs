// The targets for receiving, sending and requests.

import { compare, cpu } from '../lib/judge.mjs';

const clown = 'clown payload';
const trivial = 'trivial';

export const receivingTargets = [
    ...['1 exact filter', '10 exact filters', '100 exact filters', '1,000 exact filters'].map((name) =>
        cpu('receiving', name, [clown, trivial], { most: 0.85 }, 'CPU at most 0.85 × trivial'),
    ),
    cpu('receiving', '1 exact filter', ['mqtt', clown], { least: 2.5 }, '2.5 × as fast as core MQTT'),
    cpu('receiving', '1 exact filter', ['core', clown], { least: 4.5 }, '4.5 × as fast as the core WebSocket chain'),
    cpu('receiving', '100 exact filters', ['mqtt', clown], { least: 20 }, '20 × as fast as core MQTT'),
    cpu('receiving', '1,000 exact filters', ['mqtt', clown], { least: 130 }, '130 × as fast as core MQTT'),
    ...['1 exact filter', '100 exact filters'].flatMap((name) =>
        ['clown values', 'clown quantity', 'clown each'].map((mode) =>
            cpu(mode, name, [trivial, mode], { least: 0.8 }, '0.8 × as fast as trivial'),
        ),
    ),
    ...[
        ['1 of 100', 0.8],
        ['100 of 10,000', 0.8],
        ['1,000 of 100,000', 1.5],
    ].map(([devices, most]) =>
        cpu('', `${devices} devices wanted`, [clown, trivial], { most }, `CPU at most ${most} × trivial`),
    ),
    ...[
        ['10', 0.7],
        ['100', 0.29],
        ['1,000', 0.7],
    ].flatMap(([count, most]) => {
        const name = `each frame to ${count} nodes`;
        return [
            cpu('', name, [clown, trivial], { most }, `CPU at most ${most} × trivial`),
            cpu('', name, [clown, 'mqtt'], { most: 1 }, 'CPU below core MQTT'),
            cpu('', name, [clown, 'core'], { most: 1 }, 'CPU below the core WebSocket chain'),
        ];
    }),
    compare(
        '',
        'a typical home: 12 devices, one reading per second each',
        ['clown', trivial],
        'percent',
        { most: 1.05 },
        'CPU of the process at most 1.05 × trivial',
    ),
    ...['1 filter', '100 filters'].flatMap((filters) => {
        const name = `latency at 1,000 frames per second, ${filters}`;
        return [
            compare('p50', name, [clown, trivial], 'p50', { most: 1.1 }, 'at most 1.1 × trivial'),
            compare('p99', name, [clown, trivial], 'p99', { most: 0.8 }, 'at most 0.8 × trivial'),
        ];
    }),
];

const guard = 'clown guard';
const speed = (name, other, least, target) =>
    compare('', name, [guard, other], 'perSecond', { least }, `${least} × the messages per second of ${target}`);
export const sendingTargets = [
    cpu('', 'sending', [guard, trivial], { most: 0.3 }, 'CPU at most 0.3 × trivial'),
    speed('sending', trivial, 3.5, 'trivial'),
    speed('sending', 'json > websocket out', 6, 'core json > websocket out'),
    speed('sending', 'websocket out', 6, 'core websocket out, given the text'),
    speed('sending', 'mqtt', 2.5, 'core mqtt out'),
    compare(
        'p50',
        'latency of sending at 50 per second',
        [guard, trivial],
        'p50',
        { most: 1 },
        'no worse than trivial',
    ),
    cpu('', 'requests, 100 in flight', ['clown', trivial], { most: 1 }, 'CPU at most 1 × trivial'),
];
