// npm run recordings -- --record: makes the project's own recordings, from the simulator only.
// npm run recordings -- --update: writes the messages that the nodes make of each recording in test/data/recordings.

import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runMocha } from './lib/mocha.mjs';
import { main, root } from './lib/run.mjs';

const FOLDER = join(root, 'test/data/recordings');
const RELAY = 'relay/i2c0-3b/set';

const { values } = parseArgs({ options: { record: { type: 'boolean' }, update: { type: 'boolean' } } });

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * What happens in each recording.
 *
 * @type {Record<string, (hub: import('../src/hub.js').Hub, simulator: import('../src/simulator/index.js').Simulator) => Promise<void>>}
 */
const SCENES = {
    readings: async () => pause(5_000),
    relay: async (hub) => {
        for (const state of [true, false, true]) {
            await pause(700);
            const options = { owner: SCENES, policy: { kind: 'fail' }, timeoutMs: 2_000, tries: 3 };
            await new Promise((resolve) => hub.request(RELAY, { state }, /** @type {never} */ (options), resolve));
        }
        await pause(500);
    },
    outage: async (_hub, simulator) => {
        await pause(3_000);
        await simulator.restart(1_500);
        await pause(6_000);
    },
};

/** @param {string} name */
async function record(name) {
    const { startSimulator } = await import('../src/simulator/index.js');
    const { Hub } = await import('../src/hub.js');
    const { Recorder } = await import('../src/recording/recorder.js');
    const { openWebSocket } = await import('../src/connection/socket.js');
    const { systemClock } = await import('../src/base/system-clock.js');
    const simulator = await startSimulator({ silent: name === 'relay' });
    const { url } = simulator;
    const hub = new Hub(
        {
            openSocket: (handlers) => openWebSocket({ url, maxBytes: 1024 * 1024 }, handlers),
            handshakeMs: 10_000,
            heartbeatMs: 15_000,
            ceilingMs: 60_000,
            startFrames: ['["-/-/config/list", {}]\n'],
            goodbyeFrames: [],
        },
        { fault: () => {}, dropped: () => {}, failed: (error) => console.error(error) },
    );
    const file = join(FOLDER, `${name}.jsonl`);
    writeFileSync(file, '');
    const recorder = new Recorder({
        clock: systemClock,
        limitMs: 60_000,
        limitBytes: 1_000_000,
        header: {
            clownHubRecording: 1,
            pack: '',
            nodeRed: '',
            nodejs: process.version,
            started: new Date().toISOString(),
            hub: 'Simulated',
            devices: [],
        },
        known: [],
        open: () => createWriteStream(file, { flags: 'a' }),
        ended: () => {},
    });
    hub.tap(recorder);
    recorder.resume();
    hub.join();
    await SCENES[name]?.(hub, simulator);
    await recorder.stop('stopped');
    await hub.close();
    await simulator.close();
}

await main(async () => {
    if (values.record) for (const name of Object.keys(SCENES)) await record(name);
    if (!values.update) return;
    const { failed } = runMocha(['test/nodes/recordings-played_spec.ts'], { env: { CLOWN_UPDATE_RECORDINGS: '1' } });
    if (failed > 0) process.exitCode = 1;
});
