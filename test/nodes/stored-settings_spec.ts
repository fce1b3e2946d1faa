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
        const _ = (path: string, params: object): unknown => {
            const key = path.split('.').at(-1);
            return key === 'migrated' ? { key, ...params } : key;
        };
        RED = { events, log, _ } as never;
    });

    const start = (): boolean => events.emit('flows:started');

    it('are read in the form of this release, and each node is logged with what has changed in it', () => {
        const read = readSettings(RED, { id: 'a', type: 'clown-hub', name: 'cellar', settingsVersion: 1 }, steps);
        assert.deepEqual(read, { id: 'a', type: 'clown-hub', name: 'cellar', settingsVersion: 3, second: true });
        readSettings(RED, { id: 'b', type: 'clown-in', name: '' }, steps);
        readSettings(RED, { id: 'c', type: 'clown-in', settingsVersion: '2' }, steps);
        assert.deepEqual(logged, []);
        assert.equal(events.listenerCount('flows:started'), 1);
        start();
        assert.deepEqual(logged, [
            { key: 'migrated', type: 'clown-hub', node: 'cellar', change: '1 2' },
            { key: 'migrated', type: 'clown-in', node: 'b', change: '1 2' },
            { key: 'migrated', type: 'clown-in', node: 'c', change: '2' },
        ]);
    });

    it('are logged with the steps that have changed something only', () => {
        const some: readonly Step[] = [(stored) => stored, ...steps];
        readSettings(RED, { id: 'a', type: 'clown-hub' }, some);
        start();
        assert.deepEqual(logged, [{ key: 'migrated', type: 'clown-hub', node: 'a', change: '2 3' }]);
    });

    it('are logged once for each node, however often flows start, and how often a subflow is used', () => {
        const logs = (id: string, alias?: string): void => {
            readSettings(RED, { id, _alias: alias, type: 'clown-in', settingsVersion: 2 }, steps);
            start();
        };
        for (let round = 0; round < 3; round++) logs('a');
        for (const instance of ['x', 'y']) logs(instance, 'b');
        const line = { key: 'migrated', type: 'clown-in', change: '2' };
        assert.deepEqual(logged, [
            { ...line, node: 'a' },
            { ...line, node: 'b' },
        ]);
        assert.equal(events.listenerCount('flows:started'), 0);
    });

    it('are logged with a name that is shortened and has no control characters', () => {
        readSettings(RED, { id: 'a', type: 'clown-hub', name: `\n${'x'.repeat(500)}` }, steps);
        start();
        const [{ node = '' } = {}] = logged as { node?: string }[];
        assert.ok(node.startsWith('\\u000axxx') && node.length < 100, node);
    });

    it('are not logged when nothing had to be converted', () => {
        for (const settingsVersion of [3, '3', 99, 'x']) {
            const stored = { settingsVersion };
            assert.equal(readSettings(RED, stored, steps), stored);
        }
        assert.equal(events.listenerCount('flows:started'), 0);
    });
});
