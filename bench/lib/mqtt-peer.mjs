// A publisher and a subscriber at Mosquitto, by hand: QoS 0 and nothing else.

import { connect } from 'node:net';

/** One MQTT connection that publishes and subscribes with QoS 0. */
export class MqttPeer {
    #socket;
    #rest = Buffer.alloc(0);
    #listener;

    /** @param {number} port */
    constructor(port) {
        this.#socket = connect(port, '127.0.0.1');
        this.#socket.setNoDelay(true);
        this.#socket.write(packet(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, 2, 0, 0]), text('bench-peer')])));
        const filters = ['led/#', 'relay/#'].map((filter) => Buffer.concat([text(filter), Buffer.from([0])]));
        this.#socket.write(packet(0x82, Buffer.concat([Buffer.from([0, 1]), ...filters])));
        this.connected = new Promise((resolve) => this.#socket.once('data', resolve));
        this.#socket.on('data', (data) => this.#read(data));
    }

    /** The packet for a frame; a retained one without a payload takes the one before it back. */
    static publishOf([topic, payload], isRetained = false) {
        const body = Buffer.from(payload === undefined ? '' : JSON.stringify(payload));
        return packet(isRetained ? 0x31 : 0x30, Buffer.concat([text(topic), body]));
    }

    write(bytes) {
        this.#socket.write(bytes);
    }

    /** Calls `listener` with payload and topic of everything below `led/` and `relay/`. */
    onPublish(listener) {
        this.#listener = listener;
    }

    #read(bytes) {
        const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
        let at = 0;
        while (at + 2 <= data.length) {
            let length = 0;
            let body = at + 1;
            for (let shift = 0; ; shift += 7) {
                const byte = data[body++] ?? 0;
                length |= (byte & 0x7f) << shift;
                if (byte < 0x80) break;
            }
            if (body + length > data.length) break;
            if (data[at] >> 4 === 3) this.#publish(data, body, body + length);
            at = body + length;
        }
        this.#rest = Buffer.from(data.subarray(at));
    }

    #publish(data, at, end) {
        const payload = at + 2 + data.readUInt16BE(at);
        this.#listener?.(data.toString('latin1', payload, end), data.toString('latin1', at + 2, payload));
    }
}

function text(value) {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function packet(type, body) {
    const length = [];
    for (let rest = body.length; ; rest >>= 7) {
        length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
        if (rest <= 0x7f) break;
    }
    return Buffer.concat([Buffer.from([type, ...length]), body]);
}
