// The rows of a hub's devices. There may be thousands, so a change draws only the rows in sight at once. The others follow
// in small portions between frames: a search of the page and a screen reader find them all.

import type { DeviceView } from '../../shared/views';
import { arrange, element, setHidden } from './dom';
import type { Row } from './row';

/** Time of one portion, and the pause after it, which the browser needs for its own work. */
const PORTION_MS = 4;
const PAUSE_MS = 16;

/** The list of the rows of one hub. */
export class Rows {
    readonly element = element('ul', 'clown-hub-sidebar-devices');
    readonly #make: (device: DeviceView) => Row;
    readonly #rows = new Map<string, Row>();
    readonly #byElement = new WeakMap<EventTarget, Row>();
    /** The rows in sight, as far as the browser reports it: otherwise all. */
    readonly #inSight = new Set<Row>();
    readonly #areReported = 'oncontentvisibilityautostatechange' in document.documentElement;
    /** The rows that differ from what they show. */
    readonly #stale = new Set<Row>();
    #timer: ReturnType<typeof setTimeout> | undefined;
    /** The row that the Tab key stops at. */
    #stop: Row | undefined;
    #now = 0;

    constructor(make: (device: DeviceView) => Row) {
        this.#make = make;
        this.element.addEventListener('keydown', (event) => this.#move(event));
        this.element.addEventListener('focusin', ({ target }) => {
            const place = target instanceof Element ? target.closest('li') : null;
            const row = place && this.#byElement.get(place);
            if (row && target === row.head) this.#stopAt(row);
        });
        this.element.addEventListener('contentvisibilityautostatechange', (event) => {
            const row = event.target && this.#byElement.get(event.target);
            if (!row) return;
            if ((event as ContentVisibilityAutoStateChangeEvent).skipped) this.#inSight.delete(row);
            else {
                this.#inSight.add(row);
                this.#draw(row);
            }
        });
    }

    get size(): number {
        return this.#rows.size;
    }

    [Symbol.iterator](): Iterator<Row> {
        return this.#rows.values();
    }

    /** Makes one row for each device, in this order. */
    arrange(devices: readonly DeviceView[]): void {
        const wanted = new Set(devices.map(({ device }) => device));
        for (const [device, row] of this.#rows) if (!wanted.has(device)) this.#remove(device, row);
        const rows = devices.map((device) => this.#rows.get(device.device) ?? this.#add(device));
        for (const [at, row] of rows.entries()) row.update(devices[at] ?? row.device);
        arrange(
            this.element,
            rows.map((row) => row.element),
        );
    }

    /** Shows the rows that fit, and draws what is stale. Returns how many fit. */
    show(now: number, fits: (row: Row) => boolean): number {
        this.#now = now;
        let shown = 0;
        let first: Row | undefined;
        for (const row of this.#rows.values()) {
            const isShown = fits(row);
            setHidden(row.element, !isShown);
            if (row.isStale) this.#stale.add(row);
            if (!isShown) continue;
            first ??= row;
            shown++;
        }
        if (!this.#stop || this.#stop.element.hidden) this.#stopAt(first);
        for (const row of this.#areReported ? this.#inSight : this.#rows.values()) this.#draw(row);
        this.resume();
        return shown;
    }

    /** Updates the ages of the rows in sight. */
    tick(now: number): void {
        this.#now = now;
        for (const row of this.#areReported ? this.#inSight : this.#rows.values())
            if (!row.element.hidden) row.tick(now);
    }

    /** Draws the stale rows in portions, until there are none or `pause` is called. */
    resume(): void {
        if (this.#stale.size > 0) this.#timer ??= setTimeout(() => this.#portion(), PAUSE_MS);
    }

    /** Draws nothing more on its own. */
    pause(): void {
        clearTimeout(this.#timer);
        this.#timer = undefined;
    }

    close(): void {
        this.pause();
        for (const row of this.#rows.values()) row.close();
    }

    #portion(): void {
        this.#timer = undefined;
        const end = performance.now() + PORTION_MS;
        for (const row of this.#stale) {
            this.#draw(row);
            if (performance.now() >= end) break;
        }
        this.resume();
    }

    #draw(row: Row): void {
        this.#stale.delete(row);
        row.draw(this.#now);
    }

    #add(device: DeviceView): Row {
        const row = this.#make(device);
        this.#rows.set(device.device, row);
        this.#byElement.set(row.element, row);
        return row;
    }

    #remove(device: string, row: Row): void {
        row.close();
        this.#rows.delete(device);
        this.#inSight.delete(row);
        this.#stale.delete(row);
        if (this.#stop === row) this.#stop = undefined;
    }

    /** Makes the list one stop of the Tab key, at the last focused device. The arrow keys move within it. */
    #stopAt(row: Row | undefined): void {
        if (row === this.#stop) return;
        if (this.#stop) this.#stop.isStop = false;
        if (row) row.isStop = true;
        this.#stop = row;
    }

    #move(event: KeyboardEvent): void {
        const rows = [...this.#rows.values()].filter((row) => !row.element.hidden);
        const at = rows.findIndex((row) => row.head === event.target);
        const places: Readonly<Record<string, number>> = {
            ArrowDown: at + 1,
            ArrowUp: at - 1,
            Home: 0,
            End: rows.length - 1,
        };
        const row = at < 0 ? undefined : rows[places[event.key] ?? -1];
        if (!row) return;
        event.preventDefault();
        this.#draw(row);
        row.head.focus();
    }
}
