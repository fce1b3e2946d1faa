// The setup of tests in the editor: a Node-RED with the packed pack and an open editor, both closed afterwards.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../support/folders.js';
import { type NodeRed, startNodeRed } from '../../support/node-red.js';
import { Editor } from './editor.js';
import { homes, isShort, newest } from './homes.js';
import { type Installed, installedPack } from './shared.js';

/** A running Node-RED and its open editor. */
export interface Stage {
    readonly editor: Editor;
    readonly nodeRed: NodeRed;
    /** Saves a screenshot of the page, except in the short form, whose pictures nobody looks at. */
    picture(name: string): Promise<void>;
}

/** Declares a test, as `it` does. */
type Declare = (title: string, test: () => Promise<void>) => void;

/**
 * The tests of a suite. `once` declares one in which the editors do not differ, so that the short form runs it in the newest
 * only, like a suite that does not differ; no later test may need what it leaves.
 */
type Story = (stage: () => Stage, once: Declare) => void;

/** Options of the setup. */
interface StageOptions {
    /** The language of the browser; US English by default. */
    readonly locale?: string;
    /** Whether the suite depends on colours, and so runs in the dark theme as well. Default false. */
    readonly isDarkToo?: boolean;
    /** Whether the editors differ in what the suite does: the short form, too, runs it in each of them. Default false. */
    readonly differs?: boolean;
}

/** Runs a suite in each Node-RED, or in the newest for the short form, in its light theme and, if it has one, in its dark theme. */
export function onEveryStage(
    title: string,
    { locale = 'en-US', isDarkToo = false, differs = false }: StageOptions,
    story: Story,
): void {
    describe(title, () => {
        for (const [name, home] of isShort && !differs ? newest : homes) {
            const themes = name.includes(' 5.') && isDarkToo ? ['light', 'dark'] : ['light'];
            for (const theme of themes)
                describe(`${name}, ${theme}`, () => onStage({ name, home, theme, locale }, story));
        }
    });
}

interface Setting {
    readonly name: string;
    readonly home: string;
    readonly theme: string;
    readonly locale: string;
}

function onStage({ name, home, theme, locale }: Setting, story: Story): void {
    let pack: Installed | undefined;
    let nodeRed: NodeRed | undefined;
    let editor: Editor | undefined;

    before(async () => {
        pack = await installedPack();
        nodeRed = await startNodeRed({ home, installed: pack.folder });
        editor = await Editor.open(nodeRed.url, { waitForType: 'clown-in', dark: theme === 'dark', locale });
    });

    after(async () => {
        await editor?.close();
        await nodeRed?.stop();
        await pack?.remove();
    });

    const isSame = isShort && home !== newest[0]?.[1];
    const once: Declare = (title, test) => {
        if (!isSame) it(title, test);
    };

    story(() => {
        const open = editor;
        if (!open || !nodeRed) throw new Error('The editor is not open.');
        return { editor: open, nodeRed, picture };
        async function picture(what: string): Promise<void> {
            if (isShort) return;
            const folder = join(root, 'screenshots');
            await mkdir(folder, { recursive: true });
            await open?.screenshot(join(folder, `${name}-${theme}-${what}.png`.replaceAll(' ', '-')));
        }
    }, once);
}
