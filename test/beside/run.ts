// A program for `npm run test:beside`: each fault on each way, several times, many at once, because most of it is waiting.
// Writes the results as JSON to the file of its first argument.

import { writeFileSync } from 'node:fs';
import { faultsOf, HEAVY } from './faults';
import { versions } from './home';
import { OwnNodeRed } from './node-red';
import { type Fault, limitOf, Scene, type Seen } from './scene';
import { WAYS, type Way } from './ways';

const [file = '', repeats = '3', only = ''] = process.argv.slice(2);
/** Node-REDs that run at a time; they mostly wait. */
const MOST = 40;
/** The same for faults that need much CPU. */
const FEW = 3;

interface Turn {
    readonly fault: Fault;
    readonly way: Way;
}

async function main(): Promise<number> {
    const faults = faultsOf(0).filter(({ name }) => name.includes(only));
    const turns: Turn[] = [];
    for (const { name } of faults) {
        for (let turn = 0; turn < Number(repeats); turn++) {
            const fault = faultsOf(turn).find((one) => one.name === name) as Fault;
            for (const way of WAYS) turns.push({ fault, way });
        }
    }
    const seen: Seen[] = [];
    let failures = 0;
    const nodeReds: OwnNodeRed[] = [];
    const idle: OwnNodeRed[] = [];
    const work = async (queue: Turn[]): Promise<void> => {
        for (let turn = queue.shift(); turn; turn = queue.shift()) {
            const nodeRed = idle.pop() ?? (await OwnNodeRed.start());
            if (!nodeReds.includes(nodeRed)) nodeReds.push(nodeRed);
            try {
                seen.push(await Scene.play(turn.fault, turn.way, nodeRed));
            } catch (error) {
                failures++;
                console.error(`${turn.fault.name}, ${turn.way.title}:`, error);
            }
            idle.push(nodeRed);
            if (process.stderr.isTTY) process.stderr.write(`\r${seen.length + failures} of ${turns.length} `);
        }
    };
    const together = (queue: Turn[], workers: number): Promise<unknown> =>
        Promise.all(Array.from({ length: Math.min(workers, queue.length) }, () => work(queue)));
    await together(
        turns.filter(({ fault }) => !HEAVY(fault)),
        MOST,
    );
    await together(
        turns.filter(({ fault }) => HEAVY(fault)),
        FEW,
    );
    await Promise.all(nodeReds.map((one) => one.end()));
    const faultRows = faults.map((fault) => ({ name: fault.name, note: fault.note ?? '', limitMs: limitOf(fault) }));
    const ways = WAYS.map(({ name, title }) => ({ name, title }));
    writeFileSync(file, JSON.stringify({ versions: versions(), ways, faults: faultRows, seen }));
    return failures;
}

main().then(
    (failures) => process.exit(failures > 0 ? 1 : 0),
    (error: unknown) => {
        console.error(error);
        process.exit(1);
    },
);
