// Completes the forms and the help of the pack. What several forms share is in the page once, and what they repeat is
// shortened, because Node-RED sends the page to every editor. Comments stand where they belong (scripts/lib/editor.mjs).
//
// Node-RED adds the whole page to the editor before it runs the script. It reads a help when the node is registered, and copies
// a form when its dialog opens.

import { HEADER_SLOTS } from '../../src/settings/handshake';
import { wholeForm, wholeHelp } from './short-markup';

/** Node-RED stores a credential only if the form has a field for it. */
const slots = HEADER_SLOTS.map((slot) => `<input type="password" id="node-config-input-${slot}">`).join('');

const partOf = (comment: string, name: string): string => {
    const part = $(`#clown-hub-${name}`).text();
    return part ? wholeForm(part, 'clown-hub') : comment;
};

for (const type of ['clown-hub', 'clown-in', 'clown-out', 'clown-request']) {
    $(`script[data-template-name=${type}]`).text((_index, form) =>
        wholeForm(form.replace('<!--slots-->', slots), type).replace(/<!-{2} ([\w-]+) -->/g, partOf),
    );
    $(`script[data-help-name=${type}]`).text((_index, help) => wholeHelp(help));
}
