// Converts what a connection check found to the view that the editor receives.

import type { Seen } from '../../src/doctor/check-types';
import type { DeviceView, TopicsView, TopicView } from '../shared/views';
import { topicView } from './values';

const MAX_TOPICS = 500;

/** The view of what a check has seen: at most `MAX_TOPICS` of the latest topics, readings first. */
export function topicsSeen({ devices, frames, listedAt }: Seen): TopicsView {
    const topics = frames.slice(-MAX_TOPICS).map(topicView);
    const values = new Map(topics.map((view) => [view.topic, view.values]));
    return {
        now: Date.now(),
        ...(listedAt === undefined ? {} : { listedAt }),
        devices: devices.map((entry): DeviceView => ({ ...entry, values: values.get(entry.device) ?? [] })),
        topics: [...topics].sort((one, other) => levels(one) - levels(other)),
        ...(frames.length > MAX_TOPICS ? { isCut: true } : {}),
    };
}

/** Readings and states have two levels. */
function levels({ topic }: TopicView): number {
    return topic.split('/').length;
}
