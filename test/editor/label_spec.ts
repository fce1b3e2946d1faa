// The labels and the colour of nodes in the flow.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deviceLabel } from '../../nodes/editor/device-label';
import { DEVICE_TYPES } from '../../src/protocol/model';
import { root } from '../support/folders.js';

/** The texts for the names of devices, in the language of a catalogue. */
function texts(language: string): (key: string) => string {
    const catalogue: unknown = JSON.parse(
        readFileSync(join(root, 'nodes/locales', language, 'clown-hub.json'), 'utf8'),
    );
    return (key) => {
        let found: unknown = catalogue;
        for (const part of ['clown-hub', ...key.split('.')])
            found = (found as Record<string, unknown> | undefined)?.[part];
        assert.equal(typeof found, 'string', key);
        return String(found);
    };
}

function labelIn(language: string, topic: string): string {
    return deviceLabel(topic, texts(language));
}

describe('the label of a node without a name', () => {
    for (const [topic, english, czech] of [
        ['thermometer/i2c0-48', 'thermometer i2c0-48', 'teploměr i2c0-48'],
        ['thermometer/+', 'all thermometers', 'všechny teploměry'],
        ['relay/i2c0-3b', 'relay i2c0-3b', 'relé i2c0-3b'],
        ['led/-', 'LED', 'LED'],
    ] as const) {
        it(`names the device of ${topic}`, () => {
            assert.equal(labelIn('en-US', topic), english);
            assert.equal(labelIn('cs', topic), czech);
        });
    }

    for (const topic of ['#', '+/i2c0-48', 'thermometer', 'thermometer/#', 'relay/i2c0-3b/set', 'wind/1', '']) {
        it(`keeps the topic ${topic || '(none)'}`, () => assert.equal(labelIn('en-US', topic), topic));
    }

    it('has a name for each type of device', () => {
        for (const type of DEVICE_TYPES.keys()) {
            for (const language of ['en-US', 'cs']) {
                assert.notEqual(labelIn(language, `${type}/+`), `${type}/+`);
                assert.notEqual(labelIn(language, `${type}/x`), `${type}/x`);
            }
        }
    });
});

describe('the colour of the nodes', () => {
    const own = (type: string): string =>
        /color: '(#[0-9A-F]{6})'/.exec(readFileSync(join(root, `nodes/editor/${type}.ts`), 'utf8'))?.[1] ?? '';

    it('is the same for all of them, and that of no node of core', () => {
        const colour = own('clown-in');
        assert.deepEqual([own('clown-out'), own('clown-request')], [colour, colour]);
        const core = join(root, 'node_modules/@node-red/nodes/core');
        const pages = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
        const used = pages.flatMap((page) =>
            [...readFileSync(join(core, page), 'utf8').matchAll(/\bcolor: *["'](.*?)["']/g)].map(([, one = '']) =>
                hex(one),
            ),
        );
        assert.ok(used.includes('#F3B567'), 'the template node is among them');
        assert.ok(!used.includes(colour), colour);
    });

    /** `#RRGGBB` for a colour of CSS. */
    function hex(colour: string): string {
        const parts = /rgb\((.*)\)/.exec(colour)?.[1]?.split(',') ?? [];
        const written =
            parts.length === 3
                ? `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`
                : colour;
        return written.toUpperCase();
    }
});
