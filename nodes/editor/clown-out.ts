// The dialog of clown out: the command, its device, and what happens while the hub is not connected.

import { COMMAND_KINDS } from '../../src/protocol/kinds';
import { checkNumber, NUMBERS } from '../../src/settings/numbers';
import {
    type CommandProperties,
    commandLabel,
    deviceValidator,
    payloadValidator,
    prepareCommandForm,
    topicValidator,
} from './fields/command-form';
import { hubValidator, validator } from './fields/validators';
import { keepAbsent, showSettings, storeSettings } from './settings';

interface Properties extends CommandProperties {
    offline: string | undefined;
    queueSize: string | undefined;
    queueAge: string | undefined;
    outputs: number;
}

function showQueue(): void {
    const offline = $('#node-input-offline').val();
    $('.clown-queue-age').toggle(offline !== 'fail');
    $('.clown-queue-size').toggle(offline === 'queue');
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
        name: { value: undefined },
        hub: { value: '', type: 'clown-hub', validate: hubValidator },
        command: { value: undefined },
        topic: { value: undefined, validate: topicValidator },
        topicType: { value: undefined },
        device: { value: undefined, validate: deviceValidator },
        deviceType: { value: undefined },
        payload: { value: undefined, validate: payloadValidator },
        payloadType: { value: undefined },
        long: { value: undefined },
        confirm: { value: undefined },
        tries: { value: undefined, validate: validator((value) => checkNumber('tries', value)) },
        offline: { value: undefined },
        queueSize: { value: undefined, validate: validator((value) => checkNumber('queueSize', value)) },
        queueAge: { value: undefined, validate: validator((value) => checkNumber('queueAge', value)) },
        outputs: { value: 0 },
    },
    paletteLabel() {
        return this._('clown-out.palette');
    },
    label() {
        return this.name || commandLabel(this, this._('clown-out.palette'));
    },
    labelStyle() {
        return this.name ? 'node_label_italic' : '';
    },
    inputLabels() {
        return this._('clown-out.port.command');
    },
    outputLabels() {
        return this._('clown-out.port.sent');
    },
    oneditprepare() {
        const settings = showSettings(this);
        prepareCommandForm(settings, COMMAND_KINDS);
        if (!$('#node-input-offline').val()) $('#node-input-offline').val('fail');
        $('#node-input-offline').on('change', showQueue);
        showQueue();
        $('#clown-out-pass')
            .prop('checked', Number(settings.outputs) > 0)
            .on('change', () => {
                $('#node-input-outputs').val($('#clown-out-pass').is(':checked') ? 1 : 0);
            });
        keepAbsent(this, {
            tries: NUMBERS.tries.usual,
            queueSize: NUMBERS.queueSize.usual,
            queueAge: NUMBERS.queueAge.usual,
        });
    },
    oneditsave() {
        storeSettings(this);
    },
});
