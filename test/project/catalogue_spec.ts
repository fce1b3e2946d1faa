// Texts for owners: none is missing, none is left over, and each uses only parameters that it gets.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { REASON_CODES, type ReasonCode } from '../../src/base/errors';
import { REASON_DETAILS } from '../../src/base/reason-details';
import { COMMAND_KINDS } from '../../src/protocol/kinds';
import { hubOptions, type Stored } from '../../src/settings/hub-options';
import {
    choices,
    fits,
    keysUsed,
    LOCALES,
    NODE_TYPES,
    paramsOf,
    refusals,
    sentences,
    sources,
} from '../support/catalogue';

const words = sentences();
const made = refusals([...sources('src', '.ts'), ...sources('nodes', '.ts')]);

/** Reported to the sender of a message, never shown as a status. */
const ONLY_SENDING: readonly ReasonCode[] = [
    ...(['not-connected', 'not-written', 'write-full', 'payload-unreadable', 'stopped'] as const),
    ...(['batch-item', 'batch-size', 'message-flood', 'device-conflict'] as const),
    ...(['recording-minutes', 'recording-running', 'recording-none', 'recording-full', 'recording-disk'] as const),
    ...(['action-unknown', 'action-output', 'filter-many', 'quantities-many'] as const),
];
/** Reported within another reason: the line of the settings that is not a frame. */
const ONLY_INNER: readonly ReasonCode[] = ['frame-length'];
/** What a fixed topic or device of a node can be refused for, besides what any topic can. */
const FIXED_TOPIC: readonly ReasonCode[] = [
    ...([
        'command-levels',
        'command-level-length',
        'get-levels',
        'device-missing',
        'device-name',
        'no-effect',
    ] as const),
    ...(['i2c-topic', 'interval-relay', 'name-unknown'] as const),
];
/** What a fixed payload in the settings can be refused for. */
const FIXED_PAYLOAD: readonly ReasonCode[] = [
    'relay-state',
    'led-state',
    'state-first',
    'interval',
    'interval-co2',
    'interval-nested',
    'interval-missing',
    'display-line',
    'display-lines',
    'display-text',
    'display-char',
    'display-raw',
    'i2c-payload',
    'i2c-address',
    'i2c-write',
    'i2c-write-only',
    'i2c-read',
    'payload-not-object',
    'payload-deep',
    'payload-large',
    'payload-value',
    'command-tokens',
    'command-length',
    'command-no-payload',
    'raw-text',
];
/** Reported as errors: a mistake in the table of intervals does not end the connection. */
const ONLY_TABLE: readonly ReasonCode[] = [
    'devices-many',
    'interval-device',
    'interval-twice',
    'interval-seconds',
    'name-invalid',
];
/** Sources of reasons that become a status: the settings of a node, and the end of a connection. */
const STATUS_SOURCES =
    /^(?:src\/(?:settings\/.*|protocol\/topic|connection\/(?:causes|tls-causes|socket|connection|retries|proxy|tunnel))|nodes\/(?!editor\/|admin\/).*)\.ts$/;

/** The parameters that come with a code wherever it is made. */
function paramsOfCode(code: string): Set<string> {
    const lists = made.filter(({ codes }) => codes.includes(code)).map(({ params }) => params);
    return new Set(lists[0]?.filter((name) => lists.every((list) => list.includes(name))));
}

/** The parameters that code hands over with a key of the hub's catalogue, found beside the key. */
function handedOver(key: string): string[] {
    const own: Readonly<Record<string, string[]>> = {
        'status.waiting': ['cause', 'attempt', 'time'],
        'clown-in.tip.type': ['topic'],
        'device.get': ['device'],
        'device.interval': ['device'],
        'clown-in.sample.unreported': ['quantity', 'reported'],
        'form.preview-example': ['topic', 'payload'],
        'form.preview-message': ['topic', 'payload'],
    };
    const files = sources('nodes', '.ts').map(({ text }) => text);
    const found = files.flatMap((text) => [
        ...text.matchAll(new RegExp(`'${key.replace('.', '\\.')}'(?:, \\{([^}]*)\\})?`, 'g')),
    ]);
    const names = found.flatMap(([, fields = '']) =>
        fields.split(',').map((field) => (field.split(':')[0] ?? '').trim()),
    );
    // Every text of the log has the hub.
    return [...names, ...(own[key] ?? []), ...(key.startsWith('log.') ? ['hub'] : [])];
}

describe('catalogue: reasons', () => {
    it('every code has a sentence, and every sentence a code', () => {
        const keys = [...words.keys()].filter((key) => key.startsWith('clown-hub.reason.'));
        assert.deepEqual(
            keys.sort(),
            [...REASON_CODES, ...Object.keys(REASON_DETAILS)].map((code) => `clown-hub.reason.${code}`).sort(),
        );
    });

    it('every code is one that something gives', () => {
        const codes = new Set(made.flatMap((refusal) => refusal.codes));
        assert.deepEqual(
            REASON_CODES.filter((code) => !codes.has(code)),
            [],
        );
    });

    it('every code that can be a status has a short cause, and every cause is one', () => {
        const shown = made.filter(({ path }) => STATUS_SOURCES.test(path)).flatMap(({ codes }) => codes);
        const expected = new Set(
            shown.filter((code) => ![...ONLY_SENDING, ...ONLY_INNER, ...ONLY_TABLE].includes(code as ReasonCode)),
        );
        const causes = [...words.keys()].filter((key) => key.startsWith('clown-hub.cause.'));
        for (const code of [...FIXED_TOPIC, ...FIXED_PAYLOAD]) expected.add(code);
        for (const detail of Object.values(REASON_DETAILS)) if ('status' in detail) expected.add(detail.status);
        assert.deepEqual(causes.sort(), [...expected].map((code) => `clown-hub.cause.${code}`).sort());
    });

    it('every refusal of the settings of a hub has a cause', () => {
        const hasCause = (stored: Stored): string => {
            const options = hubOptions({ address: 'ws://hub', ...stored }, {});
            if (options.ok) return 'ok';
            assert.ok(words.has(`clown-hub.cause.${options.reason.code}`), options.reason.code);
            return options.reason.code;
        };
        const fields = ['settingsVersion', 'place', 'address', 'silence', 'startFrames', 'intervals'];
        const device = fc.oneof(fc.constantFrom('relay/-', 'co2-sensor/-', 'a/i2c5-48', 'a/+'), fc.string());
        const table = fc.array(fc.record({ device, seconds: fc.jsonValue() }));
        const stored = fc.dictionary(fc.constantFrom(...fields), fc.oneof(fc.jsonValue(), table));
        fc.assert(fc.property(stored, (settings) => void hasCause(settings)));
    });

    for (const code of REASON_CODES) {
        it(`the texts for ${code} use only parameters that it has`, () => {
            const sentence = words.get(`clown-hub.reason.${code}`) ?? '';
            const cause = words.get(`clown-hub.cause.${code}`) ?? '';
            assert.deepEqual(
                paramsOf(sentence).filter((name) => !paramsOfCode(code).has(name)),
                [],
            );
            assert.deepEqual(
                paramsOf(cause).filter((name) => !paramsOfCode(code).has(name)),
                [],
            );
            assert.match(sentence, /[.…]$/);
            assert.doesNotMatch(sentence + cause, / {2}|^\s|\s$/);
        });
    }
});

describe('catalogue: keys', () => {
    const used = keysUsed();

    it('every key that forms and code ask for is there', () => {
        assert.ok(used.size > 50);
        const missing = [...used].filter((pattern) => ![...words.keys()].some((key) => fits(key, pattern)));
        assert.deepEqual(missing, []);
    });

    it('every key that is there is asked for', () => {
        const unused = [...words.keys()].filter((key) => ![...used].some((pattern) => fits(key, pattern)));
        assert.deepEqual(unused, []);
    });

    it('every choice of a form has its words, also those put together at run time', () => {
        const all = choices();
        assert.ok(all.length > 10);
        for (const { path, value, key } of all) {
            assert.ok(words.has(key), `${path}: ${value} has no words`);
            assert.equal(key.split('.').at(-1), value, path);
        }
        for (const kind of COMMAND_KINDS) {
            assert.ok(words.has(`clown-hub.command.${kind}`), kind);
            assert.ok(words.has(`clown-hub.command-tip.${kind}`), kind);
        }
        for (const listen of ['topic', 'dynamic', 'state', 'type'])
            assert.ok(words.has(`clown-in.tip.${listen}`), listen);
    });

    it('every list of choices at run time has no words for what it does not offer', () => {
        for (const [prefix, names] of [
            ['clown-hub.command.', COMMAND_KINDS],
            ['clown-hub.command-tip.', COMMAND_KINDS],
            ['clown-in.tip.', ['topic', 'dynamic', 'state', 'type']],
        ] as const) {
            const own = [...words.keys()].filter((key) => key.startsWith(prefix));
            assert.deepEqual(own.sort(), names.map((name) => `${prefix}${name}`).sort());
        }
    });

    it('what is put into states and log lines is handed over', () => {
        for (const [key, sentence] of words) {
            const short = key.replace('clown-hub.', '');
            if (/^(?:cause|reason|doctor)\./.test(short)) continue;
            assert.deepEqual(
                paramsOf(sentence).filter((name) => !handedOver(short).includes(name)),
                [],
                key,
            );
        }
    });

    it('no sentence is empty, or nests another by mistake', () => {
        for (const [key, sentence] of words) {
            assert.notEqual(sentence.trim(), '', key);
            assert.doesNotMatch(sentence, /\$t\(|\{\{/, key);
        }
    });
});

describe('catalogue: help', () => {
    for (const type of NODE_TYPES) {
        it(`${type} has its own, and no word of another node`, () => {
            const file = join(LOCALES, `${type}.html`);
            assert.ok(existsSync(file));
            const text = readFileSync(file, 'utf8');
            assert.match(text, new RegExp(`^<script type="text/html" data-help-name="${type}">`));
            assert.equal(text.match(/data-help-name/g)?.length, 1);
            assert.match(text, /<\/script>\s*$/);
        });

        it(`the catalogue of ${type} holds its own words, and at most the name of the category beside them`, () => {
            const keys = Object.keys(JSON.parse(readFileSync(join(LOCALES, `${type}.json`), 'utf8')) as object);
            assert.deepEqual(
                keys.filter((key) => key !== 'palette'),
                [type],
            );
        });
    }
});
