// Tests a flow with a recording, for the command and the sidebar: runs it and compares it with the run that was kept.

import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { compareRuns } from '../../src/flow-test/compare';
import {
    type Expected,
    expectedFileOf,
    expectedText,
    type KeptRun,
    MAX_EXPECTED_BYTES,
    readExpected,
} from '../../src/flow-test/expected';
import { type FaultCode, type FlowTestOptions, type FlowTestResult, MAX_DIFFERENCES } from '../../src/flow-test/report';
import { knownTimeZone, ownTimeZone } from '../../src/flow-test/time-zones';
import { writeWhole } from '../../src/recording/write-whole';
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
    // Before the run, which takes longer.
    const kept = isUpdate ? await replacedRun(expected) : await keptRun(expected);
    const timeZone = timeZoneOf(options.timeZone ?? kept?.timeZone);
    // The process of the test has a folder of its own.
    const result = await runTestProcess({ flows, recording: resolve(recording), hub, nodeRed, timeZone, signal });
    if (!result.ok) return result;
    const before = isUpdate ? undefined : kept;
    const differences = before ? compareRuns(before, result.run, new Set(result.nodes)) : [];
    if (isUpdate) await write(expected, expectedText({ ...result.run, timeZone }));
    return {
        ok: true,
        report: {
            ...result.run,
            result: before === undefined ? 'new' : differences.length > 0 ? 'different' : 'same',
            differences: differences.slice(0, MAX_DIFFERENCES),
            moreDifferences: Math.max(0, differences.length - MAX_DIFFERENCES),
            expected,
            isUpdated: isUpdate,
            timeZone,
            keptTimeZone:
                before?.timeZone === undefined ? undefined : (knownTimeZone(before.timeZone) ?? before.timeZone),
            ownTimeZone: ownTimeZone(),
        },
    };
}

/** The name of the time zone; without one, that of this computer. */
function timeZoneOf(name: string | undefined): string {
    if (name === undefined) return ownTimeZone();
    const known = knownTimeZone(name);
    if (known === undefined) throw faultOf('time-zone-unknown', { zone: name });
    return known;
}

/** The run that was kept; undefined if there is none. */
async function keptRun(file: string): Promise<KeptRun | undefined> {
    const read = await readKept(file);
    if (read === undefined) return undefined;
    if (!read.ok) throw faultOf(read.code satisfies FaultCode, { file, code: '', ...read.values });
    return read.run;
}

/** One that is replaced may be anything. If it can be read, its time zone is used again. */
async function replacedRun(file: string): Promise<KeptRun | undefined> {
    const read = await readKept(file).catch(() => undefined);
    if (!read?.ok) return undefined;
    const { timeZone, ...run } = read.run;
    return { ...run, timeZone: timeZone === undefined ? undefined : knownTimeZone(timeZone) };
}

async function readKept(file: string): Promise<Expected | undefined> {
    let text: string;
    try {
        const { size } = await stat(file);
        if (size > MAX_EXPECTED_BYTES) throw faultOf('expected-large', { file, limit: MAX_EXPECTED_BYTES });
        text = await readFile(file, 'utf8');
    } catch (error) {
        if (error instanceof TestFault) throw error;
        const code = codeOf(error);
        if (code === 'ENOENT') return undefined;
        throw faultOf('expected-unreadable', { file, code });
    }
    return readExpected(text);
}

async function write(file: string, text: string): Promise<void> {
    try {
        await writeWhole(file, text);
    } catch (error) {
        throw faultOf('expected-unwritten', { file, code: codeOf(error) });
    }
}

function codeOf(error: unknown): string {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
