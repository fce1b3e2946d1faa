// The dialog of clown request: which question or command, how long to wait for the answer, and where failures go.

import { COMMAND_KINDS } from '../../src/kinds';
import { checkNumber } from '../../src/numbers';
import { checkFilter } from '../../src/topic';
import {
    type CommandProperties,
    commandLabel,
    deviceValidator,
    prepareCommandForm,
    topicValidator,
} from './command-form';
import { validator } from './fields';

interface Properties extends CommandProperties {
    answer: string;
    timeout: string;
    outputs: number;
}

RED.nodes.registerType<Properties>('clown-request', {
    category: 'Clown.Hub',
    color: '#F3B567',
    icon: 'clown-hub.svg',
    inputs: 1,
    outputs: 1,
    defaults: {
        settingsVersion: { value: 1 },
        name: { value: '' },
        hub: { value: '', type: 'clown-hub', required: true },
        command: { value: 'list' },
        topic: { value: 'topic', validate: topicValidator },
        topicType: { value: 'msg' },
        device: { value: '', validate: deviceValidator },
        deviceType: { value: 'str' },
        payload: { value: 'payload', validate: RED.validators.typedInput('payloadType') },
        payloadType: { value: 'msg' },
        long: { value: 'refuse' },
        confirm: { value: false },
        tries: { value: '3', validate: validator((value) => checkNumber('tries', value)) },
        answer: { value: '', validate: validator((value) => (value ? checkFilter(value) : undefined)) },
        timeout: { value: '5', validate: validator((value) => checkNumber('timeout', value)) },
        outputs: { value: 1 },
    },
    paletteLabel() {
        return this._('clown-request.palette');
    },
    label() {
        return this.name || commandLabel(this, this._('clown-request.palette'));
    },
    labelStyle() {
        return this.name ? 'node_label_italic' : '';
    },
    outputLabels(index) {
        return this._(index === 0 ? 'clown-request.port.answer' : 'clown-request.port.failed');
    },
    oneditprepare() {
        prepareCommandForm(
            this,
            COMMAND_KINDS.filter((kind) => kind !== 'raw'),
        );
        $('#clown-request-failures')
            .prop('checked', Number(this.outputs) > 1)
            .on('change', () => {
                $('#node-input-outputs').val($('#clown-request-failures').is(':checked') ? 2 : 1);
            });
    },
});
