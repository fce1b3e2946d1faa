// The dialog of clown request: the command, the timeout of its response, and the output for failures.

import { COMMAND_KINDS } from '../../src/protocol/kinds';
import { checkFilter } from '../../src/protocol/topic';
import { checkNumber } from '../../src/settings/numbers';
import {
    type CommandProperties,
    commandLabel,
    deviceValidator,
    payloadValidator,
    prepareCommandForm,
    topicValidator,
} from './fields/command-form';
import { offerSuggestions } from './fields/suggestion-list';
import { filterSuggestions } from './fields/suggestions';
import { hubValidator, validator } from './fields/validators';
import { showSettings, storeSettings } from './settings';

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
        hub: { value: '', type: 'clown-hub', validate: hubValidator },
        command: { value: 'list' },
        topic: { value: 'topic', validate: topicValidator },
        topicType: { value: 'msg' },
        device: { value: '', validate: deviceValidator },
        deviceType: { value: 'str' },
        payload: { value: 'payload', validate: payloadValidator },
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
    inputLabels() {
        return this._('clown-request.port.command');
    },
    outputLabels(index) {
        return this._(index === 0 ? 'clown-request.port.answer' : 'clown-request.port.failed');
    },
    oneditprepare() {
        const settings = showSettings(this);
        const known = prepareCommandForm(
            settings,
            COMMAND_KINDS.filter((kind) => kind !== 'raw'),
        );
        offerSuggestions($('#node-input-answer'), () => filterSuggestions(known.view), known);
        $('#clown-request-failures')
            .prop('checked', Number(settings.outputs) > 1)
            .on('change', () => {
                $('#node-input-outputs').val($('#clown-request-failures').is(':checked') ? 2 : 1);
            });
    },
    oneditsave() {
        storeSettings(this);
    },
});
