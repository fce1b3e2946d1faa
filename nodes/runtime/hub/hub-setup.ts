// Converts the stored settings of a hub node to connection settings: credentials, TLS node, proxy, place.

import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Node, NodeAPI } from 'node-red';
import { ok, type Reason, type Result, refuse } from '../../../src/base/errors';
import { Addresses } from '../../../src/connection/addresses';
import {
    type ChosenProxy,
    chosenProxy,
    type ProxyOptions,
    type ProxyOrigin,
    proxyFor,
} from '../../../src/connection/proxy';
import { openWebSocket } from '../../../src/connection/socket';
import type { HubSettings } from '../../../src/hub-types';
import { DeviceNames, type NamedDevice } from '../../../src/protocol/device-names';
import { isObject } from '../../../src/protocol/json-data';
import { addressLabel, checkAddress } from '../../../src/settings/address';
import type { DeviceRow } from '../../../src/settings/device-table';
import { checkHeaderRows } from '../../../src/settings/handshake';
import {
    type DeviceInterval,
    type HubOptions,
    type HubPlace,
    hubOptions,
    type Stored,
} from '../../../src/settings/hub-options';
import { sentence, text } from '../text';
import type { ClownHubDef } from '../types';
import { asWritten, reasonAsWritten, withCredentialVariables, withVariables, writtenCredentials } from '../variables';
import { dryRun } from './dry-run';
import { recordingsOf } from './recordings';
import { type PlayedRecording, simulatedHub } from './simulated-hub';

/** How to connect to a hub, its label, and how to end what it uses. */
export interface HubSetup {
    readonly settings: HubSettings;
    readonly place: HubPlace;
    /** As passed to the socket. */
    readonly tls: TlsOptions;
    /** Where the proxy was configured; undefined without a proxy. */
    readonly proxyFrom: ProxyOrigin | undefined;
    readonly intervals: readonly DeviceInterval[];
    readonly devices: readonly DeviceRow[];
    readonly intervalFaults: readonly Reason[];
    readonly deviceFaults: readonly Reason[];
    readonly requestStates: boolean;
    readonly keepValues: string;
    readonly quiet: boolean;
    readonly showStatus: boolean;
    readonly label: string;
    close(): Promise<void>;
}

/** In a dry run, each wait for the next attempt to connect is half of its bound. */
const DRY_RANDOM = 0.5;

/** Finds a config node by its id: a running one, or for a check one that only the editor has. */
export type FindNode = (id: string) => Node | null;

/** Core's `tls-config` node. */
interface TlsNode extends Node {
    readonly valid?: boolean;
    addTLSOptions(options: TlsOptions): TlsOptions;
}

/** Core's `http proxy` node. */
interface ProxyNode extends Node<{ username?: string; password?: string }> {
    readonly url?: unknown;
    readonly noproxy?: unknown;
    /** Credentials from the editor, in a check only. */
    readonly typed?: Stored;
}

/** A proxy; its address may hold a login. */
interface Proxy {
    readonly address: string;
    readonly from: ProxyOrigin;
}

/**
 * Reads the settings of a hub node; `written` gives them before variables were replaced. A reason never holds an
 * address, a credential, or what a variable holds.
 */
export function hubSetup(
    RED: NodeAPI,
    node: Node,
    def: ClownHubDef,
    credentials: Stored,
    written: () => object,
    find: FindNode = (id) => RED.nodes.getNode(id) as Node | null,
): Result<HubSetup> {
    const setup = asWritten(setupFrom(RED, node, def, credentials, find), written);
    if (!setup.ok) return setup;
    const quoted = (faults: readonly Reason[]): Reason[] => faults.map((reason) => reasonAsWritten(reason, written()));
    const { intervalFaults, deviceFaults } = setup.value;
    return ok({ ...setup.value, intervalFaults: quoted(intervalFaults), deviceFaults: quoted(deviceFaults) });
}

function setupFrom(RED: NodeAPI, node: Node, def: ClownHubDef, credentials: Stored, find: FindNode): Result<HubSetup> {
    const checked = checkedSettings(RED, node, def, credentials);
    if (!checked.ok) return checked;
    const { stored, options } = checked.value;
    const { place, maxBytes, intervals, intervalFaults, devices, deviceFaults, requestStates, ...others } = options;
    const { keepValues, quiet, showStatus, ...rest } = others;
    const tables = { intervals, intervalFaults, devices, deviceFaults };
    const table = { ...tables, requestStates, keepValues, quiet, showStatus };
    const settings = { ...rest, names: namesOf(devices) };
    if (dryRun) {
        const address = checkAddress((def as { address?: unknown }).address);
        const label = def.name || (address.ok ? addressLabel(address.value) : text(RED, 'label.simulated'));
        const connects = { openSocket: dryRun.openSocket(node.id), random: () => DRY_RANDOM };
        const nothing = { tls: {}, proxyFrom: undefined, close: () => Promise.resolve() };
        return ok({ settings: { ...settings, ...connects }, place, ...table, ...nothing, label });
    }
    if (place.kind === 'simulated') {
        const label = def.name || text(RED, 'label.simulated');
        const { openSocket, close } = simulatedHub(maxBytes, played(RED, node, label, place));
        return ok({
            settings: { ...settings, openSocket },
            place,
            tls: {},
            proxyFrom: undefined,
            ...table,
            label,
            close,
        });
    }
    const tls = tlsOptions(find, place, stored.tls);
    if (!tls.ok) return tls;
    const { kind: _kind, ...way } = place;
    const { url } = way;
    const proxy = proxyOnTheWay(RED, url, stored.proxy, find);
    if (!proxy.ok) return proxy;
    const addresses = new Addresses(settings.handshakeMs);
    const socket = { ...way, maxBytes, tls: tls.value, proxy: proxy.value?.address, addresses };
    return ok({
        settings: {
            ...settings,
            openSocket: (handlers) => openWebSocket(socket, handlers),
        },
        place,
        tls: tls.value,
        proxyFrom: proxy.value?.from,
        ...table,
        label: def.name || addressLabel(url),
        close: () => Promise.resolve(),
    });
}

/** How the recording of a simulated hub is played; undefined if it has none. */
function played(
    RED: NodeAPI,
    node: Node,
    hub: string,
    { recording }: HubPlace & { kind: 'simulated' },
): PlayedRecording | undefined {
    if (!recording) return undefined;
    const { file } = recording;
    // Before its first deploy, a checked hub has no node.
    const reporter = node as Partial<Pick<Node, 'warn' | 'log'>>;
    return {
        ...recording,
        folder: recordingsOf(RED).folder,
        bad: (count, reason) =>
            reporter.warn?.(text(RED, 'log.played-lines', { hub, file, count, why: sentence(RED, reason) })),
        ended: () => reporter.log?.(text(RED, 'log.played', { hub, file })),
    };
}

function namesOf(rows: readonly DeviceRow[]): DeviceNames {
    const named = rows.filter((row): row is NamedDevice & DeviceRow => row.name !== undefined);
    return named.length > 0 ? new DeviceNames(named) : DeviceNames.NONE;
}

/** What only a hub at an address uses, without a value. */
const AT_ADDRESS = { address: '', tls: '', proxy: '', headers: [], subprotocol: '' };

/** What a hub at this address does not use, without a value: what a simulated hub plays, and TLS at `ws://`. */
function unusedAt(address: unknown): Stored {
    const isPlain = /^\s*ws:/i.test(String(address));
    return { recording: '', replaySpeed: '', ...(isPlain ? { tls: '' } : {}) };
}

interface CheckedSettings {
    /** The settings with their variables replaced. */
    readonly stored: Stored;
    readonly options: HubOptions;
}

/** The checked settings of a hub. What its dialog does not show, left over from before, may be anything. */
export function checkedSettings(
    RED: NodeAPI,
    node: Node,
    def: { readonly place?: unknown; readonly address?: unknown; readonly headers?: unknown },
    credentials: Stored,
): Result<CheckedSettings> {
    const isSimulated = def.place === 'simulated' || dryRun !== undefined;
    const played = dryRun ? { place: 'simulated', recording: '', replaySpeed: '' } : {};
    const stored = withVariables(RED, node, {
        ...def,
        ...(isSimulated ? AT_ADDRESS : unusedAt(def.address)),
        ...played,
    });
    if (!stored.ok) return stored;
    const rows = checkHeaderRows(def.headers);
    const headers = rows.ok ? rows.value.map(({ name, slot }) => [slot, name]) : [];
    const used = { user: 'user', password: 'password', ...Object.fromEntries(headers) };
    const secrets = withCredentialVariables(RED, node, credentials, isSimulated ? {} : used);
    if (!secrets.ok) return secrets;
    const options = hubOptions(stored.value, secrets.value);
    return options.ok ? ok({ stored: stored.value, options: options.value }) : options;
}

function tlsOptions(find: FindNode, { url }: HubPlace & { kind: 'address' }, id: unknown): Result<TlsOptions> {
    if (!url.startsWith('wss:') || typeof id !== 'string' || id === '') return ok({});
    const node = find(id) as TlsNode | null;
    if (typeof node?.addTLSOptions !== 'function' || node.valid === false) return refuse('tls-node');
    return ok(node.addTLSOptions({}));
}

/** The proxy from the node with this id or, without an id, from the environment; undefined for a direct connection. */
export function proxyOnTheWay(
    RED: NodeAPI,
    url: string,
    id: unknown,
    find: FindNode = (one) => RED.nodes.getNode(one) as Node | null,
): Result<Proxy | undefined> {
    const from = typeof id === 'string' && id !== '' ? 'chosen' : 'environment';
    const address =
        from === 'chosen' ? proxyOf(RED, url, find(id as string)) : proxyFor(url, process.env, proxyOptions(RED));
    if (!address.ok) return address;
    return ok(address.value === undefined ? undefined : { address: address.value, from });
}

function proxyOf(RED: NodeAPI, url: string, found: Node | null): Result<string | undefined> {
    const node = found as ProxyNode | null;
    // The login of another kind of node is not sent anywhere.
    if (node?.type !== 'http proxy') return refuse('proxy-node');
    // A node of the editor only has its credentials with it.
    const written = { url: node.url, ...writtenCredentials(RED, node), ...node.typed };
    const login = withCredentialVariables(RED, node, written, { url: 'proxy', username: 'proxy', password: 'proxy' });
    return login.ok ? chosenProxy(url, { noproxy: node.noproxy, ...login.value } as ChosenProxy) : login;
}

function proxyOptions(RED: NodeAPI): ProxyOptions {
    const { proxyOptions } = RED.settings as { proxyOptions?: unknown };
    return isObject(proxyOptions) ? proxyOptions : {};
}
