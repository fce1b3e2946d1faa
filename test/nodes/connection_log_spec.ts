// What the log of a hub node reads: a sentence for each change of its connection, and an error for a loss.

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import { ConnectionLog } from '../../nodes/runtime/hub/connection-log';
import { refuse } from '../../src/base/errors';
import { STABLE_MS } from '../../src/connection/retries';
import type { HubState } from '../../src/hub-types';
import { reason, translate } from './support/catalogue';
import { usesManualClock } from './support/manual-system-clock';

const RED = { _: translate } as unknown as NodeAPI;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LOST: HubState = { name: 'waiting', attempt: 1, retryAt: 0, cause: refuse('refused').reason };
const connected = (problems: object = {}): HubState => ({ name: 'connected', since: 0, ...problems });

const line = (key: string, params: object = {}): string =>
    translate(`clown-hub.log.${key}`, { hub: 'Attic', ...params });

describe('the log of a hub', () => {
    const clock = usesManualClock();
    let lines: string[];
    let log: ConnectionLog;

    function begin(quiet = false): void {
        lines = [];
        const add = (level: string) => (text: string) => lines.push(`${level}: ${text}`);
        const node = { log: add('log'), debug: add('debug'), error: add('node error') } as unknown as Node;
        const error = (one: Error & { code?: string }) => lines.push(`error ${one.code}: ${one}`);
        log = new ConnectionLog(RED, node, { hub: 'Attic', quiet, error });
    }

    beforeEach(() => begin());
    afterEach(() => {
        log.end();
        assert.equal(clock().pending, 0);
    });

    const lost = line('lost', { why: reason('refused') });

    it('has a connection, its loss as an error with its cause, and how long it took to be back', () => {
        log.changed(connected());
        log.changed(LOST);
        clock().advance(7_400);
        log.changed(connected());
        assert.deepEqual(lines, [
            `log: ${line('connected')}`,
            `error refused: ${lost}`,
            `log: ${line('reconnected', { seconds: 7 })}`,
        ]);
    });

    it('has each change of the bridge behind a connection', () => {
        log.changed(connected());
        const rows: readonly (readonly [object, string])[] = [
            [{ silentMs: 30_400 }, line('silent', { seconds: 30 })],
            [{}, line('heard')],
        ];
        for (const [problems] of rows) log.changed(connected(problems));
        assert.deepEqual(
            lines.slice(1),
            rows.map(([, text]) => `log: ${text}`),
        );
        begin();
        log.changed(connected({ notStarted: true }));
        log.changed(connected());
        assert.deepEqual(lines, [
            `log: ${line('connected')}`,
            `log: ${line('not-started')}`,
            `log: ${line('started')}`,
        ]);
        begin();
        log.changed(connected({ isOneWay: true }));
        log.changed(connected());
        assert.deepEqual(lines, [`log: ${line('connected')}`, `log: ${line('one-way')}`, `log: ${line('both-ways')}`]);
    });

    it('has the end of a connection, and of the attempts to get one', () => {
        log.changed(connected());
        log.changed({ name: 'disconnected' });
        assert.equal(lines.at(-1), `log: ${line('disconnected')}`);
        log.changed(LOST);
        log.changed({ name: 'disconnected' });
        assert.equal(lines.at(-1), `log: ${line('given-up')}`);
    });

    it('has one line for a connection that was lost several times and is stable again', () => {
        log.changed(connected());
        clock().advance(HOUR_MS);
        for (let cut = 0; cut < 3; cut++) {
            log.changed(LOST);
            clock().advance(MINUTE_MS);
            log.changed(connected());
        }
        clock().advance(STABLE_MS);
        const minutes = 3 + STABLE_MS / MINUTE_MS;
        assert.deepEqual(lines.slice(3), [`log: ${line('steady', { count: 3, minutes })}`]);
    });

    it('has a summary of what exceeds its limit, with the present state', () => {
        for (let round = 0; round < 6; round++) {
            log.changed(connected());
            log.changed({ name: 'disconnected' });
        }
        assert.equal(lines.length, 4);
        clock().advance(HOUR_MS);
        const state = translate('clown-hub.status.disconnected');
        assert.deepEqual(lines.slice(4), [`log: ${line('summary', { changes: 8, cuts: 0, state })}`]);
    });

    it('is at debug level only for a hub that is switched off at times, also a loss', () => {
        begin(true);
        log.changed(connected());
        log.changed(LOST);
        assert.deepEqual(lines, [`debug: ${line('connected')}`, `debug: ${lost}`]);
    });
});
