// Last values over a restart of a real Node-RED, in a context store on its disk.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Launched, launchNodeRed } from '../../scripts/lib/node-red.mjs';
import type { Simulator } from '../../src/simulator';
import { makeFolder, removeFolder } from '../support/folders.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import { homeUnderTest, type NodeRed } from '../support/node-red.js';
import { linkPack } from '../support/pack.js';
import { until } from '../support/wait.js';
import { hubAt, type Item, inNode, outNode, tab } from './support/flows';
import { linked } from './support/links';
import { deployReal, press, probed, probedAt, withProbes } from './support/real';
import { clownOf, type Message } from './support/runtime';

const FILE = { contextStorage: { ram: { module: 'memory' }, file: { module: 'localfilesystem' } } };
const HOUR_MS = 3_600_000;
/** Sets the clock of Node-RED, but not the time that passes. */
const CLOCK = `const { now } = Date; Date.now = () => now() + Number(process.env.CLOCK_AHEAD_MS);`;

describe('last values over a restart of a real Node-RED [R12]', () => {
    let hub: Simulator;
    let userDir: string;
    let running: Launched | undefined;

    beforeEach(async () => {
        hub = await startSilentHub();
        userDir = await makeFolder('kept');
        await linkPack(userDir);
        await writeFile(join(userDir, 'clock.cjs'), CLOCK);
    });

    afterEach(async () => {
        await running?.stop();
        running = undefined;
        await removeFolder(userDir);
        await endHubs();
    });

    const flow = (hubMore: object = {}): Item[] =>
        withProbes([
            tab(),
            hubAt(hub, { keepValues: 'file', ...hubMore }),
            ...inNode('in', { topic: '+/+', replay: true, showValue: true }),
            outNode('out', { command: 'relay', device: 'relay/i2c0-3b' }),
            {
                ...{ id: 'inject', type: 'inject', z: 'f1', props: [{ p: 'payload' }], payload: 'toggle' },
                ...{ payloadType: 'str', x: 100, y: 100, wires: [['out']] },
            },
            { id: 'catch', type: 'catch', z: 'f1', scope: null, x: 100, y: 100, wires: [['caught']] },
            { id: 'caught', type: 'sink', z: 'f1' },
            { id: 'status', type: 'status', z: 'f1', scope: ['in'], x: 100, y: 100, wires: [['shown']] },
            { id: 'shown', type: 'sink', z: 'f1' },
        ]);

    /** Starts Node-RED with these flows, after it has stopped. */
    async function start(flows: readonly Item[], settings: object = FILE, aheadMs = 0): Promise<NodeRed> {
        await running?.stop();
        await writeFile(join(userDir, 'flows.json'), JSON.stringify(flows));
        running = await launchNodeRed({
            home: homeUnderTest,
            userDir,
            settings: { credentialSecret: 'test', ...settings },
            env: { CLOCK_AHEAD_MS: String(aheadMs) },
            nodeOptions: ['--require', join(userDir, 'clock.cjs')],
        });
        return running as unknown as NodeRed;
    }

    /** Starts Node-RED, and receives these lines. */
    async function begin(flows: readonly Item[], settings: object, ...lines: string[]): Promise<NodeRed> {
        const nodeRed = await start(flows, settings);
        await linked(hub);
        for (const line of lines) hub.print(line);
        await probedAt(nodeRed, 'in-sink', lines.length);
        return nodeRed;
    }

    const READING = '["thermometer/i2c0-48", {"temperature": [24.88, "\\u2103"]}]';
    const RELAY = '["relay/i2c0-3b", {"state": true}]';
    const marks = (messages: readonly Message[]): unknown[] =>
        messages.map((msg) => [msg.topic, clownOf(msg).cached, clownOf(msg).before]);
    const statuses = (nodeRed: NodeRed): { text?: string; fill?: string }[] =>
        probed(nodeRed, 'shown').map(({ status }) => status as { text?: string; fill?: string });
    const warned = (nodeRed: NodeRed): string[] => nodeRed.log().match(/\[(?:warn|error)\] \[clown-hub.*/g) ?? [];
    const storedFile = (): string => join(userDir, 'context/hub/flow.json');

    it('sent again and shown with their age, over deploys too; a toggle waits for the hub', async () => {
        const receivedAt = Date.now();
        await begin(flow(), FILE, READING, RELAY);
        const nodeRed = await start(flow());
        const got = await probedAt(nodeRed, 'in-sink', 2);
        assert.deepEqual(marks(got), [
            ['thermometer/i2c0-48', true, 'restart'],
            ['relay/i2c0-3b', true, 'restart'],
        ]);
        for (const msg of got) {
            const { age, time } = clownOf(msg) as { age: number; time: number };
            assert.ok(age > 0 && age <= Date.now() - receivedAt, `${age}`);
            assert.ok(time >= receivedAt && time <= Date.now(), `${time}`);
        }
        await until(
            () => statuses(nodeRed).some(({ text }) => /^relay: on · \d+ s ago$/.test(text ?? '')),
            'the value',
        );
        assert.ok(statuses(nodeRed).every(({ text, fill }) => !text?.includes('on ·') || fill === 'grey'));
        await press(nodeRed, 'inject');
        await until(() => probed(nodeRed, 'caught').length === 1, 'the error');
        assert.match(
            JSON.stringify(probed(nodeRed, 'caught')[0]),
            /cannot be toggled: the hub has not reported its state/,
        );
        assert.ok(hub.received.every((line) => !line.includes('relay/i2c0-3b/set')));

        await deployReal(nodeRed, flow(), 'full');
        const again = await probedAt(nodeRed, 'in-sink', 4);
        assert.deepEqual(marks(again.slice(2)), marks(got));
        const ages = again.map((msg) => Number(clownOf(msg).age));
        assert.ok(Number(ages[2]) > Number(ages[0]), `${ages}`);
        await linked(hub, 3);
        hub.print(READING);
        await probedAt(nodeRed, 'in-sink', 5);
        assert.deepEqual(marks(probed(nodeRed, 'in-sink').slice(4)), [['thermometer/i2c0-48', undefined, undefined]]);
        assert.deepEqual(warned(nodeRed), []);

        const third = await start(flow());
        assert.deepEqual(marks(await probedAt(third, 'in-sink', 2)), [
            ['relay/i2c0-3b', true, 'restart'],
            ['thermometer/i2c0-48', true, 'restart'],
        ]);
        const stored = await readFile(storedFile(), 'utf8');
        assert.ok(stored.includes('24.88') && !stored.includes(new URL(hub.url).port), stored);
    });

    it('a clock that is behind after the restart: no age, no time, and the status shows that', async () => {
        await begin(flow(), FILE, READING);
        const nodeRed = await start(flow(), FILE, -HOUR_MS);
        const [msg] = await probedAt(nodeRed, 'in-sink', 1);
        const { cached, before, ...others } = clownOf(msg);
        assert.deepEqual([cached, before, 'age' in others, 'time' in others], [true, 'restart', false, false]);
        await until(() => statuses(nodeRed).some(({ text }) => text === '24.88 °C · age unknown'), 'the status');
        const ahead = await start(flow(), FILE, HOUR_MS);
        const [old] = await probedAt(ahead, 'in-sink', 1);
        assert.ok(Number(clownOf(old).age) >= HOUR_MS);
        await until(() => statuses(ahead).some(({ text }) => text === '24.88 °C · 60 min ago'), 'the status');
    });

    it('at another address, or with damaged content: nothing, and the damage is reported once', async () => {
        const other = await startSilentHub();
        await begin(flow(), FILE, READING);
        const moved = await start(flow({ address: other.url }));
        await linked(other);
        other.print('["a/b", {}]');
        assert.deepEqual(marks(await probedAt(moved, 'in-sink', 1)), [['a/b', undefined, undefined]]);
        assert.deepEqual(warned(moved), []);
        await running?.stop();
        const content = JSON.parse(await readFile(storedFile(), 'utf8')) as { lastValues: { values: unknown } };
        content.lastValues.values = 'damaged';
        await writeFile(storedFile(), JSON.stringify(content));
        const damaged = await start(flow({ address: other.url }));
        await linked(other, 2);
        other.print('["a/c", {}]');
        assert.deepEqual(marks(await probedAt(damaged, 'in-sink', 1)), [['a/c', undefined, undefined]]);
        assert.match(
            warned(damaged).join('\n'),
            /^\[warn\].*the last values in the context store "file" are damaged.*$/,
        );
    });

    it('not by default, and not in a store in memory, which the log reports', async () => {
        await begin(flow({ keepValues: undefined }), FILE, READING);
        await assert.rejects(readFile(storedFile()));
        const inMemory = await start(flow({ keepValues: 'memory' }), {});
        const [line = '', ...others] = warned(inMemory);
        assert.match(line, /the context store "memory" keeps them in memory only/);
        assert.deepEqual(others, []);
        await linked(hub, 2);
        hub.print(READING);
        await probedAt(inMemory, 'in-sink', 1);
        const nodeRed = await start(flow({ keepValues: 'memory' }), {});
        await linked(hub, 3);
        hub.print(RELAY);
        assert.deepEqual(marks(await probedAt(nodeRed, 'in-sink', 1)), [['relay/i2c0-3b', undefined, undefined]]);
    });

    it('a hub in a subflow, in each instance its own', async () => {
        const second = await startSilentHub();
        const box = (id: string, { url }: Simulator): Item => ({
            ...{ id, type: 'subflow:box', z: 'f1', name: '', x: 100, y: 100, wires: [] },
            env: [{ name: 'AT', type: 'str', value: url }],
        });
        const env = [{ name: 'AT', type: 'str', value: '' }];
        const boxes = withProbes([
            tab(),
            { id: 'box', type: 'subflow', name: 'Box', in: [], out: [], env },
            // biome-ignore lint/suspicious/noTemplateCurlyInString: an environment variable
            hubAt(hub, { z: 'box', address: '${AT}', keepValues: 'file' }),
            ...inNode('in', { z: 'box', replay: true, topic: 'a/#' }),
            box('one', hub),
            box('two', second),
        ]);
        const first = await start(boxes);
        await Promise.all([linked(hub), linked(second)]);
        hub.print('["a/b", {"n": 1}]');
        second.print('["a/b", {"n": 2}]');
        // Node-RED takes the name of a probe, which is its id, for a reference to it.
        for (const id of ['one', 'two']) await probedAt(first, `${id}-in-sink`, 1);
        const nodeRed = await start(boxes);
        for (const [n, id] of ['one', 'two'].entries()) {
            const [msg] = await probedAt(nodeRed, `${id}-in-sink`, 1);
            assert.deepEqual([msg?.payload, clownOf(msg).before], [{ n: n + 1 }, 'restart']);
        }
    });
});
