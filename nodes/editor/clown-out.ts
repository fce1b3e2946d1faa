// The dialog of clown out: which command, and to which device.

import { checkCommandTopic } from '../../src/commands';
import { DEVICE_TYPES } from '../../src/model';
import { chooseOnlyHub, current, filled, suggest, validator } from './fields';

const isMessage = (node: object): boolean => current(node, 'command', 'node-input') === 'message';

interface Properties {
    settingsVersion: number;
    name?: string;
    hub: string;
    command: string;
    topic: string;
    device: string;
}

RED.nodes.registerType<Properties>('clown-out', {
    category: 'Clown.Hub',
    color: '#F3B567',
    icon: 'clown-hub.svg',
    align: 'right',
    inputs: 1,
    outputs: 0,
    defaults: {
        settingsVersion: { value: 1 },
        name: { value: '' },
        hub: { value: '', type: 'clown-hub', required: true },
        command: { value: 'message' },
        topic: {
            value: '',
            validate: validator((value, node) => (isMessage(node) && value ? checkCommandTopic(value) : undefined)),
        },
        device: {
            value: '',
            validate: validator((value, node) => (isMessage(node) ? undefined : filled('device-missing')(value))),
        },
    },
    paletteLabel() {
        return this._('clown-out.palette');
    },
    label() {
        if (this.name) return this.name;
        const topic = this.command === 'message' ? this.topic : this.device && `${this.command}/${this.device}`;
        return topic || this._('clown-out.palette');
    },
    labelStyle() {
        return this.name ? 'node_label_italic' : '';
    },
    oneditprepare() {
        chooseOnlyHub();
        const showFields = (): void => {
            const command = String($('#node-input-command').val());
            $('.clown-out-topic').toggle(command === 'message');
            $('.clown-out-device').toggle(command !== 'message');
            $('.clown-out-tip').text(this._(`clown-out.tip.${command}`));
            const addresses = DEVICE_TYPES.get(command)?.addresses ?? [];
            suggest('#clown-out-devices', addresses);
            if (command === 'message') return;
            const field = $('#node-input-device');
            field.attr('placeholder', this._(`clown-out.placeholder.${command}`));
            // A hub has one LED; an address of the other device type is never meant.
            const others = [...(DEVICE_TYPES.get(command === 'led' ? 'relay' : 'led')?.addresses ?? [])];
            const unset = field.val() === '' || others.includes(String(field.val()));
            if (unset) field.val(addresses.length === 1 ? (addresses[0] ?? '') : '').trigger('change');
        };
        $('#node-input-command').on('change', showFields);
        showFields();
    },
});
