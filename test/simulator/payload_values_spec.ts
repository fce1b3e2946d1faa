// Numbers, intervals and states as a bridge reads them out of a payload (clown-talk, section 8).

import assert from 'node:assert/strict';
import { tokenize } from '../../src/simulator/json-tokenizer';
import { firstBoolean, firstState, pairs, readIntervals } from '../../src/simulator/payload-values';

const tokensOf = (payload: string) => tokenize(`["a/b/c", ${payload}]`, 100).list;
const interval = (text: string) => readIntervals(tokensOf(`{"publish-interval": ${text}}`));

describe('simulator: values of a payload', () => {
    const INTERVALS: readonly (readonly [text: string, ...seconds: (number | null)[]])[] = [
        ['0', 0],
        ['5', 5],
        ['+5', 5],
        ['null', null],
        ['"null"'],
        ['-1'],
        ['-0', 0],
        ['2.9', 2],
        ['1e1', 10],
        ['1.5e1', 15],
        ['1e-1', 0],
        ['-1e1'],
        ['1E1', 1],
        ['e5', 0],
        ['true', 0],
        ['words', 0],
        ['x5', 0],
        ['nulls', 0],
        ['2e9', 2_000_000_000],
        ['3e9'],
        ['123456789', 123_456_789],
        ['1000000000', 1_410_065_409],
        ['12345678901', 0],
        ['{}'],
        ['[5]'],
        ['"5"'],
    ];
    for (const [text, ...seconds] of INTERVALS) {
        it(`interval ${text}: ${seconds.length === 0 ? 'ignored' : seconds[0]}`, () => {
            assert.deepEqual(interval(text), seconds);
        });
    }

    it('the highest interval is that of 32 bits with a sign', () => {
        assert.deepEqual(interval('2147e6'), [2_147_000_000]);
        assert.deepEqual(interval('2148e6'), []);
    });

    it('each interval of a payload counts, and no other key', () => {
        const payload = '{"publish-interval": 1, "interval": 2, "publish-interval": "3", "publish-interval": null}';
        assert.deepEqual(readIntervals(tokensOf(payload)), [1, null]);
        assert.deepEqual(readIntervals(tokensOf('{}')), []);
    });

    it('keys and values come in turn, and a key that is no text does not count', () => {
        const list = (payload: string): string[] =>
            [...pairs(tokensOf(payload))].map(([key, { text }]) => `${key}=${text}`);
        assert.deepEqual(list('{"a": 1, "b": "two"}'), ['a=1', 'b=two']);
        assert.deepEqual(list('{a: 1, "b": 2}'), ['b=2']);
        assert.deepEqual(list('{}'), []);
        assert.deepEqual(list('{"a"}'), []);
        assert.deepEqual(list('{"a": 1} "b": 2'), ['a=1']);
        assert.deepEqual([...pairs([])], []);
    });

    const STATES: readonly (readonly [payload: string, state: string | undefined, boolean: boolean | undefined])[] = [
        ['{"state": true}', 'true', true],
        ['{"state": false}', 'false', false],
        ['{"state": "true"}', 'true', undefined],
        ['{"state": truest}', 'truest', undefined],
        ['{"state": untrue}', 'untrue', undefined],
        ['{"state": {}}', '{}', undefined],
        ['{state: true}', undefined, undefined],
        ['{"states": true}', undefined, undefined],
        ['{"a": 1, "state": true}', undefined, undefined],
        ['{}', undefined, undefined],
    ];
    for (const [payload, state, boolean] of STATES) {
        it(`the state of ${payload}: ${state}, and as a boolean ${boolean}`, () => {
            assert.equal(firstState(tokensOf(payload))?.text, state);
            assert.equal(firstBoolean(tokensOf(payload)), boolean);
        });
    }
});
