// Starter flows that only receive: they show readings, store them, or warn when a device is silent.

import type { Words } from '../words';
import { Canvas, type StarterNode } from './canvas';
import { receives, type StarterDevice } from './devices';
import type { StarterKey } from './starter-texts';

export interface ReadingsRequest {
    readonly hub: string;
    readonly devices: readonly StarterDevice[];
    readonly newId: () => string;
    readonly say: Words<StarterKey>;
}

/** Shows each device at a debug node, when its value has changed. */
export function showFlow({ hub, devices, newId, say }: ReadingsRequest): StarterNode[] {
    const canvas = new Canvas(newId, say('show.tab'), say('show.comment'), say('show.info'));
    for (const [index, device] of devices.entries()) {
        const row = index + 1;
        const source = receives(canvas, row, hub, device);
        // A device with several quantities sends a message for each.
        source.to(0, canvas.changes(1, row, say('node.changes'), 'quantity')).to(0, canvas.debug(2, row, device.name));
    }
    return canvas.nodes;
}

/** Writes a row of each quantity to a CSV file once a minute. */
export function storeFlow({ hub, devices, newId, say }: ReadingsRequest, file: string): StarterNode[] {
    const canvas = new Canvas(newId, say('store.tab'), say('store.comment'), say('store.info', { file }));
    const row = canvas.change(
        1,
        1,
        say('store.row'),
        ['payload', ROW, 'jsonata'],
        // The delay node keeps the latest row of each topic.
        ['topic', 'topic & "/" & quantity', 'jsonata'],
        ['parts', '', 'delete'],
    );
    const minute = canvas.add('delay', 2, 1, say('store.minute'), MINUTE);
    const csv = canvas.add('csv', 3, 1, say('store.csv'), CSV);
    const stored = canvas.add('file', 4, 1, say('store.file'), { ...FILE, filename: file });
    for (const [index, device] of devices.entries()) receives(canvas, index + 1, hub, device).to(0, row);
    row.to(0, minute).to(0, csv).to(0, stored);
    const failures = canvas.add('catch', 1, 3, say('store.failed'), {
        scope: [stored.id, csv.id, row.id],
        uncaught: false,
    });
    failures.to(0, canvas.debug(2, 3, say('node.reason'), 'error.message'));
    return canvas.nodes;
}

/** Reports each device that falls silent, and when it is back. */
export function warnFlow({ hub, devices, newId, say }: ReadingsRequest): StarterNode[] {
    const canvas = new Canvas(newId, say('warn.tab'), say('warn.comment'), say('warn.info'));
    const which = canvas.split(1, 1, say('warn.which'), 'payload', equals('silent'), equals('back'));
    const sentence = (text: string): string => `(clown.name ? clown.name : topic) & ": " & ${JSON.stringify(text)}`;
    const silent = canvas.change(2, 1, say('warn.silent'), ['payload', sentence(say('warn.is-silent')), 'jsonata']);
    const back = canvas.change(2, 2, say('warn.back'), ['payload', sentence(say('warn.is-back')), 'jsonata']);
    const warning = canvas.debug(3, 1, say('warn.warning'));
    for (const [index, device] of devices.entries()) {
        receives(canvas, index + 1, hub, device, { isWatched: true }).to(1, which);
    }
    which.to(0, silent).to(0, warning);
    which.to(1, back).to(0, warning);
    return canvas.nodes;
}

/** A rule of a switch node for a text. */
export function equals(v: string): object {
    return { t: 'eq', v, vt: 'str' };
}

const ROW =
    '{"time": $fromMillis(clown.time), "device": topic, "quantity": quantity, "value": payload, "unit": unit ? unit : ""}';

/** Sends the latest message of each topic once a minute. */
const MINUTE = {
    pauseType: 'timed',
    timeout: '5',
    timeoutUnits: 'seconds',
    rate: '1',
    nbRateUnits: '1',
    rateUnits: 'minute',
    randomFirst: '1',
    randomLast: '5',
    randomUnits: 'seconds',
    drop: false,
    allowrate: false,
    outputs: 1,
};

const CSV = {
    spec: 'rfc',
    sep: ',',
    multi: 'one',
    ret: '\\n',
    temp: 'time,device,quantity,value,unit',
    skip: '0',
    strings: true,
    include_empty_strings: '',
    include_null_values: '',
};

const FILE = { filenameType: 'str', appendNewline: false, createDir: true, overwriteFile: 'false', encoding: 'none' };
