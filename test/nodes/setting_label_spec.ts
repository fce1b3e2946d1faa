// A sentence names a setting by the label that owners see, in each language.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { labelled } from '../../nodes/shared/setting-label';
import { CHOICES, SWITCHES } from '../../src/settings/choices';
import { checkNumber, NUMBERS, type NumberName } from '../../src/settings/numbers';
import { root } from '../support/folders.js';

type Texts = { readonly [key: string]: string | Texts };

const LOCALES = join(root, 'nodes/locales');
const TABLES = [NUMBERS, CHOICES, SWITCHES];
const OTHERS = ['startFrames', 'goodbyeFrames', 'address', 'user', 'password', 'proxy', 'subprotocol'].concat([
    'command',
    'topic',
    'device',
    'payload',
    'answer',
]);

/** Looks up a key as Node-RED does. */
function lookUpIn(language: string): (key: string) => string {
    const files = readdirSync(join(LOCALES, language)).filter((file) => file.endsWith('.json'));
    const read = (file: string): Texts => JSON.parse(readFileSync(join(LOCALES, language, file), 'utf8')) as Texts;
    const texts: Texts = Object.assign({}, ...files.map(read));
    return (key) => {
        let found: string | Texts | undefined = texts;
        for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
        return typeof found === 'string' ? found : key;
    };
}

describe('the label of a setting', () => {
    for (const language of readdirSync(LOCALES)) {
        it(`${language}: is in the catalogue for each setting that a sentence names`, () => {
            for (const setting of [...TABLES.flatMap(Object.keys), ...OTHERS]) {
                const { setting: label } = labelled({ setting, least: 1 }, lookUpIn(language));
                assert.ok(label !== setting && /^\p{Lu}/u.test(String(label)), `${setting}: ${label}`);
            }
        });
    }

    it('is absent for an extra header, and where no setting is named', () => {
        const lookUp = lookUpIn('en-US');
        assert.deepEqual(labelled({ setting: 'Authorization' }, lookUp), { setting: 'Authorization' });
        const noLookUp = (key: string): string => assert.fail(`${key} is no label`);
        assert.deepEqual(labelled({ found: '1' }, noLookUp), { found: '1' });
    });
});

describe('the sentence for a number out of range', () => {
    const detailOf = (name: NumberName, value: unknown): string | undefined => {
        const result = checkNumber(name, value);
        assert.ok(!result.ok && result.reason.code === 'setting-number');
        return result.reason.detail;
    };

    it('shows whether 0 turns the setting off, and whether it is a whole number', () => {
        assert.equal(detailOf('heartbeat', '0.5'), 'setting-number-off');
        assert.equal(detailOf('tries', '1.5'), 'setting-number-whole');
        assert.equal(detailOf('timeout', '0'), undefined);
    });
});
