// Registers clown out. Its dialog is in dialogs/clown-out.ts.

import { COMMAND_KINDS } from '../../src/protocol/kinds';
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
import { choice, hubValidator, number } from './fields/validators';
import { openDialog, saveDialog } from './on-demand';
import { nameStyle } from './texts';

/** The settings of clown out as they are stored. */
export interface OutProperties extends CommandProperties {
    offline: string | undefined;
    queueSize: string | undefined;
    queueAge: string | undefined;
    outputs: number;
    dismissed: string | undefined;
}

RED.nodes.registerType<OutProperties>('clown-out', {
    category: 'Clown.Hub',
    color: '#B4A7F0',
    icon: 'clown-hub.svg',
    align: 'right',
    inputs: 1,
    outputs: 0,
    defaults: {
        settingsVersion: { value: 1 },
        name: { value: undefined },
        hub: { value: '', type: 'clown-hub', validate: hubValidator },
        command: { value: undefined, validate: commandValidator(COMMAND_KINDS) },
        topic: { value: undefined, validate: topicValidator },
        topicType: { value: undefined },
        device: { value: undefined, validate: deviceValidator },
        deviceType: { value: undefined },
        payload: { value: undefined, validate: payloadValidator },
        payloadType: { value: undefined },
        long: { value: undefined, validate: longValidator },
        confirm: { value: undefined, validate: confirmValidator },
        tries: { value: undefined, validate: number('tries') },
        offline: { value: undefined, validate: choice('offline') },
        queueSize: { value: undefined, validate: number('queueSize') },
        queueAge: { value: undefined, validate: number('queueAge') },
        outputs: { value: 0 },
        dismissed: { value: undefined },
    },
    paletteLabel() {
        return this._('clown-out.palette');
    },
    label() {
        return this.name || commandLabel(this, this._('clown-out.palette'));
    },
    labelStyle: nameStyle,
    inputLabels() {
        return this._('clown-out.port.command');
    },
    outputLabels() {
        return this._('clown-out.port.sent');
    },
    oneditprepare: openDialog,
    oneditsave: saveDialog,
});
