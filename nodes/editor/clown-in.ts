// Registers clown in, and with it what all nodes share: the sidebar, and the script of the dialogs. The dialog of clown in
// is in dialogs/clown-in.ts.

import { checkFilter } from '../../src/protocol/topic';
import { checkNumber } from '../../src/settings/numbers';
import { deviceLabel } from './device-label';
import { choice, current, filled, hubValidator, onOff, validator } from './fields/validators';
import { deviceRows } from './names';
import { loadWhenUsed, openDialog, saveDialog } from './on-demand';
import { addSidebar } from './sidebar/tab';
import { nameStyle, text } from './texts';

const listens = (node: object): string => String(current(node, 'listen') || 'topic');

const receivesFrames = (node: object): boolean => listens(node) !== 'state';

const convertsUnits = (node: object): boolean => receivesFrames(node) && current(node, 'output') !== 'text';

interface Properties {
    settingsVersion: number;
    name: string | undefined;
    hub: string;
    listen: string | undefined;
    topic: string;
    output: string;
    quantity: string | undefined;
    temperatureUnit: string | undefined;
    pressureUnit: string | undefined;
    altitude: string | undefined;
    replay: boolean | undefined;
    skipRequested: boolean | undefined;
    showValue: boolean;
    silentAfter: string | undefined;
    warnUnmatched: boolean | undefined;
    inputs: 0 | 1;
    outputs: number;
    dismissed: string | undefined;
}

/** Removes the sidebar and what loads the dialogs. */
let remove: (() => void)[] = [];

RED.nodes.registerType<Properties>('clown-in', {
    category: 'Clown.Hub',
    color: '#B4A7F0',
    icon: 'clown-hub.svg',
    inputs: 0,
    outputs: 1,
    defaults: {
        settingsVersion: { value: 1 },
        name: { value: undefined },
        hub: { value: '', type: 'clown-hub', validate: hubValidator },
        listen: { value: undefined, validate: choice('listen') },
        topic: {
            value: '#',
            validate: validator((value, node) => (listens(node) === 'topic' ? checkFilter(value) : undefined)),
        },
        output: {
            value: 'payload',
            validate: choice('output', receivesFrames),
        },
        quantity: {
            value: undefined,
            validate: validator((value, node) => {
                return current(node, 'output') === 'quantity' && receivesFrames(node)
                    ? filled('quantity-missing')(value)
                    : undefined;
            }),
        },
        temperatureUnit: { value: undefined, validate: choice('temperatureUnit', convertsUnits) },
        pressureUnit: { value: undefined, validate: choice('pressureUnit', convertsUnits) },
        altitude: {
            value: undefined,
            validate: validator((value, node) => (convertsUnits(node) ? checkNumber('altitude', value) : undefined)),
        },
        replay: { value: undefined, validate: onOff('replay', receivesFrames) },
        skipRequested: { value: undefined, validate: onOff('skipRequested', receivesFrames) },
        showValue: { value: true, validate: onOff('showValue', receivesFrames) },
        silentAfter: {
            value: undefined,
            validate: validator((value, node) => {
                return listens(node) === 'topic' ? checkNumber('silentAfter', value) : undefined;
            }),
        },
        warnUnmatched: { value: undefined, validate: onOff('warnUnmatched', receivesFrames) },
        inputs: { value: 0 },
        outputs: { value: 1 },
        dismissed: { value: undefined },
    },
    paletteLabel() {
        return this._('clown-in.palette');
    },
    label() {
        if (this.name) return this.name;
        if (listens(this) !== 'topic') return this._(`clown-in.listen.${listens(this)}`);
        const device =
            this.topic === '#' ? this._('clown-in.palette') : deviceLabel(this.topic, text, deviceRows(this.hub));
        return this.output === 'quantity' && this.quantity ? `${device}, ${this.quantity}` : device;
    },
    labelStyle: nameStyle,
    inputLabels() {
        return this._('clown-in.port.actions');
    },
    outputLabels(index) {
        if (listens(this) === 'state') return this._('clown-in.port.state');
        return this._(index === 0 ? 'clown-in.port.frames' : 'clown-in.port.silence');
    },
    onpaletteadd() {
        if (remove.length === 0) remove = [addSidebar(), loadWhenUsed()];
    },
    onpaletteremove() {
        for (const undo of remove.splice(0)) undo();
    },
    oneditprepare: openDialog,
    oneditsave: saveDialog,
});
