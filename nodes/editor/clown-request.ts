// The dialog of clown request: the command, the timeout of its response, and the output for failures.

import { COMMAND_KINDS } from '../../src/protocol/kinds';
import { checkFilter } from '../../src/protocol/topic';
import { checkNumber, NUMBERS } from '../../src/settings/numbers';
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
import { keepAbsent, showSettings, storeSettings } from './settings';

interface Properties extends CommandProperties {
    answer: string | undefined;
    timeout: string | undefined;
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
        keepAbsent(this, { tries: NUMBERS.tries.usual, timeout: NUMBERS.timeout.usual });
    },
    oneditsave() {
        storeSettings(this);
    },
});
