// Closes the ways out of the process of a test. No node of a test needs them; a function node may still find one.

import child from 'node:child_process';
import dgram from 'node:dgram';
import net from 'node:net';

const closed = (): never => {
    throw new Error('A flow test opens no connections and starts no programs.');
};

/** From now on, sockets cannot connect, listen or send, and no program starts. */
export function closeDoors(): void {
    Object.assign(net.Socket.prototype, { connect: closed });
    Object.assign(net.Server.prototype, { listen: closed });
    Object.assign(dgram.Socket.prototype, { bind: closed, send: closed, connect: closed });
    Object.assign(child, {
        spawn: closed,
        spawnSync: closed,
        exec: closed,
        execSync: closed,
        execFile: closed,
        execFileSync: closed,
        fork: closed,
    });
}
