// From the stored settings of a hub node to a way to dial: credentials, TLS node, place.

import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Node, NodeAPI } from 'node-red';
import { addressLabel } from '../../src/address';
import { ok, type Reason, type Result, refuse } from '../../src/errors';
import type { HubSettings } from '../../src/hub-types';
import { type DeviceInterval, type HubPlace, hubOptions, type Stored } from '../../src/options';
import { proxyFor } from '../../src/proxy';
import { dialWebSocket } from '../../src/socket';
import { simulatedHub } from './simulated';
import { text } from './text';
import type { ClownHubDef } from './types';
import { withVariables } from './variables';

/** How to reach a hub, what to call it, and what to end after it. */
export interface HubSetup {
    readonly settings: HubSettings;
    readonly place: HubPlace;
    /** As the dial is given it. */
    readonly tls: TlsOptions;
    /** Whether a proxy stands on the way. */
    readonly isTunnelled: boolean;
    readonly intervals: readonly DeviceInterval[];
    readonly intervalFaults: readonly Reason[];
    readonly label: string;
    close(): Promise<void>;
}

/** Core's `tls-config` node. */
interface TlsNode extends Node {
    readonly valid?: boolean;
    addTLSOptions(options: TlsOptions): TlsOptions;
}

/** Reads the settings of a hub node; the reason never holds an address or a credential. */
export function hubSetup(RED: NodeAPI, node: Node, def: ClownHubDef, credentials: Stored): Result<HubSetup> {
    // An address that a simulated hub once had is of no account.
    const used = def.place === 'simulated' ? { ...def, address: '' } : { ...def };
    const stored = withVariables(RED, node, used);
    if (!stored.ok) return stored;
    const options = hubOptions(stored.value, credentials);
    if (!options.ok) return options;
    const { place, maxBytes, intervals, intervalFaults, ...settings } = options.value;
    const table = { intervals, intervalFaults };
    if (place.kind === 'simulated') {
        const { dial, close } = simulatedHub(maxBytes);
        const label = def.name || text(RED, 'label.simulated');
        return ok({ settings: { ...settings, dial }, place, tls: {}, isTunnelled: false, ...table, label, close });
    }
    const tls = tlsOptions(RED, place, stored.value.tls);
    if (!tls.ok) return tls;
    const { url, login } = place;
    const proxy = proxyFor(url, process.env);
    if (!proxy.ok) return proxy;
    const socket = { url, maxBytes, tls: tls.value, proxy: proxy.value, ...(login ? { login } : {}) };
    return ok({
        settings: {
            ...settings,
            dial: (handlers) => dialWebSocket(socket, handlers),
        },
        place,
        tls: tls.value,
        isTunnelled: proxy.value !== undefined,
        ...table,
        label: def.name || addressLabel(url),
        close: () => Promise.resolve(),
    });
}

function tlsOptions(RED: NodeAPI, { url }: HubPlace & { kind: 'address' }, id: unknown): Result<TlsOptions> {
    if (!url.startsWith('wss:') || typeof id !== 'string' || id === '') return ok({});
    const node = RED.nodes.getNode(id) as TlsNode | null;
    if (typeof node?.addTLSOptions !== 'function' || node.valid === false) return refuse('tls-node');
    return ok(node.addTLSOptions({}));
}
