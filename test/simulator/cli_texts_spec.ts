// What the command of the simulator prints when its hub listens, and the sentence for each reason that it cannot.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { hostname, networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { HELP } from '../../src/simulator/arguments';
import { type CliResult, describe as describeLine, runCli } from '../../src/simulator/cli';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { leavesNothing } from '../support/leaks.js';

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
        const { listen } = Server.prototype;

        afterEach(() => {
            Server.prototype.listen = listen;
        });

        for (const [code, sentence] of [
            ['EADDRINUSE', 'Another program is already using hub:81. Choose another port with --port.'],
            ['EADDRNOTAVAIL', 'This machine has no address hub:81. Choose another with --host.'],
            ['ENOTFOUND', 'This machine has no address hub:81. Choose another with --host.'],
            ['EACCES', 'Not allowed to listen on hub:81. Choose a port above 1023 with --port.'],
            ['EMFILE', 'The hub cannot start on hub:81: too many files'],
        ] as const) {
            it(`${code}: ${sentence}`, async () => {
                Server.prototype.listen = function (this: Server): Server {
                    setImmediate(() => this.emit('error', Object.assign(new Error('too many files'), { code })));
                    return this;
                } as typeof listen;
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
