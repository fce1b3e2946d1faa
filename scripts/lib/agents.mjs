// AGENTS.md with its list of the rules that no schema can express.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../schemas/rules.js';
import { root } from './run.mjs';

export const AGENTS = 'AGENTS.md';

/** The page as it should be: the list is between two comments. */
export function agentsPage() {
    const list = RULES.map(({ text }) => `- ${text}\n`).join('');
    const page = readFileSync(join(root, AGENTS), 'utf8');
    return page.replace(
        /(<!-- rules:.*? -->\n).*?(<!-- \/rules -->)/s,
        (_whole, start, end) => `${start}\n${list}\n${end}`,
    );
}
