// Settings of earlier versions are converted, one step for each version; current settings are not changed.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { SETTINGS_VERSION } from '../../src/settings/hub-options';
import {
    changedFrom,
    lowestVersion,
    type Settings,
    STEPS,
    type Step,
    upgraded,
    versionOf,
} from '../../src/settings/migrations';
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

    it('have a sentence in each language that says what they change', () => {
        for (const language of readdirSync(join(root, 'nodes/locales'))) {
            const file = join(root, 'nodes/locales', language, 'clown-hub.json');
            const { log } = JSON.parse(readFileSync(file, 'utf8'))['clown-hub'];
            const changes = Object.keys(log.changed);
            assert.deepEqual(
                changes,
                STEPS.map((_step, index) => `${index + 1}`),
                language,
            );
        }
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

    it('settings that no step changes are left as they are', () => {
        const stored = { settingsVersion: 1, pace: 5 };
        assert.equal(upgraded(stored, [(settings) => settings]), stored);
    });

    /** Returns what it does not change, as each step has to. */
    const ofOneType: Step = (settings) =>
        settings.type === 'clown-in' ? { ...settings, filter: undefined } : settings;
    const split: Step = (settings) => ('pace' in settings ? { least: settings.pace, most: settings.pace } : settings);
    const CHANGES: readonly (readonly [name: string, stored: Settings, versions: readonly number[]])[] = [
        ['two that have an effect', { type: 'clown-in', filter: '#', pace: 5 }, [1, 2]],
        ['one that has none', { type: 'clown-out', settingsVersion: 1, pace: 5 }, [2]],
        ['the rest of a later version', { type: 'clown-in', settingsVersion: '2', filter: '#', pace: 5 }, [2]],
        ['none of the present one', { type: 'clown-in', settingsVersion: 3, filter: '#', pace: 5 }, []],
    ];
    for (const [name, stored, versions] of CHANGES) {
        it(`of several steps, those that change something are named: ${name}`, () => {
            const kept = structuredClone(stored);
            assert.deepEqual(changedFrom(stored, [ofOneType, split]), versions);
            assert.deepEqual(stored, kept, 'what is stored is not changed');
        });
    }

    it('a step that is named has received what the one before it made', () => {
        const received: Settings[] = [];
        const last: Step = (settings) => {
            received.push(settings);
            return settings;
        };
        assert.deepEqual(changedFrom({ pace: 5 }, [ofOneType, split, last]), [2]);
        assert.deepEqual(received, [{ least: 5, most: 5 }]);
    });

    it('a version is a whole number, and 1 at least', () => {
        for (const [stored, version] of [
            [{}, 1],
            [{ settingsVersion: null }, 1],
            [{ settingsVersion: '2' }, 2],
            [{ settingsVersion: 2.9 }, 2],
            [{ settingsVersion: 0 }, 1],
            [{ settingsVersion: -4 }, 1],
        ] as const) {
            assert.equal(versionOf(stored), version, JSON.stringify(stored));
        }
    });

    it('settings are stored with the lowest version from which no step changes them', () => {
        assert.equal(lowestVersion({ type: 'clown-out' }, [ofOneType, split]), 1);
        assert.equal(lowestVersion({ type: 'clown-in' }, [ofOneType, split]), 2);
        assert.equal(lowestVersion({ type: 'clown-in' }, [split, ofOneType]), 3);
    });

    it('nothing throws, and only the intervals of hubs change', () => {
        const stored = fc.dictionary(fc.string(), fc.anything());
        fc.assert(
            fc.property(stored, fc.anything(), fc.anything(), (settings, settingsVersion, intervals) => {
                const def = { ...settings, settingsVersion };
                assert.deepEqual({ ...upgraded(def), settingsVersion }, def);
                assert.deepEqual(
                    { ...upgraded({ ...def, intervals }), settingsVersion, intervals },
                    { ...def, intervals },
                );
            }),
        );
    });
});

describe('migrations: the table of publish intervals, version 1 to 2', () => {
    const device = 'thermometer/i2c0-48';
    const stop = { device, seconds: null };
    const tables: [name: string, before: unknown, after?: unknown][] = [
        ['empty seconds become null', [{ device, seconds: '' }], [stop]],
        ['absent seconds become null', [{ device, more: 1 }], [{ ...stop, more: 1 }]],
        ['a row that stands alone becomes a table', { device, seconds: '' }, [stop]],
        [
            'other rows stay as they are',
            [{ device, seconds: 5 }, { device, seconds: '' }, 7],
            [{ device, seconds: 5 }, stop, 7],
        ],
        ['seconds, null and a variable change nothing', [{ device, seconds: '5' }, stop, { device, seconds: `\${S}` }]],
        ['a blank is no empty field', [{ device, seconds: ' ' }]],
        ['no rows', []],
        ['no table', undefined],
        ['a text', 'thermometer'],
    ];
    for (const [name, before, after] of tables) {
        it(name, () => {
            for (const version of [{ settingsVersion: 1 }, {}]) {
                const stored = { type: 'clown-hub', ...version, intervals: before };
                const kept = structuredClone(stored);
                const current = upgraded(stored);
                if (after === undefined) assert.equal(current, stored);
                else assert.deepEqual(current, { type: 'clown-hub', settingsVersion: 2, intervals: after });
                assert.deepEqual(stored, kept, 'what is stored is not changed');
            }
        });

        it(`in version 2: ${name.includes('become') ? 'stays as it is' : name}`, () => {
            const stored = { type: 'clown-hub', settingsVersion: 2, intervals: before };
            assert.equal(upgraded(stored), stored);
        });
    }

    for (const [name, intervals, version] of [
        ['rows that an earlier release reads the same', [{ device, seconds: '5' }, stop], 1],
        ['no table', undefined, 1],
        ['empty seconds, which stopped the device before', [{ device, seconds: '' }], 2],
        ['a variable, which may be empty', [{ device, seconds: `\${S}` }], 2],
        ['a variable with a long name', [{ device, seconds: `\${SECONDS}` }], 2],
        ['two variables, which are no empty text', [{ device, seconds: `\${S}\${T}` }], 1],
        ['a text after a variable', [{ device, seconds: `\${S}1` }], 1],
        ['a variable within a text, which cannot be empty', [{ device, seconds: `1\${S}` }], 1],
    ] as const) {
        it(`are stored with version ${version}: ${name}`, () => {
            assert.equal(lowestVersion({ intervals }), version);
        });
    }
});
