// What clown out and clown request have in common: a message asks something of the connection, or it is a command.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Reason, Result } from '../../../src/base/errors';
import type { Hub } from '../../../src/hub';
import type { RequestOptions } from '../../../src/send/request';
import { upgraded } from '../../../src/settings/migrations';
import type { Stored } from '../../../src/settings/options';
import type { ClownOutDef, ClownRequestDef } from '../types';
import { asWritten, withVariables, writtenOf } from '../variables';
import type { Order, Orders } from './command-message';
import { type Settle, settler } from './completion';
import { type Action, actionOf } from './connection-actions';
import { Attachment, type Done, type Send } from './hub-node';

export interface CommandSettings extends RequestOptions {
    readonly orders: Orders;
}

/** Checks the settings of a node, once their variables are replaced. */
type Check = (RED: NodeAPI, node: Node, stored: Result<Stored>) => Result<CommandSettings>;

/** A message that came, where its copies go, and how it ends. */
export interface Errand {
    readonly msg: NodeMessage;
    readonly send: Send;
    readonly settle: Settle;
}

export abstract class CommandNode extends Attachment<CommandSettings> {
    constructor(RED: NodeAPI, node: Node, stored: ClownOutDef | ClownRequestDef, check: Check) {
        const def = upgraded(stored);
        const checked = check(RED, node, withVariables(RED, node, def));
        super(
            RED,
            node,
            def.hub,
            asWritten(checked, () => writtenOf(RED, node, stored)),
        );
    }

    /** Does what the message asks of the connection, or tells why not. */
    protected abstract act(errand: Errand, action: Action): Reason | undefined;

    /** Says what the message asks for to the hub that the node had when it came. */
    protected abstract say(errand: Errand, hub: Hub, orders: readonly Order[]): void;

    protected fail({ settle }: Errand, reason: Reason): void {
        settle(reason);
    }

    input(msg: NodeMessage, send: Send, done: Done): void {
        const errand = { msg, send, settle: settler(this.RED, this.node, done) };
        const fault = this.#start(errand);
        if (fault) this.fail(errand, fault);
    }

    override close(): void {
        super.close();
        if (this.checked.ok) this.checked.value.orders.end();
    }

    #start(errand: Errand): Reason | undefined {
        if (this.fault) return this.fault;
        const { hub, settings } = this;
        const asked = actionOf(errand.msg);
        if (!asked.ok) return asked.reason;
        if (asked.value) return this.act(errand, asked.value);
        settings.orders.read(errand.msg, (orders) => {
            if (orders.ok) this.say(errand, hub, orders.value);
            else this.fail(errand, orders.reason);
        });
        return undefined;
    }
}
