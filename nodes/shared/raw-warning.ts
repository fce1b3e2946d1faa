// Warns of raw text with a line that can end a bridge: it is sent whatever it holds. Once for each node, for a flow may send many.

import type { Node, NodeAPI } from 'node-red';
import { longestLine } from '../../src/protocol/frame';
import { LIMITS } from '../../src/protocol/payloads';
import { text } from '../runtime/text';

const warned = new WeakSet<Node>();

export function warnOfLongLine(RED: NodeAPI, node: Node, data: string | Uint8Array): void {
    if (warned.has(node)) return;
    const limit = LIMITS.frameBytes;
    const bytes = longestLine(data, limit);
    if (bytes <= limit) return;
    warned.add(node);
    node.warn(text(RED, 'log.raw-long', { bytes, limit }));
}
