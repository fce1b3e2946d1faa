// The part of a dialog that chooses a command, in clown out and clown request: which command, to which device, with
// which payload, and the very frame that the hub will be sent. Its form is command-form.html.

import { ok } from '../../../src/base/errors';
import { checkCommandTopic } from '../../../src/protocol/commands';
import { type CommandKind, isCommandKind, KINDS, kindCommand } from '../../../src/protocol/kinds';
import { DEVICE_TYPES } from '../../../src/protocol/model';
import { text } from '../texts';
import { preview } from './frame-preview';
import type { HubKnowledge } from './hub-knowledge';
import { type Find, followHubField, handleKeys, prepareRow, search } from './suggestion-list';
import { commandSuggestions, deviceSuggestions, othersThan } from './suggestions';
import { chooseOnlyHub, current, isFixed, typedValidator } from './validators';

/** What the form stores besides the node's own settings. */
export interface CommandProperties {
    settingsVersion: number;
    name?: string;
    hub: string;
    command: string;
    topic: string;
    topicType: string;
    device: string;
    deviceType: string;
    payload: string;
    payloadType: string;
    long: string;
    confirm: boolean;
    tries: string;
}

const kindOf = (node: object): CommandKind => {
    const command = current(node, 'command', 'node-input');
    return isCommandKind(command) ? command : 'message';
};

/** A fixed topic must be one that a hub takes as a command. */
export const topicValidator = typedValidator('topicType', 'str', (value, node) => {
    return kindOf(node) !== 'message' ? undefined : value ? checkCommandTopic(value) : ok(value);
});

/** A fixed device must be one that the command can go to. */
export const deviceValidator = typedValidator('deviceType', 'str', (value, node) => {
    const kind = kindOf(node);
    return kind === 'message' || kind === 'raw' || KINDS[kind].device === 'none'
        ? undefined
        : kindCommand(kind, value, KINDS[kind].example);
});

/** A fixed payload is checked with the whole frame; any other must name a place, or be an expression. */
export const payloadValidator = typedValidator('payloadType', 'str', (value, node) => {
    return KINDS[kindOf(node)].payload ? ok(value) : undefined;
});

/** The label of a node without a name: what it commands. */
export function commandLabel(node: CommandProperties, fallback: string): string {
    const kind = isCommandKind(node.command) ? node.command : 'message';
    if (kind === 'message') return isFixed(node, 'topicType') && node.topic ? node.topic : fallback;
    if (kind === 'raw' || KINDS[kind].device === 'none') return text(`command.${kind}`);
    const built = isFixed(node, 'deviceType') ? kindCommand(kind, node.device, KINDS[kind].example) : undefined;
    return built?.ok ? built.value.topic.replace(/\/set$/, '') : text(`command.${kind}`);
}

/** Fills the form of a node in, with these commands to choose from, and gives what is known of its hub. */
export function prepareCommandForm(node: CommandProperties, kinds: readonly CommandKind[]): HubKnowledge {
    chooseOnlyHub();
    const known = followHubField('#node-input-hub', () => {
        showKnown();
        show();
    });
    const show = (): void => showFields(known);
    const showKnown = prepareRow($('.clown-known'), known, () =>
        inputOf(kindOf({}) === 'message' ? 'topic' : 'device'),
    );
    const command = $('#node-input-command');
    command.append(
        kinds.map((kind) =>
            $('<option>')
                .val(kind)
                .text(text(`command.${kind}`)),
        ),
    );
    command.val(node.command || 'message');
    if (!$('#node-input-long').val()) $('#node-input-long').val('refuse');
    // Nodes of the first release knew fixed topics only, and an empty one meant the message's.
    const hasTopic = Boolean(node.topic);
    const topicType = node.topicType || (hasTopic ? 'str' : 'msg');
    const offered = (name: string, label: string, icon: string, find: Find): object => {
        return { value: 'str', label, icon, autoComplete: search(() => inputOf(name), find, known) };
    };
    const topic = offered('topic', text('known.topic'), 'fa fa-tag', () => commandSuggestions(known.view));
    typed('topic', ['msg', topic, 'flow', 'global', 'env', 'jsonata'], topicType, node.topic || 'topic');
    const device = offered('device', text('form.fixed'), 'fa fa-microchip', () =>
        deviceSuggestions(known.view, kindOf({})),
    );
    typed('device', [device, 'msg', 'flow', 'global', 'env', 'jsonata'], node.deviceType || 'str', node.device || '');
    const payloads = ['msg', 'str', 'num', 'bool', 'json', 'flow', 'global', 'env', 'jsonata'];
    typed('payload', payloads, node.payloadType || 'msg', node.payload || (node.payloadType ? '' : 'payload'));
    handleKeys(inputOf('topic'));
    handleKeys(inputOf('device'));
    let before = kindOf(node);
    command.on('change', () => {
        const kind = kindOf({});
        chooseOnlyDevice(before, kind, known);
        // A command without a device leaves the field as it was.
        if (KINDS[kind].device !== 'none') before = kind;
        show();
    });
    $('#node-input-topic, #node-input-device, #node-input-payload, #node-input-long').on('change', show);
    $('#node-input-confirm').on('change', show);
    // The editor tells of a change only when the field is left.
    for (const name of ['topic', 'device', 'payload']) {
        const field = $(`#node-input-${name}`);
        field.on('keyup', () => {
            field.val(String(inputOf(name).val() ?? ''));
            show();
        });
    }
    show();
    showKnown();
    return known;
}

/** The field in which the value of a typed input is typed. */
function inputOf(name: string): JQuery {
    return $(`#node-input-${name}`).next('.red-ui-typedInput-container').find('.red-ui-typedInput-input');
}

function typed(name: string, types: readonly unknown[], type: string, value: string): void {
    const field = $(`#node-input-${name}`) as unknown as { typedInput(...args: unknown[]): void };
    field.typedInput({ default: type, types, typeField: `#node-input-${name}Type` });
    field.typedInput('type', type);
    field.typedInput('value', value);
    // Node-RED hides the field that the label is bound to, and types into one of its own.
    const shown = $(`#node-input-${name} + .red-ui-typedInput-container .red-ui-typedInput-input`);
    shown.attr('id', `node-input-${name}-shown`);
    $(`label[for="node-input-${name}"]`).attr('for', `node-input-${name}-shown`);
}

/**
 * After another command was chosen: a device that it cannot go to is never meant, and a command with one possible device
 * leaves no choice. What fits stays, known or not.
 */
function chooseOnlyDevice(before: CommandKind, kind: CommandKind, known: HubKnowledge): void {
    const field = $('#node-input-device') as unknown as { typedInput(...args: unknown[]): unknown };
    const device = String(field.typedInput('value'));
    if (KINDS[kind].device === 'none' || !isFixed({}, 'deviceType') || stays(device, before, kind)) return;
    const [only, ...others] = deviceSuggestions(known.view, kind);
    field.typedInput('value', only !== undefined && others.length === 0 ? only.value : '');
}

/** Whether a device of one kind of command means the same to another. */
function stays(device: string, before: CommandKind, kind: CommandKind): boolean {
    const { device: form, types } = KINDS[kind];
    if (device === '' || kind === 'message' || kind === 'raw') return false;
    if (!kindCommand(kind, device, KINDS[kind].example).ok) return false;
    if (form !== 'device')
        return device.includes('/') || (KINDS[before].device === form && KINDS[before].types[0] === types[0]);
    const [type = ''] = device.split('/');
    return types.includes(type) || !DEVICE_TYPES.has(type);
}

function showFields(known: HubKnowledge): void {
    const kind = kindOf({});
    const { device, payload } = KINDS[kind];
    $('.clown-topic').toggle(kind === 'message');
    $('.clown-device').toggle(device !== 'none');
    $('.clown-device-label').text(text(device === 'bus' ? 'form.bus' : 'form.device'));
    $('.clown-known').toggle(
        kind === 'message' ? isFixed({}, 'topicType') : device !== 'none' && isFixed({}, 'deviceType'),
    );
    $('.clown-payload').toggle(payload);
    $('.clown-long').toggle(kind === 'text');
    $('.clown-confirm').toggle(kind === 'relay' || kind === 'led' || kind === 'message');
    $('.clown-tries').toggle($('.clown-confirm').css('display') !== 'none' && $('#node-input-confirm').is(':checked'));
    $('.clown-tip').text(text(`command-tip.${kind}`));
    const { label, frame } = preview(kind);
    $('.clown-unlisted').text(unlisted(kind, known));
    $('.clown-preview-label').text(label);
    $('.clown-frame').text(frame);
}

/** Devices to name in a hint. */
const MOST_NAMED = 4;

/** A hub says nothing of a device that it does not have: neither does it do anything. */
function unlisted(kind: CommandKind, known: HubKnowledge): string {
    if (kind === 'message' || kind === 'raw' || !isFixed({}, 'deviceType')) return '';
    const device = String($('#node-input-device').val() ?? '');
    const others = othersThan(device, known.view, kind);
    const devices = others.slice(0, MOST_NAMED).join(', ') + (others.length > MOST_NAMED ? ', …' : '');
    return others.length > 0 ? text('known.unlisted', { device, devices }) : '';
}
