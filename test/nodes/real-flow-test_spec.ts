// A test of the deployed flows from the editor, in a real Node-RED: what it returns, its priority, and what ends with Node-RED.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowTestDone } from '../../nodes/shared/flow-test-view';
import { ROUTES } from '../../nodes/shared/views';
import { recordingsFolder } from '../../src/recording/folder';
import { HOUSE, node, once, recording, relay, TAB, temperature } from '../flow-test/recordings';
import { makeFolder, removeFolder } from '../support/folders.js';
import type { NodeRed } from '../support/node-red.js';
import { until } from '../support/wait.js';
import { tokenAt } from './support/admin';
import { startReal, stopReal } from './support/real';

const TEST_MS = 180_000;
/** A function that never ends in the year of a recording, and does nothing today. */
const ENDLESS = 'while (new Date().getFullYear() < 2010);';

describe('a test of the deployed flows in a real Node-RED', function () {
    this.timeout(TEST_MS);

    let temporary: string;
    let nodeRed: NodeRed;

    before(async () => {
        temporary = await makeFolder('flow-test-real');
        const flows = [
            TAB,
            { ...HOUSE, place: 'simulated' },
            once('go', 1, '', 'on'),
            node('on', 'change', { rules: [{ t: 'set', p: 'payload', pt: 'msg', to: 'true', tot: 'bool' }] }, 'heat'),
            relay('heat'),
            node('endless', 'function', { initialize: ENDLESS, func: '' }),
        ];
        nodeRed = await startReal({ flows, env: { TMPDIR: temporary, TEMP: temporary } });
        const folder = recordingsFolder(nodeRed.userDir);
        await mkdir(folder, { recursive: true });
        const text = recording([temperature(1_000, 20)], 3_000);
        await writeFile(join(folder, 'today.jsonl'), text);
        await writeFile(join(folder, 'then.jsonl'), text.replace('2026-', '2001-'));
    });
    after(async () => {
        await stopReal();
        await removeFolder(temporary);
    });

    const test = async (file: string): Promise<FlowTestDone> => {
        const base = new URL(nodeRed.url);
        const url = new URL(ROUTES.testFlow.replace(':name', file), base);
        const response = await fetch(url, { method: 'POST', headers: await tokenAt(base) });
        return (await response.json()) as FlowTestDone;
    };
    const userFolders = (): string[] =>
        readdirSync(temporary).filter((name) => name.startsWith('clown-hub-flow-test-'));

    it('returns what they command, in the Node-RED that runs them', async () => {
        const done = await test('today.jsonl');
        assert.ok(done.ok, JSON.stringify(done));
        const { version } = (await nodeRed.getJson('settings')) as { version: string };
        assert.deepEqual([done.result, done.nodeRed, done.count], ['new', version, 1]);
        assert.deepEqual(
            done.lines.items.map(({ at, node: id, payload, outcome }) => [at, id, payload, outcome]),
            [[1_000, 'heat', '{"state":true}', 'confirmed']],
        );
        assert.deepEqual(userFolders(), []);
    });

    it('runs with a lower priority, and ends with Node-RED', async () => {
        // The response is cut off when Node-RED stops.
        const cut = assert.rejects(test('then.jsonl'));
        await until(() => userFolders().length > 0, 'the start of the test', TEST_MS);
        let processes: (number | undefined)[] = [];
        if (existsSync('/proc/self/stat')) {
            const [job] = childrenOf(nodeRed.pid);
            await until(() => childrenOf(job).length > 0, 'the process of the test', TEST_MS);
            processes = [job, ...childrenOf(job)];
            assert.deepEqual(
                processes.map((pid) => niceOf(pid) > niceOf(nodeRed.pid)),
                [true, true],
            );
        }
        // As by a power cut or the lack of memory; a process that ends by itself also ends its connections first.
        process.kill(nodeRed.pid, 'SIGKILL');
        await cut;
        await until(() => userFolders().length === 0, 'the end of the folder', TEST_MS);
        await until(() => processes.every((pid) => !existsSync(`/proc/${pid}`)), 'the end of the processes', TEST_MS);
    });
});

/** The processes that another one has started. */
function childrenOf(pid: number | undefined): number[] {
    const list = `/proc/${pid}/task/${pid}/children`;
    return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}

/** The larger, the lower the priority. */
function niceOf(pid: number | undefined): number {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(fields[16]);
}
