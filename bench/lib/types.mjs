// Types only.

/**
 * What goes over the wire in one case. `chunk` is the number of deliveries, or of commands, for each credit, `window` the
 * chunks under way; `perChunk` the frames that make so many deliveries.
 *
 * @typedef {object} Traffic
 * @property {'receive' | 'send' | 'request'} kind
 * @property {[string, object][]} [frames]
 * @property {number} chunk
 * @property {number} window
 * @property {number} [perChunk]
 * @property {boolean} [mqtt]
 * @property {number} [rate] frames in a second, each with its time; without it as many as get through
 * @property {boolean} [timed] commands carry their time
 * @property {boolean} [spread] each chunk goes to one client of many, in turn
 * @property {boolean} [invented] each frame has a topic that was never heard before
 */

/**
 * What a measurement is given.
 *
 * @typedef {object} Bench
 * @property {import('./stage.mjs').Stage} stage
 * @property {number} rounds
 * @property {number} ms for each variant in each round
 * @property {boolean} isQuick
 * @property {(variant: string) => string} idFor a name that no process had before
 */

export {};
