#!/usr/bin/env bash
# What:       `readCoils(0, 3)` of modbus-serial and jsmodbus: a board with eight relays, all of them on, of which a
#             program reads three.
# Version:    modbus-serial 8.0.25, jsmodbus 5.0.0
# Expected:   Three values, as `readHoldingRegisters(0, 3)` gives three.
# Happens:    Eight values: the three that were asked for, and five that are off whatever the relays are. The protocol
#             fills the last byte with zeros, and both packages give all bits of it. A program that reads three, changes
#             one and writes the list back switches five other relays off.
# Hurt:       Owners of relay boards: *all on* (`every`) is never true, a count of states or a loop over them
#             goes on past the end, and a list that is written back switches what was not read.
# Documented: Not in the READMEs. That of modbus-serial has a table of functions without their results.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline modbus-serial@8.0.25 jsmodbus@5.0.0
cat > see.cjs <<'JS'
const net = require('node:net');
const { once } = require('node:events');
const ModbusRTU = require('modbus-serial');
const jsmodbus = require('jsmodbus');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
const relays = Array(8).fill(true);
const board = {
    getCoil: (address) => relays[address],
    getHoldingRegister: (address) => address,
    setCoil(address, value) {
        relays[address] = value;
    },
};

(async () => {
    const port = await new Promise((resolve) => {
        const free = net.createServer().listen(0, '127.0.0.1', () => {
            const { port } = free.address();
            free.close(() => resolve(port));
        });
    });
    const server = new ModbusRTU.ServerTCP(board, { host: '127.0.0.1', port, unitID: 1 });
    await once(server, 'initialized');

    const client = new ModbusRTU();
    await client.connectTCP('127.0.0.1', { port });
    client.setID(1);
    client.setTimeout(2000);
    const { data } = await client.readCoils(0, 3);
    console.log('modbus-serial: readCoils(0, 3):', data.join(' '));
    expect(data.join() === 'true,true,true,false,false,false,false,false', 'readCoils of modbus-serial gives another list');
    expect((await client.readHoldingRegisters(0, 3)).data.length === 3, 'registers are filled up, too');

    const socket = net.connect(port, '127.0.0.1');
    const other = new jsmodbus.client.TCP(socket, 1);
    await once(socket, 'connect');
    const { response } = await other.readCoils(0, 3);
    const values = Array.from(response.body.valuesAsArray);
    console.log('jsmodbus:      readCoils(0, 3):', values.join(' '));
    expect(values.join() === '1,1,1,0,0,0,0,0', 'readCoils of jsmodbus gives another list');
    socket.destroy();

    data[1] = false;
    await client.writeCoils(0, data);
    console.log('The relays after the second was set to false in this list and the list was written:', relays.join(' '));
    expect(relays.join() === 'true,false,true,false,false,false,false,false', 'writing the list back switches other relays');
    client.close(() => server.close(() => process.exit(0)));
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
JS
timeout 30 node see.cjs
