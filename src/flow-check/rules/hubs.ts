// Connections that let others read a password or take the place of the hub.

import { isObject } from '../../protocol/json-data';
import { addressLabel, isPlainAway, splitLogin } from '../../settings/address';
import { asText, type FlowNode, nameOf } from '../flow';
import { hasVariable } from '../hub-of';
import type { Find } from '../rule';

/** A password that is sent unencrypted. The sentence names the address without the login. */
export const plainPassword: Find = function* (subject) {
    for (const node of subject.hubs()) {
        const { address, place } = node;
        if (place === 'simulated' || typeof address !== 'string' || hasVariable(address) || !isPlainAway(address))
            continue;
        if (hasLogin(address, node)) yield { node, values: { hub: nameOf(node), address: addressLabel(address) } };
    }
};

const SECRET_HEADER = /^(?:proxy-)?authorization$|^cookie$|token|api-?key/i;

/** Exports have no credentials; the editor and `flows_cred.json` do, the editor without the password itself. */
function hasLogin(address: string, { credentials, headers }: FlowNode): boolean {
    if (splitLogin(address).login?.password) return true;
    if (isObject(credentials) && (credentials.has_password === true || Boolean(credentials.password))) return true;
    const rows: readonly unknown[] = Array.isArray(headers) ? headers : [];
    return rows.some((row) => isObject(row) && SECRET_HEADER.test(asText(row.name)));
}

/** A certificate that is not verified, so that any server may take the place of the hub. */
export const unverifiedCertificate: Find = function* (subject) {
    for (const node of subject.hubs()) {
        const { address, place, tls } = node;
        const settings = subject.graph.node(tls);
        const isSecure = /^\s*wss:/i.test(asText(address)) && place !== 'simulated';
        if (!isSecure || settings?.type !== 'tls-config' || settings.verifyservercert !== false) continue;
        yield { node, values: { hub: nameOf(node), tls: nameOf(settings) } };
    }
};
