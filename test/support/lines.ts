// Lines as clients and bridges send them: the few that many tests need, and how to write any other.

import { LIMITS } from '../../src/protocol/payloads';

/** The start message as documented. */
export const START = '["clown.talk/-/config/set", {}]';
/** The device list request, which the hub node sends after each connect. */
export const LIST = '["-/-/config/list", {}]';
/** The response of a bridge that has not found its devices yet. */
export const NO_DEVICES = '["-/-/config/list/ok", {"sensors": [], "actuators": [], "notifications": []}]';
export const LED = '["led/-/get", {}]';
export const LED_OFF = '["led/-", {"state": "off"}]';
export const RELAY_ON = '["relay/i2c0-3b/set", {"state": true}]';

/** Topic and payload as a line. */
export function line(topic: string, payload: unknown = {}): string {
    return `["${topic}", ${JSON.stringify(payload)}]`;
}

/** A frame with one part more than a bridge takes. */
export const BEYOND = line('window/-/set', { list: Array.from({ length: LIMITS.tokens - 4 }, () => 1) });
