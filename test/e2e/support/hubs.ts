// Mocked hubs: the test responds to the routes of the sidebar and sends its feed. Data can be as large, unusual or forbidden
// as a test needs.

import type { Page } from 'playwright-core';
import type { DeviceView, FeedMessage, HistoryView, HubsView, HubView } from '../../../nodes/shared/views.js';

type Listener = (topic: string, message: unknown) => void;

/** What is used of the page: the editor's feed, and the set of its listeners. */
declare const RED: {
    comms: Record<'subscribe' | 'unsubscribe', (topic: string, listener: Listener) => void>;
};
declare const window: { clownListeners?: Set<Listener> };

/** The hubs that the sidebar of a page shows. */
export class FakeHubs {
    hubs: readonly HubView[] = [];
    /** HTTP status of the response to a read request, and the response to a command. */
    readStatus = 200;
    command: { status: number; body: unknown } = { status: 200, body: { ok: true } };
    /** The last day of each device. */
    history: Readonly<Record<string, HistoryView>> = {};
    readonly commands: unknown[] = [];
    leases = 0;
    readonly #page: Page;

    private constructor(page: Page) {
        this.#page = page;
    }

    /** Responds instead of the runtime from now on. */
    static async on(page: Page): Promise<FakeHubs> {
        const fake = new FakeHubs(page);
        await page.route('**/clown-hub/hubs', (route) =>
            route.fulfill({ status: fake.readStatus, json: fake.#view() }),
        );
        await page.route('**/clown-hub/feed', (route) => {
            fake.leases++;
            return route.fulfill({ json: {} });
        });
        await page.route('**/clown-hub/hubs/*/command', (route) => {
            const [, id] = /hubs\/([^/]*)\/command/.exec(route.request().url()) ?? [];
            fake.commands.push([decodeURIComponent(String(id)), route.request().postDataJSON()]);
            return route.fulfill({ status: fake.command.status, json: fake.command.body });
        });
        await page.route('**/clown-hub/hubs/*/messages/*', (route) => {
            const messages = [{ time: Date.now(), kind: 'in', text: '["led/-", {"state": "on"}]' }];
            return route.fulfill({ json: { messages, last: 1 } });
        });
        await page.route(/\/clown-hub\/hubs\/[^/]*\/history/, (route) => {
            const device = new URL(route.request().url()).searchParams.get('device') ?? '';
            return route.fulfill({ json: fake.history[device] ?? { quantities: [] } });
        });
        await page.evaluate(() => {
            window.clownListeners = new Set();
            const { subscribe, unsubscribe } = RED.comms;
            RED.comms.subscribe = (topic, listener) => {
                if (topic === 'clown-hub/feed') window.clownListeners?.add(listener);
                subscribe(topic, listener);
            };
            RED.comms.unsubscribe = (topic, listener) => {
                if (topic === 'clown-hub/feed') window.clownListeners?.delete(listener);
                unsubscribe(topic, listener);
            };
        });
        return fake;
    }

    /** Waits until the feed has that many listeners. */
    async followed(by: number): Promise<void> {
        await this.#page.waitForFunction((count) => window.clownListeners?.size === count, by);
    }

    /** Reports changed devices of a hub through the feed, and to later requests. */
    async report(id: string, devices: readonly DeviceView[], changes: Partial<HubView> = {}): Promise<void> {
        const changed = new Map(devices.map((device) => [device.device, device]));
        this.hubs = this.hubs.map((hub) =>
            hub.id === id
                ? { ...hub, ...changes, devices: hub.devices.map((known) => changed.get(known.device) ?? known) }
                : hub,
        );
        const hub = this.hubs.find((one) => one.id === id);
        if (!hub) throw new Error(`There is no hub ${id}.`);
        const ids = this.hubs.map((one) => one.id);
        await this.#send({ now: Date.now(), ids, hubs: [{ ...hub, devices }] });
    }

    /** Replaces the hubs, and reports their ids through the feed. */
    async replace(hubs: readonly HubView[]): Promise<void> {
        this.hubs = hubs;
        await this.#send({ now: Date.now(), ids: this.hubs.map((hub) => hub.id), hubs: [] });
    }

    #view(): HubsView {
        return { now: Date.now(), hubs: this.hubs };
    }

    async #send(message: FeedMessage): Promise<void> {
        await this.#page.evaluate((message) => {
            for (const listener of window.clownListeners ?? []) listener('clown-hub/feed', message);
        }, message);
    }
}

/** A device with its values, as the runtime shows it. */
export function device(name: string, more: Partial<DeviceView> = {}): DeviceView {
    const [type = '', address = ''] = name.split('/');
    const kind = type === 'relay' || type === 'led' || type === 'display-oled' ? 'actuator' : 'sensor';
    return { device: name, type, address, kind, listed: true, values: [], ...more };
}

/** A connected hub with these devices. */
export function hub(id: string, label: string, devices: readonly DeviceView[], more: Partial<HubView> = {}): HubView {
    return { id, label, state: { word: 'connected', since: Date.now() - 300_000 }, devices, listedAt: 1, ...more };
}
