#!/usr/bin/env bash
# What:       A server in Node.js made with the package coap, and a request that its client sends again because the
#             network has lost the acknowledgement.
# Version:    coap 1.5.0 (as server and as client)
# Expected:   The handler is called once for one message, as the standard asks for. With a handler that answers at once
#             it is: the package keeps the answer, and sends it again when the same message comes again.
# Happens:    The package knows a message again only once it has been answered. As long as the handler works on it (a
#             gate that moves for four seconds, a sensor that measures), the same message calls the handler a second
#             time, and a third and fourth time when more is lost, although it was acknowledged after 50 ms. The client
#             sees one answer and no error.
# Hurt:       Owners of gates, blinds and relays that are switched over by a POST: the gate opens and closes again, a
#             portion is given twice. On a good network nothing shows.
# Documented: No. RFC 7252, section 4.5: a request that comes again should be processed only once.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline coap@1.5.0
cat > see.cjs <<'JS'
const coap = require('coap');
const { createSocket } = require('node:dgram');
const { once } = require('node:events');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const HOST = '127.0.0.1';

// Between client and server, as a bad network: the first datagram of the server is lost, all others pass.
async function badNetwork(serverPort) {
    const outside = createSocket('udp4');
    const inside = createSocket('udp4');
    let clientPort;
    let lost = 0;
    outside.on('message', (datagram, from) => {
        clientPort = from.port;
        inside.send(datagram, serverPort, HOST);
    });
    inside.on('message', (datagram) => {
        if (lost === 0) {
            lost += 1;
            return;
        }
        outside.send(datagram, clientPort, HOST);
    });
    for (const socket of [outside, inside]) {
        socket.bind(0, HOST);
        await once(socket, 'listening');
    }
    return outside.address().port;
}

// One POST through the bad network; what the gate was told, and what the client was told.
async function toggle(millisecondsToMove) {
    let open = false;
    let calls = 0;
    const server = coap.createServer((request, response) => {
        calls += 1;
        open = !open;
        const answer = () => response.end(open ? 'open' : 'closed');
        if (millisecondsToMove === 0) {
            answer();
        } else {
            setTimeout(answer, millisecondsToMove);
        }
    });
    await new Promise((resolve) => server.listen(0, HOST, resolve));
    const port = await badNetwork(server._sock.address().port);
    const request = coap.request({ hostname: HOST, port, pathname: '/gate', method: 'POST', agent: new coap.Agent() });
    let answers = 0;
    request.on('response', () => (answers += 1));
    request.on('error', (error) => console.log('the client has an error:', error.message));
    request.end();
    // The client sends again after 2 to 3 seconds.
    await new Promise((resolve) => setTimeout(resolve, 9000));
    return { calls, gate: open ? 'open' : 'closed', answers };
}

async function main() {
    const [atOnce, slow] = await Promise.all([toggle(0), toggle(4000)]);
    console.log('coap 1.5.0: one POST to a closed gate, its acknowledgement is lost');
    console.log('handler that answers at once:      ', atOnce);
    console.log('handler that answers after 4 s:    ', slow);
    expect(atOnce.calls === 1 && atOnce.gate === 'open', 'a handler that answers at once is called again');
    expect(slow.calls === 2 && slow.gate === 'closed', 'a handler that answers late is called otherwise than twice');
    expect(atOnce.answers === 1 && slow.answers === 1, 'the client does not see one answer');
    process.exit(0);
}
main();
JS
timeout 60 node see.cjs
