// What a test replaces in every JavaScript context: random numbers, and the present moment in formats of dates.

import assert from 'node:assert/strict';
import vm from 'node:vm';
import { inEachContext, useMoment } from '../../nodes/flow-test/contexts';

const NOW = Date.UTC(2026, 2, 1, 20, 15, 30);
const FORMAT = "new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' })";

describe('flow test: contexts', () => {
    const { createContext } = vm;
    const { random } = Math;
    const own = Object.getOwnPropertyDescriptors(Intl.DateTimeFormat.prototype);

    afterEach(() => {
        Object.assign(vm, { createContext });
        Object.assign(Math, { random });
        Object.defineProperties(Intl.DateTimeFormat.prototype, own);
    });

    const contexts: readonly (readonly [string, (code: string) => unknown])[] = [
        ['that of the process', (code) => vm.runInThisContext(code)],
        ['that of a function node', (code) => vm.runInContext(code, vm.createContext({ Date }))],
    ];
    for (const [name, run] of contexts) {
        it(`${name} has the time and the random numbers of the test`, () => {
            inEachContext(({ Math: math, Intl: intl }) => {
                math.random = () => 0.25;
                useMoment(intl, () => NOW);
            });
            assert.equal(run('Math.random()'), 0.25);
            assert.equal(run(`${FORMAT}.format()`), '01/03/2026, 20:15:30');
            assert.equal(run(`${FORMAT}.format(undefined)`), '01/03/2026, 20:15:30');
            assert.equal(run(`${FORMAT}.formatToParts().find(({ type }) => type === 'minute').value`), '15');
            // A given moment is shown as it is, and a format can be passed on without its object.
            assert.equal(run(`[0].map(${FORMAT}.format)[0]`), '01/01/1970, 00:00:00');
            assert.equal(run(`${FORMAT}.format(null)`), '01/01/1970, 00:00:00');
            assert.equal(run(`${FORMAT}.formatToParts(0)[4].value`), '1970');
        });
    }
});
