// Payloads that no flow should send, by name. Created for each use, because some can be read only once.

const endless: ProxyHandler<object> = {
    ownKeys: () => ['a'],
    getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
    get: () => new Proxy({}, endless),
};

/** Every operation on it throws. */
function trap(): object {
    const refuse = (): never => {
        throw new Error('trap');
    };
    return new Proxy({}, { get: refuse, ownKeys: refuse, getPrototypeOf: refuse, has: refuse });
}

function cycle(): object {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    return loop;
}

/** 40 objects that a walk would meet 2 ** 40 times. */
function sharedTree(): object {
    let node: object = {};
    for (let level = 0; level < 40; level++) node = { left: node, right: node };
    return node;
}

function nested(levels: number): unknown {
    let value: unknown = 1;
    for (let level = 0; level < levels; level++) value = [value];
    return value;
}

function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
}

function throwing(thrown: unknown): object {
    return Object.defineProperty({}, 'state', {
        enumerable: true,
        get: () => {
            throw thrown;
        },
    });
}

export const HOSTILE: readonly (readonly [name: string, make: () => unknown])[] = [
    ['function', () => () => true],
    ['class', () => class {}],
    ['symbol', () => Symbol('x')],
    ['big integer', () => 10n],
    ['NaN', () => Number.NaN],
    ['Infinity', () => Number.POSITIVE_INFINITY],
    ['Map', () => new Map([['state', true]])],
    ['Set', () => new Set([true])],
    ['regular expression', () => /x/],
    ['promise', () => Promise.resolve(true)],
    ['Error', () => new Error('state')],
    ['boxed boolean', () => Object(true) as unknown],
    ['invalid Date', () => new Date(Number.NaN)],
    ['object that only calls itself a Date', () => ({ state: true, [Symbol.toStringTag]: 'Date' })],
    [
        'Uint8Array whose tag throws',
        () => Object.defineProperty(new Uint8Array(2), Symbol.toStringTag, { get: () => trap().toString() }),
    ],
    ['DataView', () => new DataView(new ArrayBuffer(4))],
    ['Float64Array', () => new Float64Array(4)],
    ['Proxy of a Buffer', () => new Proxy(Buffer.from('on'), {})],
    ['object with the prototype of a Buffer', () => Object.create(Buffer.prototype) as unknown],
    ['cycle', cycle],
    ['shared tree', sharedTree],
    ['endless Proxy', () => new Proxy({}, endless)],
    ['Proxy whose traps throw', trap],
    ['revoked Proxy', revoked],
    ['getter that throws an Error', () => throwing(new Error('secret'))],
    ['getter that throws nothing', () => throwing(undefined)],
    ['getter that throws a trap', () => throwing(trap())],
    [
        'getter that throws an Error with a bad name',
        () => throwing(Object.defineProperty(new Error(), 'name', { get: () => Symbol('x') })),
    ],
    [
        'getter that throws an Error with a long name',
        () => throwing(Object.assign(new Error(), { name: 'x'.repeat(1e6) })),
    ],
    ['own __proto__ key', () => JSON.parse('{"__proto__": {"x": 1}}') as unknown],
    ['own __proto__ key, deeper', () => JSON.parse('{"state": {"a": [{"__proto__": {"x": 1}}]}}') as unknown],
    ['100,000 nested arrays', () => nested(100_000)],
    ['list of a million', () => new Array(1_000_000).fill(0)],
    ['sparse list of four billion', () => new Array(2 ** 32 - 1)],
    ['list with a hole', () => Object.assign(new Array(3), { 0: 1, 2: 2 })],
    ['list with undefined', () => [undefined]],
    ['Buffer inside', () => ({ state: Buffer.from('on') })],
    ['function inside', () => ({ state: true, send: () => {} })],
];
