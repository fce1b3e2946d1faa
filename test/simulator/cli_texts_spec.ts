// What the command of the simulator prints when its hub listens, and the sentence for each reason that it cannot.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { HELP } from '../../src/simulator/arguments';
import { type CliResult, describe as describeLine, main, runCli } from '../../src/simulator/cli';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { connect as connectClient, RawClient } from '../support/client';
import { leavesNothing } from '../support/leaks.js';
import { failToListen } from '../support/no-listen';
import { until } from '../support/wait';

const TRUST = 'The certificate is self-signed: in Node-RED, add TLS settings that turn verification off.\n';
const STOP = 'Press Ctrl-C to stop it.\n';
const PATH = '/auth/clown-talk-server_nodes_bridge_0';

describe('simulator: texts of the command', () => {
    let output: string;
    let complaints: string;
    let result: CliResult | undefined;

    leavesNothing(async () => {
        if (result && 'simulator' in result) await result.simulator.close();
        result = undefined;
    });

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
    const port = (): string => /:(\d+)\//.exec(output)?.[1] ?? '';

    it('help is the help', async () => {
        assert.deepEqual(await run('--help'), { exitCode: 0 });
        assert.equal(output, HELP);
        assert.match(HELP, /^Usage: clown-hub-simulator/);
        assert.equal(complaints, '');
    });

    it('a hub of this machine has one address', async () => {
        await run('--port', '0');
        assert.equal(output, `The hub is running at\n    ws://127.0.0.1:${port()}${PATH}\n${STOP}`);
    });

    it('a hub of the whole network has the addresses of this machine, and none that only it can reach', async () => {
        await run('--port', '0', '--host', '0.0.0.0', '--path', '/hub');
        const own = Object.values(networkInterfaces())
            .flatMap((addresses) => addresses ?? [])
            .filter(({ family, internal }) => family === 'IPv4' && !internal)
            .map(({ address }) => address);
        const lines = ['localhost', ...own].map((host) => `    ws://${host}:${port()}/hub\n`);
        assert.equal(output, `The hub is running at\n${lines.join('')}${STOP}`);
    });

    for (const [words, user] of [
        ['--user clown --password word', 'clown'],
        ['--password word', ''],
    ] as const) {
        it(`${words}: names the user, and not the password`, async () => {
            await run('--port', '0', ...words.split(' '));
            const login = `Log in as "${user}" with the password you set.\n`;
            assert.equal(output.replace(/^.*\n.*\n/, ''), `${login}${STOP}`);
        });
    }

    it('--tls: a certificate for each name of this machine, and how to trust it', async () => {
        await run('--port', '0', '--tls', '--host', '127.0.0.1');
        assert.equal(output, `The hub is running at\n    wss://127.0.0.1:${port()}${PATH}\n${TRUST}${STOP}`);
        const socket = connect({ port: Number(port()), host: '127.0.0.1', rejectUnauthorized: false });
        await once(socket, 'secureConnect');
        const names = socket.getPeerX509Certificate()?.subjectAltName?.split(', ') ?? [];
        socket.destroy();
        const expected = [
            ...new Set(['DNS:localhost', `DNS:${hostname()}`]),
            'IP Address:127.0.0.1',
            'IP Address:0:0:0:0:0:0:0:1',
        ];
        assert.deepEqual(names, expected);
    });

    it('a certificate of its own needs no advice', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'clown-cli-'));
        try {
            const { key, cert } = makeCertificate({ names: ['127.0.0.1'] });
            writeFileSync(join(folder, 'key.pem'), key);
            writeFileSync(join(folder, 'cert.pem'), cert);
            await run('--port', '0', '--cert', join(folder, 'cert.pem'), '--key', join(folder, 'key.pem'));
            assert.equal(output, `The hub is running at\n    wss://127.0.0.1:${port()}${PATH}\n${STOP}`);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    describe('a hub that cannot start', () => {
        let heal = (): void => {};

        afterEach(() => heal());

        for (const [code, sentence] of [
            ['EADDRINUSE', 'Another program is already using hub:81. Choose another port with --port.'],
            ['EADDRNOTAVAIL', 'This machine has no address hub:81. Choose another with --host.'],
            ['ENOTFOUND', 'This machine has no address hub:81. Choose another with --host.'],
            ['EACCES', 'Not allowed to listen on hub:81. Choose a port above 1023 with --port.'],
            ['EMFILE', 'The hub cannot start on hub:81: too many files'],
        ] as const) {
            it(`${code}: ${sentence}`, async () => {
                heal = failToListen(code, 'too many files');
                assert.deepEqual(await run('--host', 'hub', '--port', '81'), { exitCode: 1 });
                assert.deepEqual([output, complaints], ['', `${sentence}\n`]);
            });
        }

        it('an option that makes no sense is named', async () => {
            assert.deepEqual(await run('--path', '/a b'), { exitCode: 1 });
            const sentence = 'path must be a slash and plain characters, without ? and #: "/a b"';
            assert.deepEqual([output, complaints], ['', `The hub cannot start on 127.0.0.1:8080: ${sentence}\n`]);
        });

        it('a recording that cannot be read is named', async () => {
            assert.deepEqual(await run('--port', '0', '--replay', '/nowhere/night.jsonl'), { exitCode: 1 });
            assert.equal(output, '');
            assert.match(complaints, /^"\/nowhere\/night\.jsonl" cannot be played: .*\.\n$/);
        });
    });

    it('says that another program has taken the port in an outage, and can be closed meanwhile', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'clown-cli-'));
        let heal = (): void => {};
        try {
            const outage = '{"at":0,"state":"waiting"}\n{"at":0,"state":"connected"}\n{"at":60000,"end":"time"}\n';
            writeFileSync(join(folder, 'a.jsonl'), `{"clownHubRecording":1}\n${outage}`);
            await run('--port', '0', '--replay', join(folder, 'a.jsonl'));
            heal = failToListen('EADDRINUSE');
            await new RawClient(`ws://127.0.0.1:${port()}${PATH}`).end();
            await until(() => output.includes('the hub waits'), 'the line about the port');
            const [, line] = /^\d\d:\d\d:\d\d (the outage .*)$/m.exec(output) ?? [];
            const sentence = 'the outage of the recording is over, but another program uses port';
            assert.equal(line, `${sentence} ${port()}; the hub waits for it`);
            if (result && 'simulator' in result) await result.simulator.close();
        } finally {
            heal();
            rmSync(folder, { recursive: true });
        }
    });

    describe('in this process', () => {
        const { argv, exitCode, stdout, stderr, exit } = process;
        const { write } = stdout;
        const complain = stderr.write;
        let ended: (code: number) => void;
        let exited: Promise<number>;

        /** Runs the command with these words, and then a part of the test; what is written meanwhile is noted. */
        async function runMain(words: readonly string[], andThen: () => Promise<void> = async () => {}): Promise<void> {
            output = '';
            complaints = '';
            process.argv = ['node', 'cli', ...words];
            exited = new Promise((resolve) => {
                ended = resolve;
            });
            process.exit = ((code: number) => ended(code)) as typeof exit;
            stdout.write = ((text: string) => {
                output += text;
                return true;
            }) as typeof write;
            stderr.write = ((text: string) => {
                complaints += text;
                return true;
            }) as typeof complain;
            try {
                await main();
                await andThen();
            } finally {
                stdout.write = write;
                stderr.write = complain;
            }
        }
        const listenersOf = (): Map<string, unknown[]> =>
            new Map(['SIGINT', 'SIGTERM'].map((signal) => [signal, process.listeners(signal as NodeJS.Signals)]));
        let before: Map<string, unknown[]>;

        beforeEach(() => {
            before = listenersOf();
            process.exitCode = undefined;
        });
        afterEach(() => {
            process.argv = argv;
            process.exitCode = exitCode;
            process.exit = exit;
            const [listener] = stdout.listeners('error').slice(-1);
            if (listener) stdout.off('error', listener as () => void);
        });
        /** The listeners that the command has added for a signal. */
        const added = (signal: string): (() => void)[] =>
            (listenersOf().get(signal) ?? []).filter((one) => !before.get(signal)?.includes(one)) as (() => void)[];

        for (const [words, code, isHelp] of [
            [['--help'], 0, true],
            [['--port', 'x'], 2, false],
            [['--path', '/a b'], 1, false],
        ] as const) {
            it(`${words.join(' ')} ends with ${code}`, async () => {
                await runMain(words);
                assert.equal(process.exitCode, code);
                assert.deepEqual([output !== '', complaints !== ''], [isHelp, !isHelp]);
                assert.deepEqual([...added('SIGINT'), ...added('SIGTERM')], []);
            });
        }

        for (const signal of ['SIGINT', 'SIGTERM']) {
            it(`${signal} ends the hub, and then the process`, async () => {
                await runMain(['--port', '0'], async () => {
                    assert.match(output, /^The hub is running at\n/);
                    assert.equal(process.exitCode, undefined);
                    const client = await connectClient(`ws://127.0.0.1:${port()}${PATH}`);
                    const [end] = added(signal);
                    for (const name of ['SIGINT', 'SIGTERM']) {
                        for (const listener of added(name)) process.off(name, listener);
                    }
                    end?.();
                    assert.equal(await exited, 0);
                    assert.equal((await client.end()).code, 1006);
                });
            });
        }

        it('ends without a stack trace when nothing reads its output any more', async () => {
            await runMain(['--help']);
            const [listener] = stdout.listeners('error').slice(-1);
            (listener as () => void)();
            assert.equal(await exited, 0);
        });
    });

    it('a recording without bad lines is played without a word about them', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'clown-cli-'));
        try {
            writeFileSync(join(folder, 'a.jsonl'), '{"clownHubRecording":1}\n{"at":0,"end":"time"}\n');
            await run('--port', '0', '--replay', join(folder, 'a.jsonl'));
            assert.equal(complaints, '');
            assert.match(output, /^The hub is running at\n {4}ws:/);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    const LINES: readonly (readonly [line: string, shown: string])[] = [
        ['["a/b/c", {"x": 1}]', 'a/b/c {"x": 1}'],
        ['["a/b/c", {"x": 1}] behind', 'a/b/c {"x": 1}] behind'],
        ['["a/b/c", {"x": 1}', 'a/b/c {"x": 1}'],
        ['["a/b/c", [1], 2]', 'a/b/c [1], 2'],
        ['["a/b/c" {"x": 1}]', 'a/b/c {"x": 1}'],
        ['[5, {"x": 1}]', '[5, {"x": 1}]'],
        ['{"a": 5}', '{"a": 5}'],
        ['{"a": "b"', '{"a": "b"'],
        ['["a"]', '["a"]'],
        ['  words  ', 'words'],
        ['a\tb\u0085c\u200bd\u2028e\u2029f', 'a?b?c?d?e?f'],
        ['ž'.repeat(200), 'ž'.repeat(200)],
        ['ž'.repeat(201), `${'ž'.repeat(200)}...`],
    ];
    for (const [line, shown] of LINES) {
        it(`shows ${JSON.stringify(line.slice(0, 20))} as it is safe to print`, () => {
            assert.equal(describeLine(line), shown);
        });
    }
});
