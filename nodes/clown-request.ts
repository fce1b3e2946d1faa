// clown request: sends a message of a flow to a hub as a command, and adds the hub's response to the message.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Reason, type Result } from '../src/base/errors';
import type { Hub } from '../src/hub';
import type { DeviceNames } from '../src/protocol/device-names';
import { copyJson } from '../src/protocol/json-data';
import { REQUEST_KINDS } from '../src/protocol/kinds';
import { checkFilter } from '../src/protocol/topic';
import type { ReceivedFrame } from '../src/receive/received-frame';
import type { Policy } from '../src/send/outbox';
import type { RequestCallback, RequestOptions } from '../src/send/request';
import { checkVersion, type Stored } from '../src/settings/hub-options';
import { upgraded } from '../src/settings/migrations';
import { checkNumbers } from '../src/settings/numbers';
import { type Command, topicOf } from './runtime/node/command';
import { CommandReader } from './runtime/node/command-message';
import {
    type CommandCheck,
    CommandNode,
    type CommandSettings,
    checkConfirm,
    type Received,
} from './runtime/node/command-node';
import { sendOn, unreadable } from './runtime/node/completion';
import { type Action, act } from './runtime/node/connection-actions';
import { attach } from './runtime/node/hub-node';
import { SharedSettings } from './runtime/node/shared-settings';
import { sentence } from './runtime/text';
import type { AnswerDetails, ClownRequestDef, RecordingDetails } from './runtime/types';

/** Raw text has no known response. */
const OPTIONS = { kinds: REQUEST_KINDS, batches: false };
const AT_ONCE: Policy = { kind: 'fail' };

/** Commands whose response must report the requested state; others accept any response. */
const REPORTS_STATE = /^(?:relay|led)\/[^/]+\/set$/i;

export default function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-request', function (this: Node, stored: ClownRequestDef) {
        RED.nodes.createNode(this, stored);
        attach(new ClownRequest(RED, this, stored));
    });
}

class ClownRequest extends CommandNode {
    readonly #failuresLeave: boolean;

    constructor(RED: NodeAPI, node: Node, stored: ClownRequestDef) {
        super(RED, node, stored, CHECK);
        this.#failuresLeave = Number(upgraded(stored).outputs) > 1;
    }

    protected act(received: Received, action: Action): Reason | undefined {
        const { msg, send } = received;
        const status = act(action, this);
        received.settle(sendOn(send, () => (status ? Object.assign({ ...msg }, { payload: status }) : msg)));
        return undefined;
    }

    protected passOn(received: Received, payload: RecordingDetails): void {
        const { msg, send } = received;
        received.settle(sendOn(send, () => Object.assign({ ...msg }, { payload })));
    }

    protected execute(received: Received, hub: Hub, [command]: readonly Command[]): void {
        const { msg, send } = received;
        const { label, names } = this;
        const onResponse = (response: Result<ReceivedFrame | undefined>): void => {
            if (!response.ok) {
                if (command) this.countFailed(topicOf(command));
                this.fail(received, response.reason);
                return;
            }
            const { value } = response;
            received.settle(sendOn(send, () => (value ? withResponse(msg, value, label, names) : { ...msg })));
        };
        try {
            sendRequest(hub, command, this.requestOptions, onResponse);
        } catch (thrown) {
            this.fail(received, unreadable(thrown));
        }
    }

    protected override fail(received: Received, unnamed: Reason): void {
        const { msg, send } = received;
        const reason = this.names.named(unnamed);
        if (!this.#failuresLeave) {
            received.settle(reason);
            return;
        }
        const error = { message: sentence(this.RED, reason), code: reason.code };
        const unsent = sendOn(send, () => [null, Object.assign({ ...msg }, { error })]);
        received.settle(unsent && reason);
    }
}

function sendRequest(
    hub: Hub,
    command: Command | undefined,
    requestOptions: RequestOptions,
    onResponse: RequestCallback,
): void {
    if (command?.kind === 'interval') hub.configure(command.device, command.payload, requestOptions, onResponse);
    else if (command?.kind === 'command')
        hub.request(command.topic, command.payload, requestOptionsFor(command.topic, requestOptions), onResponse);
}

/** Options for this topic; `tries` may be left over from a command with confirmation. */
function requestOptionsFor(topic: unknown, requestOptions: RequestOptions): RequestOptions {
    const isConfirmed = requestOptions.tries === undefined || (typeof topic === 'string' && REPORTS_STATE.test(topic));
    return isConfirmed ? requestOptions : { ...requestOptions, tries: undefined };
}

/** A copy of the message with the response. */
function withResponse(msg: NodeMessage, { frame, time }: ReceivedFrame, hub: string, names: DeviceNames): NodeMessage {
    const { topic, meta } = frame;
    // No spreads, because what V8 makes of them outlives many collections, and with it all that follows.
    const clown: AnswerDetails = Object.assign({ topic }, names.partsOf(topic), { hub, time });
    if (meta) Object.assign(clown, { meta: copyJson(meta) });
    return Object.assign({}, msg, { payload: copyJson(frame.payload), clown });
}

const CHECK: CommandCheck = { shared: new SharedSettings(), check: checkSettings };

function checkSettings(RED: NodeAPI, node: Node, stored: Stored): Result<CommandSettings> {
    const version = checkVersion(stored);
    if (!version.ok) return version;
    const numbers = checkNumbers(['timeout', 'tries'], stored);
    if (!numbers.ok) return numbers;
    const { timeout, tries } = numbers.value;
    const answer = stored.answer ?? '';
    const confirm = checkConfirm(stored);
    if (!confirm.ok) return confirm;
    const filter = answer === '' ? undefined : checkFilter(answer);
    if (filter && !filter.ok) return filter;
    const reader = CommandReader.make(RED, node, stored, OPTIONS);
    if (!reader.ok) return reader;
    return ok({
        reader: reader.value,
        policy: AT_ONCE,
        timeoutMs: timeout * 1000,
        answer: filter?.value,
        tries: confirm.value ? tries : undefined,
    });
}
