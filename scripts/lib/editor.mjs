// Makes the editor's half of the nodes: NAME.html = the bundled nodes/editor/NAME.ts in front of nodes/NAME.html.
// The texts and the icons are copied beside it, where Node-RED looks for them.

import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { Problem } from './run.mjs';

/**
 * @param {string} from the nodes folder among the sources
 * @param {string} to the nodes folder of the build, which Node-RED loads
 */
export async function buildEditor(from, to) {
    await mkdir(to, { recursive: true });
    for (const folder of ['locales', 'icons']) {
        if (!existsSync(join(from, folder)))
            throw new Problem(`The build needs the folder nodes/${folder}, which is missing.`);
        await cp(join(from, folder), join(to, folder), { recursive: true });
    }
    const templates = (await readdir(from)).filter((file) => file.endsWith('.html'));
    if (templates.length === 0) throw new Problem('The build found no nodes/*.html, so there would be no node.');
    for (const template of templates) {
        const name = basename(template, '.html');
        const entry = join(from, 'editor', `${name}.ts`);
        if (!existsSync(entry)) throw new Problem(`nodes/${template} has no nodes/editor/${name}.ts beside it.`);
        const html = await withParts(await readFile(join(from, template), 'utf8'), join(from, 'editor'));
        await writeFile(
            join(to, template),
            `<script type="text/javascript">\n${await bundle(entry)}</script>\n\n${html}`,
        );
    }
}

/**
 * Puts nodes/editor/NAME.html where a form says `<!-- NAME -->`: what several forms share stands once.
 *
 * @param {string} html
 * @param {string} folder
 */
async function withParts(html, folder) {
    const parts = [...html.matchAll(/^ *<!-- ([\w-]+) -->\n/gm)];
    let whole = html;
    for (const [line, name] of parts) whole = whole.replace(line, await readFile(join(folder, `${name}.html`), 'utf8'));
    return whole;
}

/**
 * Bundles one entry into a script that may stand inside an html file.
 *
 * @param {string} entry
 */
async function bundle(entry) {
    const { outputFiles } = await build({
        entryPoints: [entry],
        bundle: true,
        write: false,
        format: 'iife',
        target: 'es2020',
        charset: 'utf8',
        legalComments: 'none',
        // Every node's script holds what it shares with the others, so what is long counts four times.
        minifyIdentifiers: true,
    });
    return outputFiles.map((file) => file.text.replaceAll('</script', '<\\/script')).join('');
}
