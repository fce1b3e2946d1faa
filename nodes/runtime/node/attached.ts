// What a node that uses a hub works with.

import type { Node, NodeAPI } from 'node-red';
import type { Reason } from '../../../src/base/errors';
import type { DeviceEntry } from '../../../src/devices/device-list';
import type { Hub } from '../../../src/hub';
import type { DeviceNames } from '../../../src/protocol/device-names';
import type { KnownInterval } from '../../shared/expected-readings';
import type { FilterHints } from '../hub/filter-hints';
import type { SilenceLimits } from '../hub/publish-intervals';
import type { AgedStatus, Status } from '../status/status';
import type { HubRecordings } from '../types';

/** What a node works with: its hub, the hub's name and devices, and its own checked settings. */
export interface Attached<T> {
    readonly RED: NodeAPI;
    readonly node: Node;
    readonly hub: Hub;
    readonly label: string;
    readonly settings: T;
    devices(): readonly DeviceEntry[];
    /** Shows a status of the node's own while the hub is connected, or no longer. */
    show(status: Status | undefined): void;
    /** What is wrong with topic filters; undefined where no status is shown. */
    readonly hints: FilterHints | undefined;
    /** Shows a hint in place of `connected` and of values, or no longer. */
    showHint(hint: Status | undefined): void;
    readonly recordings: HubRecordings;
    /** Why the node cannot work, for example because it has closed. */
    readonly fault: Reason | undefined;
    /** The owner's names of the devices. */
    readonly names: DeviceNames;
    /** The publish interval of a device, as far as it is known. */
    interval(device: string): KnownInterval | undefined;
    /** The silence limits of single devices. */
    readonly silenceLimits: SilenceLimits;
    /**
     * Shows a value of the hub in place of `connected`, until the connection is lost; computed only when it is shown, and
     * again as it ages.
     */
    showValue(value: ShownValue): void;
}

/** A value for the status; an object, because a function for each frame would cost more. */
export interface ShownValue {
    /** Its status at a time of the monotonic clock. */
    valueAt(now: number): AgedStatus | undefined;
}
