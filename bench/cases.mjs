// What is measured: which frames or commands, and which variants take part.

import { measureDeploy } from './lib/deploying.mjs';
import { flowOf, hubs, receiving, requesting, sending } from './lib/flows.mjs';
import { measureInvented } from './lib/inventing.mjs';
import { measureRequire, measureStart, requireVariants } from './lib/starting.mjs';
import { measureStream } from './lib/streams.mjs';

/** Deliveries under way: `chunk` for each credit, `window` chunks. Without a bound the queue itself is what costs. */
const CHUNK = 100;
const WINDOW = 10;

const payload = (at) => ({ temperature: [20 + (at % 100) / 8, '\u2103'] });
const topicOf = (at) => `thermometer/i2c0-${at}`;
const frames = (count, times = 1) =>
    Array.from({ length: Math.max(count, 100) * times }, (_, at) => [topicOf(at % count), payload(at)]);
const filtersOf = (count, make = topicOf) => Array.from({ length: count }, (_, at) => make(at));

/** How many clients of the far end a variant has where it is no exception. */
const clientsOf = (variant) => (variant === 'mqtt' || variant === 'nothing' ? 0 : 1);

function streamCase(name, group, unit, traffic, variants, options) {
    return {
        name,
        group,
        unit,
        measure: measureStream,
        traffic: { chunk: CHUNK, window: WINDOW, ...traffic },
        variants: variants.map((variant) => ({
            kind: variant.name === 'bare' ? 'bare' : 'node-red',
            mqtt: variant.name === 'mqtt',
            clients: clientsOf(variant.name),
            ...variant,
        })),
        ...options,
    };
}

/** @returns a case in which each variant receives these frames under these filters */
function receive(name, filters, traffic, names, options = {}) {
    const variants = names.map((variant) => {
        const [type, output] = variant.split(' ');
        const flow = (place) => type !== 'bare' && flowOf(receiving[type]({ ...place, filters, output }), true);
        return { name: variant, flow };
    });
    return streamCase(name, 'receiving', 'frame', { kind: 'receive', perChunk: CHUNK, ...traffic }, variants, options);
}

/** @returns a case in which each variant hears frames of which one in a hundred has a filter, beside so many others */
function grow(name, counts, options) {
    const variants = counts.map((count) => {
        const others = filtersOf(count, (at) => (at % 2 ? `+/other-${at}` : `hygrometer/other-${at}`));
        const filters = [topicOf(0), ...others];
        return {
            name: `${count.toLocaleString('en')} filters`,
            type: 'clown',
            count,
            flow: (place) => flowOf(receiving.clown({ ...place, filters }), true),
        };
    });
    const traffic = { kind: 'receive', ...wanted(100, 100) };
    return streamCase(name, 'growth', 'frame', traffic, variants, {
        base: variants[0]?.name,
        memory: true,
        things: 'filter',
        ...options,
    });
}

/** @returns a case in which one process has connections to so many hubs, and each hub is given a chunk in its turn */
function manyHubs(name, kinds, options) {
    const variants = kinds.map(([type, count]) => ({
        name: `${type} ${count} hub${count > 1 ? 's' : ''}`,
        type,
        count,
        clients: count,
        spread: true,
        flow: (place) => flowOf(hubs[type]({ ...place, filters: [topicOf(0)] }, count), true),
    }));
    const traffic = { kind: 'receive', perChunk: CHUNK, frames: frames(1) };
    return streamCase(name, 'growth', 'frame', traffic, variants, { memory: true, things: 'hub', ...options });
}

const led = { topics: ['led/-/set'], payload: { state: '1-dot' } };

/** @returns a case in which each variant sends commands with these topics in turn */
function send(name, names, traffic = {}, options = {}, commands = led) {
    const variants = names.map((variant) => ({
        name: variant,
        flow: (place) => variant !== 'bare' && flowOf(sending[variant]({ ...place, ...commands }), false),
    }));
    return streamCase(name, 'sending', 'message', { kind: 'send', ...traffic }, variants, options);
}

/** @returns a case in which each variant asks these devices in turn, and asks anew for each answer */
function request(name, count, traffic, options = {}) {
    const questions = { topics: filtersOf(count, (at) => `led/bench-${at}/get`), payload: {} };
    const variants = Object.keys(requesting).map((type) => ({
        name: type,
        flow: (place) => flowOf(requesting[type]({ ...place, ...questions }), true),
    }));
    return streamCase(name, 'requests', 'request', { kind: 'request', ...traffic }, variants, options);
}

const all = ['bare', 'floor', 'clown payload', 'core', 'expert', 'mqtt'];
const modes = ['clown values', 'clown quantity', 'clown each', 'clown text'];
const wanted = (every, count) => ({
    frames: Array.from({ length: count }, (_, at) => [topicOf(at), payload(at)]),
    perChunk: 1000,
    chunk: 1000 / every,
});
const latency = { show: 'latency', times: 2 };

/** A relay takes a command each tenth of a second, and no sooner: so many that none waits for itself for long. */
const RELAYS = 1000;
const relays = {
    topics: Array.from({ length: RELAYS }, (_, at) => `relay/bench-${at}/set`),
    payload: { state: true },
};

export const cases = [
    receive('1 exact filter', filtersOf(1), { frames: frames(1) }, [...all, ...modes], {
        quick: ['bare', 'floor', 'clown payload', 'clown values', 'core', 'mqtt'],
    }),
    receive('10 exact filters', filtersOf(10), { frames: frames(10) }, all),
    receive('100 exact filters', filtersOf(100), { frames: frames(100) }, [...all, ...modes], {
        quick: ['floor', 'clown payload', 'clown values', 'mqtt'],
    }),
    receive('1,000 exact filters', filtersOf(1000), { frames: frames(1000) }, all, {
        quick: ['floor', 'clown payload'],
    }),
    receive('10,000 exact filters', filtersOf(10_000), { frames: frames(10_000) }, ['floor', 'clown payload']),
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
        { quick: ['floor', 'clown payload'] },
    ),
    receive(
        '100 of 10,000 devices wanted',
        filtersOf(100, (at) => topicOf(at * 100)),
        wanted(100, 10_000),
        ['floor', 'clown payload', 'core', 'expert', 'mqtt'],
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
        { unit: 'delivery' },
    ),
    receive(
        'each frame to 1,000 nodes',
        Array(1000).fill(topicOf(0)),
        { frames: frames(1), perChunk: 1, chunk: 1000, window: 2 },
        ['floor', 'clown payload', 'core', 'mqtt'],
        { unit: 'delivery' },
    ),
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
    send(
        'sending',
        [
            'bare',
            'nothing',
            'floor',
            'floor corked',
            'clown raw',
            'clown guard',
            'json > websocket out',
            'websocket out',
            'mqtt',
        ],
        {},
        { quick: ['floor', 'floor corked', 'clown guard', 'websocket out', 'mqtt'] },
    ),
    send(
        'sending to 1,000 relays in turn',
        ['floor', 'clown guard', 'websocket out', 'mqtt'],
        { chunk: 50, window: 4 },
        {},
        relays,
    ),
    send(
        'latency of sending at 50 per second',
        ['floor', 'clown guard', 'json > websocket out', 'websocket out', 'mqtt'],
        { timed: true, rate: 50 },
        { ...latency, times: 4 },
    ),
    request('requests, one at a time', 1, { chunk: 1, window: 1 }),
    request('requests, 100 under way', 100, { chunk: 10, window: 10 }, { quick: ['floor', 'clown', 'mqtt'] }),
    {
        name: 'deploy of 1,000 nodes that hear and 1,000 that send',
        group: 'deploy',
        measure: measureDeploy,
        variants: ['nothing', 'floor', 'clown', 'mqtt'].map((name) => ({ name, mqtt: name === 'mqtt' })),
        quick: ['nothing', 'clown', 'mqtt'],
    },
    {
        name: 'start of Node-RED',
        group: 'start',
        measure: measureStart,
        variants: [
            { name: 'without the pack', pack: false },
            { name: 'with the pack', pack: true },
        ],
        quick: true,
    },
    { name: 'require', group: 'start', measure: measureRequire, variants: requireVariants, quick: true },
    grow('1 of 100 devices wanted, other filters beside', [10, 100, 1000, 10_000]),
    manyHubs(
        'many hubs',
        [
            ['clown', 1],
            ['clown', 10],
            ['clown', 100],
            ['floor', 1],
            ['floor', 100],
        ],
        { base: 'clown 1 hub' },
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
