// The label of a setting as the dialogs show it: no sentence contains the name under which a setting is stored.

import type { Reason } from '../../src/base/errors';

/** The parts of the catalogue with labels of settings; a label of the first one applies. */
const PARTS = ['hub.form', 'in.label', 'out.label', 'request.label', 'hub.label'];

/**
 * The parameters of a sentence with the label of their setting. `lookUp` returns the text for a key of the catalogue, and as
 * Node-RED does, a missing key itself: an extra header has no label.
 */
export function labelled(params: Reason['params'], lookUp: (key: string) => string): Reason['params'] {
    const { setting } = params;
    if (!setting) return params;
    const label = PARTS.map((part) => lookUp(`clown-${part}.${setting}`)).find((text) => !text.endsWith(`.${setting}`));
    return label ? { ...params, setting: label } : params;
}
