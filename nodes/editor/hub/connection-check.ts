// The connection check in the dialog of the hub: a button, and the list of finished steps below it.

import type { Reason } from '../../../src/base/errors';
import type { CheckEnd, CheckRequest, CheckStep } from '../../shared/views';
import { Unreachable } from '../request';
import { checkHub } from '../runtime-api';
import { sentenceOf, text } from '../texts';

/** Icon and colour of each outcome. Its name is shown beside them. */
const LOOKS: Readonly<Record<CheckStep['outcome'], readonly [icon: string, colour: string]>> = {
    ok: ['fa-check-circle', 'var(--red-ui-text-color-success)'],
    warning: ['fa-exclamation-triangle', 'var(--red-ui-text-color-warning)'],
    failed: ['fa-times-circle', 'var(--red-ui-text-color-error)'],
    skipped: ['fa-minus-circle', 'var(--red-ui-secondary-text-color)'],
};

/** The icon of a step stands out to the left of its lines. */
const HANGING = { 'margin-bottom': '2px', 'padding-left': '1.6em', 'text-indent': '-1.6em' };

/** Lets the button check the settings that `readRequest` reads. The returned function stops a running check. */
export function prepareCheck(readRequest: () => CheckRequest): () => void {
    let running: AbortController | undefined;
    /** Whether anything of a check is shown. */
    let isShown = false;
    const show = (key: string): void => void $('.clown-hub-check span').text(text(key));
    const stop = (verdict: string, outcome?: CheckStep['outcome']): void => {
        running?.abort();
        running = undefined;
        show('doctor.ui.check');
        const place = $('.clown-hub-verdict').text(verdict);
        if (outcome) place.prepend(iconOf(outcome).css('margin-right', '4px'));
    };
    const start = (): void => {
        // Reading the form may change it, which would end the check.
        const form = readRequest();
        const own = new AbortController();
        const steps: CheckStep[] = [];
        running = own;
        isShown = true;
        show('doctor.ui.stop');
        $('.clown-hub-verdict').text(text('doctor.ui.running'));
        $('.clown-hub-steps').empty();
        const onStep = (step: CheckStep): void => {
            if (running !== own) return;
            steps.push(step);
            // Skipped steps are shown together at the end: the failed one must stay visible.
            if (step.outcome === 'skipped') return;
            itemOf(step).appendTo('.clown-hub-steps')[0]?.scrollIntoView({ block: 'nearest' });
        };
        checkHub(form, onStep, own.signal).then(
            (end) => {
                if (running !== own) return;
                showSkipped(steps);
                stop(verdictOf(end, steps), outcomeOf(end, steps));
            },
            (error: unknown) => running === own && stop(failureOf(error), 'failed'),
        );
    };
    $('.clown-hub-check').on('click', () => {
        if (running) stop(text('doctor.ui.stopped'));
        else start();
    });
    // A result of other settings would be false: each change of the form clears it, and stops a check that runs.
    $('.clown-hub-doctor')
        .closest('form')
        .on('input change', () => {
            if (!isShown) return;
            isShown = running !== undefined;
            stop(running ? text('doctor.ui.stopped') : '');
            $('.clown-hub-steps').empty();
        });
    return () => stop('');
}

function itemOf({ step, outcome, ms, code, params, reason }: CheckStep): JQuery {
    const item = $('<li class="clown-hub-step">').attr({ 'data-step': step, 'data-outcome': outcome });
    item.css(HANGING);
    const name = $('<strong>').text(text(`doctor.outcome.${outcome}`));
    // Text from a hub or a certificate must not become markup.
    const plain = (content: string): Text => document.createTextNode(content);
    item.append(iconOf(outcome), plain(` ${text(`doctor.step.${step}`)}: `), name);
    return item.append(plain(`, ${text('doctor.ui.ms', { ms })}. ${findingOf({ code, params, reason })}`));
}

/** One line for all steps that were not reached. */
function showSkipped(steps: readonly CheckStep[]): void {
    const names = steps.filter(({ outcome }) => outcome === 'skipped').map(({ step }) => text(`doctor.step.${step}`));
    if (names.length === 0) return;
    const item = $('<li class="clown-hub-skipped">').css({ ...HANGING, color: LOOKS.skipped[1] });
    item.append(
        iconOf('skipped'),
        document.createTextNode(` ${text('doctor.ui.not-reached', { steps: names.join(', ') })}`),
    );
    item.appendTo('.clown-hub-steps');
}

function iconOf(outcome: CheckStep['outcome']): JQuery {
    const [icon, color] = LOOKS[outcome];
    return $('<i class="fa fa-fw" aria-hidden="true" style="text-indent: 0">').addClass(icon).css({ color });
}

type Finding = Pick<CheckStep, 'code' | 'params'> & { readonly reason?: CheckStep['reason'] | undefined };

function findingOf({ code, params, reason }: Finding): string {
    return `${text(`doctor.${code}`, params)}${reason ? ` ${sentenceOf(withLabel(reason))}` : ''}`;
}

/** The reason with the label of the field that it is about, as the dialog shows it. */
function withLabel(reason: Reason): Reason {
    const { setting } = reason.params;
    const isField = typeof setting === 'string' && $(`#node-config-input-${setting}`).length > 0;
    return isField ? { ...reason, params: { ...reason.params, setting: text(`label.${setting}`) } } : reason;
}

function outcomeOf({ ok, reason }: CheckEnd, steps: readonly CheckStep[]): CheckStep['outcome'] {
    if (reason || !ok) return 'failed';
    return steps.some(({ outcome }) => outcome === 'warning') ? 'warning' : 'ok';
}

function verdictOf({ ok, reason }: CheckEnd, steps: readonly CheckStep[]): string {
    if (reason) return text('doctor.ui.refused', { why: sentenceOf(reason) });
    const failed = steps.find(({ outcome }) => outcome === 'failed');
    if (failed) return text('doctor.ui.done-failed', { step: text(`doctor.step.${failed.step}`) });
    if (!ok) return text('doctor.ui.unreachable');
    const isWarned = steps.some(({ outcome }) => outcome === 'warning');
    return text(isWarned ? 'doctor.ui.done-warning' : 'doctor.ui.done-ok');
}

function failureOf(error: unknown): string {
    const status = error instanceof Unreachable ? error.status : 0;
    return text(status === 401 || status === 403 ? 'doctor.ui.denied' : 'doctor.ui.unreachable');
}
