// What the far end writes at once: frames that were prepared, or frames of topics that no frame had before.

import { MqttPeer } from './mqtt-peer.mjs';
import { frameOf, lineOf } from './wire.mjs';

/** @typedef {import('./types.mjs').Traffic} Traffic */

let inventions = 0;

/** @param {Traffic} traffic */
export function chunksOf({ frames = [], perChunk = 1, mqtt: isMqtt }) {
    const chunks = [];
    const encode = isMqtt ? MqttPeer.publishOf : (frame) => frameOf(lineOf(frame));
    const count = Math.max(1, Math.ceil(frames.length / perChunk));
    for (let chunk = 0; chunk < count; chunk++) {
        const own = Array.from({ length: perChunk }, (_, at) => frames[(chunk * perChunk + at) % frames.length]);
        chunks.push(Buffer.concat(own.map(encode)));
    }
    return chunks;
}

/** Frames of topics that no frame had before. */
export function inventedChunk({ perChunk }) {
    const own = Array.from({ length: perChunk }, () => [
        `invented/x-${inventions++}`,
        { temperature: [20.5, '\u2103'] },
    ]);
    return Buffer.concat(own.map((frame) => frameOf(lineOf(frame))));
}
