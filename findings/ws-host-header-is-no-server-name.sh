#!/usr/bin/env bash
# What:       A TLS server with a certificate for hub.example, reached by its IP address with the header `Host:
#             hub.example`: once with node:https, once with ws.
# Version:    ws 8.23.0 with the https of Node.js (seen on 20.20.2)
# Expected:   Both do the same, as ws is built on node:https: the Host header chooses the server name (SNI), and the
#             certificate is checked against it.
# Happens:    https sends the SNI hub.example and accepts the certificate. ws sets the server name itself, from the
#             address: no SNI, the certificate is checked against the IP address and refused. A proxy that chooses by
#             SNI serves its default site. It takes `servername` beside the header.
# Hurt:       Owners without DNS who enter the IP address and a Host header, which works for requests through
#             node:https.
# Documented: Not found.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline ws@8.23.0
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=hub.example \
    -addext subjectAltName=DNS:hub.example 2>/dev/null
cat > see.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import { WebSocketServer, WebSocket } from 'ws';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const cert = readFileSync('cert.pem');
const server = createServer({ key: readFileSync('key.pem'), cert }, (_, response) => response.end());
let name;
server
    .on('secureConnection', (socket) => {
        name = socket.servername;
    })
    .on('tlsClientError', () => {});
new WebSocketServer({ server });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
const headers = { Host: 'hub.example' };
const attempt = async (begin) => {
    name = 'none seen';
    const outcome = await new Promise(begin);
    await sleep(100);
    return { outcome, sni: name };
};
const https = await attempt((resolve) =>
    get({ host: '127.0.0.1', port, headers, ca: cert }, (response) => resolve(response.resume().statusCode)).on(
        'error',
        (error) => resolve(error.code),
    ),
);
const over = (options) =>
    attempt((resolve) => {
        const socket = new WebSocket(`wss://127.0.0.1:${port}/`, { headers, ca: cert, ...options });
        socket
            .on('open', () => {
                resolve('open');
                socket.terminate();
            })
            .on('error', (error) => resolve(error.code));
    });
const ws = await over({});
const named = await over({ servername: 'hub.example' });
console.log({ https, ws, 'ws with servername': named });
expect(
    https.outcome === 200 && https.sni === 'hub.example',
    'https no longer derives the server name from the Host header',
);
expect(ws.outcome === 'ERR_TLS_CERT_ALTNAME_INVALID', 'ws derives the server name from the Host header now');
expect(named.outcome === 'open' && named.sni === 'hub.example', 'servername no longer helps');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
