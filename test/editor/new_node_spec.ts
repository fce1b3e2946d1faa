// What a node has when it is dragged into a flow: its settings, its ports and its looks.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { useEditor } from '../nodes/support/editor';
import { root } from '../support/folders.js';

interface Definition {
    readonly defaults: Readonly<Record<string, { readonly value: unknown; readonly type?: string }>>;
    readonly credentials?: Readonly<Record<string, { readonly type: string }>>;
    readonly [detail: string]: unknown;
}

/** The settings that a new node stores. The others are absent, which means their defaults. */
const SETTINGS: Readonly<Record<string, object>> = {
    'clown-hub': {
        ...{ settingsVersion: 1, name: '', place: 'address', address: '', tls: '', proxy: '', subprotocol: '' },
        ...{ handshake: '10', heartbeat: '15', retryCeiling: '60', maxSize: '1024', gap: '0', silence: '60' },
        ...{ intervals: [], headers: [], startFrames: '', goodbyeFrames: '' },
        ...{ autoConnect: true, requestStates: true, quiet: false, showStatus: true },
    },
    'clown-in': {
        ...{ settingsVersion: 1, hub: '', topic: '#', output: 'payload', showValue: true, inputs: 0, outputs: 1 },
    },
    'clown-out': { settingsVersion: 1, hub: '', outputs: 0 },
    'clown-request': { settingsVersion: 1, hub: '', command: 'list', outputs: 1 },
};

/** Of a node in the palette. */
const LOOKS = { category: 'Clown.Hub', color: '#B4A7F0', icon: 'clown-hub.svg' };
const DETAILS: Readonly<Record<string, object>> = {
    'clown-hub': { category: 'config' },
    'clown-in': { ...LOOKS, inputs: 0, outputs: 1 },
    'clown-out': { ...LOOKS, inputs: 1, outputs: 0, align: 'right' },
    'clown-request': { ...LOOKS, inputs: 1, outputs: 1 },
};

describe('a new node', () => {
    const definitions = useEditor() as unknown as ReadonlyMap<string, Definition>;
    const of = (type: string): Definition => definitions.get(type) as Definition;

    for (const [type, settings] of Object.entries(SETTINGS)) {
        it(`${type} stores these settings only`, () => {
            const stored = Object.entries(of(type).defaults).filter(([, { value }]) => value !== undefined);
            assert.deepEqual(Object.fromEntries(stored.map(([name, { value }]) => [name, value])), settings);
        });
    }

    for (const [type, details] of Object.entries(DETAILS)) {
        it(`${type} has these ports and looks`, () => {
            const has = Object.entries(of(type)).filter(([, value]) => ['string', 'number'].includes(typeof value));
            assert.deepEqual(Object.fromEntries(has), details);
        });
    }

    it('has an icon that is in the package', () => {
        assert.ok(existsSync(join(root, 'nodes/icons', LOOKS.icon)));
    });

    it('refers to other config nodes where Node-RED has to know it', () => {
        const types = [...definitions].flatMap(([type, { defaults }]) =>
            Object.entries(defaults).flatMap(([name, one]) => (one.type ? [[type, name, one.type]] : [])),
        );
        assert.deepEqual(types, [
            ['clown-hub', 'tls', 'tls-config'],
            ['clown-hub', 'proxy', 'http proxy'],
            ['clown-in', 'hub', 'clown-hub'],
            ['clown-out', 'hub', 'clown-hub'],
            ['clown-request', 'hub', 'clown-hub'],
        ]);
    });

    it('keeps the login and the values of headers as credentials, of which the editor reads only the user', () => {
        const slots = Array.from({ length: 8 }, (_none, index) => `header${index + 1}`);
        assert.deepEqual(of('clown-hub').credentials, {
            user: { type: 'text' },
            ...Object.fromEntries(['password', ...slots].map((name) => [name, { type: 'password' }])),
        });
    });
});
