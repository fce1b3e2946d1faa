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
 * @property {boolean} [invented] each frame has a topic that no frame had before
 */

/**
 * What a measurement is given.
 *
 * @typedef {object} Bench
 * @property {import('./stage.mjs').Stage} stage
 * @property {number} sets of fresh processes
 * @property {number} windows that each process gets
 * @property {number} ms of a window
 * @property {number} warmMs of work before the first window
 * @property {boolean} isQuick
 * @property {(variant: string) => string} idFor a name that no process had before
 */

export {};
