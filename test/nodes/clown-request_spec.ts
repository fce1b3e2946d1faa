// clown request: the response is added to the message of the request, and to no other.

import assert from 'node:assert/strict';
import { useCommandRig } from './support/command-rig';
import { inNode, requestNode } from './support/flows';
import { clownOf, deploy, give, messagesAt, received, settled } from './support/runtime';

const RELAY = 'relay/i2c0-3b';
const THERMOMETER = 'thermometer/i2c0-48';

describe('clown request: the response on the message [Q1, Q4]', () => {
    const rig = useCommandRig(['request', 'other']);
    const payloads = (sink = 'request-sink'): unknown[] => received(sink).map(({ payload }) => payload);

    it('the message with the response on it: all else is kept, and the incoming message is unchanged', async () => {
        await rig.start(requestNode('request', { command: 'get', device: RELAY }));
        const res = { send: () => 'sent', headersSent: false };
        const req = { url: '/relay', get: () => 'header' };
        const msg = Object.freeze({
            _msgid: 'm',
            topic: 'mine',
            payload: Object.freeze({ a: 1 }),
            req,
            res,
            clown: 'old',
        });
        const begun = Date.now();
        give('request', msg);
        const [got] = await messagesAt('request-sink', 1);
        const { clown, ...rest } = got ?? {};
        assert.deepEqual(rest, { _msgid: 'm', topic: 'mine', payload: { state: null }, req, res });
        assert.equal(rest.req, req);
        assert.equal(rest.res, res);
        assert.notEqual(got, msg);
        const { time, ...details } = clown as { time: number };
        assert.deepEqual(details, {
            topic: RELAY,
            type: 'relay',
            address: 'i2c0-3b',
            bus: 0,
            event: '',
            hub: 'Attic',
        });
        assert.ok(time >= begun && time <= Date.now());
        await messagesAt('f1-complete-sink', 1);
        assert.deepEqual(received('f1-catch-sink'), []);
    });

    it('gives the event and the third element of the response', async () => {
        await rig.startWith(requestNode('request', { topic: `${THERMOMETER}/config/get` }));
        give('request', {});
        await rig.commanded();
        rig.peer.send(`["${THERMOMETER}/config/ok", {"publish-interval": 5}, {"qos": 1}]`);
        const [got] = await messagesAt('request-sink', 1);
        assert.deepEqual(got?.payload, { 'publish-interval': 5 });
        assert.equal(clownOf(got).event, 'config/ok');
        assert.deepEqual(clownOf(got).meta, { qos: 1 });
    });

    it('clown in receives the response too, and the copy of the one is not that of the other', async () => {
        const question = requestNode('request', { command: 'get', device: RELAY });
        await rig.start([...question, ...inNode('in', { topic: RELAY })]);
        give('request', {});
        const [got] = await messagesAt('request-sink', 1);
        const [other] = await messagesAt('in-sink', 1);
        assert.deepEqual([got?.payload, other?.payload], [{ state: null }, { state: null }]);
        Object.assign(got?.payload as object, { state: 'changed by a flow' });
        assert.deepEqual(other?.payload, { state: null });
        // Nor is it the one that the hub node keeps.
        const late = inNode('late', { topic: RELAY, replay: true });
        await deploy(rig.flow([...question, ...late]));
        const [again] = await messagesAt('late-sink', 1);
        assert.deepEqual(again?.payload, { state: null });
    });

    it('several at once: one response for each, first in, first out', async () => {
        await rig.startWith([
            ...requestNode('request', { topic: `${THERMOMETER}/get` }),
            ...requestNode('other', { topic: `${THERMOMETER}/get` }),
        ]);
        for (const id of ['request', 'other', 'request']) give(id, { id });
        await rig.commanded(3);
        for (const n of [1, 2]) rig.peer.send(`["${THERMOMETER}", {"temperature": [${n}, "℃"]}]`);
        await messagesAt('other-sink', 1);
        await settled();
        assert.deepEqual(payloads(), [{ temperature: [1, '℃'] }]);
        assert.deepEqual(payloads('other-sink'), [{ temperature: [2, '℃'] }]);
        rig.peer.send(`["${THERMOMETER}", {"temperature": [3, "℃"]}]`);
        await messagesAt('request-sink', 2);
        rig.peer.send(`["${THERMOMETER}", {"temperature": [4, "℃"]}]`);
        await settled();
        assert.deepEqual(payloads(), [{ temperature: [1, '℃'] }, { temperature: [3, '℃'] }]);
        assert.equal(received('f1-complete-sink').length, 3);
    });

    it('several about different devices: in the order of the responses', async () => {
        await rig.startWith(requestNode('request', {}));
        for (const device of [RELAY, 'led/-', THERMOMETER]) give('request', { topic: `${device}/get`, device });
        await rig.commanded(3);
        for (const device of [THERMOMETER, RELAY, 'led/-']) rig.peer.send(`["${device}", {"state": true}]`);
        const got = await messagesAt('request-sink', 3);
        assert.deepEqual(
            got.map((msg) => [msg.device, clownOf(msg).topic]),
            [THERMOMETER, RELAY, 'led/-'].map((device) => [device, device]),
        );
    });
});
