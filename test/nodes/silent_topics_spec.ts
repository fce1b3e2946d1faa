// The silent topics of one clown in, without Node-RED: what leaves its second output, what its status shows, and when neither does.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { SilentTopics } from '../../nodes/runtime/output/silent-topics';
import type { Status } from '../../nodes/runtime/status/status';
import { DeviceNames } from '../../src/protocol/device-names';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { Listener } from '../../src/receive/subscriptions';
import { MAX_TOPICS } from '../../src/receive/topic-silence';
import type { ManualClock } from '../support/manual-clock';
import { translate } from './support/catalogue';
import { usesManualClock } from './support/manual-system-clock';

const SILENT_MS = 10_000;
const LAMP = 'lamp/0';

interface Rig {
    readonly silent: SilentTopics;
    /** What left the second output: the topic with its payload. */
    readonly sent: string[];
    readonly details: Record<string, unknown>[];
    /** The topics that were passed on. */
    readonly passed: string[];
    readonly statuses: (string | undefined)[];
    readonly events: EventEmitter;
    watch(filter: string): (topic: string) => void;
    unwatch(filter: string): void;
    /** The flows run again. */
    flow(): void;
}

describe('the silent topics of a node', () => {
    const clock = usesManualClock();

    function make(limits: Readonly<Record<string, number>> = {}): Rig {
        const sent: string[] = [];
        const details: Record<string, unknown>[] = [];
        const passed: string[] = [];
        const statuses: (string | undefined)[] = [];
        const events = new EventEmitter();
        const pending: (() => void)[] = [];
        const attached = {
            RED: { _: translate, events },
            label: 'Attic',
            names: new DeviceNames([{ device: LAMP, name: 'lamp' }]),
            settings: { silentMs: SILENT_MS },
            silenceLimits: new Map(Object.entries(limits)),
            hub: { whenFlowing: (run: () => void) => pending.push(run) },
            node: {
                send([first, second]: readonly [null, { topic: string; payload: string; clown: object }]) {
                    assert.equal(first, null);
                    sent.push(`${second.topic} ${second.payload}`);
                    details.push({ ...second.clown });
                },
            },
            show: (status: Status | undefined) => statuses.push(status?.text),
        };
        const silent = new SilentTopics(attached as never);
        const listener = { onFrame: ({ frame }: ReceivedFrame) => passed.push(frame.topic) };
        const watchers = new Map<string, Listener<ReceivedFrame>>();
        return {
            ...{ silent, sent, details, passed, statuses, events },
            watch(filter) {
                const watcher = silent.watch(filter, listener);
                watchers.set(filter, watcher);
                return (topic) => watcher.onFrame({ frame: { topic } } as ReceivedFrame, false);
            },
            unwatch: (filter) => silent.unwatch(watchers.get(filter) as Listener<ReceivedFrame>),
            flow: () => {
                for (const run of pending.splice(0)) run();
            },
        };
    }

    const shown = (topic: string): string => translate('clown-hub.status.silent-topic', { topic });
    const pass = (ms: number): ManualClock => {
        clock().advance(ms);
        return clock();
    };

    it('are reported once when they fall silent and once when they are back, and each frame is passed on', () => {
        const { watch, sent, passed, statuses, details } = make();
        const received = watch('thermometer/+/temperature');
        const topic = 'thermometer/i2c0-48/temperature';
        pass(1_000);
        received(topic);
        pass(SILENT_MS - 1);
        assert.deepEqual(sent, []);
        pass(1);
        assert.deepEqual(sent, [`${topic} silent`]);
        assert.deepEqual(statuses, [
            translate('clown-hub.status.silent-topic', { topic: 'thermometer/i2c0-48/tempera…' }),
        ]);
        pass(5_000);
        received(topic);
        received(topic);
        assert.deepEqual(sent, [`${topic} silent`, `${topic} back`]);
        assert.equal(statuses.at(-1), undefined);
        assert.deepEqual(passed, [topic, topic, topic]);
        const common = { type: 'thermometer', address: 'i2c0-48', hub: 'Attic', heardAt: 1_000 };
        const held = details.map(({ type, address, hub, heardAt, silentMs }) => ({
            type,
            address,
            hub,
            heardAt,
            silentMs,
        }));
        assert.deepEqual(held, [
            { ...common, silentMs: SILENT_MS },
            { ...common, silentMs: SILENT_MS + 5_000 },
        ]);
    });

    it('that have never reported have no time of a frame', () => {
        const { watch, sent, details } = make();
        watch('relay/-');
        pass(SILENT_MS);
        assert.deepEqual(sent, ['relay/- silent']);
        assert.equal('heardAt' in (details[0] ?? {}), false);
    });

    it('show the first of them, by the name of its device, until none is left', () => {
        const { watch, statuses } = make();
        const received = watch('+/+');
        received(LAMP);
        pass(1);
        received('relay/-');
        pass(SILENT_MS);
        received(LAMP);
        received('relay/-');
        assert.deepEqual(statuses, [shown('lamp'), shown('lamp'), shown('relay/-'), undefined]);
    });

    it('are forgotten beyond a thousand, the one that fell silent first, and its next frame is no return', () => {
        const { watch, sent, statuses } = make();
        const received = watch('+/+');
        for (let at = 0; at <= MAX_TOPICS; at++) received(`a/${at}`);
        pass(SILENT_MS);
        assert.equal(sent.length, MAX_TOPICS);
        const other = watch('b/+');
        other('b/0');
        pass(SILENT_MS);
        assert.equal(statuses.at(-1), shown('a/2'), 'a/0 was not watched any more, and a/1 is left out');
        received('c/0');
        received('a/1');
        received('a/2');
        assert.deepEqual(sent.slice(MAX_TOPICS + 1), [], 'the watch has forgotten both');
        assert.equal(statuses.at(-1), shown('a/3'));
    });

    it('have the limit of their device, where its row has one', () => {
        const { watch, sent } = make({ 'relay/-': 3_000, 'co2-meter/-': 0 });
        const received = watch('#');
        for (const topic of ['relay/-', 'relay/-/set', 'co2-meter/-', 'led/-']) received(topic);
        pass(3_000);
        assert.deepEqual(sent, ['relay/- silent', 'relay/-/set silent']);
        pass(SILENT_MS);
        assert.deepEqual(sent.slice(2), ['led/- silent']);
    });

    it('have that limit also before their first frame', () => {
        const { watch, sent } = make({ 'relay/-': 3_000 });
        watch('relay/-');
        pass(3_000);
        assert.deepEqual(sent, ['relay/- silent']);
    });

    it('do not count the time in which flows stop and start', () => {
        const { watch, sent, events, flow } = make();
        watch('relay/-');
        pass(6_000);
        events.emit('flows:stopping');
        pass(60_000);
        assert.deepEqual(sent, []);
        flow();
        pass(3_999);
        assert.deepEqual(sent, []);
        pass(1);
        assert.deepEqual(sent, ['relay/- silent']);
    });

    it('are not reported any more once their filter is removed, and another filter goes on', () => {
        const { watch, unwatch, sent } = make();
        for (const filter of ['relay/-', 'led/-']) watch(filter);
        unwatch('relay/-');
        pass(SILENT_MS);
        assert.deepEqual(sent, ['led/- silent']);
        assert.equal(clock().pending, 0);
    });

    it('leave no listener on Node-RED after the end of the node', () => {
        const { silent, events } = make();
        assert.notDeepEqual(events.eventNames(), []);
        silent.end();
        assert.deepEqual(events.eventNames(), []);
    });
});
