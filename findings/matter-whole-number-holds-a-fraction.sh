#!/usr/bin/env bash
# What:       @matter/main (matter.js), with which Node.js programs are Matter devices: the measured value of a temperature
#             sensor, a whole number of hundredths of a degree, set as `celsius * 100`, and set to NaN.
# Version:    @matter/main 0.17.9
# Expected:   A fraction is rounded or refused, as a number out of the range, a text and true are; NaN is refused with a
#             sentence that names it.
# Happens:    19.99 * 100 is 1998.9999999999998 in JavaScript. The state takes it and holds it so, but every controller
#             receives 1998, because it is cut on its way: 19.98 °C. 21.456 °C is 21.45 °C. NaN is refused as a state that
#             *has not settled*, with an *infinite loop* as the likely cause; none of your code is in a loop.
# Hurt:       Authors of bridges, whose log and whose controller show different values, and who look for a loop when a
#             sensor has no reading. With Math.round() before, and null for no reading, all is well.
# Documented: The specification says int16. Nothing is said of fractions or NaN.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline @matter/main@0.17.9 @matter/types@0.17.9
cat > see.mjs <<'JS'
import { Endpoint, Environment, ServerNode } from '@matter/main';
import { TemperatureMeasurement } from '@matter/main/clusters/temperature-measurement';
import { TemperatureSensorDevice } from '@matter/main/devices/temperature-sensor';
import { TlvOfModel } from '@matter/types';

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
Environment.default.vars.set('storage.path', `${process.cwd()}/storage`);
Environment.default.vars.set('log.level', 'fatal');
// Not put online: no network is needed to set a state.
const node = await ServerNode.create({ id: 'node' });
const sensor = new Endpoint(TemperatureSensorDevice, { id: 'sensor' });
await node.add(sensor);
const network = TlvOfModel(TemperatureMeasurement.attributes.measuredValue.schema);

async function set(measuredValue) {
    try {
        await sensor.set({ temperatureMeasurement: { measuredValue } });
        const state = sensor.state.temperatureMeasurement.measuredValue;
        // What a controller reads: the state, encoded as it is for the network.
        return { state, controller: network.decode(network.encode(state)) };
    } catch (error) {
        return { error: `${error.constructor.name}: ${error.message}` };
    }
}

const seen = {};
for (const celsius of [21.5, 19.99, 21.456, 400, NaN]) {
    seen[celsius] = await set(celsius * 100);
    console.log(`${celsius} °C * 100:`, seen[celsius]);
}
const nothing = await set(null);
expect(seen[21.5].state === 2150 && seen[21.5].controller === 2150, 'a whole number is held otherwise');
expect(seen[19.99].state === 19.99 * 100 && seen[19.99].controller === 1998, '19.99 °C is no longer 19.98 °C for a controller');
expect(seen[21.456].state === 2145.6 && seen[21.456].controller === 2145, 'a fraction is rounded or refused');
expect(/int16/.test(seen[400].error), 'a number out of the range is no longer refused');
expect(/infinite loop/.test(seen.NaN.error), 'NaN is refused with another sentence');
expect(nothing.state === null, 'null is no longer the state without a reading');
await node.close();
process.exit(0);
JS
timeout 60 node --no-warnings see.mjs
