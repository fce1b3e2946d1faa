// The dialog of the hub: its address, its login, and the settings that are rarely needed.

import { addressLabel, checkAddress, splitLogin } from '../../src/settings/address';
import { checkHeaderRows, checkSubprotocol, type HEADER_SLOTS, type HeaderRow } from '../../src/settings/handshake';
import { checkFrames, checkIntervals } from '../../src/settings/hub-options';
import { checkNumber } from '../../src/settings/numbers';
import { current, validator } from './fields/validators';
import { prepareCheck } from './hub/connection-check';
import { prepareHeaders, readHeaders, removeUnusedFields } from './hub/header-table';
import { readForm, showWarnings } from './hub/hub-form';
import { type IntervalRow, prepareIntervals, readIntervals } from './hub/interval-table';
import { prepareLive } from './hub/live-state';
import { addAbsent, showSettings, storeSettings } from './settings';

const isSimulated = (node: object): boolean => current(node, 'place', 'node-config-input') === 'simulated';

/** Moves a login in the address into its own fields, which are stored encrypted. */
function splitAddress(): void {
    const field = $('#node-config-input-address');
    const { url, login } = splitLogin(String(field.val()));
    if (!login) return;
    field.val(url);
    $('#node-config-input-user').val(login.user).trigger('change');
    if (login.password !== undefined) $('#node-config-input-password').val(login.password).trigger('change');
    $('.clown-hub-split').show();
}

function showFields(): void {
    const simulated = $('#node-config-input-place').val() === 'simulated';
    $('.clown-hub-simulated').toggle(simulated);
    $('.clown-hub-address').toggle(!simulated);
    $('.clown-hub-tls').toggle(!/^\s*ws:/i.test(String($('#node-config-input-address').val())));
    showWarnings();
}

/** Stops the timers, subscriptions and checks of the open dialog. */
let endDialog = (): void => {};

function openDialog(id: string): void {
    endDialog();
    const ends = [
        prepareLive(id),
        prepareCheck(() => {
            splitAddress();
            return readForm(id);
        }),
    ];
    endDialog = () => {
        for (const end of ends.splice(0)) end();
    };
}

interface Properties {
    settingsVersion: number;
    name?: string;
    place: string;
    address: string;
    tls: string;
    /** Absent in hubs of the first release. */
    proxy?: string;
    handshake: string;
    heartbeat: string;
    retryCeiling: string;
    maxSize: string;
    gap: string;
    silence: string;
    /** Absent in hubs of the first releases. */
    intervals?: IntervalRow[];
    autoConnect?: boolean;
    requestStates?: boolean;
    headers?: HeaderRow[];
    subprotocol?: string;
    startFrames: string;
    goodbyeFrames: string;
    quiet: boolean;
    showStatus: boolean;
}

RED.nodes.registerType<Properties, Record<'user' | 'password' | (typeof HEADER_SLOTS)[number], string>>('clown-hub', {
    category: 'config',
    defaults: {
        settingsVersion: { value: 1 },
        name: { value: '' },
        place: { value: 'address' },
        address: {
            value: '',
            validate: validator((value, node) => (isSimulated(node) ? undefined : checkAddress(value))),
        },
        tls: { value: '', type: 'tls-config', required: false },
        proxy: { value: '', type: 'http proxy', required: false },
        handshake: { value: '10', validate: validator((value) => checkNumber('handshake', value)) },
        heartbeat: { value: '15', validate: validator((value) => checkNumber('heartbeat', value)) },
        retryCeiling: {
            value: '60',
            validate: validator((value) => checkNumber('retryCeiling', value)),
        },
        maxSize: { value: '1024', validate: validator((value) => checkNumber('maxSize', value)) },
        gap: { value: '0', validate: validator((value) => checkNumber('gap', value)) },
        silence: { value: '60', validate: validator((value) => checkNumber('silence', value)) },
        intervals: { value: [], validate: validator(checkIntervals) },
        autoConnect: { value: true },
        requestStates: { value: true },
        headers: {
            value: [],
            validate: validator((value, node) => (isSimulated(node) ? undefined : checkHeaderRows(value))),
        },
        subprotocol: {
            value: '',
            validate: validator((value, node) => (isSimulated(node) ? undefined : checkSubprotocol(value))),
        },
        startFrames: { value: '', validate: validator((value) => checkFrames(value, 'startFrames')) },
        goodbyeFrames: { value: '', validate: validator((value) => checkFrames(value, 'goodbyeFrames')) },
        quiet: { value: false },
        showStatus: { value: true },
    },
    credentials: {
        user: { type: 'text' },
        password: { type: 'password' },
        header1: { type: 'password' },
        header2: { type: 'password' },
        header3: { type: 'password' },
        header4: { type: 'password' },
        header5: { type: 'password' },
        header6: { type: 'password' },
        header7: { type: 'password' },
        header8: { type: 'password' },
    },
    label() {
        if (this.name) return this.name;
        const simulated = this.place === 'simulated';
        return simulated ? this._('clown-hub.label.simulated') : addressLabel(this.address) || 'clown-hub';
    },
    oneditprepare() {
        const settings = showSettings(this);
        $('#node-config-input-place').on('change', showFields);
        $('#node-config-input-address').on('change', splitAddress).on('input change', showFields);
        $('#node-config-input-password, #node-config-input-maxSize').on('input change', showWarnings);
        // Focus: the dialog of the TLS settings may have changed them.
        $('#node-config-input-tls').on('change focus', showWarnings);
        splitAddress();
        showFields();
        prepareIntervals(settings.intervals ?? [], this.id);
        addAbsent(this, { autoConnect: true, requestStates: true, subprotocol: '', headers: [] });
        for (const name of ['autoConnect', 'requestStates'] as const) {
            $(`#node-config-input-${name}`).prop('checked', settings[name] === true);
        }
        prepareHeaders(settings.headers ?? [], showWarnings);
        openDialog(this.id);
    },
    oneditsave() {
        endDialog();
        splitAddress();
        storeSettings(this);
        this.intervals = readIntervals();
        this.headers = readHeaders();
        const { credentials } = this as { credentials?: Record<string, unknown> };
        removeUnusedFields((slot) => credentials?.[`has_${slot}`] === true);
    },
    oneditcancel() {
        endDialog();
    },
    oneditdelete() {
        endDialog();
    },
});
