// The flows that do the same work in each variant: receive under some filters into one sink, or send from one source.

/** @typedef {{ id: string, port: number, mqttPort: number, filters: string[], output?: string }} Place */

const tab = { id: 'tab', type: 'tab', label: 'bench' };
const sink = { id: 'sink', type: 'bench-sink', z: 'tab', wires: [] };
const url = ({ id, port }) => `ws://127.0.0.1:${port}/${id}`;
const node = (id, type, to, rest) => ({ id, type, z: 'tab', wires: to, ...rest });

const floorHub = (place) => ({ id: 'hub', type: 'bench-floor-hub', url: url(place) });
export const clownHub = (place) => ({
    id: 'hub',
    type: 'clown-hub',
    name: 'bench',
    version: 1,
    place: 'address',
    address: url(place),
});
const wsClient = (place) => ({ id: 'hub', type: 'websocket-client', path: url(place), wholemsg: 'false', hb: '0' });
const broker = ({ mqttPort }) => ({
    id: 'hub',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(mqttPort),
    clientid: 'bench-node-red',
    autoConnect: true,
    protocolVersion: '4',
    keepalive: '60',
    cleansession: true,
});

const filterRule = (filter) =>
    /[+#]/.test(filter)
        ? { t: 'regex', v: `^${filter.replace(/\+/g, '[^/]+').replace(/#$/, '.*')}$`, vt: 'str', case: false }
        : { t: 'eq', v: filter, vt: 'str' };

/** @type {Record<string, (place: Place) => object[]>} */
export const receiving = {
    floor: (place) => [
        floorHub(place),
        ...place.filters.map((filter, at) => node(`in${at}`, 'bench-floor-in', [['sink']], { hub: 'hub', filter })),
    ],
    clown: (place) => [
        clownHub(place),
        ...place.filters.map((topic, at) =>
            node(`in${at}`, 'clown-in', [['sink']], {
                hub: 'hub',
                listen: 'topic',
                topic,
                output: place.output ?? 'payload',
                quantity: place.output === 'quantity' ? 'temperature' : '',
                silentAfter: '0',
                outputs: 1,
                version: 1,
            }),
        ),
    ],
    core: (place) => [
        wsClient(place),
        node('in', 'websocket in', [['parse']], { server: '', client: 'hub' }),
        node('parse', 'json', [['split']], { property: 'payload', action: '', pretty: false }),
        node('split', 'function', [['route']], {
            func: 'msg.topic = msg.payload[0];\nmsg.payload = msg.payload[1];\nreturn msg;',
            outputs: 1,
        }),
        node(
            'route',
            'switch',
            place.filters.map(() => ['sink']),
            {
                property: 'topic',
                propertyType: 'msg',
                rules: place.filters.map(filterRule),
                checkall: 'true',
                outputs: place.filters.length,
            },
        ),
    ],
    expert: (place) => [
        wsClient(place),
        node('in', 'websocket in', [['split']], { server: '', client: 'hub' }),
        node(
            'split',
            'function',
            place.filters.map(() => ['sink']),
            {
                initialize: `context.set('at', new Map(${JSON.stringify(place.filters.map((filter, at) => [filter, at]))}));`,
                func: [
                    'const at = context.get("at");',
                    'const [topic, payload] = JSON.parse(msg.payload);',
                    'const index = at.get(topic);',
                    'if (index === undefined) return null;',
                    `const out = new Array(${place.filters.length}).fill(null);`,
                    'out[index] = { topic, payload };',
                    'return out;',
                ].join('\n'),
                outputs: place.filters.length,
            },
        ),
    ],
    mqtt: (place) => [
        broker(place),
        ...place.filters.map((topic, at) =>
            node(`in${at}`, 'mqtt in', [['sink']], { broker: 'hub', topic, qos: '0', datatype: 'json' }),
        ),
    ],
};

const source = (rest) => node('source', 'bench-source', [['out']], rest);

/** @type {Record<string, (place: Place) => object[]>} */
export const sending = {
    nothing: () => [source({}), node('out', 'bench-nothing', [])],
    floor: (place) => [floorHub(place), source({}), node('out', 'bench-floor-out', [], { hub: 'hub' })],
    'clown raw': (place) => [
        clownHub(place),
        source({ text: true }),
        node('out', 'clown-out', [], { hub: 'hub', command: 'raw', outputs: 0, version: 1 }),
    ],
    'clown guard': (place) => [
        clownHub(place),
        source({}),
        node('out', 'clown-out', [], { hub: 'hub', command: 'message', outputs: 0, version: 1 }),
    ],
    'json > websocket out': (place) => [
        wsClient(place),
        node('source', 'bench-source', [['format']], { pair: true }),
        node('format', 'json', [['out']], { property: 'payload', action: 'str', pretty: false }),
        node('out', 'websocket out', [], { server: '', client: 'hub' }),
    ],
    'websocket out': (place) => [
        wsClient(place),
        source({ text: true }),
        node('out', 'websocket out', [], { server: '', client: 'hub' }),
    ],
    mqtt: (place) => [broker(place), source({}), node('out', 'mqtt out', [], { broker: 'hub', topic: '', qos: '0' })],
};

/** A whole flow. */
export function flowOf(nodes, withSink) {
    return withSink ? [tab, sink, ...nodes] : [tab, ...nodes];
}
