// The tests of one engine: a broker, a database or a monitor that an example names. Each file is run by a process of its own.

import { missingPackages } from '../../support/debian';

const TEST_MS = 60_000;
/** Set where an engine that is not installed is a failure. */
const MUST_BE_THERE = process.env.CLOWN_ENGINES_REQUIRED !== undefined;

export interface Engine {
    readonly name: string;
    /** Debian packages that it needs. */
    readonly packages: readonly string[];
    /** Whether .ci/run installs it. */
    readonly light: boolean;
}

/** Declares the tests of an engine; skips them with a sentence if it is not installed, unless it is required. */
export function engine({ name, packages, light }: Engine, tests: () => void): void {
    describe(`${name}${light ? ' [light]' : ''}`, function () {
        this.timeout(TEST_MS);
        before(function () {
            const missing = missingPackages(packages);
            if (missing === undefined) return;
            if (MUST_BE_THERE) throw new Error(`${name}: ${missing}`);
            console.log(`      ${name} is skipped, because it is ${missing}.`);
            this.skip();
        });
        tests();
    });
}
