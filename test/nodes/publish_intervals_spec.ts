// The publish interval of a device, from the response of its hub or from the table of the hub node, and its silence limit.

import assert from 'node:assert/strict';
import { intervalsOf, silenceLimitsOf } from '../../nodes/runtime/hub/publish-intervals';
import type { Hub } from '../../src/hub';

describe('the publish interval of a device', () => {
    const DEVICE = 'co2-meter/i2c0-38';

    function interval(device: string, confirmed?: unknown): unknown {
        const last = new Map([[`${DEVICE}/config/ok`, { frame: { payload: { 'publish-interval': confirmed } } }]]);
        const hub = { lastFrames: confirmed === undefined ? new Map() : last };
        const of = (topic: string) => hub.lastFrames.get(topic);
        const rows = [
            { device: 'CO2-Meter/I2C0-38', seconds: 60 },
            { device: 'thermometer/i2c0-48', seconds: null },
        ];
        return intervalsOf({ lastFrames: { of } } as unknown as Hub, rows as never)(device);
    }

    const ROWS: readonly (readonly [string, device: string, confirmed: unknown, expected: unknown])[] = [
        ['is the one that the hub has confirmed', DEVICE, 30, { seconds: 30, source: 'confirmed' }],
        ['is none if the hub has confirmed that', DEVICE, null, { seconds: null, source: 'confirmed' }],
        [
            'is else the one of its row, however that is spelled',
            DEVICE,
            undefined,
            { seconds: 60, source: 'configured' },
        ],
        ['is that of its row also in capitals', DEVICE.toUpperCase(), undefined, { seconds: 60, source: 'configured' }],
        ['is else the default of its type', 'lux-meter/i2c0-44', undefined, { seconds: 1, source: 'default' }],
        ['is not known of another type', 'lamp/0', undefined, undefined],
    ];
    for (const [name, device, confirmed, expected] of ROWS) {
        it(name, () => assert.deepEqual(interval(device, confirmed), expected));
    }
});

describe('the silence limit of a device', () => {
    it('is in milliseconds, also none at all, and only where its row has one', () => {
        const rows = [{ device: 'a/b', silentAfter: 30 }, { device: 'c/d', silentAfter: 0 }, { device: 'e/f' }];
        assert.deepEqual(
            [...silenceLimitsOf(rows as never)],
            [
                ['a/b', 30_000],
                ['c/d', 0],
            ],
        );
    });
});
