// Settings of earlier versions are converted, one step for each version; current settings are not changed.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { SETTINGS_VERSION } from '../../src/settings/hub-options';
import { type Settings, STEPS, type Step, upgraded } from '../../src/settings/migrations';
import { root } from '../support/folders.js';

/** Steps as later releases may have them: something is renamed for one type of node, then split in two. */
const steps: readonly Step[] = [
    ({ filter, ...others }) => (others.type === 'clown-in' ? { ...others, topic: filter } : others),
    ({ pace, ...others }) => ({ ...others, least: pace, most: pace }),
];

describe('migrations [L5]', () => {
    it('are one fewer than there are versions, and each version has its sample of stored settings', () => {
        assert.equal(STEPS.length, SETTINGS_VERSION - 1);
        const samples = readdirSync(join(root, 'test/data/settings'));
        for (let version = 1; version <= SETTINGS_VERSION; version++) assert.ok(samples.includes(`${version}.json`));
    });

    const rows: [name: string, before: Settings, after: Settings][] = [
        [
            'the first version takes every step',
            { type: 'clown-in', settingsVersion: 1, filter: '#', pace: 5, name: 'a' },
            { type: 'clown-in', settingsVersion: 3, topic: '#', least: 5, most: 5, name: 'a' },
        ],
        [
            'no version is the first',
            { type: 'clown-in', filter: '#', pace: 5 },
            { type: 'clown-in', settingsVersion: 3, topic: '#', least: 5, most: 5 },
        ],
        [
            'a later version takes the rest',
            { type: 'clown-in', settingsVersion: '2', topic: '#', pace: 5 },
            { type: 'clown-in', settingsVersion: 3, topic: '#', least: 5, most: 5 },
        ],
        [
            'a step may be for one type of node',
            { settingsVersion: 1, pace: 5 },
            { settingsVersion: 3, least: 5, most: 5 },
        ],
        [
            'what was never a version is of the first',
            { settingsVersion: -4, pace: 5 },
            { settingsVersion: 3, least: 5, most: 5 },
        ],
    ];
    for (const [name, before, after] of rows) {
        it(name, () => {
            const kept = structuredClone(before);
            assert.deepEqual(upgraded(before, steps), after);
            assert.deepEqual(before, kept, 'what is stored is not changed');
        });
    }

    for (const settingsVersion of [3, 4, 'x', {}]) {
        it(`version ${JSON.stringify(settingsVersion)} is left as it is`, () => {
            const stored = { settingsVersion, pace: 5 };
            assert.equal(upgraded(stored, steps), stored);
        });
    }

    it('today: nothing is to be done, and nothing throws', () => {
        const stored = fc.dictionary(fc.string(), fc.anything());
        fc.assert(
            fc.property(stored, fc.anything(), (settings, settingsVersion) => {
                const def = { ...settings, settingsVersion };
                assert.deepEqual(upgraded(def), def);
            }),
        );
    });
});
