// The dialog of clown in: which frames, and what becomes of them.

import { DEVICE_TYPES } from '../../src/model';
import { checkFilter } from '../../src/topic';
import { chooseOnlyHub, current, filled, suggest, validator } from './fields';

/** Quantities of the device types that the filter can match, known ones only. */
function knownQuantities(): string[] {
    const type = String($('#node-input-topic').val()).split('/')[0] ?? '';
    const types = DEVICE_TYPES.has(type) ? [type] : [...DEVICE_TYPES.keys()];
    return [...new Set(types.flatMap((name) => Object.keys(DEVICE_TYPES.get(name)?.quantities ?? {})))];
}

function showFields(): void {
    const single = $('#node-input-output').val() === 'quantity';
    $('.clown-in-quantity').toggle(single);
    const known = knownQuantities();
    suggest('#clown-in-quantities', known);
    const field = $('#node-input-quantity');
    // A device with one quantity leaves no choice.
    if (single && field.val() === '' && known.length === 1) field.val(known[0] ?? '').trigger('change');
}

interface Properties {
    settingsVersion: number;
    name?: string;
    hub: string;
    topic: string;
    output: string;
    quantity: string;
}

RED.nodes.registerType<Properties>('clown-in', {
    category: 'Clown.Hub',
    color: '#F3B567',
    icon: 'clown-hub.svg',
    inputs: 0,
    outputs: 1,
    defaults: {
        settingsVersion: { value: 1 },
        name: { value: '' },
        hub: { value: '', type: 'clown-hub', required: true },
        topic: { value: '#', validate: validator(checkFilter) },
        output: { value: 'payload' },
        quantity: {
            value: '',
            validate: validator((value, node) => {
                return current(node, 'output', 'node-input') === 'quantity'
                    ? filled('quantity-missing')(value)
                    : undefined;
            }),
        },
    },
    paletteLabel() {
        return this._('clown-in.palette');
    },
    label() {
        if (this.name) return this.name;
        const everything = this.topic === '#' ? this._('clown-in.palette') : this.topic;
        return this.output === 'quantity' && this.quantity ? `${this.topic} ${this.quantity}` : everything;
    },
    labelStyle() {
        return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
        chooseOnlyHub();
        $('#node-input-output, #node-input-topic').on('change input', showFields);
        showFields();
    },
});
