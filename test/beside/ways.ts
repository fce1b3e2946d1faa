// The ways that are compared: for each the flow that an owner would build, and its far end.

import { hubNode, type Item, inNode, outNode, requestNode, tab } from '../nodes/support/flows';
import {
    type Arrived,
    BASE,
    COMMAND,
    type Far,
    type FarOptions,
    type Login,
    READING,
    REQUEST,
    RESPONSE,
    startBrokerFar,
    startHubFar,
} from './far';

/** What differs between deploys. */
export interface FlowOptions {
    readonly port: number;
    readonly login?: Login;
    readonly tls?: boolean;
    /** Whether untrusted certificates are accepted. */
    readonly trusting?: boolean;
    /** Changes the nodes that receive and send. */
    readonly label?: string;
    /** The name of the hub or broker node. */
    readonly hub?: string;
}

/** A message, and the node that it is for. */
export interface Order {
    readonly id: string;
    readonly msg: object;
}

export interface Way {
    readonly name: string;
    readonly title: string;
    readonly isMqtt: boolean;
    startFar(options: FarOptions, arrived: Arrived): Promise<Far>;
    flow(options: FlowOptions): Item[];
    /** The command with this number, longer by so many characters. */
    command(n: number, pad: number): Order;
    /** The same as a request; only where the way has one. */
    request?(n: number): Order;
}

const AT = { x: 100, y: 100, z: 'f1' };
/** The path of the address of a hub. */
const PATH = '/auth/clown-talk-server_nodes_bridge_0';
/** As the editor stores one in which nothing was filled in. */
const TLS: Item = {
    id: 'tls',
    type: 'tls-config',
    ...{ name: '', cert: '', key: '', ca: '', certname: '', keyname: '', caname: '', servername: '', alpnprotocol: '' },
};
const START = '["clown.talk/-/config/set", {}]';

/** Accepts messages and does nothing. */
const sink = (id: string): Item => {
    return { id, type: 'debug', ...AT, active: false, tosidebar: false, console: false, wires: [] };
};

const around = (): Item[] => [
    tab(),
    { id: 'catch', type: 'catch', ...AT, scope: null, uncaught: false, wires: [['sink']] },
    sink('sink'),
];

const certificates = ({ tls, trusting = false }: FlowOptions): Item[] =>
    tls ? [{ ...TLS, verifyservercert: !trusting }] : [];

const address = ({ port, tls }: FlowOptions, login = ''): string =>
    `${tls ? 'wss' : 'ws'}://${login}127.0.0.1:${port}${PATH}`;

const pad = (length: number): string => (length > 0 ? `, "pad": "${'x'.repeat(length)}"` : '');

const clown: Way = {
    name: 'clown',
    title: 'clown in, clown out',
    isMqtt: false,
    startFar: startHubFar,
    flow: (options) => {
        const { login, tls, label = '', hub = 'Attic' } = options;
        const credentials = login ? { credentials: login } : {};
        const isSink = ({ type }: Item): boolean => type === 'sink';
        const [receiver] = inNode('in', { topic: READING, name: label, wires: [['sink']] });
        const asks = requestNode('ask', { answer: RESPONSE }).filter((item) => !isSink(item));
        return [
            ...around(),
            ...certificates(options),
            hubNode({ address: address(options), name: hub, tls: tls ? 'tls' : '', ...credentials }),
            receiver as Item,
            outNode('out', { name: label }),
            outNode('long', { command: 'raw', name: label }),
            ...asks.map((item) => ({ ...item, wires: [['sink'], []] })),
        ];
    },
    command: (n, length) =>
        length > 0
            ? { id: 'long', msg: { entry: n, payload: `["${COMMAND}", {"n": ${n}${pad(length)}}]` } }
            : { id: 'out', msg: { entry: n, topic: COMMAND, payload: { n } } },
    request: (n) => ({ id: 'ask', msg: { entry: n, topic: REQUEST, payload: { n } } }),
};

/** A Status node sends the start message after each connect: sent only once, nothing arrives after a reconnect. */
function websocket(name: string, title: string, hb: string): Way {
    return {
        name,
        title,
        isMqtt: false,
        startFar: startHubFar,
        flow: (options) => {
            const { login, tls, label = '', hub = 'Attic' } = options;
            const inAddress = login ? `${login.user}:${login.password}@` : '';
            const path = address(options, inAddress);
            const config = {
                path,
                name: hub,
                wholemsg: 'false',
                hb,
                tls: tls ? 'tls' : '',
                subprotocol: '',
                headers: [],
            };
            const func = `return msg.status.event === 'connect' ? { payload: '${START}' } : null;`;
            return [
                ...around(),
                ...certificates(options),
                { id: 'hub', type: 'websocket-client', ...config },
                { id: 'in', type: 'websocket in', ...AT, name: label, server: '', client: 'hub', wires: [['sink']] },
                { id: 'out', type: 'websocket out', ...AT, name: label, server: '', client: 'hub', wires: [] },
                { id: 'status', type: 'status', ...AT, scope: ['out'], wires: [['greet']] },
                { id: 'greet', type: 'function', ...AT, func, outputs: 1, wires: [['out']] },
            ];
        },
        command: (n, length) => {
            return { id: 'out', msg: { entry: n, payload: `["${COMMAND}", {"n": ${n}${pad(length)}}]` } };
        },
    };
}

function mqtt(name: string, title: string, careful: boolean): Way {
    return {
        name,
        title,
        isMqtt: true,
        startFar: (options, arrived) => startBrokerFar(careful, options, arrived),
        flow: (options) => {
            const { port, login, tls, label = '', hub = 'Attic' } = options;
            const credentials = login ? { credentials: login } : {};
            const session = careful
                ? { keepalive: '15', cleansession: false, clientid: 'node-red' }
                : { keepalive: '60', cleansession: true, clientid: '' };
            const config = { broker: '127.0.0.1', port: String(port), protocolVersion: '4', usetls: tls === true };
            const more = { autoConnect: true, autoUnsubscribe: true, compatmode: false, verifyservercert: false };
            const subscription = {
                topic: BASE + READING,
                datatype: 'auto-detect',
                inputs: 0,
                nl: false,
                rap: true,
                rh: 0,
            };
            const own = { ...AT, name: label, broker: 'hub' };
            return [
                ...around(),
                ...certificates(options),
                {
                    id: 'hub',
                    type: 'mqtt-broker',
                    name: hub,
                    ...config,
                    ...more,
                    ...session,
                    ...(tls && { tls: 'tls' }),
                    ...credentials,
                },
                { id: 'in', type: 'mqtt in', ...own, ...subscription, qos: careful ? '1' : '2', wires: [['sink']] },
                { id: 'out', type: 'mqtt out', ...own, topic: '', qos: careful ? '1' : '', retain: '', wires: [] },
            ];
        },
        command: (n, length) => {
            return { id: 'out', msg: { entry: n, topic: BASE + COMMAND, payload: `{"n": ${n}${pad(length)}}` } };
        },
    };
}

export const WAYS: readonly Way[] = [
    clown,
    websocket('websocket', 'websocket in, out', ''),
    websocket('heartbeat', 'the same, heartbeat 15 s', '15'),
    mqtt('mqtt', 'mqtt in, out', false),
    mqtt('careful', 'the same, QoS 1, session kept', true),
];
