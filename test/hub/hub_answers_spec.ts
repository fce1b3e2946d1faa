// Answers that are none of ours: other devices, other clients of the same hub, echoes of a broker; and hubs that answer
// in another way.

import assert from 'node:assert/strict';
import type { RequestOptions } from '../../src/send/request';
import { connect } from '../support/client';
import { ClientHub, endClientHubs } from '../support/client-hub';
import { endHubs, startSilentHub } from '../support/hub';
import { leavesNothing } from '../support/leaks';
import { START } from '../support/lines';
import { until } from '../support/wait';

const RELAY = 'relay/i2c0-3b';
/** How long to wait where the first response, or each of them, stays away. */
const UNANSWERED = { timeoutMs: 600 };

/** Collects the answers to questions, as topic and payload, or the code of the reason why there is none. */
class Asker {
    readonly responses: string[] = [];

    constructor(readonly client: ClientHub) {}

    ask(topic: string, payload: unknown, more: Partial<RequestOptions> = {}): void {
        void this.client.request(topic, payload, more).then((answer) => {
            const frame = answer.ok ? answer.value?.frame : undefined;
            this.responses.push(answer.ok ? `${frame?.topic} ${JSON.stringify(frame?.payload)}` : answer.reason.code);
        });
    }

    async answered(count: number): Promise<string[]> {
        await until(() => this.responses.length === count, `${count} answers`);
        return this.responses;
    }
}

async function start(options: Parameters<typeof startSilentHub>[0] = {}) {
    const simulator = await startSilentHub(options);
    const client = new ClientHub(simulator.url);
    await client.ready();
    return { simulator, client, asker: new Asker(client) };
}

describe('hub: answers', () => {
    leavesNothing(endClientHubs, endHubs);

    it('questions of different kinds at once each get their own', async () => {
        const { asker } = await start();
        asker.ask('i2c/0/config/scan', {});
        asker.ask('led/-/get', {});
        asker.ask('-/-/config/list', {});
        asker.ask('led/-/config/get', {});
        asker.ask(`${RELAY}/set`, true);
        const topics = (await asker.answered(5)).map((answer) => answer.split(' ')[0]);
        const expected = ['led/-', '-/-/config/list/ok', 'led/-/config/ok', RELAY, 'i2c/0/config/scan/ok'];
        assert.deepEqual([...topics].sort(), expected.sort());
    });

    it('what another client is answered is no answer to what we asked', async () => {
        const { simulator, asker } = await start();
        const other = await connect(simulator.url);
        other.send(START);
        await other.receive('clown.talk');
        simulator.fault({ kind: 'mute' });
        asker.ask('i2c/0/get', { address: '49', 'read-length': 2 }, UNANSWERED);
        asker.ask(`${RELAY}/set`, true, { ...UNANSWERED, tries: 1 });
        asker.ask('-/-/config/list', {}, UNANSWERED);
        await until(() => asker.client.hub.counters.asked === 3, 'three questions');
        await until(() => simulator.received.length === 5, 'all lines');
        simulator.fault(null);
        other.send('["i2c/0/get", {"address": "48", "read-length": 2}]', `["${RELAY}/set", {"state": false}]`);
        other.send('["-/-/config/get", {}]', '["led/-/set", {"state": "on"}]');
        await until(
            () => asker.client.topics.includes('led/-') && asker.client.topics.includes(RELAY),
            'their answers',
        );
        assert.deepEqual(asker.responses, []);
        assert.deepEqual([...(await asker.answered(3))].sort(), ['no-answer', 'no-answer', 'not-confirmed']);
    });

    it('the echo of our own command is no answer, on a hub with a broker', async () => {
        const { simulator, client, asker } = await start({ broker: true });
        simulator.jam(RELAY, 1);
        asker.ask(`${RELAY}/set`, true, UNANSWERED);
        asker.ask('a/b/c', {}, { ...UNANSWERED, answer: 'a/#' });
        assert.deepEqual(await asker.answered(2), ['no-answer', 'no-answer']);
        assert.ok(client.topics.includes(`${RELAY}/set`) && client.topics.includes('a/b/c'));
        asker.ask(`${RELAY}/set`, true);
        assert.equal((await asker.answered(3))[2], `${RELAY} {"state":true}`);
    });

    for (const dialect of ['bridge', 'first', 'documented'] as const) {
        it(`the device list of a hub of the dialect "${dialect}"`, async () => {
            const { asker } = await start({ dialect });
            asker.ask('-/-/config/list', {});
            const [answer = ''] = await asker.answered(1);
            assert.match(answer, dialect === 'bridge' ? /^-\/-\/config\/list\/ok / : /^-\/-\/config\/ok /);
            assert.ok(answer.includes(`"${RELAY}"`));
        });
    }

    it('a refusal is reported as one, with what the hub sent', async () => {
        const { client, asker } = await start({ refuses: ['thermometer/i2c0-48'] });
        asker.ask('thermometer/i2c0-48/config/get', {});
        const configured = client.configure('thermometer/i2c0-48', 30);
        assert.deepEqual(await asker.answered(1), ['answer-error']);
        const answer = await configured;
        assert.equal(answer.ok ? 'ok' : answer.reason.code, 'answer-error');
    });

    it('wireless nodes take their own word, bridges theirs, over one hub', async () => {
        const { simulator, client } = await start({ wireless: true });
        const configure = async (device: string): Promise<unknown> => {
            const answer = await client.configure(device, 30, UNANSWERED);
            return answer.ok ? answer.value?.frame.topic : answer.reason.code;
        };
        for (let round = 0; round < 2; round++) {
            assert.equal(await configure('thermometer/-'), 'thermometer/-/config/set/ok');
            assert.equal(await configure('thermometer/i2c0-48'), 'thermometer/i2c0-48/config/ok');
        }
        const words = simulator.received.slice(1).map((line) => line.replace(/^\["|", .*/g, ''));
        assert.deepEqual(words, [
            'thermometer/-/config/update',
            'thermometer/-/config/set',
            'thermometer/i2c0-48/config/set',
            'thermometer/i2c0-48/config/update',
            'thermometer/-/config/set',
            'thermometer/i2c0-48/config/update',
        ]);
    });

    it('a device that is unplugged does not respond, and a late response ends no other request', async () => {
        const { simulator, client, asker } = await start();
        simulator.unplug('lux-meter/i2c0-44');
        asker.ask('lux-meter/i2c0-44/get', {}, { timeoutMs: 50 });
        assert.deepEqual(await asker.answered(1), ['no-answer']);
        simulator.print('["lux-meter/i2c0-44", {"illuminance": [1.00, "lux"]}]');
        await client.frame('lux-meter/i2c0-44');
        asker.ask('lux-meter/i2c0-44/get', {}, { timeoutMs: 50 });
        assert.deepEqual(await asker.answered(2), ['no-answer', 'no-answer']);
    });
});
