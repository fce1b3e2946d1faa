// One device in the list: its name or type, its values, their age and their curve. If it is selected, it has the box of its
// commands. Its content is made when the row is first drawn.

import { durationText } from '../../shared/duration-text';
import type { DeviceView } from '../../shared/views';
import { text } from '../texts';
import { CommandBox } from './command-box';
import { BOX, curveOf } from './curve';
import { copiesOf } from './device-node';
import { element, icon, setAttribute, setHidden, setText } from './dom';
import type { HubIds } from './model';
import { obstacle, placeByDrop } from './place';
import { addressText, isMute, unreportedKey, valuesText, valueText } from './reading';

const SVG = 'http://www.w3.org/2000/svg';
/** Stands for the parts of a row without content. */
const NONE = element('i', '');
const ICONS: Readonly<Record<string, string>> = {
    thermometer: 'fa-thermometer-half',
    'lux-meter': 'fa-sun-o',
    barometer: 'fa-tachometer',
    'humidity-sensor': 'fa-tint',
    'co2-sensor': 'fa-cloud',
    relay: 'fa-toggle-on',
    led: 'fa-lightbulb-o',
    'display-oled': 'fa-television',
    'push-button': 'fa-hand-pointer-o',
    pir: 'fa-eye',
};

/** Texts of ages, which many devices have in common: translating takes time. */
const ages = new Map<string, string>();
const MOST_AGES = 400;

function ageText(time: string): string {
    const known = ages.get(time);
    if (known !== undefined) return known;
    if (ages.size >= MOST_AGES) ages.clear();
    const translated = text('sidebar.age', { time });
    ages.set(time, translated);
    return translated;
}

/** A number and its unit with a no-break space between them. */
function together(time: string): string {
    return time.replace(' ', '\u00a0');
}

/** The row of one device. */
export class Row {
    readonly element = element('li', 'clown-hub-sidebar-device');
    /** The button that selects the device. */
    readonly head = element('button', 'clown-hub-sidebar-head');
    readonly #hub: HubIds;
    readonly #choose: () => void;
    readonly #name = document.createTextNode('');
    readonly #place = document.createTextNode('');
    readonly #value = document.createTextNode('');
    readonly #age = document.createTextNode('');
    #bell = NONE;
    #graph = NONE;
    #line: Element = NONE;
    #device: DeviceView;
    #isMade = false;
    #isStale = true;
    /** The shown age, to translate it only when it changes. */
    #time: string | undefined = '';
    #wasSilent = false;
    #isOld = false;
    #box: CommandBox | undefined;

    constructor(hub: HubIds, device: DeviceView, choose: () => void) {
        this.#hub = hub;
        this.#device = device;
        this.#choose = choose;
        // Its list has the role of none (row-lists.ts), which would take away that of the row.
        this.element.setAttribute('role', 'listitem');
        this.head.type = 'button';
        this.head.tabIndex = -1;
    }

    get device(): DeviceView {
        return this.#device;
    }

    /** Whether the row does not show its device as it is. */
    get isStale(): boolean {
        return this.#isStale;
    }

    /** Takes a new view of the device, to be drawn. */
    update(device: DeviceView): void {
        if (device === this.#device) return;
        this.#device = device;
        this.#isStale = true;
    }

    /** Marks the values as old. */
    set old(old: boolean) {
        if (old === this.#isOld) return;
        this.#isOld = old;
        this.#isStale = true;
    }

    /** Whether the Tab key stops at this row. */
    set isStop(isStop: boolean) {
        this.head.tabIndex = isStop ? 0 : -1;
    }

    /** Shows the device as it is; `now` is by the runtime's clock. */
    draw(now: number): void {
        if (!this.#isMade) this.#makeContent();
        if (this.#isStale) this.#show();
        this.#isStale = false;
        this.tick(now);
    }

    /** Updates the age of the last frame; `now` is by the runtime's clock. */
    tick(now: number): void {
        if (!this.#isMade) return;
        const { heardAt, silentMs } = this.#device;
        const silent = silentMs !== undefined;
        setHidden(this.#bell, !silent);
        const time = heardAt === undefined ? undefined : together(durationText(now - heardAt));
        if (time === this.#time && silent === this.#wasSilent) return;
        this.#time = time;
        this.#wasSilent = silent;
        if (time === undefined) setText(this.#age, text(unreportedKey(this.#device.type)));
        else setText(this.#age, silent ? text('sidebar.silent', { time }) : ageText(time));
    }

    /** Clears the result of the last command. */
    forget(): void {
        this.#box?.forget();
    }

    /** Opens or closes the box of commands. */
    set chosen(chosen: boolean) {
        if (chosen === (this.#box !== undefined)) return;
        if (chosen) {
            if (!this.#isMade) this.#makeContent();
            this.#box = new CommandBox(this.#hub, () => this.#device);
            this.element.append(this.#box.element);
        } else {
            this.#box?.close();
            this.#box = undefined;
        }
        this.head.setAttribute('aria-expanded', String(chosen));
    }

    close(): void {
        this.chosen = false;
    }

    #makeContent(): void {
        this.#isMade = true;
        const device = this.#device;
        const grip = element('span', 'clown-hub-sidebar-grip', icon(ICONS[device.type] ?? 'fa-microchip'));
        grip.draggable = true;
        grip.title = text('sidebar.drag');
        grip.addEventListener('dragstart', (event) => this.#drag(event));
        const name = element('bdi', 'clown-hub-sidebar-name', this.#name);
        const value = element('span', 'clown-hub-sidebar-value', this.#value);
        this.#bell = icon('fa-bell-slash-o');
        const age = element('span', 'clown-hub-sidebar-age', this.#bell, ' ', this.#age);
        const place = element('span', 'clown-hub-sidebar-place', element('bdi', '', this.#place), ' ', age);
        this.#line = document.createElementNS(SVG, 'polyline');
        this.#graph = element('span', 'clown-hub-sidebar-curve', this.#svg());
        this.#graph.addEventListener('mouseenter', () => this.#explain());
        this.head.append(element('span', '', name, place), element('span', '', value, this.#graph));
        this.head.title = device.device;
        this.head.setAttribute('aria-expanded', 'false');
        this.head.addEventListener('click', this.#choose);
        this.element.append(grip, this.head);
    }

    #show(): void {
        const { type, name, heardAt, silentMs, curve } = this.#device;
        const address = addressText(this.#device);
        setText(this.#name, name ?? type);
        setText(this.#place, name === undefined ? address : `${type} ${address}`.trim());
        const values = valuesText(this.#device.values, text);
        const isOld = this.#isOld && values !== '';
        setText(this.#value, isOld ? text('sidebar.before', { values }) : values);
        const classes = [
            'clown-hub-sidebar-device',
            ...(silentMs === undefined ? [] : ['clown-hub-sidebar-silent']),
            ...(heardAt === undefined && !isMute(type) ? ['clown-hub-sidebar-unreported'] : []),
            ...(isOld ? ['clown-hub-sidebar-old'] : []),
        ];
        setAttribute(this.element, 'class', classes.join(' '));
        const line = curveOf(curve);
        setHidden(this.#graph, line === undefined);
        if (line) setAttribute(this.#line, 'points', line.points);
    }

    /** Sets the tooltip with the range of the curve, only under the mouse: texts for all curves would take time. */
    #explain(): void {
        const { values, curve } = this.#device;
        const line = curveOf(curve);
        if (!line) return;
        const unit = values.find(({ value }) => typeof value === 'number')?.unit;
        const read = (value: number): string =>
            valueText({ value: Number(value.toPrecision(6)), ...(unit ? { unit } : {}) });
        const [least, most] = [read(line.least), read(line.most)];
        setAttribute(this.#graph, 'title', text('sidebar.range', { least, most, time: durationText(line.spanMs) }));
    }

    #svg(): SVGSVGElement {
        const svg = document.createElementNS(SVG, 'svg');
        svg.setAttribute('viewBox', `0 0 ${BOX.width} ${BOX.height}`);
        svg.setAttribute('preserveAspectRatio', 'none');
        svg.setAttribute('aria-hidden', 'true');
        svg.append(this.#line);
        return svg;
    }

    #drag(event: DragEvent): void {
        const [type] = copiesOf(this.#device);
        if (!type || obstacle(this.#hub.node)) event.preventDefault();
        else placeByDrop(event, type, this.#device, this.#hub.node);
    }
}
