// The form of a hub: where its login ends up.

import assert from 'node:assert/strict';
import type { CheckRequest } from '../../nodes/shared/views';
import { type Form, jQueryOf } from './jquery';

/** The modules need the types of the browser, which tests do not have. */
const FORM = '../../nodes/editor/hub/hub-form';
const DIALOG = '../../nodes/editor/dialogs/clown-hub';
const P = 'node-config-input-';

interface Dialog {
    prepare(node: object): void;
    save(node: object): void;
}

/** The editor with this form open. */
function open(fields: Readonly<Record<string, string>>): Form {
    const form = Object.fromEntries(Object.entries(fields).map(([name, value]) => [P + name, { value }]));
    const anything: object = new Proxy(() => {}, { get: () => anything, apply: () => anything });
    const nodes = { node: () => null, eachNode: () => {}, filterNodes: () => [], getType: () => undefined };
    const RED = { _: (key: string) => key, nodes, settings: {}, tabs: { create: () => anything } };
    const MutationObserver = class {
        observe(): void {}
        disconnect(): void {}
    };
    Object.assign(globalThis, { RED, $: jQueryOf(form), MutationObserver });
    return form;
}

describe('the login in the form of a hub', () => {
    afterEach(() => {
        for (const name of ['RED', '$', 'MutationObserver']) Reflect.deleteProperty(globalThis, name);
    });

    it('is a credential of a check and no setting', async () => {
        const { readForm } = (await import(FORM)) as { readForm(id: string): CheckRequest };
        open({ address: 'ws://hub', user: 'me', password: 'secret', header1: 'token' });
        const { settings, credentials } = readForm('h');
        assert.deepEqual(credentials, { user: 'me', password: 'secret' });
        assert.deepEqual(settings, { address: 'ws://hub', headers: [], intervals: [], devices: [] });
    });

    it('leaves the address when the dialog is confirmed by key, without a change event', async () => {
        const { hubDialog } = (await import(DIALOG)) as { hubDialog: Dialog };
        const form = open({ address: 'ws://hub/', user: '', password: '' });
        const node = { id: 'h', type: 'clown-hub', address: 'ws://hub/', _def: { category: 'config', defaults: {} } };
        hubDialog.prepare(node);
        Object.assign(form[`${P}address`] ?? {}, { value: 'ws://me:secret@hub/' });
        hubDialog.save(node);
        const values = ['address', 'user', 'password'].map((name) => form[P + name]?.value);
        assert.deepEqual(values, ['ws://hub/', 'me', 'secret']);
    });
});

describe('the warnings in the form of a hub', () => {
    afterEach(() => {
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });

    const AWAY = 'ws://hub.example/';
    const rows: readonly [what: string, fields: Readonly<Record<string, string>>, shown: string[]][] = [
        ['nothing of an address alone', { address: AWAY, user: 'me' }, []],
        ['a password that is sent in the clear', { address: AWAY, password: 'secret' }, ['plain']],
        ['a header that is sent in the clear', { address: AWAY, header3: 'token' }, ['plain']],
        ['nothing of a password with TLS', { address: 'wss://hub.example/', password: 'secret' }, []],
        ['nothing of a password on this computer', { address: 'ws://localhost/', password: 'secret' }, []],
        ['a large limit of messages', { address: AWAY, maxSize: '100000' }, ['large']],
        ['nothing of the usual limit', { address: AWAY, maxSize: '1024' }, []],
        ['a certificate that is not checked', { address: 'wss://hub.example/', tls: 'open' }, ['unverified']],
        ['nothing of a certificate that is checked', { address: 'wss://hub.example/', tls: 'checked' }, []],
        ['nothing of a certificate that is not used', { address: AWAY, tls: 'open' }, []],
    ];
    for (const [what, fields, expected] of rows) {
        it(`name ${what}`, async () => {
            const { showWarnings } = (await import(FORM)) as { showWarnings(): void };
            const shown: string[] = [];
            const $ = (selector: string): object => ({
                val: () => fields[selector.replace('#node-config-input-', '')],
                css: (_name: string, display: string) =>
                    display === '' && shown.push(selector.replace('.clown-hub-', '')),
            });
            const tls: Readonly<Record<string, object>> = {
                open: { verifyservercert: false },
                checked: { verifyservercert: true },
            };
            Object.assign(globalThis, { $, RED: { nodes: { node: (id: string) => tls[id] ?? null } } });
            showWarnings();
            assert.deepEqual(shown, expected);
        });
    }
});
