// clown out: messages of a flow become commands to a hub.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Reason, type Result, refuse, sample } from '../src/base/errors';
import type { Hub } from '../src/hub';
import { COMMAND_KINDS } from '../src/protocol/kinds';
import type { Policy } from '../src/send/outbox';
import type { RequestOptions } from '../src/send/request';
import { upgraded } from '../src/settings/migrations';
import { checkNumbers } from '../src/settings/numbers';
import { checkVersion, type Stored } from '../src/settings/options';
import { type Order, Orders } from './runtime/node/command-message';
import { CommandNode, type CommandSettings, type Errand } from './runtime/node/command-node';
import { sendOn, unreadable } from './runtime/node/completion';
import { type Action, act } from './runtime/node/connection-actions';
import { attach } from './runtime/node/hub-node';
import type { ClownOutDef } from './runtime/types';
import { warnOfLongLine } from './shared/raw-warning';

/** How long a hub may take to show that a command was carried out. */
const CONFIRM_MS = 2_000;

const AT_ONCE: Policy = { kind: 'fail' };
const OPTIONS = { kinds: COMMAND_KINDS, batches: true };

export default function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-out', function (this: Node, stored: ClownOutDef) {
        RED.nodes.createNode(this, stored);
        attach(new ClownOut(RED, this, stored));
    });
}

class ClownOut extends CommandNode {
    readonly #hasOutput: boolean;

    constructor(RED: NodeAPI, node: Node, stored: ClownOutDef) {
        super(RED, node, stored, checkSettings);
        this.#hasOutput = Number(upgraded(stored).outputs) > 0;
    }

    protected act({ msg, send, settle }: Errand, action: Action): Reason | undefined {
        if (action === 'status' && !this.#hasOutput) return refuse('action-output', { action }).reason;
        const status = act(action, this);
        const passed = (): NodeMessage => (status ? Object.assign({ ...msg }, { payload: status }) : msg);
        settle(this.#hasOutput ? sendOn(send, passed) : undefined);
        return undefined;
    }

    protected say({ msg, send, settle }: Errand, hub: Hub, orders: readonly Order[]): void {
        for (const order of orders) if (order.kind === 'raw') warnOfLongLine(this.RED, this.node, order.data);
        sayAll(hub, orders, this.settings, (fault) => {
            settle(fault || !this.#hasOutput ? fault : sendOn(send, () => msg));
        });
    }
}

function checkSettings(RED: NodeAPI, node: Node, stored: Result<Stored>): Result<CommandSettings> {
    if (!stored.ok) return stored;
    const version = checkVersion(stored.value);
    if (!version.ok) return version;
    const numbers = checkNumbers(['queueSize', 'queueAge', 'tries'], stored.value);
    if (!numbers.ok) return numbers;
    const { queueSize: size, queueAge, tries } = numbers.value;
    const { offline: kind = 'fail', confirm } = stored.value;
    if (kind !== 'fail' && kind !== 'newest' && kind !== 'queue') {
        return refuse('setting-choice', { setting: 'offline', found: sample(kind) });
    }
    const orders = Orders.make(RED, node, stored.value, OPTIONS);
    if (!orders.ok) return orders;
    const policy: Policy = kind === 'fail' ? AT_ONCE : { kind, size, ageMs: queueAge * 1000 };
    // `tries` is how often a command is sent until the hub confirms it; undefined where that is not wanted.
    const requestOptions: RequestOptions = {
        owner: node,
        policy,
        timeoutMs: CONFIRM_MS,
        tries: confirm === true ? tries : undefined,
    };
    return ok({ ...requestOptions, orders: orders.value });
}

/** Says all of a message's orders, at least one, in order; `done` once, when the last has ended, with the first fault. None throws once it has ended. */
function sayAll(
    hub: Hub,
    orders: readonly Order[],
    requestOptions: RequestOptions,
    done: (fault?: Reason) => void,
): void {
    let left = orders.length;
    let first: Reason | undefined;
    const end = (fault?: Reason): void => {
        first ??= fault;
        if (--left === 0) done(first);
    };
    for (const order of orders) {
        try {
            say(hub, order, requestOptions, end);
        } catch (thrown) {
            end(unreadable(thrown));
        }
    }
}

function say(hub: Hub, order: Order, requestOptions: RequestOptions, done: (fault?: Reason) => void): void {
    if (order.kind === 'raw') hub.publishRaw(order.data, requestOptions, done);
    else if (order.kind === 'command' && requestOptions.tries === undefined) {
        hub.publish(order.topic, order.payload, done, requestOptions);
    } else {
        const answered = (answer: Result<unknown>): void => done(answer.ok ? undefined : answer.reason);
        if (order.kind === 'interval') hub.configure(order.device, order.payload, requestOptions, answered);
        else hub.request(order.topic, order.payload, requestOptions, answered);
    }
}
