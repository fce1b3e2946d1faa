// What the topic of a command says about its responses. Found once for each topic: flows send requests to the same few
// devices again.

import { flatString } from '../base/flat-string';
import type { Command } from './commands';
import type { Frame } from './frame';

/** What a frame is for a request: its response, its refusal, or unrelated. */
export type Verdict = 'response' | 'refusal' | 'other';
/** Compares a received frame with a request. */
export type Matcher = (frame: Frame) => Verdict;

/** What the topic of a command says about its responses, in lower case. */
export interface Parts {
    readonly topic: string;
    readonly type: string;
    readonly device: string;
    /** Empty if the topic has more or fewer levels than its action allows. */
    readonly action: string;
    /** The level after `config`, and only there. */
    readonly request: string;
    /** Topics of refusals. */
    readonly errors: readonly string[];
    /** Once it is known, the matcher of a command whose responses depend on its topic alone. */
    matcher: Matcher | 'none' | undefined;
    isKnown: boolean;
}

/** Most topics with cached parts, and the longest such topic. */
const MAX_TOPICS = 1_000;
const MAX_TOPIC_LENGTH = 200;
const topics = new Map<string, Parts>();

/** The parts of the topic of a command. */
export function partsOf({ topic }: Command): Parts {
    const known = topics.get(topic);
    if (known) return known;
    const parts = findParts(topic.toLowerCase());
    if (topic.length > MAX_TOPIC_LENGTH) return parts;
    if (topics.size >= MAX_TOPICS) topics.clear();
    topics.set(flatString(topic), parts);
    return parts;
}

function findParts(lower: string): Parts {
    const topic = flatString(lower);
    const [type = '', address = '', action = '', request = '', ...more] = topic.split('/');
    const isComplete = more.length === 0 && (action === 'config') === (request !== '');
    return {
        topic,
        type,
        device: `${type}/${address}`,
        action: isComplete ? action : '',
        request,
        errors: errorTopics(topic),
        matcher: undefined,
        isKnown: false,
    };
}

/** Documented only for configuration, and no known bridge sends any; other refusals would look alike. */
function errorTopics(topic: string): string[] {
    const [type = '', address = '', action] = topic.split('/');
    const device = `${type}/${address}`;
    return [`${device}/error`, `${topic}/error`, ...(action === 'config' ? [`${device}/config/error`] : [])];
}
