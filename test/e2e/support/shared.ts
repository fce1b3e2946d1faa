// What all browser tests share, because making it takes seconds each time: one Chromium, in which each page has a profile of
// its own, and the pack as npm installs it, of which each Node-RED gets a copy. A file that runs by itself makes its own.

import { makeFolder, removeFolder } from '../../support/folders.js';
import { installTarball, packProject } from '../../support/pack.js';
import { BROWSER, serveBrowser } from './browser.js';

/** Names the user folder for the processes that run the files. */
const INSTALLED = 'CLOWN_E2E_INSTALLED';

/** A user folder with the pack; the caller removes it. */
export interface Installed {
    readonly folder: string;
    remove(): Promise<void>;
}

/** The shared one, or a new one. */
export async function installedPack(): Promise<Installed> {
    const shared = process.env[INSTALLED];
    return shared ? { folder: shared, remove: async () => {} } : install();
}

async function install(): Promise<Installed> {
    const tarball = await packProject();
    const folder = await makeFolder('installed');
    const remove = (): Promise<void> => removeFolder(folder);
    try {
        await installTarball(tarball.path, folder);
    } catch (error) {
        await remove();
        throw error;
    } finally {
        await tarball.remove();
    }
    return { folder, remove };
}

const ends: (() => Promise<unknown>)[] = [];

/** Called by mocha once, before the first file. */
export async function mochaGlobalSetup(): Promise<void> {
    const browser = await serveBrowser();
    ends.push(() => browser.close());
    process.env[BROWSER] = browser.wsEndpoint();
    const pack = await install();
    ends.push(() => pack.remove());
    process.env[INSTALLED] = pack.folder;
}

/** Called by mocha once, after the last file. */
export async function mochaGlobalTeardown(): Promise<void> {
    for (const end of ends) await end();
}
