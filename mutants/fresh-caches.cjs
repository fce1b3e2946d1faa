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

/** Whether the code that creates a map is in no function, and in `src` or `nodes`. */
function isCreatedByFile(stack = '') {
    const [, , caller = ''] = stack.split('\n');
    return /at (?:(?:Object\.)?<anonymous> \()?(?:file:\/\/)?\/[^(]*\/sandbox-\w+\/(?:src|nodes)\//.test(caller);
}

exports.mochaHooks = {
    beforeEach() {
        for (const cache of caches) cache.clear();
    },
};
