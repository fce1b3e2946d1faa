// Tests a flow with a recording, for the command and the sidebar: runs it and compares it with the run that was kept.

import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { compareLines } from '../../src/flow-test/compare';
import { expectedFileOf, expectedText, MAX_EXPECTED_BYTES, readExpected } from '../../src/flow-test/expected';
import {
    type FaultCode,
    type FlowTestOptions,
    type FlowTestResult,
    MAX_DIFFERENCES,
    type TestLine,
} from '../../src/flow-test/report';
import { findNodeRed } from './find-node-red';
import { faultOf, TestFault } from './test-fault';
import { runTestProcess } from './test-process';

/** Runs the test; the caller runs one at a time. It never rejects for anything that an owner can cause. */
export async function testFlow(options: FlowTestOptions): Promise<FlowTestResult> {
    try {
        return await run(options);
    } catch (error) {
        if (error instanceof TestFault) return { ok: false, fault: error.fault };
        throw error;
    }
}

async function run({ flows, recording, hub, signal, ...options }: FlowTestOptions): Promise<FlowTestResult> {
    const nodeRed = findNodeRed(options.nodeRed);
    const expected = options.expected ?? expectedFileOf(recording);
    const isUpdate = options.update === true;
    // Before the run, which takes longer. One that is replaced may be anything.
    const before = isUpdate ? undefined : await linesIn(expected);
    // The process of the test has a folder of its own.
    const result = await runTestProcess({ flows, recording: resolve(recording), hub, nodeRed, signal });
    if (!result.ok) return result;
    const { lines } = result.run;
    const differences = before ? compareLines(before, lines, new Set(result.nodes)) : [];
    if (isUpdate) await write(expected, expectedText(lines));
    return {
        ok: true,
        report: {
            ...result.run,
            result: before === undefined ? 'new' : differences.length > 0 ? 'different' : 'same',
            differences: differences.slice(0, MAX_DIFFERENCES),
            moreDifferences: Math.max(0, differences.length - MAX_DIFFERENCES),
            expected,
            isUpdated: isUpdate,
        },
    };
}

/** The lines of the run that was kept; undefined if there is none. */
async function linesIn(file: string): Promise<readonly TestLine[] | undefined> {
    let text: string;
    try {
        const { size } = await stat(file);
        if (size > MAX_EXPECTED_BYTES) throw faultOf('expected-large', { limit: MAX_EXPECTED_BYTES });
        text = await readFile(file, 'utf8');
    } catch (error) {
        if (error instanceof TestFault) throw error;
        const code = codeOf(error);
        if (code === 'ENOENT') return undefined;
        throw faultOf('expected-unreadable', { file, code });
    }
    const read = readExpected(text);
    if (!read.ok) throw faultOf(read.code satisfies FaultCode, { file, code: '', ...read.values });
    return read.lines;
}

/** There is never half a file. */
async function write(file: string, text: string): Promise<void> {
    const part = `${file}.part`;
    try {
        await writeFile(part, text);
        await rename(part, file);
    } catch (error) {
        throw faultOf('expected-unwritten', { file, code: codeOf(error) });
    }
}

function codeOf(error: unknown): string {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
