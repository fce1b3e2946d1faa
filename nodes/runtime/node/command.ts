// One command of a message to a hub.

import { sample, shorten } from '../../../src/base/errors';
import { bytesAsText } from '../../../src/protocol/flow-payload';

/** One command. */
export type Command =
    | { readonly kind: 'command'; readonly topic: unknown; readonly payload: unknown }
    /** A publish interval, sent in the dialect of the device. */
    | { readonly kind: 'interval'; readonly device: string; readonly payload: unknown }
    | { readonly kind: 'raw'; readonly data: string | Uint8Array };

/** The topic of a command, for texts. */
export function topicOf(command: Command): string {
    switch (command.kind) {
        case 'command':
            return typeof command.topic === 'string' ? shorten(command.topic) : sample(command.topic);
        case 'interval':
            return `${command.device}/config`;
        case 'raw':
            return shorten(String(bytesAsText(command.data)));
    }
}
