// A hub node as the editor has it: its label, and what of it goes into a check.

import assert from 'node:assert/strict';
import type { CheckRequest } from '../../nodes/shared/views';

/** The module needs the types of the browser, which tests do not have. */
const MODULE = '../../nodes/editor/fields/hub-in-editor';
interface HubInEditor {
    hubLabel(id: string): string;
    hubNode(id: string): object | undefined;
    formOf(node: object): CheckRequest;
}

describe('a hub node in the editor', () => {
    const nodes: Readonly<Record<string, object>> = {
        attic: { type: 'clown-hub', name: 'Attic', _def: { label: nameOf } },
        plain: { type: 'clown-hub', _def: { label: 'hub' } },
        bare: { type: 'clown-hub', _def: {} },
        broker: { type: 'mqtt-broker', name: 'Broker', _def: { label: nameOf } },
    };
    function nameOf(this: { readonly name: string }): string {
        return this.name;
    }
    let module: HubInEditor;
    beforeEach(async () => {
        const RED = { nodes: { node: (id: string) => nodes[id] ?? null } };
        Object.assign(globalThis, { RED, $: () => ({ length: 0 }) });
        module = (await import(MODULE)) as HubInEditor;
    });
    afterEach(() => {
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });

    for (const [id, label] of [
        ['attic', 'Attic'],
        ['plain', 'hub'],
        ['bare', ''],
        ['broker', ''],
        ['gone', ''],
    ] as const) {
        it(`${id} has the label "${label}"`, () => assert.equal(module.hubLabel(id), label));
    }

    it('is none of another type', () => {
        assert.equal(module.hubNode('attic'), nodes.attic);
        assert.deepEqual([module.hubNode('broker'), module.hubNode('gone')], [undefined, undefined]);
    });

    const logins: readonly [what: string, stored: object | undefined, sent: object][] = [
        ['none', undefined, {}],
        ['a typed password', { user: 'me', password: 'new' }, { user: 'me', password: 'new' }],
        ['no stored password', { user: 'me', password: '__PWRD__', has_password: true }, { user: 'me' }],
        ['no other credential', { header1: 'token', has_header1: true }, {}],
    ];
    for (const [what, credentials, sent] of logins) {
        it(`sends ${what} with a check`, () => {
            const node = { id: 'h', type: 'clown-hub', credentials, _def: { category: 'config', defaults: {} } };
            const form = module.formOf(node);
            assert.deepEqual([form.id, form.credentials, form.storedPassword], ['h', sent, true]);
        });
    }
});
