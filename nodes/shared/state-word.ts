// The state of a hub in one word, for messages, Status nodes and the editor.

import type { HubState } from '../../src/hub-types';
import type { StateWord } from '../runtime/types';

/** The word for a state; for a connected hub the most precise one. */
export function stateWord(state: HubState): StateWord {
    if (state.name !== 'connected') return state.name;
    // A bridge that has not started is also silent; this is the more precise state.
    if (state.notStarted) return 'not-started';
    if (state.silentMs !== undefined) return 'silent';
    return state.isOneWay ? 'one-way' : 'connected';
}
