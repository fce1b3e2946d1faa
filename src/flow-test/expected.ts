// The file of expected lines: lines of JSON, the first with its version. Text that a person reads in a diff, in the order of time.

import { isObject } from '../protocol/json-data';
import { isNestedDeeper } from '../protocol/nesting';
import { type FaultCode, type FlowTestRun, MAX_LINES, type TestLine } from './report';

/** The version that this release writes, and the latest one that it reads. */
export const EXPECTED_VERSION = 1;
/** Most bytes of a file that is read: far more than is written. */
export const MAX_EXPECTED_BYTES = 64 * 1024 * 1024;

/** The deepest payload that is written has fewer levels. */
const LEVELS = 100;

/** What is kept of a run. */
export type KeptRun = Pick<FlowTestRun, 'lines' | 'cuts'> & {
    /** Undefined in files of the first release. */
    readonly timeZone: string | undefined;
};

export type Expected =
    | { readonly ok: true; readonly run: KeptRun }
    | {
          readonly ok: false;
          readonly code: FaultCode;
          readonly values: Readonly<Record<string, string | number>>;
      };

/** The file beside a recording. */
export function expectedFileOf(recording: string): string {
    return `${recording.replace(/\.jsonl$/, '')}.expected.jsonl`;
}

/** The text of the file. */
export function expectedText({ lines, cuts, timeZone }: KeptRun): string {
    const hasCuts = Object.keys(cuts).length > 0;
    const head = JSON.stringify({ clownHubExpected: EXPECTED_VERSION, timeZone, ...(hasCuts ? { cuts } : {}) });
    return [head, ...lines.map(textOf), ''].join('\n');
}

function textOf({ at, node, type, name, kind, topic, payload, outcome }: TestLine): string {
    // In this order. What is undefined is left out.
    return JSON.stringify({ at, kind, node, type, name, topic, payload, outcome });
}

/** Reads the text of such a file. Nothing in it is executed, and unknown keys are ignored. */
export function readExpected(text: string): Expected {
    const [head = '', ...rest] = text.replace(/^\uFEFF/, '').split('\n');
    const { clownHubExpected: version, timeZone, cuts } = parsed(head) ?? {};
    if (typeof version !== 'number' || !(version >= 1)) return { ok: false, code: 'expected-unreadable', values: {} };
    if (version > EXPECTED_VERSION) {
        return { ok: false, code: 'expected-newer', values: { version, known: EXPECTED_VERSION } };
    }
    if (!isTextOrAbsent(timeZone) || !areCuts(cuts)) return { ok: false, code: 'expected-line', values: { line: 1 } };
    const lines: TestLine[] = [];
    for (const [index, written] of rest.entries()) {
        if (written.trim() === '') continue;
        const line = lineOf(parsed(written));
        if (!line) return { ok: false, code: 'expected-line', values: { line: index + 2 } };
        if (lines.length >= MAX_LINES) return { ok: false, code: 'expected-large', values: { limit: MAX_LINES } };
        lines.push(line);
    }
    return { ok: true, run: { lines, cuts: cuts ?? {}, timeZone } };
}

function areCuts(value: unknown): value is FlowTestRun['cuts'] | undefined {
    return value === undefined || (isObject(value) && Object.values(value).every((at) => typeof at === 'number'));
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
    if (isNestedDeeper(text, LEVELS)) return undefined;
    try {
        const value: unknown = JSON.parse(text);
        return isObject(value) ? { ...value } : undefined;
    } catch {
        return undefined;
    }
}

function lineOf(fields: Readonly<Record<string, unknown>> | undefined): TestLine | undefined {
    if (!fields) return undefined;
    const { at, kind, node, type, name, topic, payload, outcome } = fields;
    if (typeof at !== 'number' || (kind !== 'command' && kind !== 'input')) return undefined;
    if (typeof node !== 'string' || typeof type !== 'string' || typeof name !== 'string') return undefined;
    if (!isTextOrAbsent(topic) || !isTextOrAbsent(outcome)) return undefined;
    return { at, kind, node, type, name, topic, payload, outcome };
}

function isTextOrAbsent(value: unknown): value is string | undefined {
    return value === undefined || typeof value === 'string';
}
