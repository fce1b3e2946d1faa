// The form of a command in clown out and clown request: the command, its device, its payload, and a preview of the frame.
// Its HTML is command-form.html.

import { type CommandKind, isConfirmable, KINDS, kindCommand } from '../../../src/protocol/kinds';
import { DEVICE_TYPES, LED_STATES } from '../../../src/protocol/model';
import { withDevice } from '../names';
import { sentenceOf, text } from '../texts';
import { type CommandProperties, kindOf } from './command-validators';
import { chooseOnlyHub, isValid, onceATurn, setShown } from './form';
import { preview } from './frame-preview';
import type { HubUser } from './hub-in-editor';
import type { HubKnowledge } from './hub-knowledge';
import { type Find, followHubField, handleKeys, prepareRow, search } from './suggestion-list';
import { commandSuggestions, deviceSuggestions, othersThan, type Suggestion } from './suggestions';
import { current, isFixed } from './validators';

const RELAY_PAYLOADS = ['on', 'off', 'toggle'];

/** The commands that a node offers, and whether it sends the commands in a list. */
interface Offer {
    readonly kinds: readonly CommandKind[];
    readonly batches: boolean;
}

/** Fills in the form of a node, and returns what is known of the selected hub. */
export function prepareCommandForm(node: CommandProperties, { kinds, batches }: Offer): HubKnowledge {
    const user = node as unknown as HubUser;
    chooseOnlyHub(user);
    const inputs = new Map<string, () => void>();
    /** Makes the typed inputs that the command has, once: each takes longer than the rest of the form. */
    const makeInputs = (): void => {
        const { device, payload } = KINDS[kindOf({})];
        const used = [...(kindOf({}) === 'message' ? ['topic'] : []), ...(device === 'none' ? [] : ['device'])];
        for (const name of payload ? [...used, 'payload'] : used) {
            inputs.get(name)?.();
            inputs.delete(name);
        }
    };
    const show = onceATurn(() => {
        showKnown();
        showFields(known, batches);
    });
    const known = followHubField(user, show);
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
    // A value that a list does not have is shown as invalid.
    command.val(node.command ?? 'message');
    // Nodes of the first release have no topic type: an empty topic means `msg.topic`.
    const hasTopic = Boolean(node.topic);
    const topicType = node.topicType || (hasTopic ? 'str' : 'msg');
    const suggesting = (name: string, label: string, icon: string, find: Find): object => {
        return { value: 'str', label, icon, autoComplete: search(() => inputOf(name), find, known) };
    };
    const topic = suggesting('topic', text('known.topic'), 'fa fa-tag', () => commandSuggestions(known.view));
    typed(inputs, 'topic', ['msg', topic, 'flow', 'global', 'env', 'jsonata'], topicType, node.topic || 'topic');
    const device = suggesting('device', text('form.fixed'), 'fa fa-microchip', () =>
        deviceSuggestions(known.view, kindOf({})),
    );
    typed(
        inputs,
        'device',
        [device, 'msg', 'flow', 'global', 'env', 'jsonata'],
        node.deviceType || 'str',
        node.device || '',
    );
    // The editor's own type for texts, with a list where only a few are accepted.
    const fixed = {
        ...suggesting('payload', RED._('typedInput.type.str'), '', () => choices()),
        icon: 'red/images/typedInput/az.svg',
    };
    const payloads = ['msg', fixed, 'num', 'bool', 'json', 'flow', 'global', 'env', 'jsonata'];
    typed(inputs, 'payload', payloads, node.payloadType || 'msg', node.payload || (node.payloadType ? '' : 'payload'));
    makeInputs();
    let before = kindOf(node);
    command.on('change', () => {
        const kind = kindOf({});
        makeInputs();
        chooseOnlyDevice(before, kind, known);
        // A command without a device keeps the device of the command before.
        if (KINDS[kind].device !== 'none') before = kind;
        show();
    });
    $('#node-input-topic, #node-input-device, #node-input-payload, #node-input-long').on('change', show);
    $('#node-input-confirm').on('change', show);
    // The editor reports a change only when the field loses the focus.
    for (const name of ['topic', 'device', 'payload']) {
        const field = $(`#node-input-${name}`);
        field.on('keyup', () => {
            field.val(String(inputOf(name).val() ?? ''));
            show();
        });
    }
    show();
    return known;
}

/** The payloads that the selected command accepts, if they are few. */
function choices(): Suggestion[] {
    const kind = kindOf({});
    const values: readonly string[] = kind === 'relay' ? RELAY_PAYLOADS : kind === 'led' ? LED_STATES : [];
    return values.map((value) => ({ value }));
}

/** The visible input of a typed input. */
function inputOf(name: string): JQuery {
    return $(`#node-input-${name}`).next('.red-ui-typedInput-container').find('.red-ui-typedInput-input');
}

/** Fills in the fields of a typed input, and puts into `inputs` what makes it. */
function typed(
    inputs: Map<string, () => void>,
    name: string,
    types: readonly unknown[],
    type: string,
    value: string,
): void {
    $(`#node-input-${name}`).val(value);
    $(`#node-input-${name}Type`).val(type);
    inputs.set(name, () => makeInput(name, types, type, value));
}

function makeInput(name: string, types: readonly unknown[], type: string, value: string): void {
    const field = $(`#node-input-${name}`) as unknown as { typedInput(...args: unknown[]): unknown };
    const typeField = `#node-input-${name}Type`;
    field.typedInput({ default: type, types, typeField });
    // A value that the type does not have. Each change validates all fields.
    if (field.typedInput('value') !== value) field.typedInput('value', value);
    // Node-RED hides the field of the label and shows an input of its own.
    const shown = $(`#node-input-${name} + .red-ui-typedInput-container .red-ui-typedInput-input`);
    shown.attr('id', `node-input-${name}-shown`);
    $(`label[for="node-input-${name}"]`).attr('for', `node-input-${name}-shown`);
    handleKeys(shown);
}

/**
 * After the command has changed: keeps a device that accepts the new command. Otherwise fills in the only possible device,
 * or clears the field.
 */
function chooseOnlyDevice(before: CommandKind, kind: CommandKind, known: HubKnowledge): void {
    const field = $('#node-input-device') as unknown as { typedInput(...args: unknown[]): unknown };
    if (KINDS[kind].device === 'none' || !isFixed({}, 'deviceType')) return;
    if (stays(String(field.typedInput('value')), before, kind)) return;
    const [only, ...others] = deviceSuggestions(known.view, kind);
    field.typedInput('value', only !== undefined && others.length === 0 ? only.value : '');
}

/** Whether a device stays valid when the command changes. */
function stays(device: string, before: CommandKind, kind: CommandKind): boolean {
    const { device: form, types } = KINDS[kind];
    if (device === '' || kind === 'message' || kind === 'raw') return false;
    if (!kindCommand(kind, withDevice(device, current({}, 'hub')), KINDS[kind].example).ok) return false;
    if (form !== 'device')
        return device.includes('/') || (KINDS[before].device === form && KINDS[before].types[0] === types[0]);
    const [type = ''] = device.split('/');
    return types.includes(type) || !DEVICE_TYPES.has(type);
}

function showFields(known: HubKnowledge, batches: boolean): void {
    const kind = kindOf({});
    const { device, payload } = KINDS[kind];
    setShown('.clown-topic', kind === 'message');
    setShown('.clown-device', device !== 'none');
    $('.clown-device-label').text(text(device === 'bus' ? 'form.bus' : 'form.device'));
    setShown(
        '.clown-known',
        kind === 'message' ? isFixed({}, 'topicType') : device !== 'none' && isFixed({}, 'deviceType'),
    );
    setShown('.clown-payload', payload);
    setShown('.clown-long', kind === 'text');
    setShown('.clown-confirm', isConfirmable(kind));
    const confirm = $('#node-input-confirm');
    // Neither on nor off: a variable.
    const mayConfirm = confirm.prop('checked') || confirm.prop('indeterminate');
    const isConfirmed = isConfirmable(kind) && mayConfirm;
    setShown('.clown-tries', isConfirmed || !isValid('tries'));
    const isBatch = batches && kind === 'message';
    $('.clown-tip').text(text(`command-tip.${kind}`) + (isBatch ? ` ${text('form.batch')}` : ''));
    const { label, frame } = preview(kind);
    $('.clown-unlisted').text(unlisted(kind, known));
    $('.clown-preview-label').text(label);
    $('.clown-frame').text(frame);
}

/** Most devices that a hint names. */
const MOST_NAMED = 4;

/** A hint if the hub does not list the device: a hub does not respond to commands for unknown devices. */
function unlisted(kind: CommandKind, known: HubKnowledge): string {
    if (kind === 'message' || kind === 'raw' || !isFixed({}, 'deviceType')) return '';
    const device = String($('#node-input-device').val() ?? '');
    const named = known.names.resolve(device);
    if (!named.ok) return sentenceOf(named.reason);
    const others = othersThan(device, known.view, kind);
    const devices = others.slice(0, MOST_NAMED).join(', ') + (others.length > MOST_NAMED ? ', …' : '');
    return others.length > 0 ? text('known.unlisted', { device, devices }) : '';
}
