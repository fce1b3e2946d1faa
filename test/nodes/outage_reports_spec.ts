// Which changes of a connection reach the log and Catch nodes: few, in whatever rhythm it is cut.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutageReports } from '../../nodes/runtime/hub/outage-reports';
import type { Report } from '../../nodes/runtime/hub/report-limit';
import { detailed, type Reason, type ReasonCode, refuse } from '../../src/base/errors';
import { STABLE_MS } from '../../src/connection/retries';
import { isLasting } from '../../src/connection/retry-policy';
import type { HubState } from '../../src/hub-types';
import { ManualClock } from '../support/manual-clock';
import { SettableClock } from '../support/settable-clock';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The reports of a connection whose states the test plays. */
class Rig {
    readonly clock = new SettableClock();
    readonly written: { readonly report: Report; readonly at: number }[] = [];
    readonly reports = new OutageReports(this.clock, (report) => {
        this.written.push({ report, at: this.clock.monotonic() });
    });

    /** Passes on the state, and lets time pass. */
    state(state: HubState, ms = 0): this {
        this.reports.changed(state);
        this.clock.advance(ms);
        return this;
    }

    up(ms = 0): this {
        return this.state({ name: 'connected', since: this.clock.now() }, ms);
    }

    /** Down for so long, with attempts that fail in the same way. */
    down(code: ReasonCode, ms = 0, attempts = 1): this {
        return this.fail(refuse(code).reason, ms, attempts);
    }

    /** The same with a cause. */
    fail(cause: Reason, ms = 0, attempts = 1): this {
        for (let attempt = 2; attempt < 2 + attempts; attempt++) {
            const retryAt = this.clock.now() + 1;
            this.state({ name: 'waiting', attempt, retryAt, cause }, ms / attempts);
            this.state({ name: 'connecting', attempt });
        }
        return this;
    }

    /** What was written since the last call, in short. */
    read(): string[] {
        return this.written.splice(0).map(({ report }) => inShort(report));
    }

    /** Lines and errors within any hour. */
    most(isCounted: (report: Report) => boolean): number {
        const times = this.written.filter(({ report }) => isCounted(report)).map(({ at }) => at);
        return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + HOUR_MS).length));
    }
}

function inShort(report: Report): string {
    switch (report.kind) {
        case 'lost':
            return `lost ${report.cause.detail ?? report.cause.code}`;
        case 'reconnected':
            return `reconnected ${report.ms / SECOND_MS} s`;
        case 'steady':
            return `steady, ${report.cuts} cuts, ${report.ms / MINUTE_MS} min`;
        case 'summary':
            return `summary, ${report.changes} changes, ${report.cuts} cuts, ${report.state.name}`;
        case 'connected':
        case 'disconnected':
        case 'given-up':
        case 'heard':
        case 'silent':
        case 'not-started':
        case 'started':
        case 'one-way':
        case 'both-ways':
            return report.kind;
    }
}

describe('reports of a connection [P4]', () => {
    // They compute for seconds, and longer on a busy machine.

    it('readings that arrive without commands: a line, and one when commands arrive again on the same connection', () => {
        const kinds: string[] = [];
        const reports = new OutageReports(new ManualClock(), (report) => kinds.push(inShort(report)));
        const up = { name: 'connected', since: 0 } as const;
        const oneWay = { ...up, isOneWay: true } as const;
        for (const state of [up, oneWay, oneWay, up]) reports.changed(state);
        assert.deepEqual(kinds, ['connected', 'one-way', 'both-ways']);
        reports.end();
    });

    it('a connection that ends while commands do not arrive is no line that they arrive again', () => {
        const kinds: string[] = [];
        const reports = new OutageReports(new ManualClock(), (report) => kinds.push(inShort(report)));
        const up = { name: 'connected', since: 0 } as const;
        reports.changed({ ...up, isOneWay: true });
        reports.changed({ name: 'disconnected' });
        reports.changed(up);
        assert.deepEqual(kinds, ['connected', 'one-way', 'disconnected', 'connected']);
        reports.end();
    });

    it('a connection lost once: an error, and one line when it is back', () => {
        const rig = new Rig()
            .up(HOUR_MS)
            .down('dropped', 3 * SECOND_MS, 4)
            .up(24 * HOUR_MS);
        assert.deepEqual(rig.read(), ['connected', 'lost dropped', 'reconnected 3 s']);
        rig.down('dropped', 3 * SECOND_MS)
            .up(7 * 24 * HOUR_MS)
            .down('reset', 5 * SECOND_MS)
            .up(HOUR_MS);
        assert.deepEqual(rig.read(), ['lost dropped', 'reconnected 3 s', 'lost reset', 'reconnected 5 s']);
        assert.equal(rig.clock.pending, 0);
    });

    for (const seconds of [1, 10, 59, 200]) {
        it(`cut every ${seconds} s for 150 minutes: begin, hourly summaries, end`, () => {
            const rig = new Rig().up();
            const cuts = Math.floor((150 * 60) / (seconds + 1));
            for (let cut = 0; cut < cuts; cut++) rig.up(seconds * SECOND_MS).down('closed', SECOND_MS);
            const [first, error, back, one, two, ...none] = rig.read();
            assert.deepEqual([first, error, back], ['connected', 'lost closed', 'reconnected 1 s']);
            for (const summary of [one, two]) assert.match(summary ?? '', /^summary, \d+ changes, \d+ cuts, /);
            assert.deepEqual(none, []);
            rig.up(STABLE_MS);
            assert.match(rig.read().join(), new RegExp(`^steady, ${cuts} cuts, `));
            rig.clock.advance(24 * HOUR_MS);
            assert.deepEqual(rig.read(), []);
            assert.equal(rig.clock.pending, 0);
        });
    }

    it('a cause that someone has to correct is an error of its own, once', () => {
        const rig = new Rig().up(MINUTE_MS);
        for (let round = 0; round < 5; round++) rig.down('dropped', 1, 1).down('login', MINUTE_MS).down('tls', 1);
        assert.deepEqual(rig.read(), ['connected', 'lost dropped', 'lost login', 'lost tls']);
    });

    it('another cause of the same code is an error of its own as well, where someone has to correct it', () => {
        const early = detailed('tls-early');
        const host = detailed('tls-host');
        const rig = new Rig().fail(early, MINUTE_MS, 3).fail(host, MINUTE_MS, 3).fail(early).fail(host);
        assert.deepEqual(rig.read(), ['lost tls-early', 'lost tls-host']);
        rig.fail(detailed('http-upgrade', { status: 404 })).fail(detailed('http-forbidden', { status: 403 }));
        assert.deepEqual(rig.read(), ['lost http-upgrade', 'lost http-forbidden']);
    });

    it('with a cause of its own for each attempt, the errors are few, and the latest one is reported in the end', () => {
        const details = ['tls-early', 'tls-host', 'tls-expired', 'tls-version', 'tls-client', 'tls-own'] as const;
        const rig = new Rig();
        for (const detail of details) rig.fail(detailed(detail), MINUTE_MS);
        assert.deepEqual(rig.read(), ['lost tls-early', 'lost tls-host', 'lost tls-expired', 'lost tls-version']);
        for (let minute = 0; minute < 60; minute++) rig.fail(detailed('tls-own'), MINUTE_MS);
        assert.deepEqual(rig.read(), ['lost tls-own']);
    });

    it('cut again soon after it was stable: an error, and it has to be stable for an hour', () => {
        const rig = new Rig().up(HOUR_MS).down('dropped', SECOND_MS).up(STABLE_MS);
        assert.deepEqual(rig.read(), ['connected', 'lost dropped', 'reconnected 1 s']);
        for (let cut = 0; cut < 20; cut++) rig.down('dropped', SECOND_MS).up(STABLE_MS);
        const [error, ...more] = rig.read();
        assert.equal(error, 'lost dropped');
        assert.ok(more.length <= 3, more.join());
        rig.clock.advance(HOUR_MS);
        assert.ok(rig.read().some((line) => line.startsWith('steady, 20 cuts')));
        rig.clock.advance(HOUR_MS);
        rig.down('dropped');
        assert.deepEqual(rig.read(), ['lost dropped']);
    });

    it('requests of a flow keep the outage known, and cost few lines', () => {
        const rig = new Rig().down('login');
        for (let turn = 0; turn < 1_000; turn++) rig.state({ name: 'disconnected' }).down('login');
        assert.deepEqual(rig.read(), ['lost login', 'given-up', 'given-up', 'given-up']);
        rig.clock.advance(HOUR_MS);
        assert.deepEqual(rig.read(), ['summary, 997 changes, 0 cuts, connecting']);
    });

    it('an outage is over when no connection was wanted for long', () => {
        const rig = new Rig().down('refused').state({ name: 'disconnected' }, STABLE_MS).down('refused');
        assert.deepEqual(rig.read(), ['lost refused', 'given-up', 'lost refused']);
    });

    it('a hub that falls silent again and again: few lines', () => {
        const rig = new Rig().up();
        const since = 0;
        for (let turn = 0; turn < 60; turn++) {
            rig.state({ name: 'connected', since, silentMs: 60_000 }, MINUTE_MS).up(MINUTE_MS);
        }
        assert.ok(rig.most(() => true) <= 4);
        const [first, ...more] = rig.read();
        assert.equal(first, 'connected');
        assert.deepEqual(more.slice(0, 3), ['silent', 'heard', 'silent']);
        assert.ok(more.some((line) => line.startsWith('summary, ')));
    });

    for (const hours of [-72, -2, 2, 72]) {
        it(`a clock that is set by ${hours} h during an outage changes nothing`, () => {
            const rig = new Rig().up(HOUR_MS).down('dropped', SECOND_MS);
            rig.clock.set(hours * HOUR_MS);
            rig.down('refused', 2 * SECOND_MS).up(STABLE_MS);
            assert.deepEqual(rig.read(), ['connected', 'lost dropped', 'reconnected 3 s']);
            rig.down('dropped', 3 * SECOND_MS)
                .up(STABLE_MS)
                .down('dropped', SECOND_MS);
            assert.deepEqual(rig.read(), ['lost dropped', 'reconnected 3 s'], 'a relapse, and no third outage');
        });
    }

    const BROKEN: HubState = { name: 'connected', since: 0, notStarted: true };

    it('a bridge that does not start is reported once in an hour, however often the hub connects, and its start after that', () => {
        const rig = new Rig().up(2 * HOUR_MS);
        rig.read();
        rig.state(BROKEN).up();
        assert.deepEqual(rig.read(), ['not-started', 'started']);
        rig.clock.advance(HOUR_MS - 1);
        rig.state(BROKEN).up();
        assert.deepEqual(rig.read(), [], 'neither is reported again');
        rig.clock.advance(2 * HOUR_MS);
        assert.deepEqual(rig.read(), ['summary, 2 changes, 0 cuts, connected']);
        rig.clock.advance(HOUR_MS);
        rig.state(BROKEN);
        assert.deepEqual(rig.read(), ['not-started']);
    });

    it('a start is not reported for a bridge whose failure was not', () => {
        const rig = new Rig()
            .up(2 * HOUR_MS)
            .state(BROKEN, SECOND_MS)
            .down('dropped', SECOND_MS)
            .state(BROKEN, HOUR_MS);
        rig.read();
        rig.up();
        assert.deepEqual(rig.read(), []);
        rig.reports.end();
    });

    it('a bridge that does not start for an hour is reported again in the next connection', () => {
        const rig = new Rig().state(BROKEN).state({ name: 'disconnected' });
        rig.clock.advance(HOUR_MS);
        rig.read();
        rig.state(BROKEN);
        assert.deepEqual(rig.read().at(-1), 'not-started');
    });

    it('no attempt that ends is a line where none was reported', () => {
        const rig = new Rig().state({ name: 'connecting', attempt: 1 }).state({ name: 'disconnected' });
        assert.deepEqual(rig.read(), []);
    });

    it('a connection that is back twice in one outage is reported once, and both losses at its end', () => {
        const rig = new Rig().up(HOUR_MS);
        for (let cut = 0; cut < 2; cut++) rig.down('dropped', SECOND_MS).up(SECOND_MS);
        rig.up(STABLE_MS);
        const minutes = (STABLE_MS + 3 * SECOND_MS) / MINUTE_MS;
        assert.deepEqual(rig.read(), [
            'connected',
            'lost dropped',
            'reconnected 1 s',
            `steady, 2 cuts, ${minutes} min`,
        ]);
    });

    it('an outage of several causes has one line for its end', () => {
        const rig = new Rig().up(HOUR_MS).down('dropped', SECOND_MS).up(SECOND_MS).down('login', SECOND_MS).up();
        assert.deepEqual(rig.read(), ['connected', 'lost dropped', 'reconnected 1 s', 'lost login']);
        rig.reports.end();
    });

    it('errors leave room for what happens to the bridge', () => {
        const rig = new Rig()
            .up(2 * HOUR_MS)
            .down('dropped')
            .down('login')
            .down('tls')
            .up();
        rig.state({ name: 'connected', since: 0, silentMs: 60_000 });
        const errors = ['lost dropped', 'lost login', 'lost tls'];
        assert.deepEqual(rig.read(), ['connected', ...errors, 'reconnected 0 s', 'silent']);
        rig.reports.end();
    });

    it('a summary waits while there were many lines, also of errors', () => {
        const rig = new Rig().up(2 * HOUR_MS);
        rig.read();
        rig.down('dropped', SECOND_MS)
            .up(SECOND_MS)
            .down('dropped', 30 * MINUTE_MS);
        rig.down('login', MINUTE_MS)
            .down('tls', 29 * MINUTE_MS - SECOND_MS)
            .down('plain', MINUTE_MS);
        const errors = ['lost login', 'lost tls', 'lost plain'];
        assert.deepEqual(rig.read(), ['lost dropped', 'reconnected 1 s', ...errors]);
        rig.clock.advance(28 * MINUTE_MS);
        assert.deepEqual(rig.read(), []);
        rig.clock.advance(2 * MINUTE_MS);
        assert.deepEqual(rig.read(), ['summary, 1 changes, 1 cuts, connecting']);
        rig.reports.end();
    });

    it('a bridge whose failure to start found no room is reported as soon as there is', () => {
        const silent: HubState = { name: 'connected', since: 0, silentMs: 60_000 };
        const rig = new Rig().up(2 * HOUR_MS);
        for (let turn = 0; turn < 3; turn++) rig.state(silent).up();
        rig.clock.advance(30 * MINUTE_MS);
        rig.state(BROKEN).up();
        rig.clock.advance(31 * MINUTE_MS);
        rig.read();
        rig.state(BROKEN);
        assert.deepEqual(rig.read(), ['not-started']);
        rig.reports.end();
    });

    it('a connection is not stable while it is made again on request', () => {
        const rig = new Rig().up(HOUR_MS);
        for (let cut = 0; cut < 2; cut++) rig.down('dropped', SECOND_MS).up(SECOND_MS);
        rig.state({ name: 'connecting', attempt: 1 }, STABLE_MS);
        assert.equal(
            rig.read().some((line) => line.startsWith('steady')),
            false,
        );
        rig.reports.end();
    });

    it('an hour after the end of an outage, the next one ends as soon as the first', () => {
        const rig = new Rig().up(HOUR_MS).down('dropped').up(STABLE_MS);
        const cutAfter = (ms: number): string[] => {
            rig.clock.advance(ms);
            rig.read();
            for (let cut = 0; cut < 2; cut++) rig.down('dropped').up(SECOND_MS);
            rig.clock.advance(STABLE_MS);
            return rig.read();
        };
        assert.ok(cutAfter(HOUR_MS).some((line) => line.startsWith('steady')));
        assert.equal(
            cutAfter(HOUR_MS - 2 * SECOND_MS).some((line) => line.startsWith('steady')),
            false,
        );
    });

    it('a summary counts the losses among the changes, and those of the next hour anew', () => {
        const rig = new Rig().up(HOUR_MS);
        rig.read();
        const cutting = (cuts: number): void => {
            for (let cut = 0; cut < cuts; cut++) rig.down('dropped', SECOND_MS).up(SECOND_MS);
        };
        cutting(4);
        assert.deepEqual(rig.read(), ['lost dropped', 'reconnected 1 s']);
        rig.state({ name: 'disconnected' }, HOUR_MS);
        assert.deepEqual(rig.read(), ['summary, 7 changes, 3 cuts, disconnected']);
        rig.reports.end();
    });

    it('ends without a timer', () => {
        const rig = new Rig().up().down('dropped').up().down('dropped').up();
        rig.reports.end();
        assert.equal(rig.clock.pending, 0);
    });

    const duration = fc.oneof(
        fc.constantFrom(0, 1, 10 * SECOND_MS, STABLE_MS - 1, STABLE_MS, STABLE_MS + 1, HOUR_MS - 1, HOUR_MS + 1),
        fc.nat(MINUTE_MS),
        fc.nat(20 * MINUTE_MS),
        fc.nat(2 * HOUR_MS),
    );
    const cut = (codes: readonly ReasonCode[]) =>
        fc.record({
            up: duration,
            down: duration,
            code: fc.constantFrom(...codes),
            attempts: fc.integer({ min: 1, max: 5 }),
        });
    /** A rhythm: a few different cuts, again and again. */
    const rhythm = (codes: readonly ReasonCode[]) =>
        fc.record({
            cuts: fc.array(cut(codes), { minLength: 1, maxLength: 6 }),
            times: fc.integer({ min: 1, max: 60 }),
        });
    const PASSING: readonly ReasonCode[] = ['dropped', 'closed', 'reset', 'refused', 'timeout', 'heartbeat'];
    const LASTING: readonly ReasonCode[] = ['login', 'tls', 'plain', 'proxy-login'];

    it('4 lines and 2 errors an hour at most, in any rhythm of cuts', () => {
        fc.assert(
            fc.property(fc.array(rhythm(PASSING), { minLength: 1, maxLength: 3 }), (rhythms) => {
                const rig = new Rig().up();
                for (const { cuts, times } of rhythms) {
                    for (let time = 0; time < times; time++) {
                        for (const { up, down, code, attempts } of cuts) rig.up(up).down(code, down, attempts);
                    }
                }
                assert.ok(rig.most(({ kind }) => kind === 'lost') <= 2, 'errors');
                assert.ok(rig.most(() => true) <= 4, 'lines');
            }),
            { numRuns: 1_000 },
        );
    });

    it('and few more with causes that someone has to correct, requests of flows and silence', () => {
        const act = fc.constantFrom('disconnect', 'silent', 'none', 'none');
        const steps = fc.array(fc.tuple(cut([...PASSING, ...LASTING]), act), { minLength: 1, maxLength: 150 });
        fc.assert(
            fc.property(steps, (all) => {
                const rig = new Rig();
                for (const [{ up, down, code, attempts }, what] of all) {
                    rig.up(up);
                    if (what === 'silent') rig.state({ name: 'connected', since: 0, silentMs: 1 }, up);
                    if (what === 'disconnect') rig.state({ name: 'disconnected' }, down);
                    else rig.down(code, down, attempts);
                }
                const isExtra = (report: Report): boolean => report.kind === 'lost' && isLasting(report.cause);
                assert.ok(rig.most((report) => report.kind === 'lost' && !isExtra(report)) <= 2, 'errors');
                for (const code of LASTING) {
                    const most = rig.most((report) => report.kind === 'lost' && report.cause.code === code);
                    assert.ok(most <= 2, code);
                }
                assert.ok(rig.most(({ kind }) => kind !== 'lost') <= 4, 'lines');
            }),
            { numRuns: 1_000 },
        );
    });
});
