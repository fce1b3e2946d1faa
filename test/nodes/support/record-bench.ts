// The record of a hub node for the editor, with a hub whose socket the test plays, and manual clocks.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Node } from 'node-red';
import { type HubParts, HubRecord, type Running } from '../../../nodes/admin/hub-record';
import { Journal } from '../../../nodes/admin/journal';
import type { SilenceLimits } from '../../../nodes/runtime/hub/publish-intervals';
import type { ClownHubDef } from '../../../nodes/runtime/types';
import { ok, refuse } from '../../../src/base/errors';
import type { SocketHandlers } from '../../../src/connection/socket-types';
import { Upkeep } from '../../../src/devices/upkeep';
import { Hub } from '../../../src/hub';
import type { DeviceNames } from '../../../src/protocol/device-names';
import type { HubPlace } from '../../../src/settings/hub-options';
import { ManualClock } from '../../support/manual-clock';

interface Wanted {
    readonly names?: DeviceNames;
    readonly silenceLimits?: SilenceLimits;
    readonly id?: string;
    /** The id that the node has in the editor, if it is inside a subflow. */
    readonly alias?: string;
    readonly label?: string;
    readonly users?: readonly object[];
    readonly place?: HubPlace;
}

/** The hub and its record; `clock` is that of the hub, and `own` that of the record. */
export function recordBench({ names, silenceLimits = new Map(), id = 'hub', alias, users = [], ...more }: Wanted = {}) {
    const { label = 'Attic', place = { kind: 'simulated' } } = more;
    const links: SocketHandlers[] = [];
    const [clock, own] = [new ManualClock(), new ManualClock()];
    const nothing = { handshakeMs: 10_000, heartbeatMs: 0, ceilingMs: 1000, startFrames: [], goodbyeFrames: [] };
    const hub = new Hub(
        {
            ...nothing,
            ...(names ? { names } : {}),
            clock,
            openSocket: (handlers) => {
                links.push(handlers);
                const end = (): void => handlers.closed(refuse('dropped').reason);
                const none = (): void => {};
                return { send: none, ping: none, bytesReceived: 0, bytesWaiting: 0, close: end, terminate: end };
            },
        },
        { fault: () => {}, dropped: () => {}, failed: (error) => assert.fail(String(error)) },
    );
    const { devices } = new Upkeep(hub, { intervals: [], requestStates: false, report: () => {}, clock });
    const node = Object.assign(new EventEmitter(), { id, ...(alias === undefined ? {} : { _alias: alias }) });
    const journal = new Journal(own);
    const recordings: Running['recordings'] = {
        start: () => assert.fail(),
        stop: () => assert.fail(),
        running: undefined,
    };
    const running = ok({ hub, devices, intervals: [], silenceLimits, place, recordings });
    const parts: HubParts = {
        node: node as unknown as Node,
        def: {} as ClownHubDef,
        label,
        journal,
        users: { nodes: users as Node[] },
        running,
    };
    const record = new HubRecord(parts, own);
    hub.join();
    const link = (): SocketHandlers => links.at(-1) as SocketHandlers;
    const receiveLine = (line: string): void => {
        link().message(new TextEncoder().encode(line), false);
    };
    return { clock, own, node, parts, record, journal, recordings, link, receiveLine };
}
