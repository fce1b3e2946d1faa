// Loads the script of the dialogs and of the sidebar when one of them is needed, or before, while the browser has nothing to
// do. A dialog that opens earlier shows a notice instead of its fields. Confirming such a dialog changes no setting.

import { SCRIPT_ROUTE } from '../shared/views';
import { text } from './texts';

/** Set by the build: identifies the script that belongs to this one. */
declare const SCRIPT_VERSION: string;

/** A node whose dialog is open. */
export interface OpenNode {
    readonly id: string;
    readonly type: string;
    _(key: string, params?: Record<string, unknown>): string;
}

/** What happens in an open dialog. */
export interface Dialog<Node> {
    /** Fills in the form. */
    prepare(node: Node): void;
    /** Before the editor stores the fields. */
    save(node: Node): void;
    /** After the dialog was cancelled, or its node deleted. */
    close?(): void;
}

/** What the loaded script defines. */
export interface Script {
    readonly dialogs: Readonly<Record<string, Dialog<OpenNode>>>;
    /** Shows the hubs in the sidebar until the returned function is called. */
    showHubs(content: HTMLElement): () => void;
}

/** Status of a failed request, or 0 without a response. */
export type Failure = { readonly status: number };

const LIMIT_MS = 30_000;
/** Pages that are busy load the script after this time. */
const IDLE_LIMIT_MS = 2_000;
const WAITING = 'clown-hub-waiting';

let script: Script | undefined;
let loading: Promise<Script> | undefined;

/** Loads the script once. After a failure, the next call tries again. */
export function load(): Promise<Script> {
    if (script) return Promise.resolve(script);
    loading ??= fetchScript<Script>(SCRIPT_VERSION, 'clownHubScript')
        .then((loaded) => {
            script = loaded;
            return loaded;
        })
        .finally(() => {
            loading = undefined;
        });
    return loading;
}

/** Loads a script of this build; the build defines its contents under a `name`. Rejects with `Failure`. */
export function fetchScript<Contents>(version: string, name: string): Promise<Contents> {
    return new Promise((resolve, reject: (failure: Failure) => void) => {
        const url = SCRIPT_ROUTE.replace(':version', version);
        // With the editor's login, which no script element sends.
        $.ajax({ url, dataType: 'text', timeout: LIMIT_MS }).then(
            (code: string, _status, xhr) => {
                // A proxy may respond with a page of its own.
                if (!/javascript/.test(xhr.getResponseHeader('content-type') ?? '')) return reject({ status: 0 });
                $.globalEval(code);
                const contents = (window as unknown as Readonly<Record<string, Contents | undefined>>)[name];
                if (contents) resolve(contents);
                else reject({ status: 0 });
            },
            (xhr: JQuery.jqXHR) => reject({ status: xhr.status }),
        );
    });
}

/** Loads the script once a flow has a node of the pack, while the browser is idle. The returned function ends it. */
export function loadWhenUsed(): () => void {
    const { events } = RED as unknown as { events: Events };
    const added = ({ type = '' }: { readonly type?: string }): void => {
        if (!/^clown-(?:hub|in|out|request)$/.test(type)) return;
        end();
        // A failure is shown when a dialog is opened, which tries again.
        whenIdle(() => {
            load().catch(() => {});
        });
    };
    const end = (): void => events.off('nodes:add', added);
    events.on('nodes:add', added);
    return end;
}

interface Events {
    on(event: 'nodes:add', listener: (node: { readonly type?: string }) => void): void;
    off(event: 'nodes:add', listener: (node: { readonly type?: string }) => void): void;
}

function whenIdle(act: () => void): void {
    // Safari has no such function.
    if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: IDLE_LIMIT_MS });
    else setTimeout(act, IDLE_LIMIT_MS);
}

/** `oneditprepare`: fills in the form now, or when the script is loaded. */
export function openDialog(this: object): void {
    const opened = this as OpenNode;
    if (script) script.dialogs[opened.type]?.prepare(opened);
    else wait(opened);
}

/** `oneditsave`: a form that was not filled in stores nothing. */
export function saveDialog(this: object): void {
    const opened = this as OpenNode;
    const form = formOf(opened);
    // The editor leaves settings unchanged that have no field.
    if (form.children(`.${WAITING}`).length > 0) fieldsIn(form).remove();
    else script?.dialogs[opened.type]?.save(opened);
}

/** `oneditcancel` and `oneditdelete`. */
export function closeDialog(this: object): void {
    script?.dialogs[(this as OpenNode).type]?.close?.();
}

function formOf({ type }: OpenNode): JQuery {
    return $(type === 'clown-hub' ? '#node-config-dialog-edit-form' : '#dialog-form');
}

/** Hides the fields and shows a notice until the script is loaded. */
function wait(node: OpenNode): void {
    const form = formOf(node);
    form.children().wrapAll('<div style="display: none">');
    const fields = form.children();
    const notice = $(`<div class="form-tips ${WAITING}" role="status">`).prependTo(form);
    showProgress(notice, text('form.load-kept'), () => {
        fields.children().unwrap();
        notice.remove();
        openDialog.call(node);
        // As the editor does after `oneditprepare`: the fields are validated as they are now.
        fieldsIn(form).trigger('change');
    });
}

function fieldsIn(form: JQuery): JQuery {
    return form.find('[id^=node-input-], [id^=node-config-input-]');
}

/** Loads the script and calls `done`. A notice shows the progress while it is part of the page; `note` ends a failure. */
export function showProgress(notice: JQuery, note: string, done: (script: Script) => void): void {
    notice.text(text('form.loading'));
    const isShown = (): boolean => notice[0]?.isConnected === true;
    load().then(
        (loaded) => {
            if (isShown()) done(loaded);
        },
        (failure: Failure) => {
            if (!isShown()) return;
            const again = $('<button type="button" class="red-ui-button red-ui-button-small">').text(
                text('form.retry'),
            );
            again.on('click', () => showProgress(notice, note, done));
            const sentence = `${failureText(failure)} ${note}`;
            notice.text(sentence).append($('<div style="margin-top: 6px">').append(again));
        },
    );
}

/** Why the script could not be loaded, and what to do. */
export function failureText({ status }: Failure): string {
    if (status === 401 || status === 403) return text('form.load-refused', { status });
    // Another release runs, whose script has another version.
    return status === 404 ? text('form.load-outdated') : text('form.load-failed', { status });
}
