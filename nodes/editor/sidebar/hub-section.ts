// One hub in the list: its head, and its devices below it, unless folded.

import type { DeviceRow } from '../../../src/settings/device-table';
import type { DeviceView, HubView, StateView } from '../../shared/views';
import { deviceRows } from '../names';
import { text } from '../texts';
import { element, setHidden, setText } from './dom';
import { canEdit } from './editor';
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
    /** As the runtime has it, the table in the editor that its names are from, and the device whose box is open. */
    #running: HubView;
    #table: readonly DeviceRow[] | undefined;
    #chosen: string | undefined;
    /** Views with a name of the editor, by those of the runtime. */
    readonly #views = new WeakMap<DeviceView, DeviceView>();
    /** Current time by the runtime's clock, and the time of the last message. */
    #now = 0;
    #updatedAt = 0;

    constructor(hub: HubView, choosing: Choosing) {
        const { id, template = id } = hub;
        this.#ids = { running: id, node: template };
        this.#hub = hub;
        this.#running = hub;
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
    update(running: HubView, now: number, chosen: string | undefined): void {
        const isFirst = this.#updatedAt === 0;
        if (running !== this.#running || isFirst) this.#updatedAt = now;
        const hub = this.#named(running);
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
        if (this.#tableNow() !== this.#table) this.update(this.#running, now, this.#chosen);
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

    /** The table of the hub in the editor, deployed or not; undefined for a hub that the editor does not have. */
    #tableNow(): readonly DeviceRow[] | undefined {
        return canEdit(this.#ids.node) ? deviceRows(this.#ids.node) : undefined;
    }

    /** A view with the names of the editor. What has not changed stays the same object. */
    #named(running: HubView): HubView {
        const table = this.#tableNow();
        const isSameTable = table === this.#table;
        if (running === this.#running && isSameTable) return this.#hub;
        const isSame = isSameTable && running.devices === this.#running.devices;
        this.#running = running;
        this.#table = table;
        if (!table) return running;
        if (isSame) return { ...running, devices: this.#hub.devices };
        const names = new Map(table.map(({ device, name }) => [device, name]));
        const named = (device: DeviceView): DeviceView => {
            const name = names.get(device.device);
            if (name === device.name) return device;
            const before = this.#views.get(device);
            if (before && before.name === name) return before;
            const { name: _deployed, ...rest } = device;
            const view = name === undefined ? rest : { ...rest, name };
            this.#views.set(device, view);
            return view;
        };
        return { ...running, devices: running.devices.map(named) };
    }

    #turn(): void {
        const isFolded = !this.#body.hidden;
        setHidden(this.#body, isFolded);
        this.#head.folded = isFolded;
        this.tick(this.#now);
    }
}
