// A real Node-RED in a child process for a test: its userDir is filled, it is started, and both are removed afterwards.

import { cp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { launchNodeRed } from '../../scripts/lib/node-red.mjs';
import { makeFolder, removeFolder, root } from './folders.js';
import { installPackages, installTarball, linkPack } from './pack.js';

export interface NodeRedOptions {
    /** The folder whose node_modules holds the Node-RED; the one under test by default. */
    home?: string;
    /** A tarball of the pack, to be installed before the start. */
    tarball?: string;
    /** A user folder with the pack, which is copied. */
    installed?: string;
    /** Packages from the registry that are installed as well, as name@version. */
    packages?: readonly string[];
    /** Whether the userDir gets the project itself, as it is built now: what `npm link` would do. */
    linked?: boolean;
    /** The flow that is deployed at the start; none by default. */
    flows?: readonly object[];
    /** Credentials by node id, as the node declares them. */
    credentials?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** More files of the userDir, by name. */
    files?: Readonly<Record<string, string>>;
    /** Settings on top of the usual ones; any JSON values. */
    settings?: Readonly<Record<string, unknown>>;
    /** Options of its Node.js. */
    nodeOptions?: readonly string[];
    /** Environment variables on top of our own. */
    env?: Readonly<Record<string, string>>;
}

export interface NodeRed {
    /** Where the editor is, with a slash at the end. */
    readonly url: string;
    readonly userDir: string;
    /** Of its process. */
    readonly pid: number;
    /** All that Node-RED has printed so far. */
    log(): string;
    /** Fetches a path below the url as JSON; rejects unless the response is a success. */
    getJson(path: string): Promise<unknown>;
    /** Ends Node-RED and removes its userDir. Rejects when it had to be killed. */
    stop(): Promise<void>;
}

/** The folder of the Node-RED under test: the one scripts/matrix.mjs sets, or the project's own. */
export const homeUnderTest = resolve(root, process.env.NODE_RED_DIR ?? '');

/** Resolves once the editor is served and the flows have started. The caller stops it in every case. */
export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRed> {
    const userDir = await makeFolder('node-red');
    try {
        if (options.installed) await cp(options.installed, userDir, { recursive: true });
        if (options.tarball) await installTarball(options.tarball, userDir, options.packages);
        // Before the link: npm removes what it has not installed.
        else if (options.packages) await installPackages(userDir, options.packages);
        if (options.linked) await linkPack(userDir);
        const files = {
            'flows.json': JSON.stringify(options.flows ?? []),
            // Node-RED takes them in the clear and encrypts them when it next saves.
            'flows_cred.json': JSON.stringify(options.credentials ?? {}),
            ...options.files,
        };
        for (const [name, text] of Object.entries(files)) await writeFile(join(userDir, name), text);
        const nodeRed = await launchNodeRed({
            home: options.home ?? homeUnderTest,
            userDir,
            settings: { credentialSecret: 'test', ...options.settings },
            env: { ...options.env },
            nodeOptions: options.nodeOptions ?? [],
        });
        return {
            url: nodeRed.url,
            userDir,
            pid: nodeRed.pid,
            log: nodeRed.log,
            getJson: (path) => getJson(new URL(path, nodeRed.url)),
            stop: async () => {
                try {
                    await nodeRed.stop();
                } finally {
                    await removeFolder(userDir);
                }
            },
        };
    } catch (error) {
        await removeFolder(userDir);
        throw error;
    }
}

async function getJson(url: URL): Promise<unknown> {
    const answer = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`${url.pathname} answered ${answer.status} ${answer.statusText}.`);
    return answer.json();
}
