// clown request: a message of a flow becomes a command to a hub, and the hub's answer is put on it.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Asking } from '../src/asking';
import { ok, type Reason, type Result } from '../src/errors';
import { copyJson } from '../src/frame';
import { COMMAND_KINDS } from '../src/kinds';
import { upgraded } from '../src/migrations';
import { topicParts } from '../src/model';
import type { News } from '../src/news';
import { checkNumbers } from '../src/numbers';
import { checkVersion, type Stored } from '../src/options';
import { checkFilter } from '../src/topic';
import { act, actionOf } from './shared/actions';
import { attach } from './shared/attach';
import { Orders } from './shared/orders';
import { sendOn, settler, unreadable } from './shared/settle';
import { sentence } from './shared/text';
import type { AnswerDetails, ClownRequestDef } from './shared/types';
import { asWritten, withVariables, writtenOf } from './shared/variables';

/** Text that is sent as it is has no known answer. */
const KINDS = COMMAND_KINDS.filter((kind) => kind !== 'raw');

/** Commands whose answer tells the wanted state; to all others, any answer is one. */
const TELLS_STATE = /^(?:relay|led)\/[^/]+\/set$/i;

interface Settings {
    readonly orders: Orders;
    readonly asking: Asking;
}

export default function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-request', function (this: Node, stored: ClownRequestDef) {
        RED.nodes.createNode(this, stored);
        const def = upgraded(stored);
        const checked = checkSettings(RED, this, withVariables(RED, this, def));
        const settings = asWritten(checked, () => writtenOf(RED, this, stored));
        const attached = attach(RED, this, def.hub, settings);
        const failuresLeave = Number(def.outputs) > 1;
        this.on('input', (msg, send, done) => {
            const settle = settler(RED, this, done);
            const fail = (reason: Reason): void => {
                if (!failuresLeave) {
                    settle(reason);
                    return;
                }
                const error = { message: sentence(RED, reason), code: reason.code };
                const unsent = sendOn(send, () => [null, Object.assign({ ...msg }, { error })]);
                settle(unsent && reason);
            };
            const { now } = attached;
            if (!now.ok) return fail(now.reason);
            const { hub, label, settings } = now.value;
            const asked = actionOf(msg);
            if (!asked.ok) return fail(asked.reason);
            const action = asked.value;
            if (action) {
                const status = act(RED, action, now.value);
                return settle(sendOn(send, () => (status ? { ...msg, payload: status } : msg)));
            }
            settings.orders.read(msg, (orders) => {
                if (!orders.ok) return fail(orders.reason);
                const [order] = orders.value;
                const answered = (answer: Result<News | undefined>): void => {
                    if (!answer.ok) {
                        fail(answer.reason);
                        return;
                    }
                    const { value } = answer;
                    settle(sendOn(send, () => (value ? withAnswer(msg, value, label) : { ...msg })));
                };
                try {
                    if (order?.kind === 'interval')
                        hub.configure(order.device, order.payload, settings.asking, answered);
                    else if (order?.kind === 'command')
                        hub.request(order.topic, order.payload, askingFor(order.topic, settings.asking), answered);
                } catch (thrown) {
                    fail(unreadable(thrown));
                }
            });
        });
        this.on('close', () => {
            if (settings.ok) settings.value.orders.end();
        });
    });
}

/** How to ask with this topic: the tick for a confirmation may be left over from a command that had it. */
function askingFor(topic: unknown, asking: Asking): Asking {
    return typeof topic === 'string' && TELLS_STATE.test(topic) ? asking : { ...asking, tries: undefined };
}

/** A copy of the message with the answer on it. */
function withAnswer(msg: NodeMessage, { frame, time }: News, hub: string): NodeMessage {
    const meta = frame.meta ? { meta: copyJson(frame.meta) } : {};
    const clown: AnswerDetails = { topic: frame.topic, ...topicParts(frame.topic), ...meta, hub, time };
    return Object.assign({ ...msg }, { payload: copyJson(frame.payload), clown });
}

function checkSettings(RED: NodeAPI, node: Node, stored: Result<Stored>): Result<Settings> {
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
    const orders = Orders.make(RED, node, stored.value, { kinds: KINDS, batches: false });
    if (!orders.ok) return orders;
    const asking: Asking = {
        owner: node,
        policy: { kind: 'fail' },
        timeoutMs: timeout * 1000,
        answer: answer === '' ? undefined : String(answer),
        tries: confirm === true ? tries : undefined,
    };
    return ok({ orders: orders.value, asking });
}
