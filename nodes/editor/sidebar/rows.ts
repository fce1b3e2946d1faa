// The rows of a hub's devices. There may be thousands, so they are made and drawn in small portions between frames, those in
// sight first: a search of the page and a screen reader find them all.

import type { DeviceView } from '../../shared/views';
import { setHidden } from './dom';
import type { Row } from './row';
import { RowLists } from './row-lists';

/** Time of one portion, and the pause after it, which the browser needs for its own work. */
const PORTION_MS = 4;
const PAUSE_MS = 16;

const isShown = (row: Row): boolean => !row.element.hidden;

/** The rows of one hub. */
export class Rows {
    readonly #lists = new RowLists((seen) => {
        for (const row of this.#rowsOf(seen)) row.tick(this.#now);
        this.#portion();
    });
    readonly element = this.#lists.element;
    #devices: readonly DeviceView[] = [];
    #fits: (device: DeviceView) => boolean = () => true;
    /** Whether each device has its row. */
    #isComplete = true;
    readonly #make: (device: DeviceView) => Row;
    readonly #rows = new Map<string, Row>();
    readonly #byElement = new WeakMap<EventTarget, Row>();
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
    }

    [Symbol.iterator](): Iterator<Row> {
        return this.#rows.values();
    }

    /** Makes one row for each device, in this order, without taking long: the rest follows. */
    arrange(devices: readonly DeviceView[]): void {
        this.#devices = devices;
        const wanted = new Set(devices.map(({ device }) => device));
        for (const [device, row] of this.#rows) if (!wanted.has(device)) this.#remove(device, row);
        for (const device of devices) this.#rows.get(device.device)?.update(device);
        this.#place(performance.now() + PORTION_MS);
    }

    /** Makes missing rows until this time, and puts all of them into lists. */
    #place(end: number): void {
        const rows = this.#devices.flatMap(
            (device) => this.#rows.get(device.device) ?? (performance.now() < end ? this.#add(device) : []),
        );
        this.#isComplete = rows.length === this.#devices.length;
        this.#lists.arrange(rows.map((row) => row.element));
    }

    /** Shows the rows of the devices that fit, and draws what is stale. Returns how many fit. */
    show(now: number, fits: (device: DeviceView) => boolean): number {
        this.#now = now;
        this.#fits = fits;
        const shown = this.#fit();
        this.#portion();
        return shown;
    }

    #fit(): number {
        let shown = 0;
        let first: Row | undefined;
        for (const device of this.#devices) {
            const isShown = this.#fits(device);
            if (isShown) shown++;
            const row = this.#rows.get(device.device);
            if (!row) continue;
            setHidden(row.element, !isShown);
            if (row.isStale) this.#stale.add(row);
            if (isShown) first ??= row;
        }
        this.#lists.fit();
        if (!this.#stop || this.#stop.element.hidden) this.#stopAt(first);
        return shown;
    }

    /** Updates the ages of the rows in sight. */
    tick(now: number): void {
        this.#now = now;
        for (const row of this.#rowsInSight()) if (!row.element.hidden) row.tick(now);
    }

    /** Makes missing rows and draws stale ones in portions, until there are none or `pause` is called. */
    resume(): void {
        if (this.#stale.size > 0 || !this.#isComplete) this.#timer ??= setTimeout(() => this.#portion(), PAUSE_MS);
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
        this.pause();
        const end = performance.now() + PORTION_MS;
        this.#drawUntil(end, this.#rowsInSight());
        if (!this.#isComplete && performance.now() < end) {
            this.#place(end);
            this.#fit();
        }
        this.#drawUntil(end, this.#stale);
        this.resume();
    }

    #drawUntil(end: number, rows: Iterable<Row>): void {
        for (const row of rows) {
            if (performance.now() >= end) return;
            if (this.#stale.has(row)) this.#draw(row);
        }
    }

    #draw(row: Row): void {
        this.#stale.delete(row);
        row.draw(this.#now);
    }

    #rowsInSight(): Row[] {
        return this.#rowsOf(this.#lists.inSight);
    }

    #rowsOf(elements: Iterable<Element>): Row[] {
        return [...elements].flatMap((one) => this.#byElement.get(one) ?? []);
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
        if (!this.#isComplete && ['ArrowDown', 'End'].includes(event.key)) {
            this.#place(Number.POSITIVE_INFINITY);
            this.#fit();
        }
        const rows = this.#devices.flatMap(({ device }) => this.#rows.get(device) ?? []).filter(isShown);
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
