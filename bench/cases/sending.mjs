// What is measured of sending and of requests.

import { PREVIOUS, request, send } from './kinds.mjs';

const ours = ['trivial', 'clown guard', `${PREVIOUS} guard`];

/** A relay takes a command each tenth of a second, and no sooner: so many that none has to wait for long. */
const RELAYS = 1000;
const relays = {
    topics: Array.from({ length: RELAYS }, (_, at) => `relay/bench-${at}/set`),
    payload: { state: true },
};

export const sendingCases = [
    send(
        'sending',
        ['bare', 'nothing', ...ours, 'trivial corked', 'clown raw', 'json > websocket out', 'websocket out', 'mqtt'],
        {},
        { quick: [...ours, 'websocket out', 'mqtt'] },
    ),
    send('sending to 1,000 relays in turn', [...ours, 'websocket out', 'mqtt'], { chunk: 50, window: 4 }, {}, relays),
    send(
        'latency of sending at 50 per second',
        [...ours, 'json > websocket out', 'websocket out', 'mqtt'],
        { timed: true, rate: 50 },
        { show: 'latency', times: 2, quick: ours.slice(0, 2) },
    ),
    request('requests, one at a time', 1, { chunk: 1, window: 1 }),
    request('requests, 100 in flight', 100, { chunk: 10, window: 10 }, { quick: ['trivial', 'clown', PREVIOUS] }),
];
