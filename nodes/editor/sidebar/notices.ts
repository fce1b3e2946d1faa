// The sentences that several parts of the sidebar say when the runtime did not answer.

import { Unreachable } from '../request';
import { text } from '../texts';

/** Why the runtime gave no answer; `forbidden` names the sentence for a user who may not ask. */
export function troubleText(error: unknown, forbidden: 'sidebar.look-only' | 'sidebar.no-look'): string {
    const status = error instanceof Unreachable ? error.status : 0;
    if (status === 401 || status === 403) return text(forbidden);
    return status === 0 ? text('sidebar.no-answer') : text('sidebar.bad-answer', { status });
}
