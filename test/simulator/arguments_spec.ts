// The command line of the simulator: what each option sets, and the sentence about each that is wrong.

import assert from 'node:assert/strict';
import { type Arguments, parseArguments } from '../../src/simulator/arguments';

const BY_DEFAULT = {
    host: '127.0.0.1',
    port: 8080,
    path: undefined,
    user: undefined,
    password: undefined,
    silent: false,
    broker: false,
    dialect: 'bridge',
    wireless: false,
};

function run(...words: string[]): Arguments {
    const parsed = parseArguments(words);
    assert.equal(parsed.kind, 'run', JSON.stringify(parsed));
    return (parsed as Extract<typeof parsed, { kind: 'run' }>).arguments;
}

function wrong(...words: string[]): string {
    const parsed = parseArguments(words);
    assert.equal(parsed.kind, 'wrong');
    return (parsed as Extract<typeof parsed, { kind: 'wrong' }>).reason;
}

describe('simulator: command line', () => {
    it('without words: a hub at port 8080 of this machine', () => {
        const nothing = { tls: false, certFile: undefined, keyFile: undefined, replay: undefined };
        assert.deepEqual(run(), { options: BY_DEFAULT, ...nothing });
    });

    const OPTIONS: readonly (readonly [words: string, options: object])[] = [
        ['--host 0.0.0.0', { host: '0.0.0.0' }],
        ['--port 0', { port: 0 }],
        ['--path /hub', { path: '/hub' }],
        ['--password word', { password: 'word' }],
        ['--user clown --password word', { user: 'clown', password: 'word' }],
        ['--seed=-7', { seed: -7 }],
        ['--speed 0.5', { speed: 0.5 }],
        ['--day 60', { daySeconds: 60 }],
        ['--silent', { silent: true }],
        ['--broker', { broker: true }],
        ['--unsubscribed', { fault: { kind: 'unsubscribed' } }],
        ['--dialect documented', { dialect: 'documented' }],
        ['--wireless', { wireless: true }],
    ];
    for (const [words, options] of OPTIONS) {
        it(words, () => assert.deepEqual(run(...words.split(' ')).options, { ...BY_DEFAULT, ...options }));
    }

    it('the certificate and the recording are no options of the hub', () => {
        const given = run('--tls', '--cert', 'a.pem', '--key', 'b.pem', '--replay', 'night.jsonl');
        assert.deepEqual(given, {
            options: BY_DEFAULT,
            tls: true,
            certFile: 'a.pem',
            keyFile: 'b.pem',
            replay: 'night.jsonl',
        });
    });

    it('a recording is played with a login, at a place and at a speed', () => {
        const words = '--host ::1 --port 81 --path /x --user u --password p --speed 5 --tls --dialect bridge';
        assert.equal(run('--replay', 'x', ...words.split(' ')).replay, 'x');
    });

    for (const words of [
        '--seed 1',
        '--day 120',
        '--silent',
        '--broker',
        '--unsubscribed',
        '--dialect first',
        '--wireless',
    ]) {
        it(`a recording replaces ${words}`, () => {
            const flag = words.split(' ')[0];
            const sentence = `--replay plays what was recorded: leave out ${flag}. See --help.`;
            assert.equal(wrong('--replay', 'x', ...words.split(' ')), sentence);
        });
    }

    const WRONG: readonly (readonly [words: readonly string[], sentence: string])[] = [
        [['--port', '65536'], '--port must be a number from 0 to 65535, not "65536".'],
        [['--port', ' '], '--port must be a number from 0 to 65535, not " ".'],
        [['--seed', ''], '--seed must be a number from -2147483648 to 2147483647, not "".'],
        [['--speed', '10001'], '--speed must be a number from 0.001 to 10000, not "10001".'],
        [['--day', '0'], '--day must be a number from 1 to 10000000, not "0".'],
        [['--path', 'auth'], '--path must begin with a slash, not "auth".'],
        [['--host', ' '], '--host needs an address, for example 127.0.0.1.'],
        [['--dialect', 'old'], '--dialect must be one of bridge, first, documented, not "old".'],
        [['--key', 'b.pem'], '--cert and --key must be used together.'],
        [['--cert', 'a.pem'], '--cert and --key must be used together.'],
        [['--nonsense'], "Unknown option '--nonsense'."],
        [['word'], "Unexpected argument 'word'."],
        [['--tls=yes'], "Option '--tls' does not take an argument."],
        [['--port'], "Option '--port <value>' argument missing."],
        [['--host', '--port'], "Option '--host' argument is ambiguous."],
    ];
    for (const [words, sentence] of WRONG) {
        it(`${words.join(' ')}: ${sentence}`, () => assert.equal(wrong(...words), `${sentence} See --help.`));
    }

    it('--help counts beside anything else that is known', () => {
        assert.deepEqual(parseArguments(['--port', 'x', '--help']), { kind: 'help' });
    });
});
