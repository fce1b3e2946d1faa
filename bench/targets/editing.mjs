// The targets for the editor in the browser.

import { combined, figureOf } from '../lib/judge.mjs';

const name = 'the editor in Chromium';
const pack = 'with the pack';
const core = 'without the pack';

/** What a figure is more than without the pack. */
const added = (work, key) => ({
    work: `${work}: ${name}`,
    target: '',
    figure: (find) =>
        combined(
            find,
            [
                [name, pack],
                [name, core],
            ],
            key,
            (one, other) => one - other,
        ),
});
const within = (work, key, most) => figureOf(work, name, pack, key, { most }, `at most ${most} ms`);

export const editorTargets = [
    added('what the pack adds until the editor is open, ms', 'readyMs'),
    added('script of that, ms', 'scriptMs'),
    within('opening the first dialog, before its script is loaded', 'firstDialogMs', 50),
    within('opening clown in', 'inMs', 50),
    within('opening clown out', 'outMs', 50),
    within('opening a hub', 'configMs', 50),
    within('sidebar, longest task while 2,000 devices appear', 'listMs', 16),
    within('when 100 of 2,000 devices change', 'changeMs', 16),
    within('when a second passes', 'tickMs', 16),
];
