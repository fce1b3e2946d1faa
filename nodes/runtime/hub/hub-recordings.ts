// What one hub node does for its recordings: starts and ends them, and reports how they end.

import type { Node, NodeAPI } from 'node-red';
import type { DeviceList } from '../../../src/devices/device-list';
import type { Hub } from '../../../src/hub';
import { ownerError, sentence, text } from '../text';
import type { HubRecordings } from '../types';
import { type RecordedHub, recordingsOf } from './recordings';

interface RecordingParts {
    readonly name: string;
    readonly label: string;
    readonly hub: Hub;
    readonly devices: DeviceList;
    readonly place: string;
    readonly versions: RecordedHub['versions'];
    /** Reports that the disk failed. */
    error(error: Error): void;
}

/** `close` is for the end of the hub node, before its hub closes: the file is complete then. */
export function hubRecordings(
    RED: NodeAPI,
    node: Node,
    { name, label, hub, place, devices, versions, error }: RecordingParts,
): HubRecordings & { close(): Promise<void> } {
    const recordings = recordingsOf(RED);
    let isOpen = true;
    const by: RecordedHub = {
        id: node.id,
        name,
        hub,
        place,
        versions,
        devices: () => devices.entries(),
        ended(file, reason, fault) {
            if (fault) error(ownerError(sentence(RED, fault), fault.code));
            else node.log(text(RED, 'log.recorded', { hub: label, file, why: text(RED, `recording.end.${reason}`) }));
        },
    };
    const leave = recordings.join(by);
    return {
        async start(minutes) {
            const started = await recordings.start(by, minutes, () => isOpen);
            if (started.ok) {
                const { file, minutes: limit } = started.value;
                node.log(text(RED, 'log.recording', { hub: label, file, minutes: limit }));
            }
            return started;
        },
        stop: () => recordings.stop(node.id),
        get running() {
            return recordings.running(node.id);
        },
        close() {
            isOpen = false;
            return leave();
        },
    };
}
