// Reads a package as Node-RED and its flow library see it: the manifest, what its html registers in the editor, and the
// node types its examples use. Looks at the built files only, in the project or where npm has installed them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { readJson } from './run.mjs';

/**
 * @typedef {object} NodeDefinition
 * @property {string} type
 * @property {{ category: string, color?: string, icon?: string, defaults?: Record<string, object>,
 *     credentials?: Record<string, object> }} definition what the html hands to RED.nodes.registerType
 *
 * @typedef {object} Package
 * @property {any} manifest
 * @property {NodeDefinition[]} nodes
 * @property {Set<string>} exampleTypes
 */

/**
 * @param {string} dir
 * @returns {Package}
 */
export function readPackage(dir) {
    const manifest = readJson(join(dir, 'package.json'));
    const scripts = Object.values(/** @type {Record<string, string>} */ (manifest['node-red'].nodes));
    const flows = filesBelow(join(dir, 'examples')).filter((file) => file.endsWith('.json'));
    const examples = flows.flatMap((file) => readJson(join(dir, 'examples', file)));
    return {
        manifest,
        nodes: scripts.flatMap((script) => definitionsIn(join(dir, script.replace(/\.js$/, '.html')))),
        exampleTypes: new Set(examples.map((/** @type {any} */ node) => node.type)),
    };
}

/**
 * Runs the scripts of an html file in a world where everything is possible and nothing happens, and notes the types.
 *
 * @param {string} file
 * @returns {NodeDefinition[]}
 */
export function definitionsIn(file) {
    /** @type {any} */
    const anything = new Proxy(function () {}, {
        get: (_target, key) => (key === Symbol.toPrimitive ? () => '' : anything),
        apply: () => anything,
        construct: () => anything,
    });
    /** @type {NodeDefinition[]} */
    const found = [];
    const registerType = (/** @type {string} */ type, /** @type {any} */ definition) =>
        found.push({ type, definition });
    const nodes = new Proxy({}, { get: (_target, key) => (key === 'registerType' ? registerType : anything) });
    const RED = new Proxy({}, { get: (_target, key) => (key === 'nodes' ? nodes : anything) });
    for (const script of editorScripts(file)) {
        // Other browser globals, such as URL, exist in Node.js under the same name.
        const body = compileFunction(script, ['RED', '$', 'document', 'window'], { filename: file });
        body(RED, anything, anything, anything);
    }
    return found;
}

/**
 * The texts of the scripts in an html file that the editor runs.
 *
 * @param {string} file
 */
export function editorScripts(file) {
    const html = readFileSync(file, 'utf8');
    return [...html.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)].map(([, script = '']) => script);
}

/**
 * All files below a folder, by their path from there with / between the folders.
 *
 * @param {string} dir
 * @returns {string[]}
 */
export function filesBelow(dir) {
    return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
        const below = entry.isDirectory() ? filesBelow(join(dir, entry.name)) : [];
        return entry.isDirectory() ? below.map((file) => `${entry.name}/${file}`) : [entry.name];
    });
}
