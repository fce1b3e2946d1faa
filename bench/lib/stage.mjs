// The processes of a measurement: the far end, Mosquitto where there is one, and one process under test for each variant.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { nodeFor } from '../../scripts/lib/node-red.mjs';
import { packUnderTest } from '../../scripts/lib/under-test.mjs';
import { previousBuild } from './builds.mjs';
import { Child } from './child.mjs';
import { monotonicMs } from './clock.mjs';
import { coreMqtt } from './stored-settings.mjs';

const root = new URL('../..', import.meta.url).pathname;
const pack = '@clown-hub/node-red-clown-hub';

/** Starts and ends the processes of a measurement. */
export class Stage {
    #folder = mkdtempSync(join(tmpdir(), 'clown-bench-'));
    #mosquitto;
    #nodeRed;
    #execPath;
    /** The folder of each build of the pack. @type {{ current: string, previous?: string }} */
    #builds = { current: packUnderTest };
    hub;
    ports;
    mqttPort;

    /** @param {string} nodeRed the folder in whose node_modules the Node-RED is found */
    constructor(nodeRed) {
        this.#nodeRed = resolve(root, nodeRed);
        this.#execPath = nodeFor(this.#nodeRed);
    }

    /** The Node.js that all processes under test run on. */
    get execPath() {
        return this.#execPath;
    }

    get nodeVersion() {
        return spawnSync(this.#execPath, ['-v']).stdout.toString().trim();
    }

    get hasPrevious() {
        return this.#builds.previous !== undefined;
    }

    /** What a flow or a file is made for: the far end, and the files of a build of the pack and of Node-RED. */
    placeFor(build = 'current') {
        const nodes = join(this.#builds[build] ?? packUnderTest, 'dist/nodes');
        return {
            port: this.ports.port,
            mqttPort: this.mqttPort,
            html: join(nodes, 'clown-hub.html'),
            nodes: join(nodes, 'clown-hub.js'),
            mqttHtml: coreMqtt(this.#nodeRed, 'html'),
            mqttJs: coreMqtt(this.#nodeRed, 'js'),
        };
    }

    /** @param {string} [previous] a commit or a tarball to compare with */
    async open(previous) {
        if (previous) this.#builds.previous = previousBuild(previous, join(this.#folder, 'builds'));
        this.hub = new Child(new URL('../hub.mjs', import.meta.url));
        this.ports = await this.hub.request('listen');
        await this.#startMosquitto();
    }

    /** Starts a process under test with this flow and this build of the pack, or without it; `id` is new for each. */
    async start({ id, kind, flow, build = 'current', clients = 1, editor = false }) {
        const userDir = join(this.#folder, id);
        mkdirSync(join(userDir, 'node_modules/@clown-hub'), { recursive: true });
        if (build) symlinkSync(this.#builds[build], join(userDir, 'node_modules', pack), 'junction');
        const dependencies = build ? { [pack]: '*' } : {};
        writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'bench', private: true, dependencies }));
        writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow ?? []));
        const profile = process.env.BENCH_PROFILE;
        const profiled = profile && id.includes(profile) ? ['--cpu-prof', '--cpu-prof-dir=bench-results/profiles'] : [];
        const began = monotonicMs();
        const child = new Child(new URL('../under-test.mjs', import.meta.url), {
            execPath: this.#execPath,
            execArgv: ['--expose-gc', ...profiled, ...(process.env.BENCH_ARGS?.split(' ') ?? [])],
        });
        const about = await child.request('start', {
            id,
            kind,
            ports: this.ports,
            userDir,
            nodeRed: this.#nodeRed,
            editor,
        });
        if (clients > 0) await this.hub.request('expect', { id, count: clients });
        return { id, child, startMs: about.startedAt - began, ...about };
    }

    async close() {
        await this.hub?.end();
        this.#mosquitto?.kill();
        rmSync(this.#folder, { recursive: true, force: true });
    }

    async #startMosquitto() {
        const path = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(
            existsSync,
        );
        if (!path) return;
        this.mqttPort = await freePort();
        const config = join(this.#folder, 'mosquitto.conf');
        writeFileSync(
            config,
            `listener ${this.mqttPort} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nset_tcp_nodelay true\n`,
        );
        this.#mosquitto = spawn(path, ['-c', config], { stdio: 'ignore' });
        for (let tries = 0; ; tries++) {
            try {
                await new Promise((done) => setTimeout(done, 100));
                await this.hub.request('mqtt', { port: this.mqttPort });
                return;
            } catch (error) {
                if (tries > 50) throw error;
            }
        }
    }
}

async function freePort() {
    const server = createServer();
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address();
    await new Promise((done) => server.close(done));
    return port;
}
