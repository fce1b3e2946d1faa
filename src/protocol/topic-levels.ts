// Why a topic with too few or too many levels is no command. Free of the table of details, which does not belong into the
// editor's first script.

import { type Reason, refuse, shorten } from '../base/errors';
import { BASE_LEVELS, BASE_TYPE, SENSOR_TYPES } from './model';

/** The reason for a topic that has not as many levels as a command. */
export function levelsReason(topic: string, levels: readonly string[]): Reason {
    const { reason } = refuse('command-levels', { topic: shorten(topic), count: levels.length });
    const { code, params } = reason;
    const [type = '', second = 'set'] = levels;
    if (type === BASE_TYPE && levels.length > BASE_LEVELS) {
        const plain = shorten(levels.slice(BASE_LEVELS).join('/'));
        return { code, detail: 'command-base-topic', params: { ...params, plain } };
    }
    if (levels.length > 2) return reason;
    if (/^(?:set|get|config)$/.test(second)) {
        return { code, detail: 'command-no-device', params: { ...params, first: shorten(type) } };
    }
    return SENSOR_TYPES.includes(type) ? { ...reason, detail: 'command-reading' } : reason;
}
