// npm start: a real Node-RED with this pack and its first example, on this machine only, until Ctrl-C.
// Everything it writes is in .demo/; the example starts afresh each time. package.json starts it with exec, so that no
// shell is between npm and this script and keeps a signal to itself; the second half of that line is for Windows.

import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { launchNodeRed } from './lib/node-red.mjs';
import { assertWritable, prepare } from './lib/prepare.mjs';
import { main, Problem, readJson, root } from './lib/run.mjs';

const EXAMPLE = 'examples/01 Light switches a relay.json';
const FIRST_PORT = 1880;
const userDir = join(root, '.demo');

await main(async () => {
    const stopped = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopped.abort());
    if (process.env.npm_lifecycle_event === 'start') whenOrphaned(() => stopped.abort());

    await prepare();
    makeUserDir();
    if (stopped.signal.aborted) return;
    const { signal } = stopped;
    console.log(`Starting Node-RED in .demo/ with "${EXAMPLE}"; changes to that flow last until the next start.`);
    const nodeRed = await launch(signal);
    if (!nodeRed) return;

    console.log(`\nReady: open ${nodeRed.url} in a browser. Press Ctrl-C to stop it.\n`);
    const asked = new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
    const how = await Promise.race([nodeRed.ended, asked]);
    if (how && !signal.aborted) throw new Problem(`Node-RED ended by itself (${how}); see above.`);
    await nodeRed.stop();
    console.log('\nNode-RED has stopped.');
});

/**
 * Starts Node-RED on the first port that is free; undefined when it was stopped meanwhile.
 *
 * @param {AbortSignal} signal
 */
async function launch(signal) {
    const onOutput = (/** @type {string} */ text) => void process.stdout.write(text);
    for (let from = FIRST_PORT; ; ) {
        const uiPort = await freePort(from);
        const settings = { uiPort, credentialSecret: 'demo' };
        try {
            return await launchNodeRed({ home: root, userDir, settings, onOutput, signal });
        } catch (error) {
            if (signal.aborted) return undefined;
            const message = error instanceof Error ? error.message : String(error);
            // Another program took the port between our check and Node-RED's start.
            if (!message.includes('port in use')) throw new Problem(message);
            from = uiPort + 1;
        }
    }
}

/** A folder that Node-RED takes for the home of a user who has installed this pack and deployed the example. */
function makeUserDir() {
    const example = join(root, EXAMPLE);
    if (!existsSync(example)) throw new Problem(`There is no "${EXAMPLE}", which the demo shows.`);
    const { name, version } = readJson(join(root, 'package.json'));
    const link = join(userDir, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    assertWritable(userDir);
    rmSync(link, { recursive: true, force: true });
    symlinkSync(root, link, 'junction');
    const manifest = { name: 'demo', private: true, dependencies: { [name]: version } };
    writeFileSync(join(userDir, 'package.json'), `${JSON.stringify(manifest, null, 4)}\n`);
    copyFileSync(example, join(userDir, 'flows.json'));
    rmSync(join(userDir, 'flows_cred.json'), { force: true });
}

/**
 * An npm that is killed takes nothing with it: we have to notice that we have another parent now.
 *
 * @param {() => void} act
 */
function whenOrphaned(act) {
    const parent = process.ppid;
    const watch = setInterval(() => {
        if (process.ppid === parent) return;
        clearInterval(watch);
        act();
    }, 1000);
    watch.unref();
}

/**
 * The first free port from this one on.
 *
 * @param {number} from
 */
async function freePort(from) {
    for (let port = from; port < FIRST_PORT + 100; port++) {
        const free = await new Promise((resolve) => {
            const server = createServer();
            server.once('error', () => resolve(false));
            server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
        });
        if (free) return port;
        console.log(`Port ${port} is taken.`);
    }
    throw new Problem(`No free port from ${FIRST_PORT} to ${FIRST_PORT + 99}.`);
}
