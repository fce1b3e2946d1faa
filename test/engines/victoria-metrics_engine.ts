// The example that stores readings, with a real VictoriaMetrics.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { freePort } from '../support/ports.js';
import { type Running as Program, startProgram, watchedFolder } from '../support/program';
import { until } from '../support/wait.js';
import { engine } from './support/engine';
import { FRAMES, NOT_STORED, print, type Storing, startStoring, stopStoring, temperatures } from './support/storing';

const EXAMPLE = 'Store readings in a database';
const VISIBLE_WITHIN_MS = 15_000;

interface Series {
    readonly metric: Readonly<Record<string, string>>;
    readonly values: readonly number[];
    readonly timestamps: readonly number[];
}

engine({ name: 'VictoriaMetrics', packages: ['victoria-metrics'], light: true }, () => {
    let folder: Awaited<ReturnType<typeof watchedFolder>> | undefined;
    let path: string;
    let port: number;
    let program: Program | undefined;
    let at: Storing;

    before(async () => {
        folder = await watchedFolder('victoria-metrics');
        path = folder.path;
        port = await freePort();
        program = await start();
        const url = `http://127.0.0.1:${port}/write?precision=ms`;
        at = await startStoring(EXAMPLE, (item) => (item.name === 'database' ? { ...item, url } : item));
    });
    after(async () => {
        await stopStoring();
        await program?.stop('SIGKILL');
        await folder?.remove();
    });

    function start(): Promise<Program> {
        const args = [`-storageDataPath=${join(path, 'data')}`, `-httpListenAddr=127.0.0.1:${port}`];
        return startProgram({ command: 'victoria-metrics', args }, path, port);
    }

    const storedRows = (): number => at.running.texts('stored').reduce((sum, count) => sum + Number(count), 0);

    async function exported(match: string): Promise<Series[]> {
        await (await fetch(`http://127.0.0.1:${port}/internal/force_flush`)).text();
        const url = `http://127.0.0.1:${port}/api/v1/export?match[]=${encodeURIComponent(match)}`;
        const lines = (await (await fetch(url)).text()).split('\n').filter(Boolean);
        return lines.map((line) => JSON.parse(line) as Series);
    }

    /** The one series, once it has that many values: new ones are visible after up to some seconds. */
    async function series(match: string, values: number): Promise<Series> {
        for (const end = Date.now() + VISIBLE_WITHIN_MS; ; ) {
            const [one, ...others] = await exported(match);
            assert.deepEqual(others, []);
            if (one && one.values.length >= values) return one;
            if (Date.now() > end) throw new Error(`${match} has ${one?.values.length ?? 0} of ${values} values`);
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }

    it('has a series of numbers of each quantity, and none of what is not a number', async () => {
        const started = Date.now();
        print(at.hub, [...FRAMES, ...NOT_STORED]);
        await until(() => storedRows() >= FRAMES.length, 'the rows', 5000);
        for (const { topic, numbers } of FRAMES) {
            const [type = '', device = ''] = topic.split('/');
            for (const [quantity, value] of Object.entries(numbers)) {
                const name = `${type}_${quantity}`.replaceAll('-', '_');
                const one = await series(`${name}{site="home"}`, 1);
                const { db: _, ...metric } = one.metric;
                assert.deepEqual(metric, { __name__: name, site: 'home', device });
                assert.equal(one.values.at(-1), value);
                const time = one.timestamps.at(-1) ?? 0;
                assert.ok(time >= started && time <= Date.now(), `${time}`);
            }
        }
        assert.deepEqual(await exported('{device="i2c0-3f"}'), []);
        assert.deepEqual(await exported('{__name__=~"i2c.*"}'), []);
    });

    it('is killed and starts again: what was sent while it was away is stored once and in order', async () => {
        const temperature = 'thermometer_temperature{device="i2c0-49"}';
        // What it has stored in the seconds before, it may lose.
        await program?.stop('SIGKILL');
        const values = Array.from({ length: 600 }, (_, index) => index / 100);
        print(at.hub, temperatures(...values));
        await at.running.shows('reason', /^Not stored.*no response/);
        program = await start();
        await at.running.shows('reason', /^The database responds.*dropped: 0 rows/, 10_000);
        assert.deepEqual((await series(temperature, values.length)).values, values);
    });
});
