// Finds the Node-RED in which a flow is tested, and whether it can run here.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { faultOf } from './test-fault';

/** The lowest Node-RED of the pack. */
const LEAST = [3, 1] as const;

/** Where the pack is: the folder of its package.json above this file. */
export function packFolder(): string {
    let folder = __dirname;
    while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
    return folder;
}

/**
 * The folder of the package `node-red`: the one that `named` is, holds or is installed beside; by default that beside the
 * pack, in the current folder, or installed globally. Throws a `TestFault` if there is none that can be used.
 */
export function findNodeRed(named: string | undefined): string {
    const places = named === undefined ? placesOfNodeRed() : [resolve(named)];
    const found = places.map(nodeRedFrom).find((folder) => folder !== undefined);
    if (found === undefined) throw faultOf('node-red-missing', { folders: places.join(', ') });
    checkVersions(found);
    return found;
}

/** Where Node-RED is searched for, each place once. */
export function placesOfNodeRed(): readonly string[] {
    return [...new Set([packFolder(), process.cwd(), ...globalFolders()])];
}

function nodeRedFrom(folder: string): string | undefined {
    if (manifestIn(folder)?.name === 'node-red') return folder;
    try {
        return dirname(createRequire(join(folder, 'any.js')).resolve('node-red/package.json'));
    } catch {
        return undefined;
    }
}

/** As npm installs globally: beside Node.js on Windows, else in the `lib` of its prefix. */
function globalFolders(): string[] {
    const beside = dirname(process.execPath);
    const { APPDATA } = process.env;
    return process.platform === 'win32'
        ? [...(APPDATA ? [join(APPDATA, 'npm')] : []), beside]
        : [join(beside, '../lib'), '/usr/local/lib', '/usr/lib'];
}

function checkVersions(folder: string): void {
    const { version, engines } = manifestIn(folder) ?? {};
    if (!isAtLeast(numbersIn(version), LEAST)) {
        throw faultOf('node-red-old', { version: String(version), least: LEAST.join('.') });
    }
    const needed = typeof engines === 'object' && engines !== null ? (engines as { node?: unknown }).node : undefined;
    if (!isAtLeast(numbersIn(process.versions.node), numbersIn(needed))) {
        throw faultOf('nodejs-old', { version: String(version), found: process.version, needed: String(needed) });
    }
}

function manifestIn(folder: string): { name?: unknown; version?: unknown; engines?: unknown } | undefined {
    try {
        return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
    } catch {
        return undefined;
    }
}

/** The first version in a text such as `>=22.9`. */
function numbersIn(text: unknown): readonly number[] {
    const [, major = '0', minor = '0'] = /(\d+)(?:\.(\d+))?/.exec(String(text)) ?? [];
    return [Number(major), Number(minor)];
}

function isAtLeast(
    [major = 0, minor = 0]: readonly number[],
    [wanted = 0, wantedMinor = 0]: readonly number[],
): boolean {
    return major > wanted || (major === wanted && minor >= wantedMinor);
}
