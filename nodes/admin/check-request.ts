// Converts a hub form from the editor to connection settings, through the same code as a deployed hub. A password
// or header value that was not typed again is the stored one, which the editor never receives. It is sent only to the
// address that it was stored for.

import type { Node, NodeAPI } from 'node-red';
import { type Result, refuse } from '../../src/base/errors';
import { isObject } from '../../src/protocol/json-data';
import { addressLabel } from '../../src/settings/address';
import { HEADER_SLOTS } from '../../src/settings/handshake';
import type { Stored } from '../../src/settings/hub-options';
import { type HubSetup, hubSetup } from '../runtime/hub/hub-setup';
import type { ClownHubDef } from '../runtime/types';
import { withVariables } from '../runtime/variables';
import type { CheckRequest } from '../shared/views';
import { findIn, readCheckNodes } from './check-nodes';

/** What Node-RED's editor shows in place of a stored password. */
const PLACEHOLDER = '__PWRD__';
const TYPE = 'clown-hub';
const CREDENTIALS: readonly string[] = ['user', 'password', ...HEADER_SLOTS];

/** The body of a request, if it is what the editor sends. */
export function readCheckRequest(body: unknown): CheckRequest | undefined {
    if (!isObject(body)) return undefined;
    const { id, settings, credentials, storedPassword } = body;
    const nodes = readCheckNodes(body.nodes);
    if (typeof id !== 'string' || id.length > 100 || !isObject(settings) || !isObject(credentials)) return undefined;
    if (!nodes) return undefined;
    const texts = CREDENTIALS.map((name) => [name, credentials[name]]).filter(([, value]) => typeof value === 'string');
    return { id, settings, credentials: Object.fromEntries(texts), storedPassword: storedPassword === true, nodes };
}

/**
 * The hub setup from the form; the reason never holds an address or a credential. `instance` is a running node of a hub
 * inside a subflow, for its variables.
 */
export function setupOf(RED: NodeAPI, form: CheckRequest, instance?: Node): Result<HubSetup> {
    const { id, settings, nodes = {} } = form;
    const node = instance ?? variablesNode(RED, id);
    const def = { ...settings, id, type: TYPE } as unknown as ClownHubDef;
    const { credentials, isStored } = credentialsOf(RED, form);
    const setup = hubSetup(RED, node, def, credentials, () => settings, findIn(RED, node, nodes));
    if (!setup.ok || !isStored || setup.value.place.kind === 'simulated') return setup;
    return addressLabel(setup.value.place.url) === storedLabel(RED, node, id) ? setup : refuse('stored-elsewhere');
}

interface CheckCredentials {
    readonly credentials: Stored;
    /** Whether any of them is a stored one. */
    readonly isStored: boolean;
}

function credentialsOf(RED: NodeAPI, { id, credentials, storedPassword }: CheckRequest): CheckCredentials {
    const stored = storedOf(RED, id);
    let isStored = false;
    const secretOf = (name: string): unknown => {
        const typed = (credentials as Stored)[name] ?? '';
        const usesStored = typed === PLACEHOLDER || (name === 'password' && typed === '' && storedPassword);
        if (!usesStored) return typed;
        const { [name]: value } = stored;
        isStored ||= typeof value === 'string' && value !== '';
        return value;
    };
    const secrets = CREDENTIALS.filter((name) => name !== 'user').map((name) => [name, secretOf(name)]);
    return { credentials: { user: credentials.user ?? '', ...Object.fromEntries(secrets) }, isStored };
}

/** Of a hub only: the credentials of another kind of node are not sent anywhere. */
function storedOf(RED: NodeAPI, id: string): Stored {
    const stored: unknown = deployedHub(RED, id) ? RED.nodes.getCredentials(id) : undefined;
    return isObject(stored) ? stored : {};
}

/** The server that the stored credentials are for; empty for one that cannot be read. */
function storedLabel(RED: NodeAPI, node: Node, id: string): string {
    const { address } = deployedHub(RED, id) ?? {};
    const stored = withVariables(RED, node, { address });
    return stored.ok ? addressLabel(stored.value.address) : '';
}

function deployedHub(RED: NodeAPI, id: string): { readonly address?: unknown } | undefined {
    let found: object | undefined;
    RED.nodes.eachNode((config) => {
        if (config.id === id && config.type === TYPE) found = config;
    });
    return found;
}

/**
 * The node for looking up environment variables: the hub or, before its first deploy, the node with the global
 * variables.
 */
function variablesNode(RED: NodeAPI, id: string): Node {
    const ids: string[] = [];
    RED.nodes.eachNode((config) => {
        if (config.id === id && config.type === TYPE) ids.unshift(id);
        if ((config.type as string) === 'global-config') ids.push(config.id);
    });
    const running = ids.map((one) => RED.nodes.getNode(one) as Node | null).find(Boolean);
    return running ?? ({ id, type: TYPE } as Node);
}
