// Ends a test with a fault, from wherever it was noticed.

import type { FaultCode, FlowTestFault } from '../../src/flow-test/report';

export class TestFault extends Error {
    readonly fault: FlowTestFault;

    constructor(fault: FlowTestFault) {
        super(fault.code);
        this.fault = fault;
    }
}

export function faultOf(code: FaultCode, values: Readonly<Record<string, string | number>> = {}): TestFault {
    return new TestFault({ code, values });
}
