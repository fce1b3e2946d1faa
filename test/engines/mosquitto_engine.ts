// A site and a centre with Mosquitto, as examples/fleet/ configures them, and the example that bridges a hub.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stopReal } from '../nodes/support/real';
import { endClients } from '../support/client.js';
import { endHubs } from '../support/hub.js';
import { connectMqtt, endMqttClients, type MqttTestClient } from '../support/mqtt-client.js';
import { until } from '../support/wait.js';
import { engine } from './support/engine';
import {
    BASE,
    centreMosquitto,
    type Engine,
    makePlace,
    missing,
    PASSWORD,
    type Place,
    print,
    reading,
    type Site,
    siteMosquitto,
    startSite,
} from './support/fleet';

const WITHIN_MS = 15_000;
const TOPIC = `${BASE}/data/thermometer/i2c0-48`;

engine({ name: 'Mosquitto', packages: ['mosquitto'], light: true }, () => {
    let place: Place;
    let edge: Engine;
    let centre: Engine;
    /** At the centre, with a session that outlives its restarts. */
    let collector: MqttTestClient;
    /** At the site, in place of Node-RED. */
    let publisher: MqttTestClient;
    let site: Site | undefined;

    before(async () => {
        place = await makePlace();
        centre = await centreMosquitto(place);
        edge = await siteMosquitto(place, centre.port);
        await Promise.all([centre.start(), edge.start()]);
        collector = await atCentre('centre', ['+/+/data/#', '+/+/status/#', '+/+/result'], {
            clientId: 'collector',
            clean: false,
            properties: { sessionExpiryInterval: 3600 },
        });
        publisher = await connectMqtt(edge.port, [`${BASE}/command/#`], {
            clientId: 'publisher',
            clean: false,
            properties: { sessionExpiryInterval: 3600 },
        });
    });

    after(async () => {
        await endMqttClients();
        await stopReal();
        await endClients();
        await endHubs();
        await edge.stop('SIGKILL');
        await centre.stop('SIGKILL');
        await place.remove();
    });

    const atCentre = (username: string, filters: readonly string[], options = {}): Promise<MqttTestClient> =>
        connectMqtt(centre.port, filters, {
            ...{ protocol: 'mqtts', rejectUnauthorized: false, username, password: PASSWORD },
            ...options,
        });

    const temperatures = (): unknown[] =>
        collector.jsonUnder(TOPIC).map(({ values }) => (values as { temperature?: number } | undefined)?.temperature);

    const linkIsUp = async (from = collector): Promise<void> => {
        const probe = `probe ${Math.random()}`;
        await until(
            () => {
                void publisher.publish(`${BASE}/result`, probe);
                return from.under(`${BASE}/result`).some(({ text }) => text === probe);
            },
            'the bridge',
            WITHIN_MS,
        );
    };

    it('passes a reading to the centre and a command to the site, both with QoS 1, and nothing back', async () => {
        await linkIsUp();
        await publisher.publish(TOPIC, reading(0));
        assert.equal((await collector.message(TOPIC)).qos, 1);
        const command = `${BASE}/command/relay/i2c0-3b/set`;
        await collector.publish(command, '{"id":"1"}', { properties: { messageExpiryInterval: 30 } });
        const { qos, retain } = await publisher.message(command);
        assert.deepEqual([qos, retain], [1, false]);
        await linkIsUp();
        assert.equal(publisher.under(command).length, 1);
        assert.equal(collector.under(TOPIC).length, 1);
    });

    it('lets a site write below its own name only', async () => {
        const other = await atCentre('brno', ['#']);
        await other.publish('prague/attic/data/x/y', 'foreign').catch(() => {});
        await other.publish('brno/attic/data/x/y', 'own');
        await collector.message('brno/attic/data/x/y');
        assert.deepEqual(collector.under('prague/attic/data/x/y'), []);
        assert.deepEqual(
            other.received.map(({ topic }) => topic),
            ['brno/attic/data/x/y'],
        );
        await assert.rejects(atCentre('brno', [], { password: 'wrong', reconnectPeriod: 0 }));
        await other.end();
    });

    it('keeps what is sent while the centre is away, beside its retained messages, and when it is killed meanwhile', async () => {
        for (let number = 0; number < 10; number++) {
            await publisher.publish(`${BASE}/data/state/${number}`, 'kept', { retain: true });
        }
        await centre.stop();
        const sent = Array.from({ length: 3000 }, (_, number) => publisher.publish(TOPIC, reading(number)));
        await Promise.all(sent);
        // Meanwhile it tries to connect, which queues the retained messages once more each time. It saves when more than one
        // autosave_interval has passed, by a clock of whole seconds.
        await new Promise((resolve) => setTimeout(resolve, 3000));
        await edge.stop('SIGKILL');
        await edge.start();
        await centre.start();
        await until(() => missing(3000, temperatures()).length === 0, 'the last of 3,000 readings', WITHIN_MS).catch(
            () => assert.deepEqual(missing(3000, temperatures()), []),
        );
    });

    it('reports at the centre that a site is gone, which itself cannot', async () => {
        const state = '$SYS/broker/connection/prague/state';
        await linkIsUp();
        await edge.stop('SIGKILL');
        const late = await atCentre('centre', [state]);
        await late.message(state, ({ text }) => text === '0');
        await edge.start();
        await late.message(state, ({ text }) => text === '1');
        await late.end();
    });

    it('drops a message that is too large for the centre, and passes on what follows it', async () => {
        await linkIsUp();
        await publisher.publish(TOPIC, JSON.stringify({ values: { temperature: 'large' }, pad: 'x'.repeat(70_000) }));
        await publisher.publish(TOPIC, JSON.stringify({ values: { temperature: 'after' } }));
        await until(() => temperatures().includes('after'), 'the message after the large one', WITHIN_MS);
        assert.ok(!temperatures().includes('large'));
    });

    it('delivers a command that was sent while the site was away, but none whose expiry has passed', async () => {
        const command = (id: string): string => `${BASE}/command/relay/i2c0-3b/${id}`;
        await linkIsUp();
        await edge.stop();
        await collector.publish(command('old'), '{}', { properties: { messageExpiryInterval: 1 } });
        await collector.publish(command('new'), '{}', { properties: { messageExpiryInterval: 60 } });
        await new Promise((resolve) => setTimeout(resolve, 2100));
        await edge.start();
        await publisher.message(command('new'), () => true, WITHIN_MS);
        assert.deepEqual(publisher.under(command('old')), []);
    });

    describe('with the example in a real Node-RED', () => {
        before(async () => {
            site = await startSite(edge.port, '5');
            await collector.message(`${BASE}/status/node-red`, ({ text }) => text === 'online', WITHIN_MS);
        });

        it('loses no reading when the broker of the site is killed, not even what it had not saved', async () => {
            assert.ok(site);
            const from = 10_000;
            for (let part = 0; part < 6; part++) {
                print(site.hub, from + part * 50, from + (part + 1) * 50);
                if (part === 2) await edge.stop('SIGKILL');
                await new Promise((resolve) => setTimeout(resolve, 100));
                if (part === 4) await edge.start();
            }
            const rest = (): number[] =>
                missing(
                    300,
                    temperatures().map((one) => Number(one) - from),
                );
            await until(() => rest().length === 0, 'all readings', WITHIN_MS).catch(() => assert.deepEqual(rest(), []));
        });

        it('publishes its states again when the bridge is back, for a centre that has lost its store', async () => {
            assert.ok(site);
            site.hub.print('["relay/i2c0-3f", {"state": true}]');
            const topic = `${BASE}/data/relay/i2c0-3f`;
            await collector.message(topic, () => true, WITHIN_MS);
            await centre.stop();
            await rm(join(place.folder, 'centre-store/mosquitto.db'));
            await centre.start();
            const late = await atCentre('centre', [`${BASE}/#`]);
            await late.message(topic, () => true, WITHIN_MS);
            await late.message(`${BASE}/status/hub`, ({ text }) => text === 'online', WITHIN_MS);
            const later = await atCentre('centre', [`${BASE}/#`]);
            await later.message(topic, ({ retain }) => retain, WITHIN_MS);
        });

        it('carries out a command of the centre, and the centre receives the result', async () => {
            const command = { id: 'from-the-centre', payload: true, expires: Date.now() + 20_000 };
            await collector.publish(`${BASE}/command/relay/i2c0-3b/set`, command, {
                properties: { messageExpiryInterval: 20 },
            });
            const { text } = await collector.message(
                `${BASE}/result`,
                (one) => one.text.includes('from-the-centre'),
                WITHIN_MS,
            );
            assert.equal(JSON.parse(text).result, 'accepted');
            assert.equal(site?.hub.relay('relay/i2c0-3b'), true);
        });

        it('has its broker publish that it is gone when Node-RED is killed', async () => {
            assert.ok(site);
            const offline = collector.message(`${BASE}/status/node-red`, ({ text }) => text === 'offline', WITHIN_MS);
            const { pid } = site.nodeRed;
            process.kill(pid, 'SIGKILL');
            await offline;
            await until(() => !isAlive(pid), 'the end of Node-RED');
        });
    });
});

function isAlive(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}
