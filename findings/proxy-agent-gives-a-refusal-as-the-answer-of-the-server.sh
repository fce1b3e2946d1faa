#!/usr/bin/env bash
# What:       `https.get()` with HttpsProxyAgent, through a proxy that answers CONNECT with 403 (as squid does for
#             ports other than 443).
# Version:    https-proxy-agent 7.0.6
# Expected:   An error event: there is no connection to the server, TLS never began.
# Happens:    A normal response with status 403 and the body of the proxy arrives, for an https:// address, over a
#             socket that is not encrypted. Only the absent `authorized` of its socket tells it from an answer of the
#             server. A proxy that answers CONNECT with 407 or 502 looks the same.
# Hurt:       Owners who are told *the hub refuses the login (403)* while the hub was never reached; code that treats
#             404 as *deleted*.
# Documented: Only in comments of the source, which give a reason.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline https-proxy-agent@7.0.6
cat > see.mjs <<'JS'
import { createServer } from 'node:http';
import { get } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const proxy = createServer();
proxy.on('connect', (_, socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nby the proxy!'),
);
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
const agent = new HttpsProxyAgent(`http://127.0.0.1:${proxy.address().port}`);
const outcome = await new Promise((resolve) => {
    get('https://hub.example/state', { agent }, (response) => {
        let body = '';
        response
            .on('data', (part) => {
                body += part;
            })
            .on('end', () =>
                resolve({ status: response.statusCode, body, encrypted: response.socket.encrypted === true }),
            );
    }).on('error', (error) => resolve({ error: error.message }));
});
console.log('https://hub.example/state:', outcome);
expect(outcome.status === 403 && outcome.body === 'by the proxy!', 'a refusal of the proxy is an error now');
expect(outcome.encrypted === false, 'the response is marked as encrypted');
process.exit(0);
JS
timeout 40 node --no-warnings see.mjs
