// The example that stores readings, with a real InfluxDB.

import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/ports.js';
import { type Running as Program, startProgram, watchedFolder } from '../support/program';
import { until } from '../support/wait.js';
import { engine } from './support/engine';
import { FRAMES, NOT_STORED, print, type Storing, startStoring, stopStoring, temperatures } from './support/storing';

const EXAMPLE = 'Store readings in a database';
const SITE = 'home';
/** How many rows one frame of each type makes. */
const COUNT = FRAMES.length;

engine({ name: 'InfluxDB', packages: ['influxdb'], light: true }, () => {
    let folder: Awaited<ReturnType<typeof watchedFolder>> | undefined;
    let path: string;
    let port: number;
    let program: Program | undefined;
    let at: Storing;

    before(async () => {
        folder = await watchedFolder('influxdb');
        path = folder.path;
        port = await freePort();
        await mkdir(join(path, 'meta'));
        const parts = ['meta', 'data', 'wal'].map((name) => join(path, name));
        await writeFile(
            join(path, 'influxdb.conf'),
            `reporting-disabled = true
bind-address = "127.0.0.1:${await freePort()}"
[meta]
  dir = "${parts[0]}"
[data]
  dir = "${parts[1]}"
  wal-dir = "${parts[2]}"
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
`,
        );
        program = await start();
        const url = `http://127.0.0.1:${port}/write?db=home&precision=ms`;
        at = await startStoring(EXAMPLE, (item) => (item.name === 'database' ? { ...item, url } : item));
    });
    after(async () => {
        await stopStoring();
        await program?.stop('SIGKILL');
        await folder?.remove();
    });

    const start = (): Promise<Program> =>
        startProgram({ command: 'influxd', args: ['-config', join(path, 'influxdb.conf')] }, path, port);

    async function query(q: string): Promise<Record<string, unknown>[]> {
        const url = `http://127.0.0.1:${port}/query?db=home&epoch=ms&q=${encodeURIComponent(q)}`;
        const response = await fetch(url, { method: 'POST' });
        const { results } = (await response.json()) as {
            results: [{ error?: string; series?: { columns: string[]; values: unknown[][] }[] }];
        };
        assert.equal(results[0].error, undefined);
        const [series] = results[0].series ?? [];
        return (series?.values ?? []).map((row) =>
            Object.fromEntries(row.map((value, index) => [series?.columns[index], value])),
        );
    }

    const storedRows = (): number => at.running.texts('stored').reduce((sum, count) => sum + Number(count), 0);
    const requestsWith = (text: string): number =>
        at.running.texts('rows').filter((rows) => rows.includes(text)).length;

    it('does not have the database yet: rows wait, and the reason names what to do', async () => {
        const started = Date.now();
        print(at.hub, [...FRAMES, ...NOT_STORED]);
        await at.running.shows('reason', /^Not stored.*status 404.*database not found.*Create the database/);
        await query('CREATE DATABASE home');
        await at.running.shows('reason', /^The database responds/);
        for (const { topic, numbers } of FRAMES) {
            const [type = '', device] = topic.split('/');
            const rows = await query(`SELECT * FROM ${type.replaceAll('-', '_')} WHERE site = '${SITE}'`);
            const { time, ...row } = rows.at(-1) ?? {};
            const fields = Object.entries(numbers).map(([name, value]) => [name.replaceAll('-', '_'), value]);
            assert.deepEqual(row, { site: SITE, device, ...Object.fromEntries(fields) }, topic);
            assert.ok(Number(time) >= started && Number(time) <= Date.now(), `${time}`);
        }
        const measurements = await query('SHOW MEASUREMENTS');
        assert.equal(measurements.length, COUNT);
        assert.equal((await query("SELECT * FROM relay WHERE device = 'i2c0-3f'")).length, 0);
        assert.match(String(at.running.texts('left out')), /i2c\/0 is not stored/);
    });

    it('refuses one row of a request: the others are stored, and the row is reported and not sent again', async () => {
        const url = `http://127.0.0.1:${port}/write?db=home&precision=ms`;
        const body = `window,site=x,device=y state="open" ${Date.now()}`;
        assert.equal((await fetch(url, { method: 'POST', body })).status, 204);
        print(at.hub, [...temperatures(1), { topic: 'window/a', payload: '{"state": true}' }, ...temperatures(2)]);
        await at.running.shows(
            'reason',
            /^Refused, and not sent again \(status 400, 3 rows\): .*type conflict.*window/,
        );
        const before = storedRows();
        print(at.hub, temperatures(3));
        await until(() => storedRows() > before, 'the next request', 5000);
        assert.equal(requestsWith('window,'), 1);
        const rows = await query("SELECT temperature FROM thermometer WHERE device = 'i2c0-49'");
        assert.deepEqual(
            rows.map(({ temperature }) => temperature),
            [1, 2, 3],
        );
        assert.equal((await query("SELECT * FROM window WHERE site = 'home'")).length, 0);
    });

    it('is killed and starts again: nothing is lost, nothing is stored twice, and the order stays', async () => {
        const before = (await query("SELECT temperature FROM thermometer WHERE device = 'i2c0-49'")).length;
        const values = Array.from({ length: 1200 }, (_, index) => index / 100);
        print(at.hub, temperatures(...values.slice(0, 300)));
        await program?.stop('SIGKILL');
        print(at.hub, temperatures(...values.slice(300)));
        await at.running.shows('reason', /^Not stored.*no response/);
        program = await start();
        await at.running.shows('reason', /^The database responds.*dropped: 0 rows/, 10_000);
        const read = (): Promise<Record<string, unknown>[]> =>
            query("SELECT temperature FROM thermometer WHERE device = 'i2c0-49'");
        const end = Date.now() + 10_000;
        let rows = await read();
        while (rows.length < before + values.length && Date.now() < end) rows = await read();
        assert.deepEqual(
            rows.slice(before).map(({ temperature }) => temperature),
            values,
        );
    });
});
