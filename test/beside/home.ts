// What the nodes of the Node-RED under test are made with.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findMosquitto } from '../support/mosquitto.js';
import { homeUnderTest } from '../support/node-red.js';

const fromHome = createRequire(join(homeUnderTest, 'package.json'));
const fromNodeRed = createRequire(fromHome.resolve('node-red/package.json'));
const fromCoreNodes = createRequire(fromNodeRed.resolve('@node-red/nodes/package.json'));

/** A package as Node-RED's own nodes have it. */
export function coreRequire(name: string): unknown {
    return fromCoreNodes(name);
}

/** What was compared, by name. */
export function versions(): Record<string, string> {
    const of = (require: NodeJS.Require, name: string): string =>
        (require(`${name}/package.json`) as { version: string }).version;
    const usage = spawnSync(findMosquitto() ?? 'mosquitto', ['-h'], { encoding: 'utf8' }).stdout;
    return {
        'Node-RED': of(fromHome, 'node-red'),
        'its ws': of(fromCoreNodes, 'ws'),
        'its mqtt': of(fromCoreNodes, 'mqtt'),
        Mosquitto: /version (\S+)/.exec(usage)?.[1] ?? 'unknown',
    };
}
