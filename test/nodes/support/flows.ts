// Flow files for tests: a tab `f1`, and nodes with the settings that the editor would store, each with what differs.

import type { Simulator } from '../../../src/simulator';

/** A node of a flow file. */
export interface Item {
    readonly id: string;
    readonly type: string;
    readonly [setting: string]: unknown;
}

type More = Readonly<Record<string, unknown>>;

/** Node-RED takes a node without a place on the canvas for a config node. */
const AT = { x: 100, y: 100 };

/** An environment variable, as a setting names it. */
export function variable(name: string): string {
    return `\${${name}}`;
}

export function tab(id = 'f1', more: More = {}): Item {
    return { id, type: 'tab', label: id, disabled: false, ...more };
}

/** A hub node at the address of a simulated hub; `hub` is its default id. */
export function hubAt(simulator: Simulator, more: More = {}): Item {
    return hubNode({ address: simulator.url, ...more });
}

export function hubNode(more: More = {}): Item {
    return {
        id: 'hub',
        type: 'clown-hub',
        settingsVersion: 1,
        name: 'Attic',
        place: 'address',
        address: '',
        tls: '',
        handshake: '10',
        heartbeat: '15',
        retryCeiling: '60',
        maxSize: '1024',
        startFrames: '',
        goodbyeFrames: '',
        quiet: false,
        // Most tests look at every line that a hub receives, and have their own for these requests.
        requestStates: false,
        ...more,
    };
}

/** A `clown in` for everything, and the sink `<id>-sink` that it is wired to. */
export function inNode(id = 'in', more: More = {}): Item[] {
    const node = {
        id,
        type: 'clown-in',
        z: 'f1',
        settingsVersion: 1,
        name: id,
        hub: 'hub',
        topic: '#',
        output: 'payload',
        quantity: '',
        ...AT,
        wires: [[`${id}-sink`]],
        ...more,
    };
    return [node, sink(`${id}-sink`, { z: node.z })];
}

/** A `clown in` that reports silent topics after a second, with the sinks `<id>-sink` and, for those, `<id>-silence`. */
export function watchingNode(id = 'in', more: More = {}): Item[] {
    const wires = [[`${id}-sink`], [`${id}-silence`]];
    return [...inNode(id, { silentAfter: '1', outputs: 2, wires, ...more }), sink(`${id}-silence`)];
}

/** A `clown in` with an input: messages set its filters. */
export function dynamicNode(id = 'in', more: More = {}): Item[] {
    return inNode(id, { listen: 'dynamic', topic: '', inputs: 1, ...more });
}

export function outNode(id = 'out', more: More = {}): Item {
    return {
        id,
        type: 'clown-out',
        z: 'f1',
        settingsVersion: 1,
        name: id,
        hub: 'hub',
        command: 'message',
        topic: '',
        device: '',
        ...AT,
        ...more,
        wires: [],
    };
}

/** A `clown out` that sends messages on, and the sink `<id>-sink` that it is wired to. */
export function passingNode(id = 'out', more: More = {}): Item[] {
    return [{ ...outNode(id, more), outputs: 1, wires: [[`${id}-sink`]] }, sink(`${id}-sink`)];
}

/** A `clown request`, the sink `<id>-sink` for responses and, where it has two outputs, `<id>-failed` for failures. */
export function requestNode(id = 'request', more: More = {}): Item[] {
    const node = {
        id,
        type: 'clown-request',
        z: 'f1',
        settingsVersion: 1,
        name: id,
        hub: 'hub',
        command: 'message',
        topic: '',
        device: '',
        timeout: '5',
        answer: '',
        outputs: 1,
        ...AT,
        ...more,
        wires: [[`${id}-sink`], [`${id}-failed`]],
    };
    return [node, sink(`${id}-sink`), sink(`${id}-failed`)];
}

/** Keeps the messages that reach it. */
export function sink(id: string, more: More = {}): Item {
    return { id, type: 'sink', z: 'f1', ...AT, ...more, wires: [] };
}

/** A Catch and a Status node for a whole flow and a Complete node for some nodes of it, each with its own sink. */
export function listeners(completed: readonly string[] = ['out'], z = 'f1'): Item[] {
    return ['catch', 'status', 'complete'].flatMap((type) => [
        {
            id: `${z}-${type}`,
            type,
            z,
            scope: type === 'complete' ? completed : null,
            uncaught: false,
            ...AT,
            wires: [[`${z}-${type}-sink`]],
        },
        sink(`${z}-${type}-sink`, { z }),
    ]);
}
