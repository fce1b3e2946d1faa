// Every cache has a limit: a hub or a flow that sends ever new topics does not make any of them grow.

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { factoryFor } from '../../nodes/shared/message-factory';
import { DeviceList } from '../../src/devices/device-list';
import { checkCommand } from '../../src/protocol/commands';
import { formatFrame } from '../../src/protocol/frame';
import { lazyFrame } from '../../src/protocol/lazy-frame';
import { checkFilter, FilterTree, MAX_LEVELS } from '../../src/protocol/topic';
import { LastFrames } from '../../src/receive/last-frames';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { Subscriptions } from '../../src/receive/subscriptions';
import { LatestCommands } from '../../src/send/latest-commands';
import { Pacing } from '../../src/send/pacing';
import { States } from '../../src/send/states';
import { ManualClock } from '../support/manual-clock';
import { good } from '../support/results';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapAfter(run: () => void): number {
    run();
    collect();
    collect();
    return process.memoryUsage().heapUsed;
}

describe('what is remembered to be fast', () => {
    it('is bounded with any number of topics (L6)', () => {
        const subscriptions = new Subscriptions<ReceivedFrame>(() => {});
        subscriptions.add('never/received', { onFrame: () => {} });
        const last = new LastFrames();
        const latestCommands = new LatestCommands();
        const make = good(factoryFor({ output: 'payload' }));
        let number = 0;
        const invent = (many: number): void => {
            for (let count = 0; count < many; count++) {
                const topic = `invented/i2c0-${number++}`;
                const text = `["${topic}", {"temperature": [23.06, "\\u2103"]}]`;
                const frame = lazyFrame(text);
                assert.ok(frame);
                const received = { frame, text, time: 0, at: 0 };
                subscriptions.deliver(topic, received, last.onFrame(received));
                make(received, 'hub', '');
                latestCommands.add(topic);
                checkCommand(`${topic}/set`, {});
            }
        };
        const before = heapAfter(() => invent(20_000));
        for (let times = 0; times < 10; times++) {
            const more = heapAfter(() => invent(8_000)) - before;
            assert.ok(more < 6_000_000, `${more} bytes more after ${number} topics`);
        }
    });

    it('of commands and device lists is bounded (L6)', () => {
        const clock = new ManualClock();
        const pacing = new Pacing(clock, 0);
        const states = new States(clock);
        const list = new DeviceList({ clock, ask: () => {}, frameTimes: () => new Map() });
        let number = 0;
        const invent = (many: number): void => {
            for (let count = 0; count < many; count++) {
                const topic = `relay/${number++}`;
                formatFrame(`${topic}/set`, { state: `state ${number}` });
                pacing.left({ topic: `${topic}/set` });
                states.sent({ topic: `${topic}/set`, payload: { state: true } });
                clock.advance(1_000);
                const listed = { topic: '-/-/config/list/ok', payload: { actuators: [topic] } };
                list.onFrame({ frame: listed, text: '', time: 0, at: 0 });
            }
        };
        const before = heapAfter(() => invent(4_000));
        const more = heapAfter(() => invent(30_000)) - before;
        assert.ok(more < 1_500_000, `${more} bytes more after ${number} topics`);
    });

    it('of 500 filters of the most levels is far below a hundred megabytes', () => {
        const one = (number: number): string => {
            const levels = Array.from({ length: MAX_LEVELS - 1 }, (_, at) => (at % 2 ? '+' : `${number}`));
            return `${levels.join('/')}/#`;
        };
        const tree = new FilterTree<number>();
        const before = heapAfter(() => {});
        const after = heapAfter(() => {
            for (let number = 0; number < 500; number++) {
                const filter = good(checkFilter(one(number)));
                tree.add(filter, number);
            }
        });
        assert.ok(after - before < 30_000_000, `${after - before} bytes`);
        assert.deepEqual(tree.match(one(123).replaceAll('+', 'a').replace('#', 'a')), [123]);
    });

    it('holds no topic that is longer than any device has (L6)', () => {
        const subscriptions = new Subscriptions<ReceivedFrame>(() => {});
        subscriptions.add('never/received', { onFrame: () => {} });
        const last = new LastFrames();
        const latestCommands = new LatestCommands();
        const make = good(factoryFor({ output: 'payload' }));
        const before = heapAfter(() => {});
        const after = heapAfter(() => {
            for (let number = 0; number < 200; number++) {
                const topic = Buffer.from(`${'x'.repeat(100_000)}/${number}`).toString();
                const received = { frame: { topic, payload: {} }, text: '', time: 0, at: 0 };
                subscriptions.deliver(topic, received, last.onFrame(received));
                make(received, 'hub', '');
                latestCommands.add(topic);
            }
        });
        assert.ok(after - before < 3_000_000, `${after - before} bytes more`);
        assert.equal(last.of('x'), undefined);
        assert.equal(latestCommands.isLatest('x', 0), false);
    });
});
