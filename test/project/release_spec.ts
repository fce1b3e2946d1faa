// What release:check concludes from the output of npm, and the settings of package.json for publishing.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { behindLatest, defectsIn, versionFaults } from '../../scripts/lib/release.mjs';
import { readJson } from '../../scripts/lib/run.mjs';
import { missingFacts } from '../../scripts/lib/scorecard.mjs';
import { root } from '../support/folders.js';

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

    describe('ranges of dependencies and the latest versions (scorecard D03)', () => {
        const behind = (
            dependencies: Record<string, string>,
            version: string | undefined,
        ): ReturnType<typeof behindLatest> => behindLatest(dependencies, () => version);
        const ROWS: readonly (readonly [range: string, latest: string, holds: boolean])[] = [
            ['^8.23.0', '8.23.0', true],
            ['^8.23.0', '8.24.1', true],
            ['^8.23.0', '9.0.0', false],
            ['^8.23.0', '8.22.9', false],
            ['^8.23.1', '8.23.0', false],
            ['8.23.0', '8.23.0', false],
        ];
        for (const [range, latest, holds] of ROWS) {
            it(`${range} ${holds ? 'admits' : 'does not admit'} ${latest}`, () => {
                const { broken, kept, unknown } = behind({ ws: range }, latest);
                assert.deepEqual([broken.length, kept, unknown], [holds ? 0 : 1, [], []]);
            });
        }

        it('a dependency that stays behind has its reason, as long as it does', () => {
            const range = readJson(join(root, 'package.json')).dependencies['https-proxy-agent'];
            assert.match(behind({ 'https-proxy-agent': range }, '9.1.0').kept.join(), /ES modules only/);
            assert.match(behind({ 'https-proxy-agent': range }, '7.9.9').broken.join(), /still listed/);
        });

        it('a registry that does not answer breaks no rule', () => {
            assert.deepEqual(behind({ ws: '^8.23.0' }, undefined), { broken: [], kept: [], unknown: ['ws'] });
        });
    });

    describe('its version', () => {
        const CHANGELOG = '# Changelog\n\n## 1.2.0\n\n- New.\n\n## 1.1.0\n';
        const VERSIONS: readonly (readonly [
            name: string,
            changelog: string,
            tag: string | undefined,
            fault: RegExp,
        ])[] = [
            ['that is the newest of the changelog is fine', CHANGELOG, undefined, /^$/],
            ['that is the one of the tag is fine', CHANGELOG, 'v1.2.0', /^$/],
            ['that is not the one of the tag', CHANGELOG, 'v1.2.1', /^the tag is v1\.2\.1; .* must be v1\.2\.0$/],
            ['has a tag without a v', CHANGELOG, '1.2.0', /must be v1\.2\.0$/],
            [
                'after which there are entries already',
                `## Unreleased\n${CHANGELOG}`,
                undefined,
                /is Unreleased; .* 1\.2\.0$/,
            ],
            ['that has no entries', '## 1.1.0\n', undefined, /is 1\.1\.0; .* 1\.2\.0$/],
            ['without a changelog', '', undefined, /is missing/],
        ];
        for (const [name, changelog, tag, fault] of VERSIONS) {
            it(name, () => assert.match(versionFaults('1.2.0', changelog, tag).join(), fault));
        }
    });

    it('asks the publisher for lines that package.json can take as they are', () => {
        const facts = missingFacts({});
        assert.deepEqual(
            facts.map(({ field }) => field),
            ['author', 'repository', 'bugs', 'homepage'],
        );
        const lines = facts.map(({ line }) => line).join('\n');
        const manifest = JSON.parse(`{${lines.replace(/,$/, '')}}`);
        assert.deepEqual(missingFacts(manifest), []);
    });

    it('is published for all to see, with provenance', () => {
        const { publishConfig } = readJson(join(root, 'package.json'));
        assert.deepEqual(publishConfig, { access: 'public', provenance: true });
    });
});
