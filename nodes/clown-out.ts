// clown out: messages of a flow become commands to a hub.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { checkCommandTopic } from '../src/commands';
import { ok, type Result, refuse, sample } from '../src/errors';
import { checkVersion } from '../src/options';
import { attach } from './shared/attach';
import { settler, unreadable } from './shared/settle';
import type { ClownOutDef, CommandKind } from './shared/types';

/** The topic of the command that a message asks for. */
type TopicOf = (msg: NodeMessage) => unknown;

export = function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-out', function (this: Node, def: ClownOutDef) {
        RED.nodes.createNode(this, def);
        const attached = attach(RED, this, def.hub, checkSettings(def));
        this.on('input', (msg, _send, done) => {
            const settle = settler(RED, this, done);
            const now = attached();
            if (!now.ok) return settle(now.reason);
            const { hub, settings } = now.value;
            try {
                hub.publish(settings(msg), msg.payload, settle);
            } catch (thrown) {
                settle(unreadable(thrown));
            }
        });
    });
};

function checkSettings(def: ClownOutDef): Result<TopicOf> {
    const version = checkVersion({ ...def });
    if (!version.ok) return version;
    switch (def.command) {
        case 'message': {
            if (!def.topic) return ok((msg) => msg.topic);
            const topic = checkCommandTopic(def.topic);
            return topic.ok ? ok(() => topic.value) : topic;
        }
        case 'relay':
        case 'led': {
            if (!def.device) return refuse('device-missing');
            const topic = checkCommandTopic(`${def.command}/${def.device}/set`);
            return topic.ok ? ok(() => topic.value) : topic;
        }
    }
    return refuse('setting-choice', { setting: 'command', found: sample(def.command satisfies never as CommandKind) });
}
