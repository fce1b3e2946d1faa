// The texts of the sidebar for values and successful commands, in both languages.

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

    it('names of JavaScript properties are shown as they are', () => {
        for (const name of ['constructor', '__proto__', 'toString']) {
            assert.equal(quantityText(name, english), name);
            assert.equal(valuesText([{ quantity: 'state', value: name }], english), name);
            assert.equal(unreportedKey(name), 'sidebar.never');
        }
    });

    it('a value and its unit stay on one line', () => {
        assert.deepEqual([valueText({ value: 3, unit: 'm' }), valueText({ value: null })], ['3\u00a0m', '–']);
    });

    it('the address "-" is not shown', () => {
        assert.deepEqual([addressText(device('led/-')), addressText(device('relay/i2c0-3b'))], ['', 'i2c0-3b']);
    });
});

describe('sidebar, before and after a disconnect', () => {
    const connected: StateView = { word: 'connected', since: 1_000 };
    const rows: readonly (readonly [string, StateView, number | undefined, boolean])[] = [
        ['received since the connect', connected, 1_001, false],
        ['received at the time of the connect', connected, 1_000, false],
        ['received before the connect', connected, 999, true],
        ['never received', connected, undefined, false],
        ['silent hub, received since the connect', { word: 'silent', since: 1_000, silentMs: 9 }, 1_500, false],
        ['silent hub, received before the connect', { word: 'silent', since: 1_000, silentMs: 9 }, 500, true],
        ['while connecting', { word: 'connecting', attempt: 1 }, 1_001, true],
        ['between two attempts', { word: 'waiting', attempt: 2, retryAt: 2_000 }, 1_001, true],
        ['while disconnected', { word: 'disconnected' }, 1_001, true],
    ];
    for (const [name, state, heardAt, expected] of rows) {
        it(`${name}: ${expected ? 'old' : 'current'} [E12]`, () => {
            assert.equal(isOld(device('relay/i2c0-3b', heardAt), state), expected);
        });
    }

    it('a silent hub is connected', () => {
        assert.deepEqual([isUp({ word: 'silent' }), isUp({ word: 'invalid' })], [true, false]);
    });

    it('only sensors have the text for no reading yet', () => {
        const keys = [...DEVICE_TYPES.keys()].map((type) => [type, unreportedKey(type)]);
        const unlike = keys.filter(([, key]) => key !== 'sidebar.never');
        assert.deepEqual(unlike, [
            ['relay', 'sidebar.unknown'],
            ['led', 'sidebar.unknown'],
            ['display-oled', 'sidebar.mute'],
        ]);
    });
});

describe('sidebar results', () => {
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
            const command = { kind, device: 'x/y', payload };
            assert.deepEqual(
                [doneText(command, values, english), doneText(command, values, czech)],
                [inEnglish, inCzech],
            );
        });
    }
});
