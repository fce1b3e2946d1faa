// Flows with settings as earlier releases stored them: each node does its work.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/folders.js';
import { startSilentHub } from '../support/hub.js';
import { leavesNothing } from '../support/leaks.js';
import { type Item, sink, tab } from './support/flows';
import { commanded, linked } from './support/links';
import { ERROR, give, load, logged, messagesAt, unload } from './support/runtime';

const folder = join(root, 'test/data/settings');

describe('settings of earlier releases [L5]', () => {
    leavesNothing(unload);

    for (const file of readdirSync(folder)) {
        const stored: readonly Item[] = JSON.parse(readFileSync(join(folder, file), 'utf8'));
        for (const [how, change] of [
            ['as they were', (item: Item) => item],
            ['without a version', ({ settingsVersion, ...item }: Item) => item as Item],
        ] as const) {
            it(`${file}, ${how}: every node does its work`, async () => {
                const hub = await startSilentHub();
                const flow = stored.map(change).map((item) => {
                    return item.type === 'clown-hub' ? { ...item, address: hub.url } : item;
                });
                await load([tab(), ...flow, sink('in-sink'), sink('request-sink')]);
                await linked(hub);
                hub.print('["lux-meter/i2c0-44", {"illuminance": [49.99, "lux"]}]');
                const [reading] = await messagesAt('in-sink', 1);
                assert.equal(reading?.payload, 49.99);
                give('out', { payload: true });
                await commanded(hub, '["relay/i2c0-3b/set", {"state":true}]');
                give('request', {});
                const [list] = await messagesAt('request-sink', 1);
                assert.ok(JSON.stringify(list?.payload).includes('lux-meter/i2c0-44'));
                for (const { id } of stored) assert.deepEqual(logged(id, ERROR), [], id);
            });
        }
    }
});
