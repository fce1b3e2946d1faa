// The command `clown-hub-simulator`: starts a simulated hub and prints who comes, what is commanded
// and who leaves, until Ctrl-C.

import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { englishOf } from '../recording/english';
import { readFileAt } from '../recording/folder';
import { type Arguments, HELP, parseArguments } from './arguments';
import { type RunningHub, startReplay, startSimulator } from './index';
import { tokenize } from './json-tokenizer';
import { makeCertificate } from './self-signed-certificate';
import type { SimulatorOptions } from './simulator-options';

export interface CliSetup {
    /** The words after the command's name. */
    readonly words: readonly string[];
    /** The environment; none by default. */
    readonly variables?: NodeJS.ProcessEnv;
    /** Prints one line or more; it adds no line end. */
    readonly print: (text: string) => void;
    /** The same for what went wrong. */
    readonly complain: (text: string) => void;
}

/** An exit code: 0 for help, 1 if the hub cannot start, 2 for a wrong command line. Or the running hub. */
export type CliResult = { readonly exitCode: number } | { readonly simulator: RunningHub };

const LONGEST_SHOWN = 200;

/** Runs the command up to the moment when the hub listens. */
export async function runCli({ words, variables = {}, print, complain }: CliSetup): Promise<CliResult> {
    const parsed = parseArguments(words, variables);
    if (parsed.kind === 'help') {
        print(HELP);
        return { exitCode: 0 };
    }
    if (parsed.kind === 'wrong') {
        complain(`${parsed.reason}\n`);
        return { exitCode: 2 };
    }
    const { options, replay } = parsed.arguments;
    try {
        const tls = certificate(parsed.arguments);
        const simulator =
            replay === undefined
                ? await startSimulator({ ...options, tls })
                : await play(replay, { ...options, tls }, complain);
        if (!simulator) return { exitCode: 1 };
        report(simulator, print);
        print(startMessage(simulator, parsed.arguments));
        return { simulator };
    } catch (error) {
        complain(`${excuse(error, `${options.host}:${options.port}`)}\n`);
        return { exitCode: 1 };
    }
}

/** Starts a hub that plays a file; undefined if it cannot be read. */
async function play(
    file: string,
    options: SimulatorOptions,
    complain: CliSetup['complain'],
): Promise<RunningHub | undefined> {
    const recording = await readFileAt(file);
    if (!recording.ok) {
        complain(`${JSON.stringify(file)} cannot be played: ${englishOf(recording.reason)}\n`);
        return undefined;
    }
    const { badLines, firstFault } = recording.value;
    if (firstFault) complain(`${badLines} bad lines are left out. The first one: ${englishOf(firstFault)}\n`);
    return startReplay(recording.value, options);
}

function certificate({ options, tls, certFile, keyFile }: Arguments): { key: string; cert: string } | undefined {
    if (certFile !== undefined && keyFile !== undefined) {
        return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    }
    const host = options.host ?? '';
    const own = isEverywhere(host) ? ownAddresses() : [host];
    return tls
        ? makeCertificate({ names: [...new Set(['localhost', hostname(), '127.0.0.1', '::1', ...own])] })
        : undefined;
}

function startMessage(simulator: RunningHub, { options, certFile }: Arguments): string {
    const hosts = isEverywhere(simulator.host) ? ['localhost', ...ownAddresses()] : [simulator.host];
    const lines = hosts.map((host) => `    ${simulator.urlFor(host)}\n`);
    const user = JSON.stringify(options.user ?? '');
    const login =
        options.user === undefined && options.password === undefined
            ? ''
            : `Log in as ${user} with the password you set.\n`;
    const selfSigned = simulator.url.startsWith('wss') && certFile === undefined;
    const trust = selfSigned
        ? 'The certificate is self-signed: in Node-RED, add TLS settings that turn verification off.\n'
        : '';
    return `The hub is running at\n${lines.join('')}${login}${trust}Press Ctrl-C to stop it.\n`;
}

function report(simulator: RunningHub, print: (text: string) => void): void {
    const log = (text: string): void => print(`${new Date().toTimeString().slice(0, 8)} ${text}\n`);
    simulator.on('connect', ({ client }) => log(`client ${client} connected`));
    simulator.on('disconnect', ({ client, code }) => log(`client ${client} disconnected (${code})`));
    simulator.on('played', () =>
        log('the recording was played to its end; the hub stays connected, and responds to commands'),
    );
    simulator.on('blocked', ({ port }) =>
        log(`the outage of the recording is over, but another program uses port ${port}; the hub waits for it`),
    );
    simulator.on('line', ({ text }) => log(describe(text)));
}

/** A line of a client for the screen: topic and payload, or what it is instead, safe to print. */
export function describe(line: string): string {
    const [array, topic, payload] = tokenize(line, 3).list;
    const end = line.trimEnd().endsWith(']') ? line.lastIndexOf(']') : undefined;
    const isFrame = array?.type === 'array' && topic?.type === 'string' && payload !== undefined;
    const shown = isFrame ? `${topic.text} ${line.slice(payload.start, end)}` : line;
    const safe = shown.trim().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
    return safe.length > LONGEST_SHOWN ? `${safe.slice(0, LONGEST_SHOWN)}...` : safe;
}

function excuse(error: unknown, address: string): string {
    const { code = '', message = String(error) } = error as { code?: string; message?: string };
    const excuses = new Map([
        ['EADDRINUSE', `Another program is already using ${address}. Choose another port with --port.`],
        ['EADDRNOTAVAIL', `This machine has no address ${address}. Choose another with --host.`],
        ['ENOTFOUND', `This machine has no address ${address}. Choose another with --host.`],
        ['EACCES', `Not allowed to listen on ${address}. Choose a port above 1023 with --port.`],
    ]);
    return excuses.get(code) ?? `The hub cannot start on ${address}: ${message}`;
}

function isEverywhere(host: string): boolean {
    return host === '0.0.0.0' || host === '::';
}

function ownAddresses(): string[] {
    return Object.values(networkInterfaces())
        .flatMap((addresses) => addresses ?? [])
        .filter(({ internal, family }) => !internal && family === 'IPv4')
        .map(({ address }) => address);
}

/** Runs the command in this process, with its words, its output and its signals. */
export async function main(): Promise<void> {
    // A reader that went away, as in `| head`, is no reason for a stack trace.
    process.stdout.on('error', () => process.exit(0));
    const result = await runCli({
        words: process.argv.slice(2),
        variables: process.env,
        print: (text) => process.stdout.write(text),
        complain: (text) => process.stderr.write(text),
    });
    if ('exitCode' in result) {
        process.exitCode = result.exitCode;
        return;
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
            void result.simulator.close().finally(() => process.exit(0));
        });
    }
}

if (require.main === module) void main();
