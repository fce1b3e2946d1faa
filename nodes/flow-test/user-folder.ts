// The user folder of the Node-RED of a test: the pack as its only package, and the type of the stand-ins.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NodeAPI } from 'node-red';

const PACK = '@clown-hub/node-red-clown-hub';
export const STAND_IN_FILE = 'clown-hub-stand-in.js';

/** How the file of the stand-ins finds what registers them. */
const STAND_INS = 'clown-hub-stand-ins';
const STAND_IN_TEXT = `module.exports = (RED) => globalThis[Symbol.for('${STAND_INS}')].register(RED);\n`;

interface StandIns {
    register: (RED: NodeAPI) => void;
}

/** Where the process of the test puts what registers its stand-ins. */
export function standInsOf(global: object): StandIns {
    const holder = global as Record<symbol, StandIns | undefined>;
    const key = Symbol.for(STAND_INS);
    holder[key] ??= { register: () => {} };
    return holder[key];
}

/** Makes a user folder with a link to the folder of the pack. */
export function makeUserFolder(pack: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'clown-hub-flow-test-'));
    try {
        const link = linkIn(folder);
        mkdirSync(dirname(link), { recursive: true });
        // On Windows, a junction needs no rights.
        symlinkSync(pack, link, 'junction');
        const nodes = join(folder, 'nodes');
        mkdirSync(nodes);
        writeFileSync(join(nodes, STAND_IN_FILE), STAND_IN_TEXT);
        // Node-RED takes a script for a node only if it has such a file.
        writeFileSync(join(nodes, STAND_IN_FILE.replace(/\.js$/, '.html')), '');
        writeFileSync(join(folder, 'package.json'), '{"name":"flow-test","private":true}\n');
        return folder;
    } catch (error) {
        removeUserFolder(folder);
        throw error;
    }
}

/** Removes a user folder, but nothing behind its link. */
export function removeUserFolder(folder: string): void {
    try {
        unlinkSync(linkIn(folder));
    } catch {
        // It was not made, or is gone.
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function linkIn(folder: string): string {
    return join(folder, 'node_modules', PACK);
}
