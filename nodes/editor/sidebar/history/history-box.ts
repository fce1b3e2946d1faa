// The last 24 hours of a selected device: a plot of each quantity, and the same in words. Loaded when the device is selected, and
// again while it is visible.

import czech from '../../../locales/cs/on-demand/history.json';
import english from '../../../locales/en-US/on-demand/history.json';
import type { QuantityHistory } from '../../../shared/views';
import { getHistory } from '../../runtime-api';
import { text } from '../../texts';
import { element } from '../dom';
import { language } from '../editor';
import { quantityText, valueText } from '../reading';
import { words } from '../words';
import { PLOT, type Plot, plotOf, secondsOn } from './plot';

const SVG = 'http://www.w3.org/2000/svg';
const RENEW_MS = 30_000;
const MOST_GAPS = 3;

const say = words(english, czech, language);

/** The history of one device. */
export class HistoryBox {
    readonly element = element('div', 'clown-hub-history');
    readonly #hub: string;
    readonly #device: string;
    readonly #timer: ReturnType<typeof setInterval>;
    #isOpen = true;

    /** `hub` is the id of the running hub. */
    constructor(hub: string, device: string) {
        this.#hub = hub;
        this.#device = device;
        this.#load();
        this.#timer = setInterval(() => {
            const isSeen = this.element.offsetParent !== null || this.element.hidden;
            if (isSeen && !document.hidden) this.#load();
        }, RENEW_MS);
    }

    close(): void {
        this.#isOpen = false;
        clearInterval(this.#timer);
    }

    #load(): void {
        getHistory(this.#hub, this.#device).then(
            ({ quantities }) => this.#show(quantities),
            // What was loaded stays. The sidebar itself reports that the runtime does not respond.
            () => {},
        );
    }

    #show(quantities: readonly QuantityHistory[]): void {
        if (!this.#isOpen) return;
        const figures = quantities.flatMap((one) => {
            const plot = plotOf(one);
            return plot ? [figureOf(one, plot)] : [];
        });
        const title = element('div', 'clown-hub-sidebar-label', say('title'));
        this.element.replaceChildren(...(figures.length > 0 ? [title, ...figures] : []));
    }
}

function figureOf(history: QuantityHistory, plot: Plot): HTMLElement {
    const quantity = quantityText(history.quantity, text);
    const from = timeText(plot.spanS);
    const svg = svgOf(plot);
    svg.setAttribute('aria-label', say('plot', { quantity, from }));
    const title = document.createElementNS(SVG, 'title');
    title.textContent = say(history.isState ? 'steps' : 'band');
    svg.append(title);
    const times = element(
        'div',
        'clown-hub-history-times',
        element('span', '', say('since', { from })),
        element('span', '', say('now')),
    );
    return element('figure', '', svg, times, element('figcaption', '', ...sentences(history, quantity, plot)));
}

function sentences(history: QuantityHistory, quantity: string, plot: Plot): HTMLElement[] {
    const values = history.isState ? stateSentence(history, quantity) : valuesSentence(history, quantity, plot);
    const shown = plot.gaps.slice(-MOST_GAPS).reverse();
    const gaps = shown.map(({ fromS, toS }) => say('gap', { from: timeText(fromS), to: timeText(toS) })).join(', ');
    const count = plot.gaps.length - shown.length;
    const outages = shown.length === 0 ? [] : [say(count > 0 ? 'more-gaps' : 'gaps', { gaps, count })];
    return [values, ...outages].map((sentence) => element('div', '', sentence));
}

function stateSentence({ latest: [agoS, latest], runs }: QuantityHistory, quantity: string): string {
    const state = text(latest === 0 ? 'known.off' : 'known.on');
    return say('state', { quantity, state, time: timeText(agoS), duration: durationText(secondsOn(runs)) });
}

/** A duration in minutes, or from an hour on in hours. */
function durationText(seconds: number): string {
    const minutes = Math.round(seconds / 60);
    return minutes < 60 ? `${minutes}\u00a0min` : `${(minutes / 60).toFixed(1)}\u00a0h`;
}

function valuesSentence({ unit, latest: [agoS, latest] }: QuantityHistory, quantity: string, plot: Plot): string {
    const read = (value: number, digits = 6): string =>
        valueText({ value: Number(value.toPrecision(digits)), ...(unit ? { unit } : {}) });
    return say('values', {
        quantity,
        latest: read(latest),
        time: timeText(agoS),
        least: read(plot.least),
        mean: read(plot.mean, 4),
        most: read(plot.most),
    });
}

function svgOf({ lines }: Plot): SVGSVGElement {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', `0 0 ${PLOT.width} ${PLOT.height}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('role', 'img');
    for (const { line, area } of lines) {
        for (const [name, points] of [
            ['polygon', area],
            ['polyline', line],
        ] as const) {
            const shape = document.createElementNS(SVG, name);
            shape.setAttribute('points', points);
            svg.append(shape);
        }
    }
    return svg;
}

/** The hour and minute that were so many seconds ago. */
function timeText(agoS: number): string {
    const time = new Date(Date.now() - agoS * 1000);
    return time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** The style of the history. */
export const HISTORY_STYLE = `
.clown-hub-history .clown-hub-sidebar-label { margin: 0 0 2px; font-size: 0.9em; }
.clown-hub-history figure { margin: 0 0 8px; }
.clown-hub-history svg { display: block; box-sizing: border-box; width: 100%; height: 60px; border: solid var(--red-ui-secondary-border-color); border-width: 0 0 1px 1px; color: var(--red-ui-primary-text-color); }
.clown-hub-history polygon { fill: currentColor; opacity: 0.25; }
.clown-hub-history polyline { fill: none; stroke: currentColor; stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.clown-hub-history-times { display: flex; justify-content: space-between; font-size: 0.85em; }
.clown-hub-history figcaption { font-size: 0.9em; overflow-wrap: anywhere; }
`;
