// The process in which a flow is tested for the sidebar. Node-RED starts it, so that its own flows never wait: for the comparison of
// long runs, or for files of a slow disk. It starts the process of the test, like the command does, and ends with Node-RED.

import { words } from '../../src/base/errors';
import { expectedText } from '../../src/flow-test/expected';
import type { FaultCode, FlowTestFault, FlowTestOptions, FlowTestResult } from '../../src/flow-test/report';
import { ownTimeZone } from '../../src/flow-test/time-zones';
import { lowerPriority } from './priority';
import { testFlow } from './runner';
import type { SidebarJob, SidebarResult } from './sidebar-job';
import { viewOf } from './view';

/** Largest run that is kept, in bytes. */
const MAX_KEPT_BYTES = 20 * 1024 * 1024;
const MAX_WORDS = 300;

/** Why a run that is kept cannot be read: this one is not compared, and can take its place. */
const UNREAD: readonly FaultCode[] = ['expected-unreadable', 'expected-newer', 'expected-line', 'expected-large'];
/** The end of the name of a file that is never written. */
const NO_RUN = '.none';

/** Takes one job, and sends its result. */
export function serveSidebar(): void {
    // Also the process of the test, which it starts later, gets a lower one.
    lowerPriority();
    const stop = new AbortController();
    const end = (): void => stop.abort();
    // In a terminal, this process gets the signal that ends Node-RED as well.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
    process.once('disconnect', end);
    process.once('message', (job: SidebarJob) => {
        void sidebarResult(job, stop.signal).then((result) => {
            if (process.connected) process.send?.(result, () => process.disconnect());
        });
    });
}

/** Runs the test; `test` is another one in tests of this function. */
export async function sidebarResult(
    { run, ...given }: SidebarJob,
    signal: AbortSignal,
    test: (options: FlowTestOptions) => Promise<FlowTestResult> = testFlow,
): Promise<SidebarResult> {
    // The flows that are tested run here, in the time zone of this computer.
    const job = { ...given, timeZone: ownTimeZone() };
    try {
        let unread: FlowTestFault | undefined;
        let result = await test({ ...job, signal });
        if (!result.ok && (UNREAD as readonly string[]).includes(result.fault.code)) {
            unread = result.fault;
            result = await test({ ...job, signal, expected: `${job.recording}${NO_RUN}` });
        }
        if (!result.ok) return { fault: result.fault };
        const text = Buffer.from(expectedText(result.report));
        const isKept = text.length <= MAX_KEPT_BYTES;
        return { view: viewOf(result.report, isKept ? run : undefined, unread), text: isKept ? text : undefined };
    } catch (error) {
        return { fault: { code: 'failed', values: { what: words(error, MAX_WORDS) } } };
    }
}
