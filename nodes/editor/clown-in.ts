// The dialog of clown in: which frames, and what becomes of them.

import { DEVICE_TYPES } from '../../src/model';
import { checkNumber } from '../../src/numbers';
import { checkFilter } from '../../src/topic';
import { chooseOnlyHub, current, filled, suggest, validator } from './fields';
import { addSidebar } from './sidebar/tab';

/** Quantities of the device types that the filter can match, known ones only. */
function knownQuantities(): string[] {
    const type = String($('#node-input-topic').val()).split('/')[0] ?? '';
    const types = DEVICE_TYPES.has(type) ? [type] : [...DEVICE_TYPES.keys()];
    return [...new Set(types.flatMap((name) => Object.keys(DEVICE_TYPES.get(name)?.quantities ?? {})))];
}

const listens = (node: object): string => String(current(node, 'listen', 'node-input') || 'topic');

function showFields(this: { _(key: string): string }): void {
    const listen = listens({});
    const single = $('#node-input-output').val() === 'quantity' && listen !== 'state';
    $('.clown-in-topic').toggle(listen === 'topic');
    $('.clown-in-output, .clown-in-advanced').toggle(listen !== 'state');
    $('.clown-in-silence').toggle(listen === 'topic');
    $('.clown-in-tip').text(this._(`clown-in.tip.${listen}`));
    $('.clown-in-quantity').toggle(single);
    const known = knownQuantities();
    suggest('#clown-in-quantities', known);
    const field = $('#node-input-quantity');
    // A device with one quantity leaves no choice.
    if (single && field.val() === '' && known.length === 1) field.val(known[0] ?? '').trigger('change');
    const watches = listen === 'topic' && Number($('#node-input-silentAfter').val()) > 0;
    $('#node-input-inputs').val(listen === 'dynamic' ? 1 : 0);
    $('#node-input-outputs').val(watches ? 2 : 1);
}

interface Properties {
    settingsVersion: number;
    name?: string;
    hub: string;
    listen: string;
    topic: string;
    output: string;
    quantity: string;
    replay: boolean;
    silentAfter: string;
    inputs: 0 | 1;
    outputs: number;
}

let removeSidebar: (() => void) | undefined;

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
        listen: { value: 'topic' },
        topic: {
            value: '#',
            validate: validator((value, node) => (listens(node) === 'topic' ? checkFilter(value) : undefined)),
        },
        output: { value: 'payload' },
        quantity: {
            value: '',
            validate: validator((value, node) => {
                return current(node, 'output', 'node-input') === 'quantity' && listens(node) !== 'state'
                    ? filled('quantity-missing')(value)
                    : undefined;
            }),
        },
        replay: { value: false },
        silentAfter: { value: '', validate: validator((value) => checkNumber('silentAfter', value)) },
        inputs: { value: 0 },
        outputs: { value: 1 },
    },
    paletteLabel() {
        return this._('clown-in.palette');
    },
    label() {
        if (this.name) return this.name;
        if (listens(this) !== 'topic') return this._(`clown-in.listen.${listens(this)}`);
        const everything = this.topic === '#' ? this._('clown-in.palette') : this.topic;
        return this.output === 'quantity' && this.quantity ? `${this.topic} ${this.quantity}` : everything;
    },
    labelStyle() {
        return this.name ? 'node_label_italic' : '';
    },
    outputLabels(index) {
        if (listens(this) === 'state') return this._('clown-in.port.state');
        return this._(index === 0 ? 'clown-in.port.frames' : 'clown-in.port.silence');
    },
    onpaletteadd() {
        removeSidebar ??= addSidebar();
    },
    onpaletteremove() {
        removeSidebar?.();
        removeSidebar = undefined;
    },
    oneditprepare() {
        chooseOnlyHub();
        if (!$('#node-input-listen').val()) $('#node-input-listen').val('topic');
        const show = showFields.bind(this);
        $('#node-input-output, #node-input-topic, #node-input-listen, #node-input-silentAfter').on(
            'change input',
            show,
        );
        show();
    },
});
