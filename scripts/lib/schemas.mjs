// Writes the schemas of the nodes. They are made by scripts/schemas/ from the tables of the nodes, so that these are bundled
// and run here.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { definitionsIn } from './package.mjs';

const HELP = 'nodes/locales/en-US';

/**
 * @param {string} from the folder of the project
 * @param {string} to the folder of the build, with the editor's half of the pack
 */
export async function buildSchemas(from, to) {
    const { outputFiles } = await build({
        entryPoints: [join(from, 'scripts/schemas/index.ts')],
        bundle: true,
        write: false,
        format: 'esm',
        platform: 'node',
        charset: 'utf8',
    });
    const [{ text = '' } = {}] = outputFiles;
    const { schemas } = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
    const read = (/** @type {string} */ file) => readFileSync(join(from, file), 'utf8');
    const definitions = definitionsIn(join(to, 'nodes/clown-hub.html'));
    const types = definitions.map(({ type }) => type);
    const ofTypes = (/** @type {(type: string) => unknown} */ make) =>
        Object.fromEntries(types.map((type) => [type, make(type)]));
    const made = schemas({
        stored: Object.fromEntries(
            definitions.map(({ type, definition }) => [type, Object.keys(definition.defaults ?? {})]),
        ),
        catalogue: ofTypes((type) => JSON.parse(read(`${HELP}/${type}.json`))[type]),
        help: ofTypes((type) => read(`${HELP}/${type}.html`)),
        types: read('nodes/shared/messages.ts'),
        version: JSON.parse(read('package.json')).version,
    });
    mkdirSync(join(to, 'schemas'));
    for (const [type, schema] of made) writeFileSync(join(to, `schemas/${type}.json`), JSON.stringify(schema));
}
