// A page of Chromium with Node-RED's editor, and the work that is measured in it. Functions given to `evaluate` run in the
// page.

const LIMIT_MS = 60_000;
/** The dialogs slide in and out. */
const TRAY_MS = 400;
const SIDEBAR = '.clown-hub-sidebar';

/** One page, with a cache of its own. */
export class EditorPage {
    #context;
    #page;
    #session;
    #url;

    /**
     * @param {import('playwright-core').Browser} browser
     * @param {string} url of the editor
     */
    static async of(browser, url) {
        const one = new EditorPage();
        one.#url = url;
        one.#context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
        one.#page = await one.#context.newPage();
        one.#page.setDefaultTimeout(LIMIT_MS);
        one.#session = await one.#context.newCDPSession(one.#page);
        await one.#session.send('Performance.enable');
        await one.#page.addInitScript(prepare, LIMIT_MS);
        return one;
    }

    close() {
        return this.#context.close();
    }

    /** Opens the editor; the time until the flow with this node is there, and that of the scripts until then. */
    async open(id) {
        await this.#page.goto('about:blank');
        const before = await this.#scriptMs();
        await this.#page.goto(this.#url);
        const readyMs = await this.#page.evaluate(async (wanted) => {
            const isReady = () =>
                globalThis.RED?.workspaces?.active() && globalThis.RED.nodes.node(wanted)?._def?.category;
            await globalThis.bench.until('The editor does not open.', 5, isReady);
            return performance.now();
        }, id);
        const scriptMs = (await this.#scriptMs()) - before;
        await this.#page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
        return { readyMs, scriptMs };
    }

    /** Opens the dialog of a node and closes it; the time until its fields are painted. */
    async dialog(id) {
        const ms = await this.#page.evaluate(
            async ([wanted, trayMs]) => {
                const { RED, $, bench } = globalThis;
                const node = RED.nodes.node(wanted);
                const isConfig = node._def.category === 'config';
                const form = isConfig ? '#node-config-dialog-edit-form' : '#dialog-form';
                const began = performance.now();
                if (isConfig) RED.editor.editConfig('', node.type, wanted);
                else RED.editor.edit(node);
                const isFilledIn = () => $(form).length > 0 && $('.clown-hub-waiting').length === 0;
                await bench.until(`The dialog of ${wanted} does not open.`, 0, isFilledIn);
                const took = performance.now() - began;
                await bench.pause(trayMs);
                $(isConfig ? '#node-config-dialog-cancel' : '#node-dialog-cancel').trigger('click');
                await bench.until(`The dialog of ${wanted} does not close.`, 0, () => $('.red-ui-tray').length === 0);
                return took;
            },
            [id, TRAY_MS],
        );
        return ms;
    }

    /** Shows the hubs until all of their devices are in the list; the longest task until then. */
    showHubs(count) {
        return this.#page.evaluate(
            async ([sidebar, devices]) => {
                const { RED, $, bench } = globalThis;
                bench.tasks.begin();
                RED.sidebar.show('clown-hub');
                const isComplete = () => $(`${sidebar} li button`).filter((_, { title }) => title).length >= devices;
                await bench.until(`The sidebar does not show ${devices} devices.`, 100, isComplete);
                return bench.tasks.end();
            },
            [SIDEBAR, count],
        );
    }

    /** The longest task of the page in so many milliseconds. */
    longestTask(ms) {
        return this.#page.evaluate(async (forMs) => {
            const { bench } = globalThis;
            bench.tasks.begin();
            await bench.pause(forMs);
            return bench.tasks.end();
        }, ms);
    }

    /** The longest task until the sidebar shows this text so often, while `act` changes the devices. */
    async whileChanging(text, count, act) {
        const longest = this.#page.evaluate(
            async ([sidebar, wanted, times]) => {
                const { $, bench } = globalThis;
                const isShown = () => $(sidebar).text().split(wanted).length > times;
                bench.tasks.begin();
                await bench.until(`The sidebar does not show ${wanted}.`, 100, isShown);
                return bench.tasks.end();
            },
            [SIDEBAR, text, count],
        );
        await Promise.all([longest, act()]);
        return longest;
    }

    async #scriptMs() {
        const { metrics } = await this.#session.send('Performance.getMetrics');
        return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1000;
    }
}

/** Runs in the page before the editor does: the helpers of the functions above. */
function prepare(limitMs) {
    // The script of the dialogs is not loaded before the first of them is opened: the slowest case.
    globalThis.requestIdleCallback = () => 0;
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    /** Checks at each frame, or after so many milliseconds, and resolves when that frame is painted. */
    const until = async (sentence, everyMs, check) => {
        const began = performance.now();
        do {
            if (performance.now() - began > limitMs) throw new Error(sentence);
            await (everyMs ? pause(everyMs) : new Promise(requestAnimationFrame));
        } while (!check());
        if (!everyMs) await pause(0);
    };
    // Messages of the page to itself: the longest time between two of them is the longest task, with its layout and paint.
    const { port1, port2 } = new MessageChannel();
    let [measurement, last, longest] = [0, 0, 0];
    port1.onmessage = ({ data }) => {
        if (data !== measurement) return;
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
        port2.postMessage(data);
    };
    const tasks = {
        begin() {
            [last, longest] = [performance.now(), 0];
            port2.postMessage(++measurement);
        },
        end() {
            measurement++;
            return longest;
        },
    };
    globalThis.bench = { pause, until, tasks };
}
