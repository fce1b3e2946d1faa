// The faults of the catalogue that apply to all ways, and how each of them begins and ends.

import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { type Fault, rest, type Scene } from './scene';

const LOGIN = { user: 'clown', password: 'bigclown' };
const WRONG = { user: 'clown', password: 'bigclow' };
const OVERSIZE = 2 * 2 ** 20;
const BURST = 20_000;

const refuse = ({ gate }: Scene): Promise<void> => gate.shut();
const listen = ({ gate }: Scene): Promise<void> => gate.listen();
const thaw = ({ gate }: Scene): void => gate.thaw();
const nothing = (): void => {};

const ALL: readonly Fault[] = [
    {
        name: 'the network is cut for two minutes',
        note: 'data in flight arrives when the network is back',
        ms: 120_000,
        begin: ({ gate }) => gate.cut(),
        end: thaw,
    },
    {
        name: 'the old connection is dead, a new one would work',
        note: 'a hub that was unplugged and is back, or a router that has lost its state',
        ms: 110_000,
        everyMs: 10_000,
        onlyOld: true,
        begin: ({ gate }) => {
            gate.cut();
            gate.pass();
        },
        end: nothing,
    },
    {
        name: 'the peer stops reading, while 20 MB are sent to it',
        ms: 100_000,
        everyMs: 2_500,
        pad: 500_000,
        onlyOld: true,
        begin: ({ gate }) => gate.deafen(),
        end: nothing,
    },
    {
        name: 'at the start it accepts, and never responds',
        first: true,
        ms: 40_000,
        begin: ({ gate }) => gate.behave(nothing),
    },
    {
        name: 'the network is cut for ten seconds',
        ms: 10_000,
        begin: ({ gate }) => gate.cut(),
        end: thaw,
    },
    { name: 'the port is closed at the start', first: true, ms: 10_000, begin: refuse, end: listen },
    {
        name: 'it drops every connection at once',
        ms: 10_000,
        begin: ({ gate }) => {
            gate.behave((socket) => void socket.destroy());
            gate.drop();
        },
    },
    {
        name: 'it is off for 15 seconds',
        ms: 15_000,
        begin: ({ far }) => far.stop(),
        end: ({ far }) => far.start(),
    },
    {
        name: 'it restarts every second, for 20 seconds',
        ms: 20_000,
        begin: nothing,
        meanwhile: async ({ far }, endsAt) => {
            for (; Date.now() < endsAt; await rest(1000)) {
                await far.stop();
                await far.start();
            }
        },
        end: nothing,
    },
    {
        name: 'its acknowledgements are lost with the connection',
        note: 'the command arrives, and its acknowledgement does not',
        ms: 1_000,
        begin: ({ gate }) => gate.mute(),
        end: ({ gate }) => gate.drop(),
    },
    {
        name: 'the password is wrong for 15 seconds',
        first: true,
        far: { login: LOGIN },
        flow: { login: WRONG },
        ms: 15_000,
        begin: nothing,
        end: (scene) => scene.deploy('nodes', { login: LOGIN }),
    },
    {
        name: 'the certificate is not trusted',
        note: 'after 15 seconds the check is switched off',
        first: true,
        far: { tls: makeCertificate({ names: ['127.0.0.1'] }) },
        flow: { tls: true },
        ms: 15_000,
        begin: nothing,
        end: (scene) => scene.deploy('nodes', { trusting: true }),
    },
    {
        name: 'a reading that is not UTF-8',
        ms: 2_000,
        begin: ({ far }) => far.sendBytes(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
        end: nothing,
    },
    {
        name: 'bytes outside the protocol',
        ms: 2_000,
        begin: ({ gate }) => gate.inject(Buffer.alloc(64, 0xff)),
        end: nothing,
    },
    {
        name: 'a reading of 2 MiB',
        ms: 2_000,
        begin: ({ far }) => far.sendBytes(Buffer.from(`{"pad": "${'x'.repeat(OVERSIZE)}"}`)),
        end: nothing,
    },
    ...(
        [
            ['deploy of modified flows', 'flows', { label: 'changed' }],
            ['full deploy', 'full', {}],
            ['the hub or broker node is renamed', 'nodes', { hub: 'Cellar' }],
        ] as const
    ).map(
        ([name, type, more]): Fault => ({
            name,
            ms: 5_000,
            begin: async (scene) => {
                await scene.send();
                await scene.deploy(type, more);
            },
            end: nothing,
        }),
    ),
    {
        name: `a burst of ${BURST.toLocaleString('en')} readings`,
        ms: 5_000,
        begin: async (scene) => {
            for (let sent = 0; sent < BURST; sent += 500) {
                for (let index = 0; index < 500; index++) scene.sendReading();
                await new Promise((resolve) => setImmediate(resolve));
            }
        },
        end: nothing,
    },
];

/** Added for each repetition to the start and to the length, so that fixed intervals do not always meet it at the same point. */
const LATER_MS = 4_000;
const LONGER_MS = 1_700;

/** The faults as they are the first time, the second time, and so on. */
export function faultsOf(turn: number): readonly Fault[] {
    return ALL.map((fault) => {
        const ms = fault.everyMs ? fault.ms : fault.ms + turn * LONGER_MS;
        return { ...fault, ms, afterMs: turn * LATER_MS };
    });
}

/** Faults that need all of the computer, and therefore run alone. */
export const HEAVY = (fault: Fault): boolean => fault.name.includes('burst');
