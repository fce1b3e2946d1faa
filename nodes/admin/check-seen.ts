// What a check has seen of a hub, as the editor is told of it.

import type { Seen } from '../../src/doctor/talk';
import { shorten } from '../../src/errors';
import { quantities } from '../../src/model';
import type { News } from '../../src/news';
import type { DeviceView, TopicsView, TopicView, ValueView } from '../shared/views';

const MAX_TOPICS = 500;
const MAX_VALUES = 20;

export function topicsSeen({ devices, frames, listedAt }: Seen): TopicsView {
    const topics = frames.slice(-MAX_TOPICS).map(topicView);
    const values = new Map(topics.map((view) => [view.topic, view.values]));
    return {
        now: Date.now(),
        ...(listedAt === undefined ? {} : { listedAt }),
        devices: devices.map((entry): DeviceView => ({ ...entry, values: values.get(entry.device) ?? [] })),
        topics: [...topics].sort((one, other) => levels(one) - levels(other)),
    };
}

/** Readings and states have two levels. */
function levels({ topic }: TopicView): number {
    return topic.split('/').length;
}

function topicView({ frame, time }: News): TopicView {
    return { topic: frame.topic, time, values: quantities(frame.payload).slice(0, MAX_VALUES).map(valueView) };
}

function valueView({ quantity, value, unit }: ReturnType<typeof quantities>[number]): ValueView {
    const plain = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    return {
        quantity: shorten(quantity),
        value: typeof plain === 'string' ? shorten(plain) : plain,
        ...(unit === undefined ? {} : { unit: shorten(unit, 20) }),
    };
}
