// clown request: a message of a flow becomes a command to a hub, and the hub's answer is put on it.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Reason, type Result } from '../src/base/errors';
import type { Hub } from '../src/hub';
import { copyJson } from '../src/protocol/frame';
import { COMMAND_KINDS } from '../src/protocol/kinds';
import { topicParts } from '../src/protocol/model';
import { checkFilter } from '../src/protocol/topic';
import type { ReceivedFrame } from '../src/receive/received-frame';
import type { Policy } from '../src/send/outbox';
import type { RequestCallback, RequestOptions } from '../src/send/request';
import { upgraded } from '../src/settings/migrations';
import { checkNumbers } from '../src/settings/numbers';
import { checkVersion, type Stored } from '../src/settings/options';
import { type Order, Orders } from './runtime/node/command-message';
import { CommandNode, type CommandSettings, type Errand } from './runtime/node/command-node';
import { sendOn, unreadable } from './runtime/node/completion';
import { type Action, act } from './runtime/node/connection-actions';
import { attach } from './runtime/node/hub-node';
import { sentence } from './runtime/text';
import type { AnswerDetails, ClownRequestDef } from './runtime/types';

/** Text that is sent as it is has no known answer. */
const OPTIONS = { kinds: COMMAND_KINDS.filter((kind) => kind !== 'raw'), batches: false };
const AT_ONCE: Policy = { kind: 'fail' };

/** Commands whose answer tells the wanted state; to all others, any answer is one. */
const TELLS_STATE = /^(?:relay|led)\/[^/]+\/set$/i;

export default function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-request', function (this: Node, stored: ClownRequestDef) {
        RED.nodes.createNode(this, stored);
        attach(new ClownRequest(RED, this, stored));
    });
}

class ClownRequest extends CommandNode {
    readonly #failuresLeave: boolean;

    constructor(RED: NodeAPI, node: Node, stored: ClownRequestDef) {
        super(RED, node, stored, checkSettings);
        this.#failuresLeave = Number(upgraded(stored).outputs) > 1;
    }

    protected act({ msg, send, settle }: Errand, action: Action): Reason | undefined {
        const status = act(action, this);
        settle(sendOn(send, () => (status ? Object.assign({ ...msg }, { payload: status }) : msg)));
        return undefined;
    }

    protected say(errand: Errand, hub: Hub, [order]: readonly Order[]): void {
        const { msg, send, settle } = errand;
        const { label } = this;
        const answered = (answer: Result<ReceivedFrame | undefined>): void => {
            if (!answer.ok) {
                this.fail(errand, answer.reason);
                return;
            }
            const { value } = answer;
            settle(sendOn(send, () => (value ? withAnswer(msg, value, label) : { ...msg })));
        };
        try {
            ask(hub, order, this.settings, answered);
        } catch (thrown) {
            this.fail(errand, unreadable(thrown));
        }
    }

    protected override fail({ msg, send, settle }: Errand, reason: Reason): void {
        if (!this.#failuresLeave) {
            settle(reason);
            return;
        }
        const error = { message: sentence(this.RED, reason), code: reason.code };
        const unsent = sendOn(send, () => [null, Object.assign({ ...msg }, { error })]);
        settle(unsent && reason);
    }
}

function ask(hub: Hub, order: Order | undefined, requestOptions: RequestOptions, answered: RequestCallback): void {
    if (order?.kind === 'interval') hub.configure(order.device, order.payload, requestOptions, answered);
    else if (order?.kind === 'command')
        hub.request(order.topic, order.payload, requestOptionsFor(order.topic, requestOptions), answered);
}

/** How to ask with this topic: the tick for a confirmation may be left over from a command that had it. */
function requestOptionsFor(topic: unknown, requestOptions: RequestOptions): RequestOptions {
    return typeof topic === 'string' && TELLS_STATE.test(topic)
        ? requestOptions
        : { ...requestOptions, tries: undefined };
}

/** A copy of the message with the answer on it. */
function withAnswer(msg: NodeMessage, { frame, time }: ReceivedFrame, hub: string): NodeMessage {
    const meta = frame.meta ? { meta: copyJson(frame.meta) } : {};
    const clown: AnswerDetails = { topic: frame.topic, ...topicParts(frame.topic), ...meta, hub, time };
    return Object.assign({ ...msg }, { payload: copyJson(frame.payload), clown });
}

function checkSettings(RED: NodeAPI, node: Node, stored: Result<Stored>): Result<CommandSettings> {
    if (!stored.ok) return stored;
    const version = checkVersion(stored.value);
    if (!version.ok) return version;
    const numbers = checkNumbers(['timeout', 'tries'], stored.value);
    if (!numbers.ok) return numbers;
    const { timeout, tries } = numbers.value;
    const { answer = '', confirm } = stored.value;
    if (answer !== '') {
        const filter = checkFilter(answer);
        if (!filter.ok) return filter;
    }
    const orders = Orders.make(RED, node, stored.value, OPTIONS);
    if (!orders.ok) return orders;
    return ok({
        orders: orders.value,
        owner: node,
        policy: AT_ONCE,
        timeoutMs: timeout * 1000,
        answer: answer === '' ? undefined : String(answer),
        tries: confirm === true ? tries : undefined,
    });
}
