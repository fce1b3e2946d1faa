// The dialog of clown out: the command, its device, and what happens while the hub is not connected.

import { COMMAND_KINDS } from '../../src/protocol/kinds';
import { checkNumber } from '../../src/settings/numbers';
import {
    type CommandProperties,
    commandLabel,
    deviceValidator,
    payloadValidator,
    prepareCommandForm,
    topicValidator,
} from './fields/command-form';
import { hubValidator, validator } from './fields/validators';
import { showSettings, storeSettings } from './settings';

interface Properties extends CommandProperties {
    offline: string;
    queueSize: string;
    queueAge: string;
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
        name: { value: '' },
        hub: { value: '', type: 'clown-hub', validate: hubValidator },
        command: { value: 'message' },
        topic: { value: 'topic', validate: topicValidator },
        topicType: { value: 'msg' },
        device: { value: '', validate: deviceValidator },
        deviceType: { value: 'str' },
        payload: { value: 'payload', validate: payloadValidator },
        payloadType: { value: 'msg' },
        long: { value: 'refuse' },
        confirm: { value: false },
        tries: { value: '3', validate: validator((value) => checkNumber('tries', value)) },
        offline: { value: 'fail' },
        queueSize: { value: '100', validate: validator((value) => checkNumber('queueSize', value)) },
        queueAge: { value: '60', validate: validator((value) => checkNumber('queueAge', value)) },
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
    },
    oneditsave() {
        storeSettings(this);
    },
});
