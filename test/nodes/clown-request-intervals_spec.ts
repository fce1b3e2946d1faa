// Publish intervals through clown out and clown request: set in the words that the device understands, which are found
// out once and remembered.

import assert from 'node:assert/strict';
import type { SimulatorOptions } from '../../src/simulator';
import { reason } from './support/catalogue';
import { useCommandRig } from './support/command-rig';
import { inNode, outNode, requestNode } from './support/flows';
import { assertCommands, listed } from './support/links';
import { become, clownOf, errorOf, give, messagesAt, received, settled } from './support/runtime';

const THERMOMETER = 'thermometer/i2c0-48';
const LUX_METER = 'lux-meter/i2c0-44';

function line(device: string, word: string, seconds: number | null): string {
    return `["${device}/config/${word}", {"publish-interval":${seconds}}]`;
}

describe('publish intervals, in the words that a device understands [Q2, O9]', () => {
    const rig = useCommandRig(['request', 'out']);

    async function start(options: SimulatorOptions = {}): Promise<void> {
        const settings = { command: 'interval', device: 'device', deviceType: 'msg' };
        const nodes = [...requestNode('request', { ...settings, timeout: '0.15' }), outNode('out', settings)];
        await rig.start([...nodes, ...inNode()], options);
        await become(() => received('in-sink').length > 0, 'the device list');
    }

    async function ask(device: string, payload: unknown): Promise<void> {
        const count = received('request-sink').length;
        give('request', { device, payload });
        await messagesAt('request-sink', count + 1);
    }

    for (const [name, payload, seconds] of [
        ['a number', 60, 60],
        ['a number as text', ' 60', 60],
        ['as the hub takes it', { 'publish-interval': 60 }, 60],
        ['as JSON text', '{"publish-interval": "60"}', 60],
        ['nothing, for no readings', null, null],
    ] as const) {
        it(`a bridge: config/update and nothing else, with ${name}`, async () => {
            await start();
            await ask(THERMOMETER, payload);
            await assertCommands(rig.commands, [line(THERMOMETER, 'update', seconds)]);
            assert.equal(rig.hub.interval(THERMOMETER), seconds);
            const [got] = received('request-sink');
            assert.deepEqual(got?.payload, { 'publish-interval': seconds });
            assert.equal(clownOf(got).topic, `${THERMOMETER}/config/ok`);
            assert.equal(got.device, THERMOMETER);
        });
    }

    it('a hub of the documentation: config/set when there is no response to config/update, and from then on first', async () => {
        await start({ dialect: 'documented' });
        await ask(THERMOMETER, 60);
        await ask(THERMOMETER, 30);
        await ask(LUX_METER, 5);
        await assertCommands(rig.commands, [
            line(THERMOMETER, 'update', 60),
            line(THERMOMETER, 'set', 60),
            line(THERMOMETER, 'set', 30),
            line(LUX_METER, 'set', 5),
        ]);
        assert.deepEqual([rig.hub.interval(THERMOMETER), rig.hub.interval(LUX_METER)], [30, 5]);
        assert.deepEqual(received('f1-catch-sink'), []);
    });

    it('wireless nodes beside a bridge: each device receives the command of its dialect', async () => {
        await start({ wireless: true });
        await ask(THERMOMETER, 60);
        await ask('thermometer/-', 20);
        await ask(THERMOMETER, 61);
        await ask('thermometer/-', 21);
        await assertCommands(rig.commands, [
            line(THERMOMETER, 'update', 60),
            line('thermometer/-', 'update', 20),
            line('thermometer/-', 'set', 20),
            line(THERMOMETER, 'update', 61),
            line('thermometer/-', 'set', 21),
        ]);
        assert.deepEqual([rig.hub.interval(THERMOMETER), rig.hub.interval('thermometer/-')], [61, 21]);
        assert.equal(clownOf(received('request-sink')[3]).topic, 'thermometer/-/config/set/ok');
    });

    it('a device that is not there: not-confirmed, after both words', async () => {
        await start();
        give('request', { device: 'thermometer/i2c0-49', payload: 60 });
        const [caught] = await messagesAt('f1-catch-sink', 1);
        const params = { device: 'thermometer/i2c0-49', seconds: 0.15, tries: 2 };
        assert.equal(errorOf(caught).message, reason('not-confirmed', params));
        await assertCommands(
            rig.commands,
            ['update', 'set'].map((word) => line('thermometer/i2c0-49', word, 60)),
        );
    });

    it('clown out waits 2 s for each command: done when the device confirms, and an error when none does', async () => {
        await start({ dialect: 'documented' });
        for (const device of [THERMOMETER, 'thermometer/i2c0-49']) give('out', { device, payload: 60 });
        await messagesAt('f1-complete-sink', 1);
        assert.equal(rig.hub.interval(THERMOMETER), 60);
        assert.deepEqual(received('f1-catch-sink'), []);
        const [caught] = await messagesAt('f1-catch-sink', 1);
        const params = { device: 'thermometer/i2c0-49', seconds: 2, tries: 2 };
        assert.equal(errorOf(caught).message, reason('not-confirmed', params));
        await settled();
        assert.equal(received('f1-complete-sink').length, 1);
    });

    it('a lost connection ends it at once, and the other word is not tried', async () => {
        await start();
        give('request', { device: 'thermometer/i2c0-49', payload: 60 });
        await rig.commanded();
        rig.hub.dropAll();
        const errors = (await messagesAt('f1-catch-sink', 2)).map(errorOf);
        const topic = 'thermometer/i2c0-49/config/update';
        const own = errors.filter(({ source }) => source.id === 'request');
        assert.deepEqual(
            own.map(({ message }) => message),
            [reason('link-lost', { topic })],
        );
        await listed(rig.hub, 2);
        assert.ok(!rig.hub.received.some((text) => text.includes('i2c0-49/config/set')));
    });
});
