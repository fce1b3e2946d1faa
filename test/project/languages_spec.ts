// Every language has all texts of English: the same keys and help, with the same parameters.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOCALES, NODE_TYPES, paramsOf, sentences } from '../support/catalogue';

const ENGLISH = 'en-US';
const folderOf = (language: string): string => join(dirname(LOCALES), language);
const languages = readdirSync(dirname(LOCALES));
const others = languages.filter((language) => language !== ENGLISH);

type Keys = readonly string[];

/** What reads alike in English and in any other language. */
const ALIKE: Keys = [
    // Names of the pack, its nodes and its category; Node-RED itself never translates those of its own nodes.
    ...['palette.label.Clown_Hub', 'clown-in.palette', 'clown-out.palette', 'clown-request.palette'],
    // Examples of what is typed.
    ...['clown-hub.placeholder.address', 'clown-hub.placeholder.frames'],
    'clown-in.placeholder.topic',
    // Units and abbreviations.
    ...['clown-hub.label.kib', 'clown-hub.label.milliseconds', 'clown-hub.cause.status'],
    'clown-hub.cause.tls-alert',
    'clown-hub.device.one.led',
    ...['clown-hub.doctor.ui.ms', 'clown-hub.doctor.step.upgrade', 'clown-hub.sidebar.count'],
];
/** What reads alike because the language has the word from English. */
const BORROWED: Readonly<Record<string, Keys>> = {
    cs: ['clown-hub.label.place', 'clown-hub.label.proxy', 'clown-hub.doctor.step.tcp'],
};

/** What the help of a node is made of: how many of each tag, and the words that no translation changes. */
function structure(help: string): { readonly tags: Readonly<Record<string, number>>; readonly codes: Keys } {
    const tags: Record<string, number> = {};
    for (const [, tag = ''] of help.matchAll(/<(\w+)/g)) tags[tag] = (tags[tag] ?? 0) + 1;
    const codes = [...help.matchAll(/<code[^>]*>(.*?)<\/code>/gs)].map(([, code = '']) => code.replace(/\s+/g, ' '));
    return { tags, codes: codes.sort() };
}

/** The properties of messages with their types, in the order in which the help describes them. */
function properties(help: string): string[] {
    const described = help.matchAll(/<dt[^>]*>([\w-]+ <span class="property-type">(?:string|object|any)\b.*?)<\/dt>/g);
    return [...described].map(([, name = '']) => name);
}

const helpOf = (language: string, type: string): string =>
    readFileSync(join(folderOf(language), `${type}.html`), 'utf8');

/** Whose words a catalogue holds. */
const nodesIn = (folder: string, type: string): string[] =>
    Object.keys(JSON.parse(readFileSync(join(folder, `${type}.json`), 'utf8')) as object).sort();

const english = sentences();

/** The texts that come with the scripts of the sidebar. */
function onDemand(language: string): Map<string, string> {
    const folder = join(folderOf(language), 'on-demand');
    const found = new Map<string, string>();
    for (const name of readdirSync(folder)) {
        JSON.parse(readFileSync(join(folder, name), 'utf8'), (key: string, value: unknown) => {
            if (typeof value === 'string') found.set(`${name} ${key}`, value);
            return value;
        });
    }
    return found;
}

describe('languages', () => {
    it('there is Czech beside English', () => {
        assert.deepEqual(languages.sort(), ['cs', ENGLISH]);
    });

    for (const language of others) {
        const own = sentences(folderOf(language));

        it(`${language}: the same files [D2]`, () => {
            assert.deepEqual(readdirSync(folderOf(language)).sort(), readdirSync(LOCALES).sort());
            for (const type of NODE_TYPES) {
                assert.deepEqual(nodesIn(folderOf(language), type), nodesIn(LOCALES, type), type);
            }
        });

        it(`${language}: no key is missing`, () => {
            assert.deepEqual(
                [...english.keys()].filter((key) => !own.has(key)),
                [],
            );
        });

        it(`${language}: no key is left over`, () => {
            assert.deepEqual(
                [...own.keys()].filter((key) => !english.has(key)),
                [],
            );
        });

        it(`${language}: each sentence has the same things filled in`, () => {
            const sorted = (sentence = ''): string[] => paramsOf(sentence).sort();
            const differ = [...own].filter(([key, sentence]) => {
                return String(sorted(sentence)) !== String(sorted(english.get(key)));
            });
            assert.deepEqual(differ, []);
        });

        it(`${language}: no text is empty, untidy or torn`, () => {
            for (const [key, sentence] of own) {
                assert.notEqual(sentence.trim(), '', key);
                assert.doesNotMatch(sentence, / {2}|^\s|\s$|\uFFFD|\$t\(|\{\{/, key);
                assert.equal(sentence, sentence.normalize('NFC'), key);
            }
        });

        it(`${language}: the texts on demand have the same keys and parameters`, () => {
            const faces = (some: Map<string, string>): string[] =>
                [...some].map(([key, sentence]) => `${key} ${paramsOf(sentence).sort().join()}`).sort();
            assert.deepEqual(faces(onDemand(language)), faces(onDemand(ENGLISH)));
        });

        it(`${language}: a sentence ends where the English one does`, () => {
            const end = (sentence = ''): boolean => /[.…]$/.test(sentence);
            const differ = [...own].filter(([key, sentence]) => end(sentence) !== end(english.get(key)));
            assert.deepEqual(differ, []);
        });

        it(`${language}: nothing was left in English, save what reads alike`, () => {
            const same = [...own].filter(([key, sentence]) => sentence === english.get(key)).map(([key]) => key);
            assert.deepEqual(same.sort(), [...ALIKE, ...(BORROWED[language] ?? [])].sort());
        });

        for (const type of NODE_TYPES) {
            it(`${language}: the help of ${type} has the parts and code words of the English one [D1]`, () => {
                const help = helpOf(language, type);
                const model = helpOf(ENGLISH, type);
                assert.deepEqual(structure(help), structure(model));
                assert.deepEqual(properties(help), properties(model));
                assert.ok(help.startsWith(`<script type="text/html" data-help-name="${type}">\n`));
                assert.doesNotMatch(help, /\uFFFD/);
            });
        }
    }

    for (const language of languages) {
        const texts = [sentences(folderOf(language)), onDemand(language)];
        const shown = texts.flatMap((some) => [...some.values()]).map((sentence) => sentence.toLowerCase());
        for (const type of NODE_TYPES) {
            it(`${language}: the help of ${type} calls the fields what the dialog calls them`, () => {
                const named = [...helpOf(language, type).matchAll(/<em>(.*?)<\/em>/gs)].map(([, name = '']) =>
                    name.replace(/\s+/g, ' '),
                );
                const unknown = named.filter((name) => !shown.some((text) => text.includes(name.toLowerCase())));
                assert.deepEqual(unknown, []);
            });
        }
    }
});
