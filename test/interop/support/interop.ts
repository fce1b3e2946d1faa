// The tests of one server: each scenario in its turn, each result into the table.

import { Bench } from './bench';
import { SCENARIOS, type Scenario } from './scenarios';
import { installed, type Server } from './server';
import { record } from './table';

const TEST_MS = 120_000;
/** Set where a server that is not installed is a failure. */
const MUST_BE_THERE = process.env.CLOWN_INTEROP_REQUIRED !== undefined;

/** Declares the tests of a server; skips them if it is not installed, unless it is required. */
export function interop(server: Server): void {
    const { name } = server;
    describe(`${name}${server.light ? ' [light]' : ''}`, function () {
        this.timeout(TEST_MS);
        const bench = new Bench(server);
        let version = '';
        let isOpen = false;
        let isHopeless = false;

        before(async function () {
            const found = installed(server);
            if ('missing' in found) {
                record({ server: name, version: '', scenario: '', result: found.missing });
                if (MUST_BE_THERE) throw new Error(`${name}: ${found.missing}`);
                this.skip();
            }
            version = found.version;
        });

        after(() => bench.end());

        async function pass(scenario: Scenario): Promise<string> {
            isHopeless = !isOpen;
            if (!isOpen) await bench.open();
            isOpen = true;
            isHopeless = false;
            if (!scenario.isFirst) await bench.connect();
            return await scenario.run(bench);
        }

        for (const scenario of SCENARIOS) {
            it(scenario.name, async function () {
                const write = (result: string): void =>
                    record({ server: name, version, scenario: scenario.name, result });
                const can = scenario.needs?.(server) ?? true;
                if (can !== true || isHopeless) {
                    write(`– (${can === true ? 'does not start' : can.not})`);
                    this.skip();
                }
                try {
                    write(await pass(scenario));
                } catch (error) {
                    write('FAILED');
                    // The next scenario begins with a new server.
                    isOpen = false;
                    await bench.end();
                    throw error;
                }
            });
        }
    });
}
