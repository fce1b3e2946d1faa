// The setup of tests in the editor: a Node-RED with the packed pack and an open editor, both closed afterwards.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../support/folders.js';
import { type NodeRed, startNodeRed } from '../../support/node-red.js';
import { packProject, type Tarball } from '../../support/pack.js';
import { Editor } from './editor.js';
import { homes, isShort, newest } from './homes.js';

/** A running Node-RED and its open editor. */
export interface Stage {
    readonly editor: Editor;
    readonly nodeRed: NodeRed;
    /** Saves a screenshot of the page. */
    picture(name: string): Promise<void>;
}

type Story = (stage: () => Stage) => void;

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
    let tarball: Tarball | undefined;
    let nodeRed: NodeRed | undefined;
    let editor: Editor | undefined;

    before(async () => {
        tarball = await packProject();
        nodeRed = await startNodeRed({ home, tarball: tarball.path });
        editor = await Editor.open(nodeRed.url, { waitForType: 'clown-in', dark: theme === 'dark', locale });
    });

    after(async () => {
        await editor?.close();
        await nodeRed?.stop();
        await tarball?.remove();
    });

    story(() => {
        const open = editor;
        if (!open || !nodeRed) throw new Error('The editor is not open.');
        return { editor: open, nodeRed, picture };
        async function picture(what: string): Promise<void> {
            const folder = join(root, 'screenshots');
            await mkdir(folder, { recursive: true });
            await open?.screenshot(join(folder, `${name}-${theme}-${what}.png`.replaceAll(' ', '-')));
        }
    });
}
