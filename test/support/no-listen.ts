// Servers of this process that cannot listen, without a port that another program has to take.

import { Server } from 'node:net';

/** From now on no server can listen, for this reason; returns what ends this. */
export function failToListen(code: string, message = 'taken'): () => void {
    const { listen } = Server.prototype;
    Server.prototype.listen = function (this: Server): Server {
        setImmediate(() => this.emit('error', Object.assign(new Error(message), { code })));
        return this;
    } as typeof listen;
    return () => {
        Server.prototype.listen = listen;
    };
}
