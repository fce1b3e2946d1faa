// The command line of `clown-hub-simulator`: its options, its help, and what is wrong with a line.
// Reads no files and starts nothing.

import { parseArgs } from 'node:util';
import { DIALECTS, isDialect } from './dialects';
import { DEFAULT_PATH, isAllowed, RANGES, type SimulatorOptions } from './options';

export const HELP = `Usage: clown-hub-simulator [options]

A Clown.Hub without hardware: type the address that it prints into Node-RED.

  --host HOST       address to listen on (127.0.0.1; 0.0.0.0 for the whole network)
  --port PORT       port to listen on (8080)
  --path PATH       path of the WebSocket (${DEFAULT_PATH})
  --user USER       ask for a login with this user
  --password WORD   and this password; every user of this computer can see it there,
                    and not in the environment, as CLOWN_HUB_PASSWORD
  --tls             speak wss, with a self-signed certificate made at the start
  --cert FILE       speak wss with this certificate (PEM)
  --key FILE        and its key (PEM)
  --seed NUMBER     another weather; the same number gives the same again (1)
  --speed FACTOR    let the hub's time run faster (1)
  --day SECONDS     length of a day, from light to light (120)
  --silent          no readings until they are asked for
  --broker          a hub with a broker: every command is echoed to all clients
  --unsubscribed    readings come and commands are lost, as after a restart of the
                    broker; with --broker they are echoed all the same
  --dialect NAME    speak as another bridge: ${Object.keys(DIALECTS).join(', ')} (bridge)
  --wireless        with wireless nodes beside the bridge: a button, a light and others
  --help            this text

Ctrl-C ends it.
`;

export interface Arguments {
    readonly options: SimulatorOptions;
    readonly tls: boolean;
    readonly certFile: string | undefined;
    readonly keyFile: string | undefined;
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
    help: { type: 'boolean', default: false },
} as const;

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
                    `--${flag} takes a number from ${RANGES[name].join(' to ')}, not ${JSON.stringify(text)}.`,
                );
            }
            numbers[name] = value;
        }
        const { host, path, user, silent, broker, dialect, wireless, cert, key } = values;
        const password = values.password ?? (variables.CLOWN_HUB_PASSWORD || undefined);
        if (path !== undefined && !path.startsWith('/')) return wrong(`--path begins with a slash, unlike "${path}".`);
        if (host.trim() === '') return wrong('--host takes an address, not nothing.');
        if (!isDialect(dialect)) {
            return wrong(`--dialect is one of ${Object.keys(DIALECTS).join(', ')}, not ${JSON.stringify(dialect)}.`);
        }
        if ((cert === undefined) !== (key === undefined)) return wrong('--cert and --key belong together.');
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
            },
        };
    } catch (error) {
        // Node adds advice about positional arguments, which this command does not take.
        const sentence = (error instanceof Error ? error.message : String(error)).split(/\. |\n/)[0] ?? '';
        return wrong(`${sentence.replace(/\.$/, '')}.`);
    }
}

function wrong(reason: string): Parsed {
    return { kind: 'wrong', reason: `${reason} Try --help.` };
}
