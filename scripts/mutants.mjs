// npm run test:mutants: StrykerJS makes one small change of the code after the other, and runs the related tests against each.
// A change that no test notices is printed. `--only src/send` runs one room, `--only src/` all rooms below this folder,
// `--only src/send/queue.ts` one file. `--tables` includes what takes effect while a file loads. `--again` keeps the last results
// of what has not changed. `--record` writes the score of complete rooms to docs/development/mutants.md. `--sample 7` runs a
// random sample of nodes/editor, chosen by this seed, with the tests in Node.js and in the browser; `--minutes` and `--changes`
// limit it, `--no-browser` leaves the browser out, and `--again` leaves out what a test has noticed in the last run of this seed.

import { parseArgs } from 'node:util';
import { ROOMS, roomsOf, runRoom } from './lib/mutants.mjs';
import { runSample } from './lib/mutants-editor.mjs';
import { described, recordScore, writePage } from './lib/mutants-page.mjs';
import { prepare } from './lib/prepare.mjs';
import { main, Problem } from './lib/run.mjs';

await main(async () => {
    const {
        only,
        tables,
        again,
        record,
        sample,
        minutes,
        changes,
        'no-browser': noBrowser,
    } = parseArgs({
        options: {
            only: { type: 'string', default: '' },
            tables: { type: 'boolean', default: false },
            again: { type: 'boolean', default: false },
            record: { type: 'boolean', default: false },
            sample: { type: 'string' },
            minutes: { type: 'string', default: '60' },
            changes: { type: 'string', default: 'Infinity' },
            'no-browser': { type: 'boolean', default: false },
        },
    }).values;
    if (sample !== undefined) {
        if (!/^\d+$/.test(sample)) throw new Problem(`--sample needs a whole number as seed, not ${sample}.`);
        if (!(Number(minutes) > 0)) throw new Problem(`--minutes needs a number above 0, not ${minutes}.`);
        if (!(Number(changes) > 0)) throw new Problem(`--changes needs a number above 0, not ${changes}.`);
        await prepare();
        const chosen = {
            seed: Number(sample),
            minutes: Number(minutes),
            most: Number(changes),
            hasBrowser: !noBrowser,
            isAgain: again,
        };
        const { what, ...score } = await runSample(chosen);
        console.log(described(what, score));
        if (record) recordScore(what, score);
        if (record) writePage();
        return;
    }
    const isFile = only.endsWith('.ts');
    if (isFile && record) throw new Problem('--record needs a complete room: leave out the name of the file.');
    const rooms = roomsOf(only);
    if (rooms.length === 0) {
        throw new Problem(
            `No room is named ${only}, and none is below it. There are: ${ROOMS.map(({ name }) => name).join(', ')}.`,
        );
    }
    await prepare();
    for (const room of rooms) {
        const result = runRoom(room, isFile ? [only] : room.files, { isAgain: again, withTables: tables });
        console.log(described(room.name, result));
        if (record) recordScore(room.name, result);
    }
    if (record) writePage();
});
