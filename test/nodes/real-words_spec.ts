// What owners see in a real Node-RED: the real texts, under the nodes and in errors.

import assert from 'node:assert/strict';
import type { Simulator } from '../../src/simulator';
import { connect, endClients, type RawClient } from '../support/client.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { reason } from './support/catalogue';
import { hubAt, hubNode, inNode, listeners, outNode, tab } from './support/flows';
import { linked } from './support/links';
import { deployReal, press, probedOnce, startReal, stopReal, withProbes } from './support/real';

type Status = Readonly<Record<string, unknown>>;

/** The statuses that the editor has got for a node, oldest first. */
function statusesIn(editor: RawClient, id: string): Status[] {
    const all = editor.messages.flatMap((text) => JSON.parse(text) as { topic?: string; data: Status }[]);
    return all.filter(({ topic }) => topic === `status/${id}`).map(({ data }) => data);
}

describe('what owners see in a real Node-RED', () => {
    let nodeRed: NodeRed;
    let hub: Simulator;

    before(async () => {
        nodeRed = await startReal({ flows: [tab()] });
    });

    beforeEach(async () => {
        hub = await startSilentHub();
    });

    afterEach(async () => {
        await deployReal(nodeRed, [tab()], 'full');
        await endClients();
        await endHubs();
    });

    after(stopReal);

    /** A client like the editor; it receives the current statuses at once. */
    async function openEditor(): Promise<RawClient> {
        const editor = await connect(`${nodeRed.url.replace('http', 'ws')}comms`);
        editor.send(JSON.stringify({ subscribe: 'status/#' }));
        return editor;
    }

    /** Waits for the text under a node; the editor gets text, fill and shape only. */
    const shown = (editor: RawClient, id: string, text: RegExp): Promise<void> =>
        until(() => text.test(String(statusesIn(editor, id).at(-1)?.text)), `the status ${text} of ${id}`);

    it('statuses, in the editor, of the first nodes and of one that comes later [P1, P2]', async () => {
        await deployReal(nodeRed, [tab(), hubAt(hub), ...withProbes(inNode())], 'full');
        await linked(hub);
        await deployReal(nodeRed, [tab(), hubAt(hub), ...withProbes(inNode()), outNode()], 'nodes');
        const editor = await openEditor();
        await Promise.all(['in', 'out'].map((id) => shown(editor, id, /^connected$/)));
        // The second node came to a hub that was connected, and was never anything else.
        assert.deepEqual(statusesIn(editor, 'out'), [{ fill: 'green', shape: 'dot', text: 'connected' }]);
        hub.fault({ kind: 'refuse', status: 503 });
        hub.dropAll();
        await shown(editor, 'out', /^HTTP 503, retry \d+ within \d+ s$/);
        await deployReal(nodeRed, [tab(), ...withProbes(inNode()), outNode()], 'nodes');
        await shown(editor, 'in', /^no hub selected$/);
        assert.deepEqual(statusesIn(editor, 'in').at(-1), { fill: 'red', shape: 'ring', text: 'no hub selected' });
    });

    it('log lines and errors, as sentences', async () => {
        const bad = outNode('bad', { command: 'relay' });
        const settings = { id: 'other', name: 'Cellar', address: 'ftp://x/' };
        await deployReal(nodeRed, [tab(), hubAt(hub), hubNode(settings), bad, outNode()], 'full');
        await linked(hub);
        await until(() => nodeRed.log().includes('[clown-hub:Attic] Connected to Attic.'), 'the log line');
        const log = nodeRed.log();
        assert.ok(log.includes(`[error] [clown-hub:Cellar] ${reason('address-scheme', { found: 'ftp' })}`), log);
        assert.ok(log.includes(`[error] [clown-out:bad] ${reason('device-missing', { example: 'i2c0-3b' })}`), log);
    });

    it('what came is quoted as it came, whatever it means to the catalogue', async () => {
        const topic = 'a/<b>&"$t(clown-hub.status.connected)__found__{{x}}/c';
        const inject = {
            id: 'go',
            type: 'inject',
            z: 'f1',
            props: [{ p: 'topic', vt: 'str', v: topic }],
            topic,
            repeat: '',
            crontab: '',
            once: false,
            x: 100,
            y: 100,
            wires: [['out']],
        };
        await deployReal(nodeRed, [tab(), hubAt(hub), inject, outNode(), ...withProbes(listeners())], 'full');
        await linked(hub);
        await press(nodeRed, 'go');
        const caught = await probedOnce(nodeRed, 'f1-catch-sink', ({ error }) => Boolean(error));
        assert.equal((caught.error as { message: string }).message, reason('topic-character', { topic }));
    });
});
