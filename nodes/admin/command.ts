// The route for a command that a user sends from the editor: sent as by clown out, and confirmed if its kind allows it.

import type { NodeAPI } from 'node-red';
import { detailed, ok, type Reason, type Result, refuse, sample } from '../../src/base/errors';
import type { Hub } from '../../src/hub';
import type { JsonObject } from '../../src/protocol/frame';
import { COMMAND_KINDS, type CommandKind, kindCommand, rawText } from '../../src/protocol/kinds';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { RequestOptions } from '../../src/send/request';
import { checkOneOf } from '../../src/settings/choices';
import { NUMBERS } from '../../src/settings/numbers';
import { warnOfLongLine } from '../shared/raw-warning';
import { type CommandDone, type CommandRequest, ROUTES } from '../shared/views';
import { type AdminRequest, fieldsOf, recordFor, respond, type Serve } from './http';
import type { Registry } from './registry';
import { valueViews } from './values';

/** Pending commands of all editors together. */
export const MAX_COMMANDS = 20;
/** Timeout for a response or confirmation in milliseconds, as in clown out. */
const RESPONSE_MS = 2_000;

/** Serves `ROUTES.command`. Responds with 400 to an invalid command, and otherwise with `CommandDone`. */
export function serveCommand(RED: NodeAPI, serve: Serve, registry: Registry): void {
    let waiting = 0;
    serve('post', ROUTES.command, 'write', (req, res) => {
        const record = recordFor(registry, req, res);
        if (!record) return;
        const command = readCommand(req);
        if (!command.ok) return respond(res, 400, command);
        const { running } = record.parts;
        if (!running.ok) return respond(res, 200, running);
        if (waiting >= MAX_COMMANDS) return respond(res, 200, refuse('requests-full', { limit: MAX_COMMANDS }));
        waiting++;
        const { kind, payload } = command.value;
        const raw = kind === 'raw' ? rawText(payload) : undefined;
        if (raw?.ok) warnOfLongLine(RED, record.parts.node, raw.value);
        carryOut(running.value.hub, record, command.value, (done) => {
            waiting--;
            respond(res, 200, done);
        });
    });
}

function readCommand(req: AdminRequest): Result<CommandRequest> {
    const fields = fieldsOf(req);
    if (!fields.ok) return fields;
    const { kind, device = '', payload } = fields.value;
    const chosen = checkOneOf('kind', kind, COMMAND_KINDS);
    if (!chosen.ok) return chosen;
    if (typeof device === 'string') return ok({ kind: chosen.value, device, payload });
    return { ok: false, reason: detailed('setting-choice-text', { setting: 'device', found: sample(device) }) };
}

/** The payload of the response. The chips found on a bus are too many to show, so only their number is kept. */
function responsePayload(kind: CommandKind, { frame: { payload } }: ReceivedFrame): JsonObject {
    const { slaves } = payload;
    return kind === 'scan' && Array.isArray(slaves) ? { slaves: slaves.length } : payload;
}

/** Calls `done` exactly once. With the kind `message`, the device is the whole topic. */
function carryOut(hub: Hub, owner: object, request: CommandRequest, done: (done: CommandDone) => void): void {
    const { kind, device, payload } = request;
    const requestOptions: RequestOptions = { owner, policy: { kind: 'fail' }, timeoutMs: RESPONSE_MS };
    const confirming: RequestOptions = { ...requestOptions, tries: NUMBERS.tries.usual };
    const onResponse = (result: Result<ReceivedFrame | undefined>): void => {
        if (!result.ok) done(result);
        else done(result.value ? { ok: true, values: valueViews(responsePayload(kind, result.value)) } : { ok: true });
    };
    if (kind === 'raw') {
        const data = rawText(payload);
        const sent = (reason?: Reason): void => done(reason ? { ok: false, reason } : { ok: true });
        if (data.ok) hub.publishRaw(data.value, requestOptions, sent);
        else done(data);
        return;
    }
    if (kind === 'message') {
        // Its response is unknown, so it is complete when it is sent, unless its effect is observable.
        hub.request(device, payload, confirming, onResponse);
        return;
    }
    const command = kindCommand(kind, device, payload);
    if (!command.ok) {
        done(command);
        return;
    }
    const { topic, payload: data } = command.value;
    if (kind === 'interval') {
        hub.configure(topic.split('/').slice(0, 2).join('/'), data, requestOptions, onResponse);
        return;
    }
    const isSwitch = kind === 'relay' || kind === 'led';
    hub.request(topic, data, isSwitch ? confirming : requestOptions, onResponse);
}
