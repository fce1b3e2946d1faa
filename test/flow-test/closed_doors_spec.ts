// The ways out of the process of a flow test.

import assert from 'node:assert/strict';
import child from 'node:child_process';
import dgram from 'node:dgram';
import http from 'node:http';
import net from 'node:net';
import { closeDoors } from '../../nodes/flow-test/closed-doors';
import { keepsProcess } from './replaced';

describe('flow test: ways out', () => {
    keepsProcess();

    const socket = dgram.createSocket('udp4');

    after(() => {
        socket.close();
    });

    const ways: Readonly<Record<string, () => unknown>> = {
        'a connection': () => net.connect(9),
        'a server': () => net.createServer().listen(0),
        'a web server': () => http.createServer().listen(0),
        'a datagram': () => socket.send('x', 9),
        'a port for datagrams': () => socket.bind(0),
        'a connection for datagrams': () => socket.connect(9),
        spawn: () => child.spawn('true'),
        spawnSync: () => child.spawnSync('true'),
        exec: () => child.exec('true'),
        execSync: () => child.execSync('true'),
        execFile: () => child.execFile('true'),
        execFileSync: () => child.execFileSync('true'),
        fork: () => child.fork('none.js'),
    };
    for (const [name, open] of Object.entries(ways)) {
        it(`are closed: ${name}`, () => {
            closeDoors();
            assert.throws(open, { message: 'A flow test opens no connections and starts no programs.' });
        });
    }
});
