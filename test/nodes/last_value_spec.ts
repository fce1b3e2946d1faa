// The last value that the status of a clown in shows, without Node-RED: of which device, how old, and from before a restart.

import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import { LastValue } from '../../nodes/runtime/output/last-value';
import type { SubscriptionOwner } from '../../nodes/runtime/output/subscription-owner';
import type { AgedStatus } from '../../nodes/runtime/status/status';
import { factoryFor } from '../../nodes/shared/message-factory';
import { DeviceNames } from '../../src/protocol/device-names';
import { parseFrame } from '../../src/protocol/frame';
import type { KeptValue } from '../../src/receive/kept-values';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import { checkUnits } from '../../src/settings/unit-settings';
import { good } from '../support/results';
import { translate } from './support/catalogue';

const NAMES = new DeviceNames([{ device: 'thermometer/i2c0-48', name: 'attic' }]);
const MINUTE_MS = 60_000;

function received(text: string, at = 0): ReceivedFrame {
    return { frame: good(parseFrame(text)), text, time: 0, at };
}

interface Kept {
    readonly topic: string;
    readonly text: string;
    readonly age?: number;
    /** It is too old to be shown, though it is still there. */
    isTooOld?: boolean;
}

interface Rig {
    readonly last: LastValue;
    /** How often the status was to show a value. */
    shown(): number;
    /** The values from before, which a test may change. */
    readonly kept: Kept[];
    readonly filters: string[];
    at(now?: number): string | undefined;
    keptText(): string | undefined;
}

function make(settings: Readonly<Record<string, unknown>> = {}, more: object = {}): Rig {
    let count = 0;
    const kept: Kept[] = [];
    const filters = ['#'];
    const { output = 'payload', quantity, ...units } = settings;
    const attached = {
        RED: { _: translate } as unknown as NodeAPI,
        label: 'Attic',
        names: DeviceNames.NONE,
        settings: { make: good(factoryFor({ output, quantity })), convert: good(checkUnits(units)), quantity },
        silenceLimits: new Map([['thermometer/own', 5 * MINUTE_MS]]),
        interval: (topic: string) => (topic.endsWith('slow') ? { seconds: 300, source: 'configured' } : undefined),
        hub: {
            kept: {
                get isEmpty() {
                    return kept.length === 0;
                },
                has: (one: Kept) => kept.includes(one),
                matching: (wanted: readonly string[]) =>
                    wanted.length === 0 ? [] : (kept as unknown as readonly KeptValue[]),
                read: (one: Kept) =>
                    kept.includes(one) && !one.isTooOld
                        ? { received: received(one.text), age: one.age, before: 'restart' }
                        : undefined,
            },
        },
        showValue: () => count++,
        ...more,
    };
    const last = new LastValue(attached as unknown as SubscriptionOwner, { filters });
    const textOf = (status: AgedStatus | undefined): string | undefined => status?.status.text;
    return {
        ...{ last, kept, filters, shown: () => count },
        at: (now = 0) => textOf(last.valueAt(now)),
        keptText: () => textOf(last.keptStatus()),
    };
}

const reading = (device: string, value: number): string =>
    `["thermometer/${device}", {"temperature": [${value}, "°C"]}]`;

describe('the last value of a node', () => {
    it('is that of the latest frame, which the status is asked to show', () => {
        const { last, at, shown } = make();
        assert.equal(at(), undefined);
        last.received(received(reading('i2c0-48', 21)));
        last.received(received(reading('i2c0-48', 22)));
        assert.deepEqual([at(), shown()], ['22 °C', 2]);
    });

    it('is in the units of the messages', () => {
        const { last, at } = make({ temperatureUnit: '°F' });
        last.received(received(reading('i2c0-48', 21)));
        assert.equal(at(), '69.8 °F');
    });

    it('is the quantity of the messages only', () => {
        const { last, at } = make({ output: 'quantity', quantity: 'pressure' });
        last.received(received('["barometer/-", {"altitude": [12, "m"], "pressure": [97.8, "kPa"]}]'));
        assert.equal(at(), '97.8 kPa');
    });

    const WHOSE: readonly (readonly [
        string,
        filters: readonly string[],
        names: DeviceNames,
        first: string,
        last: string,
    ])[] = [
        ['its type under all', ['#'], DeviceNames.NONE, '1 °C', 'thermometer: 2 °C'],
        ['its address under one type', ['thermometer/+'], DeviceNames.NONE, '1 °C', 'i2c1-49: 2 °C'],
        [
            'its type under several, one of them open',
            ['thermometer/+', '+/i2c1-49'],
            DeviceNames.NONE,
            '1 °C',
            'thermometer: 2 °C',
        ],
        [
            'its name',
            ['#'],
            new DeviceNames([{ device: 'thermometer/i2c1-49', name: 'cellar' }]),
            '1 °C',
            'cellar: 2 °C',
        ],
    ];
    for (const [name, filters, names, first, second] of WHOSE) {
        it(`has ${name} before it once there are several devices`, () => {
            const rig = make({}, { names });
            rig.filters.splice(0, 1, ...filters);
            rig.last.received(received(reading('i2c0-48', 1)));
            assert.equal(rig.at(), first);
            rig.last.received(received(reading('i2c1-49', 2)));
            assert.equal(rig.at(), second);
            rig.last.received(received(reading('i2c0-48', 1)));
            assert.ok(rig.at()?.includes(': 1 °C'));
        });
    }

    it('of a device without an address has its type', () => {
        const rig = make();
        rig.filters.splice(0, 1, 'relay/-', 'led/-');
        for (const text of ['["relay/-", {"state": true}]', '["led/-", {"state": "on"}]']) {
            rig.last.received(received(text));
            rig.at();
        }
        assert.equal(rig.at(), 'led: on');
    });

    const AGES: readonly (readonly [string, text: string, oldMs: number | undefined])[] = [
        ['is old after a minute', reading('i2c0-48', 1), MINUTE_MS],
        ['is old after three known intervals', reading('slow', 1), 15 * MINUTE_MS],
        ['is old after the silence limit of its device', reading('own', 1), 5 * MINUTE_MS],
        ['is never old for a relay', '["relay/-", {"state": true}]', undefined],
    ];
    for (const [name, text, oldMs] of AGES) {
        it(name, () => {
            const { last } = make();
            last.received(received(text, 1_000));
            const fresh = last.valueAt(1_000);
            assert.deepEqual([fresh?.status.fill, fresh?.nextMs], ['green', oldMs]);
            if (oldMs !== undefined) assert.equal(last.valueAt(1_000 + oldMs)?.status.fill, 'grey');
        });
    }
});

describe('the value from before a restart', () => {
    const OLD = { topic: 'thermometer/i2c0-48', text: reading('i2c0-48', 1), age: 180_000 };
    const NEWER = { topic: 'thermometer/i2c1-49', text: reading('i2c1-49', 2), age: 120_000 };
    const EMPTY = { topic: 'x/y', text: '["x/y", {"n": 1}]', age: 60_000 };

    it('is shown with its age until a value is received', () => {
        const { last, kept, keptText } = make();
        assert.deepEqual([last.hasKept, keptText()], [false, undefined]);
        kept.push(OLD);
        assert.deepEqual([last.hasKept, keptText()], [true, '1 °C · 3 min ago']);
        last.received(received(reading('i2c0-48', 5)));
        assert.deepEqual([last.hasKept, keptText()], [false, undefined]);
    });

    it('is the latest one that gives a message, with its device if there are several', () => {
        const { kept, keptText } = make({ output: 'quantity', quantity: 'temperature' }, { names: NAMES });
        kept.push(OLD, NEWER, EMPTY);
        assert.equal(keptText(), 'thermometer: 2 °C · 2 min ago');
        kept.splice(1, 1);
        assert.equal(keptText(), 'attic: 1 °C · 3 min ago');
    });

    it('is no longer shown when it is too old', () => {
        const { kept, keptText } = make();
        const one: Kept = { ...OLD };
        kept.push(one);
        assert.equal(keptText(), '1 °C · 3 min ago');
        one.isTooOld = true;
        assert.equal(keptText(), undefined);
    });

    it('is searched once, and again when that value is gone or the filters have changed', () => {
        let searches = 0;
        const { last, kept, keptText, filters } = make();
        const search = kept.includes.bind(kept);
        kept.push(OLD);
        keptText();
        kept.includes = (one) => {
            searches++;
            return search(one);
        };
        assert.equal(keptText(), '1 °C · 3 min ago');
        assert.equal(searches, 2, 'it is still there, and it is read');
        kept.push(NEWER);
        assert.equal(keptText(), '1 °C · 3 min ago');
        last.filtersChanged();
        assert.equal(keptText(), 'thermometer: 2 °C · 2 min ago');
        filters.length = 0;
        last.filtersChanged();
        assert.equal(keptText(), undefined);
        kept.push(EMPTY);
        assert.equal(keptText(), undefined, 'none was there under these filters');
    });
});
