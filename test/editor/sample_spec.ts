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

function sample(more: Partial<SampleRequest> = {}): { from?: string | undefined; messages: Record<string, unknown>[] } {
    const request = {
        listen: 'topic',
        filter: '#',
        output: 'payload',
        quantity: '',
        hub: 'Attic',
        known: KNOWN,
        now: NOW,
    };
    const made = sampleOf({ ...request, ...more });
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
        ['text', '', ['["barometer/i2c0-60",{"altitude":[12,"m"],"pressure":[97.8,"kPa"]}]']],
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

    it('uses another frame, or an example, if the last frame lacks the quantity', () => {
        assert.equal(sample({ output: 'quantity', quantity: 'pressure' }).messages[0]?.topic, 'barometer/i2c0-60');
        const { from, messages } = sample({ output: 'quantity', quantity: 'temperature' });
        assert.deepEqual([from, messages[0]?.topic, messages[0]?.unit], ['example', 'thermometer/i2c0-48', '°C']);
        assert.equal(sample({ output: 'quantity', quantity: 'colour' }).messages.length, 1);
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
