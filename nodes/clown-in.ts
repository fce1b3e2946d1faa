// clown in: frames of a hub become messages of a flow, and so do changes of its connection, and silence.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Result, refuse, sample } from '../src/errors';
import { upgraded } from '../src/migrations';
import { checkNumber } from '../src/numbers';
import { checkVersion, type Stored } from '../src/options';
import { checkFilter } from '../src/topic';
import { ACTIONS, act, isAction } from './shared/actions';
import { type Attached, attach } from './shared/attach';
import { Listening, type ListeningSettings } from './shared/listening';
import { maker } from './shared/makers';
import { settler, unreadable } from './shared/settle';
import { listenToState } from './shared/state-messages';
import type { ClownInDef, Listen } from './shared/types';
import { asWritten, withVariables, writtenOf } from './shared/variables';

interface Settings extends ListeningSettings {
    readonly listen: Listen;
    /** The filters from the start. */
    readonly filters: readonly string[];
}

/** What only a node that listens dynamically understands. */
const DYNAMIC_ACTIONS = ['subscribe', 'unsubscribe', 'list'] as const;

export default function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-in', function (this: Node, stored: ClownInDef) {
        RED.nodes.createNode(this, stored);
        const def = upgraded(stored);
        let listening: Listening | undefined;
        /** What it listened to at another hub before. */
        let filters: readonly string[] | undefined;
        const begin = (attached: Attached<Settings>): (() => void) => {
            if (attached.settings.listen === 'state') return listenToState(RED, this, attached);
            const own = new Listening(RED, this, attached);
            own.add(filters ?? attached.settings.filters);
            listening = own;
            return () => {
                filters = own.filters;
                own.end();
            };
        };
        const checked = checkSettings(withVariables(RED, this, used(def)));
        const settings = asWritten(checked, () => writtenOf(RED, this, stored));
        const attached = attach(RED, this, def.hub, settings, begin);
        this.on('input', (msg, send, done) => {
            const settle = settler(RED, this, done);
            const { now } = attached;
            if (!now.ok) return settle(now.reason);
            try {
                const answer = obey(RED, msg, now.value, listening);
                if (answer.ok && answer.value !== undefined) send({ ...msg, payload: answer.value });
                settle(answer.ok ? undefined : answer.reason);
            } catch (thrown) {
                settle(unreadable(thrown));
            }
        });
    });
}

/** The settings without what a choice leaves unused: it may be anything, whatever stands there from before. */
function used(def: ClownInDef): object {
    const { listen, output } = def;
    const isTopic = listen !== 'dynamic' && listen !== 'state';
    return {
        ...def,
        ...(isTopic ? {} : { topic: '', silentAfter: '' }),
        ...(output === 'quantity' && listen !== 'state' ? {} : { quantity: '' }),
    };
}

function checkSettings(stored: Result<Stored>): Result<Settings> {
    if (!stored.ok) return stored;
    const version = checkVersion(stored.value);
    if (!version.ok) return version;
    const { listen = 'topic', topic, replay, output, quantity, showValue } = stored.value;
    if (listen !== 'topic' && listen !== 'dynamic' && listen !== 'state') {
        return refuse('setting-choice', { setting: 'listen', found: sample(listen) });
    }
    const filter = listen === 'topic' ? checkFilter(topic) : ok('');
    if (!filter.ok) return filter;
    const filters = listen === 'topic' ? [filter.value] : [];
    const silentAfter = listen === 'topic' ? checkNumber('silentAfter', stored.value.silentAfter) : ok(0);
    if (!silentAfter.ok) return silentAfter;
    const make = maker(listen === 'state' ? { output: 'payload' } : stored.value);
    if (!make.ok) return make;
    const silentMs = silentAfter.value * 1000;
    return ok({
        listen,
        filters,
        make: make.value,
        replay: replay === true,
        showValue: showValue === true,
        quantity: output === 'quantity' ? String(quantity) : undefined,
        silentMs,
    });
}

/** Does what a message asks, and gives the payload of the answer where there is one. */
function obey(
    RED: NodeAPI,
    msg: NodeMessage & { action?: unknown },
    attached: Attached<Settings>,
    listening: Listening | undefined,
): Result<unknown> {
    const { action, topic } = msg as { action?: unknown; topic?: unknown };
    if (isAction(action)) return ok(act(RED, action, attached));
    const topics: readonly unknown[] = Array.isArray(topic) ? topic : [topic];
    if (listening && action === 'subscribe') return listening.add(topics);
    if (listening && action === 'unsubscribe') return listening.remove(topic === true ? listening.filters : topics);
    if (listening && action === 'list') return ok(listening.filters);
    return refuse('action-unknown', { known: [...DYNAMIC_ACTIONS, ...ACTIONS].join(', '), found: sample(action) });
}
