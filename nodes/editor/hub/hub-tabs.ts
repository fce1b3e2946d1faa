// The tabs in the dialog of the hub. The editor's tabs work with the mouse only, so the keyboard and the roles are added.

import { setShown } from '../fields/form';
import { text } from '../texts';

const NAMES = ['connection', 'security', 'messages', 'devices'] as const;
/** Tabs on which the connection can be checked. */
const CHECKED: readonly string[] = ['connection', 'security'];

/** What the types of the editor leave out. */
interface Tabs {
    addTab(tab: { readonly id: string; readonly label: string }): void;
    activateTab(id: string): void;
}

const FAULT = '.clown-hub-tab-fault';
const idOf = (name: string): string => `clown-hub-${name}`;

/** Shows the tabs, and opens the first one that has an invalid field. The returned function ends marking such tabs. */
export function prepareTabs(): () => void {
    const list = $('#clown-hub-tabs').attr({ role: 'tablist', 'aria-label': text('tab.label') });
    const links = (): JQuery => list.find('a');
    const show = (id: string): void => {
        for (const name of NAMES) setShown(`#${idOf(name)}`, idOf(name) === id);
        setShown(
            '.clown-hub-doctor',
            CHECKED.some((name) => idOf(name) === id),
        );
        links().each((_index, link) => {
            const isShown = $(link).attr('href') === `#${id}`;
            $(link).attr({ 'aria-selected': String(isShown), tabindex: isShown ? 0 : -1 });
        });
    };
    const { tabs: editorTabs } = RED as unknown as { tabs: { create(options: object): Tabs } };
    const tabs = editorTabs.create({ element: list, onchange: ({ id }: { readonly id: string }) => show(id) });
    for (const name of NAMES) tabs.addTab({ id: idOf(name), label: text(`tab.${name}`) });
    links().each((index, link) => {
        const id = idOf(NAMES[index] ?? '');
        $(link)
            .attr({ role: 'tab', id: `${id}-tab`, 'aria-controls': id })
            .parent()
            .attr('role', 'presentation');
        $(`#${id}`).attr({ role: 'tabpanel', 'aria-labelledby': `${id}-tab` });
        // The editor's own listener needs a mouse.
        $(link).on('click', () => tabs.activateTab(id));
    });
    const press = (link: HTMLElement | undefined): void => {
        link?.click();
        link?.focus();
    };
    list.on('keydown', 'a', ({ key, currentTarget }) => {
        const all = links().toArray();
        const at = all.indexOf(currentTarget);
        const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1, Enter: at, ' ': at }[key];
        if (next === undefined) return true;
        press(all.at(next % all.length));
        return false;
    });
    show(idOf(NAMES[0]));
    const unmark = markFaults();
    // The editor validates the fields when they are filled in.
    const timer = setTimeout(() => {
        const faulty = NAMES.find(isFaulty);
        if (faulty) tabs.activateTab(idOf(faulty));
    });
    return () => {
        clearTimeout(timer);
        unmark();
    };
}

function isFaulty(name: string): boolean {
    const faulty = $(`#${idOf(name)} .input-error`).toArray();
    // A simulated hub does not use the settings for an address.
    return faulty.some((field) => $(field).closest('.clown-hub-address').css('display') !== 'none');
}

/** Marks each tab that has an invalid field, until the returned function is called. */
function markFaults(): () => void {
    const mark = (): void => {
        for (const name of NAMES) {
            const link = $(`#${idOf(name)}-tab`);
            const faulty = isFaulty(name);
            if (faulty === link.is('[aria-label]')) continue;
            link.children(FAULT).remove();
            link.removeAttr('aria-label');
            if (faulty) link.attr('aria-label', `${link.text()}: ${text('tab.invalid')}`).prepend(faultMark());
        }
    };
    // The editor reports no result of its validation, but changes the class of the field.
    const observer = new MutationObserver(mark);
    for (const panel of $('.clown-hub-panel').toArray())
        observer.observe(panel, { subtree: true, childList: true, attributeFilter: ['class', 'style'] });
    mark();
    return () => observer.disconnect();
}

function faultMark(): JQuery {
    return $('<i class="fa fa-exclamation-triangle clown-hub-tab-fault" aria-hidden="true">').css({
        'margin-right': '4px',
        color: 'var(--red-ui-text-color-error)',
    });
}
