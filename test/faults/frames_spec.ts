// Faults in what a hub sends: invalid WebSocket frames, invalid texts, too much at a time, too little at a time.

import assert from 'node:assert/strict';
import { forgetCalls, received } from '../nodes/support/runtime';
import { serverFrame } from '../support/servers.js';
import { until } from '../support/wait.js';
import { type Fault, itSurvives, type Scene } from './support/faults';

/** `npm run test:faults` makes the whole burst, `npm test` a part of it. */
const BURST = process.env.CLOWN_FAULT_TABLE === undefined ? 20_000 : 100_000;
/** An output line of a hub has fewer bytes than this (clown-talk, section 3). */
const LONGEST_LINE = 65_535;

/** The connection ends because of it, and the next one works. */
function breaks(name: string, code: 'protocol' | 'too-large', begin: (scene: Scene) => unknown): Fault {
    return { name, when: 'up', code, brief: true, begin, end: () => {} };
}

/** The connection stays open, and the other frames arrive. */
function passes(name: string, begin: (scene: Scene) => unknown, more: Partial<Fault> = {}): Fault {
    return { name, when: 'up', stays: true, begin, end: () => {}, ...more };
}

const PROTOCOL: readonly Fault[] = [
    breaks('a masked frame', 'protocol', ({ gate }) => gate.inject(Buffer.from('8184000000005b5d5b5d', 'hex'))),
    breaks('an opcode that does not exist', 'protocol', ({ gate }) => gate.inject(serverFrame(3, '[]'))),
    breaks('a compressed frame that was not negotiated', 'protocol', ({ gate }) =>
        gate.inject(Buffer.from([0xc1, 0x02, 0x5b, 0x5d])),
    ),
    breaks('a long ping', 'protocol', ({ gate }) =>
        gate.inject(Buffer.concat([Buffer.from([0x89, 126, 0, 200]), Buffer.alloc(200)])),
    ),
    breaks('a close code that is not allowed', 'protocol', ({ gate }) =>
        gate.inject(serverFrame(8, Buffer.from([1005 >> 8, 1005 & 0xff]))),
    ),
    breaks('a message of 2 MiB, where 1 MiB is allowed', 'too-large', ({ hub }) => hub.send('x'.repeat(2 ** 21))),
    breaks('a frame that declares 2 ** 52 bytes', 'too-large', ({ gate }) =>
        gate.inject(Buffer.from([0x81, 127, 0, 0x10, 0, 0, 0, 0, 0, 0])),
    ),
    breaks('a frame that declares 2 ** 60 bytes', 'protocol', ({ gate }) =>
        gate.inject(Buffer.from([0x81, 127, 0x10, 0, 0, 0, 0, 0, 0, 0])),
    ),
];

const TEXTS: readonly Fault[] = [
    passes('a message in three fragments, with a ping between them', ({ gate, ledger }) => {
        const text = ledger.frame();
        const [first, second, third] = [text.slice(0, 5), text.slice(5, 9), text.slice(9)].map((part, index) => {
            const frame = serverFrame(index === 0 ? 1 : 0, part);
            frame[0] = ((frame[0] ?? 0) & 0x7f) | (index === 2 ? 0x80 : 0);
            return frame;
        }) as [Buffer, Buffer, Buffer];
        gate.inject(Buffer.concat([first, serverFrame(9, 'x'), second, third]));
    }),
    passes('a binary message', ({ hub, ledger }) => hub.send(Buffer.from(ledger.frame()), true)),
    passes('several frames, blank lines and a newline in one message', ({ hub, ledger }) =>
        hub.send(`\r\n${ledger.frame()}\n\n${ledger.frame()}\r\n \n${ledger.frame()}\n`),
    ),
    passes('a line of 65,535 bytes', ({ hub, ledger }) => {
        const bare = ledger.frame('x');
        hub.send(bare.replace('"x"', `"${'x'.repeat(LONGEST_LINE - bare.length + 1)}"`));
    }),
    passes(
        'text that is not UTF-8, between good frames',
        ({ hub, ledger }) => {
            const broken = Buffer.from([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d, 0x0a]);
            const [first, last] = [ledger.frame(), ledger.frame()];
            hub.send(Buffer.concat([Buffer.from(`${first}\n`), broken, Buffer.from(last)]), false);
        },
        { caught: ['frame-not-utf8'] },
    ),
    passes(
        'rubbish before every frame',
        async ({ hub, ledger, client }) => {
            const before = client.counters.badFrames;
            hub.fault({ kind: 'rubbish' });
            ledger.sendFrames(20);
            await until(() => client.counters.badFrames >= before + 20, 'the rubbish');
            hub.fault(null);
        },
        { caught: ['frame-not-json'] },
    ),
    passes(
        'a message with 5,000 lines that are not frames',
        ({ hub, client }) => {
            hub.send('x\n'.repeat(5_000));
            return until(() => client.counters.badFrames > 1_000, 'the bad lines');
        },
        { caught: ['frame-not-json'] },
    ),
    passes('keys that would change prototypes', async ({ hub, client }) => {
        const before = client.counters.framesIn;
        hub.send('["proto/-", {"__proto__": {"x": 1}, "constructor": {"prototype": {"x": 1}}, "\\u005f_proto__": 1}]');
        await until(() => client.counters.framesIn > before, 'the frame');
        assert.equal(({} as { x?: number }).x, undefined);
    }),
];

const AMOUNTS: readonly Fault[] = [
    passes('every frame a byte at a time', async ({ gate, ledger }) => {
        gate.split(1);
        ledger.sendFrames(20);
        ledger.send(3);
        await ledger.settle();
        gate.pass();
    }),
    passes(
        `a burst of ${BURST.toLocaleString('en')} frames`,
        async ({ hub, ledger }) => {
            // Each is a message of its own; the hub is in this process, and lets it breathe.
            for (let sent = 0; sent < BURST; sent += 500) {
                for (let index = 0; index < 500; index++) hub.send(ledger.frame());
                await new Promise((resolve) => setImmediate(resolve));
                forgetCalls();
                received('in-sink').length = 0;
            }
            // A busy machine takes long for all of them, but not for a part.
            for (let count = 0; count < BURST; count += BURST / 20) {
                await until(() => ledger.received.length >= count, `frame ${count}`, 20_000);
            }
            await ledger.settle(20_000);
        },
        { timeoutMs: 400_000 },
    ),
    passes(
        'a burst in one message of 1 MiB',
        async ({ hub, ledger }) => {
            const lines: string[] = [];
            for (let index = 0; index < 20_000; index++) lines.push(ledger.frame());
            hub.send(lines.join('\n'));
            await ledger.settle(60_000);
        },
        // All its frames have the time of the message, and a busy machine takes a minute of the fast clock for them.
        { settings: { silence: '0' } },
    ),
];

describe('faults: what a hub sends', () => {
    itSurvives('What a hub sends', [...PROTOCOL, ...TEXTS, ...AMOUNTS]);
});
