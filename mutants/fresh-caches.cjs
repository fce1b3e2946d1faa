// One process runs many tests against many changes. A value that was cached before a change would hide it, so the caches of the
// pack's files are emptied before each test. A cache is a map that a file creates empty while it loads.

const caches = [];

globalThis.Map = new Proxy(Map, {
    construct(target, values, newTarget) {
        const map = Reflect.construct(target, values, newTarget);
        if (values.length === 0 && isCreatedByFile(new Error().stack)) caches.push(map);
        return map;
    },
});

/** Whether a file in `src` or `nodes` creates a map while it loads. In changed code, the name of the first function is wrong. */
function isCreatedByFile(stack = '') {
    const [, , caller = '', next = ''] = stack.split('\n');
    const [file] = /\/[^(]*\/sandbox-\w+\/(?:src|nodes)\/[^:]+/.exec(caller) ?? [];
    if (file === undefined || /at (?:new |\w+\.\w)/.test(caller)) return false;
    return [caller, next].some((line) => /at (?:(?:Object\.)?<anonymous> |file:|\/)/.test(line) && line.includes(file));
}

exports.mochaHooks = {
    beforeEach() {
        for (const cache of caches) cache.clear();
    },
};
