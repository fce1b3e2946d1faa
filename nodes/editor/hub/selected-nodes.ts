// The TLS settings and the proxy of a hub as the editor has them, deployed or not, for a check.

import type { CheckNode } from '../../shared/views';

/** Node-RED's placeholder for a stored password. */
const PLACEHOLDER = '__PWRD__';

interface ConfigNode {
    readonly type: string;
    /** Disabled. */
    readonly d?: boolean;
    readonly credentials?: Readonly<Record<string, unknown>>;
    readonly _def: { readonly defaults: object; readonly credentials?: object };
    readonly [setting: string]: unknown;
}

/** The selected config nodes by their ids, with the credentials that were typed since the last deploy. */
export function selectedNodes({ tls, proxy }: Readonly<Record<string, unknown>>): Record<string, CheckNode> {
    const found: Record<string, CheckNode> = {};
    for (const id of [tls, proxy].map(String)) {
        const node = RED.nodes.node(id) as unknown as ConfigNode | null;
        if ((node?.type === 'tls-config' || node?.type === 'http proxy') && !node.d) found[id] = checkNode(node);
    }
    return found;
}

function checkNode(node: ConfigNode): CheckNode {
    const settings = Object.keys(node._def.defaults).map((name) => [name, node[name]]);
    const typed = Object.keys(node._def.credentials ?? {})
        .map((name) => [name, node.credentials?.[name]])
        .filter(([, value]) => typeof value === 'string' && value !== PLACEHOLDER);
    return { type: node.type, settings: Object.fromEntries(settings), credentials: Object.fromEntries(typed) };
}
