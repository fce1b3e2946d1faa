// One client's WebSocket on the side of the hub, with a socket that the test plays: the keep-alive, the limits and the faults of
// the web server (clown-talk, section 3), to the millisecond.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { install } from '@sinonjs/fake-timers';
import type { WebSocket } from 'ws';
import { ClientSocket } from '../../src/simulator/client-socket';
import { effectOf, type Fault } from '../../src/simulator/simulated-faults';

/** A socket of `ws` whose network is the test. */
class FakeWebSocket extends EventEmitter {
    readonly OPEN = 1;
    readyState = 1;
    readonly log: string[] = [];
    /** The callbacks of what has not left yet. */
    readonly unsent: (() => void)[] = [];
    /** Whether what is sent leaves at once. */
    isReading = true;

    send(data: string | Buffer, options: { binary?: boolean; fin?: boolean }, done: () => void): void {
        const how = options.fin === false ? 'part' : options.binary ? 'binary' : 'text';
        this.log.push(`${how} ${data.toString()}`);
        if (this.isReading) done();
        else this.unsent.push(done);
    }

    ping(): void {
        this.log.push('ping');
    }

    pong(data: Buffer): void {
        this.log.push(`pong ${data.toString()}`);
    }

    close(code: number, reason: string): void {
        this.log.push(`close ${code} ${reason}`);
    }

    terminate(): void {
        this.log.push('drop');
        this.readyState = 3;
        this.emit('close', 1006);
    }
}

describe('simulator: socket of a client', () => {
    let wall: ReturnType<typeof install>;
    let socket: FakeWebSocket;
    let events: string[];

    beforeEach(() => {
        wall = install({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
        socket = new FakeWebSocket();
        events = [];
    });
    afterEach(() => {
        if (socket.readyState === 1) socket.terminate();
        assert.equal(wall.countTimers(), 0, 'a closed socket has no timer');
        wall.uninstall();
    });

    function open(fault: Fault | null = null, onLine: (text: string) => void = () => {}): ClientSocket {
        const client = new ClientSocket({
            socket: socket as unknown as WebSocket,
            pingSeconds: 54,
            pongSeconds: 60,
            events: {
                line: (text) => {
                    events.push(text);
                    onLine(text);
                },
                closed: (code) => events.push(`closed ${code}`),
            },
        });
        client.apply(effectOf(fault));
        return client;
    }
    const read = (message: string): boolean => socket.emit('message', Buffer.from(message));

    describe('keep-alive', () => {
        it('pings every 54 s, and drops a client that sends no pong within 60 s', () => {
            open();
            wall.tick(53_999);
            assert.deepEqual(socket.log, []);
            wall.tick(1);
            assert.deepEqual(socket.log, ['ping']);
            read('data does not count');
            wall.tick(5_999);
            assert.deepEqual(socket.log, ['ping']);
            wall.tick(1);
            assert.deepEqual(socket.log, ['ping', 'drop']);
            assert.deepEqual(events, ['data does not count', 'closed 1006']);
        });

        it('each pong gives a client another 60 s', () => {
            open();
            for (let count = 0; count < 3; count++) {
                wall.tick(59_000);
                socket.emit('pong');
            }
            wall.tick(59_999);
            assert.ok(!socket.log.includes('drop'));
            wall.tick(1);
            assert.equal(socket.log.at(-1), 'drop');
        });

        it('no ping goes to a socket that is closing', () => {
            open();
            socket.readyState = 2;
            wall.tick(54_000);
            assert.deepEqual(socket.log, []);
            socket.terminate();
        });

        it('a ping of the client gets its own data back, also where frames are withheld', () => {
            open({ kind: 'mute' });
            socket.emit('ping', Buffer.from('hello'));
            assert.deepEqual(socket.log, ['pong hello']);
        });

        for (const kind of ['no-pong', 'half-open'] as const) {
            it(`with the fault ${kind} a ping gets nothing`, () => {
                open({ kind });
                socket.emit('ping', Buffer.from('hello'));
                assert.deepEqual(socket.log, []);
            });
        }

        it('a socket that is closing sends no pong', () => {
            open();
            socket.readyState = 2;
            socket.emit('ping', Buffer.from('hello'));
            assert.deepEqual(socket.log, []);
            socket.terminate();
        });
    });

    describe('lines to a client', () => {
        it('are trimmed messages of text, one for each, also blank ones', () => {
            const client = open();
            for (const line of ['  one\r', '', '\ttwo ']) client.write(line);
            assert.deepEqual(socket.log, ['text one', 'text ', 'text two']);
        });

        it('of 65,535 bytes pass, and one of 65,536 ends the connection; bytes count', () => {
            const client = open();
            client.write('x'.repeat(65_535));
            assert.equal(socket.log.length, 1);
            client.write('é'.repeat(32_768));
            assert.deepEqual(socket.log.slice(1), ['close 1001 bufio.Scanner: token too long']);
        });

        it('that are sent unchanged may have blanks and bytes', () => {
            const client = open();
            client.send(' a ');
            client.send(Buffer.from('b'));
            client.send(Buffer.from('c'), false);
            client.send('d', true);
            assert.deepEqual(socket.log, ['text  a ', 'binary b', 'text c', 'binary d']);
        });

        it('are lost once the socket is closing', () => {
            const client = open();
            socket.readyState = 2;
            client.write('one');
            assert.deepEqual(socket.log, []);
            socket.terminate();
        });
    });

    describe('a client that accepts no data', () => {
        it('is dropped after ten seconds', () => {
            const client = open();
            socket.isReading = false;
            client.write('one');
            wall.tick(5_000);
            client.write('two');
            wall.tick(4_999);
            assert.ok(!socket.log.includes('drop'));
            wall.tick(1);
            assert.equal(socket.log.at(-1), 'drop');
        });

        it('gets another ten seconds with each message that has left', () => {
            const client = open();
            socket.isReading = false;
            client.write('one');
            client.write('two');
            wall.tick(9_000);
            socket.unsent.shift()?.();
            wall.tick(9_999);
            assert.ok(!socket.log.includes('drop'));
            wall.tick(1);
            assert.equal(socket.log.at(-1), 'drop');
        });

        it('is left alone once everything has left', () => {
            const client = open();
            socket.isReading = false;
            client.write('one');
            wall.tick(9_000);
            socket.unsent.shift()?.();
            wall.tick(40_000);
            assert.ok(!socket.log.includes('drop'));
        });

        it('is not watched any more once its socket is closing', () => {
            const client = open();
            socket.isReading = false;
            client.write('one');
            client.write('two');
            socket.readyState = 2;
            socket.unsent.shift()?.();
            wall.tick(15_000);
            assert.deepEqual(socket.log, ['text one', 'text two']);
            socket.terminate();
        });
    });

    describe('lines of a client', () => {
        it('end with each message, and a line end of its own makes a blank one', () => {
            open();
            read('one\ntwo\n');
            socket.emit('message', Buffer.from('three'));
            assert.deepEqual(events, ['one', 'two', '', 'three']);
        });

        it('behind one that has ended the socket are lost', () => {
            const client: ClientSocket = open(null, (line) => {
                if (line === 'end') client.drop();
            });
            read('one\nend\nthree');
            assert.deepEqual(events, ['one', 'end', 'closed 1006']);
        });

        it('come in one piece: a list of buffers, which `ws` does not pass by default, is none', () => {
            open();
            socket.emit('message', [Buffer.from('a'), Buffer.from('b')]);
            assert.deepEqual(events, []);
        });
    });

    describe('a fault', () => {
        it('drop: at once by default', () => {
            open({ kind: 'drop' });
            assert.deepEqual(socket.log, ['drop']);
        });

        it('drop: after so many frames', () => {
            const client = open({ kind: 'drop', afterFrames: 2 });
            client.write('one');
            assert.deepEqual(socket.log, ['text one']);
            client.write('two');
            assert.deepEqual(socket.log, ['text one', 'text two', 'drop']);
            client.write('three');
            assert.ok(!socket.log.includes('text three'));
        });

        it('close: with code and reason, and nothing else', () => {
            open({ kind: 'close', code: 1013, reason: 'later' });
            assert.deepEqual(socket.log, ['close 1013 later']);
        });

        it('mute: no frame leaves, and none counts', () => {
            const client = open({ kind: 'mute' });
            assert.deepEqual([client.passesFrames, client.obeys], [false, true]);
            client.write('one');
            client.write('x'.repeat(65_536));
            assert.deepEqual(socket.log, []);
        });

        it('unsubscribed: frames leave, commands are lost', () => {
            const client = open({ kind: 'unsubscribed' });
            assert.deepEqual([client.passesFrames, client.obeys], [true, false]);
        });

        it('rubbish: all of it at once, then one in turn before each frame', () => {
            const client = open({ kind: 'rubbish' });
            const { rubbish } = effectOf({ kind: 'rubbish' });
            const sent = rubbish.map((message) => `${typeof message === 'string' ? 'text' : 'binary'} ${message}`);
            assert.deepEqual(socket.log, sent);
            socket.log.length = 0;
            for (let count = 0; count <= rubbish.length; count++) client.write('frame');
            assert.deepEqual(
                socket.log,
                [...sent, sent[0]].flatMap((bad) => [bad, 'text frame']),
            );
        });

        it('half a burst: whole frames, then the first half of one, and nothing more', () => {
            const client = open({ kind: 'half-burst', frames: ['one', 'two', 'three!'] });
            assert.deepEqual(socket.log, []);
            socket.isReading = false;
            read('\n');
            assert.deepEqual(socket.log, [], 'a blank line sets off nothing');
            read('first\nsecond');
            client.write('late');
            assert.deepEqual(socket.log, ['text one', 'text two', 'part thr']);
            assert.deepEqual(events, ['', '', 'first', 'second']);
            socket.unsent.at(-1)?.();
            assert.equal(socket.log.at(-1), 'drop');
        });

        it('half a burst that has left ends the socket: the lines behind it are lost', () => {
            open({ kind: 'half-burst', frames: ['one', 'two'] });
            read('first\nsecond');
            assert.deepEqual(socket.log, ['text one', 'part t', 'drop']);
            assert.deepEqual(events, ['first', 'closed 1006']);
        });

        it('half a burst by default: readings of which the last one breaks off', () => {
            open({ kind: 'half-burst' });
            read('first');
            const frames = socket.log.slice(0, -2);
            assert.ok(frames.length > 1);
            for (const frame of frames) JSON.parse(frame.replace('text ', ''));
            const [part = '', drop] = socket.log.slice(-2);
            assert.match(part, /^part \["/);
            assert.throws(() => JSON.parse(part.replace('part ', '')));
            assert.equal(drop, 'drop');
        });

        it('that is over leaves nothing: frames leave without a limit again', () => {
            const client = open({ kind: 'drop', afterFrames: 5 });
            client.write('one');
            client.apply(effectOf(null));
            for (let count = 0; count < 10; count++) client.write('more');
            assert.equal(socket.log.length, 11);
        });
    });

    it('reports its end once, and closes as it is told', () => {
        const client = open();
        client.close(1012, 'restart');
        assert.deepEqual(socket.log, ['close 1012 restart']);
        socket.readyState = 3;
        socket.emit('close', 1012);
        assert.deepEqual(events, ['closed 1012']);
    });

    it('survives an error of its socket', () => {
        open();
        assert.ok(socket.emit('error', new Error('reset')));
    });
});
