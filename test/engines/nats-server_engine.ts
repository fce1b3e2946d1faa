// Sites with NATS at the centre, as examples/fleet/ configures them: a leaf node at the site, or a Mosquitto with a bridge.

import assert from 'node:assert/strict';
import { stopReal } from '../nodes/support/real';
import { endClients } from '../support/client.js';
import { configured } from '../support/fleet.js';
import { endHubs } from '../support/hub.js';
import { connectMqtt, endMqttClients, type MqttTestClient } from '../support/mqtt-client.js';
import { endNatsClients, NatsTestClient } from '../support/nats-client.js';
import { freePort } from '../support/ports.js';
import { until } from '../support/wait.js';
import { engine } from './support/engine';
import {
    BASE,
    type Engine,
    makePlace,
    missing,
    natsServer,
    PASSWORD,
    type Place,
    print,
    reading,
    type Site,
    siteMosquitto,
    startSite,
} from './support/fleet';

const WITHIN_MS = 20_000;
const TOPIC = `${BASE}/data/thermometer/i2c0-48`;
const LOGIN = { username: 'centre', password: PASSWORD };

engine({ name: 'NATS', packages: ['nats-server', 'mosquitto'], light: true }, () => {
    let place: Place;
    let centre: Engine;
    let centreMqtt: number;
    let centreLeaf: number;

    before(async () => {
        place = await makePlace();
        [centreMqtt, centreLeaf] = [await freePort(), await freePort()];
        centre = await natsServer(place, 'centre-nats.conf', {
            '"0.0.0.0"': '"127.0.0.1"',
            8883: `${centreMqtt}`,
            7422: `${centreLeaf}`,
            '/etc/nats/centre.crt': place.certificate,
            '/etc/nats/centre.key': place.key,
        });
        await centre.start();
    });

    afterEach(async () => {
        await endMqttClients();
        endNatsClients();
        await stopReal();
        await endClients();
        await endHubs();
    });

    after(async () => {
        await centre.stop('SIGKILL');
        await place.remove();
    });

    const atCentre = (): Promise<NatsTestClient> =>
        NatsTestClient.connect(centre.port, { user: 'centre', pass: PASSWORD });
    const mqttAtCentre = (filters: readonly string[], options = {}): Promise<MqttTestClient> =>
        connectMqtt(centreMqtt, filters, {
            ...{ ...LOGIN, protocol: 'mqtts', rejectUnauthorized: false, protocolVersion: 4 },
            ...options,
        });

    describe('with a leaf node at the site', () => {
        let edge: Engine;
        let edgeMqtt: number;
        let site: Site;

        before(async () => {
            edgeMqtt = await freePort();
            edge = await natsServer(place, 'site-nats.conf', {
                'port: 1883': `port: ${edgeMqtt}`,
                'centre.example.org:7422': `localhost:${centreLeaf}`,
                '/etc/nats/centre-ca.crt': place.certificate,
            });
            await edge.start();
            const atSite = await NatsTestClient.connect(edge.port);
            await create(atSite, '$JS.API', 'site-stream.conf');
            await create(await atCentre(), '$JS.API', 'centre-stream.conf');
        });

        after(() => edge.stop('SIGKILL'));

        async function create(client: NatsTestClient, api: string, file: string): Promise<void> {
            const stream = JSON.parse(configured(file, {}));
            await client.request(`${api}.STREAM.CREATE.${stream.name}`, stream);
        }

        /** The temperatures in the stream of the centre. */
        async function stored(client: NatsTestClient): Promise<number[]> {
            const { state } = (await client.request('$JS.API.STREAM.INFO.FLEET')) as { state: { last_seq: number } };
            const found: number[] = [];
            for (let seq = 1; seq <= state.last_seq; seq++) {
                const { message } = (await client.request('$JS.API.STREAM.MSG.GET.FLEET', { seq })) as {
                    message: { subject: string; data: string };
                };
                if (!message.subject.endsWith('.thermometer.i2c0-48')) continue;
                found.push(JSON.parse(Buffer.from(message.data, 'base64').toString()).values.temperature);
            }
            return found;
        }

        async function arrived(count: number, from = 0): Promise<void> {
            const client = await atCentre();
            let rest: number[] = [];
            const end = Date.now() + WITHIN_MS;
            do {
                await new Promise((resolve) => setTimeout(resolve, 300));
                rest = missing(
                    count,
                    (await stored(client)).map((one) => one - from),
                );
            } while (rest.length > 0 && Date.now() < end);
            assert.deepEqual(rest, []);
        }

        it('keeps what is sent while the centre is away, also when it is killed meanwhile', async () => {
            const publisher = await connectMqtt(edgeMqtt, [], { protocolVersion: 4 });
            await publisher.publish(TOPIC, reading(0));
            await arrived(1);
            await centre.stop();
            await Promise.all(Array.from({ length: 1000 }, (_, number) => publisher.publish(TOPIC, reading(number))));
            await edge.stop('SIGKILL');
            await edge.start();
            await centre.start();
            await arrived(1000);
        });

        it('accepts the example, which passes readings up and commands down', async () => {
            site = await startSite(edgeMqtt, '4');
            print(site.hub, 5000, 5020);
            await arrived(20, 5000);
            // With QoS 1 in both directions, as the example for the centre.
            const client = await mqttAtCentre(['prague/attic/result']);
            const results = (): Record<string, unknown>[] => client.jsonUnder('prague/attic/result');
            const set = (id: string, expires?: number): void => {
                const command = JSON.stringify({ id, payload: true, expires });
                void client.publish(`${BASE}/command/relay/i2c0-3b/set`, command);
            };
            set('fresh', Date.now() + 10_000);
            await until(() => results().length === 1, 'the result', WITHIN_MS);
            set('old', Date.now() - 1000);
            await until(() => results().length === 2, 'the second result', WITHIN_MS);
            set('open');
            await until(() => results().length === 3, 'the third result', WITHIN_MS);
            assert.deepEqual(
                results().map(({ id, result }) => [id, result]),
                [
                    ['fresh', 'accepted'],
                    ['old', 'expired'],
                    ['open', 'refused'],
                ],
            );
        });

        it('lets a site send no commands, and receive its own only', async () => {
            const [atSite, client] = [await NatsTestClient.connect(edge.port), await atCentre()];
            const programs = await mqttAtCentre(['+/+/command/#', '+/+/status/#']);
            const [there, here]: [string[], string[]] = [[], []];
            for (const kind of ['command', 'status']) {
                client.subscribe(`*.*.${kind}.>`, ({ subject }) => there.push(subject));
            }
            for (const site of ['prague', 'brno']) {
                atSite.subscribe(`${site}.attic.command.>`, ({ subject }) => here.push(subject));
            }
            const passed = async (mark: string): Promise<void> => {
                await until(() => {
                    atSite.publish(`prague.attic.status.${mark}`, 'online');
                    return there.includes(`prague.attic.status.${mark}`);
                }, 'the state of the site');
                await until(() => {
                    client.publish(`prague.attic.command.${mark}.-.set`, '{}');
                    return here.includes(`prague.attic.command.${mark}.-.set`);
                }, 'the command for the site');
            };
            await passed('before');
            atSite.publish('brno.attic.command.relay.i2c0-3b.set', '{}');
            const login = await connectMqtt(edgeMqtt, [], { protocolVersion: 4 });
            await login.publish('brno/attic/command/relay/i2c0-3b/set', '{}');
            client.publish('brno.attic.command.relay.i2c0-3f.set', '{}');
            await login.publish('prague/attic/status/last', '1');
            await programs.message('prague/attic/status/last');
            await passed('after');
            assert.ok(!there.includes('brno.attic.command.relay.i2c0-3b.set'));
            assert.deepEqual(programs.under('brno/attic/command/relay/i2c0-3b/set'), []);
            assert.ok(there.includes('brno.attic.command.relay.i2c0-3f.set'));
            assert.ok(!here.includes('brno.attic.command.relay.i2c0-3f.set'));
        });
    });

    describe('with a Mosquitto at the site', () => {
        let edge: Engine;

        before(async () => {
            edge = await siteMosquitto(place, centreMqtt, 'site-mosquitto-to-nats.conf');
            await edge.start();
        });

        after(() => edge.stop('SIGKILL'));

        it('receives its commands, and sends none to others', async () => {
            const command = `${BASE}/command/relay/i2c0-3b/set`;
            const [atSite, sender] = [await connectMqtt(edge.port, ['#']), await mqttAtCentre(['#'])];
            await until(
                () => {
                    void sender.publish(command, '{}');
                    return atSite.under(command).length > 0;
                },
                'the command',
                WITHIN_MS,
            );
            const login = await mqttAtCentre([], { username: 'prague' });
            await login.publish('brno/attic/command/relay/i2c0-3b/set', '{}').catch(() => {});
            await atSite.publish(TOPIC, reading(1));
            await sender.message(TOPIC);
            assert.deepEqual(sender.under('brno/attic/command/relay/i2c0-3b/set'), []);
        });

        it('keeps what is sent while the centre is away', async () => {
            const collector = await mqttAtCentre(['+/+/data/#'], { clientId: 'collector', clean: false });
            const publisher = await connectMqtt(edge.port);
            const numbers = (): unknown[] =>
                collector.jsonUnder(TOPIC).map(({ values }) => (values as { temperature: number }).temperature);
            await until(
                () => {
                    void publisher.publish(TOPIC, reading(9999));
                    return numbers().includes(9999);
                },
                'the bridge',
                WITHIN_MS,
            );
            await centre.stop();
            await Promise.all(Array.from({ length: 500 }, (_, number) => publisher.publish(TOPIC, reading(number))));
            await centre.start();
            await until(() => missing(500, numbers()).length === 0, 'the last of 500 readings', WITHIN_MS).catch(() =>
                assert.deepEqual(missing(500, numbers()), []),
            );
        });
    });
});
