// What nodes of Node-RED's core do to a message, as far as their settings determine it. Any other node may do anything.

import { fixedValue } from '../protocol/fixed-command';
import { isObject } from '../protocol/json-data';
import { asText, type FlowNode } from './flow';
import { CALL, type Place, type Wire } from './graph';
import { hasVariable } from './hub-of';

/** What a node makes of `msg.payload`: it keeps it, replaces it by a known value, or by one that is not known. */
export type Payload =
    | { readonly kind: 'kept' | 'unknown' }
    /** The current time, which is a number. */
    | { readonly kind: 'time' }
    | { readonly kind: 'value'; readonly value: unknown };

const KEPT: Payload = { kind: 'kept' };
const UNKNOWN: Payload = { kind: 'unknown' };
const TIME: Payload = { kind: 'time' };

/** Properties that make a node do something else than pass the message on. */
const CONTROLS = /^(?:action|reset|flush|rate|delay|toFront)\b/;
const PAYLOAD = /^payload\b/;

/** Whether a wire leads out of a node that passes each message on as it is. */
export function isPassedOn({ from, port }: Wire): boolean {
    if (from.isPort) return true;
    if (from.node.type === 'link call') return port === CALL;
    return ['junction', 'link in', 'link out'].includes(from.node.type);
}

/** What an inject node sends as payload. */
export function injected(node: FlowNode): Payload {
    const { props } = node;
    // Releases before 1.1 have no list of properties.
    const list: readonly unknown[] = Array.isArray(props) ? props : [{ p: 'payload' }];
    const all = list.filter(isObject);
    if (all.some(({ p }) => p !== 'payload' && p !== 'topic')) return UNKNOWN;
    const own = all.find(({ p }) => p === 'payload');
    if (!own) return UNKNOWN;
    const type = own.vt ?? node.payloadType ?? 'date';
    return typed(type, own.v ?? node.payload);
}

/** What a change node makes of the payload. */
export function changed({ rules }: FlowNode): Payload {
    if (!Array.isArray(rules)) return UNKNOWN;
    let payload = KEPT;
    for (const rule of rules.filter(isObject)) {
        const [place, target] = [asText(rule.p), rule.t === 'move' ? asText(rule.to) : ''];
        if ((rule.pt ?? 'msg') !== 'msg' && rule.t !== 'move') continue;
        if (CONTROLS.test(place) || CONTROLS.test(target) || PAYLOAD.test(target)) return UNKNOWN;
        if (!PAYLOAD.test(place)) continue;
        payload = rule.t === 'set' && place === 'payload' ? typed(rule.tot, rule.to) : UNKNOWN;
    }
    return payload;
}

function typed(type: unknown, stored: unknown): Payload {
    if (type === 'date') return TIME;
    if (hasVariable(stored)) return UNKNOWN;
    const fixed = fixedValue('payload', type, stored);
    return fixed?.ok ? { kind: 'value', value: fixed.value.value } : UNKNOWN;
}

/**
 * The outputs of a switch node that a payload leaves through; undefined if its settings do not determine it. A rule compares
 * as JavaScript's `==` does.
 */
export function switched(node: FlowNode, payload: unknown): readonly number[] | undefined {
    const { rules, property, propertyType, checkall } = node;
    const value = subjectOf(property, propertyType, payload);
    if (!value || !Array.isArray(rules)) return undefined;
    const ports: number[] = [];
    for (const [port, rule] of rules.entries()) {
        const isFit = isObject(rule) ? fits(rule, value.subject, ports.length > 0) : undefined;
        if (isFit === undefined) return undefined;
        if (!isFit) continue;
        ports.push(port);
        if (checkall === 'false') break;
    }
    return ports;
}

/** Whether a switch node decides by the message alone. */
export function isFromMessage({ propertyType, rules }: FlowNode): boolean {
    const isComputed = (rule: unknown): boolean => isObject(rule) && rule.t === 'jsonata_exp';
    return (propertyType ?? 'msg') === 'msg' && Array.isArray(rules) && !rules.some(isComputed);
}

function subjectOf(property: unknown, type: unknown, payload: unknown): { readonly subject: unknown } | undefined {
    if ((type ?? 'msg') !== 'msg') return undefined;
    if (property === 'payload') return { subject: payload };
    return property === 'payload.state' && isObject(payload) ? { subject: payload.state } : undefined;
}

function fits(
    { t, v, vt }: Readonly<Record<string, unknown>>,
    subject: unknown,
    hasMatched: boolean,
): boolean | undefined {
    switch (t) {
        case 'true':
            return subject === true;
        case 'false':
            return subject === false;
        case 'null':
            return subject === null || subject === undefined;
        case 'nnull':
            return subject !== null && subject !== undefined;
        case 'else':
            return !hasMatched;
        case 'istype':
            return ['boolean', 'number', 'string'].includes(asText(v)) ? typeof subject === v : undefined;
        case 'eq':
        case 'neq': {
            const fixed = fixedValue('payload', vt ?? 'str', v);
            if (!fixed?.ok || hasVariable(v)) return undefined;
            const isEqual = equals(subject, fixed.value.value);
            return isEqual === undefined ? undefined : isEqual === (t === 'eq');
        }
        default:
            return undefined;
    }
}

/** Whether a switch node takes two values for equal; undefined if that depends on the text of a list. */
function equals(one: unknown, other: unknown): boolean | undefined {
    if (Array.isArray(one) || Array.isArray(other)) return undefined;
    // The comparison itself would convert an object, which may throw.
    if (isObject(one) || isObject(other)) return false;
    // biome-ignore lint/suspicious/noDoubleEquals: as the switch node compares
    return one == other;
}

/** The only text that leaves an output of a switch node; undefined if there may be others. */
export function onlyText({ rules, property, propertyType }: FlowNode, port: number): string | undefined {
    const rule: unknown = Array.isArray(rules) ? rules[port] : undefined;
    if (property !== 'payload' || (propertyType ?? 'msg') !== 'msg' || !isObject(rule)) return undefined;
    const { t, v, vt } = rule;
    const isText = t === 'eq' && vt === 'str' && typeof v === 'string' && v !== '' && !hasVariable(v);
    // Numbers and booleans equal their texts.
    return isText && Number.isNaN(Number(v)) ? v : undefined;
}

/** A known payload that reaches a place, and the node that it comes from. */
export interface Arriving {
    readonly payload: Exclude<Payload, { readonly kind: 'kept' | 'unknown' }> | { readonly kind: 'reading' };
    readonly source: FlowNode;
}

/** The known payloads that reach a place, found along nodes that do not change them. */
export function* arrivingAt(place: Place): Iterable<Arriving> {
    const seen = new Set<Place>();
    const left = [place];
    for (let at = left.pop(); at; at = left.pop()) {
        for (const wire of at.previous) {
            const { from } = wire;
            const payload = sentInto(wire);
            if (payload.kind === 'reading' || payload.kind === 'value' || payload.kind === 'time') {
                yield { payload, source: from.node };
            } else if (payload.kind === 'kept' && !seen.has(from)) {
                seen.add(from);
                left.push(from);
            }
        }
    }
}

/** What leaves into a wire, compared with what the node before it has received. */
function sentInto(wire: Wire): Payload | { readonly kind: 'reading' } {
    if (isPassedOn(wire)) return KEPT;
    const { from, port } = wire;
    switch (from.node.type) {
        case 'delay':
        case 'rbe':
            return port === 0 ? KEPT : UNKNOWN;
        case 'inject':
            return injected(from.node);
        case 'change':
            return from.previous.length > 0 ? changed(from.node) : UNKNOWN;
        case 'switch': {
            const value = from.previous.length > 0 ? onlyText(from.node, port) : undefined;
            return value === undefined ? UNKNOWN : { kind: 'value', value };
        }
        case 'clown-in':
            return port === 0 ? { kind: 'reading' } : UNKNOWN;
        default:
            return UNKNOWN;
    }
}
