// Every bound of a bridge for the text of one command (clown-talk, sections 8 and 10). Shares nothing with our own
// checks.

import assert from 'node:assert/strict';

export type Payload = Record<string, unknown>;

/** The frame of a text within all bounds; throws an AssertionError that names the exceeded bound. */
export function withinBounds(line: string): readonly [topic: string, payload: Payload] {
    assert.match(line, /^\[[^\n]*\]\n$/);
    assert.ok(line.length >= 8 && Buffer.byteLength(line) - 1 <= 2_048);
    assert.equal(tokens(JSON.parse(line)) <= 20, true, 'more than 20 tokens');
    const [topic, payload, ...more] = JSON.parse(line) as [string, Payload];
    assert.equal(more.length, 0);
    assert.ok(line.startsWith(`["${topic}", {`), 'an escape in the topic');
    const levels = topic.split('/');
    assert.ok(levels.length === 3 || levels.length === 4, topic);
    assert.ok(levels.length === 3 || levels[2] !== 'get', topic);
    for (const level of levels) assert.ok(Buffer.byteLength(level) >= 1 && Buffer.byteLength(level) <= 31, level);
    const ending = `${levels[0]} ${levels.slice(2).join(' ')}`;
    const words = Object.keys(payload);
    switch (ending) {
        case 'relay set':
            assert.equal(words[0], 'state');
            assert.equal(typeof payload.state, 'boolean');
            break;
        case 'led set':
            assert.equal(words[0], 'state');
            assert.match(String(payload.state), /^(?:off|on|[123]-dot)$/);
            break;
        case 'display-oled set':
            if (words.includes('raw')) {
                assert.equal(words.length, 1);
                assert.equal(String(payload.raw).length, 1368);
                assert.equal(Buffer.from(String(payload.raw), 'base64').length, 1024);
                assert.ok(String(payload.raw).endsWith('='));
            } else {
                assert.ok(words.length >= 1 && words.length <= 8);
                for (const word of words) {
                    assert.match(word, /^line-[0-7]$/);
                    // The bridge counts, and draws, the bytes between the quotes.
                    assert.equal(JSON.stringify(payload[word]), `"${String(payload[word])}"`);
                    assert.match(String(payload[word]), /^[\x20-\x7e]{0,21}$/);
                }
            }
            break;
        case 'i2c get':
        case 'i2c set':
            assert.match(topic, /^i2c\/[01]\//);
            assert.match(String(payload.address), /^[0-7][0-9A-Fa-f]$/);
            assert.equal(typeof payload.address, 'string');
            if (ending === 'i2c set' || 'write' in payload) assert.ok(dataOf(payload.write).length > 0, 'no data');
            if (ending === 'i2c set') assert.deepEqual(words, ['address', 'write']);
            else {
                assert.ok('write' in payload ? dataOf(payload.write).length <= 2 : true);
                assert.ok(Number.isInteger(payload['read-length']));
                assert.ok(Number(payload['read-length']) >= 1 && Number(payload['read-length']) <= 60);
            }
            break;
        case 'i2c config scan':
        case '- config list':
            assert.match(line, /, \{\}\]\n$/);
            break;
    }
    if (ending.endsWith(' config update')) {
        assert.notEqual(levels[0], 'relay');
        const interval = payload['publish-interval'];
        const least = levels[0] === 'co2-sensor' ? 16 : 1;
        if (interval === null) assert.equal(least, 1);
        else assert.ok(Number.isInteger(interval) && Number(interval) >= least && Number(interval) <= 86_400);
    }
    return [topic, payload];
}

function tokens(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 1;
    const own = Object.values(value).reduce<number>((sum, inner) => sum + tokens(inner), 1);
    return Array.isArray(value) ? own : own + Object.keys(value).length;
}

/** The bytes of I2C data in the one form that is sent. */
export function dataOf(data: unknown): Buffer {
    assert.ok(typeof data === 'string');
    assert.match(data, /^[0-9A-Fa-f]{2}(?:,[0-9A-Fa-f]{2})*$/);
    return Buffer.from(data.replaceAll(',', ''), 'hex');
}
