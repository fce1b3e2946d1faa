// Flows with thousands of nodes: the flow check visits each wire a few times, and works in small portions.

import assert from 'node:assert/strict';
import type { FlowNode } from '../../src/flow-check/flow';
import { Graph } from '../../src/flow-check/graph';
import { NamedFlow } from '../../src/flow-check/names';
import { type Found, Subject } from '../../src/flow-check/rule';
import { RULE_CODES, RULES, type RuleCode } from '../../src/flow-check/rules';
import { follows, hub, on, reading, relay, tab } from './flows';

/** Counts how often the wires of places and the settings of Catch nodes are read. */
class Visits {
    count = 0;

    of(rule: RuleCode, nodes: readonly FlowNode[]): { count: number; found: readonly Found[]; mostAtOnce: number } {
        const graph = new Graph([tab, hub(), ...nodes]);
        for (const place of graph.places) {
            for (const side of ['next', 'previous'] as const) this.#count(place, side);
        }
        const subject = new Subject(new NamedFlow(nodes), graph, new Map());
        this.count = 0;
        const found: Found[] = [];
        let mostAtOnce = 0;
        // The first portion may prepare what all others need.
        let before = Number.POSITIVE_INFINITY;
        for (const one of RULES[rule].find(subject)) {
            if (one) found.push(one);
            mostAtOnce = Math.max(mostAtOnce, this.count - before);
            before = this.count;
        }
        return { count: this.count, found, mostAtOnce };
    }

    /** The same node, whose settings are counted. */
    counted(node: FlowNode, ...settings: string[]): FlowNode {
        const copy = { ...node };
        for (const setting of settings) this.#count(copy, setting);
        return copy;
    }

    #count(target: object, property: string): void {
        const value: unknown = Reflect.get(target, property);
        Object.defineProperty(target, property, {
            get: () => {
                this.count++;
                return value;
            },
        });
    }
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);
const COUNT = 2_000;

/** One of a hundred addresses. */
const addressOf = (at: number): string => `i2c0-${(16 + (at % 100)).toString(16)}`;

/** Commanders behind one chain of nodes, so that a walk back from each of them is as long as the chain. */
function funnel(count: number): readonly FlowNode[] {
    const commanders = numbers(count).map((at) => relay(`out ${at}`, { device: addressOf(at) }));
    const chain = numbers(count).map((at) => on(`step ${at}`, 'change', { rules: [] }, `step ${at + 1}`, `out ${at}`));
    // A loop in the middle.
    const back = on('back', 'junction', {}, `step ${count / 4}`);
    const last = on(`step ${count}`, 'change', { rules: [] }, 'back');
    return [reading('in', 'thermometer/+', {}, 'step 0'), ...chain, last, back, ...commanders];
}

describe('flow check: a large flow', () => {
    it('is searched once for all commanders of relays', () => {
        const nodes = funnel(COUNT);
        const { count, found } = new Visits().of('relay-two', nodes);
        assert.deepEqual(found, []);
        assert.ok(count > nodes.length, `${count}`);
        assert.ok(count < 10 * nodes.length, `${count} visits of ${nodes.length} nodes`);
    });

    it('has its competing commanders found, also behind a loop', () => {
        const other = follows('wet', 'humidity-sensor/+', 'other', { device: addressOf(0) });
        const { found } = new Visits().of('relay-two', [...funnel(COUNT), ...other]);
        assert.deepEqual(
            found.map(({ node, values }) => [node.id, values?.other]),
            [['out 0', 'clown out']],
        );
    });

    it('is searched once for all reports of silence', () => {
        const quiet = reading('quiet', 'lux-meter/+', { silentAfter: '60', wires: [[], ['step 0']] });
        const watching = numbers(COUNT).map((at) => ({ ...quiet, id: `quiet ${at}` }));
        const nodes = [...funnel(COUNT), ...watching];
        const { count } = new Visits().of('relay-unguarded', nodes);
        assert.ok(count < 10 * nodes.length, `${count} visits of ${nodes.length} nodes`);
    });

    it('has each Catch node compared once, and not with each commander', () => {
        const visits = new Visits();
        const commanders = numbers(COUNT).map((at) => visits.counted(relay(`out ${at}`, { g: `group ${at}` }), 'g'));
        const groups = numbers(COUNT).map((at) => {
            const around = at % 20 === 0 ? undefined : `group ${at - 1}`;
            return visits.counted({ id: `group ${at}`, type: 'group', g: around }, 'g');
        });
        const catches = numbers(COUNT / 4).map((at) => [
            visits.counted(on(`catch ${at}`, 'catch', { scope: [`out ${4 * at}`] }), 'scope', 'g'),
            visits.counted(on(`catch group ${at}`, 'catch', { scope: 'group', g: `other ${at}` }), 'scope', 'g'),
        ]);
        const nodes = [...commanders, ...groups, ...catches.flat()];
        const { count, found } = visits.of('no-catch', nodes);
        assert.equal(found.length, (3 * COUNT) / 4);
        assert.ok(count > COUNT && count < 10 * nodes.length, `${count} visits of ${nodes.length} nodes`);
    });

    it('is checked in portions of one node and what its messages reach', () => {
        const pairs = numbers(200).flatMap((at) => follows(`in ${at}`, 'thermometer/+', `out ${at}`));
        const one = follows('in', 'thermometer/+', 'out').length;
        for (const rule of RULE_CODES) {
            const { mostAtOnce } = new Visits().of(rule, pairs);
            assert.ok(mostAtOnce < 50 * one, `${rule}: ${mostAtOnce}`);
        }
    });
});
