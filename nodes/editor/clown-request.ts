// Registers clown request. Its dialog is in dialogs/clown-request.ts.

import { REQUEST_KINDS } from '../../src/protocol/kinds';
import { checkFilter } from '../../src/protocol/topic';
import {
    type CommandProperties,
    commandLabel,
    commandValidator,
    confirmValidator,
    deviceValidator,
    longValidator,
    payloadValidator,
    topicValidator,
} from './fields/command-validators';
import { hubValidator, number, validator } from './fields/validators';
import { openDialog, saveDialog } from './on-demand';
import { nameStyle } from './texts';

/** The settings of clown request as they are stored. */
export interface RequestProperties extends CommandProperties {
    answer: string | undefined;
    timeout: string | undefined;
    outputs: number;
    dismissed: string | undefined;
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
        command: { value: 'list', validate: commandValidator(REQUEST_KINDS) },
        topic: { value: undefined, validate: topicValidator },
        topicType: { value: undefined },
        device: { value: undefined, validate: deviceValidator },
        deviceType: { value: undefined },
        payload: { value: undefined, validate: payloadValidator },
        payloadType: { value: undefined },
        long: { value: undefined, validate: longValidator },
        confirm: { value: undefined, validate: confirmValidator },
        tries: { value: undefined, validate: number('tries') },
        answer: { value: undefined, validate: validator((value) => (value ? checkFilter(value) : undefined)) },
        timeout: { value: undefined, validate: number('timeout') },
        outputs: { value: 1 },
        dismissed: { value: undefined },
    },
    paletteLabel() {
        return this._('clown-request.palette');
    },
    label() {
        return this.name || commandLabel(this, this._('clown-request.palette'));
    },
    labelStyle: nameStyle,
    inputLabels() {
        return this._('clown-request.port.command');
    },
    outputLabels(index) {
        return this._(index === 0 ? 'clown-request.port.answer' : 'clown-request.port.failed');
    },
    oneditprepare: openDialog,
    oneditsave: saveDialog,
});
