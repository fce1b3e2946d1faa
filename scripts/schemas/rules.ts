// What the nodes check and no schema can express: the list in AGENTS.md, each with settings on both sides of the rule.

export interface Rule {
    /** One sentence, in AGENTS.md. */
    readonly text: string;
    readonly type: string;
    readonly allowed: Case;
    readonly refused: Case;
    /** More of what the rule refuses. */
    readonly alsoRefused?: readonly Case[];
    /** Who refuses, if not Node-RED when the flow starts. A hub also runs without what the editor refuses. */
    readonly by?: 'editor' | 'connection';
}

interface Case {
    /** What differs from a node that is allowed. */
    readonly settings: Readonly<Record<string, unknown>>;
    readonly variables?: Readonly<Record<string, string>>;
    readonly credentials?: Readonly<Record<string, string>>;
    /** The names of devices in its hub. */
    readonly devices?: readonly object[];
}

const RELAY = { command: 'relay', device: 'i2c0-3b' };
const ONE_HEADER = [{ name: 'Origin', slot: 'header1' }];
const TOKEN = [{ name: 'Authorization', slot: 'header1' }];
const NAMED = [{ device: 'relay/i2c0-3b', name: 'lamp' }];
/** A variable, as a setting names it. */
const VARIABLE = `\${CLOWN_TEST_RULE}`;
const interval = (device: string): object => ({ device, seconds: 60 });
const named = (name: string): Case['settings'] => ({ devices: [{ device: 'relay/i2c0-3b', name }] });
const jsonata = (payload: string): Case => ({ settings: { payload, payloadType: 'jsonata' } });

export const RULES: readonly Rule[] = [
    {
        text: '`hub` is the id of a `clown-hub` node of the same Node-RED.',
        type: 'clown-in',
        allowed: { settings: { hub: 'hub' } },
        refused: { settings: { hub: 'missing' } },
    },
    {
        text: '`tls` is the id of a `tls-config` node. It is used with `wss://` only.',
        type: 'clown-hub',
        allowed: { settings: { address: 'wss://127.0.0.1:9', tls: 'tls' } },
        refused: { settings: { address: 'wss://127.0.0.1:9', tls: 'missing' } },
    },
    {
        text: '`proxy` is the id of an `http proxy` node.',
        type: 'clown-hub',
        allowed: { settings: { proxy: 'proxy' } },
        refused: { settings: { proxy: 'missing' } },
    },
    {
        text: '`keepValues` is the name of a context store of `settings.js`.',
        type: 'clown-hub',
        allowed: { settings: { keepValues: 'memory' } },
        refused: { settings: { keepValues: 'missing' } },
        by: 'editor',
    },
    {
        text: '`recording` is a file in the folder of recordings.',
        type: 'clown-hub',
        allowed: { settings: { place: 'simulated', recording: '' } },
        refused: { settings: { place: 'simulated', recording: 'missing.jsonl', autoConnect: true } },
        by: 'connection',
    },
    {
        text: 'A number that is stored as text is in the range of the number, and whole if that is.',
        type: 'clown-out',
        allowed: { settings: { tries: '10' } },
        refused: { settings: { tries: '11' } },
        alsoRefused: [{ settings: { tries: '1.5' } }, { settings: { queueAge: '1e999' } }],
    },
    {
        text: '`address` is a URL with a host, and has no blank, no `#`, and `@` only after a login.',
        type: 'clown-hub',
        allowed: { settings: { address: 'ws://user:secret@127.0.0.1:9/auth' } },
        refused: { settings: { address: 'ws://127.0.0.1:99999' } },
        alsoRefused: [
            { settings: { address: 'ws://127.0.0.1:9/a@b' } },
            { settings: { address: 'ws://127.0.0.1:9/a b' } },
            { settings: { address: 'ws://127.0.0.1:9/#a' } },
        ],
    },
    {
        text: 'The value of each header is in the credential that its `slot` names. Credentials are not in `flows.json`.',
        type: 'clown-hub',
        allowed: { settings: { headers: ONE_HEADER }, credentials: { header1: 'http://127.0.0.1' } },
        refused: { settings: { headers: ONE_HEADER } },
    },
    {
        text: 'The names of headers differ.',
        type: 'clown-hub',
        allowed: { settings: { headers: ONE_HEADER }, credentials: { header1: 'a' } },
        refused: { settings: { headers: [...ONE_HEADER, ...ONE_HEADER] }, credentials: { header1: 'a' } },
    },
    {
        text: 'There is either a header `Authorization` or a login.',
        type: 'clown-hub',
        allowed: { settings: { headers: TOKEN }, credentials: { header1: 'a' } },
        refused: { settings: { headers: TOKEN }, credentials: { header1: 'a', user: 'clown' } },
    },
    {
        text: 'A device is in `intervals` once.',
        type: 'clown-hub',
        allowed: { settings: { intervals: [interval('thermometer/i2c0-48'), interval('thermometer/i2c0-49')] } },
        refused: { settings: { intervals: [interval('thermometer/i2c0-48'), interval('thermometer/i2c0-48')] } },
        by: 'editor',
    },
    {
        text: 'A device and a name are in `devices` once.',
        type: 'clown-hub',
        allowed: { settings: { devices: [...NAMED, { device: 'relay/i2c0-3f', name: 'attic' }] } },
        refused: { settings: { devices: [...NAMED, { device: 'relay/i2c0-3f', name: 'Lamp' }] } },
        by: 'editor',
    },
    {
        text: 'No name is the type of a device, such as `relay`, or has `/`, in any spelling.',
        type: 'clown-hub',
        allowed: { settings: { devices: [...NAMED, { device: 'meter/a', name: 'meters' }] } },
        refused: { settings: { devices: [...NAMED, { device: 'meter/a', name: 'meter' }] } },
        alsoRefused: [{ settings: named('\uff32elay') }, { settings: named('a\uff0fb') }],
        by: 'editor',
    },
    {
        text: 'A name in place of `type/address` is one in `devices` of the hub, of a device that accepts the command.',
        type: 'clown-out',
        allowed: { settings: { topic: 'lamp/set' }, devices: NAMED },
        refused: { settings: { topic: 'lamp/set' } },
    },
    {
        text: 'Each line of `startFrames` and `goodbyeFrames` is a frame: `["topic", {payload}]`.',
        type: 'clown-hub',
        allowed: { settings: { startFrames: '["-/-/config/list", {}]' } },
        refused: { settings: { startFrames: 'list' } },
    },
    {
        text: 'A topic filter has at most 1,000 bytes in UTF-8, not characters.',
        type: 'clown-in',
        allowed: { settings: { topic: 'ž'.repeat(500) } },
        refused: { settings: { topic: 'ž'.repeat(501) } },
    },
    {
        text: 'A level in the topic of a command, or in a device, has at most 31 bytes.',
        type: 'clown-out',
        allowed: { settings: { topic: `relay/${'ž'.repeat(15)}/set` } },
        refused: { settings: { topic: `relay/${'ž'.repeat(16)}/set` } },
    },
    {
        text: 'A setting of the type `json`, `jsonata`, `msg`, `flow` or `global` is valid JSON, a valid expression or a valid path.',
        type: 'clown-out',
        allowed: jsonata('payload > 20'),
        refused: jsonata('payload >'),
        alsoRefused: [
            { settings: { payload: '{"state":', payloadType: 'json' } },
            { settings: { payload: 'a[', payloadType: 'msg' } },
            { settings: { topic: 'a[', topicType: 'global' } },
        ],
    },
    {
        text: 'A fixed payload is one that the command accepts: `on` for a relay, `5` for an interval.',
        type: 'clown-out',
        allowed: { settings: { ...RELAY, payload: 'on', payloadType: 'str' } },
        refused: { settings: { ...RELAY, payload: 'open', payloadType: 'str' } },
    },
    {
        text: `The value of an environment variable, \`\${NAME}\`, is checked when the flow starts.`,
        type: 'clown-in',
        allowed: { settings: { output: VARIABLE }, variables: { CLOWN_TEST_RULE: 'values' } },
        refused: { settings: { output: VARIABLE }, variables: { CLOWN_TEST_RULE: 'moon' } },
    },
];
