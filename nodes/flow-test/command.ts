// The command `clown-hub-test-flow`: tests a flow with a recording and prints how its commands differ from the run that was kept.

import { parseArgs } from 'node:util';
import { escaped, shorten } from '../../src/base/errors';
import type { FaultCode, FlowTestFault, FlowTestOptions, FlowTestResult } from '../../src/flow-test/report';
import { englishOf } from '../../src/recording/english';
import { readFlowFile } from '../flow-check/flow-file';
import { reportText } from './report-text';
import { testFlow } from './runner';
import { FlowTestTexts } from './texts';

export const HELP = `Usage: clown-hub-test-flow --flows FILE --recording FILE [options]

Plays a recording of a hub to a flow, and compares the commands that the flow makes with those of the run that was kept.
No hub is connected. Function nodes of the flow run, so test only flows that you trust.

  --flows FILE       the flow: flows.json of Node-RED, or an export
  --recording FILE   a recording, as the sidebar downloads it
  --update           keep this run for the next comparison
  --expected FILE    the file of the run that is kept; by default RECORDING.expected.jsonl beside the recording
  --hub NAME         name or id of the hub node that was recorded, if the flow has several
  --time-zone ZONE   time zone of the flow, such as Europe/Prague; by default that of the run that was kept, or else of this
                     computer
  --node-red FOLDER  where Node-RED is installed: the folder that holds node_modules, or node_modules/node-red itself;
                     by default beside this package, in the current folder, or globally
  --json             print the report as JSON
  --help             show this text

Exit code: 0 without differences, 1 with differences or if no run was kept, 2 if the flow was not tested.
`;

/** Longest message of Node.js in an output, in characters. */
const MAX_MESSAGE = 200;

export interface CommandSetup {
    /** The words after the command's name. */
    readonly words: readonly string[];
    /** Prints a text with its line end. */
    readonly print: (text: string) => void;
    /** The same for what went wrong. */
    readonly complain: (text: string) => void;
    readonly signal?: AbortSignal;
    /** Runs the test. */
    readonly test?: (options: FlowTestOptions) => Promise<FlowTestResult>;
}

const OPTIONS = {
    flows: { type: 'string' },
    recording: { type: 'string' },
    expected: { type: 'string' },
    hub: { type: 'string' },
    'node-red': { type: 'string' },
    'time-zone': { type: 'string' },
    update: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
} as const;

/** What to do on the command line. */
const ADVICE: ReadonlyMap<FaultCode, string> = new Map([
    ['hub-many', 'Name it with --hub.'],
    ['node-red-missing', 'Use --node-red.'],
    ['expected-line', 'The option is --update.'],
    ['time-zone-unknown', 'Use --time-zone.'],
]);

const texts = new FlowTestTexts();

/** Runs the command and returns its exit code. */
export async function runCommand({ words, print, complain, signal, test = testFlow }: CommandSetup): Promise<number> {
    const failed = (sentence: string): number => {
        complain(`${sentence}\n`);
        return 2;
    };
    const parsed = optionsIn(words);
    if (typeof parsed === 'string') return failed(`${parsed} --help lists the options.`);
    if (parsed.help) {
        print(HELP);
        return 0;
    }
    const { flows: file, recording, expected, hub, 'node-red': nodeRed, 'time-zone': timeZone, update } = parsed;
    if (file === undefined || recording === undefined) {
        return failed('Name a flow with --flows and a recording with --recording. --help shows how.');
    }
    const flows = readFlowFile(file);
    if ('fault' in flows) return failed(`${escaped(file)} ${flows.fault}`);
    const options = { recording, expected, hub, nodeRed, timeZone, update, signal };
    const result = await test({ flows: flows.value, ...options });
    if (!result.ok) return failed(sentenceOf(result.fault, recording));
    const { report } = result;
    print(parsed.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, recording, texts));
    return report.isUpdated || report.result === 'same' ? 0 : 1;
}

function optionsIn(words: readonly string[]) {
    try {
        return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: false }).values;
    } catch (error) {
        // The sentence of Node.js names the word.
        return `${shorten((error as Error).message.split('. ')[0] ?? '', MAX_MESSAGE)}.`;
    }
}

function sentenceOf(fault: FlowTestFault, recording: string): string {
    if (fault.code === 'recording') {
        return `${escaped(recording)} cannot be played: ${englishOf(fault.reason)}`;
    }
    return [texts.fault(fault.code, fault.values), ADVICE.get(fault.code)].filter(Boolean).join(' ');
}

/** Runs the command in this process. */
export async function main(): Promise<void> {
    // A reader that went away, as in `| head`, is no reason for a stack trace.
    process.stdout.on('error', () => process.exit(0));
    const stop = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    process.exitCode = await runCommand({
        words: process.argv.slice(2),
        print: (text) => process.stdout.write(text),
        complain: (text) => process.stderr.write(text),
        signal: stop.signal,
    });
}
