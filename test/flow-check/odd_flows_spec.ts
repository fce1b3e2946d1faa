// Flows of random nodes and settings.

import fc from 'fast-check';
import { checkFlow } from '../../src/flow-check/check';

it('flow check: accepts whatever a flow file may contain', () => {
    const types = ['tab', 'subflow', 'subflow:b', 'clown-hub', 'clown-in', 'clown-out', 'clown-request', 'inject'];
    const core = ['change', 'switch', 'link in', 'link out', 'link call', 'catch', 'delay', 'group', 'tls-config'];
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '');
    const word = fc.constantFrom('relay', 'led', 'topic', 'payload', 'thermometer/+', 'relay/i2c0-3b', 'str', 'group');
    // An object that cannot be converted to text or a number.
    const odd = fc.constant({ toString: null, valueOf: null });
    const value = fc.oneof(odd, fc.jsonValue(), id, fc.array(id), word, fc.constantFrom(0, 1, -1, true, null));
    const names = ['hub', 'topic', 'command', 'device', 'payload', 'payloadType', 'rules', 'props', 'links', 'mode'];
    const more = ['scope', 'g', 'in', 'out', 'intervals', 'address', 'tls', 'headers', 'credentials', 'dismissed', 'd'];
    const silent = [
        'listen',
        'output',
        'quantity',
        'silentAfter',
        'confirm',
        'name',
        'outputs',
        'disabled',
        'property',
    ];
    const row = fc.dictionary(fc.constantFrom('p', 'pt', 't', 'to', 'tot', 'v', 'vt', 'name', 'id', 'port'), value);
    const rows = fc.array(
        fc.oneof(
            row,
            row.map((one) => ({ ...one, wires: [one] })),
        ),
        { maxLength: 3 },
    );
    const keys = fc.constantFrom(...names, ...more, ...silent, 'startFrames', 'checkall', 'propertyType');
    const settings = fc.dictionary(keys, fc.oneof(value, rows));
    const wires = fc.oneof(fc.array(fc.array(id, { maxLength: 3 }), { maxLength: 3 }), value);
    const node = fc
        .tuple(id, fc.constantFrom(...types, ...core), fc.oneof(id, value), wires, settings)
        .map(([own, type, z, to, rest]) => ({ ...rest, id: own, type, z, wires: to }));
    fc.assert(
        fc.property(fc.array(node, { maxLength: 12 }), (nodes) => {
            checkFlow(nodes);
        }),
        { numRuns: 300 },
    );
});
