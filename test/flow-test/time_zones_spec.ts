// Time zones by their names, and which of them a report mentions.

import assert from 'node:assert/strict';
import { knownTimeZone, ownTimeZone, timeZoneNote } from '../../src/flow-test/time-zones';

describe('flow test: time zones', () => {
    const rows: readonly (readonly [name: string, known: string | undefined])[] = [
        ['Europe/Prague', 'Europe/Prague'],
        ['europe/prague', 'Europe/Prague'],
        ['UTC', 'UTC'],
        ['Prague', undefined],
        ['', undefined],
        // A process cannot be started with it.
        ['+01:00', undefined],
    ];
    for (const [name, known] of rows) it(`${name || 'none'}: ${known}`, () => assert.equal(knownTimeZone(name), known));

    it('that of this computer is one that it knows', () => {
        assert.equal(knownTimeZone(ownTimeZone()), ownTimeZone());
    });

    it('one is mentioned if it is not that of the computer, or not that of the run that was kept', () => {
        const note = (keptTimeZone: string | undefined, own: string) =>
            timeZoneNote({ timeZone: 'UTC', keptTimeZone, ownTimeZone: own });
        assert.deepEqual(
            [note(undefined, 'UTC'), note('UTC', 'UTC'), note('UTC', 'Asia/Tokyo'), note('Asia/Tokyo', 'UTC')],
            [undefined, undefined, 'time-zone', 'time-zone-kept'],
        );
    });
});
