// Checks the stored settings and credentials of a hub.
// Free of Node.js, because the editor checks the same fields with the same rules.

import { detailed, ok, type Reason, type Result, refuse, sample } from '../base/errors';
import { checkCommand, commandText } from '../protocol/commands';
import { parseFrame } from '../protocol/frame';
import { isObject, toJson } from '../protocol/json-data';
import { checkAddress, splitLogin } from './address';
import { checkChoice, checkSwitches, isAbsent } from './choices';
import { type DeviceRow, readDevices, tableDevice } from './device-table';
import { checkHeaders, checkSubprotocol } from './handshake';
import { checkNumber, checkNumbers } from './numbers';

/** The latest version of settings that this release reads and writes. */
export const SETTINGS_VERSION = 2;

/** Where a hub is: at an address, or simulated in this process. */
export type HubPlace =
    | {
          readonly kind: 'address';
          readonly url: string;
          readonly login?: { user: string; password: string };
          /** Extra headers of the handshake. Their values are secret. */
          readonly headers?: Readonly<Record<string, string>>;
          readonly subprotocol?: string;
      }
    | {
          readonly kind: 'simulated';
          /** The file of a recording that is played, and how many times as fast. */
          readonly recording?: { readonly file: string; readonly speed: number };
      };

/** Checked options of a hub; durations in milliseconds. */
export interface HubOptions {
    readonly place: HubPlace;
    readonly handshakeMs: number;
    readonly heartbeatMs: number;
    readonly ceilingMs: number;
    readonly maxBytes: number;
    /** Formatted frames to send after each connect, and before a planned disconnect. */
    readonly startFrames: readonly string[];
    readonly goodbyeFrames: readonly string[];
    readonly intervals: readonly DeviceInterval[];
    /** Faults in the table of intervals, which do not prevent the connection. */
    readonly intervalFaults: readonly Reason[];
    /** Names and silence limits of devices, and faults in them, which do not prevent the connection either. */
    readonly devices: readonly DeviceRow[];
    readonly deviceFaults: readonly Reason[];
    /** Whether the hub connects as soon as a node uses it. */
    readonly autoConnect: boolean;
    /** Shortest time between two frames to the hub. */
    readonly gapMs: number;
    /** A connected hub that sends nothing for this long is silent; 0 for never. */
    readonly silenceMs: number;
    /** Whether the state of each relay and the LED is requested after each connect. */
    readonly requestStates: boolean;
    /** Context store that keeps the last values over a restart; empty for none. */
    readonly keepValues: string;
    /** Whether connection changes are logged at debug level only. */
    readonly quiet: boolean;
    /** Whether its nodes show its state. */
    readonly showStatus: boolean;
}

/** A row of the table of publish intervals: seconds, or null for no periodic readings. */
export interface DeviceInterval {
    readonly device: string;
    readonly seconds: number | null;
}

/** Settings from a flow file, not checked yet. */
export type Stored = Readonly<Record<string, unknown>>;

/** Checks the settings of a hub; the reason names the first invalid field. Never throws. */
export function hubOptions(stored: Stored, credentials: Stored): Result<HubOptions> {
    const version = checkVersion(stored);
    if (!version.ok) return version;
    const place = hubPlace(stored, credentials);
    if (!place.ok) return place;
    const numbers = checkNumbers(['handshake', 'heartbeat', 'retryCeiling', 'maxSize', 'gap', 'silence'], stored);
    if (!numbers.ok) return numbers;
    const switches = checkSwitches(['autoConnect', 'requestStates', 'showStatus', 'quiet'], stored);
    if (!switches.ok) return switches;
    const startFrames = checkFrames(stored.startFrames, 'startFrames');
    if (!startFrames.ok) return startFrames;
    const goodbyeFrames = checkFrames(stored.goodbyeFrames, 'goodbyeFrames');
    if (!goodbyeFrames.ok) return goodbyeFrames;
    const keepValues = stored.keepValues ?? '';
    if (typeof keepValues !== 'string') {
        const params = { setting: 'keepValues', found: sample(keepValues) };
        return { ok: false, reason: detailed('setting-choice-text', params) };
    }
    const { rows, faults } = readIntervals(stored.intervals);
    const devices = readDevices(stored.devices);
    const { handshake, heartbeat, retryCeiling, maxSize, gap, silence } = numbers.value;
    return ok({
        place: place.value,
        handshakeMs: handshake * 1000,
        heartbeatMs: heartbeat * 1000,
        ceilingMs: retryCeiling * 1000,
        maxBytes: maxSize * 1024,
        startFrames: startFrames.value,
        goodbyeFrames: goodbyeFrames.value,
        intervals: rows,
        intervalFaults: faults,
        devices: devices.rows,
        deviceFaults: devices.faults,
        ...switches.value,
        gapMs: gap,
        silenceMs: silence * 1000,
        keepValues,
    });
}

/** Checks the version: settings of a later release are refused, those without a version belong to the first. */
export function checkVersion(stored: Stored, known: number = SETTINGS_VERSION): Result<number> {
    const found = stored.settingsVersion ?? 1;
    const isBlank = typeof found === 'string' && found !== '' && found.trim() === '';
    const isNumber = typeof found === 'number' || (typeof found === 'string' && !isBlank);
    const version = isNumber ? Number(found) : Number.NaN;
    if (version <= known && Number.isFinite(version)) return ok(version);
    return refuse('version-newer', { version: sample(found), known });
}

function hubPlace(stored: Stored, credentials: Stored): Result<HubPlace> {
    const chosen = checkChoice('place', stored.place);
    if (!chosen.ok) return chosen;
    if (chosen.value === 'simulated') return simulatedPlace(stored);
    const address = checkAddress(stored.address);
    if (!address.ok) return address;
    const { login } = splitLogin(String(stored.address));
    const user = textOf(credentials.user) ?? login?.user ?? '';
    const password = textOf(credentials.password) ?? login?.password ?? '';
    const hasLogin = user !== '' || password !== '';
    const headers = checkHeaders(stored.headers, credentials, hasLogin);
    if (!headers.ok) return headers;
    const subprotocol = checkSubprotocol(stored.subprotocol);
    if (!subprotocol.ok) return subprotocol;
    return ok({
        kind: 'address',
        url: address.value,
        ...(hasLogin ? { login: { user, password } } : {}),
        ...(Object.keys(headers.value).length > 0 ? { headers: headers.value } : {}),
        ...(subprotocol.value === '' ? {} : { subprotocol: subprotocol.value }),
    });
}

function simulatedPlace(stored: Stored): Result<HubPlace> {
    const { recording: file } = stored;
    if (isAbsent(file)) return ok({ kind: 'simulated' });
    if (typeof file !== 'string') {
        return { ok: false, reason: detailed('setting-choice-text', { setting: 'recording', found: sample(file) }) };
    }
    const speed = checkNumber('replaySpeed', stored.replaySpeed);
    return speed.ok ? ok({ kind: 'simulated', recording: { file, speed: speed.value } }) : speed;
}

function textOf(value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Checks start or goodbye frames, one in each line. `setting` names the field in the reason. */
export function checkFrames(value: unknown, setting: 'startFrames' | 'goodbyeFrames'): Result<readonly string[]> {
    if (isAbsent(value)) return ok([]);
    if (typeof value !== 'string') return refuse('setting-frames', { setting, line: 1 });
    const texts: string[] = [];
    for (const [index, line] of value.split('\n').entries()) {
        if (line.trim() === '') continue;
        const text = lineText(line);
        if (text === undefined) return refuse('setting-frames', { setting, line: index + 1 });
        texts.push(text);
    }
    return ok(texts);
}

/** A line of the settings, formatted as a command; undefined for no frame, or one with a third element, which a hub refuses. */
function lineText(line: string): string | undefined {
    const frame = parseFrame(line);
    if (!frame.ok || frame.value.meta) return undefined;
    const text = commandText(frame.value.topic, frame.value.payload);
    return text.ok ? text.value : undefined;
}

/**
 * Checks the table of publish intervals: a list of `{device, seconds}` with each device once. Seconds are a number or text;
 * null stops the readings (clown-talk, section 8). A row that `isOpen` is not checked.
 */
export function checkIntervals(value: unknown, isOpen?: (row: unknown) => boolean): Result<readonly DeviceInterval[]> {
    const { rows, faults } = readIntervals(value, isOpen);
    const [reason] = faults;
    return reason ? { ok: false, reason } : ok(rows);
}

/** The valid rows, and the faults of the others. */
function readIntervals(
    value: unknown,
    isOpen?: (row: unknown) => boolean,
): { rows: readonly DeviceInterval[]; faults: readonly Reason[] } {
    if (isAbsent(value)) return { rows: [], faults: [] };
    const table = toJson(value);
    if (!table.ok) return { rows: [], faults: [refuse('interval-device', { row: 1, found: sample(value) }).reason] };
    const rows = new Map<string, DeviceInterval>();
    const faults: Reason[] = [];
    for (const [index, row] of (Array.isArray(table.value) ? table.value : [table.value]).entries()) {
        if (isOpen?.(row)) continue;
        const checked = checkInterval(row, index + 1);
        if (!checked.ok) faults.push(checked.reason);
        else if (rows.has(checked.value.device)) {
            faults.push(refuse('interval-twice', { row: index + 1, device: checked.value.device }).reason);
        } else rows.set(checked.value.device, checked.value);
    }
    return { rows: [...rows.values()], faults };
}

/** Checks one row of the table; `row` is its number, from 1. */
export function checkInterval(value: unknown, row: number): Result<DeviceInterval> {
    const { device, seconds } = isObject(value) ? value : {};
    const place = tableDevice(device, row, value);
    if (!place.ok) return place;
    const { value: known } = place;
    const command = checkCommand(`${known}/config/update`, {
        'publish-interval': seconds === undefined ? '' : seconds,
    });
    if (!command.ok) {
        const { code, params } = command.reason;
        const { found = '', least = '', most = '' } = params;
        return code === 'interval' ? refuse('interval-seconds', { device: known, found, least, most }) : command;
    }
    return ok({ device: known, seconds: command.value.payload['publish-interval'] as number | null });
}
