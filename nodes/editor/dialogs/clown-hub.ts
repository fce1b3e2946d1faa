// The dialog of the hub: its address, its login, and the settings that are rarely needed.

import { splitLogin } from '../../../src/settings/address';
import { checkNumber } from '../../../src/settings/numbers';
import type { HubProperties } from '../clown-hub';
import { keepStored, showSettings, storeSettings, storeVersion } from '../dialog-settings';
import { onceATurn, setShown } from '../fields/form';
import { storeNames } from '../fields/validators';
import { prepareCheck } from '../hub/connection-check';
import { changedRows, prepareDevices, readRows, replacedNames } from '../hub/device-table';
import { prepareHeaders, readHeaders, removeUnusedFields } from '../hub/header-table';
import { readForm, showWarnings } from '../hub/hub-form';
import { prepareTabs } from '../hub/hub-tabs';
import { prepareLive } from '../hub/live-state';
import { joinLastChange, renameInNodes } from '../hub/rename';
import type { Dialog, OpenNode } from '../on-demand';
import { getRecordings } from '../runtime-api';
import { text } from '../texts';

/** The address that a login was moved from. */
let split: string | undefined;

/** Moves a login in the address into its own fields, which are stored encrypted. */
function splitAddress(): void {
    const field = $('#node-config-input-address');
    const { url, login } = splitLogin(String(field.val()));
    // What was said of the address before is not true of this one.
    if (url !== split) setShown('.clown-hub-split', false);
    if (!login) return;
    split = url;
    field.val(url);
    $('#node-config-input-user').val(login.user).trigger('change');
    if (login.password !== undefined) $('#node-config-input-password').val(login.password).trigger('change');
    setShown('.clown-hub-split', true);
}

function showFields(): void {
    const simulated = $('#node-config-input-place').val() === 'simulated';
    setShown('.clown-hub-simulated', simulated);
    const recording = $('#node-config-input-recording').val();
    // An invalid speed is refused also without a recording.
    const speed = checkNumber('replaySpeed', $('#node-config-input-replaySpeed').val());
    setShown('.clown-hub-speed', Boolean(recording) || !speed.ok);
    // A recording has devices and times of its own.
    setShown('.clown-hub-day', simulated && !recording);
    setShown('.clown-hub-address', !simulated);
    if (simulated) setShown('.clown-hub-split', false);
    setShown('.clown-hub-tls', !/^\s*ws:/i.test(String($('#node-config-input-address').val())));
    showWarnings();
}

/** Offers the context stores of this Node-RED. One that is missing stays selected, so that confirming changes nothing. */
function showStores(selected: string): void {
    const field = $('#node-config-input-keepValues').empty();
    for (const name of new Set(['', ...storeNames(), selected])) {
        $('<option>')
            .val(name)
            .text(name || text('known.off'))
            .appendTo(field);
    }
    field.val(selected);
}

/** Offers the complete recordings of this Node-RED, once they are known. One that is missing stays selected. */
function showRecordings(selected: string): void {
    const field = $('#node-config-input-recording').empty();
    const add = (name: string): void => {
        $('<option>')
            .val(name)
            .text(name || text('recording.none'))
            .appendTo(field);
    };
    for (const name of new Set(['', selected])) add(name);
    field.val(selected);
    getRecordings().then(
        ({ files }) => {
            for (const { name, isRunning } of files) if (name !== selected && !isRunning) add(name);
        },
        () => {},
    );
}

/** Stops the timers, subscriptions and checks of the open dialog. */
let end = (): void => {};

function begin(id: string): void {
    end();
    const ends = [
        prepareTabs(),
        prepareLive(id),
        prepareCheck(() => {
            splitAddress();
            return readForm(id);
        }),
    ];
    end = () => {
        for (const stop of ends.splice(0)) stop();
    };
}

export const hubDialog: Dialog<HubProperties & OpenNode> = {
    prepare(node) {
        split = undefined;
        const settings = showSettings(node);
        const show = onceATurn(showFields);
        $('#node-config-input-address').on('change', splitAddress).on('input', show);
        $('#node-config-input-password, #node-config-input-maxSize').on('input', show);
        // Focus: the dialog of the TLS settings may have changed them.
        $('#node-config-input-tls').on('focus', show);
        const fields = ['place', 'recording', 'address', 'password', 'maxSize', 'tls', 'replaySpeed'].map(
            (name) => `#node-config-input-${name}`,
        );
        $(fields.join()).on('change', show);
        splitAddress();
        show();
        prepareDevices(settings.intervals ?? [], settings.devices, node.id);
        showStores(settings.keepValues ?? '');
        showRecordings(settings.recording ?? '');
        keepStored(node);
        prepareHeaders(settings.headers ?? [], show);
        begin(node.id);
    },
    save(node) {
        end();
        splitAddress();
        const { settingsVersion } = node as { readonly settingsVersion?: number };
        storeSettings(node);
        const { intervals, devices } = readRows();
        const changed = changedRows();
        const headers = readHeaders();
        // An absent table stays absent while it is empty: otherwise the editor marks the node as changed.
        if (changed.intervals && (node.intervals || intervals.length > 0)) node.intervals = intervals;
        if (changed.devices) node.devices = devices.length > 0 ? devices : undefined;
        joinLastChange(node, renameInNodes(node.id, replacedNames()));
        if (node.headers || headers.length > 0) node.headers = headers;
        if (changed.intervals) storeVersion(node, { intervals });
        // A variable in a row may be empty, which each version reads in its own way. What was migrated is the same in all.
        else if (node.settingsVersion !== settingsVersion) node.settingsVersion = settingsVersion ?? 1;
        const { credentials } = node as { credentials?: Record<string, unknown> };
        removeUnusedFields((slot) => credentials?.[`has_${slot}`] === true);
    },
    close() {
        end();
    },
};
