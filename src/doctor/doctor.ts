// The connection check: reports for each step to a hub whether it succeeded and why not. Sends to the hub only what
// session.ts sends.

import { createSecureContext, type ConnectionOptions as TlsOptions } from 'node:tls';
import { type Result, shorten } from '../base/errors';
import { addressLabel } from '../settings/address';
import { CheckConnection } from './check-connection';
import type { CheckTarget, Examined } from './check-types';
import { settingsFinding } from './connection-findings';
import { Report } from './report';
import type { CheckStep, Finding } from './steps';

/** Runs a check: calls `onStep` once for each step, until the last one or until `signal` aborts. Never rejects. */
export async function examine(
    target: Result<CheckTarget>,
    onStep: (step: CheckStep) => void,
    signal: AbortSignal,
): Promise<Examined> {
    const report = new Report((step) => {
        if (!signal.aborted) onStep(step);
    });
    if (!target.ok) {
        const { reason } = target;
        report.fail(settingsFinding(reason));
        return { ok: false };
    }
    const { place, tls } = target.value;
    const fault = ownFault(tls);
    if (fault) {
        report.fail(fault);
        return { ok: false };
    }
    report.ok(
        place.kind === 'simulated'
            ? { code: 'address-simulated' }
            : { code: 'address-ok', params: { place: addressLabel(place.url) } },
    );
    const seen = await new CheckConnection(target.value, report, signal).made();
    return { ok: !report.isFailed, ...(seen ? { seen } : {}) };
}

/** What is wrong with the client certificate or key: no connection would open with it. */
function ownFault(tls: TlsOptions): Finding | undefined {
    try {
        createSecureContext(tls);
        return undefined;
    } catch (error) {
        const { code } = error as { code?: unknown };
        return { code: 'tls-own', params: { code: typeof code === 'string' ? shorten(code) : '–' } };
    }
}
