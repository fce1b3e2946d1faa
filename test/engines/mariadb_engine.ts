// The example that stores readings in SQL, with its package from the registry and a real MariaDB.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/ports.js';
import { type Running as Program, startProgram, watchedFolder } from '../support/program';
import { until } from '../support/wait.js';
import { engine } from './support/engine';
import { FRAMES, NOT_STORED, print, type Storing, startStoring, stopStoring, temperatures } from './support/storing';

const EXAMPLE = 'Store readings in an SQL database';
const PACKAGE = 'node-red-node-mysql@3.0.4';
const DATABASE = '5c1a9e0b7d432003';
const LOGIN = { user: 'clown', password: 'bigclown' };
/** A name that needs all that a connection and a table can get wrong. */
const SITE = 'Dům č. 1 🏠';
const run = promisify(execFile);

engine({ name: 'MariaDB', packages: ['mariadb-server'], light: false }, () => {
    let folder: Awaited<ReturnType<typeof watchedFolder>> | undefined;
    let path: string;
    let port: number;
    let program: Program | undefined;
    let at: Storing;

    before(async () => {
        folder = await watchedFolder('mariadb');
        path = folder.path;
        port = await freePort();
        const options = ['--auth-root-authentication-method=normal', '--skip-test-db'];
        await run('mariadb-install-db', ['--no-defaults', `--datadir=${join(path, 'data')}`, ...options]);
        await writeFile(
            join(path, 'init.sql'),
            `CREATE DATABASE IF NOT EXISTS home;
CREATE USER IF NOT EXISTS '${LOGIN.user}'@'127.0.0.1' IDENTIFIED BY '${LOGIN.password}';
GRANT ALL ON home.* TO '${LOGIN.user}'@'127.0.0.1';
`,
        );
        program = await start();
        at = await startStoring(
            EXAMPLE,
            (item) => {
                if (item.type === 'tab') return { ...item, env: [{ name: 'SITE', value: SITE, type: 'str' }] };
                return item.type === 'MySQLdatabase' ? { ...item, port: String(port) } : item;
            },
            { packages: [PACKAGE], credentials: { [DATABASE]: LOGIN }, settings: { mysqlReconnectTime: 300 } },
        );
    });
    after(async () => {
        await stopStoring();
        await program?.stop('SIGKILL');
        await folder?.remove();
    });

    function start(): Promise<Program> {
        const own = { datadir: 'data', socket: 'socket', 'init-file': 'init.sql' };
        const files = Object.entries(own).map(([option, file]) => `--${option}=${join(path, file)}`);
        const args = ['--no-defaults', ...files, '--bind-address=127.0.0.1', `--port=${port}`, '--user=root'];
        return startProgram({ command: 'mariadbd', args }, path, port);
    }

    async function query(sql: string): Promise<string[][]> {
        const login = [
            '--no-defaults',
            `--socket=${join(path, 'socket')}`,
            '--user=root',
            '--batch',
            '--skip-column-names',
        ];
        const { stdout } = await run('mariadb', [...login, '--default-character-set=utf8mb4', 'home', '-e', sql]);
        return stdout
            .split('\n')
            .filter(Boolean)
            .map((line) => line.split('\t'));
    }

    const storedRows = (): number => at.running.texts('stored').reduce((sum, count) => sum + Number(count), 0);
    const temperaturesStored = async (): Promise<number[]> => {
        const rows = await query("SELECT value FROM readings WHERE device = 'i2c0-49' ORDER BY time");
        return rows.map(([value]) => Number(value));
    };

    it('has a row of each quantity, and none of what is not a number', async () => {
        const started = Date.now();
        print(at.hub, [...FRAMES, ...NOT_STORED]);
        const expected = FRAMES.flatMap(({ topic, numbers }) =>
            Object.entries(numbers).map(([quantity, value]) => [SITE, ...topic.split('/'), quantity, String(value)]),
        );
        await until(() => storedRows() >= expected.length, 'the rows', 10_000);
        const rows = await query('SELECT site, type, device, quantity, value, time FROM readings ORDER BY time');
        const sorted = (list: readonly string[][]): string[] => list.map(String).sort();
        assert.deepEqual(sorted(rows.map((row) => row.slice(0, 5))), sorted(expected));
        for (const row of rows) {
            const time = Date.parse(`${row[5]?.replace(' ', 'T')}Z`);
            assert.ok(time >= started && time <= Date.now(), row[5]);
        }
    });

    it('without the table: the reason names what to do, and rows are stored once it is there', async () => {
        await query('RENAME TABLE readings TO old');
        print(at.hub, temperatures(-1));
        await at.running.shows(
            'reason',
            /^Not stored.*readings' doesn't exist\. Press the button "create the table"\.$/,
        );
        await at.running.press('create the table');
        await at.running.shows('reason', /^The database responds/);
        assert.deepEqual(await temperaturesStored(), [-1]);
    });

    it('refuses one row of a request: it is reported and left out, and the others are stored', async () => {
        await query('ALTER TABLE readings ADD CONSTRAINT warm CHECK (value < 1000)');
        print(at.hub, temperatures(-3, 2000, -2));
        await at.running.shows('reason', /^Refused, and not sent again: 1 row \[.*2000\]: .*CONSTRAINT `warm` failed/);
        await query('ALTER TABLE readings DROP CONSTRAINT warm');
        assert.deepEqual(await temperaturesStored(), [-1, -3, -2]);
        await query("DELETE FROM readings WHERE value IN (-3, -2) AND device = 'i2c0-49'");
    });

    it('is killed and starts again: nothing is lost, nothing is stored twice, and the order stays', async () => {
        const values = Array.from({ length: 1200 }, (_, index) => index / 100);
        print(at.hub, temperatures(...values.slice(0, 300)));
        await program?.stop('SIGKILL');
        print(at.hub, temperatures(...values.slice(300)));
        await at.running.shows('reason', /^Not stored, and sent again later: .*Check that the database runs/, 10_000);
        program = await start();
        await at.running.shows('reason', /^The database responds.*dropped: 0 rows/, 15_000);
        let stored = await temperaturesStored();
        for (const end = Date.now() + 10_000; stored.length <= values.length && Date.now() < end; ) {
            stored = await temperaturesStored();
        }
        assert.deepEqual(stored, [-1, ...values]);
    });

    it('responds too late: the request is sent again, and its rows are stored once', async () => {
        const locked = query('LOCK TABLES readings WRITE; DO SLEEP(4); UNLOCK TABLES');
        for (let isLocked = false; !isLocked; )
            isLocked = (await query('SHOW OPEN TABLES WHERE In_use > 0')).length > 0;
        print(at.hub, temperatures(50, 51));
        await at.running.shows('reason', /^Not stored.*the request has no result/);
        await locked;
        await at.running.shows('reason', /^The database responds/, 10_000);
        assert.deepEqual((await temperaturesStored()).slice(-2), [50, 51]);
        assert.equal((await query("SELECT * FROM readings WHERE value IN (50, 51) AND device = 'i2c0-49'")).length, 2);
    });

    it('refuses the login: rows wait, and are stored once it is right', async () => {
        await query("ALTER USER 'clown'@'127.0.0.1' IDENTIFIED BY 'another'; KILL USER clown");
        print(at.hub, temperatures(100));
        await at.running.shows('reason', /Access denied for user 'clown'.*Check user, password and database/);
        await query("ALTER USER 'clown'@'127.0.0.1' IDENTIFIED BY 'bigclown'");
        await at.running.shows('reason', /^The database responds/, 10_000);
        assert.equal((await temperaturesStored()).at(-1), 100);
    });
});
