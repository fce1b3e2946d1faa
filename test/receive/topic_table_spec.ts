// The table of received topics: by bytes and by text it finds the same, whatever was added and removed before.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DeviceNames } from '../../src/protocol/device-names';
import { CELL_BYTES, LineStore } from '../../src/receive/line-store';
import { ReceivedTopic } from '../../src/receive/received-topic';
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
        const { imul } = Math;
        // With it, each hash is the same.
        Math.imul = () => 7;
        try {
            const table = new TopicTable();
            const topics = [
                'b/c',
                'b',
                'a/b',
                'a/bc',
                'a/bd',
                'a',
                'c/b',
                ...Array.from({ length: 40 }, (_, at) => `x/${at}`),
            ];
            const all = topics.map((topic) => table.renew(topic, undefined));
            assert.equal(new Set(all.map(({ hash }) => hash)).size, 1);
            const check = (from: number): void => {
                for (const [at, topic] of topics.entries()) {
                    const expected = at < from ? undefined : all[at];
                    assert.equal(table.get(topic), expected);
                    assert.equal(byBytes(table, topic), expected);
                }
                for (const other of ['a/', 'a/be', 'a/bcd', 'c', 'x/40'])
                    assert.equal(byBytes(table, other), undefined);
            };
            check(0);
            assert.deepEqual(new Set(table.evict()), new Set(all.slice(0, 3)));
            check(3);
        } finally {
            Math.imul = imul;
        }
    });

    it('takes a place that it has without a search, and a removed one for no place', () => {
        const table = new TopicTable();
        const one = table.renew('a/b', undefined);
        assert.equal(table.renew('a/b', one), one);
        assert.equal(one.isKept, true);
        assert.deepEqual(table.evict(), [one]);
        assert.equal(one.isKept, false);
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
    it('a topic has one cell while its lines are short, and gives it back', () => {
        const store = new LineStore();
        const log: string[] = [];
        const { take, release } = store;
        store.take = () => {
            log.push('take');
            return take.call(store);
        };
        store.release = (cell) => {
            log.push('release');
            release.call(store, cell);
        };
        const one = new ReceivedTopic('a/b', 0, store, DeviceNames.NONE);
        const line = Buffer.from('["a/b", {}]'.padEnd(2 * CELL_BYTES));
        one.keep('["a/b", {}]', 0, 0);
        assert.deepEqual(log, []);
        for (let count = 0; count < 3; count++) one.keepLine(line, 11, 0, 0);
        assert.deepEqual(log.splice(0), ['take']);
        one.keepLine(line, 2 * CELL_BYTES, 0, 0);
        one.keepLine(line, 2 * CELL_BYTES, 0, 0);
        assert.deepEqual(log.splice(0), ['release']);
        one.keepLine(line, 11, 0, 0);
        one.keep('["a/b", {}]', 0, 0);
        assert.deepEqual(log, ['take', 'release']);
    });

    it('sixteen cells share a page', () => {
        const { allocUnsafeSlow } = Buffer;
        let pages = 0;
        Buffer.allocUnsafeSlow = (size) => {
            pages++;
            return allocUnsafeSlow(size);
        };
        try {
            const store = new LineStore();
            for (let count = 0; count < 32; count++) store.take();
            assert.equal(pages, 2);
            store.take();
            assert.equal(pages, 3);
        } finally {
            Buffer.allocUnsafeSlow = allocUnsafeSlow;
        }
    });

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
        store.write(cells[7] as number, Buffer.from('short and more'), 5);
        assert.equal(store.read(cells[7] as number, 5), 'short');
        assert.deepEqual(reads().toSpliced(7, 1), lines.toSpliced(7, 1));
        for (const at of [...cells.keys()].reverse())
            store.write(cells[at] as number, Buffer.from(`${lines[at]}!`), CELL_BYTES);
        assert.deepEqual(reads(), lines, 'nothing of a line is in the next cell');
    });
});
