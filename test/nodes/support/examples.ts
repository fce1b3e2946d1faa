// The examples as they are shipped, and in a real Node-RED: their buttons, and what their debug nodes show.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { filesBelow } from '../../../scripts/lib/package.mjs';
import { connect } from '../../support/client.js';
import { root } from '../../support/folders.js';
import type { NodeRed } from '../../support/node-red.js';
import { PATIENCE_MS, until } from '../../support/wait.js';
import type { Item } from './flows';
import { deployReal, press } from './real';

/** The first that an owner meets. */
export const FIRST = 'Light switches a relay';

/** Values that are no numbers, as JSON; the switch node takes most of them for one. */
export const NO_NUMBERS = ['null', '"12"', '""', 'false', '[]'];

const read = (file: string): readonly Item[] => JSON.parse(readFileSync(join(root, 'examples', file), 'utf8'));
/** The number by which the import dialog sorts a file, and its name without it. */
const NUMBERED = /^(\d\d) (.+)$/;
const nameOf = (file: string): string => NUMBERED.exec(basename(file, '.json'))?.[2] ?? '';
const named = (files: readonly string[]): ReadonlyMap<string, readonly Item[]> =>
    new Map(files.map((file) => [nameOf(file), read(file)]));
/** Configurations of brokers and a flow for a centre, which has no hub. */
const FLEET = 'fleet/';
const all = filesBelow(join(root, 'examples')).filter((file) => file.endsWith('.json'));
const files = all.filter((file) => !file.startsWith(FLEET));
const isPlain = (file: string): boolean => dirname(file) === '.';

/** The names of all files as the import dialog shows them, by the names of the flows. */
export const shownNames: ReadonlyMap<string, string> = new Map(
    all.map((file) => [nameOf(file), basename(file, '.json')]),
);

/** The folder of an example below `examples/`; `.` for one that needs nothing else. */
export function folderOf(name: string): string {
    return dirname(all.find((file) => nameOf(file) === name) ?? '');
}

/** The number and the name of an example, as the import dialog shows them. */
export function shownName(name: string): string {
    const shown = shownNames.get(name);
    assert.ok(shown !== undefined, `no example ${name}`);
    return shown;
}

/** Flows by their names; these run as they are. */
export const examples = named(files.filter(isPlain));

/** Those in folders that name what they need besides this pack. */
export const demanding = named(files.filter((file) => !isPlain(file)));

/** The flow for the centre of several sites. */
export const fleet = named(all.filter((file) => file.startsWith(FLEET)));

/** The folders. */
export const folders: readonly string[] = [...new Set(files.map(dirname))].filter((folder) => folder !== '.');

/** What the debug sidebar shows of one message; `at` in milliseconds, from an arbitrary beginning. */
interface Shown {
    readonly topic?: string;
    readonly msg: string;
    readonly at: number;
}

/** An example at work; buttons and debug nodes go by their names. */
export interface Running {
    press(button: string): Promise<void>;
    /** What a debug node has shown so far. */
    shown(debug: string): readonly Shown[];
    /** The same, texts only. */
    texts(debug: string): string[];
    /** Waits until the last that a debug node has shown is this. */
    shows(debug: string, text: string | RegExp, ms?: number): Promise<void>;
}

/** Deploys flows that hold these examples, with a debug sidebar open, and gives each example by its name. */
export async function runExamples(nodeRed: NodeRed, flow: readonly Item[]): Promise<(name: string) => Running> {
    const messages = new Map<string, Shown[]>();
    const editor = await connect(`${nodeRed.url.replace('http', 'ws')}comms`);
    editor.socket.on('message', (text) => {
        for (const { topic, data } of JSON.parse(String(text))) {
            if (topic !== 'debug') continue;
            messages.set(data.id, [...(messages.get(data.id) ?? []), { ...data, at: performance.now() }]);
        }
    });
    editor.send(JSON.stringify({ subscribe: 'debug' }));
    await deployReal(nodeRed, flow, 'full');
    return (name) => {
        const shown = (debug: string): readonly Shown[] => messages.get(idOf(name, 'debug', debug)) ?? [];
        const texts = (debug: string): string[] => shown(debug).map(({ msg }) => msg);
        const fits = (text: string | RegExp, last = ''): boolean =>
            typeof text === 'string' ? text === last : text.test(last);
        return {
            press: (button) => press(nodeRed, idOf(name, 'inject', button)),
            shown,
            texts,
            shows: (debug, text, ms = PATIENCE_MS) =>
                until(() => fits(text, texts(debug).at(-1)), `${text} from ${debug} in ${name}`, ms),
        };
    };
}

/** An example alone, its hubs at these addresses, in the order in which it has them. */
export async function runAt(nodeRed: NodeRed, name: string, ...addresses: string[]): Promise<Running> {
    const flow = flowOf(name);
    const places = addresses.values();
    const moved = flow.map((item) =>
        item.type === 'clown-hub' ? { ...item, place: 'address', address: places.next().value } : item,
    );
    return (await runExamples(nodeRed, moved))(name);
}

/** The nodes of an example in any folder. */
export function flowOf(name: string): readonly Item[] {
    return examples.get(name) ?? demanding.get(name) ?? fleet.get(name) ?? [];
}

/** The one node of this type and name in an example. */
function idOf(example: string, type: string, name: string): string {
    const [item, ...others] = flowOf(example).filter((one) => one.type === type && one.name === name);
    assert.ok(item && others.length === 0, `${others.length + (item ? 1 : 0)} nodes ${type} ${name} in ${example}`);
    return item.id;
}
