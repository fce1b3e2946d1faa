// One command that somebody gives in the editor: sent as a clown out node would, and confirmed where its kind can be.

import type { NodeAPI } from 'node-red';
import { ok, type Reason, type Result, refuse, sample } from '../../src/base/errors';
import type { Hub } from '../../src/hub';
import type { JsonObject } from '../../src/protocol/frame';
import { type CommandKind, isCommandKind, kindCommand, rawText } from '../../src/protocol/kinds';
import type { ReceivedFrame } from '../../src/receive/received-frame';
import type { RequestOptions } from '../../src/send/request';
import { NUMBERS } from '../../src/settings/numbers';
import { warnOfLongLine } from '../shared/raw-warning';
import { type CommandDone, type CommandRequest, ROUTES } from '../shared/views';
import { type Asked, answer, fieldsOf, recordFor, type Serve } from './http';
import type { Registry } from './registry';
import { valueViews } from './values';

/** Commands of all editors together that wait for their end. */
export const MAX_COMMANDS = 20;
/** How long a hub may take to answer or confirm, as in clown out. */
const ANSWER_MS = 2_000;

export function serveCommand(RED: NodeAPI, serve: Serve, registry: Registry): void {
    let waiting = 0;
    serve('post', ROUTES.command, 'write', (req, res) => {
        const record = recordFor(registry, req, res);
        if (!record) return;
        const asked = readCommand(req);
        if (!asked.ok) return answer(res, 400, asked);
        const { running } = record.parts;
        if (!running.ok) return answer(res, 200, running);
        if (waiting >= MAX_COMMANDS) return answer(res, 200, refuse('requests-full', { limit: MAX_COMMANDS }));
        waiting++;
        const { kind, payload } = asked.value;
        const raw = kind === 'raw' ? rawText(payload) : undefined;
        if (raw?.ok) warnOfLongLine(RED, record.parts.node, raw.value);
        carryOut(running.value.hub, record, asked.value, (done) => {
            waiting--;
            answer(res, 200, done);
        });
    });
}

function readCommand(req: Asked): Result<CommandRequest> {
    const fields = fieldsOf(req);
    if (!fields.ok) return fields;
    const { kind, device = '', payload } = fields.value;
    if (!isCommandKind(kind)) return refuse('setting-choice', { setting: 'kind', found: sample(kind) });
    if (typeof device !== 'string') return refuse('setting-choice', { setting: 'device', found: sample(device) });
    return ok({ kind, device, payload });
}

/** What the hub said; the chips of a bus, which are too many to be shown, as their number. */
function answerOf(kind: CommandKind, { frame: { payload } }: ReceivedFrame): JsonObject {
    const { slaves } = payload;
    return kind === 'scan' && Array.isArray(slaves) ? { slaves: slaves.length } : payload;
}

/** Calls `done` exactly once: each way through the hub does. With the kind `message`, the device is the whole topic. */
function carryOut(hub: Hub, owner: object, asked: CommandRequest, done: (done: CommandDone) => void): void {
    const { kind, device, payload } = asked;
    const requestOptions: RequestOptions = { owner, policy: { kind: 'fail' }, timeoutMs: ANSWER_MS };
    const confirming: RequestOptions = { ...requestOptions, tries: NUMBERS.tries.usual };
    const answered = (result: Result<ReceivedFrame | undefined>): void => {
        if (!result.ok) done(result);
        else done(result.value ? { ok: true, values: valueViews(answerOf(kind, result.value)) } : { ok: true });
    };
    if (kind === 'raw') {
        const data = rawText(payload);
        const sent = (reason?: Reason): void => done(reason ? { ok: false, reason } : { ok: true });
        if (data.ok) hub.publishRaw(data.value, requestOptions, sent);
        else done(data);
        return;
    }
    if (kind === 'message') {
        // Nobody knows what answers it, so it is done when it is sent, unless its effect can be seen.
        hub.request(device, payload, confirming, answered);
        return;
    }
    const command = kindCommand(kind, device, payload);
    if (!command.ok) {
        done(command);
        return;
    }
    const { topic, payload: data } = command.value;
    if (kind === 'interval') {
        hub.configure(topic.split('/').slice(0, 2).join('/'), data, requestOptions, answered);
        return;
    }
    const isSwitch = kind === 'relay' || kind === 'led';
    hub.request(topic, data, isSwitch ? confirming : requestOptions, answered);
}
