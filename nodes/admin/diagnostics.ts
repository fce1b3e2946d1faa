// Diagnostics of a hub for remote support. They hold no secret and no reported value, only when each device last
// reported.

import type { Node, NodeAPI } from 'node-red';
import type { Reason } from '../../src/base/errors';
import { addressLabel, addressPath } from '../../src/settings/address';
import { checkedSettings, proxyOnTheWay } from '../runtime/hub/hub-setup';
import { asWritten, writtenCredentials, writtenOf } from '../runtime/variables';
import type { HubEvent } from '../shared/views';
import type { HubRecord } from './hub-record';
import { PACK } from './pack-version';
import type { LastCheck } from './registry';

/** Diagnostics of one hub as JSON; times as ISO 8601. */
export function diagnostics(RED: NodeAPI, record: HubRecord, lastCheck?: LastCheck): object {
    const { parts } = record;
    const { lastError, listedAt, state, ...head } = record.head();
    return {
        time: iso(Date.now()),
        pack: PACK,
        nodeRed: nodeRedVersion(RED),
        nodejs: process.version,
        platform: `${process.platform} ${process.arch}`,
        hub: {
            ...head,
            state: { ...dated(state), ...(state.cause ? { cause: withoutFound(state.cause) } : {}) },
            ...(lastError ? { lastError: datedEvent(lastError) } : {}),
            ...(lastCheck ? { lastCheck: { ...lastCheck, time: iso(lastCheck.time) } } : {}),
            events: parts.journal.events.map(datedEvent),
            settings: settings(RED, parts.node, parts.def),
            users: countByType(parts.users.nodes),
            ...(listedAt === undefined ? {} : { listedAt: iso(listedAt) }),
            devices: record.entries().map(({ device, kind, listed, heardAt }) => {
                const lastReport =
                    heardAt === undefined ? {} : { heardSecondsAgo: Math.round((Date.now() - heardAt) / 1000) };
                return { device, kind, listed, ...lastReport };
            }),
        },
    };
}

/** The effective settings. Of a value that may be secret, only whether it is set. */
function settings(RED: NodeAPI, node: Node<object>, def: object): object {
    const credentials = writtenCredentials(RED, node);
    const checked = asWritten(checkedSettings(RED, node, def, credentials), () => writtenOf(RED, node, def));
    const has = { user: Boolean(credentials.user), password: Boolean(credentials.password) };
    if (!checked.ok) return { ...has, invalid: withoutFound(checked.reason) };
    const { place, startFrames, goodbyeFrames, intervalFaults, devices, deviceFaults, ...numbers } =
        checked.value.options;
    const frames = { startFrames: startFrames.length, goodbyeFrames: goodbyeFrames.length };
    // Numbers only: the names of devices show what is in a home.
    const faults = {
        ...(intervalFaults.length > 0 ? { badIntervals: intervalFaults.length } : {}),
        ...(devices.length > 0 ? { namedDevices: devices.length } : {}),
        ...(deviceFaults.length > 0 ? { badDevices: deviceFaults.length } : {}),
    };
    if (place.kind === 'simulated') return { place: place.kind, ...numbers, ...frames, ...faults };
    const login = { user: Boolean(place.login?.user), password: Boolean(place.login?.password) };
    const { tls, proxy } = checked.value.stored;
    return {
        place: place.kind,
        address: addressLabel(place.url),
        path: addressPath(place.url),
        ...login,
        tls: tlsUse(RED, tls),
        proxy: proxyUse(RED, place.url, proxy),
        headers: Object.keys(place.headers ?? {}).length,
        subprotocol: place.subprotocol !== undefined,
        ...numbers,
        ...frames,
        ...faults,
    };
}

function tlsUse(RED: NodeAPI, id: unknown): { readonly node: boolean; readonly verified: boolean } {
    if (typeof id !== 'string' || id === '') return { node: false, verified: true };
    const node = RED.nodes.getNode(id) as (Node & { verifyservercert?: unknown }) | null;
    return { node: true, verified: node?.verifyservercert !== false };
}

function proxyUse(RED: NodeAPI, url: string, id: unknown): string {
    const proxy = proxyOnTheWay(RED, url, id);
    return proxy.ok ? (proxy.value?.from ?? 'none') : 'invalid';
}

function countByType(users: readonly Node[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { type } of users) counts[type] = (counts[type] ?? 0) + 1;
    return counts;
}

function datedEvent({ time, reason, ...event }: HubEvent): object {
    return { time: iso(time), ...event, ...(reason ? { reason: withoutFound(reason) } : {}) };
}

function dated<T extends { readonly since?: number; readonly retryAt?: number }>(state: T): object {
    const { since, retryAt, ...rest } = state;
    return {
        ...rest,
        ...(since === undefined ? {} : { since: iso(since) }),
        ...(retryAt === undefined ? {} : { retryAt: iso(retryAt) }),
    };
}

/** Removes `found`, which may be any text: a reported value, or a secret entered in the wrong field. */
function withoutFound(reason: Reason): Reason {
    const { found: _found, ...params } = reason.params;
    return { ...reason, params };
}

function iso(time: number): string {
    return new Date(time).toISOString();
}

/** The version of Node-RED, such as `4.1.15`; empty if unknown. */
export function nodeRedVersion(RED: NodeAPI): string {
    const { version } = RED as unknown as { version?: () => unknown };
    return typeof version === 'function' ? String(version()) : '';
}
