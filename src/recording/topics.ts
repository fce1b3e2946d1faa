// The topics of a recording.

import { readMessage } from '../protocol/frame';
import { devicePath } from '../protocol/model';
import type { Recording } from './reader';

/** The topic of a line in the usual form. Reading the whole line takes ten times as long. */
const TOPIC = /^\s*\[\s*"([^"\\]+)"\s*,/;

/** The topics that the hub has sent and the devices that it has listed; and the devices of these and of the commands. */
export function recordedTopics({ header, events }: Recording): {
    readonly topics: ReadonlySet<string>;
    readonly devices: ReadonlySet<string>;
} {
    const topics = new Set(header.devices);
    const commanded = new Set<string>();
    for (const event of events) {
        if (event.kind !== 'in' && event.kind !== 'known' && event.kind !== 'out') continue;
        const found = event.kind === 'out' ? commanded : topics;
        for (const topic of topicsOf(event.data, event.isBase64)) found.add(topic);
    }
    const devices = [...topics, ...commanded].map((topic) => devicePath(topic).toLowerCase());
    return { topics, devices: new Set(devices) };
}

function topicsOf(data: string, isBase64: boolean): string[] {
    const usual = isBase64 || data.trimEnd().includes('\n') ? undefined : TOPIC.exec(data)?.[1];
    if (usual !== undefined) return [usual];
    const lines = [...readMessage(Buffer.from(data, isBase64 ? 'base64' : 'utf8'))];
    return lines.flatMap(({ frame }) => (frame.ok ? [frame.value.topic] : []));
}
