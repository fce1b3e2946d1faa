// Nodes for the measurements: the sink and the source that all variants share, and the floor: the least that a node for
// a hub can do. One connection, the subscribers of a topic remembered, an own payload for each; no reconnect, no status,
// no check of anything.

module.exports = (RED) => {
    const { meter, wsPath } = globalThis.bench;
    const WebSocket = require(wsPath);

    RED.nodes.registerType('bench-sink', function (def) {
        RED.nodes.createNode(this, def);
        this.on('input', (msg, _send, done) => {
            meter.hit(msg.payload);
            done();
        });
    });

    /** Sends as many messages as it is asked for; `text` makes them the line that goes over the wire. */
    RED.nodes.registerType('bench-source', function (def) {
        RED.nodes.createNode(this, def);
        meter.setSource((count, t) => {
            for (let index = 0; index < count; index++) {
                const payload = t ? { state: '1-dot', t } : { state: '1-dot' };
                if (def.text) this.send({ payload: JSON.stringify(['led/-/set', payload]) });
                else if (def.pair) this.send({ payload: ['led/-/set', payload] });
                else this.send({ topic: def.topic || 'led/-/set', payload });
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

    RED.nodes.registerType('bench-floor-hub', function (def) {
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
        ws.on('message', (data) => {
            const [topic, payload] = JSON.parse(data);
            const nodes = cache.get(topic) ?? find(topic);
            for (let index = 0; index < nodes.length; index++) {
                nodes[index].send({ topic, payload: index === 0 ? payload : RED.util.cloneMessage(payload) });
            }
        });
        ws.on('error', () => {});
        this.publish = (topic, payload, done) => ws.send(JSON.stringify([topic, payload]), done);
        this.on('close', () => ws.close());
    });

    RED.nodes.registerType('bench-floor-in', function (def) {
        RED.nodes.createNode(this, def);
        RED.nodes.getNode(def.hub)?.add(def.filter, this);
    });

    RED.nodes.registerType('bench-floor-out', function (def) {
        RED.nodes.createNode(this, def);
        const hub = RED.nodes.getNode(def.hub);
        this.on('input', (msg, _send, done) => hub.publish(msg.topic, msg.payload, done));
    });
};

function matches(names, levels) {
    if (names.at(-1) === '#') return names.slice(0, -1).every((name, at) => name === '+' || name === levels[at]);
    return names.length === levels.length && names.every((name, at) => name === '+' || name === levels[at]);
}
