// The texts that a socket has taken and not confirmed.

import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { InFlight } from '../../src/connection/in-flight';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('texts in flight', () => {
    it('those that are done leave the list at once, in any order', async () => {
        const inFlight = new InFlight();
        const done = (() => {
            const texts = Array.from({ length: 3 }, () => inFlight.add(() => {}));
            for (const text of texts.toReversed()) inFlight.take(text);
            return texts.map((text) => new WeakRef(text));
        })();
        const last = inFlight.add(() => {});
        await turn();
        collect();
        assert.deepEqual(
            done.map((text) => text.deref()),
            [undefined, undefined, undefined],
        );
        assert.equal(inFlight.oldest, last);
    });

    it('those behind one that is not done leave with it', async () => {
        const inFlight = new InFlight();
        const first = inFlight.add(() => {});
        const behind = (() => {
            const text = inFlight.add(() => {});
            inFlight.add(() => {});
            inFlight.take(text);
            return new WeakRef(text);
        })();
        assert.equal(inFlight.oldest, first);
        inFlight.take(first);
        await turn();
        collect();
        assert.equal(behind.deref(), undefined);
        assert.equal(inFlight.takeAll().length, 1);
    });

    it('none is left once all were taken together, each callback only once', () => {
        const inFlight = new InFlight();
        const callbacks = Array.from({ length: 3 }, (_, index) => () => void index);
        const texts = callbacks.map((callback) => inFlight.add(callback));
        assert.deepEqual(inFlight.takeAll(), callbacks);
        assert.equal(inFlight.oldest, undefined);
        assert.deepEqual(inFlight.takeAll(), []);
        assert.deepEqual(
            texts.map((text) => inFlight.take(text)),
            [undefined, undefined, undefined],
        );
    });

    it('take no more room the longer a connection lasts', () => {
        const heapUsed = (): number => {
            collect();
            return process.memoryUsage().heapUsed;
        };
        const inFlight = new InFlight();
        const before = heapUsed();
        let last = inFlight.add(() => {});
        // One is always in flight, so that the list is never empty.
        for (let count = 0; count < 1_000_000; count++) {
            const next = inFlight.add(() => {});
            inFlight.take(last);
            last = next;
        }
        const more = heapUsed() - before;
        assert.ok(more < 3_000_000, `${more} bytes more`);
        assert.equal(inFlight.oldest, last);
    });
});
