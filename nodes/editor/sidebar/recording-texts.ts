// The texts of recordings that come with the sidebar.

import czech from '../../locales/cs/on-demand/recordings.json';
import english from '../../locales/en-US/on-demand/recordings.json';
import { language } from './editor';
import { words } from './words';

/** A text of recordings by its key. */
export const recordingText = words(english, czech, language);
