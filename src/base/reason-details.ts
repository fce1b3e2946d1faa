// More specific causes of a failed connection and of a command that was not confirmed, kinds of numbers and of values.
// A reason keeps its code, on which flows rely; the detail selects the sentence and the status text.
// Free of Node.js, because the editor shows them.

import type { ReasonCode } from './reason-codes';

interface Detail {
    /** The code of a reason with this detail. */
    readonly of: ReasonCode;
    /** The key of its status text, below `cause`; absent if it is never shown as a status. */
    readonly status?: string;
}

/** The details with the code that each belongs to. */
export const REASON_DETAILS = {
    'tls-untrusted': { of: 'tls', status: 'tls-untrusted' },
    'tls-early': { of: 'tls', status: 'tls-early' },
    'tls-expired': { of: 'tls', status: 'tls-expired' },
    'tls-host': { of: 'tls', status: 'tls-host' },
    'tls-host-ip': { of: 'tls', status: 'tls-host' },
    'tls-own': { of: 'tls', status: 'tls-own' },
    'tls-version': { of: 'tls', status: 'tls-version' },
    'tls-client': { of: 'tls', status: 'tls-client' },
    'tls-unrecognized': { of: 'tls', status: 'tls-alert' },
    'tls-internal': { of: 'tls', status: 'tls-alert' },
    'tls-handshake': { of: 'tls', status: 'tls-alert' },
    'tls-ip': { of: 'tls', status: 'tls-alert' },
    'tls-alert': { of: 'tls', status: 'tls-alert' },
    'login-missing': { of: 'login', status: 'login-missing' },
    'login-no-password': { of: 'login', status: 'login-missing' },
    'login-accents': { of: 'login', status: 'login' },
    'login-header': { of: 'login', status: 'login' },
    'http-page': { of: 'status', status: 'status' },
    'http-redirect': { of: 'status', status: 'status' },
    'http-redirect-path': { of: 'status', status: 'status' },
    'http-upgrade': { of: 'status', status: 'status' },
    'http-name': { of: 'status', status: 'status' },
    'http-forbidden': { of: 'status', status: 'status' },
    'http-500': { of: 'status', status: 'status' },
    'http-gateway': { of: 'status', status: 'status' },
    'http-unavailable': { of: 'status', status: 'status' },
    'http-busy': { of: 'status', status: 'status' },
    'http-later': { of: 'status', status: 'status' },
    'unreachable-link-local': { of: 'unreachable', status: 'unreachable' },
    'reset-tls': { of: 'reset', status: 'reset' },
    'reset-upgrade': { of: 'reset', status: 'reset' },
    'closed-normal': { of: 'closed', status: 'closed' },
    'closed-no-code': { of: 'closed', status: 'closed' },
    'closed-restart': { of: 'closed', status: 'closed-restart' },
    'closed-busy': { of: 'closed', status: 'closed-busy' },
    'protocol-later': { of: 'protocol', status: 'protocol-later' },
    'setting-number-off': { of: 'setting-number', status: 'setting-number' },
    'setting-number-whole': { of: 'setting-number', status: 'setting-number' },
    'setting-choice-number': { of: 'setting-choice', status: 'setting-choice' },
    'setting-choice-text': { of: 'setting-choice', status: 'setting-choice' },
    'command-base-topic': { of: 'command-levels', status: 'command-levels' },
    'command-no-device': { of: 'command-levels', status: 'command-levels' },
    'command-reading': { of: 'command-levels', status: 'command-levels' },
    'device-type': { of: 'device-name', status: 'device-name' },
    'recording-missing': { of: 'recording-unreadable', status: 'recording-unreadable' },
    'recording-newer': { of: 'recording-unreadable', status: 'recording-unreadable' },
    'recording-large': { of: 'recording-unreadable', status: 'recording-unreadable' },
    'recording-cut': { of: 'recording-line' },
    'recording-time': { of: 'recording-line' },
    'recording-long': { of: 'recording-line' },
    'displaced-unconfirmed': { of: 'displaced' },
    'unconfirmed-one-way': { of: 'not-confirmed' },
    'unconfirmed-silent': { of: 'not-confirmed' },
    'unconfirmed-listed': { of: 'not-confirmed' },
    'unconfirmed-reported': { of: 'not-confirmed' },
} as const satisfies Readonly<Record<string, Detail>>;

/** One of the details. */
export type ReasonDetail = keyof typeof REASON_DETAILS;

interface Named {
    readonly code: ReasonCode;
    readonly detail?: ReasonDetail;
}

/** The catalogue key of the sentence for a reason. */
export function sentenceKey({ code, detail }: Named): string {
    const name = detail ?? code;
    return `reason.${name}`;
}

/** The catalogue key of the status text for a reason. */
export function causeKey({ code, detail }: Named): string {
    const known: Detail | undefined = detail && REASON_DETAILS[detail];
    const name = known?.status ?? code;
    return `cause.${name}`;
}
