// The TLS settings and the proxy that a checked form has selected, as the editor has them, deployed or not. Their
// credentials stay in memory for the time of the check.

import { readFileSync, statSync } from 'node:fs';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Node, NodeAPI } from 'node-red';
import { isObject } from '../../src/protocol/json-data';
import type { Stored } from '../../src/settings/hub-options';
import type { FindNode } from '../runtime/hub/hub-setup';
import { withCredentialVariables, withVariables, writtenOf } from '../runtime/variables';
import type { CheckNode } from '../shared/views';

const TLS = 'tls-config';
const PROXY = 'http proxy';
/** The form selects at most one of each. */
const MOST_NODES = 2;

/** The config nodes in the body of a request; undefined if they have another form. */
export function readCheckNodes(nodes: unknown): Record<string, CheckNode> | undefined {
    if (nodes === undefined) return {};
    if (!isObject(nodes) || Object.keys(nodes).length > MOST_NODES) return undefined;
    const read: Record<string, CheckNode> = {};
    for (const [id, node] of Object.entries(nodes)) {
        if (!isObject(node) || (node.type !== TLS && node.type !== PROXY)) return undefined;
        const { type, settings, credentials } = node;
        if (!isObject(settings) || !isObject(credentials)) return undefined;
        const texts = Object.entries(credentials).filter(([, value]) => typeof value === 'string');
        read[id] = { type, settings, credentials: Object.fromEntries(texts) as Record<string, string> };
    }
    return read;
}

/** Finds a config node as the editor has it, or else the running one. */
export function findIn(RED: NodeAPI, hub: Node, nodes: Readonly<Record<string, CheckNode>>): FindNode {
    return (id) => {
        const running = RED.nodes.getNode(id) as Node | null;
        const given = Object.hasOwn(nodes, id) ? nodes[id] : undefined;
        if (!given) return running;
        // Stored credentials belong to the node of the same kind.
        const stored = running?.type === given.type ? (RED.nodes.getCredentials(id) as Stored | undefined) : undefined;
        const node = given.type === TLS ? tlsNode(RED, hub, given, stored) : proxyNode(RED, given, stored, running);
        return node as Node | null;
    };
}

/** Has what the setup of a hub uses of core's node. */
function tlsNode(RED: NodeAPI, hub: Node, { settings, credentials }: CheckNode, stored: Stored | undefined): object {
    const own = withVariables(RED, hub, settings);
    const all = { ...stored, ...credentials };
    const used = Object.fromEntries(Object.keys(all).map((name) => [name, 'tls']));
    const secrets = withCredentialVariables(RED, hub, all, used);
    const options = own.ok && secrets.ok ? tlsOptions(own.value, secrets.value) : undefined;
    return {
        type: TLS,
        valid: options !== undefined,
        addTLSOptions: (given: TlsOptions): TlsOptions => ({ ...given, ...options }),
    };
}

/** As core's node reads its settings: files if one is named, or else the uploaded texts; undefined if they are incomplete. */
function tlsOptions(settings: Stored, secrets: Stored): TlsOptions | undefined {
    const paths = [settings.cert, settings.key, settings.ca].map(textOf);
    const uploaded = [secrets.certdata, secrets.keydata, secrets.cadata].map(textOf);
    let parts: (string | Buffer)[];
    try {
        parts = paths.some((path) => path !== '') ? paths.map((path) => (path ? readFile(path) : '')) : uploaded;
    } catch {
        return undefined;
    }
    const [cert = '', key = '', ca = ''] = parts;
    if (cert.length > 0 !== key.length > 0) return undefined;
    const [passphrase, servername, protocol] = [secrets.passphrase, settings.servername, settings.alpnprotocol].map(
        textOf,
    );
    return {
        rejectUnauthorized: settings.verifyservercert !== false,
        ...(cert.length > 0 ? { cert, key } : {}),
        ...(ca.length > 0 ? { ca } : {}),
        ...(passphrase ? { passphrase } : {}),
        ...(servername ? { servername } : {}),
        ...(protocol ? { ALPNProtocols: [protocol] } : {}),
    };
}

/** Anything but a plain file, such as a device, might never end. */
function readFile(path: string): Buffer {
    if (!statSync(path).isFile()) throw new Error('not a file');
    return readFileSync(path);
}

/** A stored password is sent only to the proxy that it was stored for. */
function proxyNode(
    RED: NodeAPI,
    { settings, credentials }: CheckNode,
    stored: Stored | undefined,
    running: Node | null,
): object {
    const { url } = (running ? writtenOf(RED, running, {}) : {}) as { readonly url?: unknown };
    const kept = url === settings.url ? stored : undefined;
    return { type: PROXY, url: settings.url, noproxy: settings.noproxy, typed: { ...kept, ...credentials } };
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value.trim() : '';
}
