// What owners see in a real Node-RED whose language is Czech, which its own editor does not know.

import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import type { Simulator } from '../../src/simulator';
import { LOCALES, sentences } from '../support/catalogue';
import { connect, endClients } from '../support/client.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import { until } from '../support/wait.js';
import { hubAt, hubNode, inNode, outNode, tab } from './support/flows';
import { linked } from './support/links';
import { startReal, stopReal } from './support/real';

const czech = sentences(join(dirname(LOCALES), 'cs'));

/** The Czech text for a key of the hub's catalogue, with its parameters filled in. */
function words(key: string, params: Readonly<Record<string, string>> = {}): string {
    const text = czech.get(`clown-hub.${key}`) ?? key;
    return text.replace(/__(\w+)__/g, (_, name: string) => String(params[name]));
}

describe('what owners see in a Czech Node-RED', () => {
    let hub: Simulator;

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    afterEach(async () => {
        await stopReal();
        await endClients();
        await endHubs();
    });

    // The first is what LANG=cs_CZ comes to, the second what an owner may write into the settings.
    for (const lang of ['cs', 'cs-CZ']) {
        it(`statuses, log lines and errors, with the language ${lang} [D2]`, async () => {
            const wrong = hubNode({ id: 'other', name: 'Sklep', address: 'ftp://x/' });
            const bad = outNode('bad', { command: 'relay' });
            const lost = inNode('lost', { hub: 'nowhere' });
            const flows = [tab(), hubAt(hub), wrong, ...inNode(), bad, ...lost].filter(({ type }) => type !== 'sink');
            const nodeRed = await startReal({ settings: { lang }, flows });
            await linked(hub);
            await until(() => nodeRed.log().includes(words('log.connected', { hub: 'Attic' })), 'the log line');
            const log = nodeRed.log();
            assert.ok(log.includes(`[clown-hub:Sklep] ${words('reason.address-scheme')}`), log);
            assert.ok(log.includes(`[clown-out:bad] ${words('reason.device-missing', { example: 'i2c0-3b' })}`), log);

            const editor = await connect(`${nodeRed.url.replace('http', 'ws')}comms`);
            const shows = (id: string, text: string): Promise<void> =>
                until(
                    () =>
                        editor.messages.some((message) => message.includes(`"status/${id}"`) && message.includes(text)),
                    `the status "${text}" of ${id}`,
                );
            editor.send(JSON.stringify({ subscribe: 'status/#' }));
            await Promise.all([
                shows('in', words('status.connected')),
                shows('bad', words('cause.device-missing')),
                shows('lost', words('cause.hub-missing')),
            ]);
            hub.fault({ kind: 'refuse', status: 503 });
            hub.dropAll();
            await shows('in', 'HTTP 503, pokus ');
        });
    }
});
