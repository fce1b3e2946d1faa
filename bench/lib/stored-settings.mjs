// The settings of a node as its dialog stores them: all of them, also those that were left as they are. They are read
// from the script that the editor loads, so that an older build and core's nodes have their own.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { anything } from './anything.mjs';

/** @type {Map<string, Record<string, Record<string, unknown>>>} */
const known = new Map();

/**
 * @param {string} file the HTML file of the nodes
 * @param {string} type of the node
 * @returns {Record<string, unknown>}
 */
export function storedSettings(file, type) {
    const types = known.get(file) ?? read(file);
    known.set(file, types);
    const settings = types[type];
    if (!settings) throw new Error(`${file} has no node of the type ${type}`);
    return settings;
}

/**
 * The file of Node-RED's own MQTT nodes.
 *
 * @param {string} nodeRed
 * @param {string} extension
 */
export function coreMqtt(nodeRed, extension) {
    const name = `@node-red/nodes/core/network/10-mqtt.${extension}`;
    const found = [join(nodeRed, 'node_modules', name), join(nodeRed, 'node_modules/node-red/node_modules', name)].find(
        (path) => existsSync(path),
    );
    if (!found) throw new Error(`Node-RED in ${nodeRed} has no ${name}`);
    return found;
}

/** @param {string} file */
function read(file) {
    /** @type {Record<string, Record<string, unknown>>} */
    const types = {};
    const RED = anything({
        nodes: anything({
            /** @type {(type: string, definition: { defaults?: Record<string, { value?: unknown }> }) => void} */
            registerType: (type, { defaults = {} }) => {
                types[type] = Object.fromEntries(Object.entries(defaults).map(([name, { value }]) => [name, value]));
            },
        }),
    });
    const scripts = readFileSync(file, 'utf8').matchAll(/<script(?: type="text\/javascript")?>([\s\S]*?)<\/script>/g);
    for (const [, script] of scripts) {
        /** @type {Record<string, unknown>} */
        const names = { RED, $: anything(), jQuery: anything(), window: anything(), document: anything() };
        compileFunction(script ?? '', Object.keys(names))(...Object.values(names));
    }
    return types;
}
