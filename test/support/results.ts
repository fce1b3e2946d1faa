// What a check gave back, in one word or as its value.

import assert from 'node:assert/strict';
import { REASON_CODES, type ReasonCode, type Result } from '../../src/base/errors';

/** `ok`, or the code of the reason, which must be one of the published codes. */
export function outcome(result: Result<unknown>): ReasonCode | 'ok' {
    if (result.ok) return 'ok';
    const { code, params } = result.reason;
    assert.ok(REASON_CODES.includes(code), `unknown code ${code}`);
    for (const [name, value] of Object.entries(params)) {
        assert.ok(['string', 'number'].includes(typeof value), `${code}: ${name} is neither text nor number`);
        assert.ok(String(value).length <= LONGEST_PARAM, `${code}: ${name} is ${String(value).length} characters long`);
    }
    return code;
}

/** No parameter of a reason is longer: 60 characters, each written as an escape, and what is put around them. */
const LONGEST_PARAM = 400;

/** The value of a result that must be good. */
export function good<T>(result: Result<T>): T {
    if (!result.ok) assert.fail(`refused: ${JSON.stringify(result.reason)}`);
    return result.value;
}

/** Fails when something has changed the prototype of all objects. */
export function assertPrototypesUnchanged(): void {
    assert.equal(({} as Record<string, unknown>).x, undefined);
    assert.equal(({} as Record<string, unknown>).state, undefined);
    assert.deepEqual(Object.keys(Object.prototype), []);
    assert.equal(Object.getPrototypeOf(Object.prototype), null);
}
