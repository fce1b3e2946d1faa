// The dialog of clown in: the frames to receive, the output, and an example of a message.

import { shorten } from '../../../src/base/errors';
import type { FilterAdvice } from '../../../src/protocol/filter-advice';
import { DEVICE_TYPES } from '../../../src/protocol/model';
import { silenceFault, silenceLimitS, type WatchedDevice } from '../../shared/expected-readings';
import { keepStored, showSettings, storeSettings } from '../dialog-settings';
import { prepareNotice } from '../fields/filter-notice';
import { chooseOnlyHub, onceATurn, setShown, suggest } from '../fields/form';
import { type HubUser, hubLabel } from '../fields/hub-in-editor';
import type { HubKnowledge } from '../fields/hub-knowledge';
import { sampleOf, sampleText } from '../fields/sample-message';
import { followHubField, offerSuggestions, prepareRow } from '../fields/suggestion-list';
import { adviceOn, filterSuggestions, quantitySuggestions, watchedDevices } from '../fields/suggestions';
import { current } from '../fields/validators';
import type { Dialog, OpenNode } from '../on-demand';
import { sentenceOf } from '../texts';

/** The settings of the conversion of units. */
const UNITS = ['temperatureUnit', 'pressureUnit', 'altitude'] as const;

const UNIT_FIELDS = UNITS.map((name) => `#node-input-${name}`).join(', ');

/** Most example messages that are shown of one frame. */
const MOST_SAMPLES = 2;

interface Texts {
    _(key: string, params?: Record<string, unknown>): string;
}

type ShowAdvice = ReturnType<typeof prepareNotice>;

const listens = (node: object): string => String(current(node, 'listen') || 'topic');
/** Without the blanks around it, which the node ignores. */
const fieldText = (name: string): string => String($(`#node-input-${name}`).val() ?? '').trim();

function showFields(node: Texts, known: HubKnowledge, showAdvice: ShowAdvice): void {
    const listen = listens({});
    const single = fieldText('output') === 'quantity' && listen !== 'state';
    setShown('.clown-in-topic, .clown-in-known', listen === 'topic');
    setShown('.clown-in-output, .clown-in-advanced', listen !== 'state');
    setShown('.clown-in-silence', listen === 'topic');
    setShown('.clown-in-unit', fieldText('output') !== 'text');
    // A device type alone is a common mistake for the filter TYPE/+.
    const given = known.names.resolve(fieldText('topic'));
    const topic = known.resolved(fieldText('topic'));
    const advice = listen === 'topic' ? adviceOn(topic, known.view) : undefined;
    showAdvice(advice && named(advice, known));
    const tip = listen === 'topic' && !advice && DEVICE_TYPES.has(topic) ? 'type' : listen;
    const isUnknown = listen === 'topic' && !given.ok;
    $('.clown-in-tip').text(isUnknown ? sentenceOf(given.reason) : node._(`clown-in.tip.${tip}`, { topic }));
    setShown('.clown-in-quantity', single);
    suggest('#clown-in-quantities', quantitySuggestions(known.view, listen === 'topic' ? topic : '#'));
    const limitS = limitOf(listen);
    setShown('.clown-in-limit', listen === 'topic' && $('#clown-in-watch').is(':checked'));
    $('.clown-in-fault').text(limitS > 0 ? faultText(node, limitS, watchedDevices(known.view, topic)) : '');
    showSample(node, known, advice !== undefined);
}

/** The seconds after which silence is reported; 0 for never. */
const limitOf = (listen: string): number =>
    listen === 'topic' ? Math.max(0, Number(fieldText('silentAfter'))) || 0 : 0;

/** The numbers of ports, which are settings. */
function setPorts(): void {
    const listen = listens({});
    $('#node-input-inputs').val(listen === 'dynamic' ? 1 : 0);
    $('#node-input-outputs').val(limitOf(listen) > 0 ? 2 : 1);
}

/** Advice with the name of the device in it. */
function named(advice: FilterAdvice, known: HubKnowledge): FilterAdvice {
    const { suggestion } = advice;
    return suggestion === undefined ? advice : { ...advice, suggestion: known.names.shown(suggestion) };
}

/** Fills in the quantity of a device type that has only one. For changes by the user only, not for stored settings. */
function chooseOnlyQuantity(hub: HubKnowledge): void {
    const known = quantitySuggestions(undefined, hub.resolved(fieldText('topic')));
    const isRequested = fieldText('output') === 'quantity' && listens({}) !== 'state';
    if (isRequested && fieldText('quantity') === '' && known.length === 1)
        $('#node-input-quantity')
            .val(known[0] ?? '')
            .trigger('change');
}

/** Why the limit reports a device that works; empty if it does not. */
function faultText(node: Texts, limitS: number, devices: readonly WatchedDevice[]): string {
    const fault = silenceFault(limitS, devices);
    if (!fault) return '';
    const { device } = fault;
    if (fault.kind === 'irregular') return node._('clown-in.silence.irregular', { device });
    const { seconds, least } = fault;
    return node._('clown-in.silence.short', { device, seconds, least });
}

/** A sensible limit when silence is to be reported, and no limit when it is not. */
function watch(known: HubKnowledge): void {
    const isWatched = $('#clown-in-watch').is(':checked');
    const limit = isWatched
        ? String(silenceLimitS(watchedDevices(known.view, known.resolved(fieldText('topic')))))
        : '';
    $('#node-input-silentAfter').val(limit).trigger('change');
}

function showSample(node: Texts, known: HubKnowledge, isAdvised: boolean): void {
    const sample = sampleOf({
        listen: listens({}),
        filter: known.resolved(fieldText('topic')),
        names: known.names,
        output: fieldText('output'),
        quantity: fieldText('quantity'),
        units: Object.fromEntries(UNITS.map((name) => [name, fieldText(name)])),
        hub: hubLabel(fieldText('hub')),
        known: known.view,
        now: Date.now(),
    });
    // The notice below the topic has the same sentence.
    setShown('.clown-in-sample', sample !== undefined && !(isAdvised && sample.from === 'nothing'));
    const messages = sample?.messages ?? [];
    const from = listens({}) === 'state' ? 'state' : (sample?.from ?? 'example');
    const params = { quantity: fieldText('quantity'), reported: shorten((sample?.reported ?? []).join(', ')) };
    const notes = [node._(`clown-in.sample.${from}`, params)];
    if (messages.length > 1) notes.push(node._('clown-in.sample.more', { number: messages.length }));
    const example = $('.clown-in-sample-text').text(messages.slice(0, MOST_SAMPLES).map(sampleText).join('\n'));
    setShown(example, messages.length > 0);
    $('.clown-in-sample-note').text(notes.join(' '));
}

export const inDialog: Dialog<OpenNode> = {
    prepare(node) {
        showSettings(node);
        const user = node as unknown as HubUser;
        chooseOnlyHub(user);
        const show = onceATurn(() => {
            showRow();
            showFields(node, known, showAdvice);
        });
        const known = followHubField(user, show);
        const topic = $('#node-input-topic');
        const showRow = prepareRow($('.clown-in-known'), known, () => topic);
        const showAdvice = prepareNotice(node, topic);
        offerSuggestions(topic, () => filterSuggestions(known.view), known);
        $('#node-input-listen, #node-input-silentAfter').on('change input', setPorts);
        $('#node-input-output, #node-input-topic, #node-input-listen').on('change input', () =>
            chooseOnlyQuantity(known),
        );
        $(
            `#node-input-output, #node-input-topic, #node-input-listen, #node-input-silentAfter, #node-input-quantity, ${UNIT_FIELDS}`,
        ).on('change input', show);
        $('#clown-in-watch')
            .prop('checked', !['', '0'].includes(fieldText('silentAfter').trim()))
            .on('change', () => watch(known));
        setPorts();
        show();
        keepStored(node);
    },
    save: storeSettings,
};
