// The end of a message when even reading the thrown value does harm.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { sendOn, settler } from '../../nodes/runtime/node/completion';
import { refuse, thrownText } from '../../src/base/errors';
import { reason, translate } from './support/catalogue';

/** Things that throw when they are looked at, each in another way. */
const THROWN: readonly (readonly [name: string, make: () => unknown])[] = [
    ['a revoked proxy', revoked],
    ['an object whose text throws', () => ({ toString: () => fail({}) })],
    ['an object whose text throws a revoked proxy', () => ({ toString: () => fail(revoked()) })],
    [
        'an error whose stack throws',
        () => Object.defineProperty(new Error('x'), 'stack', { get: () => fail(revoked()) }),
    ],
    ['an object without a prototype', () => Object.create(null)],
    ['a symbol', () => Symbol('x')],
    ['nothing', () => undefined],
];

function revoked(): unknown {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
}

function fail(what: unknown): never {
    throw what;
}

describe('settling a message [L1, O4]', () => {
    for (const [name, make] of THROWN) {
        it(`${name}, thrown by Node-RED's copy of it, is reported as a text, once`, () => {
            const errors: unknown[] = [];
            const node = { error: (message: unknown) => errors.push(message) } as unknown as Node;
            settler({} as NodeAPI, node, () => fail(make()))();
            assert.deepEqual(
                errors.map((message) => typeof message),
                ['string'],
            );
        });
    }

    it('ends it with nothing, or with the sentence of its fault', () => {
        const ended: unknown[][] = [];
        const node = { error: () => assert.fail('it was ended') } as unknown as Node;
        const settle = settler({ _: translate } as unknown as NodeAPI, node, (...error) => ended.push(error));
        settle();
        settle(refuse('not-connected').reason);
        assert.deepEqual(
            ended.map((error) => error.map(String)),
            [[], [reason('not-connected')]],
        );
    });

    it('sends what is made of it, or gives the reason if it cannot be copied', () => {
        const sent: unknown[] = [];
        const msg = { topic: 'a' };
        assert.equal(
            sendOn(
                (one) => sent.push(one),
                () => msg,
            ),
            undefined,
        );
        assert.equal(sent[0], msg);
        const fault = sendOn(
            (one) => sent.push(one),
            () => fail(new TypeError('a getter of the flow')),
        );
        assert.deepEqual(fault, refuse('payload-unreadable', { found: 'TypeError' }).reason);
        assert.equal(sent.length, 1);
    });

    it('an error of this pack is reported with its place, anything else as its text, and both at limited length', () => {
        assert.match(thrownText(new TypeError('no such thing')), /^TypeError: no such thing\n +at /);
        assert.equal(thrownText('plain'), 'plain');
        assert.ok(thrownText('x'.repeat(1e6)).length < 5_000);
    });
});
