// Settings of earlier releases in the dialogs: the form shows the migrated values, and the node gets them when the dialog
// is confirmed.

import assert from 'node:assert/strict';
import type { Settings, Step } from '../../src/settings/migrations';

/** The module needs the types of the browser, which tests do not have. */
interface Module {
    settingsOf(node: object, steps?: readonly Step[]): Settings;
    showSettings<Node extends object>(node: Node, steps?: readonly Step[]): Node;
    storeSettings(node: object, steps?: readonly Step[]): void;
    storeVersion(node: object, settings: Settings, steps?: readonly Step[]): void;
    keepStored(node: object): void;
}
const MODULE = '../../nodes/editor/dialog-settings';

/** Steps of possible later releases: a renamed setting, a select that becomes a checkbox, a number that becomes a text. */
const steps: readonly Step[] = [
    ({ filter, ...others }) => (others.type === 'clown-in' ? { ...others, topic: filter } : others),
    ({ mode, pace, ...others }) => ({ ...others, replay: mode === 'replay', pace: `${pace} s`, outputs: 2 }),
];

interface Field {
    readonly checkbox?: boolean;
    value?: unknown;
    /** Neither on nor off. */
    indeterminate?: boolean;
    title?: string;
    /** What the dialog keeps with the field. */
    data?: unknown;
    /** Whether the editor no longer finds the field. */
    isHidden?: true;
}

/** As jQuery does it: with a value it is set, without one it is read. */
function access(field: Field | undefined, name: 'value' | 'data' | 'indeterminate', value: unknown): unknown {
    return value === undefined ? field?.[name] : field && Object.assign(field, { [name]: value });
}

describe('settings of earlier releases in a dialog [L5]', () => {
    let module: Module;
    let fields: Record<string, Field>;
    /** The lines below the boxes that say what is allowed. */
    let faults: string[];

    before(async () => {
        const fault = {
            text: (sentence: string) => ({ insertAfter: () => faults.push(sentence) }),
            remove: () => {},
        };
        const $ = (selector: string): object => {
            if (selector.startsWith('<')) return fault;
            const field = fields[selector];
            const found = {
                length: field ? 1 : 0,
                is: () => field?.checkbox === true,
                prop: (name: string, value: unknown) => {
                    const got = access(field, name === 'checked' ? 'value' : 'indeterminate', value);
                    return value === undefined ? got : found;
                },
                val: (value: unknown) => access(field, 'value', value),
                data: (_name: string, value: unknown) => access(field, 'data', value),
                attr: (_name: string, title: string) => {
                    if (field) field.title = title;
                    return found;
                },
                removeAttr: () => field && Object.assign(field, { isHidden: true }),
                // The row around a field, and the fold around that.
                parent: () => found,
                closest: () => found,
                one: () => found,
            };
            return found;
        };
        const RED = { _: (key: string, { found }: { found?: string } = {}) => found ?? key };
        Object.assign(globalThis, { RED, $ });
        module = (await import(MODULE)) as Module;
    });
    after(() => {
        for (const name of ['RED', '$']) Reflect.deleteProperty(globalThis, name);
    });
    beforeEach(() => {
        faults = [];
        fields = {
            '#node-input-topic': { value: '' },
            '#node-input-pace': { value: '5' },
            '#node-input-replay': { value: false, indeterminate: false, checkbox: true },
            '#node-input-name': { value: 'typed' },
        };
    });

    const names = ['settingsVersion', 'name', 'filter', 'topic', 'mode', 'replay', 'pace', 'outputs'];
    const defaults = Object.fromEntries(names.map((name) => [name, {}]));
    const old = (version: object = { settingsVersion: 1 }): Record<string, unknown> => ({
        ...{ id: 'a', type: 'clown-in', _def: { category: 'Clown.Hub', defaults }, _: () => 'text' },
        ...{ ...version, name: 'n', filter: '#', mode: 'replay', pace: 5, x: 100, changed: false },
    });
    const settings = { name: 'n', topic: '#', replay: true, pace: '5 s', outputs: 2, settingsVersion: 3 };

    for (const [name, version] of [
        ['the first', { settingsVersion: 1 }],
        ['none', {}],
    ] as const) {
        it(`of version ${name}: the form shows the migrated values, and the node stays unchanged`, () => {
            const node = old(version);
            const shown = module.showSettings(node, steps);
            assert.deepEqual(node, { ...old(version), _: node._ });
            const values = Object.values(fields).map(({ value }) => value);
            assert.deepEqual(values, ['#', '5 s', true, 'typed']);
            assert.deepEqual(
                ['id', 'name', 'topic', 'filter', 'pace', 'settingsVersion', 'x', '_'].map((key) => shown[key]),
                ['a', 'n', '#', undefined, '5 s', 3, 100, node._],
            );
            assert.deepEqual(module.settingsOf(node, steps), settings);
        });

        it(`of version ${name}: once confirmed, the node gets the settings without a field, and the editor stores the others`, () => {
            const node = old(version);
            module.storeSettings(node, steps);
            const changed = { settingsVersion: 3, filter: undefined, mode: undefined, outputs: 2 };
            assert.deepEqual(node, { ...old(version), ...changed, _: node._ });
        });
    }

    it('uses the fields of a config node for a hub', () => {
        fields = { '#node-config-input-pace': {}, '#node-input-pace': {} };
        module.showSettings({ ...old(), type: 'clown-hub', _def: { category: 'config', defaults } }, steps);
        assert.deepEqual(fields, { '#node-config-input-pace': { value: '5 s' }, '#node-input-pace': {} });
    });

    for (const [name, version, list] of [
        ['of today', { settingsVersion: 3 }, steps],
        ['of a newer release', { settingsVersion: 4 }, steps],
        ['with an odd version', { settingsVersion: 'x' }, steps],
        ['of today, as there is no step', { settingsVersion: 1 }, undefined],
        ['without a version, as there is no step', {}, undefined],
    ] as const) {
        it(`${name}: changes nothing`, () => {
            const node = old(version);
            const before = structuredClone(fields);
            const shown = module.showSettings(node, list);
            module.storeSettings(node, list);
            assert.deepEqual(node, { ...old(version), _: node._ });
            assert.deepEqual(fields, before);
            assert.equal(shown.pace, 5);
        });
    }

    it('stores the lowest version that means the same, but keeps that of a newer release', () => {
        const same: Step = (stored) => stored;
        for (const [before, after, changing] of [
            [{ settingsVersion: 3 }, 1, same],
            [{}, undefined, same],
            [{ settingsVersion: 1 }, 3, steps[1] ?? same],
            [{ settingsVersion: 4 }, 4, same],
            [{ settingsVersion: 'x' }, 'x', same],
        ] as const) {
            const node = old(before);
            module.storeVersion(node, { pace: 5 }, [same, changing]);
            assert.equal(node.settingsVersion, after);
        }
    });

    describe('of which some are absent', () => {
        const own = [
            'topic',
            'topicType',
            'payload',
            'payloadType',
            'tries',
            'confirm',
            'warnUnmatched',
            'offline',
            'hub',
        ];
        const node = (stored: object): object => ({
            ...{ id: 'a', type: 'clown-out', hub: 'h', ...stored },
            _def: { category: 'Clown.Hub', defaults: Object.fromEntries(own.map((name) => [name, {}])) },
        });
        const field = (name: string): Field => fields[`#node-input-${name}`] ?? {};
        const kept = (): string[] => own.filter((name) => field(name).isHidden);
        /** Opens the dialog of a node, changes the values of some fields, and confirms it. */
        const edit = (one: object, values: Settings): void => {
            module.showSettings(one);
            module.keepStored(one);
            // A click also ends that a box shows neither.
            for (const [name, value] of Object.entries(values))
                Object.assign(field(name), { value, indeterminate: false });
            const before = { ...one };
            module.storeSettings(one);
            assert.deepEqual(one, before, 'the editor compares the node with its fields');
        };

        beforeEach(() => {
            const values = {
                topic: 'topic',
                topicType: 'msg',
                payload: 'payload',
                payloadType: 'msg',
                tries: '',
                offline: null,
                hub: 'h',
            };
            fields = Object.fromEntries(
                Object.entries(values).map(([name, value]) => [`#node-input-${name}`, { value }]),
            );
            fields['#node-input-confirm'] = { value: false, checkbox: true };
            fields['#node-input-warnUnmatched'] = { value: false, checkbox: true };
        });

        it('shows what absence means, and keeps those that are not changed absent', () => {
            edit(node({}), {});
            assert.deepEqual(
                kept(),
                own.filter((name) => name !== 'hub'),
            );
            assert.equal(field('tries').value, '3');
            assert.equal(field('offline').value, 'fail');
            assert.equal(field('warnUnmatched').value, true);
            assert.equal(field('confirm').value, false);
        });

        for (const [stored, value, indeterminate, title, fault] of [
            ['true', true, false, undefined, []],
            ['false', false, false, undefined, []],
            [null, true, false, undefined, []],
            [`\${WARN}`, false, true, `\${WARN}`, []],
            ['often', false, true, 'often', ['"often"']],
        ] as const) {
            it(`shows a switch that is stored as ${JSON.stringify(stored)}, and keeps it until it is clicked`, () => {
                edit(node({ warnUnmatched: stored }), {});
                const { value: shown, indeterminate: neither, title: tooltip } = field('warnUnmatched');
                assert.deepEqual([shown, neither, tooltip, faults], [value, indeterminate, title, fault]);
                assert.ok(kept().includes('warnUnmatched'));
            });

            it(`lets the editor store a clicked switch instead of ${JSON.stringify(stored)}`, () => {
                edit(node({ warnUnmatched: stored }), { warnUnmatched: !value });
                assert.ok(!kept().includes('warnUnmatched'));
            });
        }

        it('lets the editor store a switch that was clicked twice instead of a variable', () => {
            edit(node({ warnUnmatched: `\${WARN}` }), { warnUnmatched: false });
            assert.ok(!kept().includes('warnUnmatched'));
        });

        it('lets the editor store a checkbox that was on by its absence and is off now', () => {
            edit(node({}), { warnUnmatched: false });
            assert.ok(!kept().includes('warnUnmatched'));
        });

        it('leaves a checkbox off that was stored as off', () => {
            edit(node({ warnUnmatched: false }), {});
            assert.equal(field('warnUnmatched').value, false);
            assert.ok(!kept().includes('warnUnmatched'));
        });

        it('lets the editor store those that are changed, and both settings of a typed input', () => {
            edit(node({}), { payloadType: 'bool', confirm: true });
            assert.deepEqual(kept(), ['topic', 'topicType', 'tries', 'warnUnmatched', 'offline']);
        });

        it('leaves those alone that the node has, as they are or changed', () => {
            fields['#node-input-tries'] = { value: '5' };
            edit(node({ tries: '5', payload: 'payload', payloadType: 'msg' }), { topic: 'led/-/set' });
            assert.deepEqual(kept(), ['confirm', 'warnUnmatched', 'offline']);
            assert.equal(field('tries').value, '5');
        });

        it('leaves a text alone that an earlier release has stored without its type: what is shown is not that text', () => {
            fields['#node-input-topic'] = { value: 'topic' };
            fields['#node-input-topicType'] = { value: 'msg' };
            edit(node({ topic: '' }), {});
            assert.deepEqual(kept().slice(0, 2), ['topic', 'topicType']);
        });

        it('keeps the type of an input absent that an earlier release has stored without it', () => {
            fields['#node-input-topicType'] = { value: 'str' };
            edit(node({ topic: 'topic' }), {});
            assert.ok(kept().includes('topicType'));
        });
    });
});
