// The ledger finds each kind of reading and command that does not balance.

import assert from 'node:assert/strict';
import { Ledger, type Outcome } from './ledger';

const SITE = 'prague/attic';
const DEVICE = 'thermometer/i2c0-48';
const KILLED_AT = 10_000;

/** Ten readings, sent one second apart, of which some arrive; each has the time at which it was sent. */
function ledgerOf(arriving: (number: number) => boolean = () => true): Ledger {
    const ledger = new Ledger();
    for (let number = 0; number < 10; number++) {
        const at = KILLED_AT + (number - 5) * 1000;
        ledger.sent(SITE, DEVICE, number, at);
        if (arriving(number)) ledger.arrived({ site: SITE, device: DEVICE, time: at, number });
    }
    return ledger;
}

describe('the ledger of readings', () => {
    it('balances if each has arrived', () => {
        const { findings, readings } = ledgerOf().balance();
        assert.deepEqual(findings, []);
        assert.deepEqual([readings.sent, readings.arrived, readings.repeats], [10, 10, 0]);
    });

    it('finds those that are lost, with site, device and numbers', () => {
        const { findings } = ledgerOf((number) => ![2, 3, 4, 8].includes(number)).balance();
        assert.deepEqual(findings, [`${SITE} ${DEVICE}: 4 lost (number 2 to 4, 8)`]);
    });

    it('drops a repeat with the same time, and counts it', () => {
        const ledger = ledgerOf();
        ledger.arrived({ site: SITE, device: DEVICE, time: KILLED_AT, number: 5 });
        const { findings, readings } = ledger.balance();
        assert.deepEqual([findings, readings.arrived, readings.repeats], [[], 10, 1]);
    });

    it('finds one that has arrived again with another time', () => {
        const ledger = ledgerOf();
        ledger.arrived({ site: SITE, device: DEVICE, time: 7, number: 5 });
        assert.deepEqual(ledger.balance().findings, [`${SITE} ${DEVICE}: 1 repeated with another time (number 5)`]);
    });

    it('finds one that was never sent', () => {
        const ledger = ledgerOf();
        ledger.arrived({ site: SITE, device: DEVICE, time: 7, number: 99 });
        ledger.arrived({ site: 'brno/attic', device: DEVICE, time: 7, number: 0 });
        assert.deepEqual(ledger.balance().findings, [
            `${SITE} ${DEVICE}: 1 invented (number 99)`,
            `brno/attic ${DEVICE}: 1 invented (number 0)`,
        ]);
    });

    it('finds a reading lost if it shares its time with another one', () => {
        const ledger = new Ledger();
        for (const number of [0, 1]) {
            ledger.sent(SITE, DEVICE, number, 5);
            ledger.arrived({ site: SITE, device: DEVICE, time: 5, number });
        }
        assert.deepEqual(ledger.balance().findings, [`${SITE} ${DEVICE}: 1 lost (number 1)`]);
    });

    it('excuses what a killed broker had not saved yet, and nothing older or newer', () => {
        const ledger = ledgerOf((number) => number < 3 || number > 6);
        ledger.killed(SITE, KILLED_AT - 1000, KILLED_AT);
        const { findings, readings } = ledger.balance();
        assert.equal(readings.unsaved, 2);
        assert.deepEqual(findings, [`${SITE} ${DEVICE}: 2 lost (number 3, 6)`]);
    });

    it('excuses what was in a lost store only, of this site only', () => {
        const ledger = ledgerOf((number) => number > 4);
        ledger.storeLost('brno/attic', 0, KILLED_AT);
        assert.equal(ledger.balance().findings.length, 1);
        ledger.storeLost(SITE, 0, KILLED_AT);
        const { findings, readings } = ledger.balance();
        assert.deepEqual([findings, readings.inLostStore], [[], 5]);
    });

    it('accepts what a site has reported as dropped, but not more', () => {
        const ledger = ledgerOf((number) => number > 3);
        ledger.reportedDropped(SITE, 3);
        assert.match(ledger.balance().findings.join(), /4 lost \(number 0 to 3\); the site has reported 3 of 4/);
        ledger.reportedDropped(SITE, 1);
        const { findings, readings } = ledger.balance();
        assert.deepEqual([findings, readings.reported], [[], 4]);
    });

    it('shows five ranges of numbers', () => {
        const { findings } = ledgerOf((number) => number % 2 === 1).balance();
        assert.deepEqual(findings, [`${SITE} ${DEVICE}: 5 lost (number 0, 2, 4, 6, 8)`]);
        const ledger = ledgerOf(() => false);
        for (const number of [12, 14, 16, 18, 20]) ledger.sent(SITE, DEVICE, number, 0);
        assert.match(ledger.balance().findings.join(), /15 lost \(number 0 to 9, 12, 14, 16, 18 …\)/);
    });
});

describe('the ledger of commands', () => {
    const DEADLINE = 5000;

    interface Story {
        readonly executedAt?: readonly number[];
        readonly outcomes?: readonly Outcome[];
    }

    function findingsOf({ executedAt = [], outcomes = [] }: Story): readonly string[] {
        const ledger = new Ledger();
        ledger.commandSent('c1', SITE, DEADLINE);
        for (const at of executedAt) ledger.commandExecuted('c1', SITE, at);
        for (const outcome of outcomes) ledger.commandReported('c1', outcome);
        return ledger.balance().findings;
    }

    const good: [string, Story][] = [
        ['was carried out and accepted', { executedAt: [4000], outcomes: ['accepted'] }],
        ['was carried out, and its confirmation lost', { executedAt: [4000], outcomes: ['unconfirmed'] }],
        ['has expired at the site', { outcomes: ['expired'] }],
        ['was refused', { outcomes: ['refused'] }],
        ['has expired on the way, which its sender has reported', { outcomes: ['none'] }],
    ];
    for (const [name, story] of good) {
        it(`balances if one ${name}`, () => assert.deepEqual(findingsOf(story), []));
    }

    const bad: [string, Story][] = [
        ['has no outcome, and its sender has not reported that', {}],
        ['has several outcomes: none, accepted', { executedAt: [1], outcomes: ['none', 'accepted'] }],
        ['was carried out 2 times', { executedAt: [1, 2], outcomes: ['accepted'] }],
        ['was accepted, but its hub never received it', { outcomes: ['accepted'] }],
        ['was carried out, but reported as none', { executedAt: [1], outcomes: ['none'] }],
        ['was carried out, but reported as expired', { executedAt: [1], outcomes: ['expired'] }],
        ['was carried out 4000 ms after its deadline', { executedAt: [9000], outcomes: ['accepted'] }],
    ];
    for (const [fault, story] of bad) {
        it(`finds that one ${fault}`, () => assert.equal(findingsOf(story)[0], `${SITE}: command c1 ${fault}`));
    }

    it('finds commands and outcomes that were never sent, or were sent to another site', () => {
        const ledger = new Ledger();
        ledger.commandSent('c1', SITE, DEADLINE);
        ledger.commandReported('c1', 'accepted');
        ledger.commandExecuted('c1', 'brno/attic', 1);
        ledger.commandExecuted('c2', SITE, 1);
        ledger.commandReported('c3', 'none');
        assert.deepEqual(ledger.balance().findings, [
            `${SITE}: command c1 was accepted, but its hub never received it`,
            'brno/attic: command c1 was received, but never sent to this site',
            `${SITE}: command c2 was received, but never sent to this site`,
            'the outcome none of command c3 was reported, but it was never sent',
        ]);
    });

    it('counts them by their outcome', () => {
        const ledger = new Ledger();
        for (const [id, outcome] of [
            ['a', 'none'],
            ['b', 'none'],
            ['c', 'refused'],
        ] as const) {
            ledger.commandSent(id, SITE, DEADLINE);
            ledger.commandReported(id, outcome);
        }
        assert.deepEqual(ledger.balance().commands, { sent: 3, none: 2, refused: 1 });
        assert.ok(ledger.hasOutcome('a') && !ledger.hasOutcome('z'));
    });
});
