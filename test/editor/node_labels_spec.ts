// The labels of nodes and of their ports in the flow, and in the palette.

import assert from 'node:assert/strict';
import { translate } from '../nodes/support/catalogue';
import { knownInEditor, useEditor } from '../nodes/support/editor';

interface Labels {
    label(this: object): string;
    paletteLabel(this: object): string;
    labelStyle(this: object): string;
    inputLabels(this: object): string;
    outputLabels(this: object, index: number): string;
}

const HUB = 'clown-hub.';

describe('the labels of nodes in the flow', () => {
    const definitions = useEditor();
    const of = (type: string): Labels => definitions.get(type) as unknown as Labels;
    const labelOf = (type: string, settings: object): string => of(type).label.call({ ...settings, _: translate });
    before(() => {
        knownInEditor.set('named', { type: 'clown-hub', devices: [{ device: 'relay/i2c0-3f', name: 'Boiler' }] });
    });

    const device = translate(`${HUB}device.one.relay`);
    const thermometer = `${translate(`${HUB}device.one.thermometer`)} i2c0-48`;
    const SECRET = 'ws://me:secret@hub.example/';
    const rows: readonly [type: string, settings: object, label: string][] = [
        ['clown-in', { topic: '#' }, translate('clown-in.palette')],
        ['clown-in', { topic: '#', name: 'All' }, 'All'],
        ['clown-in', { listen: 'state', topic: '#' }, translate('clown-in.listen.state')],
        ['clown-in', { listen: 'dynamic', topic: '#' }, translate('clown-in.listen.dynamic')],
        ['clown-in', { topic: 'thermometer/i2c0-48', output: 'payload' }, thermometer],
        ['clown-in', { topic: 'thermometer/i2c0-48', output: 'quantity', quantity: 'x' }, `${thermometer}, x`],
        ['clown-in', { topic: 'thermometer/i2c0-48', output: 'quantity' }, thermometer],
        ['clown-in', { topic: 'relay/i2c0-3f', hub: 'named' }, 'Boiler'],
        ['clown-out', {}, translate('clown-out.palette')],
        ['clown-out', { name: 'Lamp', command: 'relay' }, 'Lamp'],
        ['clown-out', { topic: 'relay/i2c0-3b/set' }, `${device} i2c0-3b`],
        ['clown-out', { topic: 'relay/i2c0-3f/set', hub: 'named' }, 'Boiler'],
        ['clown-out', { topic: 'target', topicType: 'msg' }, translate('clown-out.palette')],
        ['clown-out', { command: 'odd' }, translate('clown-out.palette')],
        ['clown-out', { command: 'raw' }, translate(`${HUB}command.raw`)],
        ['clown-out', { command: 'relay', device: 'i2c0-3b' }, `${device} i2c0-3b`],
        ['clown-out', { command: 'relay', device: 'Boiler', hub: 'named' }, 'Boiler'],
        ['clown-out', { command: 'relay', device: 'target', deviceType: 'msg' }, translate(`${HUB}command.relay`)],
        ['clown-out', { command: 'relay', device: 'relay/i2c0-3b/set' }, translate(`${HUB}command.relay`)],
        ['clown-request', { command: 'list' }, translate(`${HUB}command.list`)],
        [
            'clown-request',
            { command: 'get', device: 'thermometer/i2c0-48' },
            translate(`${HUB}device.get`, { device: thermometer }),
        ],
        [
            'clown-out',
            { command: 'interval', device: 'thermometer/i2c0-48' },
            translate(`${HUB}device.interval`, { device: thermometer }),
        ],
        ['clown-hub', { name: 'Attic' }, 'Attic'],
        ['clown-hub', { place: 'simulated', address: SECRET }, translate('clown-hub.label.simulated')],
        ['clown-hub', { place: 'address', address: '' }, 'clown-hub'],
    ];
    for (const [type, settings, label] of rows) {
        it(`${type} ${JSON.stringify(settings)}: ${label}`, () => assert.equal(labelOf(type, settings), label));
    }

    it('have no login of an address', () => {
        const label = labelOf('clown-hub', { place: 'address', address: SECRET });
        assert.match(label, /hub\.example/);
        assert.doesNotMatch(label, /secret|me:/);
    });

    it('are in italics for a name only, as those of core', () => {
        for (const type of ['clown-in', 'clown-out', 'clown-request']) {
            const style = (settings: object): string => of(type).labelStyle.call(settings);
            assert.deepEqual([style({ name: 'x' }), style({})], ['node_label_italic', '']);
        }
    });

    const ports: readonly [type: string, settings: object, input: string | undefined, outputs: string[]][] = [
        ['clown-in', {}, 'actions', ['frames', 'silence']],
        ['clown-in', { listen: 'state' }, undefined, ['state']],
        ['clown-out', {}, 'command', ['sent']],
        ['clown-request', {}, 'command', ['answer', 'failed']],
    ];
    for (const [type, settings, input, outputs] of ports) {
        it(`name the ports of ${type} ${JSON.stringify(settings)}`, () => {
            const { inputLabels, outputLabels, paletteLabel } = of(type);
            const node = { ...settings, _: translate };
            const port = (name: string): string => translate(`${type}.port.${name}`);
            if (input) assert.equal(inputLabels.call(node), port(input));
            assert.deepEqual(
                outputs.map((_, index) => outputLabels.call(node, index)),
                outputs.map(port),
            );
            assert.equal(paletteLabel.call(node), translate(`${type}.palette`));
        });
    }
});
