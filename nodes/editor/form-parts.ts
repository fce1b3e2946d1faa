// Completes the forms of the pack. What several forms share is in the page once, and labels are shortened, because Node-RED
// sends the page to every editor. Comments stand where they belong (scripts/lib/editor.mjs).
//
// Node-RED adds the whole page to the editor before it runs the script, and copies a form when its dialog opens.

import { HEADER_SLOTS } from '../../src/settings/handshake';

/** Node-RED stores a credential only if the form has a field for it. */
const slots = HEADER_SLOTS.map((slot) => `<input type="password" id="node-config-input-${slot}">`).join('');

$('script[data-template-name^="clown-"]').text((_index, form) =>
    form
        .replace(/<!-{2} ([\w-]+) -->/g, (comment, name: string) => $(`#clown-hub-${name}`).text() || comment)
        .replace(/<!-{2}slots-->/, slots)
        .replace(
            /<!-{2}(\S+) (\S+) (\w+) (\S+)-->/g,
            '<label for=$2-$3><i class="fa fa-$4"></i> <span data-i18n=$1.label.$3></span></label>',
        )
        .replace(
            /<!-{2}(\S+) (\S+) (\w+)-->/g,
            '<input type=checkbox id=$2-$3>\n<label for=$2-$3 data-i18n=$1.label.$3></label>',
        ),
);
