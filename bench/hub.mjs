// The far end, in a process of its own: a WebSocket server that writes frames prepared beforehand, and counts what it is
// sent; the same through Mosquitto for MQTT. How much is under way is bounded: the process under test gives a credit
// over a second connection for each chunk that it has delivered, and gets one for each chunk that arrived here.
// Requests get their responses in the order in which they arrive.

import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { chunksOf, inventedChunk } from './lib/chunks.mjs';
import { monotonicMs } from './lib/clock.mjs';
import { MqttPeer } from './lib/mqtt-peer.mjs';
import { FrameReader, frameOf, lineOf } from './lib/wire.mjs';

/** The last level of a request's topic. */
const GET = '/get';
const STATE = { state: '1-dot' };

/** @typedef {import('./lib/types.mjs').Traffic} Traffic */

/** @type {Map<string, import('node:net').Socket[]>} */
const sockets = new Map();
/** @type {Map<string, import('node:net').Socket>} */
const controls = new Map();
/** @type {MqttPeer | undefined} */
let mqtt;
/** @type {{ id: string, traffic: Traffic, chunks: Buffer[], next: number, credited: boolean } | undefined} */
let run;
let received = 0;
let creditedAt = 0;
/** @type {number[]} */
let latencies = [];
/** @type {NodeJS.Timeout | undefined} */
let pacer;
/** What is written to each client of this name as soon as it is there. @type {{ id: string, bytes: Buffer } | undefined} */
let announced;

const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('data', (data) => {
        const head = data.toString('latin1');
        const id = /^GET \/(\S*)/.exec(head)?.[1] ?? '';
        const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1] ?? '';
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
        socket.write(
            `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        const all = sockets.get(id) ?? [];
        all.push(socket);
        sockets.set(id, all);
        socket.on('close', () => all.splice(all.indexOf(socket), 1));
        const reader = new FrameReader();
        socket.on('data', (bytes) => onData(id, socket, reader, bytes));
        if (announced?.id === id) socket.write(announced.bytes);
    });
});

const control = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('data', (data) => {
        controls.set(data.toString().trim(), socket);
        socket.on('data', (credits) => {
            for (let index = 0; index < credits.length; index++) credit();
        });
    });
});

/** Data of a client: commands are counted while sending is measured, otherwise they get a response. */
function onData(id, socket, reader, bytes) {
    const isSending = run?.id === id && run.traffic.kind === 'send';
    if (isSending && !run.traffic.timed) {
        reader.count(bytes, (count) => arrived(count));
        return;
    }
    const answers = [];
    reader.read(bytes, (opcode, text) => {
        if (opcode === 8) socket.end(Buffer.from([0x88, 0]));
        if (opcode === 9) socket.write(Buffer.from([0x8a, 0]));
        if (opcode > 2) return;
        if (isSending) timed(text);
        else if (run?.traffic.kind === 'request' && run.id === id) {
            const end = text.indexOf(GET);
            if (end > 0) answers.push(frameOf(lineOf([text.slice(2, end), STATE])));
        } else if (text.includes('clown.talk/-/config/set')) socket.write(frameOf('["clown.talk/-/config/ok", {}]\n'));
        else if (text.includes('-/-/config/list')) {
            socket.write(frameOf('["-/-/config/list/ok", {"sensors": [], "actuators": ["led/-"]}]\n'));
        } else if (text.includes('led/-/set') || text.includes('led/-/get')) {
            socket.write(frameOf('["led/-", {"state": "1-dot"}]\n'));
        }
    });
    if (answers.length > 0) socket.write(Buffer.concat(answers));
}

/** The same through MQTT. */
function respond(_payload, topic) {
    if (topic.endsWith(GET)) mqtt.write(MqttPeer.publishOf([topic.slice(0, -GET.length), STATE]));
}

function arrived(count) {
    received += count;
    while (run && received - creditedAt >= run.traffic.chunk) {
        creditedAt += run.traffic.chunk;
        controls.get(run.id)?.write('.');
    }
}

function timed(text) {
    const sentAt = /"t":\s*([\d.]+)/.exec(text)?.[1];
    if (sentAt) latencies.push(monotonicMs() - Number(sentAt));
}

/** The process under test has delivered a chunk. */
function credit() {
    if (run?.traffic.kind !== 'receive' || run.traffic.rate) return;
    run.credited = true;
    push();
}

function push() {
    const { id, traffic, chunks } = run;
    const at = run.next++;
    const chunk = traffic.invented ? inventedChunk(traffic) : chunks[at % chunks.length];
    const own = sockets.get(id) ?? [];
    if (traffic.mqtt) mqtt.write(chunk);
    else if (traffic.spread) own[at % own.length]?.write(chunk);
    else for (const socket of own) socket.write(chunk);
}

/** Fills the window; until the first credit comes it is filled again, for a subscription may take its time. */
function fill() {
    for (let count = 0; count < run.traffic.window; count++) push();
    const own = run;
    setTimeout(() => {
        if (run === own && !own.credited) fill();
    }, 1000).unref();
}

/** One frame at a time to all of them, with the time at which it was written; or through MQTT, or both. */
function pace(ids, { frames, rate }, withMqtt) {
    const began = monotonicMs();
    let sent = 0;
    const write = () => {
        for (const due = ((monotonicMs() - began) * rate) / 1000; sent < due; sent++) {
            const [topic, payload] = frames[sent % frames.length];
            const frame = [topic, { ...payload, t: monotonicMs() }];
            if (withMqtt) mqtt.write(MqttPeer.publishOf(frame));
            const bytes = frameOf(lineOf(frame));
            for (const id of ids) for (const socket of sockets.get(id) ?? []) socket.write(bytes);
        }
    };
    pacer = setInterval(write, Math.max(1, Math.floor(250 / rate)));
}

function listenerFor({ kind, timed: isTimed }) {
    if (kind === 'request') return respond;
    if (kind !== 'send') return undefined;
    return isTimed ? timed : () => arrived(1);
}

const orders = {
    async listen() {
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        await new Promise((resolve) => control.listen(0, '127.0.0.1', resolve));
        return { port: server.address().port, control: control.address().port };
    },
    async mqtt({ port }) {
        mqtt = new MqttPeer(port);
        await mqtt.connected;
    },
    /** Waits until a client is there, with both connections. */
    async expect({ id, count = 1 }) {
        for (let tries = 0; tries < 1000; tries++) {
            if (controls.has(id) && (sockets.get(id)?.length ?? 0) >= count) return;
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        throw new Error(`${id} did not connect`);
    },
    /** Clients with this id get all these frames on connect; MQTT subscribers get them as retained messages. */
    announce({ id, frames, mqtt: isMqtt }) {
        announced = isMqtt ? undefined : { id, bytes: Buffer.concat(frames.map((frame) => frameOf(lineOf(frame)))) };
        if (isMqtt) for (const frame of frames) mqtt.write(MqttPeer.publishOf(frame, true));
    },
    /** Frames for each client with this id, once. */
    write({ id, frames }) {
        const bytes = Buffer.concat(frames.map((frame) => frameOf(lineOf(frame))));
        for (const socket of sockets.get(id) ?? []) socket.write(bytes);
    },
    /** Takes it back. */
    silence({ frames, mqtt: isMqtt }) {
        announced = undefined;
        if (isMqtt) for (const [topic] of frames) mqtt.write(MqttPeer.publishOf([topic], true));
    },
    start({ id, traffic }) {
        const isPrepared = traffic.kind === 'receive' && !traffic.invented;
        run = { id, traffic, chunks: isPrepared ? chunksOf(traffic) : [], next: 0, credited: false };
        received = creditedAt = 0;
        latencies = [];
        if (traffic.mqtt) mqtt.onPublish(listenerFor(traffic));
        if (traffic.kind === 'receive') {
            if (traffic.rate) pace(traffic.mqtt ? [] : [id], traffic, traffic.mqtt);
            else fill();
        }
    },
    /** Frames at the rate of this traffic to several clients at the same time. */
    pace({ ids, traffic, mqtt: isMqtt }) {
        pace(ids, traffic, isMqtt);
    },
    stop() {
        run = undefined;
        clearInterval(pacer);
        mqtt?.onPublish(undefined);
        return { latencies };
    },
};

process.on('message', async ({ call, name, given }) => {
    try {
        process.send({ call, value: await orders[name](given) });
    } catch (error) {
        process.send({ call, fault: String(error.stack) });
    }
});
process.on('disconnect', () => process.exit());
