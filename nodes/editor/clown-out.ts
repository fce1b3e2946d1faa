// Registers clown out. Its dialog is in dialogs/clown-out.ts.

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

/** The settings of clown out as they are stored. */
export interface OutProperties extends CommandProperties {
    offline: string | undefined;
    queueSize: string | undefined;
    queueAge: string | undefined;
    outputs: number;
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
        openDialog(this);
    },
    oneditsave() {
        saveDialog(this);
    },
});
