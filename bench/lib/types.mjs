// Types only.

/**
 * What goes over the wire in one case. `chunk` is the number of deliveries, or of commands, for each credit, `window` the
 * chunks under way; `perChunk` the frames that make so many deliveries.
 *
 * @typedef {object} Traffic
 * @property {'receive' | 'send'} kind
 * @property {[string, object][]} [frames]
 * @property {number} chunk
 * @property {number} window
 * @property {number} [perChunk]
 * @property {boolean} [mqtt]
 * @property {number} [rate] frames in a second, each with its time; without it as many as get through
 * @property {boolean} [timed] commands carry their time
 */

export {};
