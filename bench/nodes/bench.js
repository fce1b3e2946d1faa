// Nodes for the measurements: the sink and the source that all variants share, and the trivial nodes: the least that a
// node for a hub can do. One connection, the subscribers of a topic remembered, an own payload for each; no reconnect, no
// status, no check of anything.

module.exports = (RED) => {
    const { meter, wsPath } = globalThis.bench;
    const WebSocket = require(wsPath);

    RED.nodes.registerType('bench-sink', function (def) {
        RED.nodes.createNode(this, def);
        this.on('input', (msg, _send, done) => {
            meter.hit(msg.payload, msg.topic);
            done();
        });
    });

    /**
     * Sends the requested number of messages, with these topics in turn; `form` makes their payload a pair of topic and
     * payload, or the line that goes over the wire.
     */
    RED.nodes.registerType('bench-source', function (def) {
        RED.nodes.createNode(this, def);
        const { topics, payload: usual, form } = def;
        let next = 0;
        meter.setSource((count, t) => {
            for (let index = 0; index < count; index++) {
                const topic = topics[next++ % topics.length];
                const payload = t ? { ...usual, t } : { ...usual };
                if (form === 'text') this.send({ payload: JSON.stringify([topic, payload]) });
                else if (form === 'pair') this.send({ payload: [topic, payload] });
                else this.send({ topic, payload });
            }
            meter.sent(count);
        });
    });

    /** Takes a message and does nothing with it. */
    RED.nodes.registerType('bench-nothing', function (def) {
        RED.nodes.createNode(this, def);
        this.on('input', (_msg, _send, done) => {
            meter.echo();
            done();
        });
    });

    /** Receives nothing. */
    RED.nodes.registerType('bench-idle', function (def) {
        RED.nodes.createNode(this, def);
    });

    RED.nodes.registerType('bench-trivial-hub', function (def) {
        RED.nodes.createNode(this, def);
        const exact = new Map();
        const others = [];
        const cache = new Map();
        this.add = (filter, node) => {
            cache.clear();
            if (!/[+#]/.test(filter)) exact.set(filter, [...(exact.get(filter) ?? []), node]);
            else others.push([filter.split('/'), node]);
        };
        const find = (topic) => {
            const levels = topic.split('/');
            const found = [...(exact.get(topic) ?? [])];
            for (const [names, node] of others) if (matches(names, levels)) found.push(node);
            cache.set(topic, found);
            return found;
        };
        const ws = new WebSocket(def.url, { perMessageDeflate: false });
        const pending = new Map();
        ws.on('message', (data) => {
            const text = data.toString();
            const [topic, payload] = JSON.parse(text);
            if (pending.size > 0) pending.get(topic)?.shift()?.(payload);
            const nodes = cache.get(topic) ?? find(topic);
            for (let index = 0; index < nodes.length; index++) {
                // To parse once more is at least as cheap as cloneMessage, and half the price for a large payload.
                nodes[index].send({ topic, payload: index === 0 ? payload : JSON.parse(text)[1] });
            }
        });
        ws.on('error', () => {});
        // One system call for each message, or with `corked` one for all of a turn of the event loop.
        let isCorked = false;
        const cork = (socket) => {
            isCorked = true;
            socket.cork();
            setImmediate(() => {
                isCorked = false;
                socket.uncork();
            });
        };
        this.publish = (topic, payload, done) => {
            if (def.corked && !isCorked) cork(ws._socket);
            ws.send(`${JSON.stringify([topic, payload])}\n`, done);
        };
        /** The response has the topic of the device; the oldest request gets the first response. */
        this.request = (topic, payload, onResponse) => {
            const device = topic.slice(0, topic.lastIndexOf('/'));
            const queue = pending.get(device) ?? [];
            pending.set(device, queue);
            queue.push(onResponse);
            this.publish(topic, payload);
        };
        this.on('close', () => ws.close());
    });

    RED.nodes.registerType('bench-trivial-request', function (def) {
        RED.nodes.createNode(this, def);
        const hub = RED.nodes.getNode(def.hub);
        this.on('input', (msg, send, done) => {
            hub.request(msg.topic, msg.payload, (payload) => {
                send({ ...msg, payload });
                done();
            });
        });
    });

    RED.nodes.registerType('bench-trivial-in', function (def) {
        RED.nodes.createNode(this, def);
        RED.nodes.getNode(def.hub)?.add(def.filter, this);
    });

    RED.nodes.registerType('bench-trivial-out', function (def) {
        RED.nodes.createNode(this, def);
        const hub = RED.nodes.getNode(def.hub);
        this.on('input', (msg, _send, done) => hub.publish(msg.topic, msg.payload, done));
    });
};

function matches(names, levels) {
    if (names.at(-1) === '#') return names.slice(0, -1).every((name, at) => name === '+' || name === levels[at]);
    return names.length === levels.length && names.every((name, at) => name === '+' || name === levels[at]);
}
