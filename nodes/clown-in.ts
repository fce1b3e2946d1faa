// clown in: frames of a hub become messages of a flow.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { ok, type Result, refuse, sample } from '../src/errors';
import { copyJson } from '../src/frame';
import type { News } from '../src/hub';
import { type Quantity, quantities, quantityOf, topicParts } from '../src/model';
import { checkVersion } from '../src/options';
import { checkFilter } from '../src/topic';
import { attach } from './shared/attach';
import type { ClownInDef, ClownMessage, Output } from './shared/types';

/** A frame and the name of its hub -> the messages that it gives. */
type Maker = (news: News, hub: string) => (NodeMessage & ClownMessage)[];

export = function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-in', function (this: Node, def: ClownInDef) {
        RED.nodes.createNode(this, def);
        attach(RED, this, def.hub, checkSettings(def), ({ hub, label, settings }) =>
            hub.subscribe(settings.filter, (news) => {
                const messages: NodeMessage[] = settings.make(news, label);
                if (messages.length > 0) this.send([messages]);
            }),
        );
    });
};

function checkSettings(def: ClownInDef): Result<{ filter: string; make: Maker }> {
    const version = checkVersion({ ...def });
    if (!version.ok) return version;
    const filter = checkFilter(def.topic);
    if (!filter.ok) return filter;
    const make = maker(def);
    return make.ok ? ok({ filter: filter.value, make: make.value }) : make;
}

function maker({ output, quantity }: ClownInDef): Result<Maker> {
    switch (output) {
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
            if (!quantity) return refuse('quantity-missing');
            return ok((news, hub) => {
                const one = quantityOf(news.frame.payload, quantity);
                return one ? [message(news, hub, single(one))] : [];
            });
    }
    return refuse('setting-choice', { setting: 'output', found: sample(output satisfies never as Output) });
}

function single({ quantity, value, unit }: Quantity): Content {
    return { payload: copyJson(value), quantity, ...(unit === undefined ? {} : { unit }) };
}

type Content = Pick<ClownMessage, 'payload' | 'quantity' | 'unit'>;

function message({ frame, time }: News, hub: string, content: Content): NodeMessage & ClownMessage {
    const meta = frame.meta ? { meta: copyJson(frame.meta) } : {};
    return { topic: frame.topic, ...content, clown: { ...topicParts(frame.topic), ...meta, hub, time } };
}
