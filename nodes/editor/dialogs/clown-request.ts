// The dialog of clown request: the command, the timeout of its response, and the output for failures.

import { REQUEST_KINDS } from '../../../src/protocol/kinds';
import type { RequestProperties } from '../clown-request';
import { keepStored, showSettings, storeSettings } from '../dialog-settings';
import { prepareCommandForm } from '../fields/command-form';
import { offerSuggestions } from '../fields/suggestion-list';
import { filterSuggestions } from '../fields/suggestions';
import type { Dialog, OpenNode } from '../on-demand';

export const requestDialog: Dialog<RequestProperties & OpenNode> = {
    prepare(node) {
        const settings = showSettings(node);
        const known = prepareCommandForm(settings, { kinds: REQUEST_KINDS, batches: false });
        offerSuggestions($('#node-input-answer'), () => filterSuggestions(known.view), known);
        $('#clown-request-failures')
            .prop('checked', Number(settings.outputs) > 1)
            .on('change', () => {
                $('#node-input-outputs').val($('#clown-request-failures').is(':checked') ? 2 : 1);
            });
        keepStored(node);
    },
    save: storeSettings,
};
