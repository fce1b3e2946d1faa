// clown out: messages of a flow become commands to a hub.

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { checkCommandTopic } from '../src/commands';
import { ok, type Result, refuse, sample } from '../src/errors';
import { checkVersion, type Stored } from '../src/options';
import { attach } from './shared/attach';
import { settler, unreadable } from './shared/settle';
import type { ClownOutDef, CommandKind } from './shared/types';
import { withVariables } from './shared/variables';

/** The topic of the command that a message asks for. */
type TopicOf = (msg: NodeMessage) => unknown;

export = function (RED: NodeAPI): void {
    RED.nodes.registerType('clown-out', function (this: Node, def: ClownOutDef) {
        RED.nodes.createNode(this, def);
        const attached = attach(RED, this, def.hub, checkSettings(withVariables(RED, this, def)));
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

function checkSettings(stored: Result<Stored>): Result<TopicOf> {
    if (!stored.ok) return stored;
    const version = checkVersion(stored.value);
    if (!version.ok) return version;
    const { command, topic, device } = stored.value;
    switch (command as CommandKind) {
        case 'message':
            return (topic ?? '') === '' ? ok((msg) => msg.topic) : always(topic);
        case 'relay':
        case 'led':
            if (typeof device !== 'string' || device === '') return refuse('device-missing');
            return always(`${command}/${device}/set`);
    }
    return refuse('setting-choice', { setting: 'command', found: sample(command) });
}

function always(topic: unknown): Result<TopicOf> {
    const checked = checkCommandTopic(topic);
    return checked.ok ? ok(() => checked.value) : checked;
}
