// Sees each command of a node on its way into a hub, and how it has ended.

import type { Reason, Result } from '../../src/base/errors';
import type { Hub } from '../../src/hub';
import type { checkCommand } from '../../src/protocol/commands';
import type { Named } from './busiest';
import type { TestLog } from './test-log';

const TYPES: ReadonlySet<string> = new Set(['clown-out', 'clown-request']);

/** The form in which a hub receives a command, so that `on` and `true` are the same. */
type Check = typeof checkCommand;

/** From now on. What the hub itself requests is no command of a flow. */
export function watchHub(hub: Hub, log: TestLog, check: Check): void {
    const begin = (owner: object | undefined, topic: unknown, payload: unknown) => {
        const node = owner as Partial<Named> | undefined;
        if (node?.type === undefined || !TYPES.has(node.type)) return () => {};
        const checked = topic === undefined ? undefined : check(topic, payload);
        const sent = checked?.ok ? checked.value : { topic, payload };
        return log.command(node as Named, sent.topic, sent.payload);
    };
    const publish = hub.publish.bind(hub);
    const publishRaw = hub.publishRaw.bind(hub);
    const request = hub.request.bind(hub);
    const configure = hub.configure.bind(hub);
    hub.publish = (topic, payload, done, options) => {
        const end = begin(options?.owner, topic, payload);
        publish(
            topic,
            payload,
            (fault) => {
                end(sent(fault));
                done(fault);
            },
            options,
        );
    };
    hub.publishRaw = (data, options, done) => {
        const end = begin(options.owner, undefined, data);
        publishRaw(data, options, (fault) => {
            end(sent(fault));
            done(fault);
        });
    };
    hub.request = (topic, payload, options, done) => {
        const end = begin(options.owner, topic, payload);
        request(topic, payload, options, (answer) => {
            end(responded(answer, options.tries !== undefined));
            done(answer);
        });
    };
    hub.configure = (device, payload, options, done) => {
        const end = begin(options.owner, `${device}/config`, payload);
        configure(device, payload, options, (answer) => {
            end(responded(answer, options.tries !== undefined));
            done(answer);
        });
    };
}

function sent(fault: Reason | undefined): string {
    return fault ? fault.code : 'sent';
}

function responded(answer: Result<unknown>, isConfirmed: boolean): string {
    if (!answer.ok) return answer.reason.code;
    if (answer.value === undefined) return 'sent';
    return isConfirmed ? 'confirmed' : 'responded';
}
