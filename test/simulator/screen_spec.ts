// What a display shows after a command: lines, cut and refused, or a picture
// (clown-talk, sections 8 and 10).

import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/simulator/chips';
import { Hardware } from '../../src/simulator/hardware';
import { BridgeRig } from '../support/bridge-rig';
import { line } from '../support/lines';

const OLED = 'display-oled/i2c0-3c';
const PICTURE = Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 251));
const RAW = PICTURE.toString('base64');

let rig: BridgeRig;

function set(payload: unknown, topic = OLED): void {
    rig.bridge.input(line(`${topic}/set`, payload));
}

/** The lines that are not empty, by number. */
function shown(topic = OLED): object {
    const lines = rig.bridge.board.screen(topic)?.lines ?? [];
    assert.equal(lines.length, 8);
    return Object.fromEntries([...lines.entries()].filter(([, text]) => text !== ''));
}

describe('simulator: screen', () => {
    beforeEach(() => {
        rig = new BridgeRig({ silent: true });
    });

    const LINES: readonly (readonly [name: string, payload: object, shown: object])[] = [
        ['one line', { 'line-0': 'Hello' }, { 0: 'Hello' }],
        ['the last line', { 'line-7': 'Hello' }, { 7: 'Hello' }],
        ['no ninth line, but those beside it', { 'line-8': 'x', 'line-1': 'y' }, { 1: 'y' }],
        [
            'all eight',
            Object.fromEntries([...'abcdefgh'].map((text, at) => [`line-${at}`, text])),
            Object.fromEntries([...'abcdefgh'].entries()),
        ],
        ['21 characters', { 'line-0': 'x'.repeat(21) }, { 0: 'x'.repeat(21) }],
        ['22 characters: cut to 21', { 'line-0': 'x'.repeat(22) }, { 0: 'x'.repeat(21) }],
        ['23 characters: refused, others not', { 'line-0': 'x'.repeat(23), 'line-1': 'y' }, { 1: 'y' }],
        ['bytes count, and each is a character', { 'line-0': 'ž' }, { 0: 'Å¾' }],
        ['11 characters of two bytes: cut within the last', { 'line-0': 'é'.repeat(11) }, { 0: `${'Ã©'.repeat(10)}Ã` }],
        ['12 characters of two bytes: refused', { 'line-0': 'é'.repeat(12) }, {}],
        ['escapes are drawn as they are', { 'line-0': 'a"b' }, { 0: 'a\\"b' }],
        ['a number is a text', { 'line-0': 42 }, { 0: '42' }],
        ['an empty text clears its line', { 'line-3': '' }, {}],
        ['another key', { text: 'x' }, {}],
        ['no key', {}, {}],
        ['keys that are nearly lines', { 'a-line-0': 'a', 'line-00': 'b', 'line-': 'c', 'line-1': 'd' }, { 1: 'd' }],
        ['a picture with a line beside it', { raw: RAW, 'line-0': 'x' }, { 0: 'x' }],
    ];
    for (const [name, payload, expected] of LINES) {
        it(name, () => {
            set(payload);
            assert.deepEqual(shown(), expected);
            assert.equal(rig.bridge.board.screen(OLED)?.picture, undefined);
            assert.deepEqual(rig.take(), [], 'a display sends nothing');
        });
    }

    it('keeps the lines that a command does not name', () => {
        set({ 'line-0': 'one', 'line-1': 'two' });
        set({ 'line-1': '', 'line-2': 'three' });
        assert.deepEqual(shown(), { 0: 'one', 2: 'three' });
    });

    it('a picture clears the texts, and a text the picture', () => {
        set({ 'line-0': 'one' });
        set({ raw: RAW });
        assert.deepEqual(rig.bridge.board.screen(OLED)?.picture, PICTURE);
        assert.deepEqual(shown(), {});
        set({ 'line-1': 'two' });
        assert.equal(rig.bridge.board.screen(OLED)?.picture, undefined);
        assert.deepEqual(shown(), { 1: 'two' });
    });

    it('what is refused leaves a picture alone', () => {
        set({ raw: RAW });
        set({ 'line-8': 'x', 'line-0': 'x'.repeat(23) });
        assert.deepEqual(rig.bridge.board.screen(OLED)?.picture, PICTURE);
    });

    const NO_PICTURES: readonly (readonly [name: string, raw: unknown])[] = [
        ['too long', Buffer.alloc(1025).toString('base64')],
        ['no base64', `${'?'.repeat(100)}=`],
        ['no text', 5],
        ['without padding', Buffer.alloc(3).toString('base64')],
        ['with text behind its padding', `${RAW}x`],
        ['with text before it', `?${RAW}`],
    ];
    for (const [name, raw] of NO_PICTURES) {
        it(`a picture ${name} is not drawn`, () => {
            set({ 'line-0': 'one' });
            set({ raw });
            assert.equal(rig.bridge.board.screen(OLED)?.picture, undefined);
            assert.deepEqual(shown(), { 0: 'one' });
        });
    }

    it('a key without quotes is no picture', () => {
        rig.bridge.input(`["${OLED}/set", {raw: "${RAW}"}]`);
        assert.equal(rig.bridge.board.screen(OLED)?.picture, undefined);
    });

    it('a short picture is drawn at the top, the rest stays dark', () => {
        set({ raw: Buffer.from([1, 2]).toString('base64') });
        assert.deepEqual(
            rig.bridge.board.screen(OLED)?.picture,
            Buffer.concat([Buffer.from([1, 2]), Buffer.alloc(1022)]),
        );
    });

    it('1368 characters are the picture', () => assert.equal(RAW.length, 1368));

    it('each display has a screen of its own; nothing else has one', () => {
        rig = new BridgeRig({ silent: true, hardware: new Hardware(CATALOGUE.map(({ topic }) => topic)) });
        set({ 'line-0': 'one' });
        set({ 'line-0': 'two' }, 'display-oled/i2c1-3c');
        set({ 'line-0': 'no' }, '-/i2c0-3d');
        assert.deepEqual(shown(), { 0: 'one' });
        assert.deepEqual(shown('display-oled/i2c1-3c'), { 0: 'two' });
        for (const topic of ['-/i2c0-3d', 'display-oled/i2c0-3d', 'relay/i2c0-3b', 'led/-']) {
            assert.equal(rig.bridge.board.screen(topic), undefined);
        }
    });
});
