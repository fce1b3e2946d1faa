// A flow that is put together node by node, in columns and rows that never overlap.

/** A node as Node-RED imports it. */
export interface StarterNode {
    readonly id: string;
    readonly type: string;
    readonly [setting: string]: unknown;
}

/** Width of a column: a node with a name of `MAX_NAME` characters is narrower. */
const COLUMN = 280;
const ROW = 60;
const FIRST = { x: 160, y: 60 } as const;
/** Characters of a name. */
export const MAX_NAME = 26;

/** A node that can be connected. */
export class Placed {
    readonly id: string;
    readonly #wires: string[][];

    constructor(id: string, wires: string[][]) {
        this.id = id;
        this.#wires = wires;
    }

    /** Connects an output, and returns the last node. */
    to(port: number, ...targets: readonly [Placed, ...Placed[]]): Placed {
        for (const { id } of targets) this.#wires[port]?.push(id);
        return targets.at(-1) ?? this;
    }
}

export class Canvas {
    readonly nodes: StarterNode[] = [];
    readonly #newId: () => string;
    readonly #tab: string;

    /** `info` is the description of the tab and of its comment, in Markdown. */
    constructor(newId: () => string, label: string, comment: string, info: string) {
        this.#newId = newId;
        this.#tab = newId();
        this.nodes.push({ id: this.#tab, type: 'tab', label, disabled: false, info: '' });
        // A comment is wider than the columns: it is alone in its row.
        this.nodes.push({ id: newId(), type: 'comment', z: this.#tab, name: comment, info, x: 300, y: FIRST.y });
    }

    /** Places a node; the row of the comment is 0. */
    add(type: string, column: number, row: number, name: string, settings: object, outputs = 1): Placed {
        const id = this.#newId();
        const wires = Array.from({ length: outputs }, (): string[] => []);
        const place = { x: FIRST.x + COLUMN * column, y: FIRST.y + ROW * row };
        this.nodes.push({ id, type, z: this.#tab, name: cut(name), ...settings, ...place, wires });
        return new Placed(id, wires);
    }

    debug(column: number, row: number, name: string, complete = 'payload'): Placed {
        const shown = { active: true, tosidebar: true, console: false, tostatus: true, complete, targetType: 'msg' };
        // The state of a relay can be null, for which the status of Node-RED 3.1 logs an error.
        const payload = { statusVal: '$string(payload)', statusType: 'jsonata' };
        const status = complete === 'payload' ? payload : { statusVal: complete, statusType: 'auto' };
        return this.add('debug', column, row, name, { ...shown, ...status }, 0);
    }

    /** A change node; each rule sets a property of the message, or removes it. */
    change(column: number, row: number, name: string, ...rules: readonly Rule[]): Placed {
        const all = rules.map(([p, to, tot]) => {
            const isFlow = p.startsWith('flow.');
            const place = { p: isFlow ? p.slice(5) : p, pt: isFlow ? 'flow' : 'msg' };
            return tot === 'delete' ? { t: 'delete', ...place } : { t: 'set', ...place, to, tot };
        });
        const old = { action: '', property: '', from: '', to: '', reg: false };
        return this.add('change', column, row, name, { rules: all, ...old });
    }

    /** A switch node that stops at the first rule that fits; one output for each. */
    split(column: number, row: number, name: string, property: string, ...rules: readonly object[]): Placed {
        const settings = { property, propertyType: 'msg', rules, checkall: 'false', repair: false };
        return this.add('switch', column, row, name, { ...settings, outputs: rules.length }, rules.length);
    }

    /** A filter node that passes changes of the payload, separately for each value of a property. */
    changes(column: number, row: number, name: string, separate?: string): Placed {
        const by = { septopics: separate !== undefined, topi: separate ?? 'topic' };
        return this.add('rbe', column, row, name, {
            func: 'rbe',
            gap: '',
            start: '',
            inout: 'out',
            property: 'payload',
            ...by,
        });
    }
}

export type Rule = readonly [property: string, to: string, type: 'bool' | 'str' | 'msg' | 'jsonata' | 'delete'];

/** A name that fits into a column. */
export function cut(name: string): string {
    return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name;
}
