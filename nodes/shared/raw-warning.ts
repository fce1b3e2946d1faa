// Warns of raw text with a line too long for a bridge; raw text is sent unchecked.

import type { Node, NodeAPI } from 'node-red';
import { longestLine } from '../../src/protocol/frame';
import { LIMITS } from '../../src/protocol/payloads';
import { text } from '../runtime/text';

const warned = new WeakSet<Node>();

/** Warns once for each node. `data` is raw text or bytes to be sent. */
export function warnOfLongLine(RED: NodeAPI, node: Node, data: string | Uint8Array): void {
    if (warned.has(node)) return;
    const limit = LIMITS.frameBytes;
    const bytes = longestLine(data, limit);
    if (bytes <= limit) return;
    warned.add(node);
    node.warn(text(RED, 'log.raw-long', { bytes, limit }));
}
