// Chromium without a window.

import { type Browser, type BrowserServer, chromium } from 'playwright-core';

/** Names the shared one for the processes that run the files. */
export const BROWSER = 'CLOWN_E2E_BROWSER';

const WAIT_MS = 20_000;
/** The first start reads the whole browser from the disk. */
const FIRST_START_MS = 60_000;
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat(
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Host names for tests of several sites. A browser trusts them less than an address of this computer.
    '--host-resolver-rules=MAP *.test 127.0.0.1',
);

const options = (timeout: number) => ({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: FLAGS,
    timeout,
});

/** Connects to the shared one, or starts one. The caller closes it, and with it the pages that it has opened. */
export function openBrowser(): Promise<Browser> {
    const shared = process.env[BROWSER];
    return shared ? chromium.connect(shared, { timeout: WAIT_MS }) : chromium.launch(options(WAIT_MS));
}

/** Starts the one that all files share. */
export function serveBrowser(): Promise<BrowserServer> {
    return chromium.launchServer({ ...options(FIRST_START_MS), host: '127.0.0.1' });
}
