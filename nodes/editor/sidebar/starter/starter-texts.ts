// The texts of the starter flows: of their section in the sidebar, and in the flows.

import czech from '../../../locales/cs/on-demand/starter.json';
import english from '../../../locales/en-US/on-demand/starter.json';
import { type Words, words } from '../words';

export type StarterKey = keyof typeof english;

/** The texts in a language such as `cs`. */
export function starterWords(language: () => string | undefined): Words<StarterKey> {
    return words<StarterKey>(english, czech, language);
}
