// The example that serves a page for Prometheus: a real Prometheus reads it from a real Node-RED, with the configuration of
// docs/metrics.md and the alerts of the example. Their times are shortened; promtool tests them as they are.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Simulator } from '../../src/simulator';
import { demanding } from '../nodes/support/examples';
import type { Item } from '../nodes/support/flows';
import { linked } from '../nodes/support/links';
import { METRICS, RULES, readRules } from '../nodes/support/metrics';
import { deployReal, startReal, stopReal } from '../nodes/support/real';
import { root } from '../support/folders.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import type { NodeRed } from '../support/node-red.js';
import { freePort } from '../support/ports.js';
import { type Running, startProgram, watchedFolder } from '../support/program';
import { engine } from './support/engine';

const HOUSE = 'simulated hub (metrics, house)';
const GARDEN = 'simulated hub (metrics, garden)';
const READING = '["thermometer/i2c0-48", {"temperature": [21.50, "\\u2103"]}]';
/** Silence of a hub in the shortened rules. */
const SILENT_S = 2;

interface Alert {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly state: 'pending' | 'firing';
    /** When its condition began to hold; new after each time that it did not. */
    readonly activeAt: string;
}

interface Result {
    readonly metric: Readonly<Record<string, string>>;
    readonly value: readonly [time: number, value: string];
}

engine({ name: 'Prometheus', packages: ['prometheus'], light: true }, () => {
    const run = promisify(execFile);
    const flow = demanding.get(METRICS) ?? [];
    let folder: Awaited<ReturnType<typeof watchedFolder>> | undefined;
    let prometheus: Running | undefined;
    let url: string;
    let nodeRed: NodeRed;
    let houseReports: NodeJS.Timeout;
    let gardenReports: NodeJS.Timeout;
    let flows: Item[];
    /** The beginning of each alert that has fired, by name and hub. */
    const begun = new Map<string, string>();

    before(async () => {
        const hubs = [await startSilentHub(), await startSilentHub()] as const;
        [houseReports, gardenReports] = hubs.map(report) as [NodeJS.Timeout, NodeJS.Timeout];
        const places = hubs.map((hub) => hub.url).values();
        flows = flow.map((item) =>
            item.type === 'clown-hub' ? { ...item, place: 'address', address: places.next().value } : item,
        );
        nodeRed = await startReal({ flows });
        await Promise.all(hubs.map((hub) => linked(hub)));
        folder = await watchedFolder('prometheus');
        const port = await freePort();
        url = `http://127.0.0.1:${port}/api/v1/`;
        await writeFile(join(folder.path, 'prometheus.yml'), configuration(new URL(nodeRed.url).host));
        await writeFile(join(folder.path, 'clown-hub-rules.yml'), hastened(readRules()));
        const args = [
            `--config.file=${join(folder.path, 'prometheus.yml')}`,
            `--storage.tsdb.path=${join(folder.path, 'data')}`,
            `--web.listen-address=127.0.0.1:${port}`,
        ];
        prometheus = await startProgram({ command: 'prometheus', args }, folder.path, port);
    });

    after(async () => {
        clearInterval(houseReports);
        clearInterval(gardenReports);
        await prometheus?.stop('SIGTERM');
        await stopReal();
        await endHubs();
        await folder?.remove();
    });

    /** Frames of a hub, five a second. */
    function report(hub: Simulator): NodeJS.Timeout {
        return setInterval(() => hub.print(READING), 200);
    }

    /** What docs/metrics.md shows, for this Node-RED and several times a second. */
    function configuration(target: string): string {
        const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
        const [, block = ''] = /^ *```yaml\n( *rule_files:.*?)^ *```$/ms.exec(page) ?? [];
        const lines = block
            .replaceAll(/^ {3}/gm, '')
            .replace('localhost:1880', target)
            .replace('scrape_interval: 15s', 'scrape_interval: 200ms');
        assert.ok(lines.includes(target) && lines.includes('200ms'), block);
        return `global:\n  evaluation_interval: 200ms\n${lines}`;
    }

    /** The rules with shorter times. */
    function hastened(rules: string): string {
        assert.match(rules, /for: 1m/);
        assert.match(rules, /> 300$/m);
        return rules.replaceAll(/for: \dm/g, 'for: 1s').replace('> 300', `> ${SILENT_S}`);
    }

    async function get(path: string): Promise<unknown> {
        const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(5_000) });
        const { data, error } = (await response.json()) as { data: unknown; error?: string };
        assert.equal(error, undefined);
        return data;
    }

    async function query(text: string): Promise<readonly Result[]> {
        const { result } = (await get(`query?query=${encodeURIComponent(text)}`)) as { result: readonly Result[] };
        return result;
    }

    async function alerts(): Promise<readonly Alert[]> {
        return ((await get('alerts')) as { alerts: readonly Alert[] }).alerts;
    }

    async function eventually<T>(what: string, look: () => Promise<T | undefined>, ms = 10_000): Promise<T> {
        const end = Date.now() + ms;
        for (;;) {
            const found = await look();
            if (found !== undefined) return found;
            if (Date.now() > end) {
                const now = (await alerts()).map(({ labels, state }) => `${labels.alertname} ${labels.hub} ${state}`);
                throw new Error(`${what} never came within ${ms} ms; alerts: ${now.join(', ')}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }

    const keyOf = ({ labels }: Alert): string => `${labels.alertname} ${labels.hub ?? ''}`;

    /** Waits until an alert fires, and checks that all earlier ones have not ended meanwhile. */
    async function fires(name: string, hub?: string): Promise<void> {
        const found = await eventually(`the alert ${name} ${hub ?? ''}`, async () =>
            (await alerts()).find(({ labels, state }) => {
                return state === 'firing' && labels.alertname === name && labels.hub === hub;
            }),
        );
        const { summary = '', description = '' } = found.annotations;
        assert.ok(summary.includes(hub ?? ' '), summary);
        assert.doesNotMatch(summary + description, /<|no value|error expanding/);
        begun.set(keyOf(found), found.activeAt);
        await stillFire();
    }

    async function stillFire(): Promise<void> {
        const now = new Map((await alerts()).map((one) => [keyOf(one), one]));
        for (const [key, at] of begun) {
            assert.equal(now.get(key)?.state, 'firing', key);
            assert.equal(now.get(key)?.activeAt, at, `${key} has ended meanwhile`);
        }
    }

    // First, because Prometheus needs five seconds until it reads a page.
    it('raises the alerts after the times in the file, and none for a single failed scrape', async () => {
        await run('promtool', ['check', 'rules', RULES]);
        await run('promtool', ['test', 'rules', join(__dirname, 'clown-hub-rules.test.yml')]);
    });

    it('reads the page: both hubs, with each number', async () => {
        const connected = await eventually('two hubs', async () => {
            const found = await query('clown_hub_connected == 1 and on (hub) clown_hub_frames_received_total > 3');
            return found.length === 2 ? found : undefined;
        });
        assert.deepEqual(connected.map(({ metric }) => metric.hub).toSorted(), [GARDEN, HOUSE]);
        assert.deepEqual(new Set(connected.map(({ metric }) => metric.site)), new Set(['home']));
        const { activeTargets } = (await get('targets')) as { activeTargets: { health: string; lastError: string }[] };
        assert.deepEqual(
            activeTargets.map(({ health, lastError }) => [health, lastError]),
            [['up', '']],
        );
        const response = await fetch(new URL('metrics', nodeRed.url));
        const names = new Set((await response.text()).match(/^clown_\w+/gm));
        assert.ok(names.size > 8);
        for (const name of names) assert.ok((await query(name)).length > 0, name);
        const [age] = await query(`time() - clown_hub_last_seen_timestamp_seconds{hub="${HOUSE}"}`);
        assert.ok(Math.abs(Number(age?.value[1])) < SILENT_S, `${age?.value[1]} s`);
    });

    it('raises no alert while all is well', async () => {
        await eventually('no alert', async () => ((await alerts()).length === 0 ? true : undefined));
    });

    it('raises an alert for a hub that is silent', async () => {
        clearInterval(houseReports);
        await fires('ClownHubSilent', HOUSE);
        const others = (await alerts()).map(keyOf).filter((key) => !begun.has(key));
        assert.deepEqual(others, []);
    });

    it('and for a hub that is no longer on the page', async () => {
        const [, , , , , ask] = flows;
        assert.equal(ask?.type, 'change');
        const less = flows.map((item) => {
            if (item.type === 'change')
                return { ...item, rules: JSON.parse(JSON.stringify(item.rules).replace('"2"', '"1"')) };
            return item.type === 'clown-out' && item.name === 'garden' ? { ...item, d: true } : item;
        });
        await deployReal(nodeRed, less, 'nodes');
        await fires('ClownHubMissing', GARDEN);
        flows = less;
    });

    it('and for an empty page, which is a successful scrape', async () => {
        const empty = flows.map((item) =>
            item.type === 'function' ? { ...item, func: 'msg.payload = undefined;\nreturn msg;' } : item,
        );
        await deployReal(nodeRed, empty, 'nodes');
        await fires('ClownHubPageEmpty');
        const [up] = await query('up{job="clown-hub"}');
        assert.equal(up?.value[1], '1');
    });

    it('and for a Node-RED that has ended, while all other alerts go on', async () => {
        await stopReal();
        await fires('ClownHubPageUnreachable');
        const firing = (await alerts()).filter(({ state }) => state === 'firing').map(keyOf);
        for (const key of [`ClownHubSilent ${HOUSE}`, `ClownHubMissing ${GARDEN}`, 'ClownHubPageEmpty ']) {
            assert.ok(firing.includes(key), key);
        }
    });
});
