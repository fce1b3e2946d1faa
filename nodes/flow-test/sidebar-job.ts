// What the process that tests flows for the sidebar and Node-RED send each other.

import type { FlowTestFault, FlowTestOptions } from '../../src/flow-test/report';
import type { FlowTestView, SidebarFault } from '../shared/flow-test-view';

/** Sent once to the process. */
export type SidebarJob = Pick<FlowTestOptions, 'flows' | 'recording' | 'hub' | 'nodeRed'> & {
    /** Identifies the run. */
    readonly run: string;
};

/** Sent once by the process. `text` is what is kept of the run, if it is not too large. */
export type SidebarResult =
    | { readonly view: FlowTestView; readonly text: Uint8Array | undefined }
    | { readonly fault: FlowTestFault | SidebarFault };
