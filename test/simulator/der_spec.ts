// The encoding of a certificate's parts, byte by byte (ITU-T X.690).

import assert from 'node:assert/strict';
import {
    bitString,
    boolean,
    explicit,
    implicit,
    integer,
    octetString,
    oid,
    sequence,
    set,
    time,
    utf8,
} from '../../src/simulator/der';

describe('simulator: DER', () => {
    const ROWS: readonly (readonly [name: string, encoded: Buffer, hex: string])[] = [
        ['true', boolean(true), '0101ff'],
        ['false', boolean(false), '010100'],
        ['an integer', integer(Buffer.from([2])), '020102'],
        ['a text', utf8('é'), '0c02c3a9'],
        ['a sequence of nothing', sequence(), '3000'],
        ['a set in a sequence', sequence(set(boolean(true)), boolean(false)), '300831030101ff010100'],
        ['bits of which seven are unused', bitString(Buffer.from([0x80]), 7), '03020780'],
        ['an identifier', oid('2.5.29.17'), '0603551d11'],
        ['an identifier with numbers of several bytes', oid('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
        ['an identifier with the least number of two bytes', oid('1.2.128'), '06032a8100'],
        ['an identifier of two numbers', oid('1.2'), '06012a'],
        ['a value with a number', explicit(3, boolean(true)), 'a3030101ff'],
        ['bytes with a number', implicit(2, Buffer.from('ab')), '82026162'],
    ];
    for (const [name, encoded, hex] of ROWS) {
        it(name, () => assert.equal(encoded.toString('hex'), hex));
    }

    for (const [length, head] of [
        [0, '0400'],
        [127, '047f'],
        [128, '048180'],
        [255, '0481ff'],
        [256, '04820100'],
        [65_536, '0483010000'],
    ] as const) {
        it(`the length ${length}`, () => {
            const encoded = octetString(Buffer.alloc(length));
            assert.equal(encoded.subarray(0, head.length / 2).toString('hex'), head);
            assert.equal(encoded.length, head.length / 2 + length);
        });
    }

    for (const [date, tag, digits] of [
        ['1949-12-31T23:59:59.999Z', 0x18, '19491231235959Z'],
        ['1950-01-01T00:00:00.000Z', 0x17, '500101000000Z'],
        ['2026-11-30T20:15:10.500Z', 0x17, '261130201510Z'],
        ['2049-12-31T23:59:59.000Z', 0x17, '491231235959Z'],
        ['2050-01-01T00:00:00.000Z', 0x18, '20500101000000Z'],
    ] as const) {
        it(`the time ${date}: the year with ${tag === 0x17 ? 'two' : 'four'} digits`, () => {
            const [type, length, ...content] = time(Date.parse(date));
            assert.deepEqual([type, length, Buffer.from(content).toString()], [tag, digits.length, digits]);
        });
    }
});
