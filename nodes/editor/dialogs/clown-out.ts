// The dialog of clown out: the command, its device, and what happens while the hub is not connected.

import { COMMAND_KINDS } from '../../../src/protocol/kinds';
import type { OutProperties } from '../clown-out';
import { keepStored, showSettings, storeSettings } from '../dialog-settings';
import { prepareCommandForm } from '../fields/command-form';
import { isValid, onceATurn, setShown } from '../fields/form';
import type { Dialog, OpenNode } from '../on-demand';

function showQueue(): void {
    const offline = $('#node-input-offline').val();
    setShown('.clown-queue-age', offline !== 'fail' || !isValid('queueAge'));
    setShown('.clown-queue-size', offline === 'queue' || !isValid('queueSize'));
}

export const outDialog: Dialog<OutProperties & OpenNode> = {
    prepare(node) {
        const settings = showSettings(node);
        prepareCommandForm(settings, { kinds: COMMAND_KINDS, batches: true });
        const show = onceATurn(showQueue);
        $('#node-input-offline').on('change', show);
        show();
        $('#clown-out-pass')
            .prop('checked', Number(settings.outputs) > 0)
            .on('change', () => {
                $('#node-input-outputs').val($('#clown-out-pass').is(':checked') ? 1 : 0);
            });
        keepStored(node);
    },
    save: storeSettings,
};
