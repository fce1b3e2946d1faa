// clown in: frames of a hub become messages of a flow.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Result, refuse, sample } from '../src/errors';
import { copyJson } from '../src/frame';
import type { News } from '../src/hub';
import { type Quantity, quantities, quantityOf, topicParts } from '../src/model';
import { checkVersion, type Stored } from '../src/options';
import { checkFilter } from '../src/topic';
import { attach } from './shared/attach';
import type { ClownInDef, ClownMessage, Output } from './shared/types';
import { withVariables } from './shared/variables';

/** A frame and the name of its hub -> the messages that it gives. */
type Maker = (news: News, hub: string) => (NodeMessage & ClownMessage)[];

export = function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-in', function (this: Node, def: ClownInDef) {
        RED.nodes.createNode(this, def);
        attach(RED, this, def.hub, checkSettings(withVariables(RED, this, def)), ({ hub, label, settings }) =>
            hub.subscribe(settings.filter, (news) => {
                const messages: NodeMessage[] = settings.make(news, label);
                if (messages.length > 0) this.send([messages]);
            }),
        );
    });
};

function checkSettings(stored: Result<Stored>): Result<{ filter: string; make: Maker }> {
    if (!stored.ok) return stored;
    const version = checkVersion(stored.value);
    if (!version.ok) return version;
    const filter = checkFilter(stored.value.topic);
    if (!filter.ok) return filter;
    const make = maker(stored.value);
    return make.ok ? ok({ filter: filter.value, make: make.value }) : make;
}

function maker({ output, quantity }: Stored): Result<Maker> {
    switch (output as Output) {
        case 'payload':
            return ok((news, hub) => [message(news, hub, { payload: copyJson(news.frame.payload) })]);
        case 'text':
            return ok((news, hub) => [message(news, hub, { payload: news.text })]);
        case 'values':
            return ok((news, hub) => {
                const values = quantities(copyJson(news.frame.payload));
                return [
                    message(news, hub, { payload: Object.fromEntries(values.map((one) => [one.quantity, one.value])) }),
                ];
            });
        case 'each':
            return ok((news, hub) => quantities(news.frame.payload).map((one) => message(news, hub, single(one))));
        case 'quantity':
            if (typeof quantity !== 'string' || quantity === '') return refuse('quantity-missing');
            return ok((news, hub) => {
                const one = quantityOf(news.frame.payload, quantity);
                return one ? [message(news, hub, single(one))] : [];
            });
    }
    return refuse('setting-choice', { setting: 'output', found: sample(output) });
}

function single({ quantity, value, unit }: Quantity): Content {
    return { payload: copyJson(value), quantity, ...(unit === undefined ? {} : { unit }) };
}

type Content = Pick<ClownMessage, 'payload' | 'quantity' | 'unit'>;

function message({ frame, time }: News, hub: string, content: Content): NodeMessage & ClownMessage {
    const meta = frame.meta ? { meta: copyJson(frame.meta) } : {};
    return { topic: frame.topic, ...content, clown: { ...topicParts(frame.topic), ...meta, hub, time } };
}
