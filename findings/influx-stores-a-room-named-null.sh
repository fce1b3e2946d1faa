#!/usr/bin/env bash
# What:       The npm package influx and tags without a value: { room: null } or { room: undefined }. This script shows
#             the lines that arrive at a server on the loopback address.
# Version:    influx 5.12.0
# Expected:   A tag without a value is left out, or raises an error.
# Happens:    The room is named: `room=null` or `room=undefined`. The point is valid, is stored, and is in a series of
#             its own. With a schema a field that is null is left out; without one it is sent as null.
# Hurt:       Owners whose devices do not all have a room: a chart grouped by room has one named null and one named
#             undefined, and a query for points without a room finds none.
# Documented: No.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline influx@5.12.0
cat > see.cjs <<'JS'
const http = require('node:http');
const { FieldType, InfluxDB } = require('influx');

const received = [];
const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
        body += part;
    });
    request.on('end', () => {
        received.push(body);
        response.writeHead(204).end();
    });
});
server.listen(0, '127.0.0.1', async () => {
    const address = { host: '127.0.0.1', port: server.address().port, database: 'home' };
    const fields = { temperature: FieldType.FLOAT, humidity: FieldType.FLOAT };
    const plain = new InfluxDB(address);
    const typed = new InfluxDB({ ...address, schema: [{ measurement: 'climate', fields, tags: ['room'] }] });
    const points = [
        [plain, { tags: { room: null }, fields: { temperature: 21.5 } }, 'climate,room=null temperature=21.5'],
        [plain, { tags: { room: undefined }, fields: { temperature: 21.5 } }, 'climate,room=undefined temperature=21.5'],
        [typed, { tags: { room: null }, fields: { temperature: 21.5 } }, 'climate,room=null temperature=21.5'],
        [typed, { tags: { room: 'hall' }, fields: { temperature: 21.5, humidity: null } }, 'climate,room=hall temperature=21.5'],
        [
            plain,
            { tags: { room: 'hall' }, fields: { temperature: 21.5, humidity: null } },
            'climate,room=hall humidity=null,temperature=21.5',
        ],
    ];
    let exitCode = 0;
    for (const [client, point, expected] of points) {
        await client.writePoints([{ measurement: 'climate', ...point }]);
        console.log(`${client === typed ? 'with schema:   ' : 'without schema:'} ${received.at(-1)}`);
        if (received.at(-1) !== expected) {
            console.error(`CHANGED: expected ${expected}`);
            exitCode = 1;
        }
    }
    server.close();
    process.exit(exitCode);
});
JS
timeout 30 node see.cjs
