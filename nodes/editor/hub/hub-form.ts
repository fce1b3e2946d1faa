// The open form of a hub: its settings and login for a check, and its warnings.

import { isPlainAway } from '../../../src/settings/address';
import { HEADER_SLOTS } from '../../../src/settings/handshake';
import { NUMBERS } from '../../../src/settings/numbers';
import type { CheckRequest } from '../../shared/views';
import { setShown } from '../fields/form';
import { readRows } from './device-table';
import { readHeaders, readHeaderValues } from './header-table';
import { selectedNodes } from './selected-nodes';

/** Node-RED's placeholder for a stored password. */
const PLACEHOLDER = '__PWRD__';
const PREFIX = 'node-config-input-';
const CREDENTIALS: readonly string[] = ['user', 'password', ...HEADER_SLOTS];

/** The values of the form, for a check of the hub with this id. */
export function readForm(id: string): CheckRequest {
    const settings: Record<string, unknown> = { ...readRows(), headers: readHeaders() };
    const fields = $('.clown-hub-doctor').closest('form').find(`[id^="${PREFIX}"]`);
    for (const element of fields.toArray()) {
        const field = $(element);
        const name = element.id.slice(PREFIX.length);
        if (CREDENTIALS.includes(name)) continue;
        settings[name] = field.is(':checkbox') ? field.prop('checked') : field.val();
    }
    // The value of a select without a selected node.
    for (const name of ['tls', 'proxy']) if (settings[name] === '_ADD_') settings[name] = '';
    const [user = '', password = ''] = CREDENTIALS.map((name) => String($(`#${PREFIX}${name}`).val() ?? ''));
    const isStored = password === PLACEHOLDER;
    const credentials = { user, ...(isStored ? {} : { password }), ...readHeaderValues() };
    return { id, settings, credentials, storedPassword: isStored, nodes: selectedNodes(settings) };
}

/** Shows the warnings that apply to the form, and hides the others. */
export function showWarnings(): void {
    const address = String($(`#${PREFIX}address`).val() ?? '');
    const tls = String($(`#${PREFIX}tls`).val() ?? '');
    const secrets = CREDENTIALS.filter((name) => name !== 'user');
    const hasSecret = secrets.some((name) => String($(`#${PREFIX}${name}`).val() ?? '') !== '');
    setShown('.clown-hub-plain', hasSecret && isPlainAway(address));
    setShown('.clown-hub-large', Number($(`#${PREFIX}maxSize`).val()) > NUMBERS.maxSize.usual);
    setShown('.clown-hub-unverified', !/^\s*ws:/i.test(address) && isUnverified(tls));
}

function isUnverified(id: string): boolean {
    const node = RED.nodes.node(id) as { verifyservercert?: boolean } | null;
    return node?.verifyservercert === false;
}
