// The command line of `clown-hub-simulator`: its options, its help, and what is wrong with a line.
// Reads no files and starts nothing.

import { parseArgs } from 'node:util';
import { DIALECTS, isDialect } from './bridge-dialects';
import { DEFAULT_PATH, isAllowed, RANGES, type SimulatorOptions } from './simulator-options';

export const HELP = `Usage: clown-hub-simulator [options]

Simulates a Clown.Hub without hardware. Enter the printed address in Node-RED.

  --host HOST       address to listen on (127.0.0.1; 0.0.0.0 for the whole network)
  --port PORT       port to listen on (8080)
  --path PATH       path of the WebSocket (${DEFAULT_PATH})
  --user USER       require a login with this user; needs a password
  --password WORD   require this password; other users of this computer can see it here,
                    but not in the environment variable CLOWN_HUB_PASSWORD
  --tls             use wss, with a self-signed certificate made at the start
  --cert FILE       use wss with this certificate (PEM); needs --key
  --key FILE        key of the certificate (PEM)
  --seed NUMBER     seed of the weather; the same number repeats the same weather (1)
  --speed FACTOR    run the hub's time faster (1)
  --day SECONDS     length of a day (120)
  --silent          send readings only on request
  --broker          simulate a hub with a broker: every command is echoed to all clients
  --unsubscribed    send readings but lose commands, as after a restart of the broker;
                    with --broker, commands are still echoed
  --dialect NAME    simulate another bridge: ${Object.keys(DIALECTS).join(', ')} (bridge)
  --wireless        add wireless nodes: a button, a light and others
  --replay FILE     play a recording of a hub with its timing and outages, at the speed of --speed
  --help            show this text

Press Ctrl-C to stop it.
`;

export interface Arguments {
    readonly options: SimulatorOptions;
    readonly tls: boolean;
    readonly certFile: string | undefined;
    readonly keyFile: string | undefined;
    /** A recording to play. */
    readonly replay: string | undefined;
}

export type Parsed =
    | { readonly kind: 'help' }
    | { readonly kind: 'wrong'; readonly reason: string }
    | { readonly kind: 'run'; readonly arguments: Arguments };

const FLAGS = {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8080' },
    path: { type: 'string' },
    user: { type: 'string' },
    password: { type: 'string' },
    tls: { type: 'boolean', default: false },
    cert: { type: 'string' },
    key: { type: 'string' },
    seed: { type: 'string' },
    speed: { type: 'string' },
    day: { type: 'string' },
    silent: { type: 'boolean', default: false },
    broker: { type: 'boolean', default: false },
    unsubscribed: { type: 'boolean', default: false },
    dialect: { type: 'string', default: 'bridge' },
    wireless: { type: 'boolean', default: false },
    replay: { type: 'string' },
    help: { type: 'boolean', default: false },
} as const;

/** Options of the simulated bridge, which a recording replaces. */
const NOT_PLAYED = ['seed', 'day', 'silent', 'broker', 'unsubscribed', 'dialect', 'wireless'] as const;

const NUMBERS = { port: 'port', seed: 'seed', speed: 'speed', day: 'daySeconds' } as const;

/** Understands the words after the command's name, and the one variable of the environment that goes with them. */
export function parseArguments(words: readonly string[], variables: NodeJS.ProcessEnv = {}): Parsed {
    try {
        const { values } = parseArgs({ args: [...words], options: FLAGS, strict: true, allowPositionals: false });
        if (values.help) return { kind: 'help' };
        const numbers: { port?: number; seed?: number; speed?: number; daySeconds?: number } = {};
        for (const flag of ['port', 'seed', 'speed', 'day'] as const) {
            const text = values[flag];
            if (text === undefined) continue;
            const name = NUMBERS[flag];
            const value = text.trim() === '' ? Number.NaN : Number(text);
            if (!isAllowed(name, value)) {
                return wrong(
                    `--${flag} must be a number from ${RANGES[name].join(' to ')}, not ${JSON.stringify(text)}.`,
                );
            }
            numbers[name] = value;
        }
        if (values.replay !== undefined) {
            const other = NOT_PLAYED.find((flag) => (values[flag] ?? false) !== false && values[flag] !== 'bridge');
            if (other) return wrong(`--replay plays what was recorded: leave out --${other}.`);
        }
        const { host, path, user, silent, broker, dialect, wireless, cert, key } = values;
        const password = values.password ?? (variables.CLOWN_HUB_PASSWORD || undefined);
        if (user !== undefined && password === undefined) {
            return wrong(
                '--user needs a password: add --password, or set the environment variable CLOWN_HUB_PASSWORD.',
            );
        }
        if (path !== undefined && !path.startsWith('/'))
            return wrong(`--path must begin with a slash, not ${JSON.stringify(path)}.`);
        if (host.trim() === '') return wrong('--host needs an address, for example 127.0.0.1.');
        if (!isDialect(dialect)) {
            return wrong(
                `--dialect must be one of ${Object.keys(DIALECTS).join(', ')}, not ${JSON.stringify(dialect)}.`,
            );
        }
        if ((cert === undefined) !== (key === undefined)) return wrong('--cert and --key must be used together.');
        return {
            kind: 'run',
            arguments: {
                options: {
                    ...numbers,
                    ...{ host, path, user, password, silent, broker, dialect, wireless },
                    ...(values.unsubscribed ? { fault: { kind: 'unsubscribed' } as const } : {}),
                },
                tls: values.tls,
                certFile: cert,
                keyFile: key,
                replay: values.replay,
            },
        };
    } catch (error) {
        // Node adds advice about positional arguments, which this command does not take.
        const sentence = (error instanceof Error ? error.message : String(error)).split(/\. |\n/)[0] ?? '';
        return wrong(`${sentence.replace(/\.$/, '')}.`);
    }
}

function wrong(reason: string): Parsed {
    return { kind: 'wrong', reason: `${reason} See --help.` };
}
