// Faults of an open connection: ends and silence of every kind, restarts, cuts, a computer that sleeps.

import assert from 'node:assert/strict';
import { inNode, outNode } from '../nodes/support/flows';
import { become, node, shows, statusesOf } from '../nodes/support/runtime';
import { serverFrame } from '../support/servers.js';
import { until } from '../support/wait.js';
import { type Fault, itSurvives, type Scene } from './support/faults';
import { pace, setClock, sleep, TIMES, timerOf } from './support/pace';

const HOUR_MS = 3_600_000;
/** `npm run test:faults` does all of it, `npm test` a part. */
const IS_WHOLE = process.env.CLOWN_FAULT_TABLE !== undefined;
const RECONNECTS = IS_WHOLE ? 1_000 : 20;

function rest(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
}

const heal = ({ hub }: Scene): void => hub.fault(null);

const ENDS: readonly Fault[] = [
    {
        name: 'accepts and drops every connection',
        when: 'up',
        code: 'dropped',
        begin: ({ hub }) => hub.fault({ kind: 'drop' }),
        end: heal,
    },
    {
        name: 'every connection is reset',
        when: 'up',
        code: 'reset',
        caught: ['dropped'],
        begin: ({ gate }) => {
            gate.behave((socket) => void socket.resetAndDestroy());
            gate.drop('reset');
        },
    },
    ...([1001, 1009, 1011, 4000] as const).map(
        (number): Fault => ({
            name: `closes every connection with ${number} and a reason`,
            when: 'up',
            code: 'closed',
            begin: ({ hub }) => hub.fault({ kind: 'close', code: number, reason: 'no reason' }),
            end: heal,
        }),
    ),
    {
        name: 'closes without a code',
        when: 'up',
        code: 'closed',
        brief: true,
        begin: ({ gate }) => gate.inject(serverFrame(8, '')),
    },
    {
        name: 'a close that is never completed',
        when: 'up',
        code: 'closed',
        brief: true,
        begin: ({ gate }) => {
            gate.deafen();
            gate.inject(serverFrame(8, Buffer.from([1001 >> 8, 1001 & 0xff])));
        },
    },
    {
        name: 'a burst that breaks off inside a frame',
        when: 'up',
        code: 'dropped',
        brief: true,
        begin: ({ hub, client }) => {
            hub.fault({ kind: 'half-burst' });
            client.publish('led/-/get', {}, () => {});
        },
        end: heal,
    },
];

const SILENCES: readonly Fault[] = [
    {
        name: 'silence: no data, not even a pong',
        when: 'up',
        code: 'heartbeat',
        swallows: true,
        settings: { heartbeat: '2' },
        begin: ({ hub }) => hub.fault({ kind: 'half-open' }),
        end: heal,
    },
    {
        name: 'pongs without data: the Bridge Module is unplugged, and back',
        when: 'up',
        stays: true,
        lines: 3,
        settings: { heartbeat: '2', silence: '6' },
        begin: async ({ hub }) => {
            hub.unplug();
            await shows('silent', 'in', 'out');
        },
        end: ({ hub }) => hub.plug(),
    },
    {
        name: 'a broker restart: the bridge reports readings and receives no commands, until it is restarted',
        when: 'up',
        stays: true,
        lines: 3,
        hub: { broker: true },
        begin: async ({ hub, client }) => {
            hub.fault({ kind: 'unsubscribed' });
            const requestOptions = { owner: {}, policy: { kind: 'fail' }, timeoutMs: 500 } as const;
            const timer = setInterval(() => {
                client.request('relay/i2c0-3b/set', true, requestOptions, () => {});
                hub.print('["thermometer/i2c0-48", {"temperature": [20, "C"]}]');
            }, 100);
            const isShown = (): boolean => ['in', 'out'].every((id) => statusesOf(id).at(-1)?.state === 'one-way');
            await become(isShown, 'the status one-way', 15_000).finally(() => clearInterval(timer));
        },
        end: async ({ hub, client }) => {
            hub.fault(null);
            client.request('-/-/config/list', {}, { owner: {}, policy: { kind: 'fail' }, timeoutMs: 5_000 }, () => {});
            await shows('connected', 'in', 'out');
        },
    },
    {
        name: 'data without pongs',
        when: 'up',
        stays: true,
        // Half a second of the fast clock: on a busy computer, the frames may be late.
        settings: { heartbeat: '5' },
        begin: async ({ hub, ledger }) => {
            hub.fault({ kind: 'no-pong' });
            for (let turn = 0; turn < 40; turn++) {
                ledger.sendFrames(1);
                await rest(40);
            }
        },
        end: heal,
    },
    {
        name: 'a hub that stops reading, while much is sent to it',
        when: 'up',
        code: 'write-timeout',
        brief: true,
        swallows: true,
        begin: ({ gate, ledger }) => {
            gate.deafen();
            for (let turn = 0; turn < 40; turn++) ledger.sendLong(500_000);
        },
    },
    {
        name: 'a hub that stops reading, and the clock is set back by an hour',
        when: 'up',
        code: 'write-timeout',
        brief: true,
        swallows: true,
        begin: async ({ gate, ledger }) => {
            gate.deafen();
            for (let turn = 0; turn < 40; turn++) ledger.sendLong(500_000);
            await rest(200);
            setClock(-HOUR_MS);
        },
    },
];

const OUTAGES: readonly Fault[] = [
    {
        name: 'the hub is switched off, and on again',
        when: 'up',
        code: 'refused',
        caught: ['dropped'],
        begin: ({ gate }) => gate.shut(),
        end: ({ gate }) => gate.listen(),
    },
    {
        name: 'the hub restarts every second for a minute',
        when: 'up',
        code: 'dropped',
        brief: true,
        begin: async (scene) => {
            for (let turn = 0; turn < (IS_WHOLE ? 60 : 15); turn++) {
                await scene.hub.restart();
                scene.ledger.send(1);
                scene.ledger.sendFrames(1, false);
                await rest(1000 / TIMES);
            }
        },
        swallows: true,
        end: () => {},
    },
    {
        name: `${RECONNECTS.toLocaleString('en')} reconnects`,
        when: 'up',
        code: 'dropped',
        brief: true,
        swallows: true,
        settings: { retryCeiling: '1' },
        timeoutMs: RECONNECTS * 300,
        begin: async ({ gate, ledger, client }) => {
            for (let turn = 0; turn < RECONNECTS; turn++) {
                const before = client.counters.reconnects;
                ledger.send(1, ['keeper']);
                ledger.sendFrames(1, false);
                gate.drop();
                await until(() => client.counters.reconnects > before, 'the next connection');
            }
            assert.equal(client.counters.reconnects, RECONNECTS);
            assert.equal(gate.openConnections, 1);
        },
        end: () => {},
    },
    {
        name: 'cut every ten seconds, eight times',
        when: 'up',
        code: 'dropped',
        brief: true,
        begin: async ({ gate, client }) => {
            for (let turn = 0; turn < 8; turn++) {
                const before = client.counters.reconnects;
                gate.drop();
                await until(() => client.counters.reconnects > before, 'the next connection');
                await rest(10_000 / TIMES);
            }
        },
        end: () => {},
    },
    {
        name: 'a flow reconnects whenever it waits, while the login is refused',
        when: 'up',
        code: 'login',
        caught: ['dropped', 'login'],
        more: {
            items: [
                ...inNode('loop', { listen: 'state', wires: [['again']] }),
                {
                    id: 'again',
                    type: 'function',
                    z: 'f1',
                    func: "return msg.payload === 'waiting' ? { action: 'reconnect' } : null;",
                    outputs: 1,
                    libs: [],
                    wires: [['actor']],
                },
                outNode('actor'),
            ],
            credentials: {},
            files: ['function/10-function.js'],
        },
        begin: async ({ gate, hub }) => {
            const before = gate.connections;
            hub.fault({ kind: 'refuse', status: 401 });
            gate.drop();
            await rest(10_000 / TIMES);
            const attempts = gate.connections - before;
            // The first retry, three requests at once, then one in five seconds, the longest pause here.
            assert.ok(attempts >= 3 && attempts <= 8, `${attempts} attempts in ten seconds`);
        },
        end: heal,
    },
    {
        name: 'the network drops silently',
        when: 'up',
        code: 'timeout',
        caught: ['heartbeat'],
        swallows: true,
        settings: { heartbeat: '2', handshake: '4' },
        begin: ({ gate }) => gate.cut(),
    },
    {
        name: 'the network drops silently for ten minutes',
        when: 'up',
        code: 'timeout',
        caught: ['heartbeat'],
        swallows: true,
        settings: { heartbeat: '2', handshake: '4', retryCeiling: '60' },
        begin: async (scene) => {
            const { gate } = scene;
            const before = gate.connections;
            gate.cut();
            // The cause is reported at once, and later there is another.
            await until(() => scene.caught.length > 0, 'the report of the loss');
            pace(600);
            await rest(1000);
            pace(TIMES);
            const attempts = gate.connections - before;
            assert.ok(attempts >= 2 && attempts < 60, `${attempts} attempts in ten minutes`);
        },
    },
    {
        name: 'the network comes and goes, five times',
        when: 'up',
        stays: true,
        settings: { heartbeat: '15' },
        begin: async ({ gate, ledger }) => {
            for (let turn = 0; turn < 5; turn++) {
                gate.cut();
                ledger.send(1);
                ledger.sendFrames(1);
                await rest(60);
                gate.thaw();
                await rest(60);
            }
        },
    },
    {
        name: 'the computer sleeps for eight hours',
        when: 'up',
        stays: true,
        settings: { heartbeat: '5' },
        begin: async ({ gate }) => {
            await timerOf(5000);
            gate.cut();
            // Sends a heartbeat, whose response arrives only after the sleep.
            await timerOf(5000);
            sleep(8 * HOUR_MS);
            // The check for the response ran too late to be valid.
            await timerOf(5000);
            gate.thaw();
            await timerOf(5000);
        },
    },
    {
        name: 'the computer sleeps for eight hours, and the connection is lost meanwhile',
        when: 'up',
        code: 'heartbeat',
        brief: true,
        swallows: true,
        settings: { heartbeat: '5', handshake: '4' },
        begin: async ({ gate, client }) => {
            await timerOf(5000);
            gate.cut();
            sleep(8 * HOUR_MS);
            // One check that is too late to be valid, one without data since, and the lateness of this machine.
            await until(() => client.state.name !== 'connected', 'the loss', (3 * 5000) / TIMES + 500);
        },
    },
    {
        name: 'the computer sleeps for eight hours while a retry is due',
        when: 'up',
        code: 'refused',
        caught: ['dropped'],
        begin: async ({ gate, client }) => {
            await gate.shut();
            await until(() => client.state.name === 'waiting', 'the loss');
            sleep(8 * HOUR_MS);
        },
        end: ({ gate }) => gate.listen(),
    },
];

/** By how much the clock of the computer is set, in milliseconds: a little, and as much as a wrong date. */
const STEPS = [1_500, -1_500, 2 * HOUR_MS, -2 * HOUR_MS, 72 * HOUR_MS, -72 * HOUR_MS];

/** Sets the clock by each of these in turn. */
async function setClockBy(steps: readonly number[]): Promise<void> {
    for (const ms of steps) {
        setClock(ms);
        await rest(60);
    }
}

/** The clock of the computer is set while something waits, and nothing else than without that happens. */
function clockFaults(name: string, steps: readonly number[]): readonly Fault[] {
    return [
        {
            name: `${name} between two heartbeats`,
            when: 'up',
            stays: true,
            settings: { heartbeat: '5' },
            begin: async () => {
                await timerOf(5000);
                await setClockBy(steps);
                await timerOf(5000);
            },
        },
        {
            name: `${name} between two commands that need a pause`,
            when: 'up',
            stays: true,
            settings: { gap: '500' },
            begin: async ({ ledger }) => {
                ledger.send(2);
                await setClockBy(steps);
            },
        },
        {
            name: `${name} while the hub does not respond to a request`,
            when: 'up',
            stays: true,
            begin: async ({ gate, ledger }) => {
                gate.cut();
                ledger.send(1);
                await setClockBy(steps);
                gate.thaw();
            },
        },
        {
            name: `${name} before the WebSocket is open`,
            when: 'up',
            code: 'timeout',
            caught: ['dropped'],
            settings: { handshake: '5' },
            begin: async ({ gate, client }) => {
                gate.behave(() => {});
                gate.drop();
                await until(() => client.state.name === 'connecting', 'an attempt');
                await setClockBy(steps);
            },
        },
        {
            name: `${name} while a retry is due`,
            when: 'up',
            code: 'refused',
            caught: ['dropped'],
            begin: async ({ gate, client, ledger }) => {
                await gate.shut();
                await until(() => client.state.name === 'waiting', 'the loss');
                ledger.send(1);
                await setClockBy(steps);
            },
            end: ({ gate }) => gate.listen(),
        },
    ];
}

const CLOCKS = IS_WHOLE
    ? STEPS.flatMap((ms) => clockFaults(`the clock is set by ${ms / 1000} s`, [ms]))
    : clockFaults('the clock is set again and again', STEPS);

const STARTS: readonly Fault[] = [
    { name: 'the response to the start message is lost', when: 'first', stays: true, hub: { startAnswer: 'lost' } },
    { name: 'the response to the start message comes late', when: 'first', stays: true, hub: { startAnswer: 'late' } },
    {
        name: 'the response to the start message comes twice',
        when: 'up',
        stays: true,
        begin: ({ hub }: Scene) => hub.restartBridge({ answer: true }),
    },
    {
        name: 'the first list of devices is empty',
        when: 'first',
        stays: true,
        hub: { bootMs: 600 },
        end: async () => {
            const { devices } = node('hub') as unknown as { devices(): unknown[] };
            await until(() => devices().length > 3, 'a list with devices');
        },
    },
].map((fault) => ({ begin: () => {}, end: () => {}, ...fault }) as Fault);

describe('faults: a connection', () => {
    itSurvives('A connection that was open', [...ENDS, ...SILENCES, ...OUTAGES, ...CLOCKS, ...STARTS]);
});
