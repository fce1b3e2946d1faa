// The table of received topics: by bytes and by text it finds the same, whatever was added and removed before.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CELL_BYTES, LineStore } from '../../src/receive/line-store';
import type { ReceivedTopic } from '../../src/receive/received-topic';
import { TopicTable } from '../../src/receive/topic-table';

function byBytes(table: TopicTable, topic: string): ReceivedTopic | undefined {
    const line = Buffer.from(`["${topic}", {}]`);
    return table.find(line, 2, 2 + Buffer.byteLength(topic));
}

describe('topic table', () => {
    it('finds each topic by its bytes and by its text, and no other', () => {
        const table = new TopicTable();
        const topics = Array.from({ length: 1_000 }, (_, at) => `thermometer/i2c0-${at}`);
        const all = topics.map((topic) => table.renew(topic, undefined));
        assert.equal(table.size, 1_000);
        for (const [at, topic] of topics.entries()) {
            assert.equal(table.get(topic), all[at]);
            assert.equal(byBytes(table, topic), all[at]);
            assert.equal(table.renew(topic, undefined), all[at]);
        }
        for (const other of ['', 'thermometer', 'thermometer/i2c0-', 'thermometer/i2c0-1000', 'Thermometer/i2c0-1']) {
            assert.equal(table.get(other), undefined);
            assert.equal(byBytes(table, other), undefined);
        }
    });

    it('finds topics beyond ASCII by their text alone', () => {
        const table = new TopicTable();
        const one = table.renew('pokoj/půda', undefined);
        assert.equal(table.get('pokoj/půda'), one);
        assert.equal(byBytes(table, 'pokoj/půda'), undefined);
    });

    it('keeps topics of the same hash apart', () => {
        const table = new TopicTable();
        const byHash = new Map<number, ReceivedTopic>();
        let pair: readonly ReceivedTopic[] = [];
        // Among so many, about twenty pairs have the same 31 bits.
        for (let at = 0; at < 300_000 && pair.length === 0; at++) {
            const level = (factor: number): string => (Math.imul(at, factor) >>> 0).toString(36);
            const one = table.renew(`${level(0x9e37_79b1)}/${level(0x85eb_ca6b)}`, undefined);
            const other = byHash.get(one.hash);
            if (other) pair = [one, other];
            byHash.set(one.hash, one);
        }
        assert.equal(new Set(pair).size, 2);
        for (const one of pair) {
            assert.equal(table.get(one.topic), one);
            assert.equal(byBytes(table, one.topic), one);
        }
    });

    it('takes a place that it has without a search, and a removed one for no place', () => {
        const table = new TopicTable();
        const one = table.renew('a/b', undefined);
        assert.equal(table.renew('a/b', one), one);
        assert.deepEqual(table.evict(), [one]);
        const fresh = table.renew('a/b', one);
        assert.notEqual(fresh, one);
        assert.equal(table.get('a/b'), fresh);
    });

    it('is a map in the order of renewals, after any renewals and evictions', () => {
        const step = fc.oneof(
            { weight: 9, arbitrary: fc.nat(60).map((at) => `t/${at}`) },
            { weight: 1, arbitrary: fc.constant('evict') },
        );
        fc.assert(
            fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
                const table = new TopicTable();
                let names: string[] = [];
                for (const name of steps) {
                    if (name === 'evict') {
                        const old = table.evict().map(({ topic }) => topic);
                        const count = Math.ceil(names.length / 16);
                        assert.deepEqual(old.sort(), names.slice(0, count).sort());
                        names = names.slice(count);
                    } else {
                        table.renew(name, byBytes(table, name));
                        names = [...names.filter((other) => other !== name), name];
                    }
                }
                assert.deepEqual(
                    table.all().map(({ topic }) => topic),
                    names,
                );
                assert.equal(table.size, names.length);
                for (let at = 0; at <= 60; at++) {
                    const known = names.includes(`t/${at}`);
                    assert.equal(table.get(`t/${at}`) !== undefined, known);
                    assert.equal(byBytes(table, `t/${at}`), table.get(`t/${at}`));
                }
            }),
        );
    });
});

describe('line store', () => {
    it('each line has a cell of its own, and a cell that was given back is the next one taken', () => {
        const store = new LineStore();
        const lines = Array.from({ length: 100 }, (_, at) => `${at} `.padEnd(CELL_BYTES, `${at % 10}`));
        const cells = lines.map((line) => {
            const cell = store.take();
            store.write(cell, Buffer.from(line), CELL_BYTES);
            return cell;
        });
        const reads = (): string[] => cells.map((cell) => store.read(cell, CELL_BYTES));
        assert.deepEqual(reads(), lines);
        store.release(cells[7] as number);
        assert.equal(store.take(), cells[7]);
        store.write(cells[7] as number, Buffer.from('short'), 5);
        assert.equal(store.read(cells[7] as number, 5), 'short');
        assert.deepEqual(reads().toSpliced(7, 1), lines.toSpliced(7, 1));
    });
});
