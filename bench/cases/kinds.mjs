// What the cases are made of: the frames of a hub, and a case for each kind of work.

import { flowOf, hubs, receiving, requesting, sending } from '../lib/flows.mjs';
import { measureStream } from '../lib/streams.mjs';

/** Deliveries in flight: `chunk` for each credit, `window` chunks. Without a bound the queue itself is what costs. */
const CHUNK = 100;
const WINDOW = 10;

/** With the build of this working tree, and with an earlier one where the run has one. */
export const PREVIOUS = 'previous';

export const payload = (at) => ({ temperature: [20 + (at % 100) / 8, '\u2103'] });
export const topicOf = (at) => `thermometer/i2c0-${at}`;
export const frames = (count, times = 1) =>
    Array.from({ length: Math.max(count, 100) * times }, (_, at) => [topicOf(at % count), payload(at)]);
export const filtersOf = (count, make = topicOf) => Array.from({ length: count }, (_, at) => make(at));

/** The traffic of so many devices, of which one in `every` is subscribed. */
export const wanted = (every, count) => ({
    frames: Array.from({ length: count }, (_, at) => [topicOf(at), payload(at)]),
    perChunk: 1000,
    chunk: 1000 / every,
});

/** How many clients of the far end a variant has where it is no exception. */
const clientsOf = (variant) => (variant === 'mqtt' || variant === 'nothing' ? 0 : 1);

/** What the targets compare is measured with each set of processes, the rest with the first alone. */
const isOurs = (name) => /^(?:trivial|clown|previous)/.test(name);

/** The build that a variant runs with, and the variant whose flow it has. */
function buildOf(name) {
    if (!name.startsWith(PREVIOUS)) return { build: 'current', like: name };
    return { build: PREVIOUS, like: name.replace(PREVIOUS, 'clown') };
}

function streamCase(name, group, unit, traffic, variants, { everySet = [], ...options }) {
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
            everySet: isOurs(variant.name) || everySet.includes(variant.name),
            build: buildOf(variant.name).build,
            ...variant,
        })),
        ...options,
    };
}

/** @returns a case in which each variant receives these frames under these filters */
export function receive(name, filters, traffic, names, options = {}) {
    const variants = names.map((variant) => {
        const [type, output] = buildOf(variant).like.split(' ');
        const flow = (place) => type !== 'bare' && flowOf(receiving[type]({ ...place, filters, output }), true);
        return { name: variant, flow };
    });
    return streamCase(name, 'receiving', 'frame', { kind: 'receive', perChunk: CHUNK, ...traffic }, variants, options);
}

/** @returns a case in which each variant receives frames of which one in a hundred has a filter, beside so many others */
export function grow(name, counts, options) {
    const variants = counts.map((count) => {
        const others = filtersOf(count, (at) => (at % 2 ? `+/other-${at}` : `hygrometer/other-${at}`));
        const filters = [topicOf(0), ...others];
        return {
            name: `${count.toLocaleString('en')} filters`,
            type: 'clown',
            count,
            everySet: true,
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
export function manyHubs(name, kinds, options) {
    const variants = kinds.map(([type, count]) => ({
        name: `${type} ${count} hub${count > 1 ? 's' : ''}`,
        type,
        count,
        clients: count,
        spread: true,
        flow: (place) => flowOf(hubs[buildOf(type).like]({ ...place, filters: [topicOf(0)] }, count), true),
    }));
    const traffic = { kind: 'receive', perChunk: CHUNK, frames: frames(1) };
    return streamCase(name, 'growth', 'frame', traffic, variants, { memory: true, things: 'hub', ...options });
}

const led = { topics: ['led/-/set'], payload: { state: '1-dot' } };

/** @returns a case in which each variant sends commands with these topics in turn */
export function send(name, names, traffic = {}, options = {}, commands = led) {
    const variants = names.map((variant) => ({
        name: variant,
        flow: (place) => variant !== 'bare' && flowOf(sending[buildOf(variant).like]({ ...place, ...commands }), false),
    }));
    return streamCase(name, 'sending', 'message', { kind: 'send', ...traffic }, variants, options);
}

/** @returns a case in which each variant sends requests to these devices in turn, and a new one for each response */
export function request(name, count, traffic, options = {}) {
    const requests = { topics: filtersOf(count, (at) => `led/bench-${at}/get`), payload: {} };
    const variants = ['trivial', 'clown', PREVIOUS, 'core', 'mqtt'].map((type) => ({
        name: type,
        flow: (place) => flowOf(requesting[buildOf(type).like]({ ...place, ...requests }), true),
    }));
    return streamCase(name, 'requests', 'request', { kind: 'request', ...traffic }, variants, options);
}
