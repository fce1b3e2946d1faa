// The version that diagnostics name is that of the pack that runs.

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACK } from '../../nodes/admin/pack-version';
import manifest from '../../package.json';

describe('the version of the pack', () => {
    it('is that of its package', () => assert.equal(PACK, `${manifest.name} ${manifest.version}`));

    it('stays the one that was loaded after an upgrade without a restart', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'clown-hub-version-'));
        try {
            const install = (version: string): void => {
                writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'pack', version }));
            };
            install('1.0.0');
            const file = join(folder, 'pack-version.ts');
            copyFileSync(join(__dirname, '../../nodes/admin/pack-version.ts'), file);
            const loaded = (await import(pathToFileURL(file).href)) as { PACK: string };
            install('2.0.0');
            assert.equal(loaded.PACK, 'pack 1.0.0');
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
