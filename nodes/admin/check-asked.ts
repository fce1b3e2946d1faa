// From the form of a hub, as the editor sends it, to a way to dial: through the same code as a deployed hub. A password
// that was not typed anew is the stored one, which the editor never sees.

import type { Node, NodeAPI } from 'node-red';
import type { Result } from '../../src/errors';
import { isObject } from '../../src/frame';
import type { Stored } from '../../src/options';
import { type HubSetup, hubSetup } from '../shared/hub-setup';
import type { ClownHubDef } from '../shared/types';
import type { CheckAsked } from '../shared/views';

/** What Node-RED's editor shows in place of a stored password. */
const PLACEHOLDER = '__PWRD__';
const TYPE = 'clown-hub';

/** The body of a request, if it is what the editor sends. */
export function readAsked(body: unknown): CheckAsked | undefined {
    if (!isObject(body)) return undefined;
    const { id, settings, credentials, storedPassword } = body;
    if (typeof id !== 'string' || id.length > 100 || !isObject(settings) || !isObject(credentials)) return undefined;
    const { user, password } = credentials;
    return {
        id,
        settings,
        credentials: {
            ...(typeof user === 'string' ? { user } : {}),
            ...(typeof password === 'string' ? { password } : {}),
        },
        storedPassword: storedPassword === true,
    };
}

/** The hub that the form makes; the reason never holds an address or a credential. */
export function setupOf(RED: NodeAPI, asked: CheckAsked): Result<HubSetup> {
    const { id, settings } = asked;
    const node = standIn(RED, id);
    const def = { ...settings, id, type: TYPE } as unknown as ClownHubDef;
    return hubSetup(RED, node, def, credentialsOf(RED, node, asked), () => settings);
}

function credentialsOf(RED: NodeAPI, node: Node, { id, credentials, storedPassword }: CheckAsked): Stored {
    const { user = '', password = '' } = credentials;
    const isTyped = password !== '' && password !== PLACEHOLDER;
    const isStored = !isTyped && (storedPassword || password === PLACEHOLDER);
    // Node-RED does the same for a node that it starts: a variable counts where it is the whole of a credential.
    const replace = (value: string): string =>
        /^\$\{[^}]+\}$/.test(value) ? String(RED.util.evaluateNodeProperty(value, 'env', node, {}) || value) : value;
    return { user: replace(user), password: replace(isTyped ? password : isStored ? storedPasswordOf(RED, id) : '') };
}

/** Of a hub only: a password of another kind of node is not sent anywhere. */
function storedPasswordOf(RED: NodeAPI, id: string): string {
    const hubs: string[] = [];
    RED.nodes.eachNode((config) => {
        if (config.type === TYPE) hubs.push(config.id);
    });
    const stored: unknown = hubs.includes(id) ? RED.nodes.getCredentials(id) : undefined;
    const { password } = (stored ?? {}) as { password?: unknown };
    return typeof password === 'string' ? password : '';
}

/** Who looks up environment variables: the hub itself, or before its first deploy the node that holds the global ones. */
function standIn(RED: NodeAPI, id: string): Node {
    const ids: string[] = [];
    RED.nodes.eachNode((config) => {
        if (config.id === id && config.type === TYPE) ids.unshift(id);
        if ((config.type as string) === 'global-config') ids.push(config.id);
    });
    const running = ids.map((one) => RED.nodes.getNode(one) as Node | null).find(Boolean);
    return running ?? ({ id, type: TYPE } as Node);
}
