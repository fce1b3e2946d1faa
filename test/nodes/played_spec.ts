// A simulated hub that plays a recording, in a flow: its messages, an outage, a confirmed command, its end, and bad files.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordingsFolder } from '../../src/recording/folder';
import { makeFolder, removeFolder } from '../support/folders.js';
import { leavesNothing } from '../support/leaks.js';
import { reason } from './support/catalogue';
import { hubNode, type Item, inNode, listeners, passingNode, tab } from './support/flows';
import { retriesQuickly } from './support/quick-retries';
import {
    become,
    give,
    INFO,
    load,
    logged,
    messagesAt,
    received,
    shows,
    statusesOf,
    unload,
    useFolder,
    WARN,
} from './support/runtime';

const FILE = 'night.jsonl';
const LINES = [
    '{"clownHubRecording":1,"hub":"Attic","devices":["relay/i2c0-3b","thermometer/i2c0-48"]}',
    '{"at":0,"state":"connected"}',
    '{"at":1000,"in":"[\\"thermometer/i2c0-48\\", {\\"temperature\\": [20.5, \\"\\\\u2103\\"]}]"}',
    '{"at":1500,"out":"[\\"relay/i2c0-3b/set\\", {\\"state\\":true}]\\n"}',
    '{"at":1530,"in":"[\\"relay/i2c0-3b\\", {\\"state\\": true}]"}',
    '{"at":2000,"state":"waiting","code":"dropped"}',
    '{"at":9000,"state":"connected"}',
    '{"at":9500,"in":"[\\"thermometer/i2c0-48\\", {\\"temperature\\": [21.5, \\"\\\\u2103\\"]}]"}',
    '{"at":60000,"end":"time"}',
];

describe('a simulated hub that plays a recording', () => {
    let userDir: string;

    leavesNothing(unload);
    retriesQuickly();

    beforeEach(async () => {
        userDir = await makeFolder('played');
        useFolder(userDir);
        await mkdir(recordingsFolder(userDir), { recursive: true });
    });
    afterEach(async () => {
        useFolder(undefined);
        await removeFolder(userDir);
    });

    async function play(text: string, recording = FILE): Promise<void> {
        await writeFile(join(recordingsFolder(userDir), FILE), text);
        const hub = hubNode({ place: 'simulated', address: 'left over', recording, replaySpeed: '1000' });
        const nodes: Item[] = [...inNode('in', { topic: 'thermometer/+' }), ...passingNode('out', { confirm: true })];
        await load([tab(), hub, ...nodes, ...listeners(['out', 'in'])]);
    }

    it('passes on what was recorded, over its outage, and confirms commands', async () => {
        await play(`${LINES.join('\n')}\n`);
        const messages = await messagesAt('in-sink', 2);
        assert.deepEqual(
            messages.map(({ payload }) => payload),
            [{ temperature: [20.5, '℃'] }, { temperature: [21.5, '℃'] }],
        );
        await become(() => logged('hub', INFO).some((line) => line.includes(FILE)), 'the end in the log');
        give('out', { topic: 'relay/i2c0-3b/set', payload: true });
        await messagesAt('out-sink', 1);
        assert.ok(
            logged('hub', WARN).some((line) => line.startsWith('No connection')) ||
                received('f1-catch-sink').length > 0,
        );
    });

    it('leaves out bad lines, and says how many', async () => {
        await play(`${LINES.slice(0, 3).join('\n')}\nbad\n{"at":20`);
        await messagesAt('in-sink', 1);
        assert.match(logged('hub', WARN).join(), /\(2\)/);
    });

    for (const [name, text, file, detail] of [
        ['is none', 'garbage\n', FILE, 'recording-unreadable'],
        ['is of a later release', '{"clownHubRecording":2}\n', FILE, 'recording-newer'],
        ['is missing', '', 'none.jsonl', 'recording-missing'],
        ['is a path', '', '../../flows.json', 'recording-missing'],
    ] as const) {
        it(`shows a recording that ${name}`, async () => {
            await play(text, file);
            await shows('waiting', 'in');
            assert.equal(statusesOf('in').at(-1)?.code, 'recording-unreadable');
            const params = { found: '"garbage"', version: 2, known: 1 };
            const found = detail === 'recording-missing' ? { found: JSON.stringify(file) } : params;
            const caught = (await messagesAt('f1-catch-sink', 1))[0]?.error as { message: string };
            assert.ok(caught.message.includes(reason(detail as 'recording-unreadable', found)), caught.message);
        });
    }
});
