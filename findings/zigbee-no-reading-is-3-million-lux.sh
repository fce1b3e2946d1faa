#!/usr/bin/env bash
# What:       A Zigbee sensor that has no valid measurement, and says so with the mark of the standard for its cluster,
#             read by the packages of which Zigbee2MQTT and the Zigbee adapter of ioBroker are made.
# Version:    zigbee-herdsman-converters 26.112.0 with zigbee-herdsman 10.9.5
# Expected:   No reading, or null, and the same for each quantity.
# Happens:    Three things, and two of them from one device. The light of a Philips Hue motion sensor is 3576021 lx, a
#             number like any other (full sunlight is about 100000). Its temperature is null. For the temperature and
#             the humidity of a SONOFF SNZB-02D the converter raises an error. A Xiaomi light sensor and an IKEA motion
#             sensor that have no measurement are at 3576021 lx too.
# Hurt:       Owners whose blinds close and whose lights stay off because a sensor has no measurement for once, and whose
#             chart and mean of the day are spoiled by one value. A check for null helps with one quantity only.
# Documented: No. The description says only that 0 is too low to be measured. An issue of Zigbee2MQTT (31431) asks for it.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline \
    zigbee-herdsman-converters@26.112.0 zigbee-herdsman@10.9.5
cat > see.cjs <<'JS'
const converters = require('zigbee-herdsman-converters');
const { Zcl } = require('zigbee-herdsman');
const { attributeKeyValue } = require('zigbee-herdsman/dist/controller/helpers/zclFrameConverter');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
converters.setLogger({ debug() {}, info() {}, warning() {}, error() {} });

const UINT16 = 0x21;
const INT16 = 0x29;
const QUANTITIES = {
    light: { cluster: 'msIlluminanceMeasurement', type: UINT16, invalid: 0xffff, valid: 20001 },
    temperature: { cluster: 'msTemperatureMeasurement', type: INT16, invalid: 0x8000, valid: 2150 },
    humidity: { cluster: 'msRelativeHumidity', type: UINT16, invalid: 0xffff, valid: 4500 },
};

// The frame of a report, as it comes by radio, and what the library makes of it.
function received({ cluster, type }, raw) {
    const frame = Buffer.from([0x18, 1, 0x0a, 0, 0, type, raw & 0xff, raw >> 8]);
    const { ID } = Zcl.Utils.getCluster(cluster, undefined, {});
    return attributeKeyValue(Zcl.Frame.fromBuffer(ID, Zcl.Header.fromBuffer(frame), frame, {}), undefined, {});
}

async function published(modelID, manufacturerName, quantity, kind) {
    const { cluster } = QUANTITIES[quantity];
    const device = { modelID, manufacturerName, ieeeAddr: '0x1', endpoints: [], meta: {}, customClusters: {}, getEndpoint() {} };
    const model = await converters.findByDevice(device);
    const message = {
        cluster,
        type: 'attributeReport',
        data: received(QUANTITIES[quantity], QUANTITIES[quantity][kind]),
        endpoint: { ID: 1 },
        device,
        meta: { zclTransactionSequenceNumber: 1 },
    };
    const payload = {};
    try {
        for (const converter of model.fromZigbee) {
            if (converter.cluster === cluster && converter.type.includes('attributeReport')) {
                Object.assign(payload, converter.convert(model, message, () => {}, {}, { state: {}, device }));
            }
        }
    } catch (error) {
        return `error: ${error.message}`;
    }
    converters.postProcessConvertedFromZigbeeMessage(model, payload, {}, device);
    // MQTT carries it as JSON.
    return JSON.stringify(payload);
}

async function main() {
    console.log('zigbee-herdsman-converters 26.112.0: a valid report, and one that says *no valid measurement*');
    const seen = {};
    for (const [name, modelID, maker, quantity] of [
        ['Philips Hue motion', 'SML001', 'Philips', 'light'],
        ['Philips Hue motion', 'SML001', 'Philips', 'temperature'],
        ['Xiaomi light sensor', 'lumi.sen_ill.mgl01', 'LUMI', 'light'],
        ['IKEA motion', 'VALLHORN Wireless Motion Sensor', 'IKEA of Sweden', 'light'],
        ['SONOFF SNZB-02D', 'SNZB-02D', 'SONOFF', 'temperature'],
        ['SONOFF SNZB-02D', 'SNZB-02D', 'SONOFF', 'humidity'],
    ]) {
        const title = `${name}, ${quantity}`;
        seen[title] = {
            valid: await published(modelID, maker, quantity, 'valid'),
            invalid: await published(modelID, maker, quantity, 'invalid'),
        };
        console.log(`${title}:`, seen[title]);
    }
    for (const name of ['Philips Hue motion', 'Xiaomi light sensor', 'IKEA motion']) {
        const { valid, invalid } = seen[`${name}, light`];
        expect(valid === '{"illuminance":100}', `${name}: a valid report of light is read otherwise`);
        expect(invalid === '{"illuminance":3576021}', `${name}: the mark is no longer 3576021 lx`);
    }
    const temperature = seen['Philips Hue motion, temperature'];
    expect(temperature.valid === '{"temperature":21.5}', 'a valid temperature is read otherwise');
    expect(temperature.invalid === '{"temperature":null}', 'the mark of a Hue temperature is no longer null');
    for (const quantity of ['temperature', 'humidity']) {
        expect(/^error: .*NaN/.test(seen[`SONOFF SNZB-02D, ${quantity}`].invalid), `the mark of ${quantity} is no error`);
    }
    process.exit(0);
}
main();
JS
timeout 60 node see.cjs
