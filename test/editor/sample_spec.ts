// The example message in the dialog of clown in, and the payload in the preview of a command.

import assert from 'node:assert/strict';
import { payloadText, type SampleRequest, sampleOf, sampleText } from '../../nodes/editor/fields/sample-message';
import { KINDS } from '../../src/protocol/kinds';
import { DEVICE_TYPES } from '../../src/protocol/model';

const NOW = 1_700_000_000_000;
const BAROMETER = {
    topic: 'barometer/i2c0-60',
    time: NOW - 2_000,
    values: [
        { quantity: 'altitude', value: 12, unit: 'm' },
        { quantity: 'pressure', value: 97.8, unit: 'kPa' },
    ],
};
const RELAY = { topic: 'relay/i2c0-3b', time: NOW - 1_000, values: [{ quantity: 'state', value: null }] };
const ECHO = { topic: 'relay/i2c0-3b/set', time: NOW, values: [{ quantity: 'state', value: true }] };
const KNOWN = { topics: [BAROMETER, RELAY, ECHO] };

const REQUEST = {
    listen: 'topic',
    filter: '#',
    output: 'payload',
    quantity: '',
    hub: 'Attic',
    known: KNOWN,
    now: NOW,
};

function sample(more: Partial<SampleRequest> = {}): { from?: string | undefined; messages: Record<string, unknown>[] } {
    const made = sampleOf({ ...REQUEST, ...more });
    return { from: made?.from, messages: (made?.messages ?? []) as Record<string, unknown>[] };
}

describe('sample of the output [E15]', () => {
    it('uses the last reading that matches the filter', () => {
        assert.deepEqual(sample({ filter: 'barometer/+' }), {
            from: 'heard',
            messages: [
                {
                    topic: 'barometer/i2c0-60',
                    payload: { altitude: [12, 'm'], pressure: [97.8, 'kPa'] },
                    clown: {
                        type: 'barometer',
                        address: 'i2c0-60',
                        bus: 0,
                        event: '',
                        hub: 'Attic',
                        time: NOW - 2_000,
                    },
                },
            ],
        });
        assert.deepEqual(sample().messages[0]?.topic, 'relay/i2c0-3b', 'the latest, but not the echo of a command');
        assert.deepEqual(sample({ filter: 'relay/+/set' }).messages[0]?.topic, 'relay/i2c0-3b/set');
    });

    const outputs: [output: string, quantity: string, payloads: unknown[]][] = [
        ['values', '', [{ altitude: 12, pressure: 97.8 }]],
        ['quantity', 'pressure', [97.8]],
        ['each', '', [12, 97.8]],
        ['text', '', ['["barometer/i2c0-60", {"altitude": [12, "m"], "pressure": [97.8, "kPa"]}]']],
    ];
    for (const [output, quantity, payloads] of outputs) {
        it(`changes with the output: ${output}`, () => {
            const { from, messages } = sample({ filter: 'barometer/+', output, quantity });
            assert.equal(from, 'heard');
            assert.deepEqual(
                messages.map(({ payload }) => payload),
                payloads,
            );
        });
    }

    it('is in the selected units', () => {
        const units = { pressureUnit: 'hPa', altitude: '0' };
        const { messages } = sample({ filter: 'barometer/+', output: 'quantity', quantity: 'pressure', units });
        assert.deepEqual([messages[0]?.payload, messages[0]?.unit], [978, 'hPa']);
        const open = sample({ filter: 'barometer/+', units: { altitude: `\${ALTITUDE}`, pressureUnit: 'hPa' } });
        assert.deepEqual(open.messages[0]?.payload, { altitude: [12, 'm'], pressure: [978, 'hPa'] });
        assert.equal(sample({ output: 'text', units: { altitude: 'high' } }).messages.length, 1);
        const broken = {
            listen: 'topic',
            filter: '#',
            output: 'payload',
            quantity: '',
            hub: '',
            known: undefined,
            now: NOW,
        };
        assert.equal(sampleOf({ ...broken, units: { altitude: 'high' } }), undefined);
    });

    it('is what will arrive: the signs of the hub, every quantity, and the third element [E15]', () => {
        const nested = { list: [1, [2]], ...Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`q${n}`, n])) };
        const payload = { temperature: [21.5, '\u2103'], ...nested };
        const text = `["thermometer/i2c0-48",  ${JSON.stringify(payload)}, {"qos": 1}]`;
        const values = [{ quantity: 'temperature', value: 21.5, unit: '°C' }];
        const known = { topics: [{ topic: 'thermometer/i2c0-48', time: NOW, values, text }] };
        const [whole = assert.fail()] = sample({ filter: 'thermometer/+', known }).messages;
        assert.deepEqual(whole.payload, payload);
        assert.deepEqual((whole.clown as { meta: unknown }).meta, { qos: 1 });
        assert.equal(sample({ filter: 'thermometer/+', known, output: 'text' }).messages[0]?.payload, text);
        const [single] = sample({ known, output: 'quantity', quantity: 'temperature' }).messages;
        assert.deepEqual([single?.payload, single?.unit], [21.5, '°C']);
    });

    it('has the sign of the hub in an example, too', () => {
        const [whole] = sample({ filter: 'thermometer/+', known: undefined }).messages;
        assert.deepEqual(whole?.payload, { temperature: [21.5, '\u2103'] });
        const [text] = sample({ filter: 'thermometer/+', known: undefined, output: 'text' }).messages;
        assert.match(String(text?.payload), /^\["thermometer\/i2c0-48", \{"temperature": \[21\.5, "\\u2103"\]\}\]$/);
    });

    it('uses another frame, or an example, if the last frame lacks the quantity', () => {
        assert.equal(sample({ output: 'quantity', quantity: 'pressure' }).messages[0]?.topic, 'barometer/i2c0-60');
        const { from, messages } = sample({ output: 'quantity', quantity: 'temperature', known: undefined });
        assert.deepEqual([from, messages[0]?.topic, messages[0]?.unit], ['example', 'thermometer/i2c0-48', '°C']);
        assert.equal(sample({ output: 'quantity', quantity: 'colour', known: undefined }).messages.length, 1);
    });

    it('names what the readings have instead of a quantity that none of them has, and invents no value', () => {
        const line = '["barometer/i2c0-60", {"altitude": [12, "m"], "pressure": [97.8, "kPa"]}]';
        const relay = { ...RELAY, text: '["relay/i2c0-3b", {"state": null}]' };
        const known = { topics: [{ ...BAROMETER, text: line }, relay, ECHO] };
        const single = { ...REQUEST, known, output: 'quantity' };
        const reported = ['altitude', 'pressure'];
        const never = sampleOf({ ...single, filter: 'barometer/+', quantity: 'humidity' });
        assert.deepEqual(never, { from: 'unreported', messages: [], reported });
        const later = sampleOf({ ...single, quantity: 'temperature' });
        assert.deepEqual([later?.from, later?.reported], ['unreported', ['state', ...reported]]);
        assert.equal(
            sampleOf({ ...single, quantity: 'temperature' })?.messages.length,
            1,
            'a thermometer may still report',
        );
        const nothing = sampleOf({ ...single, filter: 'thermometer/+', quantity: 'temperature' });
        assert.equal(nothing?.from, 'example');
        const long = sampleOf({ ...single, quantity: 'colour', known: KNOWN });
        assert.equal(long?.from, 'example', 'the rest of a long reading is not known');
        const echo = sampleOf({ ...single, quantity: 'colour', known: { topics: [ECHO] } });
        assert.equal(echo?.from, 'example', 'the echo of a command is no reading');
    });

    it('is a possible frame of a known device type if nothing was received', () => {
        for (const [type, { quantities, addresses }] of DEVICE_TYPES) {
            for (const filter of [`${type}/+`, `${type}/${addresses.at(-1)}`]) {
                const { from, messages } = sample({ filter, known: undefined });
                assert.equal(from, 'example');
                assert.deepEqual(Object.keys(messages[0]?.payload as object), Object.keys(quantities), filter);
            }
        }
        assert.equal(sample({ filter: '+/i2c0-60', known: undefined }).messages[0]?.topic, 'barometer/i2c0-60');
    });

    it('does not exist for unknown topics, with or without received frames', () => {
        for (const filter of ['boot', 'ther', 'a/+/c/#']) {
            for (const known of [undefined, KNOWN]) {
                assert.deepEqual(sample({ filter, known }), { from: 'nothing', messages: [] });
            }
        }
    });

    it('exists for topics from messages, and for changes of the connection', () => {
        assert.equal(sample({ listen: 'dynamic', filter: '' }).messages[0]?.topic, 'relay/i2c0-3b');
        assert.deepEqual(sample({ listen: 'state', output: 'nonsense' }).messages, [
            { topic: 'Attic', payload: 'connected', clown: { hub: 'Attic', time: NOW, since: NOW } },
        ]);
    });

    it('does not exist while the settings are invalid', () => {
        assert.equal(sampleOf({ ...none, filter: 'a/#/b' }), undefined);
        assert.equal(sampleOf({ ...none, output: 'quantity' }), undefined);
    });
    const none: SampleRequest = {
        ...{ listen: 'topic', filter: '#', output: 'payload', quantity: '' },
        ...{ hub: '', known: undefined, now: NOW },
    };

    it('is shown as JSON, with a line for each property', () => {
        const message = { topic: 'a:b,c/"-', payload: { 'x,y': [1, 'm:"'] }, clown: { hub: 'A' } };
        const text = sampleText(message);
        assert.deepEqual(JSON.parse(text), message);
        assert.equal(text.split('\n').length, 5);
        assert.ok(text.includes('"payload": {"x,y": [1, "m:\\""]}'));
    });
});

describe('payload in the sentence of a preview', () => {
    it('shows a short payload in full', () => {
        assert.equal(payloadText('1-dot'), '"1-dot"');
        assert.equal(payloadText(KINDS.text.example), String.raw`"Hello\nClown.Hub"`);
        assert.equal(payloadText(KINDS['i2c-write'].example), '{"address":"48","write":"01,60"}');
    });

    it('cuts the example of a picture to 20 characters', () => {
        assert.match(payloadText(KINDS.picture.example), /^"A{20}…"$/);
    });
});
