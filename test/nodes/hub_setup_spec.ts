// The connection settings of a hub node, without Node-RED: its way to the hub, what it is called, and what a fault quotes.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import { DRY_RUN, type DryRun } from '../../nodes/runtime/hub/dry-run';
import { type HubSetup, hubSetup, proxyOnTheWay } from '../../nodes/runtime/hub/hub-setup';
import type { ClownHubDef } from '../../nodes/runtime/types';
import type { Result } from '../../src/base/errors';
import type { OpenSocket } from '../../src/connection/socket-types';
import { DeviceNames } from '../../src/protocol/device-names';
import { recordingsFolder } from '../../src/recording/folder';
import { makeFolder, removeFolder } from '../support/folders';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { endProxies, startProxy } from '../support/proxy';
import { good, outcome } from '../support/results';
import { reason, translate } from './support/catalogue';
import { variable } from './support/flows';

const AT = 'ws://hub.example:8080/x';
const SECURE = 'wss://hub.example/';
const SIMULATED = translate('clown-hub.label.simulated');

/** What a Node-RED knows. */
interface Known {
    readonly nodes?: Readonly<Record<string, object>>;
    readonly credentials?: Readonly<Record<string, object>>;
    readonly variables?: Readonly<Record<string, string>>;
    readonly settings?: object;
}

function nodeRed({ nodes = {}, credentials = {}, variables = {}, settings = {} }: Known): NodeAPI {
    const replaced = (text: string): string => text.replace(/\$\{(\w+)\}/, (_, name) => variables[name] ?? '');
    return {
        _: translate,
        events: new EventEmitter(),
        settings: { proxyOptions: { env: {} }, ...settings },
        util: { evaluateNodeProperty: replaced, getSetting: (_: unknown, name: string) => variables[name] },
        nodes: { getNode: (id: string) => nodes[id] ?? null, getCredentials: (id: string) => credentials[id] },
    } as unknown as NodeAPI;
}

interface Told {
    readonly warned: string[];
    readonly logged: string[];
}

function setup(settings: object, known: Known = {}, node: object = { id: 'hub' }, secrets = {}): Result<HubSetup> {
    const def = { id: 'hub', type: 'clown-hub', ...settings } as unknown as ClownHubDef;
    return hubSetup(nodeRed(known), node as Node, def, secrets, () => settings);
}

/** How a socket ends first: it is open, or the code of the reason why not. */
async function opened(openSocket: OpenSocket): Promise<string> {
    const events = new EventEmitter();
    const first = once(events, 'outcome');
    const closed = once(events, 'closed');
    const socket = openSocket({
        opened: () => events.emit('outcome', 'opened'),
        message: () => {},
        closed({ code }) {
            events.emit('outcome', code);
            events.emit('closed');
        },
    });
    const [found] = await first;
    socket.terminate();
    await closed;
    return String(found);
}

describe('the setup of a hub node', () => {
    let userDir: string;

    beforeEach(async () => {
        userDir = await makeFolder('setup');
    });
    leavesNothing(endHubs, endProxies, () => removeFolder(userDir));

    const LABELS: readonly (readonly [string, settings: object, label: string])[] = [
        ['its name', { name: 'Attic', address: AT }, 'Attic'],
        ['its address without a name', { address: AT }, 'ws://hub.example:8080'],
        ['its address without the login in it', { address: 'ws://a:b@hub.example/' }, 'ws://hub.example'],
        ['that it is simulated', { place: 'simulated' }, SIMULATED],
        ['its name, also if it is simulated', { place: 'simulated', name: 'Attic' }, 'Attic'],
    ];
    for (const [name, settings, label] of LABELS) {
        it(`has as its label ${name}`, () => assert.equal(good(setup(settings)).label, label));
    }

    for (const place of [{ address: AT }, { place: 'simulated' }]) {
        it(`has each checked setting where it is used: ${JSON.stringify(place)}`, () => {
            const found = good(
                setup({
                    ...place,
                    handshake: '3',
                    intervals: [{ device: 'thermometer/i2c0-48', seconds: '5' }],
                    devices: [
                        { device: 'relay/i2c0-3b', name: 'boiler' },
                        { device: 'lux-meter/-', silentAfter: '9' },
                    ],
                    requestStates: false,
                    keepValues: 'file',
                    quiet: true,
                    showStatus: false,
                }),
            );
            assert.equal(found.place.kind, place.place ?? 'address');
            assert.ok(found.close() instanceof Promise);
            assert.equal(found.settings.handshakeMs, 3_000);
            assert.deepEqual(found.intervals, [{ device: 'thermometer/i2c0-48', seconds: 5 }]);
            assert.deepEqual(
                found.devices.map(({ device }) => device),
                ['relay/i2c0-3b', 'lux-meter/-'],
            );
            assert.deepEqual(
                [found.intervalFaults, found.deviceFaults, found.tls, found.proxyFrom],
                [[], [], {}, undefined],
            );
            const { requestStates, keepValues, quiet, showStatus } = found;
            assert.deepEqual(
                { requestStates, keepValues, quiet, showStatus },
                {
                    ...{ requestStates: false, keepValues: 'file', quiet: true, showStatus: false },
                },
            );
            assert.deepEqual(found.settings.names?.resolve('boiler/set'), { ok: true, value: 'relay/i2c0-3b/set' });
            for (const unused of ['place', 'maxBytes', 'keepValues', 'quiet', 'intervals', 'deviceFaults']) {
                assert.ok(!(unused in found.settings), unused);
            }
        });
    }

    it('has no names where no device has one', () => {
        for (const devices of [[], [{ device: 'relay/i2c0-3b', silentAfter: '5' }]]) {
            // One object: a node checks its settings again only if the names of its hub are others.
            assert.equal(good(setup({ address: AT, devices })).settings.names, DeviceNames.NONE);
        }
    });

    it('quotes faults of its tables as they were written: a variable may hold a secret', () => {
        const variables = { A: 'p4ss', B: 'w0rd' };
        const found = good(
            setup(
                {
                    address: AT,
                    intervals: [{ device: variable('A'), seconds: '5' }],
                    devices: [{ device: 'relay/i2c0-3b', silentAfter: variable('B') }],
                },
                { variables },
            ),
        );
        const { intervalFaults, deviceFaults } = found;
        assert.deepEqual([intervalFaults.length, deviceFaults.length], [1, 1]);
        const shown = JSON.stringify([intervalFaults, deviceFaults]);
        assert.ok(!/p4ss|w0rd/.test(shown), shown);
        assert.equal(shown.split('"found":"…"').length, 3, shown);
        const refused = setup({ address: variable('A') }, { variables });
        assert.ok(!refused.ok && !JSON.stringify(refused.reason).includes('p4ss'));
    });

    it('is refused with the name of the credential whose variable is not set', () => {
        const headers = [{ name: 'X-Key', slot: 'header3' }];
        for (const [setting, secrets] of [
            ['user', { user: variable('GONE') }],
            ['password', { user: 'u', password: `a-${variable('GONE')}` }],
            ['X-Key', { header3: variable('GONE') }],
        ] as const) {
            const found = setup({ address: AT, headers }, {}, undefined, secrets);
            assert.deepEqual(found.ok || found.reason, {
                code: 'variable-missing',
                params: { setting, variable: 'GONE' },
            });
            assert.equal(outcome(setup({ place: 'simulated', headers }, {}, undefined, secrets)), 'ok');
        }
        assert.equal(outcome(setup({ address: AT }, {}, undefined, { header3: variable('GONE') })), 'ok');
    });

    it('has its credentials with their variables', () => {
        const secrets = { user: 'u', password: `a-${variable('P')}`, header3: variable('KEY') };
        const known = { variables: { P: '1', KEY: 'k' } };
        const headers = [{ name: 'X-Key', slot: 'header3' }];
        const { place } = good(setup({ address: AT, headers }, known, undefined, secrets));
        assert.ok(place.kind === 'address');
        assert.deepEqual([place.login, place.headers], [{ user: 'u', password: 'a-1' }, { 'X-Key': 'k' }]);
    });

    it('needs no TLS node where a variable holds a plain address', () => {
        const settings = { address: variable('AT'), tls: 'gone' };
        assert.deepEqual(good(setup(settings, { variables: { AT } })).tls, {});
        assert.equal(outcome(setup(settings, { variables: { AT: SECURE } })), 'tls-node');
    });

    const TLS = { addTLSOptions: (options: object) => ({ ...options, ca: 'own' }) };
    const TLS_ROWS: readonly (readonly [string, settings: object, found: unknown])[] = [
        ['no TLS node', { address: SECURE, tls: '' }, {}],
        ['a TLS node of another type', { address: SECURE, tls: 7 }, {}],
        ['a TLS node', { address: SECURE, tls: 'good' }, { ca: 'own' }],
        ['a TLS node at a plain address', { address: AT, tls: 'good' }, {}],
        ['a TLS node that is missing', { address: SECURE, tls: 'gone' }, 'tls-node'],
        ['a TLS node whose files cannot be read', { address: SECURE, tls: 'bad' }, 'tls-node'],
        ['another node as TLS node', { address: SECURE, tls: 'other' }, 'tls-node'],
    ];
    for (const [name, settings, expected] of TLS_ROWS) {
        it(`with ${name}: ${JSON.stringify(expected)}`, () => {
            const nodes = { good: TLS, bad: { ...TLS, valid: false }, other: { valid: true } };
            const found = setup(settings, { nodes });
            assert.deepEqual(found.ok ? found.value.tls : found.reason.code, expected);
        });
    }

    it('connects to its address with its login', async () => {
        const locked = await startSilentHub({ user: 'u', password: 'p' });
        const { settings, close } = good(setup({ address: locked.url }, {}, undefined, { user: 'u', password: 'p' }));
        assert.equal(await opened(settings.openSocket), 'opened');
        const wrong = good(setup({ address: locked.url }, {}, undefined, { user: 'u', password: 'x' }));
        assert.equal(await opened(wrong.settings.openSocket), 'login');
        await close();
        await wrong.close();
    });

    describe('with a proxy', () => {
        const proxyNode = (more: object = {}): object => ({
            ...{ id: 'proxy', type: 'http proxy', url: 'http://proxy.example:3128' },
            ...more,
        });
        const way = (settings: object, known: Known): unknown => {
            const found = setup({ address: AT, ...settings }, known);
            return found.ok ? found.value.proxyFrom : found.reason.code;
        };
        const onTheWay = (known: Known, id: unknown, url = AT): unknown => {
            const found = proxyOnTheWay(nodeRed(known), url, id);
            return found.ok ? found.value : found.reason;
        };
        const environment = { settings: { proxyOptions: { env: { http_proxy: 'http://first.example:1' } } } };

        it('takes the chosen one, or else the one in the environment', () => {
            const known = { nodes: { proxy: proxyNode() }, ...environment };
            assert.deepEqual(
                [way({ proxy: 'proxy' }, known), way({ proxy: '' }, known), way({ proxy: '' }, {})],
                ['chosen', 'environment', undefined],
            );
            assert.deepEqual(onTheWay(known, 'proxy'), { address: 'http://proxy.example:3128/', from: 'chosen' });
            for (const id of ['', undefined, 7]) {
                assert.deepEqual(onTheWay(known, id), { address: 'http://first.example:1/', from: 'environment' });
            }
            assert.equal(onTheWay({ settings: { proxyOptions: 'none' } }, '', 'ws://127.0.0.1/'), undefined);
        });

        it('goes past it for the hosts that it leaves out', () => {
            const nodes = { proxy: proxyNode({ noproxy: ['hub.example'] }) };
            assert.equal(onTheWay({ nodes, ...environment }, 'proxy'), undefined);
            assert.equal(way({ proxy: 'proxy' }, { nodes }), undefined);
        });

        it('gives it its login as it was entered, with its variables', () => {
            const nodes = { proxy: proxyNode() };
            const credentials = { proxy: { username: 'me', password: `a-${variable('P')}` } };
            const known = { nodes, credentials, variables: { P: '1' } };
            const address = 'http://me:a-1@proxy.example:3128/';
            assert.deepEqual(onTheWay(known, 'proxy'), { address, from: 'chosen' });
            const typed = { nodes: { proxy: proxyNode({ typed: { password: 'new' } }) }, credentials };
            assert.deepEqual(onTheWay(typed, 'proxy'), { address: address.replace('a-1', 'new'), from: 'chosen' });
        });

        it('is refused without the variables of its address and login', () => {
            const unset = variable('GONE');
            for (const login of [{ username: unset }, { password: unset }]) {
                const found = onTheWay({ nodes: { proxy: proxyNode() }, credentials: { proxy: login } }, 'proxy');
                assert.deepEqual(found, { code: 'variable-missing', params: { setting: 'proxy', variable: 'GONE' } });
            }
            const found = onTheWay({ nodes: { proxy: proxyNode({ url: unset }) } }, 'proxy');
            assert.deepEqual(found, { code: 'variable-missing', params: { setting: 'proxy', variable: 'GONE' } });
        });

        it('is refused with a node of another kind, whose login is sent nowhere', () => {
            for (const nodes of [{}, { proxy: proxyNode({ type: 'mqtt-broker' }) }]) {
                assert.equal(way({ proxy: 'proxy' }, { nodes, ...environment }), 'proxy-node');
            }
        });

        it('connects through it', async () => {
            const hub = await startSilentHub();
            const proxy = await startProxy();
            const nodes = { proxy: proxyNode({ url: `http://127.0.0.1:${proxy.port}` }) };
            const found = good(
                setup({ address: hub.url.replace('127.0.0.1', 'hub.example'), proxy: 'proxy' }, { nodes }),
            );
            assert.equal(await opened(found.settings.openSocket), 'opened');
            assert.deepEqual(proxy.asked, [{ target: `hub.example:${hub.port}`, login: undefined }]);
        });
    });

    describe('of a simulated hub', () => {
        it('has a hub of its own, which ends with it', async () => {
            const { settings, close } = good(setup({ place: 'simulated', address: 'moon' }));
            assert.equal(await opened(settings.openSocket), 'opened');
            await close();
        });

        const LINES = ['{"clownHubRecording":1,"hub":"Attic","devices":[]}', '{"at":0,"state":"connected"}', 'x'];

        /** The setup of a hub that plays a recording as fast as it can, and what its node has reported. */
        async function played(node: boolean): Promise<Told> {
            await mkdir(recordingsFolder(userDir), { recursive: true });
            await writeFile(join(recordingsFolder(userDir), 'a.jsonl'), `${LINES.join('\n')}\n`);
            const events = new EventEmitter();
            const told: Told = { warned: [], logged: [] };
            const reporter = {
                warn: (line: string) => told.warned.push(line),
                log(line: string) {
                    told.logged.push(line);
                    events.emit('logged');
                },
            };
            const settings = { place: 'simulated', name: 'Attic', recording: 'a.jsonl', replaySpeed: '100' };
            const end = node ? once(events, 'logged') : Promise.resolve();
            const found = good(setup(settings, { settings: { userDir } }, node ? reporter : {}));
            assert.equal(await opened(found.settings.openSocket), 'opened');
            await end;
            await found.close();
            return told;
        }

        it('reports the lines of its recording that are left out, and its end', async () => {
            const { warned, logged } = await played(true);
            const params = { hub: 'Attic', file: 'a.jsonl' };
            const why = reason('recording-line', { line: 3, found: '"x"' });
            assert.deepEqual(warned, [translate('clown-hub.log.played-lines', { ...params, count: 1, why })]);
            assert.deepEqual(logged, [translate('clown-hub.log.played', params)]);
        });

        it('plays it also in a check of a hub that is not deployed, which has no node', async () => {
            assert.deepEqual(await played(false), { warned: [], logged: [] });
        });
    });
});

describe('the setup of a hub node in a flow test', () => {
    const files = ['dry-run', 'hub-setup'].map((name) => require.resolve(`../../nodes/runtime/hub/${name}`));
    const where = globalThis as { [DRY_RUN]?: DryRun };
    const inMemory: OpenSocket = () => assert.fail('nothing connects');
    const asked: string[] = [];
    let loaded: (NodeJS.Module | undefined)[];
    let dry: typeof hubSetup;

    // Copies of their own, because the process sets the dry run before it loads the pack.
    beforeEach(() => {
        loaded = files.map((file) => require.cache[file]);
        for (const file of files) delete require.cache[file];
        asked.length = 0;
        const openSocket = (id: string): OpenSocket => {
            asked.push(id);
            return inMemory;
        };
        where[DRY_RUN] = { openSocket, created: () => {}, refused: () => {} };
        ({ hubSetup: dry } = require('../../nodes/runtime/hub/hub-setup') as { hubSetup: typeof hubSetup });
    });
    afterEach(() => {
        delete where[DRY_RUN];
        for (const [at, file] of files.entries()) {
            const before = loaded[at];
            if (before) require.cache[file] = before;
            else delete require.cache[file];
        }
    });

    const dryLabel = (settings: object): string =>
        good(dry(nodeRed({}), { id: 'hub' } as Node, settings as ClownHubDef, {}, () => settings)).label;

    it('has its hub in memory, with waits that are the same in each run', async () => {
        const settings = {
            name: 'Attic',
            address: SECURE,
            tls: 'gone',
            proxy: 'gone',
            recording: 7,
            requestStates: false,
        };
        const credentials = { user: variable('GONE') };
        const found = good(dry(nodeRed({}), { id: 'hub' } as Node, settings as never, credentials, () => settings));
        assert.deepEqual([found.label, found.place, found.requestStates], ['Attic', { kind: 'simulated' }, false]);
        assert.deepEqual([found.tls, found.proxyFrom], [{}, undefined]);
        assert.equal(found.settings.openSocket, inMemory);
        assert.deepEqual([asked, found.settings.random?.()], [['hub'], 0.5]);
        assert.ok(found.close() instanceof Promise);
    });

    it('needs no variable of what only a hub at an address uses', () => {
        const open = variable('GONE');
        const headers = [{ name: `X-${open}`, slot: 'header1' }];
        const at = { address: open, tls: open, proxy: open, subprotocol: open, headers };
        assert.equal(dryLabel({ ...at, recording: open, replaySpeed: open }), SIMULATED);
    });

    it('is labelled as elsewhere', () => {
        assert.deepEqual([dryLabel({ address: AT }), dryLabel({ address: '' })], ['ws://hub.example:8080', SIMULATED]);
    });

    it('is refused for what is wrong with its other settings', () => {
        const found = dry(nodeRed({}), { id: 'hub' } as Node, { handshake: 'x' } as never, {}, () => ({}));
        assert.equal(outcome(found), 'setting-number');
    });
});
