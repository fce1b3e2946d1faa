// Registers clown request. Its dialog is in dialogs/clown-request.ts.

import { checkFilter } from '../../src/protocol/topic';
import { checkNumber } from '../../src/settings/numbers';
import {
    type CommandProperties,
    commandLabel,
    deviceValidator,
    payloadValidator,
    topicValidator,
} from './fields/command-validators';
import { hubValidator, validator } from './fields/validators';
import { openDialog, saveDialog } from './on-demand';

/** The settings of clown request as they are stored. */
export interface RequestProperties extends CommandProperties {
    answer: string | undefined;
    timeout: string | undefined;
    outputs: number;
}

RED.nodes.registerType<RequestProperties>('clown-request', {
    category: 'Clown.Hub',
    color: '#B4A7F0',
    icon: 'clown-hub.svg',
    inputs: 1,
    outputs: 1,
    defaults: {
        settingsVersion: { value: 1 },
        name: { value: undefined },
        hub: { value: '', type: 'clown-hub', validate: hubValidator },
        command: { value: 'list' },
        topic: { value: undefined, validate: topicValidator },
        topicType: { value: undefined },
        device: { value: undefined, validate: deviceValidator },
        deviceType: { value: undefined },
        payload: { value: undefined, validate: payloadValidator },
        payloadType: { value: undefined },
        long: { value: undefined },
        confirm: { value: undefined },
        tries: { value: undefined, validate: validator((value) => checkNumber('tries', value)) },
        answer: { value: undefined, validate: validator((value) => (value ? checkFilter(value) : undefined)) },
        timeout: { value: undefined, validate: validator((value) => checkNumber('timeout', value)) },
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
    inputLabels() {
        return this._('clown-request.port.command');
    },
    outputLabels(index) {
        return this._(index === 0 ? 'clown-request.port.answer' : 'clown-request.port.failed');
    },
    oneditprepare() {
        openDialog(this);
    },
    oneditsave() {
        saveDialog(this);
    },
});
