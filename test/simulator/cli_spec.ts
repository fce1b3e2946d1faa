// The command: its words, what it prints, how it ends. The last part runs it as a process.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArguments } from '../../src/simulator/arguments';
import { type CliResult, describe as describeLine, runCli } from '../../src/simulator/cli';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { assertNoSecret, PASSWORD, USER } from '../nodes/support/secrets';
import { connect, endClients, refusal } from '../support/client';
import { endHubs, startSilentHub } from '../support/hub';
import { START } from '../support/lines';
import { commandLineOf } from '../support/processes.js';
import { firstValue, next, until } from '../support/wait';

let output = '';
let complaints = '';
let result: CliResult | undefined;

async function run(...words: string[]): Promise<CliResult> {
    output = '';
    complaints = '';
    result = await runCli({
        words,
        print: (text) => {
            output += text;
        },
        complain: (text) => {
            complaints += text;
        },
    });
    return result;
}

function address(): string {
    return /wss?:\S+/.exec(output)?.[0] ?? '';
}

describe('simulator: command', () => {
    afterEach(async () => {
        await endClients();
        if (result && 'simulator' in result) await result.simulator.close();
        result = undefined;
        await endHubs();
    });

    it('--help names every option and ends with 0', async () => {
        assert.deepEqual(await run('--help'), { exitCode: 0 });
        for (const option of [
            'host',
            'port',
            'path',
            'user',
            'password',
            'tls',
            'cert',
            'key',
            'seed',
            'speed',
            'day',
            'silent',
            'broker',
            'unsubscribed',
            'dialect',
            'wireless',
            'replay',
        ]) {
            assert.match(output, new RegExp(`^  --${option} `, 'm'));
        }
    });

    const WRONG: readonly (readonly [words: string[], sentence: RegExp])[] = [
        [['--nonsense'], /^Unknown option '--nonsense'\. See --help\.\n$/],
        [['extra'], /^Unexpected argument 'extra'\. See --help\.\n$/],
        [['--port'], /--port.* argument missing\. See --help\.\n$/],
        [['--port', 'http'], /^--port must be a number from 0 to 65535, not "http"\. See --help\.\n$/],
        [['--port', '65536'], /^--port must be a number/],
        [['--port', '1.5'], /^--port must be a number/],
        [['--port', ''], /^--port must be a number/],
        [['--speed', '0'], /^--speed must be a number from 0.001 to 10000, not "0"/],
        [['--day', '-5'], /--day/],
        [['--day=-5'], /^--day must be a number/],
        [['--seed', '1x'], /^--seed must be a number/],
        [['--path', 'auth'], /^--path must begin with a slash/],
        [['--cert', 'a.pem'], /^--cert and --key must be used together/],
        [['--tls=yes'], /--tls/],
        [['--host', ''], /^--host needs an address/],
        [
            ['--replay', 'x.jsonl', '--silent'],
            /^--replay plays what was recorded: leave out --silent\. See --help\.\n$/,
        ],
        [['--dialect', 'old'], /^--dialect must be one of bridge, first, documented, not "old"\. See --help\.\n$/],
        [['--dialect', ''], /^--dialect must be one of/],
        [['--dialect', 'toString'], /^--dialect must be one of/],
    ];
    for (const [words, sentence] of WRONG) {
        it(`${words.join(' ')}: one sentence and 2`, async () => {
            assert.deepEqual(await run(...words), { exitCode: 2 });
            assert.match(complaints, sentence);
            assert.equal(complaints.trim().split('\n').length, 1);
            assert.equal(output, '');
        });
    }

    it('takes all options', () => {
        const words = [
            '--host',
            '::1',
            '--port',
            '81',
            '--path',
            '/x',
            '--user',
            'u',
            '--password',
            'p',
            '--seed',
            '5',
        ];
        const more = [
            '--speed',
            '2.5',
            '--day',
            '60',
            '--silent',
            '--broker',
            '--dialect',
            'first',
            '--wireless',
            '--tls',
        ];
        assert.deepEqual(parseArguments([...words, ...more]), {
            kind: 'run',
            arguments: {
                options: {
                    host: '::1',
                    port: 81,
                    path: '/x',
                    user: 'u',
                    password: 'p',
                    seed: 5,
                    speed: 2.5,
                    daySeconds: 60,
                    silent: true,
                    broker: true,
                    dialect: 'first',
                    wireless: true,
                },
                tls: true,
                certFile: undefined,
                keyFile: undefined,
                replay: undefined,
            },
        });
    });

    it('prints the address, who comes, what is commanded and who leaves', async () => {
        await run('--port', '0', '--silent');
        const client = await connect(address());
        client.send(START, '["relay/i2c0-3b/set", {"state": true}]', 'garbage\x1b[2J');
        await client.receive('relay');
        client.socket.close(1000);
        await until(() => output.includes('disconnected'), 'the line about the end');
        const lines = output.replace(/^[\s\S]*Press Ctrl-C to stop it\.\n/, '');
        assert.deepEqual(
            lines
                .trim()
                .split('\n')
                .map((line) => line.replace(/^\d\d:\d\d:\d\d /, '')),
            [
                'client 1 connected',
                'clown.talk/-/config/set {}',
                'relay/i2c0-3b/set {"state": true}',
                'garbage?[2J',
                'client 1 disconnected (1000)',
            ],
        );
    });

    it('--dialect and --wireless make another hub', async () => {
        await run('--port', '0', '--silent', '--dialect', 'documented', '--wireless');
        const client = await connect(address());
        client.send(START, '["-/-/config/list", {}]', '["light/-/get", {}]');
        await client.receive('["-/-/config/ok"');
        assert.equal(await client.receive('light/-'), '["light/-", {"state": false}]');
    });

    it('names the user and never the password', async () => {
        await run('--port', '0', '--user', 'clown', '--password', 'secret-word');
        assert.match(output, /Log in as "clown"/);
        assert.ok(!output.includes('secret-word'));
        assert.equal((await refusal(address())).status, 401);
        await connect(address(), { headers: { Authorization: `Basic ${btoa('clown:secret-word')}` } });
    });

    for (const [name, words, password] of [
        ['counts', [], 'of-the-environment'],
        ['is overridden by --password', ['--password', 'of-the-line'], 'of-the-line'],
    ] as const) {
        it(`a password in the environment ${name}`, () => {
            const variables = { CLOWN_HUB_PASSWORD: 'of-the-environment' };
            const parsed = parseArguments(['--user', 'clown', ...words], variables);
            assert.equal(parsed.kind === 'run' && parsed.arguments.options.password, password);
        });
    }

    for (const variables of [{}, { CLOWN_HUB_PASSWORD: '' }]) {
        it(`--user without a password is refused, with ${JSON.stringify(variables)} in the environment`, () => {
            const parsed = parseArguments(['--user', 'clown'], variables);
            assert.equal(
                parsed.kind === 'wrong' && parsed.reason,
                '--user needs a password: add --password, or set the environment variable CLOWN_HUB_PASSWORD. See --help.',
            );
        });
    }

    it('--user with an empty --password is a login without a password', () => {
        const parsed = parseArguments(['--user', 'clown', '--password', '']);
        assert.equal(parsed.kind === 'run' && parsed.arguments.options.password, '');
    });

    it('an empty password in the environment is none', () => {
        const parsed = parseArguments([], { CLOWN_HUB_PASSWORD: '' });
        assert.equal(parsed.kind === 'run' && parsed.arguments.options.password, undefined);
    });

    it('--replay plays a recording, and says when it ends', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'clown-replay-'));
        try {
            assert.deepEqual(await run('--port', '0', '--replay', join(folder, 'none.jsonl')), { exitCode: 1 });
            assert.match(complaints, /none\.jsonl" cannot be played: it is missing, or cannot be read \(ENOENT\)\.\n$/);
            const file = join(folder, 'night.jsonl');
            const reading = '["thermometer/i2c0-48", {"temperature": [20.5, "\\u2103"]}]';
            writeFileSync(file, `{"clownHubRecording":1}\n{"at":500,"in":${JSON.stringify(reading)}}\nbad\n`);
            await run('--port', '0', '--replay', file, '--speed', '100');
            assert.equal(complaints, '1 bad lines are left out. The first one: line 3 is not an event: "bad".\n');
            const client = await connect(address());
            await client.receive(reading);
            await until(() => output.includes('the recording was played to its end'), 'the end');
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it('--tls works at once', async () => {
        await run('--port', '0', '--tls', '--silent');
        assert.match(address(), /^wss:/);
        assert.match(output, /self-signed/);
        await connect(address(), { rejectUnauthorized: false });
    });

    it('--cert and --key take files, and a missing one is one sentence', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'clown-cli-'));
        try {
            const { key, cert } = makeCertificate({ names: ['127.0.0.1'] });
            writeFileSync(join(folder, 'key.pem'), key);
            writeFileSync(join(folder, 'cert.pem'), cert);
            const files = ['--cert', join(folder, 'cert.pem'), '--key', join(folder, 'key.pem')];
            await run('--port', '0', ...files);
            await connect(address(), { ca: cert });
            if (result && 'simulator' in result) await result.simulator.close();
            assert.deepEqual(
                await run('--port', '0', '--cert', join(folder, 'none.pem'), '--key', join(folder, 'key.pem')),
                {
                    exitCode: 1,
                },
            );
            assert.match(complaints, /none\.pem/);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it('a port in use: one sentence and 1', async () => {
        const hub = await startSilentHub();
        assert.deepEqual(await run('--port', String(hub.port)), { exitCode: 1 });
        assert.equal(
            complaints,
            `Another program is already using 127.0.0.1:${hub.port}. Choose another port with --port.\n`,
        );
    });

    it('an address of another machine: one sentence and 1', async () => {
        assert.deepEqual(await run('--port', '0', '--host', '192.0.2.1'), { exitCode: 1 });
        assert.match(complaints, /^This machine has no address 192\.0\.2\.1:0/);
    });

    const SHOWN: readonly (readonly [line: string, shown: string])[] = [
        ['["led/-/get", {}]', 'led/-/get {}'],
        ['  ["a/b/c",{"x":[1,2]}] \r', 'a/b/c {"x":[1,2]}'],
        ['["a/b/c"]', '["a/b/c"]'],
        ['\u202egnp', '?gnp'],
        ['x'.repeat(300), `${'x'.repeat(200)}...`],
    ];
    for (const [line, shown] of SHOWN) {
        it(`shows ${JSON.stringify(line.slice(0, 30))}`, () => assert.equal(describeLine(line), shown));
    }

    it('as a process: starts, answers, keeps its password to itself, ends at once with 0 on Ctrl-C', async () => {
        const root = resolve(__dirname, '../..');
        const words = ['--import', 'tsx', 'src/simulator/cli.ts', '--port', '0', '--silent', '--user', USER];
        const env = { ...process.env, CLOWN_HUB_PASSWORD: PASSWORD };
        const child = spawn(process.execPath, words, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
        try {
            output = '';
            await firstValue<string>(
                (listener) => {
                    child.stdout.on('data', (data: Buffer) => {
                        output += data.toString();
                        listener(output);
                    });
                    return () => {};
                },
                'the greeting',
                (text) => text.includes('Ctrl-C'),
                15_000,
            );
            const login = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
            assert.equal((await refusal(address())).status, 401);
            const client = await connect(address(), { headers: { Authorization: `Basic ${login}` } });
            assertNoSecret(commandLineOf(child.pid), 'the command line');
            assertNoSecret(output, 'what it prints');
            const exit = next(child, 'exit');
            child.kill('SIGINT');
            assert.deepEqual(await exit, [0, null]);
            assert.equal((await client.end()).code, 1006);
        } finally {
            child.kill('SIGKILL');
        }
    });
});
