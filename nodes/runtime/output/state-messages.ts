// Sends changes of the connection as messages of a flow.

import type { Dispose } from '../../../src/base/clock';
import type { HubState } from '../../../src/hub-types';
import { stateMessage } from '../../shared/message-factory';
import type { Attached } from '../node/attached';
import { stateDetails } from '../node/connection-actions';
import type { StateWord } from '../types';

/** Sends the state now, when the flows run, and after each change of its word, until the disposer is called. */
export function listenToState({ RED, node, hub, label }: Attached<unknown>): Dispose {
    let ended = false;
    let unwatch: Dispose = () => {};
    let sent: StateWord | undefined;
    const sendChange = (state: HubState): void => {
        const { state: word, ...details } = stateDetails(RED, state);
        if (word === sent) return;
        sent = word;
        node.send(stateMessage(word, details, label, Date.now()));
    };
    hub.whenFlowing(() => {
        if (!ended) unwatch = hub.watch(sendChange);
    });
    return () => {
        ended = true;
        unwatch();
    };
}
