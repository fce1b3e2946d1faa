import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchNodeRed } from '../../scripts/lib/node-red.mjs';
import { root } from '../support/folders.js';
import { answersTo, large } from './support/answers';
import { interop } from './support/interop';
import { CAPABLE } from './support/server';

/** The responses of the tiny hub as the code of a Function node; what depends on the line is in `answer`. */
const FUNCTION = `
const fixed = ${JSON.stringify(
    Object.fromEntries(
        ['clown.talk/-/config/set', '-/-/config/list', 'interop/-/readings'].map((topic) => [
            topic,
            answersTo(JSON.stringify([topic, {}])),
        ]),
    ),
)};
const { id } = msg._session;
const first = context.get(id) ?? Buffer.from(msg.payload).toString('hex');
context.set(id, first);
const answer = (line) => {
    const [topic, payload] = JSON.parse(line);
    const device = topic.slice(0, topic.lastIndexOf('/'));
    if (topic === 'interop/-/large') return ['${large().replace(/x+/, "' + 'x'.repeat(SIZE) + '")}'];
    if (topic === 'interop/-/first') return [JSON.stringify(['interop/-', { first, closed: null }])];
    if (device === 'relay/i2c0-3b' || device === 'led/-') {
        return [JSON.stringify([device, { state: payload.state ?? (device === 'led/-' ? 'off' : null) }])];
    }
    return fixed[topic] ?? [];
};
const lines = String(msg.payload).split('\\n').filter((line) => line.trim() !== '');
return [lines.flatMap(answer).map((payload) => ({ payload, _session: msg._session }))];
`.replace('SIZE', `${large().replace(/[^x]/g, '').length}`);

const FLOWS = [
    { id: 'f1', type: 'tab', label: 'hub', disabled: false },
    { id: 'listener', type: 'websocket-listener', path: '/hub', wholemsg: 'false' },
    {
        id: 'in',
        type: 'websocket in',
        z: 'f1',
        name: '',
        server: 'listener',
        client: '',
        x: 100,
        y: 100,
        wires: [['do']],
    },
    {
        id: 'do',
        type: 'function',
        z: 'f1',
        name: '',
        func: FUNCTION,
        outputs: 1,
        initialize: '',
        finalize: '',
        libs: [],
        x: 200,
        y: 100,
        wires: [['out']],
    },
    { id: 'out', type: 'websocket out', z: 'f1', name: '', server: 'listener', client: '', x: 300, y: 100, wires: [] },
];

for (const [name, home] of [
    ['3', join(root, 'matrix/node-red-3')],
    ['4', root],
    ['5', join(root, 'matrix/node-red-5')],
] as const) {
    const file = join(home, 'node_modules/node-red/package.json');
    interop({
        ...CAPABLE,
        name: `Node-RED ${name}, websocket-listener`,
        packages: [],
        version: () => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).version as string) : undefined),
        path: '/hub',
        login: { not: 'has no login' },
        ping: { not: 'sends none' },
        fragments: { not: 'sends none' },
        close: { not: 'cannot set a close code' },
        reports: 'first',
        idle: { not: 'has no limit' },
        start: async ({ folder, port, tls }) => {
            await writeFile(join(folder, 'flows.json'), JSON.stringify(FLOWS));
            const https = tls && { key: await readFile(tls.key, 'utf8'), cert: await readFile(tls.cert, 'utf8') };
            const settings = { uiPort: port, credentialSecret: 'test', ...(https ? { https } : {}) };
            const nodeRed = await launchNodeRed({ home, userDir: folder, settings });
            return {
                stop: async (signal) => {
                    if (signal === 'SIGKILL') process.kill(nodeRed.pid, signal);
                    if (signal === 'SIGKILL') await nodeRed.ended;
                    else await nodeRed.stop();
                },
            };
        },
    });
}
