// The download of a recording by a browser that takes it slowly, or goes away.

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { sendLines } from '../../nodes/admin/recordings';

describe('the download of a recording', () => {
    async function* lines(count: number, ended: () => void = () => {}): AsyncGenerator<string> {
        try {
            for (let line = 1; line <= count; line++) yield await Promise.resolve(`line ${line}`);
        } finally {
            ended();
        }
    }

    it('waits for a slow browser, and leaves no listener for each wait', async () => {
        let text = '';
        let most = 0;
        const slow = new Writable({
            highWaterMark: 1,
            write(chunk, _encoding, done) {
                text += chunk;
                most = Math.max(most, this.listenerCount('close'), this.listenerCount('drain'));
                setImmediate(done);
            },
        });
        await sendLines(lines(30), (line) => (line === 'line 2' ? undefined : line), slow);
        assert.match(text, /^line 1\nline 3\n(?:line \d+\n)*line 30\n$/);
        assert.ok(most < 10, `${most} listeners`);
    });

    it('stops reading when the browser is gone', async () => {
        let isEnded = false;
        const gone = new Writable({
            highWaterMark: 1,
            write(_chunk, _encoding, done) {
                done();
                this.destroy();
            },
        });
        const sent = sendLines(
            lines(1_000_000, () => {
                isEnded = true;
            }),
            (line) => line,
            gone,
        );
        await assert.rejects(sent, { code: 'ERR_STREAM_PREMATURE_CLOSE' });
        assert.ok(isEnded);
    });
});
