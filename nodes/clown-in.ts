// clown in: sends frames of a hub, changes of its connection and silent topics as messages of a flow.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import type { Dispose } from '../src/base/clock';
import { ok, type Result, refuse, sample } from '../src/base/errors';
import type { DeviceNames } from '../src/protocol/device-names';
import { checkChoice, checkSwitches, isAbsent } from '../src/settings/choices';
import { checkVersion, type Stored } from '../src/settings/hub-options';
import { checkNumber } from '../src/settings/numbers';
import { checkUnits } from '../src/settings/unit-settings';
import type { Attached } from './runtime/node/attached';
import { sendOn, settler, unreadable } from './runtime/node/completion';
import { ACTIONS, act, DYNAMIC_ACTIONS, isAction } from './runtime/node/connection-actions';
import { namesOfHub } from './runtime/node/found-hub';
import { Attachment, attach, type Done, type Send } from './runtime/node/hub-node';
import { actOnRecording, isRecordingAction, RECORDING_ACTIONS } from './runtime/node/recording-actions';
import { SharedSettings } from './runtime/node/shared-settings';
import { NodeSubscriptions } from './runtime/output/node-subscriptions';
import { listenToState } from './runtime/output/state-messages';
import type { SubscriptionOwner, SubscriptionSettings } from './runtime/output/subscription-owner';
import type { AgedStatus } from './runtime/status/status';
import { readSettings } from './runtime/stored-settings';
import { reasonError } from './runtime/text';
import type { ClownInDef, Listen } from './runtime/types';
import { asWritten, withVariables, writtenOf } from './runtime/variables';
import { factoryFor } from './shared/message-factory';

interface Settings extends SubscriptionSettings {
    readonly listen: Listen;
}

/** Apart from the topic, which is checked for each node. */
const SHARED = new SharedSettings<Settings>('topic');

export default function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-in', function (this: Node, stored: ClownInDef) {
        RED.nodes.createNode(this, stored);
        attach(new ClownIn(RED, this, stored));
    });
}

class ClownIn extends Attachment<Settings> implements SubscriptionOwner {
    #subscriptions: NodeSubscriptions | undefined = undefined;
    /** Its settings with their variables replaced. */
    readonly #stored: Result<Stored>;
    /** The configured filter; empty for none. */
    readonly #filter: string;
    /** The topic as it was written, once a hint has shown it. */
    #written: unknown = undefined;
    /** The filters at the previous hub, kept when the hub changes. */
    #filters: readonly string[] | undefined = undefined;
    #endState: Dispose | undefined = undefined;
    #endWait: Dispose | undefined = undefined;

    constructor(RED: NodeAPI, node: Node, stored: ClownInDef) {
        const def = readSettings(RED, stored);
        const settings = withVariables(RED, node, used(def));
        const checked = checkAll(settings, namesOfHub(RED, def.hub));
        super(
            RED,
            node,
            def.hub,
            asWritten(checked, () => writtenOf(RED, node, stored)),
        );
        this.#stored = settings;
        this.#filter = settings.ok ? String(settings.value.topic ?? '') : '';
    }

    protected override recheck(names: DeviceNames): Result<Settings> {
        return asWritten(checkAll(this.#stored, names), () => writtenOf(this.RED, this.node, {}));
    }

    protected override joined(): void {
        const { settings } = this;
        if (settings.listen === 'state') {
            this.#endState = listenToState(this);
            return;
        }
        const subscriptions = new NodeSubscriptions(this);
        this.#subscriptions = subscriptions;
        const fixed = settings.listen === 'topic' ? [this.#filter] : [];
        // Another hub may not have the name that a message has subscribed to.
        for (const reason of subscriptions.addValid(this.#filters ?? fixed)) {
            this.node.error(reasonError(this.RED, reason));
        }
        const { kept } = this.hub;
        if (!kept.isRestored) this.#endWait = kept.whenRestored(() => this.refresh());
    }

    asWritten(filter: string): string {
        if (filter !== this.#filter) return filter;
        this.#written ??= (writtenOf(this.RED, this.node, { topic: filter }) as ClownInDef).topic;
        return typeof this.#written === 'string' && this.#written.includes('${') ? this.#written : filter;
    }

    protected override get hasKept(): boolean {
        return this.#subscriptions?.hasKept ?? false;
    }

    protected override keptStatus(): AgedStatus | undefined {
        return this.#subscriptions?.keptStatus();
    }

    protected override leaving(): void {
        this.#endState?.();
        this.#endWait?.();
        this.#filters = this.#subscriptions?.given;
        this.#subscriptions?.end();
        this.#subscriptions = undefined;
    }

    input(msg: NodeMessage, send: Send, done: Done): void {
        const settle = settler(this.RED, this.node, done);
        if (this.fault) {
            settle(this.fault);
            return;
        }
        try {
            const { action } = msg as { readonly action?: unknown };
            if (isRecordingAction(action)) {
                const fault = actOnRecording(action, msg, this, (result) => {
                    if (result.ok) settle(sendOn(send, () => ({ ...msg, payload: result.value }) as NodeMessage));
                    else {
                        this.countFailed(this.node.name || this.node.type);
                        settle(result.reason);
                    }
                });
                if (fault) settle(fault);
                return;
            }
            const result = runAction(msg, this, this.#subscriptions);
            if (result.ok && result.value !== undefined) send({ ...msg, payload: result.value } as NodeMessage);
            settle(result.ok ? undefined : result.reason);
        } catch (thrown) {
            settle(unreadable(thrown));
        }
    }
}

/** The switches of a node that receives frames. */
const OF_FRAMES = ['replay', 'skipRequested', 'showValue', 'warnUnmatched'] as const;

/** What converts units. The raw text of a frame is as received. */
const UNITS = ['temperatureUnit', 'pressureUnit', 'altitude'] as const;

/** The settings without those that the choices leave unused; an unused setting may hold any leftover value. */
function used(def: ClownInDef): object {
    const { listen, output, topic, silentAfter, quantity } = def;
    const isTopic = listen !== 'dynamic' && listen !== 'state';
    const isQuantity = output === 'quantity' && listen !== 'state';
    const isText = output === 'text' && UNITS.some((name) => !isAbsent(def[name]));
    // A flow may have thousands, most of which hold nothing unused.
    if ((isTopic || !(topic || silentAfter)) && (isQuantity || !quantity) && listen !== 'state' && !isText) return def;
    return {
        ...def,
        ...(isTopic ? {} : { topic: '', silentAfter: '' }),
        ...(isQuantity ? {} : { quantity: '' }),
        ...(listen === 'state' ? unset(OF_FRAMES) : {}),
        ...(listen === 'state' || isText ? unset(UNITS) : {}),
    };
}

function unset(names: readonly string[]): object {
    return Object.fromEntries(names.map((name) => [name, undefined]));
}

function checkAll(replaced: Result<Stored>, names: DeviceNames): Result<Settings> {
    if (!replaced.ok) return replaced;
    const { value: stored } = replaced;
    const settings = SHARED.of(stored, () => checkSettings(stored));
    if (!settings.ok || settings.value.listen !== 'topic') return settings;
    const filter = names.resolveFilter(stored.topic);
    return filter.ok ? settings : filter;
}

/** Checks all but the topic. */
function checkSettings(stored: Stored): Result<Settings> {
    const version = checkVersion(stored);
    if (!version.ok) return version;
    const { output, quantity } = stored;
    const chosen = checkChoice('listen', stored.listen);
    if (!chosen.ok) return chosen;
    const { value: listen } = chosen;
    const silentAfter = listen === 'topic' ? checkNumber('silentAfter', stored.silentAfter) : ok(0);
    if (!silentAfter.ok) return silentAfter;
    const convert = checkUnits(stored);
    if (!convert.ok) return convert;
    const make = factoryFor(listen === 'state' ? {} : stored, convert.value);
    if (!make.ok) return make;
    const switches = checkSwitches(OF_FRAMES, stored);
    if (!switches.ok) return switches;
    const silentMs = silentAfter.value * 1000;
    return ok({
        listen,
        make: make.value,
        convert: convert.value,
        ...switches.value,
        quantity: output === 'quantity' ? String(quantity).trim() : undefined,
        silentMs,
    });
}

/** Carries out the action of a message; returns the payload to send, or undefined. */
function runAction(
    msg: NodeMessage & { action?: unknown },
    attached: Attached<Settings>,
    subscriptions: NodeSubscriptions | undefined,
): Result<unknown> {
    const { action, topic } = msg as { action?: unknown; topic?: unknown };
    if (isAction(action)) return ok(act(action, attached));
    const topics: readonly unknown[] = Array.isArray(topic) ? topic : [topic];
    if (subscriptions && action === 'subscribe') return subscriptions.add(topics);
    if (subscriptions && action === 'unsubscribe')
        return subscriptions.remove(topic === true ? subscriptions.given : topics);
    if (subscriptions && action === 'list') return ok(subscriptions.given);
    return refuse('action-unknown', {
        known: [...DYNAMIC_ACTIONS, ...ACTIONS, ...RECORDING_ACTIONS].join(', '),
        found: sample(action),
    });
}
