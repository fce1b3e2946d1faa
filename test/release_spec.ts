// What release:check makes of what npm says, and what package.json tells npm about publishing.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { defectsIn } from '../scripts/lib/release.mjs';
import { readJson } from '../scripts/lib/run.mjs';
import { root } from './support/folders.js';

describe('release', () => {
    const REPORTS: readonly (readonly [name: string, report: string | null, defects: number | undefined])[] = [
        ['none', '{"vulnerabilities": {}, "metadata": {"vulnerabilities": {"high": 0, "total": 0}}}', 0],
        ['some', '{"vulnerabilities": {"ws": {}}, "metadata": {"vulnerabilities": {"high": 2, "total": 3}}}', 3],
        [
            'a registry that takes no such questions',
            '{"message": "405 Method Not Allowed", "statusCode": 405}',
            undefined,
        ],
        ['another form', '{"metadata": {"vulnerabilities": {"total": "3"}}}', undefined],
        ['nothing', '', undefined],
        ['no npm', null, undefined],
        ['no JSON', 'npm error', undefined],
        ['null', 'null', undefined],
    ];
    for (const [name, report, defects] of REPORTS) {
        it(`known defects: ${name}`, () => assert.equal(defectsIn(report), defects));
    }

    it('is published for all to see, with provenance', () => {
        const { publishConfig } = readJson(join(root, 'package.json'));
        assert.deepEqual(publishConfig, { access: 'public', provenance: true });
    });
});
