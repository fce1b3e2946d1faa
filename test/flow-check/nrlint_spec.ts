// The rules for nrlint, called as nrlint calls them. `npm run test:nrlint` runs nrlint itself.

import assert from 'node:assert/strict';
import { rules } from '../../nodes/flow-check/nrlint';
import type { FlowNode } from '../../src/flow-check/flow';
import { RULE_CODES } from '../../src/flow-check/rules';
import { caught, hub, inject, relay, tab } from './flows';

/** What nrlint gets from all rules, for each node of which `isOn` is true. */
function lint(nodes: readonly FlowNode[], isOn: (rule: string, node: FlowNode) => boolean = () => true): unknown[] {
    let exports = 0;
    const found: unknown[] = [];
    const flows = {
        export: () => {
            exports++;
            return nodes;
        },
    };
    for (const [name, rule] of Object.entries(rules)) {
        const report = (problem: object): void => void found.push({ name, ...problem });
        const { node, configNode } = rule.create({ flows, report });
        for (const one of nodes) if (isOn(name, one)) (one.type === 'clown-hub' ? configNode : node)(one);
    }
    assert.equal(exports, 1, 'the flow is checked once for all rules');
    return found;
}

describe('flow check: nrlint', () => {
    const nodes = [tab, hub(), inject('go', '', 'date', 'lamp'), relay('lamp')];

    it('has a rule for each rule of the check', () => {
        assert.deepEqual(
            Object.keys(rules),
            RULE_CODES.map((code) => `clown-hub/${code}`),
        );
        for (const { meta } of Object.values(rules)) {
            assert.equal(meta.type, 'problem');
            assert.match(meta.severity, /^(?:error|warn)$/);
            assert.match(meta.docs.description, /^[^_]+\.$/);
        }
    });

    it('reports each finding at its nodes, with its sentence', () => {
        const message = /^"inject" sends the time/;
        const [value, noCatch, ...others] = lint(nodes) as { name: string; location: string[]; message: string }[];
        assert.deepEqual(others, []);
        assert.deepEqual([value?.name, value?.location], ['clown-hub/relay-value', ['lamp', 'go']]);
        assert.match(value?.message ?? '', message);
        assert.deepEqual([noCatch?.name, noCatch?.location], ['clown-hub/no-catch', ['lamp']]);
    });

    it('reports what is wrong with a hub at the hub, and checks other flows again', () => {
        const tls = { id: 'tls', type: 'tls-config', verifyservercert: false };
        const found = lint([tab, hub({ address: 'wss://house', tls: 'tls' }), tls, relay('lamp'), caught]) as {
            name: string;
            location: string[];
        }[];
        assert.deepEqual(
            found.map(({ name, location }) => [name, location]),
            [['clown-hub/certificate-off', ['hub']]],
        );
        assert.deepEqual(lint([tab, hub(), relay('lamp'), caught]), []);
    });

    it('reports nothing that is dismissed, or that nrlint has turned off for a node', () => {
        assert.deepEqual(lint([tab, hub(), relay('lamp', { dismissed: 'no-catch' })]), []);
        assert.deepEqual(
            lint([tab, hub(), relay('lamp')], (_rule, { id }) => id !== 'lamp'),
            [],
        );
    });
});
