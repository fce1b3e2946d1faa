// Simulated hubs in a process of their own, started as their command starts one. Gives their addresses, and later the CPU
// time of the process.

import { createRequire } from 'node:module';

const [, , nodes, count] = process.argv;
const { main } = createRequire(import.meta.url)(nodes);
const addresses = [];

process.stdout.write = (text) => {
    addresses.push(...(String(text).match(/ws:\/\/\S+/g) ?? []));
    return true;
};
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
// No start message, and about twelve readings a second: six sensors, with two seconds in one.
process.argv.splice(2, process.argv.length, '--port', '0', '--broker', '--speed', '2');
for (let hub = 0; hub < Number(count); hub++) await main();

const orders = {
    async addresses() {
        for (let tries = 0; addresses.length < Number(count); tries++) {
            if (tries > 1000) throw new Error(`only ${addresses.length} of ${count} simulated hubs started`);
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return addresses;
    },
    cpu: () => process.cpuUsage(),
};
process.on('message', async ({ call, name }) => {
    try {
        process.send({ call, value: await orders[name]() });
    } catch (error) {
        process.send({ call, fault: String(error.stack) });
    }
});
process.on('disconnect', () => process.exit());
