// Names the node that has worked most, for a test that does not come to rest.

/** A node of Node-RED, as far as it is named. */
export interface Named {
    readonly id: string;
    readonly type: string;
    readonly name?: string | undefined;
    /** Where it is: its flow, the instances of subflows around it, and itself as it is stored. */
    readonly _path?: string | undefined;
}

/** The id of a node as the report has it: without its flow. */
export function idOf({ id, _path: path }: Named): string {
    return path?.split('/').slice(1).join('/') || id;
}

/** What a sentence calls a node. */
export function placeOf(node: Named): string {
    return `"${node.name || node.type}" (${idOf(node)})`;
}

/** The one with the highest count; `?` if none has worked. */
export function busiest(workers: ReadonlyMap<Named, number>): string {
    let most: Named | undefined;
    let count = 0;
    for (const [node, times] of workers) {
        if (times <= count) continue;
        most = node;
        count = times;
    }
    return most ? placeOf(most) : '?';
}
