// The configurations of examples/fleet/ as a test runs them: with free ports, folders of its own and passwords.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './folders.js';

/** A file with each of these texts replaced; every one of them has to occur in it. */
export function configured(file: string, replacements: Readonly<Record<string, string>>): string {
    let text = readFileSync(join(root, 'examples/fleet', file), 'utf8');
    for (const [from, to] of Object.entries(replacements)) {
        assert.ok(text.includes(from), `${from} is not in ${file}`);
        text = text.replaceAll(from, () => to);
    }
    return text;
}
