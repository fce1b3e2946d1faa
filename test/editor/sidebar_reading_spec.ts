// What the sidebar says of values and of commands that are done, in the very words of both languages.

import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import {
    addressText,
    isOld,
    isUp,
    quantityText,
    type Translate,
    unreportedKey,
    valuesText,
    valueText,
} from '../../nodes/editor/sidebar/reading';
import { doneText } from '../../nodes/editor/sidebar/results';
import type { CommandRequest, DeviceView, StateView, ValueView } from '../../nodes/shared/views';
import { DEVICE_TYPES } from '../../src/protocol/model';
import { LOCALES, sentences } from '../support/catalogue';

function translatorOf(language: string): Translate {
    const all = sentences(join(dirname(LOCALES), language));
    return (key, params = {}) => {
        const sentence = all.get(`clown-hub.${key}`);
        assert.ok(sentence, key);
        return sentence.replace(/__(.+?)__/g, (_, name: string) => String(params[name]));
    };
}

const english = translatorOf('en-US');
const czech = translatorOf('cs');
const device = (name: string, heardAt?: number): DeviceView => {
    const [type = '', address = ''] = name.split('/');
    const known = { device: name, type, address, kind: 'sensor', listed: true, values: [] } as const;
    return heardAt === undefined ? known : { ...known, heardAt };
};

describe('sidebar values', () => {
    const state = (value: ValueView['value']): ValueView => ({ quantity: 'state', value });
    const rows: readonly (readonly [string, readonly ValueView[], string, string])[] = [
        ['nothing', [], '', ''],
        ['a unit', [{ quantity: 'temperature', value: 21.4, unit: '°C' }], '21.4\u00a0°C', '21.4\u00a0°C'],
        ['no unit', [{ quantity: 'event-count', value: 15 }], 'count 15', 'počet 15'],
        ['an unknown quantity', [{ quantity: 'alarm', value: true }], 'alarm on', 'alarm zapnuto'],
        ['no value', [{ quantity: 'level', value: null }], 'level –', 'level –'],
        ['a relay', [state(true)], 'on', 'zapnuto'],
        ['an LED that is off', [state('off')], 'off', 'vypnuto'],
        ['the dots of an LED', [state('2-dot')], '2 dots', '2 tečky'],
        ['a state of another kind', [state('blue')], 'blue', 'blue'],
        [
            'several',
            [
                { quantity: 'altitude', value: 312.4, unit: 'm' },
                { quantity: 'pressure', value: 97.63, unit: 'kPa' },
            ],
            'altitude 312.4\u00a0m, pressure 97.63\u00a0kPa',
            'altitude 312.4\u00a0m, pressure 97.63\u00a0kPa',
        ],
    ];
    for (const [name, values, inEnglish, inCzech] of rows) {
        it(`${name}: ${inEnglish || 'nothing'} [E12]`, () => {
            assert.deepEqual([valuesText(values, english), valuesText(values, czech)], [inEnglish, inCzech]);
        });
    }

    it('a word of the hub that JavaScript knows too is only a word', () => {
        for (const name of ['constructor', '__proto__', 'toString']) {
            assert.equal(quantityText(name, english), name);
            assert.equal(valuesText([{ quantity: 'state', value: name }], english), name);
            assert.equal(unreportedKey(name), 'sidebar.never');
        }
    });

    it('a value alone keeps its unit with it', () => {
        assert.deepEqual([valueText({ value: 3, unit: 'm' }), valueText({ value: null })], ['3\u00a0m', '–']);
    });

    it('an address that is none is not shown', () => {
        assert.deepEqual([addressText(device('led/-')), addressText(device('relay/i2c0-3b'))], ['', 'i2c0-3b']);
    });
});

describe('sidebar, before and after a break', () => {
    const connected: StateView = { word: 'connected', since: 1_000 };
    const rows: readonly (readonly [string, StateView, number | undefined, boolean])[] = [
        ['heard since the connection came up', connected, 1_001, false],
        ['heard as it came up', connected, 1_000, false],
        ['heard before it came up', connected, 999, true],
        ['never heard', connected, undefined, false],
        ['of a silent hub, heard', { word: 'silent', since: 1_000, silentMs: 9 }, 1_500, false],
        ['of a silent hub, heard before', { word: 'silent', since: 1_000, silentMs: 9 }, 500, true],
        ['while it is tried', { word: 'connecting', attempt: 1 }, 1_001, true],
        ['between two tries', { word: 'waiting', attempt: 2, retryAt: 2_000 }, 1_001, true],
        ['after a goodbye', { word: 'disconnected' }, 1_001, true],
    ];
    for (const [name, state, heardAt, expected] of rows) {
        it(`${name}: ${expected ? 'old' : 'current'} [E12]`, () => {
            assert.equal(isOld(device('relay/i2c0-3b', heardAt), state), expected);
        });
    }

    it('a silent hub is there all the same', () => {
        assert.deepEqual([isUp({ word: 'silent' }), isUp({ word: 'invalid' })], [true, false]);
    });

    it('only sensors count as never heard', () => {
        const keys = [...DEVICE_TYPES.keys()].map((type) => [type, unreportedKey(type)]);
        const unlike = keys.filter(([, key]) => key !== 'sidebar.never');
        assert.deepEqual(unlike, [
            ['relay', 'sidebar.unknown'],
            ['led', 'sidebar.unknown'],
            ['display-oled', 'sidebar.mute'],
        ]);
    });
});

describe('sidebar answers', () => {
    const rows: readonly (readonly [CommandRequest['kind'], unknown, readonly ValueView[], string, string])[] = [
        ['relay', 'toggle', [{ quantity: 'state', value: true }], 'Done: on', 'Hotovo: zapnuto'],
        ['relay', true, [], 'Done.', 'Hotovo.'],
        ['led', '2-dot', [{ quantity: 'state', value: '2-dot' }], 'Done: 2 dots', 'Hotovo: 2 tečky'],
        [
            'get',
            undefined,
            [{ quantity: 'temperature', value: 21.5, unit: '°C' }],
            'Done: 21.5\u00a0°C',
            'Hotovo: 21.5\u00a0°C',
        ],
        ['text', 'Hello', [], 'Sent. A display does not respond.', 'Odesláno. Displej neodpovídá.'],
        [
            'interval',
            5,
            [{ quantity: 'publish-interval', value: 5 }],
            'Now reports every 5 s.',
            'Nyní hlásí jednou za 5 s.',
        ],
        [
            'interval',
            null,
            [],
            'Stopped: no readings until an interval is set.',
            'Zastaveno: dokud nenastavíte interval, nepřijdou žádná měření.',
        ],
        [
            'scan',
            undefined,
            [{ quantity: 'slaves', value: 3 }],
            'Done. Chips on the bus: 3',
            'Hotovo. Počet čipů na sběrnici: 3',
        ],
        ['scan', undefined, [{ quantity: 'slaves', value: '[["38",…' }], 'Done.', 'Hotovo.'],
    ];
    for (const [kind, payload, values, inEnglish, inCzech] of rows) {
        it(`${kind} ${String(payload)}: ${inEnglish} [E12]`, () => {
            const asked = { kind, device: 'x/y', payload };
            assert.deepEqual([doneText(asked, values, english), doneText(asked, values, czech)], [inEnglish, inCzech]);
        });
    }
});
