// One hub in the list: its head, and its devices below it, unless folded.

import type { HubView, StateView } from '../../shared/views';
import { text } from '../texts';
import { element, setHidden, setText } from './dom';
import { HubHead } from './hub-head';
import { type HubIds, matchesFilter } from './model';
import { isOld, isUp, quantityText } from './reading';
import { Row } from './row';
import { Rows } from './rows';

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
    readonly #ids: HubIds;
    readonly #choosing: Choosing;
    readonly #head: HubHead;
    readonly #filter = element('input', 'clown-hub-sidebar-filter');
    readonly #rows: Rows;
    readonly #empty = document.createTextNode('');
    readonly #emptyLine: HTMLElement;
    readonly #body: HTMLElement;
    #hub: HubView;
    /** The device whose box is open. */
    #chosen: string | undefined;
    /** Current time by the runtime's clock, and the time of the last message. */
    #now = 0;
    #updatedAt = 0;

    constructor(hub: HubView, choosing: Choosing) {
        const { id, template = id } = hub;
        this.#ids = { running: id, node: template };
        this.#hub = hub;
        this.#choosing = choosing;
        this.#head = new HubHead(template, () => this.#turn());
        this.#rows = new Rows((device) => {
            const row = new Row(this.#ids, device, () => this.#choosing.choose(id, device.device));
            row.chosen = device.device === this.#chosen;
            row.old = isOld(device, this.#hub.state);
            return row;
        });
        this.#emptyLine = element('p', 'clown-hub-sidebar-note', this.#empty);
        this.#filter.type = 'search';
        this.#filter.placeholder = text('sidebar.filter');
        this.#filter.setAttribute('aria-label', text('sidebar.filter'));
        this.#filter.addEventListener('input', () => this.#showRows());
        this.#body = element('div', 'clown-hub-sidebar-body', this.#filter, this.#rows.element, this.#emptyLine);
        this.element.append(this.#head.element, this.#body);
    }

    /** Shows a view of the hub. `now` is by the runtime's clock; `chosen` is the device whose box is open. */
    update(hub: HubView, now: number, chosen: string | undefined): void {
        const isFirst = this.#updatedAt === 0;
        if (hub !== this.#hub || isFirst) this.#updatedAt = now;
        const isSame = hub.devices === this.#hub.devices && !isFirst;
        const isMoved = connectionOf(hub.state) !== connectionOf(this.#hub.state);
        this.#hub = hub;
        this.#chosen = chosen;
        this.#now = now;
        this.#head.update(hub, this.#updatedAt);
        if (!isSame) this.#rows.arrange(hub.devices);
        for (const row of this.#rows) {
            row.chosen = row.device.device === chosen;
            row.old = isOld(row.device, hub.state);
            if (isMoved) row.forget();
        }
        this.#showRows();
    }

    /** Updates ages and durations. */
    tick(now: number): void {
        this.#now = now;
        this.#head.tick(now);
        if (!this.#body.hidden) this.#rows.tick(now);
    }

    /** While the sidebar is hidden, nothing is drawn. */
    set isSeen(isSeen: boolean) {
        if (isSeen) this.#rows.resume();
        else this.#rows.pause();
    }

    close(): void {
        this.#rows.close();
        this.element.remove();
    }

    /** Shows the rows that match the filter, or why there are none. */
    #showRows(): void {
        const { devices } = this.#hub;
        setHidden(this.#filter, devices.length === 0);
        const filter = devices.length > 0 ? this.#filter.value : '';
        const labelOf = (quantity: string): string => quantityText(quantity, text);
        const shown = this.#rows.show(this.#now, (device) => matchesFilter(device, filter, labelOf));
        // The state of a disconnected hub explains why it has no devices.
        const isExplained = shown > 0 || (devices.length === 0 && !isUp(this.#hub.state));
        setHidden(this.#emptyLine, isExplained);
        if (!isExplained) setText(this.#empty, text(devices.length === 0 ? 'sidebar.no-devices' : 'sidebar.no-match'));
        this.#head.tick(this.#now);
    }

    #turn(): void {
        const isFolded = !this.#body.hidden;
        setHidden(this.#body, isFolded);
        this.#head.folded = isFolded;
        this.tick(this.#now);
    }
}
