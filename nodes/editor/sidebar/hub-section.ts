// One hub in the list: its head, and its devices below it, unless folded.

import type { DeviceView, HubView, StateView } from '../../shared/views';
import { text } from '../texts';
import { arrange, element, setHidden, setText } from './dom';
import { HubHead } from './hub-head';
import { matchesFilter } from './model';
import { isOld, isUp, quantityText } from './reading';
import { Row } from './row';

/** The state as far as it matters for commands: a silent hub still accepts them. */
function connectionOf(state: StateView): string {
    return isUp(state) ? 'connected' : state.word;
}

/** Receives the selection of a device. */
export interface Choosing {
    /** Called when a device is selected by mouse or key. */
    choose(hub: string, device: string): void;
}

/** One hub with its devices. */
export class HubSection {
    readonly element = element('section', 'clown-hub-sidebar-hub');
    readonly #id: string;
    readonly #choosing: Choosing;
    readonly #head: HubHead;
    readonly #filter = element('input', 'clown-hub-sidebar-filter');
    readonly #list = element('ul', 'clown-hub-sidebar-devices');
    readonly #empty = document.createTextNode('');
    readonly #emptyLine: HTMLElement;
    readonly #body: HTMLElement;
    readonly #rows = new Map<string, Row>();
    #hub: HubView;
    /** Current time by the runtime's clock, and the time of the last message. */
    #now = 0;
    #updatedAt = 0;

    constructor(hub: HubView, choosing: Choosing) {
        this.#id = hub.id;
        this.#hub = hub;
        this.#choosing = choosing;
        this.#head = new HubHead(hub.id, () => this.#turn());
        this.#emptyLine = element('p', 'clown-hub-sidebar-note', this.#empty);
        this.#filter.type = 'search';
        this.#filter.placeholder = text('sidebar.filter');
        this.#filter.setAttribute('aria-label', text('sidebar.filter'));
        this.#filter.addEventListener('input', () => this.#showRows());
        this.#list.addEventListener('keydown', (event) => this.#move(event));
        this.#list.addEventListener('focusin', (event) => this.#stopAt(event.target));
        this.#body = element('div', 'clown-hub-sidebar-body', this.#filter, this.#list, this.#emptyLine);
        this.element.append(this.#head.element, this.#body);
    }

    /** Shows a view of the hub. `now` is by the runtime's clock; `chosen` is the device whose box is open. */
    update(hub: HubView, now: number, chosen: string | undefined): void {
        this.#updatedAt = hub === this.#hub && this.#updatedAt > 0 ? this.#updatedAt : now;
        const isSame = hub.devices === this.#hub.devices && this.#rows.size === hub.devices.length;
        const isMoved = connectionOf(hub.state) !== connectionOf(this.#hub.state);
        this.#hub = hub;
        this.#now = now;
        this.#head.update(hub, this.#updatedAt);
        if (!isSame) this.#makeRows(hub.devices);
        for (const [device, row] of this.#rows) {
            row.chosen = device === chosen;
            row.old = isOld(row.device, hub.state);
            if (isMoved) row.forget();
        }
        this.#showRows();
    }

    /** Updates ages and durations. */
    tick(now: number): void {
        this.#now = now;
        this.#head.tick(now);
        if (this.#body.hidden) return;
        for (const row of this.#rows.values()) if (!row.element.hidden) row.tick(now);
    }

    close(): void {
        for (const row of this.#rows.values()) row.close();
        this.element.remove();
    }

    #makeRows(devices: readonly DeviceView[]): void {
        const wanted = new Set(devices.map(({ device }) => device));
        for (const [device, row] of this.#rows) {
            if (wanted.has(device)) continue;
            row.close();
            this.#rows.delete(device);
        }
        const rows = devices.map((device) => {
            const known = this.#rows.get(device.device);
            const row = known ?? new Row(this.#id, device, () => this.#choosing.choose(this.#id, device.device));
            this.#rows.set(device.device, row);
            row.update(device);
            return row;
        });
        arrange(
            this.#list,
            rows.map((row) => row.element),
        );
    }

    /** Shows the rows that match the filter, or why there are none. */
    #showRows(): void {
        const { devices } = this.#hub;
        setHidden(this.#filter, devices.length === 0);
        const filter = devices.length > 0 ? this.#filter.value : '';
        const labelOf = (quantity: string): string => quantityText(quantity, text);
        let shown = 0;
        for (const row of this.#rows.values()) {
            const isShown = matchesFilter(row.device, filter, labelOf);
            setHidden(row.element, !isShown);
            if (isShown) shown++;
        }
        // The state of a disconnected hub explains why it has no devices.
        const isExplained = shown > 0 || (devices.length === 0 && !isUp(this.#hub.state));
        setHidden(this.#emptyLine, isExplained);
        if (!isExplained) setText(this.#empty, text(devices.length === 0 ? 'sidebar.no-devices' : 'sidebar.no-match'));
        this.#stopAt(this.#heads().find((head) => head.tabIndex === 0) ?? this.#heads()[0] ?? null);
        this.tick(this.#now);
    }

    #turn(): void {
        const isFolded = !this.#body.hidden;
        setHidden(this.#body, isFolded);
        this.#head.folded = isFolded;
        this.tick(this.#now);
    }

    #heads(): HTMLButtonElement[] {
        return [...this.#rows.values()].filter((row) => !row.element.hidden).map((row) => row.head);
    }

    /** Makes the list one stop of the Tab key, at the last focused device. The arrow keys move within it. */
    #stopAt(target: EventTarget | null): void {
        const heads = [...this.#rows.values()].map((row) => row.head);
        const head = heads.find((one) => one === target);
        if (!head || head.tabIndex === 0) return;
        for (const other of heads) if (other.tabIndex !== -1) other.tabIndex = -1;
        head.tabIndex = 0;
    }

    #move(event: KeyboardEvent): void {
        const heads = this.#heads();
        const { target } = event;
        const at = target instanceof HTMLButtonElement ? heads.indexOf(target) : -1;
        const places: Readonly<Record<string, number>> = {
            ArrowDown: at + 1,
            ArrowUp: at - 1,
            Home: 0,
            End: heads.length - 1,
        };
        const head = at < 0 ? undefined : heads[places[event.key] ?? -1];
        if (!head) return;
        event.preventDefault();
        head.focus();
    }
}
