// The flows that do the same work in each variant: receive under some filters into one sink, or send from one source.

/**
 * Where the far end is, and what is asked of it: `filters` to receive under, or `topics` to send to, in turn.
 *
 * @typedef {object} Place
 * @property {string} id
 * @property {number} port
 * @property {number} [mqttPort]
 * @property {string[]} [filters]
 * @property {string} [output]
 * @property {string[]} [topics]
 * @property {object} [payload]
 */

const tab = { id: 'tab', type: 'tab', label: 'bench' };
const sink = { id: 'sink', type: 'bench-sink', z: 'tab', wires: [] };
const url = ({ id, port }) => `ws://127.0.0.1:${port}/${id}`;
const node = (id, type, to, rest) => ({ id, type, z: 'tab', wires: to, ...rest });

const floorHub = (place, corked = false) => ({ id: 'hub', type: 'bench-floor-hub', url: url(place), corked });
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

const clownIn = (id, hub, topic, output = 'payload') =>
    node(id, 'clown-in', [['sink']], {
        hub,
        listen: 'topic',
        topic,
        output,
        quantity: output === 'quantity' ? 'temperature' : '',
        silentAfter: '0',
        outputs: 1,
        version: 1,
    });
const clownOut = (id, command) => node(id, 'clown-out', [], { hub: 'hub', command, outputs: 0, version: 1 });
const floorOut = (id) => node(id, 'bench-floor-out', [], { hub: 'hub' });
const mqttOut = (id, topic = '') => node(id, 'mqtt out', [], { broker: 'hub', topic, qos: '0' });
const mqttIn = (id, topic) => node(id, 'mqtt in', [['sink']], { broker: 'hub', topic, qos: '0', datatype: 'json' });

/** @type {Record<string, (place: Place) => object[]>} */
export const receiving = {
    floor: (place) => [
        floorHub(place),
        ...place.filters.map((filter, at) => node(`in${at}`, 'bench-floor-in', [['sink']], { hub: 'hub', filter })),
    ],
    clown: (place) => [
        clownHub(place),
        ...place.filters.map((topic, at) => clownIn(`in${at}`, 'hub', topic, place.output)),
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
    mqtt: (place) => [broker(place), ...place.filters.map((topic, at) => mqttIn(`in${at}`, topic))],
};

const source = ({ topics, payload }, form = '', to = 'out') =>
    node('source', 'bench-source', [[to]], { topics, payload, form });

/** @type {Record<string, (place: Place) => object[]>} */
export const sending = {
    nothing: (place) => [source(place), node('out', 'bench-nothing', [])],
    floor: (place) => [floorHub(place), source(place), floorOut('out')],
    'floor corked': (place) => [floorHub(place, true), source(place), floorOut('out')],
    'clown raw': (place) => [clownHub(place), source(place, 'text'), clownOut('out', 'raw')],
    'clown guard': (place) => [clownHub(place), source(place), clownOut('out', 'message')],
    'json > websocket out': (place) => [
        wsClient(place),
        source(place, 'pair', 'format'),
        node('format', 'json', [['out']], { property: 'payload', action: 'str', pretty: false }),
        node('out', 'websocket out', [], { server: '', client: 'hub' }),
    ],
    'websocket out': (place) => [
        wsClient(place),
        source(place, 'text'),
        node('out', 'websocket out', [], { server: '', client: 'hub' }),
    ],
    mqtt: (place) => [broker(place), source(place), mqttOut('out')],
};

/** Questions, and the sink at the end of their answers. */
export const requesting = {
    floor: (place) => [floorHub(place), source(place), node('out', 'bench-floor-request', [['sink']], { hub: 'hub' })],
    clown: (place) => [
        clownHub(place),
        source(place),
        node('out', 'clown-request', [['sink']], {
            hub: 'hub',
            command: 'message',
            timeout: '5',
            outputs: 1,
            version: 1,
        }),
    ],
    // These do not know which answer belongs to which question.
    core: (place) => [
        ...sending['json > websocket out'](place),
        node('in', 'websocket in', [['parse']], { server: '', client: 'hub' }),
        node('parse', 'json', [['sink']], { property: 'payload', action: '', pretty: false }),
    ],
    mqtt: (place) => [...sending.mqtt(place), mqttIn('in', 'led/+')],
};

/** One node for each topic that hears it, and as many that send. */
export const both = {
    nothing: ({ filters }) =>
        filters.flatMap((filter, at) => [
            node(`in${at}`, 'bench-idle', [['sink']], { filter }),
            node(`out${at}`, 'bench-nothing', [], {}),
        ]),
    floor: (place) => [...receiving.floor(place), ...place.filters.map((_, at) => floorOut(`out${at}`))],
    clown: (place) => [...receiving.clown(place), ...place.filters.map((_, at) => clownOut(`out${at}`, 'message'))],
    mqtt: (place) => [...receiving.mqtt(place), ...place.filters.map((filter, at) => mqttOut(`out${at}`, filter))],
};

/** So many hubs, each with one node that hears this filter. */
export const hubs = {
    floor: (place, count) =>
        Array.from({ length: count }, (_, at) => [
            { ...floorHub(place), id: `hub${at}` },
            node(`in${at}`, 'bench-floor-in', [['sink']], { hub: `hub${at}`, filter: place.filters[0] }),
        ]).flat(),
    clown: (place, count) =>
        Array.from({ length: count }, (_, at) => [
            { ...clownHub(place), id: `hub${at}`, name: `bench ${at}` },
            clownIn(`in${at}`, `hub${at}`, place.filters[0]),
        ]).flat(),
};

/** A whole flow. */
export function flowOf(nodes, withSink) {
    return withSink ? [tab, sink, ...nodes] : [tab, ...nodes];
}
