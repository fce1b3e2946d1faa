// The section "Flow check" of the sidebar: its findings, each with a link to its node and a button that dismisses it.

import type { Finding, FlowCheckTexts } from '../../flow-check/index';
import type { HubView } from '../../shared/views';
import { type Failure, failureText } from '../on-demand';
import { button, element, icon, setHidden } from '../sidebar/dom';
import { language } from '../sidebar/editor';
import { reveal } from '../sidebar/reveal';
import { Checker, type FlowCheck } from './checker';
import { setDismissed } from './dismiss';

/** Most findings that are shown; the others follow when these are solved. */
const MOST_SHOWN = 100;

/** The section; it checks nothing until it is started. */
export class FlowCheckSection {
    readonly element = element('section', 'clown-hub-flow-check');
    readonly #head: HTMLButtonElement;
    readonly #title = element('span', '');
    readonly #status = element('p', 'clown-hub-sidebar-note');
    readonly #waiting = element('p', 'clown-hub-sidebar-note');
    readonly #list = element('ul', 'clown-hub-check-list');
    readonly #more: HTMLButtonElement;
    readonly #body: HTMLElement;
    readonly #checker: Checker;
    #check: FlowCheck | undefined;
    #texts: FlowCheckTexts | undefined;
    #findings: readonly Finding[] = [];
    #showsDismissed = false;
    /** Whether the findings are shown, and not a failure. */
    #isDrawn = false;

    constructor() {
        this.#head = button('', () => this.#turn());
        this.#head.classList.add('clown-hub-sidebar-fold');
        this.#head.append(icon('fa-angle-down'), ' ', this.#title);
        this.#status.setAttribute('role', 'status');
        this.#more = button('', () => {
            this.#showsDismissed = !this.#showsDismissed;
            this.#draw();
        });
        const foot = element('div', 'clown-hub-check-buttons', this.#more);
        this.#body = element('div', '', this.#status, this.#waiting, this.#list, foot);
        this.element.append(this.#head, this.#body);
        this.element.hidden = true;
        this.#fold(true);
        this.#checker = new Checker({
            checked: (check, findings, isWaiting) => this.#checked(check, findings, isWaiting),
            failed: (failure) => this.#failed(failure),
        });
    }

    start(): void {
        this.#checker.start();
    }

    stop(): void {
        this.#checker.stop();
    }

    /** The hubs that are running. */
    known(hubs: readonly HubView[]): void {
        this.#checker.known(hubs);
    }

    #checked(check: FlowCheck, findings: readonly Finding[], isWaiting: boolean): void {
        this.#check = check;
        this.#texts ??= new check.FlowCheckTexts(language());
        this.#waiting.textContent = this.#texts.ui('waiting');
        setHidden(this.#waiting, !isWaiting);
        const isSame = this.#isDrawn && JSON.stringify(findings) === JSON.stringify(this.#findings);
        this.#findings = findings;
        this.element.hidden = false;
        if (isSame) return;
        if (this.#head.hidden) this.#fold(true);
        this.#head.hidden = false;
        this.#draw();
    }

    /** The check could not be loaded. Before its first result, the section has nothing but the reason. */
    #failed(failure: Failure): void {
        this.#isDrawn = false;
        this.element.hidden = false;
        setHidden(this.#status, false);
        this.#status.textContent = failureText(failure);
        if (this.#texts) return;
        this.#head.hidden = true;
        setHidden(this.#waiting, true);
        this.#fold(false);
        setHidden(this.#more, true);
    }

    #draw(): void {
        const texts = this.#texts;
        if (!texts) return;
        this.#isDrawn = true;
        const open = this.#findings.filter(({ isDismissed }) => !isDismissed);
        const dismissed = this.#findings.length - open.length;
        const count = open.length;
        this.#title.textContent = count === 0 ? texts.ui('title') : texts.ui('count', { count });
        this.#status.textContent = count === 0 ? texts.ui('none') : '';
        setHidden(this.#status, count > 0);
        setHidden(this.#more, dismissed === 0);
        this.#more.textContent = this.#showsDismissed ? texts.ui('hide') : texts.ui('dismissed', { count: dismissed });
        const shown = this.#showsDismissed ? this.#findings : open;
        const hadFocus = this.#list.contains(document.activeElement);
        this.#list.replaceChildren(...shown.slice(0, MOST_SHOWN).map((finding) => this.#item(finding, texts)));
        if (hadFocus) (this.#list.querySelector('button') ?? this.#head).focus();
    }

    #item(finding: Finding, texts: FlowCheckTexts): HTMLElement {
        const { severity, isDismissed } = finding;
        const mark = icon(severity === 'error' ? 'fa-times-circle' : 'fa-exclamation-triangle');
        const sentence = element(
            'p',
            `clown-hub-check-${severity}`,
            mark,
            ` ${texts.ui(severity)}: ${texts.sentence(finding)}`,
        );
        const show = button(texts.ui('show'), () => reveal(finding.at));
        const dismiss = button(texts.ui(isDismissed ? 'restore' : 'dismiss'), () => {
            if (!this.#check || !setDismissed(this.#check, finding, !isDismissed)) return;
            const { rule, node } = finding;
            const isThis = (one: Finding): boolean => one.rule === rule && one.node === node;
            this.#findings = this.#findings.map((one) => (isThis(one) ? { ...one, isDismissed: !isDismissed } : one));
            this.#draw();
        });
        const item = element('li', '', sentence, element('div', 'clown-hub-check-buttons', show, dismiss));
        if (isDismissed) item.classList.add('clown-hub-check-dismissed');
        return item;
    }

    #turn(): void {
        this.#fold(!this.#body.hidden);
    }

    #fold(isFolded: boolean): void {
        setHidden(this.#body, isFolded);
        this.#head.setAttribute('aria-expanded', String(!isFolded));
    }
}

/** The style of the section. */
export const CHECK_STYLE = `
.clown-hub-flow-check { border-bottom: 1px solid var(--red-ui-secondary-border-color); padding-bottom: 6px; }
.clown-hub-sidebar .clown-hub-flow-check button.clown-hub-sidebar-fold { width: 100%; height: auto; font-size: inherit; line-height: inherit; }
.clown-hub-flow-check .clown-hub-check-list { list-style: none; margin: 0; padding: 0 10px; }
.clown-hub-check-list li { margin: 6px 0 10px; }
.clown-hub-check-list p { margin: 0 0 4px; overflow-wrap: anywhere; }
.clown-hub-check-error .fa { color: var(--red-ui-text-color-error); }
.clown-hub-check-warn .fa { color: var(--red-ui-text-color-warning); }
.clown-hub-check-dismissed p { font-style: italic; }
.clown-hub-check-buttons { display: flex; flex-wrap: wrap; gap: 4px; }
.clown-hub-flow-check > div > .clown-hub-check-buttons { padding: 0 10px; }
`;
