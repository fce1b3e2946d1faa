// Settings that do not hold: red status and one clear sentence, without effect on other nodes. Environment variables.

import assert from 'node:assert/strict';
import { COMMAND_KINDS } from '../../src/protocol/kinds';
import { CHOICES } from '../../src/settings/choices';
import type { Simulator } from '../../src/simulator';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { reason, translate } from './support/catalogue';
import { hubAt, hubNode, type Item, inNode, outNode, requestNode, tab, variable } from './support/flows';
import { clients, commanded, linked } from './support/links';
import {
    become,
    clownOf,
    deploy,
    ERROR,
    give,
    INFO,
    load,
    logged,
    messagesAt,
    statusesOf,
    unload,
} from './support/runtime';

type More = Readonly<Record<string, unknown>>;

describe('settings', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    leavesNothing(unload);

    /** A healthy hub and its user beside whatever a test breaks. */
    const healthy = (): Item[] => [tab(), hubAt(hub, { id: 'good' }), ...inNode('fine', { hub: 'good', topic: 'a/-' })];

    async function isHealthy(): Promise<void> {
        await linked(hub);
        hub.print('["a/-", {}]');
        await messagesAt('fine-sink', 1);
        assert.deepEqual(logged('fine', ERROR), []);
        assert.equal(hub.attempts, 1);
    }

    describe('of the hub: one sentence from it, red status at its users [L4, L5]', () => {
        const rows: [name: string, settings: More, code: string, params?: More][] = [
            ['no address', { address: '' }, 'address-missing'],
            ['blank address', { address: '  ' }, 'address-missing'],
            ['http', { address: 'http://hub.local/' }, 'address-scheme', { found: 'http' }],
            ['no scheme', { address: 'hub.local' }, 'address-scheme', { found: '' }],
            ['nonsense', { address: 'ws://:0:/' }, 'address-invalid'],
            ['a fragment', { address: 'ws://hub.local/#x' }, 'address-invalid'],
            ['an address that is no text', { address: 7 }, 'address-missing'],
            [
                'a number out of range',
                { address: 'ws://x/', handshake: '0' },
                'setting-number',
                { setting: 'handshake', least: 1, most: 300, found: '"0"' },
            ],
            ['a number that is none', { address: 'ws://x/', heartbeat: 'soon' }, 'setting-number'],
            ['start frames that are none', { address: 'ws://x/', startFrames: 'hello' }, 'setting-frames'],
            [
                'a place that is not known',
                { place: 'moon' },
                'setting-choice',
                { setting: 'place', found: '"moon"', known: 'address, simulated' },
            ],
            ['a later version', { settingsVersion: 3 }, 'version-newer', { version: '3', known: 2 }],
            ['a version that is none', { settingsVersion: 'x' }, 'version-newer', { version: '"x"', known: 2 }],
            [
                'a variable that is not set',
                { address: `ws://${variable('CLOWN_SET_NONE')}/` },
                'variable-missing',
                { setting: 'address', variable: 'CLOWN_SET_NONE' },
            ],
            ['a silence that is too long', { address: 'ws://x/', silence: '90000' }, 'setting-number'],
            ['a pause that is none', { address: 'ws://x/', gap: 'short' }, 'setting-number'],
            [
                'a variable of an interval that is not set',
                {
                    address: 'ws://x/',
                    intervals: [{ device: `thermometer/${variable('CLOWN_SET_NONE')}`, seconds: '5' }],
                },
                'variable-missing',
                { setting: 'intervals', variable: 'CLOWN_SET_NONE' },
            ],
            ['TLS settings that are not there', { address: 'wss://x/', tls: 'gone' }, 'tls-node'],
            ['something else for TLS settings', { address: 'wss://x/', tls: 'good' }, 'tls-node'],
        ];
        for (const [name, settings, code, params] of rows) {
            it(`${name}: ${code}`, async () => {
                await load([...healthy(), hubNode(settings), ...inNode(), outNode()]);
                const [sentence, ...more] = logged('hub', INFO);
                assert.deepEqual(more, []);
                if (params) assert.equal(sentence, reason(code, params));
                // A sentence may begin with a device.
                assert.match(sentence ?? '', /^(?:[A-Z"]|\S+\/\S+ ).+\.$/);
                for (const id of ['in', 'out']) {
                    assert.deepEqual(statusesOf(id), [
                        {
                            fill: 'red',
                            shape: 'ring',
                            text: translate(`clown-hub.cause.${code}`),
                            state: 'invalid',
                            code,
                        },
                    ]);
                    assert.deepEqual(logged(id, INFO), []);
                }
                await isHealthy();
            });
        }
    });

    describe('of a node: one sentence from it, red status, no connection attempt [L4, L5]', () => {
        const rows: [name: string, node: Item, code: string, params?: More, detail?: string][] = [
            ['in without a hub', inNode('bad', { hub: '' })[0] as Item, 'hub-missing'],
            ['in with a removed hub', inNode('bad', { hub: 'gone' })[0] as Item, 'hub-missing'],
            ['in with a node that is no hub', inNode('bad', { hub: 'fine' })[0] as Item, 'hub-missing'],
            ['in without a topic', inNode('bad', { topic: '' })[0] as Item, 'filter-missing', { found: '""' }],
            ['in with a bad +', inNode('bad', { topic: 'a/b+' })[0] as Item, 'filter-plus', { filter: 'a/b+' }],
            [
                'in with a level too many',
                inNode('bad', { topic: `a${'/+'.repeat(100)}` })[0] as Item,
                'topic-levels',
                { topic: `a${'/+'.repeat(29)}/…`, count: 101, limit: 100 },
            ],
            ['in with a bad #', inNode('bad', { topic: '#/a' })[0] as Item, 'filter-hash', { filter: '#/a' }],
            [
                'in with an empty level',
                inNode('bad', { topic: 'a//b' })[0] as Item,
                'topic-empty-level',
                { topic: 'a//b' },
            ],
            [
                'in with an unknown output',
                inNode('bad', { output: 'xml' })[0] as Item,
                'setting-choice',
                { setting: 'output', found: '"xml"', known: CHOICES.output.join(', ') },
            ],
            ['in without a quantity', inNode('bad', { output: 'quantity' })[0] as Item, 'quantity-missing'],
            [
                'in of a later version',
                inNode('bad', { settingsVersion: 99 })[0] as Item,
                'version-newer',
                { version: '99', known: 2 },
            ],
            [
                'in that listens to what is not known',
                inNode('bad', { listen: 'radio' })[0] as Item,
                'setting-choice',
                { setting: 'listen', found: '"radio"', known: 'topic, dynamic, state' },
            ],
            [
                'in with a silence that is no number',
                inNode('bad', { silentAfter: 'long' })[0] as Item,
                'setting-number',
                { setting: 'silentAfter', least: 1, most: 604_800, found: '"long"' },
                'setting-number-off',
            ],
            [
                'in for chosen topics, with an unknown output',
                inNode('bad', { listen: 'dynamic', output: 'xml' })[0] as Item,
                'setting-choice',
                { setting: 'output', found: '"xml"', known: CHOICES.output.join(', ') },
            ],
            ['request without a hub', requestNode('bad', { hub: '' })[0] as Item, 'hub-missing'],
            [
                'request with a bad filter for its response',
                requestNode('bad', { answer: 'a/#/b' })[0] as Item,
                'filter-hash',
                { filter: 'a/#/b' },
            ],
            [
                'request of a later version',
                requestNode('bad', { settingsVersion: 3 })[0] as Item,
                'version-newer',
                { version: '3', known: 2 },
            ],
            ['out without a hub', outNode('bad', { hub: '' }), 'hub-missing'],
            ['out without a device', outNode('bad', { command: 'relay' }), 'device-missing', { example: 'i2c0-3b' }],
            ['out with a bad topic', outNode('bad', { topic: 'a/+' }), 'topic-wildcard', { topic: 'a/+' }],
            [
                'out with an unknown command',
                outNode('bad', { command: 'fly' }),
                'setting-choice',
                { setting: 'command', found: '"fly"', known: COMMAND_KINDS.join(', ') },
            ],
            [
                'out with a policy that is none',
                outNode('bad', { offline: 'drop' }),
                'setting-choice',
                { setting: 'offline', found: '"drop"', known: 'fail, newest, queue' },
            ],
            [
                'out with a treatment of long text that is none',
                outNode('bad', { command: 'text', device: 'i2c0-3c', long: 'wrap' }),
                'setting-choice',
                { setting: 'long', found: '"wrap"', known: 'refuse, cut' },
            ],
            [
                'out with a confirmation that is neither on nor off',
                outNode('bad', { confirm: 'yes' }),
                'setting-choice',
                { setting: 'confirm', found: '"yes"', known: 'true, false' },
            ],
            [
                'out with a fixed payload that the command refuses',
                outNode('bad', { command: 'relay', device: 'i2c0-3b', payload: 'open', payloadType: 'str' }),
                'relay-state',
                { topic: 'relay/i2c0-3b/set', found: '"open"' },
            ],
            [
                'request with a fixed payload that the command refuses',
                requestNode('bad', {
                    command: 'interval',
                    device: '',
                    deviceType: 'msg',
                    payload: '0',
                    payloadType: 'num',
                })[0] as Item,
                'interval',
                { topic: 'thermometer/i2c0-48/config/update', found: '0', least: 1, most: 86_400 },
            ],
            [
                'in with a switch that is neither on nor off',
                inNode('bad', { replay: 'often' })[0] as Item,
                'setting-choice',
                { setting: 'replay', found: '"often"', known: 'true, false' },
            ],
            [
                'out of a later version',
                outNode('bad', { settingsVersion: '3' }),
                'version-newer',
                { version: '"3"', known: 2 },
            ],
        ];
        for (const [name, node, code, params, detail] of rows) {
            it(`${name}: ${code}`, async () => {
                const other = await startSilentHub();
                await load([...healthy(), hubAt(other), node]);
                const [sentence, ...more] = logged('bad', INFO);
                assert.deepEqual(more, []);
                assert.equal(sentence, reason(detail ?? code, params));
                const [status, ...later] = statusesOf('bad');
                assert.deepEqual(later, []);
                assert.deepEqual(
                    [status?.fill, status?.shape, status?.state, status?.code],
                    ['red', 'ring', 'invalid', code],
                );
                assert.equal(status?.text, translate(`clown-hub.cause.${code}`));
                await isHealthy();
                assert.equal(other.attempts, 0);
            });
        }

        it('what a choice leaves unused may be anything', async () => {
            const unused = { topic: variable('CLOWN_SET_NONE'), silentAfter: 'never', quantity: 'a//b' };
            await load([
                tab(),
                hubAt(hub),
                ...inNode('dynamic', { listen: 'dynamic', ...unused }),
                ...inNode('state', { listen: 'state', output: 'xml', ...unused }),
            ]);
            await linked(hub);
            for (const id of ['dynamic', 'state']) assert.deepEqual(logged(id, INFO), [], id);
        });

        it('settings without a version are of the first', async () => {
            const bare = (item: Item): Item => ({ ...item, settingsVersion: undefined });
            await load([tab(), bare(hubAt(hub)), ...inNode('in', { topic: 'a/-' }).map(bare)]);
            await linked(hub);
            hub.print('["a/-", {}]');
            await messagesAt('in-sink', 1);
        });

        it('a bad hub that is put right by a partial deploy takes its users along', async () => {
            await load([tab(), hubNode(), ...inNode(), outNode()]);
            await deploy([tab(), hubAt(hub), ...inNode(), outNode()]);
            await linked(hub);
            assert.equal(hub.clients, 1);
        });
    });

    describe('environment variables [T4]', () => {
        const set = (variables: Readonly<Record<string, string>>): void => {
            for (const [name, value] of Object.entries(variables)) process.env[name] = value;
        };

        afterEach(() => {
            for (const name of Object.keys(process.env)) if (name.startsWith('CLOWN_SET_')) delete process.env[name];
        });

        it('address as a whole', async () => {
            set({ CLOWN_SET_URL: hub.url });
            await load([tab(), hubNode({ address: variable('CLOWN_SET_URL') }), ...inNode()]);
            await linked(hub);
        });

        it('parts of the address; the name stays the label', async () => {
            const { host, pathname } = new URL(hub.url);
            const [name = '', port = ''] = host.split(':');
            set({ CLOWN_SET_HOST: name, CLOWN_SET_PORT: port, CLOWN_SET_PATH: pathname });
            const [at, to, path] = ['HOST', 'PORT', 'PATH'].map((one) => variable(`CLOWN_SET_${one}`));
            await load([
                tab(),
                hubNode({ name: '', address: `ws://${at}:${to}${path}` }),
                ...inNode('in', { topic: 'a/-' }),
            ]);
            await linked(hub);
            hub.print('["a/-", {}]');
            const [msg] = await messagesAt('in-sink', 1);
            assert.equal(clownOf(msg).hub, `ws://${host}`);
        });

        it('user and password', async () => {
            const locked = await startSilentHub({ user: 'clown', password: 'p@ss/wörd %41' });
            set({ CLOWN_SET_USER: 'clown', CLOWN_SET_PASSWORD: 'p@ss/wörd %41' });
            const credentials = { user: variable('CLOWN_SET_USER'), password: variable('CLOWN_SET_PASSWORD') };
            await load([tab(), hubAt(locked), ...inNode()], { hub: credentials });
            await linked(locked);
        });

        it('within a longer user and password', async () => {
            const locked = await startSilentHub({ user: 'me@home', password: 'a-1234-z' });
            set({ CLOWN_SET_USER: 'home', CLOWN_SET_PASSWORD: '1234' });
            const password = `a-${variable('CLOWN_SET_PASSWORD')}-z`;
            await load([tab(), hubAt(locked), ...inNode()], {
                hub: { user: `me@${variable('CLOWN_SET_USER')}`, password },
            });
            await linked(locked);
        });

        it('of type number or boolean, which count as their text', async () => {
            const locked = await startSilentHub({ user: 'true', password: '1234' });
            const env = [
                { name: 'CLOWN_SET_USER', type: 'bool', value: 'true' },
                { name: 'CLOWN_SET_PIN', type: 'num', value: '1234' },
            ];
            const credentials = { user: variable('CLOWN_SET_USER'), password: variable('CLOWN_SET_PIN') };
            const hubOfFlow = hubAt(locked, { z: 'f1' });
            const some = inNode('in', { topic: variable('CLOWN_SET_PIN') });
            await load([tab('f1', { env }), hubOfFlow, ...some], { hub: credentials });
            await linked(locked);
            locked.print('["1234", {}]');
            const [msg] = await messagesAt('in-sink', 1);
            assert.equal((msg as { topic: string }).topic, '1234');
        });

        it('an unset one in a credential is named, and nothing is sent', async () => {
            const missing = variable('CLOWN_SET_MISSING');
            const headers = [{ name: 'X-Key', slot: 'header3' }];
            for (const [setting, credentials] of [
                ['user', { user: missing, password: 'p' }],
                ['password', { user: 'u', password: `a${missing}` }],
                ['X-Key', { header3: `Bearer ${missing}` }],
            ] as const) {
                await load([tab(), hubAt(hub, { headers: setting === 'X-Key' ? headers : [] }), ...inNode()], {
                    hub: credentials,
                });
                const params = { setting, variable: 'CLOWN_SET_MISSING' };
                assert.deepEqual(logged('hub', ERROR), [reason('variable-missing', params)]);
                assert.equal(statusesOf('in').at(-1)?.code, 'variable-missing');
                await unload();
            }
            assert.equal(hub.attempts, 0);
        });

        it('an unset one in a credential that is not used changes nothing', async () => {
            await load([tab(), hubAt(hub), ...inNode()], { hub: { header3: variable('CLOWN_SET_MISSING') } });
            await linked(hub);
        });

        it('a value that looks like a variable is taken as it is, and not named', async () => {
            const secret = variable('CLOWN_SET_SECRET');
            const locked = await startSilentHub({ user: 'clown', password: secret });
            set({ CLOWN_SET_PASSWORD: secret });
            await load([tab(), hubAt(locked), ...inNode()], {
                hub: { user: 'clown', password: variable('CLOWN_SET_PASSWORD') },
            });
            await linked(locked);
        });

        it('numbers', async () => {
            const mute = await startSilentHub({ fault: { kind: 'half-open' } });
            set({ CLOWN_SET_SECONDS: '1' });
            await load([
                tab(),
                hubAt(mute, { handshake: variable('CLOWN_SET_SECONDS'), heartbeat: variable('CLOWN_SET_SECONDS') }),
                ...inNode(),
            ]);
            await clients(mute, 1);
            await clients(mute, 0);
            assert.match(logged('hub', ERROR)[0] ?? '', /no data received within 1 s, although a heartbeat was sent\./);
            await become(() => statusesOf('in').at(-1)?.code === 'heartbeat', 'the status');
            assert.match(statusesOf('in').at(-1)?.text ?? '', /^no heartbeat response, retry 2 within /);
        });

        it('start frames', async () => {
            set({ CLOWN_SET_RELAY: 'i2c0-3b' });
            const startFrames = `["relay/${variable('CLOWN_SET_RELAY')}/get", {}]`;
            await load([tab(), hubAt(hub, { startFrames }), outNode()]);
            await commanded(hub, '["relay/i2c0-3b/get", {}]');
        });

        it('device and seconds of a publish interval, as a whole and in part', async () => {
            set({ CLOWN_SET_DEVICE: 'thermometer/i2c0-48', CLOWN_SET_ADDRESS: 'i2c0-44', CLOWN_SET_SECONDS: '30' });
            const intervals = [
                { device: variable('CLOWN_SET_DEVICE'), seconds: variable('CLOWN_SET_SECONDS') },
                { device: `lux-meter/${variable('CLOWN_SET_ADDRESS')}`, seconds: `1${variable('CLOWN_SET_SECONDS')}` },
            ];
            await load([tab(), hubAt(hub, { intervals }), outNode()]);
            await commanded(hub, '["thermometer/i2c0-48/config/update", {"publish-interval":30}]');
            await commanded(hub, '["lux-meter/i2c0-44/config/update", {"publish-interval":130}]');
        });

        it('a part of a topic, and of a device', async () => {
            set({ CLOWN_SET_ADDRESS: 'i2c0-48', CLOWN_SET_BUS: 'i2c0' });
            const topic = `thermometer/${variable('CLOWN_SET_ADDRESS')}`;
            const device = `${variable('CLOWN_SET_BUS')}-3b`;
            await load([tab(), hubAt(hub), ...inNode('in', { topic }), outNode('out', { command: 'relay', device })]);
            await linked(hub);
            hub.print('["thermometer/i2c0-48", {}]');
            await messagesAt('in-sink', 1);
            give('out', { payload: true });
            await commanded(hub, '["relay/i2c0-3b/set", {"state":true}]');
        });

        it('one that is not set is named, and nothing is sent', async () => {
            const missing = variable('CLOWN_SET_MISSING');
            const out = outNode('out', { command: 'relay', device: missing });
            await load([tab(), hubAt(hub), ...inNode('in', { topic: `a/${missing}` }), out]);
            for (const id of ['in', 'out']) assert.equal(statusesOf(id).at(-1)?.code, 'variable-missing', id);
        });

        it('one in a name changes nothing', async () => {
            await load([tab(), hubAt(hub, { name: variable('CLOWN_SET_MISSING') }), ...inNode()]);
            await linked(hub);
        });

        it('topic of a node', async () => {
            set({ CLOWN_SET_TOPIC: 'a/-' });
            await load([tab(), hubAt(hub), ...inNode('in', { topic: variable('CLOWN_SET_TOPIC') })]);
            await linked(hub);
            hub.print('["a/-", {}]');
            await messagesAt('in-sink', 1);
        });

        it('of the flow, for a hub of that flow', async () => {
            const env = [{ name: 'CLOWN_SET_FLOW', type: 'str', value: hub.url }];
            await load([tab('f1', { env }), hubNode({ z: 'f1', address: variable('CLOWN_SET_FLOW') }), ...inNode()]);
            await linked(hub);
        });
    });
});
