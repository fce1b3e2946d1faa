// A Node-RED for tests of what starts one: a folder with a package that does what its test says.

import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../support/folders.js';

type Hook = (event: object) => void;

export interface FakeNodeRed {
    readonly folder: string;
    readonly events: EventEmitter;
    /** The settings that it was given. */
    settings: Settings | undefined;
    /** What was deployed, with its way. */
    readonly deployed: { readonly flows: { readonly flows: readonly object[] }; readonly deploymentType: string }[];
    readonly hooks: [name: string, hook: Hook][];
    /** The types of nodes that it has. */
    types: string[];
    version: string | (() => string);
    /** How it starts, and deploys. */
    start: () => Promise<unknown>;
    deploy: () => Promise<unknown>;
}

export interface Settings {
    readonly logging: { readonly flowTest: { readonly handler: () => (event: object) => void } };
    readonly [name: string]: unknown;
}

/** Makes the folder, which the caller removes. It starts and deploys at once. */
export async function fakeNodeRed(): Promise<FakeNodeRed> {
    const folder = await makeFolder('fake-node-red');
    const events = new EventEmitter();
    const started = (): Promise<void> => {
        events.emit('flows:started');
        return Promise.resolve();
    };
    const fake: FakeNodeRed = {
        folder,
        events,
        settings: undefined,
        deployed: [],
        hooks: [],
        types: ['clown-hub', 'clown-hub-stand-in'],
        version: '4.1.7',
        start: started,
        deploy: started,
    };
    const app = {
        events,
        init: (settings: Settings) => {
            fake.settings = settings;
        },
        start: () => fake.start(),
        get version() {
            return fake.version;
        },
        hooks: { add: (name: string, hook: Hook) => void fake.hooks.push([name, hook]) },
        nodes: { getType: (type: string) => (fake.types.includes(type) ? {} : undefined) },
        runtime: {
            flows: {
                setFlows: (options: FakeNodeRed['deployed'][number]) => {
                    fake.deployed.push(options);
                    return fake.deploy();
                },
            },
        },
    };
    // The package finds it by its own place.
    Object.assign(globalThis, { [Symbol.for(folder)]: app });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"name":"node-red","version":"4.1.7","main":"red.js"}');
    writeFileSync(join(folder, 'red.js'), 'module.exports = globalThis[Symbol.for(__dirname)];\n');
    return fake;
}
