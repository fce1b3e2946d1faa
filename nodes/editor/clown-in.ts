// The dialog of clown in: the frames to receive, the output, and an example of a message.

import { DEVICE_TYPES } from '../../src/protocol/model';
import { checkFilter } from '../../src/protocol/topic';
import { checkNumber } from '../../src/settings/numbers';
import { hubLabel } from './fields/hub-in-editor';
import type { HubKnowledge } from './fields/hub-knowledge';
import { sampleOf, sampleText } from './fields/sample-message';
import { followHubField, offerSuggestions, prepareRow } from './fields/suggestion-list';
import { filterSuggestions, quantitySuggestions } from './fields/suggestions';
import { chooseOnlyHub, current, filled, hubValidator, suggest, validator } from './fields/validators';
import { keepAbsent, showSettings, storeSettings } from './settings';
import { addSidebar } from './sidebar/tab';

/** Most example messages that are shown of one frame. */
const MOST_SAMPLES = 2;

interface Texts {
    _(key: string, params?: Record<string, unknown>): string;
}

const listens = (node: object): string => String(current(node, 'listen', 'node-input') || 'topic');
const fieldText = (name: string): string => String($(`#node-input-${name}`).val() ?? '');

function showFields(node: Texts, known: HubKnowledge): void {
    const listen = listens({});
    const single = fieldText('output') === 'quantity' && listen !== 'state';
    $('.clown-in-topic, .clown-in-known').toggle(listen === 'topic');
    $('.clown-in-output, .clown-in-advanced').toggle(listen !== 'state');
    $('.clown-in-silence').toggle(listen === 'topic');
    // A device type alone is a common mistake for the filter TYPE/+.
    const topic = fieldText('topic');
    const tip = listen === 'topic' && DEVICE_TYPES.has(topic) ? 'type' : listen;
    $('.clown-in-tip').text(node._(`clown-in.tip.${tip}`, { topic }));
    $('.clown-in-quantity').toggle(single);
    suggest('#clown-in-quantities', quantitySuggestions(known.view, listen === 'topic' ? fieldText('topic') : '#'));
    const watches = listen === 'topic' && Number($('#node-input-silentAfter').val()) > 0;
    $('#node-input-inputs').val(listen === 'dynamic' ? 1 : 0);
    $('#node-input-outputs').val(watches ? 2 : 1);
    showSample(node, known);
}

/** Fills in the quantity of a device type that has only one. For changes by the user only, not for stored settings. */
function chooseOnlyQuantity(): void {
    const known = quantitySuggestions(undefined, fieldText('topic'));
    const isRequested = fieldText('output') === 'quantity' && listens({}) !== 'state';
    if (isRequested && fieldText('quantity') === '' && known.length === 1)
        $('#node-input-quantity')
            .val(known[0] ?? '')
            .trigger('change');
}

function showSample(node: Texts, known: HubKnowledge): void {
    const sample = sampleOf({
        listen: listens({}),
        filter: fieldText('topic'),
        output: fieldText('output'),
        quantity: fieldText('quantity'),
        hub: hubLabel(fieldText('hub')),
        known: known.view,
        now: Date.now(),
    });
    $('.clown-in-sample').toggle(sample !== undefined);
    const messages = sample?.messages ?? [];
    const from = listens({}) === 'state' ? 'state' : (sample?.from ?? 'example');
    const notes = [node._(`clown-in.sample.${from}`)];
    if (messages.length > 1) notes.push(node._('clown-in.sample.more', { number: messages.length }));
    $('.clown-in-sample-text')
        .toggle(messages.length > 0)
        .text(messages.slice(0, MOST_SAMPLES).map(sampleText).join('\n'));
    $('.clown-in-sample-note').text(notes.join(' '));
}

interface Properties {
    settingsVersion: number;
    name: string | undefined;
    hub: string;
    listen: string | undefined;
    topic: string;
    output: string;
    quantity: string | undefined;
    replay: boolean | undefined;
    skipRequested: boolean | undefined;
    showValue: boolean;
    silentAfter: string | undefined;
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
        name: { value: undefined },
        hub: { value: '', type: 'clown-hub', validate: hubValidator },
        listen: { value: undefined },
        topic: {
            value: '#',
            validate: validator((value, node) => (listens(node) === 'topic' ? checkFilter(value) : undefined)),
        },
        output: { value: 'payload' },
        quantity: {
            value: undefined,
            validate: validator((value, node) => {
                return current(node, 'output', 'node-input') === 'quantity' && listens(node) !== 'state'
                    ? filled('quantity-missing')(value)
                    : undefined;
            }),
        },
        replay: { value: undefined },
        skipRequested: { value: undefined },
        showValue: { value: true },
        silentAfter: {
            value: undefined,
            validate: validator((value, node) => {
                return listens(node) === 'topic' ? checkNumber('silentAfter', value) : undefined;
            }),
        },
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
    inputLabels() {
        return this._('clown-in.port.actions');
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
        showSettings(this);
        chooseOnlyHub();
        if (!$('#node-input-listen').val()) $('#node-input-listen').val('topic');
        const known = followHubField('#node-input-hub', () => {
            showRow();
            show();
        });
        const topic = $('#node-input-topic');
        const showRow = prepareRow($('.clown-in-known'), known, () => topic);
        const show = (): void => showFields(this, known);
        offerSuggestions(topic, () => filterSuggestions(known.view), known);
        $('#node-input-output, #node-input-topic, #node-input-listen').on('change input', chooseOnlyQuantity);
        $(
            '#node-input-output, #node-input-topic, #node-input-listen, #node-input-silentAfter, #node-input-quantity',
        ).on('change input', show);
        show();
        keepAbsent(this);
    },
    oneditsave() {
        storeSettings(this);
    },
});
