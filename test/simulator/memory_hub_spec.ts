// The hub in memory: its sockets keep what a connection expects of a socket.

import assert from 'node:assert/strict';
import { closeCause } from '../../src/connection/causes';
import type { Socket } from '../../src/connection/socket-types';
import { MemoryHub, type MemoryProgram, SILENT_PROGRAM } from '../../src/simulator/memory-hub';
import type { Listener } from '../../src/simulator/player';

/** A program that notes what it sees. */
class Noting implements MemoryProgram {
    readonly seen: string[] = [];
    readonly clients = new Set<Listener>();

    join(client: Listener): void {
        this.seen.push('join');
        this.clients.add(client);
    }

    leave(client: Listener): void {
        this.seen.push('leave');
        this.clients.delete(client);
    }

    input(_client: Listener, line: string): void {
        this.seen.push(line);
    }

    say(message: string | Buffer): void {
        for (const client of this.clients) client.send(message);
    }
}

describe('hub in memory', () => {
    let program: Noting;
    let hub: MemoryHub;
    let events: string[];

    beforeEach(() => {
        program = new Noting();
        hub = new MemoryHub(program);
        events = [];
    });

    const open = (): Socket =>
        hub.openSocket({
            opened: () => events.push('opened'),
            message: (data) => {
                events.push(Buffer.from(data).toString());
                return undefined;
            },
            closed: ({ code }) => events.push(`closed ${code}`),
        });
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

    it('reports nothing within a call', async () => {
        const socket = open();
        assert.deepEqual(events, []);
        await turn();
        assert.deepEqual(events, ['opened']);
        socket.send('a\nb\n', () => events.push('sent'));
        socket.ping();
        socket.close();
        assert.deepEqual(events, ['opened']);
        await turn();
        assert.deepEqual(events, ['opened', 'sent', 'closed closed']);
        assert.deepEqual(program.seen, ['join', 'a', 'b', 'leave']);
    });

    it('passes text and bytes on, and counts them', async () => {
        const socket = open();
        await turn();
        program.say('text');
        program.say(Buffer.from('bytes'));
        assert.deepEqual(events, ['opened', 'text', 'bytes']);
        const received = (): number => socket.bytesReceived;
        assert.equal(received(), 9);
        socket.ping();
        await turn();
        assert.ok(received() > 9);
    });

    it('passes nothing on after it was closed, and closes once', async () => {
        const socket = open();
        await turn();
        socket.terminate();
        socket.close();
        program.say('late');
        await turn();
        await turn();
        assert.deepEqual(events, ['opened', 'closed dropped']);
        socket.send('x', (error) => events.push(error ? `lost: ${error.message}` : 'sent'));
        await turn();
        assert.deepEqual(program.seen, ['join', 'leave']);
        assert.equal(events.at(-1), 'lost: The socket is closed.');
    });

    it('passes nothing on that was queued when its client closed it', async () => {
        const socket = open();
        await turn();
        for (let count = 0; count < 100; count++) program.say(`${count}`);
        const before = events.length;
        assert.ok(before < 100);
        socket.close();
        await turn();
        await turn();
        assert.deepEqual(events.slice(before), ['closed closed']);
    });

    it('counts bytes, not characters, and no pong once it was closed', async () => {
        const socket = open();
        await turn();
        program.say('é');
        assert.equal(socket.bytesReceived, 2);
        socket.ping();
        await turn();
        assert.equal(socket.bytesReceived, 4);
        socket.ping();
        socket.close();
        await turn();
        assert.equal(socket.bytesReceived, 4);
    });

    it('grows while queued messages are passed on, so that the connection does not take it for silent', async () => {
        const socket = open();
        await turn();
        for (let count = 0; count < 100; count++) program.say('x');
        const before = socket.bytesReceived;
        await turn();
        assert.ok(socket.bytesReceived > before);
    });

    it('skips blank lines of a client', async () => {
        const socket = open();
        await turn();
        socket.send(Buffer.from('\na\n \r\nb'), () => {});
        await turn();
        assert.deepEqual(program.seen, ['join', 'a', 'b']);
    });

    it('names the normal end of a connection as a network does', async () => {
        let cause: unknown;
        const socket = hub.openSocket({
            opened: () => {},
            message: () => undefined,
            closed: (reason) => {
                cause = reason;
            },
        });
        await turn();
        socket.close();
        await turn();
        assert.deepEqual(cause, closeCause(1000, ''));
    });

    it('that an outage has ended receives and reports nothing more', async () => {
        const socket = open();
        await turn();
        const clients = [...program.clients];
        hub.down(() => {});
        await turn();
        assert.deepEqual(program.seen, ['join', 'leave']);
        for (const client of clients) client.send('late');
        socket.close();
        socket.terminate();
        hub.down(() => {});
        await turn();
        await turn();
        assert.equal(socket.bytesReceived, 0);
        assert.deepEqual(events, ['opened', 'closed dropped']);
        assert.deepEqual(program.seen, ['join', 'leave']);
    });

    it('closed before an outage refused it, ends once', async () => {
        hub.down(() => {});
        await turn();
        open().close();
        await turn();
        await turn();
        assert.deepEqual(events, ['closed closed']);
    });

    it('passes on what was queued before an outage, and then its end', async () => {
        open();
        await turn();
        for (let count = 0; count < 30; count++) program.say(`${count}`);
        hub.down(() => {});
        await turn();
        await turn();
        await turn();
        assert.deepEqual(events, ['opened', ...Array.from({ length: 30 }, (_, count) => `${count}`), 'closed dropped']);
    });

    it('reports each message as received alone, unlike those of one packet', async () => {
        const together: boolean[] = [];
        hub.openSocket({
            opened: () => {},
            message: (_data, isSameTurn) => {
                together.push(isSameTurn);
                return undefined;
            },
            closed: () => {},
        });
        await turn();
        program.say('one');
        program.say('two');
        assert.deepEqual(together, [false, false]);
    });

    it('does not open a socket that was ended before', async () => {
        open().terminate();
        await turn();
        await turn();
        assert.deepEqual(events, ['closed dropped']);
        assert.deepEqual(program.seen, []);
    });

    it('ends all sockets for an outage, and refuses others until it is over', async () => {
        open();
        await turn();
        hub.down(() => events.push('down'));
        await turn();
        assert.deepEqual(events, ['opened', 'closed dropped', 'down']);
        open();
        await turn();
        assert.equal(events.at(-1), 'closed refused');
        hub.up(() => events.push('up'));
        open();
        await turn();
        assert.deepEqual(events.slice(-2), ['up', 'opened']);
        assert.deepEqual(program.seen, ['join', 'leave', 'join']);
    });

    it('the silent one responds to the start message only', async () => {
        hub = new MemoryHub(SILENT_PROGRAM);
        const socket = open();
        await turn();
        socket.send('["clown.talk/-/config/set", {}]\n["relay/i2c0-3b/get", {}]\n', () => {});
        await turn();
        assert.equal(events.length, 2);
        assert.match(events[1] ?? '', /^\["clown\.talk\/-\/config\/ok"/);
    });
});
