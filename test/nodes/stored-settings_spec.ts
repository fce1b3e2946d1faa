// Settings of earlier releases at runtime: which steps are logged, and how often.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { NodeAPI } from 'node-red';
import { readSettings } from '../../nodes/runtime/stored-settings';
import type { Step } from '../../src/settings/migrations';

const steps: readonly Step[] = [
    (stored) => ({ ...stored, first: true }),
    ({ first: _, ...stored }) => ({ ...stored, second: true }),
];

describe('settings of earlier releases at runtime', () => {
    let events: EventEmitter;
    let logged: object[];
    let RED: NodeAPI;

    beforeEach(() => {
        events = new EventEmitter();
        logged = [];
        const log = { info: (entry: object) => logged.push(entry) };
        RED = { events, log, _: (key: string, params: object) => ({ key: key.split('.').at(-1), ...params }) } as never;
    });

    const start = (): boolean => events.emit('flows:started');

    it('are read in the form of this release, and each step is logged with the number of its nodes', () => {
        const read = readSettings(RED, { id: 'a', settingsVersion: 1 }, steps);
        assert.deepEqual(read, { id: 'a', settingsVersion: 3, second: true });
        readSettings(RED, { id: 'b' }, steps);
        readSettings(RED, { id: 'c', settingsVersion: '2' }, steps);
        assert.deepEqual(logged, []);
        start();
        assert.deepEqual(logged, [
            { key: 'migrated', from: 1, to: 2, count: 2 },
            { key: 'migrated', from: 2, to: 3, count: 3 },
        ]);
    });

    it('are logged from the earliest version on, with one listener for all nodes', () => {
        for (const settingsVersion of [2, 1]) readSettings(RED, { settingsVersion }, steps);
        assert.equal(events.listenerCount('flows:started'), 1);
        start();
        assert.deepEqual(
            logged.map((entry) => ({ ...entry, key: undefined })),
            [
                { key: undefined, from: 1, to: 2, count: 1 },
                { key: undefined, from: 2, to: 3, count: 2 },
            ],
        );
    });

    it('are logged once, however often flows start', () => {
        for (let round = 0; round < 3; round++) {
            readSettings(RED, { id: 'a', settingsVersion: 2 }, steps);
            start();
        }
        assert.deepEqual(logged, [{ key: 'migrated', from: 2, to: 3, count: 1 }]);
        readSettings(RED, { id: 'b', settingsVersion: 1 }, steps);
        start();
        assert.deepEqual(logged.slice(1), [{ key: 'migrated', from: 1, to: 2, count: 1 }]);
        assert.equal(events.listenerCount('flows:started'), 0);
    });

    it('are not logged when nothing had to be converted', () => {
        for (const settingsVersion of [3, '3', 99, 'x']) {
            const stored = { settingsVersion };
            assert.equal(readSettings(RED, stored, steps), stored);
        }
        assert.equal(events.listenerCount('flows:started'), 0);
    });
});
