// The pack without a Node-RED: the types that it registers, and an installation that lacks a library.

import assert from 'node:assert/strict';
import Module from 'node:module';
import pack from '../../nodes/pack';
import { RouteRig } from './support/route-rig';

type Resolve = (name: string, ...more: unknown[]) => string;

describe('the pack without a Node-RED', () => {
    /** The types that it registers. */
    function registered(): string[] {
        const { RED } = new RouteRig();
        const types: string[] = [];
        Object.assign(RED.nodes, { registerType: (type: string) => types.push(type) });
        pack(RED);
        return types;
    }

    it('registers its nodes, the hub first', () => {
        assert.deepEqual(registered(), ['clown-hub', 'clown-in', 'clown-out', 'clown-request']);
    });

    it('cannot be loaded without a library that only a hub needs: Node-RED reports it when it starts', () => {
        const modules = Module as unknown as { _resolveFilename: Resolve };
        const { _resolveFilename: resolve } = modules;
        for (const missing of ['ws', 'https-proxy-agent']) {
            modules._resolveFilename = (name, ...more) => {
                if (name === missing) throw new Error(`Cannot find module '${name}'`);
                return resolve(name, ...more);
            };
            try {
                assert.throws(registered, new RegExp(missing));
            } finally {
                modules._resolveFilename = resolve;
            }
        }
    });
});
