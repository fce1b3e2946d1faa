// Devices by their names: received, commanded and requested by name, shown by name, and what is refused.

// cspell:ignore livng boilr
import assert from 'node:assert/strict';
import { reason } from './support/catalogue';
import { useCommandRig } from './support/command-rig';
import {
    dynamicNode,
    hubNode,
    inNode,
    listeners,
    outNode,
    requestNode,
    tab,
    variable,
    watchingNode,
} from './support/flows';
import {
    become,
    clownOf,
    deploy,
    errorOf,
    give,
    load,
    logged,
    type Message,
    messagesAt,
    received,
    settled,
    shows,
    statusesOf,
} from './support/runtime';

const ERROR = 20;
/** A silence of one second counts anew on a machine that is too busy for its timers. */
const SILENCE_MS = 8_000;
const THERMOMETER = 'thermometer/i2c0-48';
const RELAY = 'relay/i2c0-3b';
const ROOM = { device: THERMOMETER, name: 'Living room' };
const BOILER = { device: RELAY, name: 'Boiler' };
const DEVICES = [ROOM, BOILER, { device: 'led/-', name: 'Lamp' }];
const END = inNode('end', { topic: 'end/-' });

describe('devices by name', () => {
    const rig = useCommandRig(['out', 'request']);

    /** Starts these nodes with a hub that has names. */
    async function start(nodes: Parameters<typeof rig.start>[0], devices: unknown = DEVICES): Promise<void> {
        await rig.startWith(nodes, { devices });
    }

    const topics = (sink = 'in-sink'): unknown[] => received(sink).map(({ topic }) => topic);
    const names = (sink = 'in-sink'): unknown[] => received(sink).map((msg) => clownOf(msg).name);
    const print = (...printed: string[]): void => {
        for (const topic of [...printed, 'end/-']) rig.peer.send(`["${topic}", {"n": 1}]`);
    };
    const lastError = (): { message: string; code?: string } => errorOf(received('f1-catch-sink').at(-1));

    it('clown in receives its device, and messages have the name', async () => {
        await start([...inNode('in', { topic: 'living room/#' }), ...inNode('all'), ...END]);
        print(THERMOMETER, 'thermometer/i2c0-49', `${THERMOMETER}/config/ok`);
        await messagesAt('end-sink', 1);
        assert.deepEqual(topics(), [THERMOMETER, `${THERMOMETER}/config/ok`]);
        assert.deepEqual(names('all-sink').slice(-4), ['Living room', undefined, 'Living room', undefined]);
        const { time, ...clown } = clownOf(received('in-sink')[0]);
        assert.equal(typeof time, 'number');
        assert.deepEqual(Object.entries(clown), [
            ['type', 'thermometer'],
            ['address', 'i2c0-48'],
            ['bus', 0],
            ['event', ''],
            ['name', 'Living room'],
            ['hub', 'Attic'],
        ]);
        assert.ok(!('name' in clownOf(received('all-sink').at(-1))));
    });

    it('a value that is sent again, a message with a third element and a silent topic have it, too', async () => {
        const late = inNode('late', { topic: 'living room', replay: true });
        const nodes = [...watchingNode('in', { topic: 'living room' }), ...END];
        await start(nodes);
        rig.peer.send(`["${THERMOMETER}", {"n": 1}, {"qos": 1}]`);
        await messagesAt('in-silence', 1, SILENCE_MS);
        assert.deepEqual([names(), names('in-silence')], [['Living room'], ['Living room']]);
        await become(() => statusesOf('in').at(-1)?.text === 'silent: Living room', 'the status of the silence');
        await rig.deployWith([...nodes, ...late], { devices: [...DEVICES, { device: 'a/b', name: 'c' }] });
        await messagesAt('late-sink', 1);
        assert.deepEqual(names('late-sink'), ['Living room']);
    });

    it('dynamic subscriptions take names, and list them as they were given', async () => {
        await start([...dynamicNode('in'), ...END]);
        give('in', { action: 'subscribe', topic: ['BOILER', 'lamp/#'] });
        print(RELAY, 'led/-', THERMOMETER);
        await messagesAt('end-sink', 1);
        assert.deepEqual(topics(), [RELAY, 'led/-']);
        give('in', { action: 'subscribe', topic: RELAY });
        give('in', { action: 'list' });
        assert.deepEqual((await messagesAt('in-sink', 3)).at(-1)?.payload, ['BOILER', 'lamp/#']);
        give('in', { action: 'unsubscribe', topic: 'led/-/#' });
        give('in', { action: 'list' });
        assert.deepEqual((await messagesAt('in-sink', 4)).at(-1)?.payload, ['BOILER']);
        give('in', { action: 'subscribe', topic: 'livng room' });
        await messagesAt('f1-catch-sink', 1);
        const known = 'Living room, Boiler, Lamp';
        assert.equal(lastError().message, reason('name-unknown', { name: 'livng room', known }));
    });

    interface Sent {
        readonly name: string;
        readonly settings: Readonly<Record<string, unknown>>;
        readonly msg: object;
        readonly line: string;
    }
    const ON = `["${RELAY}/set", {"state":true}]`;
    const SENT: readonly Sent[] = [
        { name: 'a device of the node', settings: { command: 'relay', device: 'boiler' }, msg: {}, line: ON },
        { name: 'a topic of the node', settings: { topic: 'Boiler/set' }, msg: { device: 'Lamp' }, line: ON },
        { name: 'msg.topic', settings: {}, msg: { topic: 'boiler/set' }, line: ON },
        { name: 'msg.device', settings: {}, msg: { device: 'Boiler' }, line: ON },
        {
            name: 'msg.device, where the dialog has stored msg.topic',
            settings: { topic: 'topic', topicType: 'msg' },
            msg: { device: 'Boiler' },
            line: ON,
        },
        { name: 'msg.device as a path', settings: {}, msg: { device: RELAY }, line: ON },
        {
            name: 'msg.device and the topic of the same device',
            settings: {},
            msg: { device: 'Boiler', topic: `${RELAY}/set` },
            line: ON,
        },
        {
            name: 'msg.topic, beside a device of another node',
            settings: {},
            msg: { device: { ieeeAddr: 1 }, topic: `${RELAY}/set` },
            line: ON,
        },
        {
            name: 'msg.topic, beside a path',
            settings: {},
            msg: { device: THERMOMETER, topic: `${RELAY}/set` },
            line: ON,
        },
        {
            name: 'a device of the message',
            settings: { command: 'relay', device: 'device', deviceType: 'msg' },
            msg: { device: 'Boiler' },
            line: ON,
        },
        {
            name: 'a batch',
            settings: {},
            msg: { payload: [{ device: 'boiler', payload: true }, ['Lamp/set', 'on']] },
            line: `${ON}|["led/-/set", {"state":"on"}]`,
        },
    ];
    for (const { name, settings, msg, line } of SENT) {
        it(`clown out sends to ${name}`, async () => {
            await start([outNode('out', settings)]);
            give('out', { payload: true, ...msg });
            const lines = line.split('|');
            await rig.commanded(lines.length);
            assert.deepEqual([...rig.commands()], lines);
            assert.deepEqual(received('f1-catch-sink'), []);
        });
    }

    it('shows the name of its command under clown out', async () => {
        await start([outNode('out', { topic: '' })]);
        give('out', { device: 'Boiler', payload: true });
        give('out', { device: 'Lamp', payload: 'on' });
        await become(() => /^Lamp: /.test(String(statusesOf('out').at(-1)?.text)), 'the status of the second command');
    });

    interface Refused {
        readonly name: string;
        readonly settings?: Readonly<Record<string, unknown>>;
        readonly msg: object;
        readonly sentence: string;
    }
    const REFUSED: readonly Refused[] = [
        {
            name: 'two devices in one message',
            msg: { device: 'boiler', topic: 'led/-/set' },
            sentence: reason('device-conflict', { name: `boiler (${RELAY})`, found: '"led/-/set"' }),
        },
        {
            name: 'an unknown name',
            msg: { device: 'oven' },
            sentence: reason('name-unknown', { name: 'oven', known: 'Boiler, Lamp, Living room' }),
        },
        {
            name: 'a name of another kind of device',
            settings: { command: 'relay', device: 'device', deviceType: 'msg' },
            msg: { device: 'Lamp' },
            sentence: reason('device-type', {
                device: 'Lamp (led/-)',
                type: 'relay',
                known: 'Boiler, i2c0-3b, i2c0-3f',
            }),
        },
        {
            name: 'a payload of a named device, which the error names',
            msg: { device: 'boiler', payload: 'perhaps' },
            sentence: reason('relay-state', { topic: `Boiler (${RELAY}/set)`, found: '"perhaps"' }),
        },
    ];
    for (const { name, settings = {}, msg, sentence } of REFUSED) {
        it(`clown out refuses ${name}`, async () => {
            await start([outNode('out', settings)]);
            give('out', { payload: true, ...msg });
            await messagesAt('f1-catch-sink', 1);
            await settled();
            assert.equal(lastError().message, sentence);
            assert.deepEqual([...rig.commands()], []);
        });
    }

    it('clown request requests a device by name, and the response has it', async () => {
        await start(requestNode('request', { command: 'get', device: 'living room' }));
        give('request', { topic: 'mine' });
        await rig.commanded();
        assert.deepEqual([...rig.commands()], [`["${THERMOMETER}/get", {}]`]);
        rig.peer.send(`["${THERMOMETER}", {"temperature": [21.5, "\\u2103"]}]`);
        const [got] = await messagesAt('request-sink', 1);
        assert.equal(got?.topic, 'mine');
        assert.equal(clownOf(got).name, 'Living room');
    });

    it('the response topic of clown request may have a name, and a message its device', async () => {
        await start(requestNode('request', { answer: 'Lamp/#' }));
        give('request', { device: 'boiler', payload: true });
        await rig.commanded();
        assert.deepEqual([...rig.commands()], [ON]);
        rig.peer.send('["led/-", {"state": true}]');
        assert.equal(clownOf((await messagesAt('request-sink', 1))[0]).name, 'Lamp');
    });

    it('a node with an unknown name does not start, and the others work', async () => {
        const nodes = [
            ...inNode('in', { topic: 'Kitchen/#' }),
            ...inNode('all'),
            outNode('out', { command: 'relay', device: 'boilr' }),
        ];
        await start(nodes);
        await shows('invalid', 'in', 'out');
        assert.equal(statusesOf('in').at(-1)?.code, 'name-unknown');
        const known = 'Boiler, Lamp, Living room';
        assert.deepEqual(logged('out', ERROR), [reason('name-unknown', { name: 'boilr', known })]);
        give('out', { payload: true });
        await become(() => received('f1-catch-sink').length > 0, 'the error of the message');
        print(RELAY);
        await become(() => topics('all-sink').includes(RELAY), 'the message of the other node');
    });

    it('a name of two devices is used by no node, and both are reported', async () => {
        const twice = [ROOM, BOILER, { device: 'led/-', name: 'boiler' }];
        await start([outNode('out', { command: 'relay', device: 'Boiler' }), ...inNode('all')], twice);
        await shows('invalid', 'out');
        assert.equal(statusesOf('out').at(-1)?.code, 'name-twice');
        const why = reason('name-twice', { name: 'boiler' });
        await become(
            () => received('f1-catch-sink').some((msg) => errorOf(msg).message.endsWith(why)),
            'the error of the hub',
        );
    });

    it('a replaced sensor is one change in the hub: every node follows, with its name', async () => {
        const nodes = [...inNode('in', { topic: 'living room' }), ...dynamicNode('dynamic'), ...END];
        await start(nodes);
        print(THERMOMETER);
        await messagesAt('in-sink', 1);
        const other = 'thermometer/i2c1-49';
        await rig.deployWith(nodes, { devices: [{ ...ROOM, device: other }] });
        print(THERMOMETER, other);
        await messagesAt('end-sink', 2);
        assert.deepEqual(topics(), [THERMOMETER, other]);
        assert.deepEqual(names(), ['Living room', 'Living room']);
    });

    it('the status of the hub has the names', async () => {
        await start([...dynamicNode('in'), ...END]);
        print(THERMOMETER, 'thermometer/i2c0-49');
        await messagesAt('end-sink', 1);
        give('in', { action: 'status' });
        const [msg] = await messagesAt('in-sink', 1);
        const { devices } = (msg as Message).payload as { readonly devices: readonly Message[] };
        const nameOf = (wanted: string): unknown => devices.find(({ device }) => device === wanted)?.name;
        assert.deepEqual([nameOf(THERMOMETER), nameOf('thermometer/i2c0-49')], ['Living room', undefined]);
    });

    it('a silence limit of a device replaces that of the node', async () => {
        const devices = [ROOM, { device: RELAY, silentAfter: 0 }, { device: 'led/-', silentAfter: 1 }];
        const nodes = [
            ...watchingNode('in', { topic: '+/+', silentAfter: '3600' }),
            ...watchingNode('relay', { topic: RELAY }),
            ...watchingNode('clock', { topic: 'led/-', silentAfter: '3600' }),
            ...END,
        ];
        await start(nodes, devices);
        print(THERMOMETER, RELAY, 'led/-');
        await messagesAt('in-silence', 1, SILENCE_MS);
        await messagesAt('clock-silence', 1, SILENCE_MS);
        await settled();
        assert.deepEqual(topics('in-silence'), ['led/-']);
        assert.deepEqual(topics('relay-silence'), []);
        print('led/-');
        await messagesAt('in-silence', 2);
        assert.deepEqual(
            received('in-silence').map(({ payload }) => payload),
            ['silent', 'back'],
        );
    });
});

describe('the hub of a node', () => {
    const rig = useCommandRig(['out']);
    const env = [
        { name: 'HUB', type: 'str', value: 'hub' },
        { name: 'LEVEL', type: 'str', value: '{"level": 50}' },
    ];
    const here = { z: 'f2', hub: variable('HUB') };

    it('may change its names while a variable selects it: settings stay as they were, and each value is sent again once', async () => {
        const payload = { payload: variable('LEVEL'), payloadType: 'json' };
        const nodes = [
            tab('f2', { env }),
            outNode('out', { ...here, topic: 'a/b/set', ...payload }),
            ...dynamicNode('in', { ...here, replay: true }),
            ...END,
        ];
        await rig.startWith(nodes);
        give('in', { action: 'subscribe', topic: ['#', 'thermometer/+'] });
        rig.peer.send(`["${THERMOMETER}", {"n": 1}]`);
        rig.peer.send('["end/-", {"n": 1}]');
        await messagesAt('end-sink', 1);
        const before = received('in-sink').length;
        await rig.deployWith(nodes, { devices: DEVICES });
        rig.peer.send('["end/-", {"n": 2}]');
        await messagesAt('end-sink', 2);
        const again = received('in-sink').slice(before);
        assert.deepEqual(
            again.filter(({ topic }) => topic === THERMOMETER).map((msg) => clownOf(msg).name),
            ['Living room'],
        );
        give('out', {});
        await rig.commanded();
        assert.deepEqual([...rig.commands()], ['["a/b/set", {"level":50}]']);
    });

    it('is the fault of a node whose name it would have, once', async () => {
        const nodes = [outNode('out', { topic: 'boiler/set' }), ...inNode('in', { topic: 'Living room' })];
        await load([tab(), hubNode({ address: '', devices: DEVICES }), ...nodes, ...listeners([])]);
        await shows('invalid', 'out', 'in');
        assert.deepEqual(
            ['out', 'in'].map((id) => [statusesOf(id).at(-1)?.code, logged(id, ERROR).length]),
            [
                ['address-missing', 0],
                ['address-missing', 0],
            ],
        );
        await deploy([tab(), ...nodes, ...listeners([])]);
        await shows('invalid', 'out', 'in');
        assert.deepEqual(logged('out', ERROR), [reason('hub-missing')]);
        assert.equal(statusesOf('in').at(-1)?.code, 'hub-missing');
    });
});

describe('flows without names', () => {
    const rig = useCommandRig(['out']);

    it('send and receive as before: a name is a topic like any other', async () => {
        await rig.startWith([...inNode('in', { topic: 'Living room/#' }), outNode('out'), ...inNode('all')]);
        rig.peer.send('["Living room/x", {"n": 1}]');
        await messagesAt('in-sink', 1);
        const { time, ...clown } = clownOf(received('in-sink')[0]);
        assert.equal(typeof time, 'number');
        assert.equal(JSON.stringify(clown), '{"type":"Living room","address":"x","event":"","hub":"Attic"}');
        give('out', { topic: 'a/b/c', device: 'Boiler', payload: { x: 1 } });
        await rig.commanded();
        assert.deepEqual([...rig.commands()], ['["a/b/c", {"x":1}]']);
        give('out', { device: 'Boiler', payload: { x: 1 } });
        await messagesAt('f1-catch-sink', 1);
        assert.equal(errorOf(received('f1-catch-sink')[0]).message, reason('topic-missing', { found: 'undefined' }));
    });
});
