// MQTT clients of the sites. `endClients` disconnects all of them, also those of a site that did not start.

import { connectAsync, type MqttClient } from 'mqtt';
import type { Engine } from './broker';

const living = new Set<MqttClient>();

/** Connects to a broker on this computer, and again after each disconnection. */
export async function connectClient(engine: Engine, port: number, clientId: string): Promise<MqttClient> {
    const client = await connectAsync({
        ...{ host: '127.0.0.1', port, clientId, protocolVersion: engine.protocolVersion === '5' ? 5 : 4 },
        ...{ reconnectPeriod: 200, connectTimeout: 5000 },
    });
    client.on('error', () => {});
    living.add(client);
    return client;
}

export async function endClients(): Promise<void> {
    const clients = [...living];
    living.clear();
    await Promise.all(clients.map((client) => client.endAsync(true)));
}
