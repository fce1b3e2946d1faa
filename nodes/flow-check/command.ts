// The command `clown-hub-check-flow`: checks a flow file and prints the findings.

import { readFlowFile } from './flow-file';
import {
    checkFlow,
    type Finding,
    FlowCheckTexts,
    type FlowNode,
    nameOf,
    RULE_CODES,
    RULES,
    readFlow,
    shorten,
} from './index';

export const HELP = `Usage: clown-hub-check-flow [--json] FILE
       clown-hub-check-flow --rules

Checks the nodes of Clown.Hub in a flow file of Node-RED, such as flows.json or an export.

  --json   print the findings as JSON
  --rules  list the rules
  --help   show this text

Exit code: 0 without findings, 1 with findings, 2 if the file was not checked.
`;

/** Longest name in an output, in characters. */
const MAX_NAME = 80;

export interface CommandSetup {
    /** The words after the command's name. */
    readonly words: readonly string[];
    /** Prints a text with its line end. */
    readonly print: (text: string) => void;
    /** The same for what went wrong. */
    readonly complain: (text: string) => void;
}

const texts = new FlowCheckTexts();

/** Runs the command and returns its exit code. */
export function runCommand({ words, print, complain }: CommandSetup): number {
    const options = words.filter((word) => word.startsWith('-'));
    const [file, ...others] = words.filter((word) => !word.startsWith('-'));
    if (options.includes('--help') || options.includes('-h')) {
        print(HELP);
        return 0;
    }
    const unknown = options.find((word) => word !== '--json' && word !== '--rules');
    if (unknown !== undefined) return failed(`Unknown option ${shorten(unknown)}. --help lists the options.`);
    if (options.includes('--rules')) {
        print(rulesText());
        return 0;
    }
    if (file === undefined || others.length > 0) return failed('Name one flow file. --help shows how.');
    const flow = read(file);
    if (typeof flow === 'string') return failed(`${shorten(file, MAX_NAME)} ${flow}`);
    let findings: readonly Finding[];
    try {
        findings = checkFlow(flow);
    } catch (error) {
        const what = shorten((error as Error).message, MAX_NAME);
        return failed(
            `${shorten(file, MAX_NAME)} was not checked, because the check itself failed: ${what}. Please report this with the flow.`,
        );
    }
    const shown = findings.filter(({ isDismissed }) => !isDismissed);
    print(options.includes('--json') ? jsonText(findings, flow) : plainText(findings, flow));
    return shown.length > 0 ? 1 : 0;

    function failed(sentence: string): number {
        complain(`${sentence}\n`);
        return 2;
    }
}

/** The nodes in a file, or why there are none. */
function read(file: string): readonly FlowNode[] | string {
    const content = readFlowFile(file);
    if ('fault' in content) return content.fault;
    const flow = readFlow(content.value);
    if ('nodes' in flow) return flow.nodes;
    switch (flow.fault) {
        case 'no-list':
            return 'is not a flow. A flow file of Node-RED is a list of nodes.';
        case 'no-node':
            return `is not a flow: item ${flow.item} has no id or no type.`;
        case 'too-many':
            return 'has too many nodes.';
    }
}

function plainText(findings: readonly Finding[], nodes: readonly FlowNode[]): string {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const shown = findings.filter(({ isDismissed }) => !isDismissed);
    const blocks = shown.map((finding) => {
        const place = placeOf(finding.at, byId);
        const severity = texts.ui(finding.severity);
        return `${severity}: ${finding.rule}, ${place}\n  ${shorten(texts.sentence(finding), 2_000)}\n\n`;
    });
    return `${blocks.join('')}${summary(shown.length, findings.length - shown.length)}\n`;
}

function summary(count: number, dismissed: number): string {
    const found = count === 0 ? 'No findings.' : count === 1 ? '1 finding.' : `${count} findings.`;
    return dismissed === 0 ? found : `${found} ${dismissed} dismissed.`;
}

/** A node with its name, its id and the name of its flow. */
function placeOf(id: string, byId: ReadonlyMap<string, FlowNode>): string {
    // A finding is at a node of the flow.
    const node = byId.get(id) as FlowNode;
    const flow = byId.get(node.z as string);
    return `"${shorten(nameOf(node), MAX_NAME)}" (${shorten(id)})${flow ? ` in "${shorten(nameOf(flow), MAX_NAME)}"` : ''}`;
}

function jsonText(findings: readonly Finding[], nodes: readonly FlowNode[]): string {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const items = findings.map((finding) => {
        const { rule, severity, at, node, isDismissed } = finding;
        const name = nameOf(byId.get(at) as FlowNode);
        return { rule, severity, node, at, name, message: texts.sentence(finding), dismissed: isDismissed };
    });
    return `${JSON.stringify(items, null, 2)}\n`;
}

function rulesText(): string {
    const lines = RULE_CODES.map((code) => `${code} (${texts.ui(RULES[code].severity)})\n  ${texts.outline(code)}\n`);
    return lines.join('');
}

/** Runs the command in this process. */
export function main(): void {
    // A reader that went away, as in `| head`, is no reason for a stack trace.
    process.stdout.on('error', () => process.exit(0));
    process.exitCode = runCommand({
        words: process.argv.slice(2),
        print: (text) => process.stdout.write(text),
        complain: (text) => process.stderr.write(text),
    });
}
