// WebSocket frames by hand: the far end is to cost as little as can be, and to be the same for all.

/** A line as a bridge writes it: plain ASCII, a space after each comma and colon. */
export function lineOf([topic, payload]) {
    const pairs = Object.entries(payload).map(([key, value]) => `"${key}": ${jsonOf(value)}`);
    return `["${topic}", {${pairs.join(', ')}}]\n`;
}

function jsonOf(value) {
    if (Array.isArray(value)) return `[${value.map(jsonOf).join(', ')}]`;
    return JSON.stringify(value).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * One text frame from a server.
 *
 * @param {string} text
 */
export function frameOf(text) {
    const body = Buffer.from(text);
    const head =
        body.length < 126
            ? Buffer.from([0x81, body.length])
            : Buffer.from([0x81, 126, body.length >> 8, body.length & 0xff]);
    return Buffer.concat([head, body]);
}

/** Takes frames of a client out of what arrives; they are shorter than 64 kB. */
export class FrameReader {
    #rest = Buffer.alloc(0);

    /** Counts the lines of what is whole; one message may hold several, each with its end or without. */
    count(bytes, counted) {
        let found = 0;
        this.#walk(bytes, (data, _at, mask, body, length) => {
            const end = body + length;
            for (let index = body; index < end - 1; index++) {
                if ((data[index] ^ data[mask + ((index - body) & 3)]) === 10) found++;
            }
            if (length > 0) found++;
        });
        if (found > 0) counted(found);
    }

    /** Calls `onFrame` with the opcode and the text of each complete frame, line by line. */
    read(bytes, onFrame) {
        this.#walk(bytes, (data, at, mask, body, length) => {
            const own = Buffer.from(data.subarray(body, body + length));
            for (let index = 0; index < length; index++) own[index] ^= data[mask + (index & 3)];
            const lines = own.toString().split('\n').filter(Boolean);
            for (const line of lines.length > 0 ? lines : ['']) onFrame(data[at] & 0x0f, line);
        });
    }

    #walk(bytes, take) {
        const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
        let at = 0;
        while (at + 2 <= data.length) {
            const short = data[at + 1] & 0x7f;
            const mask = at + (short === 126 ? 4 : 2);
            if (mask > data.length) break;
            const length = short === 126 ? data.readUInt16BE(at + 2) : short;
            const body = mask + 4;
            if (body + length > data.length) break;
            take(data, at, mask, body, length);
            at = body + length;
        }
        this.#rest = at === data.length ? Buffer.alloc(0) : Buffer.from(data.subarray(at));
    }
}
