// A user folder of Node-RED that outlives it: a release of the pack is installed in it over another one, as an owner does,
// and Node-RED is started in it again.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Launched, launchNodeRed } from '../../../../scripts/lib/node-red.mjs';
import { makeFolder, removeFolder } from '../../../support/folders.js';
import { homeUnderTest } from '../../../support/node-red.js';
import { installTarball } from '../../../support/pack.js';
import type { Item } from '../flows';

export class UserDir {
    readonly path: string;
    #running: Launched | undefined = undefined;

    private constructor(path: string) {
        this.path = path;
    }

    static async make(): Promise<UserDir> {
        return new UserDir(await makeFolder('owner'));
    }

    /** Installs the packed pack, in place of the one that is there. */
    async install(tarball: string): Promise<string> {
        return installTarball(tarball, this.path);
    }

    /** Writes the flow file, as a deploy does. */
    async deploy(flows: readonly Item[], credentials?: object): Promise<void> {
        await writeFile(join(this.path, 'flows.json'), JSON.stringify(flows));
        if (credentials) await writeFile(join(this.path, 'flows_cred.json'), JSON.stringify(credentials));
    }

    async flows(): Promise<Item[]> {
        return JSON.parse(await readFile(join(this.path, 'flows.json'), 'utf8')) as Item[];
    }

    async start(env: Readonly<Record<string, string>>): Promise<Launched> {
        const settings = { credentialSecret: 'test' };
        this.#running = await launchNodeRed({ home: homeUnderTest, userDir: this.path, settings, env });
        return this.#running;
    }

    async stop(): Promise<void> {
        await this.#running?.stop();
        this.#running = undefined;
    }

    async remove(): Promise<void> {
        try {
            await this.stop();
        } finally {
            await removeFolder(this.path);
        }
    }
}
