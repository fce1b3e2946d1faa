// Whether a frame shows that its bridge has started (clown-talk, sections 4, 6, 11 and 12).

import type { Frame } from './frame';
import type { JsonObject } from './json';

/**
 * `started`: only a bridge that has started sends it. `empty-list`: a device list without entries, which a bridge sends
 * before its start as well. `command`: a command, which only a hub with a broker sends back. `none`: shows nothing.
 */
export type StartSign = 'started' | 'empty-list' | 'command' | 'none';

/** The last level of a response. In the first bridges a response is the request's topic without its last level. */
const RESULTS: ReadonlySet<string> = new Set(['ok', 'error']);
const COMMANDS: ReadonlySet<string> = new Set(['set', 'get']);
const EARLY = '$config';
const EARLY_REQUESTS: ReadonlySet<string> = new Set(['create', 'update', 'read', 'list']);
const LISTS: ReadonlySet<string> = new Set(['-/-/config/list/ok', '-/-/config/ok', `${EARLY}/devices/-/-`]);

/** What a frame shows about the start of its bridge. */
export function startSign({ topic, payload }: Frame): StartSign {
    if (LISTS.has(topic)) return listSign(topic, payload);
    const levels = topic.split('/');
    const last = levels.at(-1) ?? '';
    if (levels[0] === EARLY) return EARLY_REQUESTS.has(last) ? 'command' : 'started';
    // Notifications, readings and states.
    if (levels.length <= 2) return 'started';
    if (RESULTS.has(last)) return 'started';
    const [, , event] = levels;
    // A wireless base node responds to `config/get` without a result.
    if (event === 'config') return levels.length === 3 ? 'started' : 'command';
    return COMMANDS.has(event ?? '') ? 'command' : 'none';
}

/** The configuration of the node itself has the same topic as a list, but none of its keys. */
function listSign(topic: string, payload: JsonObject): StartSign {
    const { sensors, actuators } = payload;
    if (topic === '-/-/config/ok' && sensors === undefined && actuators === undefined) return 'started';
    const lists = topic.startsWith(EARLY) ? Object.values(payload) : [sensors, actuators];
    return lists.some((list) => Array.isArray(list) && list.length > 0) ? 'started' : 'empty-list';
}
