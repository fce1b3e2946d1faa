// Sentences of the sidebar for failed requests to the runtime.

import { Unreachable } from '../request';
import { text } from '../texts';

/** Why a request failed; `forbidden` is the key of the sentence for a missing permission. */
export function troubleText(error: unknown, forbidden: 'sidebar.look-only' | 'sidebar.no-look'): string {
    const status = error instanceof Unreachable ? error.status : 0;
    if (status === 401 || status === 403) return text(forbidden);
    return status === 0 ? text('sidebar.no-answer') : text('sidebar.bad-answer', { status });
}
