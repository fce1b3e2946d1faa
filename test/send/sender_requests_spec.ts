// State requests among commands that wait for their confirmation. The hub is a model: it answers a request at once with
// the state that was commanded last, and a set once it is carried out, or never.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SenderBench, TIMEOUT_MS } from '../support/sender-bench';

const RELAY = 'relay/i2c0-3b';

type Step = 'on' | 'off' | 'lost-on' | 'lost-off' | 'get' | 'sent-get' | 'done' | 'frame';

/** Plays steps, and counts for each state the confirmations and the sets whose frames were delivered. */
class Model {
    readonly bench = SenderBench.ready();
    readonly confirmed = { true: 0, false: 0 };
    readonly delivered = { true: 0, false: 0 };
    /** Sets that wait for their end. */
    open = 0;
    #state: boolean | null;
    /** Sets that the hub has yet to carry out, and frames on their way to us. */
    readonly #working: boolean[] = [];
    readonly #frames: { readonly state: boolean | null; readonly isSet: boolean }[] = [];

    constructor(state: boolean | null) {
        this.#state = state;
    }

    play(step: Step): void {
        const { bench } = this;
        if (step === 'frame') this.#deliver();
        else if (step === 'done') {
            const state = this.#working.shift();
            if (state !== undefined) this.#frames.push({ state, isSet: true });
        } else if (step.endsWith('get')) {
            if (step === 'get') bench.ask('get', `${RELAY}/get`, {});
            else bench.publish('get', `${RELAY}/get`, {});
            this.#frames.push({ state: this.#state, isSet: false });
        } else {
            const state = step.endsWith('on');
            this.open++;
            bench.sender.request(
                `${RELAY}/set`,
                state,
                { owner: {}, policy: { kind: 'fail' }, timeoutMs: TIMEOUT_MS, tries: 1 },
                (answer) => {
                    this.open--;
                    if (answer.ok) this.confirmed[`${state}`]++;
                },
            );
            // Sets of one relay leave 100 ms apart.
            bench.clock.advance(100);
            if (step.startsWith('lost')) return;
            this.#state = state;
            this.#working.push(state);
        }
    }

    rest(): void {
        while (this.#working.length > 0) this.play('done');
        while (this.#frames.length > 0) this.play('frame');
    }

    #deliver(): void {
        const frame = this.#frames.shift();
        if (!frame) return;
        if (frame.isSet) this.delivered[`${frame.state}` as 'true']++;
        this.bench.receives(RELAY, { state: frame.state });
        for (const state of ['true', 'false'] as const) {
            assert.ok(this.confirmed[state] <= this.delivered[state], `a set that the hub did not report: ${state}`);
        }
    }
}

const start = fc.constantFrom(true, false, null);
const steps = (...names: Step[]): fc.Arbitrary<Step[]> => fc.array(fc.constantFrom(...names), { maxLength: 14 });

describe('sender: state requests among confirmed sets', () => {
    it('a response confirms no set, whatever was lost: requested while no set is on its way', () => {
        fc.assert(
            fc.property(
                start,
                steps('on', 'off', 'lost-on', 'lost-off', 'get', 'sent-get', 'done', 'frame'),
                (state, all) => {
                    const model = new Model(state);
                    for (const step of all) {
                        if (!step.endsWith('get') || !model.bench.sender.hasPending(RELAY)) model.play(step);
                    }
                    model.rest();
                },
            ),
            { numRuns: 500 },
        );
    });

    it('every set that the hub carries out is confirmed all the same', () => {
        fc.assert(
            fc.property(start, steps('on', 'off', 'get', 'sent-get'), (state, all) => {
                const model = new Model(state);
                for (const step of all) {
                    if (step.endsWith('get') && model.bench.sender.hasPending(RELAY)) continue;
                    model.play(step);
                    if (!step.endsWith('get')) model.rest();
                }
                model.rest();
                assert.equal(model.open, 0);
                assert.deepEqual(model.confirmed, model.delivered);
            }),
        );
    });

    it('requests of flows at any time confirm nothing of a hub that has lost all sets', () => {
        fc.assert(
            fc.property(start, steps('lost-on', 'lost-off', 'get', 'sent-get', 'frame'), (state, all) => {
                const model = new Model(state);
                for (const step of all) model.play(step);
                model.rest();
                assert.deepEqual(model.confirmed, { true: 0, false: 0 });
            }),
        );
    });
});
