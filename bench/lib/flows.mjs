// The flows that do the same work in each variant: receive under some filters into one sink, or send from one source.

import { storedSettings } from './stored-settings.mjs';

/**
 * Where the far end is, and its topics: `filters` to receive under, or `topics` to send to, in turn.
 *
 * @typedef {object} Place
 * @property {string} id
 * @property {string} html the file with the dialogs of the pack
 * @property {string} mqttHtml the same of core's MQTT nodes
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

const trivialHub = (place, corked = false) => ({ id: 'hub', type: 'bench-trivial-hub', url: url(place), corked });
/** A node of the pack with all settings that its dialog stores. */
const packNode = ({ html }, type, settings) => ({ type, ...storedSettings(html, type), ...settings });
const packNodeOn = (place, type, { wires, ...settings }) =>
    packNode(place, type, { z: 'tab', hub: 'hub', wires, ...settings });
const mqttNode = ({ mqttHtml }, type, settings) => ({ type, ...storedSettings(mqttHtml, type), ...settings });

export const clownHub = (place) => packNode(place, 'clown-hub', { id: 'hub', name: 'bench', address: url(place) });
/** The output `payload` of a hub whose devices all have names. */
const NAMED = 'named';
const namedHub = (place) => ({
    ...clownHub(place),
    devices: place.filters.map((device, at) => ({ device, name: `room ${at}` })),
});
const wsClient = (place) => ({ id: 'hub', type: 'websocket-client', path: url(place), wholemsg: 'false', hb: '0' });
const broker = (place) =>
    mqttNode(place, 'mqtt-broker', {
        id: 'hub',
        broker: '127.0.0.1',
        port: String(place.mqttPort),
        clientid: place.id,
        autoConnect: true,
        protocolVersion: '4',
    });

const filterRule = (filter) =>
    /[+#]/.test(filter)
        ? { t: 'regex', v: `^${filter.replace(/\+/g, '[^/]+').replace(/#$/, '.*')}$`, vt: 'str', case: false }
        : { t: 'eq', v: filter, vt: 'str' };

const clownIn = (place, id, topic, hub = 'hub') =>
    packNodeOn(place, 'clown-in', {
        id,
        hub,
        topic,
        output: !place.output || place.output === NAMED ? 'payload' : place.output,
        quantity: place.output === 'quantity' ? 'temperature' : '',
        wires: [['sink']],
    });
export const clownOut = (place, id, command) =>
    packNodeOn(place, 'clown-out', { id, command, topic: 'topic', topicType: 'msg', wires: [] });
const trivialOut = (id) => node(id, 'bench-trivial-out', [], { hub: 'hub' });
const mqttOut = (place, id, topic = '') =>
    mqttNode(place, 'mqtt out', { id, z: 'tab', broker: 'hub', topic, qos: '0', wires: [] });
const mqttIn = (place, id, topic) =>
    mqttNode(place, 'mqtt in', { id, z: 'tab', broker: 'hub', topic, qos: '0', datatype: 'json', wires: [['sink']] });

/** @type {Record<string, (place: Place) => object[]>} */
export const receiving = {
    trivial: (place) => [
        trivialHub(place),
        ...place.filters.map((filter, at) => node(`in${at}`, 'bench-trivial-in', [['sink']], { hub: 'hub', filter })),
    ],
    clown: (place) => [
        place.output === NAMED ? namedHub(place) : clownHub(place),
        ...place.filters.map((topic, at) => clownIn(place, `in${at}`, topic)),
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
    mqtt: (place) => [broker(place), ...place.filters.map((topic, at) => mqttIn(place, `in${at}`, topic))],
};

const source = ({ topics, payload }, form = '', to = 'out') =>
    node('source', 'bench-source', [[to]], { topics, payload, form });

/** @type {Record<string, (place: Place) => object[]>} */
export const sending = {
    nothing: (place) => [source(place), node('out', 'bench-nothing', [])],
    trivial: (place) => [trivialHub(place), source(place), trivialOut('out')],
    'trivial corked': (place) => [trivialHub(place, true), source(place), trivialOut('out')],
    'clown raw': (place) => [clownHub(place), source(place, 'text'), clownOut(place, 'out', 'raw')],
    'clown guard': (place) => [clownHub(place), source(place), clownOut(place, 'out', 'message')],
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
    mqtt: (place) => [broker(place), source(place), mqttOut(place, 'out')],
};

/** Requests, and the sink that their responses arrive in. */
export const requesting = {
    trivial: (place) => [
        trivialHub(place),
        source(place),
        node('out', 'bench-trivial-request', [['sink']], { hub: 'hub' }),
    ],
    clown: (place) => [
        clownHub(place),
        source(place),
        packNodeOn(place, 'clown-request', {
            id: 'out',
            command: 'message',
            topic: 'topic',
            topicType: 'msg',
            wires: [['sink']],
        }),
    ],
    // These do not know which response belongs to which request.
    core: (place) => [
        ...sending['json > websocket out'](place),
        node('in', 'websocket in', [['parse']], { server: '', client: 'hub' }),
        node('parse', 'json', [['sink']], { property: 'payload', action: '', pretty: false }),
    ],
    mqtt: (place) => [...sending.mqtt(place), mqttIn(place, 'in', 'led/+')],
};

/** One receiving node for each topic, and as many that send. */
export const both = {
    nothing: ({ filters }) =>
        filters.flatMap((filter, at) => [
            node(`in${at}`, 'bench-idle', [['sink']], { filter }),
            node(`out${at}`, 'bench-nothing', [], {}),
        ]),
    trivial: (place) => [...receiving.trivial(place), ...place.filters.map((_, at) => trivialOut(`out${at}`))],
    clown: (place) => [
        ...receiving.clown(place),
        ...place.filters.map((_, at) => clownOut(place, `out${at}`, 'message')),
    ],
    mqtt: (place) => [
        ...receiving.mqtt(place),
        ...place.filters.map((filter, at) => mqttOut(place, `out${at}`, filter)),
    ],
};

/** So many hubs, each with one node that receives under this filter. */
export const hubs = {
    trivial: (place, count) =>
        Array.from({ length: count }, (_, at) => [
            { ...trivialHub(place), id: `hub${at}` },
            node(`in${at}`, 'bench-trivial-in', [['sink']], { hub: `hub${at}`, filter: place.filters[0] }),
        ]).flat(),
    clown: (place, count) =>
        Array.from({ length: count }, (_, at) => [
            { ...clownHub(place), id: `hub${at}`, name: `bench ${at}` },
            clownIn(place, `in${at}`, place.filters[0], `hub${at}`),
        ]).flat(),
};

/** A whole flow. */
export function flowOf(nodes, withSink) {
    return withSink ? [tab, sink, ...nodes] : [tab, ...nodes];
}
