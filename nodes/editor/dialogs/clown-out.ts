// The dialog of clown out: the command, its device, and what happens while the hub is not connected.

import { COMMAND_KINDS } from '../../../src/protocol/kinds';
import type { OutProperties } from '../clown-out';
import { keepStored, showSettings, storeSettings } from '../dialog-settings';
import { prepareCommandForm } from '../fields/command-form';
import { isValid } from '../fields/form';
import type { Dialog, OpenNode } from '../on-demand';

function showQueue(): void {
    const offline = $('#node-input-offline').val();
    $('.clown-queue-age').toggle(offline !== 'fail' || !isValid('queueAge'));
    $('.clown-queue-size').toggle(offline === 'queue' || !isValid('queueSize'));
}

export const outDialog: Dialog<OutProperties & OpenNode> = {
    prepare(node) {
        const settings = showSettings(node);
        prepareCommandForm(settings, COMMAND_KINDS);
        $('#node-input-offline').on('change', showQueue);
        showQueue();
        $('#clown-out-pass')
            .prop('checked', Number(settings.outputs) > 0)
            .on('change', () => {
                $('#node-input-outputs').val($('#clown-out-pass').is(':checked') ? 1 : 0);
            });
        keepStored(node);
    },
    save: storeSettings,
};
