#!/usr/bin/env bash
# What:       The npm package influx with a schema that makes a field an integer, and numbers that are not whole. This
#             script shows the lines that arrive at a server on the loopback address.
# Version:    influx 5.12.0
# Expected:   The nearest whole number; or an error, as for a text such as 21,5 in the same field.
# Happens:    The number is cut down to the next lower one. 1.001 kWh times 1000 are 1000.9999999999999 and stored as
#             1000 Wh, 0.29 times 100 as 28 percent; -0.1 degrees become -1, and 0.9 become 0.
# Hurt:       Owners of meters and sensors who choose integers: totals that are computed from kWh are one too small at
#             some values, so a difference between two of them is wrong, and temperatures below zero are too low.
# Documented: No. The field types are listed by name.
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
    const client = new InfluxDB({
        host: '127.0.0.1',
        port: server.address().port,
        database: 'home',
        schema: [{ measurement: 'meter', fields: { value: FieldType.INTEGER }, tags: [] }],
    });
    const write = async (value) => client.writePoints([{ measurement: 'meter', fields: { value } }]);
    for (const value of [1.001 * 1000, 0.29 * 100, -0.1, 0.9]) {
        await write(value);
        console.log(`${value} arrives as ${received.at(-1)}`);
    }
    const error = await write('21,5').then(
        () => 'none',
        ({ message }) => message,
    );
    console.log(`The error for the text 21,5: ${error}`);
    const lines = ['1000i', '28i', '-1i', '0i'].map((value) => `meter value=${value}`);
    const isSame = received.join() === lines.join() && error.startsWith('Expected numeric value');
    if (!isSame) console.error('CHANGED: other lines arrive, or the text raises no error');
    server.close();
    process.exit(isSame ? 0 : 1);
});
JS
timeout 30 node see.cjs
