// Replaces what Node-RED gives to nodes and to their scripts in the editor, where only their loading is of interest.

/**
 * An object whose every property can be read and called, except for those given.
 *
 * @param {Record<string | symbol, unknown>} [given]
 * @returns {any}
 */
export function anything(given = {}) {
    return new Proxy(function nothing() {}, {
        get: (_target, name) => {
            if (Object.hasOwn(given, name)) return given[name];
            return name === Symbol.toPrimitive ? () => '' : name === Symbol.iterator ? [][Symbol.iterator] : anything();
        },
        apply: () => anything(),
        construct: () => anything(),
    });
}
