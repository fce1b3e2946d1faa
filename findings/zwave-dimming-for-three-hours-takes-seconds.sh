#!/usr/bin/env bash
# What:       The time a lamp takes to dim, given to Z-Wave JS, as the text that its functions accept ("90s", "2h") or as
#             a Duration, in the command for a dimmer or blind (Multilevel Switch).
# Version:    @zwave-js/cc 15.29.0, @zwave-js/core 15.29.0
# Expected:   Z-Wave knows 1 to 127 seconds and 1 to 127 minutes. What lies between is rounded to minutes, and what is
#             longer is an error or the longest time: the comment on the function promises the nearest possible time.
# Happens:    "2h" is two hours and "200m" the longest, 127 minutes. But "2h30m" and "3h" are no time at all: the command
#             is sent with the mark for *as the device is set up*, which is seconds in a common dimmer. The same goes for
#             "2.5h", "150" and "30 s". And "150s" is 3 minutes, while new Duration(150, 'seconds') or { value: 150,
#             unit: 'seconds' } is 127 seconds, and an hour in seconds is 127 seconds too. None of these is an error.
# Hurt:       Owners of an aquarium, a stable or a nursery, whose light is gone within seconds in the evening, or who
#             calculate the seconds and get two minutes for an hour. With the short times of a test nothing shows.
# Documented: Otherwise: "the nearest possible representation will be used".
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline @zwave-js/cc@15.29.0 @zwave-js/core@15.29.0
cat > see.cjs <<'JS'
const { MultilevelSwitchCCSet } = require('@zwave-js/cc');
const { Duration } = require('@zwave-js/core');

const expect = (holds, change) => {
    if (!holds) {
        console.error(`CHANGED: ${change}`);
        process.exit(1);
    }
};
// Of the device only the version of the command class matters here.
const device = { getSupportedCCVersion: () => 4 };

// What a device is told: the last byte of the command, read as the standard says.
async function told(duration) {
    const command = new MultilevelSwitchCCSet({ nodeId: 2, targetValue: 0, duration });
    const byte = (await command.serialize(device)).at(-1);
    if (byte === 255) {
        return 'as the device is set up';
    }
    return byte < 128 ? `${byte} s` : `${byte - 127} min`;
}

async function main() {
    const seen = {};
    for (const text of ['90s', '150s', '2h', '200m', '2h30m', '3h', '2.5h', '150', '30 s']) {
        seen[text] = await told(text);
    }
    for (const seconds of [90, 150, 3600]) {
        seen[`Duration of ${seconds} s`] = await told(new Duration(seconds, 'seconds'));
    }
    seen['{ value: 150, unit: seconds }'] = await told({ value: 150, unit: 'seconds' });
    console.log('Z-Wave JS 15.29.0: the time that was asked for, and the one in the command:');
    console.log(seen);
    expect(seen['90s'] === '90 s' && seen['150s'] === '3 min' && seen['2h'] === '120 min', 'times in the range are sent otherwise');
    expect(seen['200m'] === '127 min', '200m is no longer the longest time');
    for (const text of ['2h30m', '3h', '2.5h', '150', '30 s']) {
        expect(seen[text] === 'as the device is set up', `${text} is no longer sent as *as the device is set up*`);
    }
    expect(seen['Duration of 90 s'] === '90 s', 'a Duration in the range is sent otherwise');
    for (const name of ['Duration of 150 s', 'Duration of 3600 s', '{ value: 150, unit: seconds }']) {
        expect(seen[name] === '127 s', `${name} is no longer 127 s`);
    }
}
main().catch((error) => expect(false, error.message));
JS
timeout 30 node see.cjs
