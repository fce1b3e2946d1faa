// Registers the hub. Its dialog is in dialogs/clown-hub.ts.

import { addressLabel, checkAddress } from '../../src/settings/address';
import { checkDevices } from '../../src/settings/device-table';
import { checkHeaderRows, checkSubprotocol, type HEADER_SLOTS, type HeaderRow } from '../../src/settings/handshake';
import { checkFrames, checkIntervals } from '../../src/settings/hub-options';
import { upgraded } from '../../src/settings/migrations';
import {
    choice,
    configNode,
    current,
    number,
    onOff,
    rowHasVariable,
    storeValidator,
    validator,
} from './fields/validators';
import type { IntervalRow, NameRow } from './hub/device-table';
import { closeDialog, openDialog, saveDialog } from './on-demand';

// What the dialog does not show may hold anything.
const isSimulated = (node: object): boolean => current(node, 'place', 'node-config-input') === 'simulated';
const isAtAddress = (node: object): boolean => !isSimulated(node);
const usesTls = (node: object): boolean =>
    isAtAddress(node) && !/^\s*ws:/i.test(String(current(node, 'address', 'node-config-input')));

/** The settings of a hub as they are stored. */
export interface HubProperties {
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
    /** Absent without any. */
    devices: NameRow[] | undefined;
    autoConnect?: boolean;
    requestStates?: boolean;
    headers?: HeaderRow[];
    subprotocol?: string;
    startFrames: string;
    goodbyeFrames: string;
    quiet: boolean;
    showStatus: boolean;
    keepValues: string | undefined;
    recording: string | undefined;
    replaySpeed: string | undefined;
    dismissed: string | undefined;
}

RED.nodes.registerType<HubProperties, Record<'user' | 'password' | (typeof HEADER_SLOTS)[number], string>>(
    'clown-hub',
    {
        category: 'config',
        defaults: {
            settingsVersion: { value: 1 },
            name: { value: '' },
            place: { value: 'address', validate: choice('place') },
            address: {
                value: '',
                validate: validator((value, node) => (isSimulated(node) ? undefined : checkAddress(value))),
            },
            tls: { value: '', type: 'tls-config', required: false, validate: configNode('tls-node', usesTls) },
            proxy: { value: '', type: 'http proxy', required: false, validate: configNode('proxy-node', isAtAddress) },
            handshake: { value: '10', validate: number('handshake') },
            heartbeat: { value: '15', validate: number('heartbeat') },
            retryCeiling: {
                value: '60',
                validate: number('retryCeiling'),
            },
            maxSize: { value: '1024', validate: number('maxSize') },
            gap: { value: '0', validate: number('gap') },
            silence: { value: '60', validate: number('silence') },
            intervals: {
                value: [],
                validate: validator((intervals, node) => {
                    const { settingsVersion } = node as HubProperties;
                    return checkIntervals(upgraded({ settingsVersion, intervals }).intervals, rowHasVariable);
                }),
            },
            devices: { value: undefined, validate: validator((value) => checkDevices(value, rowHasVariable)) },
            autoConnect: { value: true, validate: onOff('autoConnect') },
            requestStates: { value: true, validate: onOff('requestStates') },
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
            quiet: { value: false, validate: onOff('quiet') },
            showStatus: { value: true, validate: onOff('showStatus') },
            keepValues: { value: undefined, validate: storeValidator },
            recording: { value: undefined },
            replaySpeed: { value: undefined, validate: number('replaySpeed', isSimulated) },
            dismissed: { value: undefined },
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
        oneditprepare: openDialog,
        oneditsave: saveDialog,
        oneditcancel: closeDialog,
        oneditdelete: closeDialog,
    },
);
