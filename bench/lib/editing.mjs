// What the pack costs in the browser: opening the editor, opening a dialog, and the sidebar with 2,000 devices, in a real
// Chromium.

import { existsSync } from 'node:fs';
import { EditorPage } from './editor-page.mjs';
import { both, clownOut, flowOf, hubs } from './flows.mjs';

/** @typedef {import('./types.mjs').Bench} Bench */

const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

/** A hub has at most 1,000 devices in the sidebar: so many that report, and the one in the device list of the far end. */
const HUBS = 2;
const PER_HUB = 1000;
const DEVICES = HUBS * PER_HUB;
const topics = Array.from({ length: PER_HUB - 1 }, (_, at) => `thermometer/bench-${at}`);
const readings = (value, count = topics.length) =>
    topics.slice(0, count).map((topic) => [topic, { temperature: [value, '\u2103'] }]);
/** The most devices in one message of the runtime to the editor. */
const CHANGED = 100;
const SECOND_MS = 1100;

export const editorVariants = [
    { name: 'without the pack', build: false },
    { name: 'with the pack', isLive: true },
    { name: 'previous', build: 'previous' },
];

const columns = [
    { key: 'readyMs', title: 'until the editor is open ms' },
    { key: 'scriptMs', title: 'script of that ms' },
    { key: 'firstDialogMs', title: 'first dialog ms' },
    { key: 'inMs', title: 'receiving node ms' },
    { key: 'outMs', title: 'sending node ms' },
    { key: 'configMs', title: 'hub or broker ms' },
    { key: 'listMs', title: `${DEVICES.toLocaleString('en')} devices appear: longest task ms` },
    { key: 'changeMs', title: `${CHANGED} of them change ms` },
    { key: 'tickMs', title: 'a second passes ms' },
];

/** The nodes whose dialogs are opened: those of the pack, or of core MQTT. Their places are of no interest. */
function flowFor(place, build) {
    const filters = ['#'];
    const nodes =
        build === false
            ? both
                  .mqtt({ ...place, filters })
                  .map((node) => ('autoConnect' in node ? { ...node, autoConnect: false } : node))
            : [...hubs.clown({ ...place, filters }, HUBS), { ...clownOut(place, 'out0', 'message'), hub: 'hub0' }];
    return flowOf(nodes, true).map((node) => ('wires' in node ? { x: 200, y: 100, ...node } : node));
}

/** @param {Bench} bench */
export async function measureEditor({ name, group, variants }, bench) {
    const result = { name, group, columns, base: variants[0]?.name, variants: [] };
    if (!existsSync(CHROMIUM)) {
        console.log(
            `"${name}" is not measured, because there is no ${CHROMIUM}. Set CHROMIUM to the path of a Chromium.`,
        );
        return result;
    }
    // Only this case needs it.
    const { chromium } = await import('playwright-core');
    const samples = variants.map(() => []);
    for (let set = 0; set < bench.sets; set++) {
        const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
        try {
            const opened = await measureSet(variants, browser, bench);
            for (const [at, { windows, version }] of opened.entries()) {
                samples[at].push(windows);
                result.nodeRed = version;
            }
        } finally {
            await browser.close();
        }
    }
    result.variants = variants.map((variant, at) => ({ name: variant.name, samples: samples[at] }));
    return result;
}

/** One Node-RED and one page for each variant; each window opens the editor again. */
async function measureSet(variants, browser, { stage, windows, idFor }) {
    const running = [];
    try {
        for (const { name, build, isLive } of variants) {
            const id = idFor(`editor-${name}`);
            const hasPack = build !== false;
            const flow = flowFor({ ...stage.placeFor(build || 'current'), id }, build);
            const options = { id, kind: 'node-red', flow, build, clients: hasPack ? HUBS : 0, editor: true };
            const process = await stage.start(options);
            running.push({ ...process, isLive, hub: hasPack ? 'hub0' : 'hub', windows: [] });
            if (isLive) await stage.hub.request('write', { id, frames: readings(20) });
        }
        for (const one of running) one.page = await EditorPage.of(browser, one.url);
        // The first time, nothing is in the cache of a browser.
        for (const { page } of running) {
            await page.open('out0');
            await page.dialog('out0');
        }
        for (let window = 0; window < windows / 4; window++) {
            for (const one of window % 2 === 0 ? running : running.toReversed()) {
                one.windows.push(await measureWindow(one, stage, 20 + (window + 1) / 10));
            }
        }
        return running;
    } finally {
        await Promise.all(running.map(({ child }) => child.end()));
    }
}

async function measureWindow({ page, hub, id, isLive }, stage, value) {
    const opened = await page.open('out0');
    // This dialog loads the script of all dialogs.
    const firstDialogMs = await page.dialog('out0');
    const inMs = await page.dialog('in0');
    const outMs = await page.dialog('out0');
    const configMs = await page.dialog(hub);
    const dialogs = { ...opened, firstDialogMs, inMs, outMs, configMs };
    if (!isLive) return dialogs;
    const listMs = await page.showHubs(DEVICES);
    const tickMs = await page.longestTask(SECOND_MS);
    const changeMs = await page.whileChanging(`${value}\u00a0°C`, CHANGED, () =>
        stage.hub.request('write', { id, frames: readings(value, CHANGED / HUBS) }),
    );
    return { ...dialogs, listMs, changeMs, tickMs };
}
