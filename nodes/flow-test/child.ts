// The process of a test. It takes one job from the process that has started it, runs it in virtual time, and sends the result.

import { prepareFlow } from '../../src/flow-test/prepare';
import type { FlowTestFault } from '../../src/flow-test/report';
import { type JobResult, LIMIT_MS, type TestJob } from './job';
import { lowerPriority } from './priority';
import { runJob } from './run-job';
import { TestFault } from './test-fault';
import { VirtualTime } from './virtual-time';
import { startWatchdog } from './watchdog';

/** Before Node-RED and the pack are loaded, which must not get the real clocks. */
const time = new VirtualTime();
const userDir = process.cwd();
let isEnding = false;

function end(result: JobResult): void {
    if (isEnding) return;
    isEnding = true;
    process.send?.(result, (error: Error | null) => {
        // If nobody takes it, the watchdog ends this process, and removes its folder.
        if (!error) process.exit(0);
    });
}

function crashed(error: unknown): void {
    end({ ok: false, fault: faultFor(error) });
}

function faultFor(error: unknown): FlowTestFault {
    if (error instanceof TestFault) return error.fault;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { code: 'crashed', values: { at: time.nowMs, what: what.slice(0, 500) } };
}

startWatchdog(userDir);
lowerPriority();

process.once('message', (job: TestJob) => {
    time.limit(LIMIT_MS);
    const prepared = prepareFlow(job.flows);
    if (!prepared.ok) return end(prepared);
    runJob({ ...job, userDir }, prepared.value, time).then(end, crashed);
});
process.on('uncaughtException', crashed);
process.on('unhandledRejection', crashed);
