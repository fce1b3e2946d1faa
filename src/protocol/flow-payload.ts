// Reads payloads as flows give them: bytes, text with JSON, or any other value.

import { ok, type Result } from '../base/errors';
import type { Json } from './json';
import { toJson } from './json-data';

/** The payload of a flow as JSON data; undefined if there is none. */
export function readPayload(payload: unknown): Result<Json | undefined> {
    return payload === undefined ? ok(undefined) : toJson(unpack(payload));
}

/** Bytes become text, and text with a JSON object becomes this object; anything else is returned as it is. Never throws. */
export function unpack(payload: unknown): unknown {
    const text = bytesAsText(payload);
    if (typeof text !== 'string' || !text.trimStart().startsWith('{')) return text;
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

/** Bytes become text; anything else is returned as it is. Never throws. */
export function bytesAsText(payload: unknown): unknown {
    try {
        return isBytes(payload) ? new TextDecoder().decode(payload) : payload;
    } catch {
        return payload; // refused later
    }
}

/** Whether it is a Buffer or Uint8Array. Checks the tag: a Function node has classes of its own. Never throws. */
export function isBytes(payload: unknown): payload is Uint8Array {
    try {
        return ArrayBuffer.isView(payload) && Object.prototype.toString.call(payload) === '[object Uint8Array]';
    } catch {
        return false; // a getter or a Proxy of the flow threw
    }
}
