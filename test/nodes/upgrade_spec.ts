// An upgrade in place in a real Node-RED, and back: the previous release runs an owner's flows, then this one. Then both run
// the same flows as the dialogs of this release store them. Each time the flows do the same.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { storedSettings } from '../../bench/lib/stored-settings.mjs';
import type { Launched } from '../../scripts/lib/node-red.mjs';
import { lowestVersion, type Settings, upgraded } from '../../src/settings/migrations';
import { makeCertificate } from '../../src/simulator/self-signed-certificate';
import { root } from '../support/folders.js';
import { endHubs, startSilentHub } from '../support/hub.js';
import { packProject, type Tarball } from '../support/pack.js';
import { endProxies, startProxy } from '../support/proxy.js';
import type { Item } from './support/flows';
import { ENVIRONMENT, LOGIN, ownersFlows } from './support/upgrade/flows';
import { HUB_NAMES, type Hubs, type Observation, observe } from './support/upgrade/observe';
import { UserDir } from './support/upgrade/user-dir';

const releases = join(root, 'test/data/releases');
const [previous = '', ...more] = readdirSync(releases).map((name) => join(releases, name));
const certificate = makeCertificate({ names: ['localhost'] });

/** Nodes whose message fails before the hub is connected: not connected, displaced, no room, too old. */
const HELD = ['out-held-fail', 'out-held-newest', 'out-held-queue', 'out-held-age'];
const TYPES = ['clown-hub', 'clown-in', 'clown-out', 'clown-request'];

/** Nodes whose last message is rejected. This release shows that, and the previous one the state of the hub. */
const REJECTED = { 'out-device': 'red dot', 'out-refuse': 'red dot', 'out-relay': 'red dot' };

describe('an upgrade in place, and back', function () {
    this.timeout(180_000);

    let tarball: Tarball;
    let userDir: UserDir;
    /** The flow file as the previous release stored it, and as the dialogs of this release would store the same flows. */
    let flows: readonly Item[];
    let shortened: readonly Item[];
    /** The settings of a new node of a type, in the previous release and in this one. */
    let knownBefore: (type: string) => Record<string, unknown>;
    let knownNow: (type: string) => Record<string, unknown>;
    let previously: Observation;
    let now: Observation;
    let stored: Observation;
    let back: Observation;
    let upgradeLog: string;

    before(async () => {
        assert.deepEqual(more, [], 'only the previous release is kept');
        tarball = await packProject();
        userDir = await UserDir.make();
        const hubs = await startHubs();
        const install = async (file: string): Promise<(type: string) => Record<string, unknown>> => {
            // A path of its own for each release: the settings are read only once from each file.
            const installed = await userDir.install(file);
            const copy = join(userDir.path, `${basename(file)}.html`);
            await copyFile(join(installed, 'dist/nodes/clown-hub.html'), copy);
            return (type) => storedSettings(copy, type);
        };
        let launched: Launched | undefined;
        const run = async (): Promise<Observation> => {
            const start = async (): Promise<Launched> => {
                launched = await userDir.start(ENVIRONMENT);
                return launched;
            };
            return observe(start, hubs, () => userDir.stop());
        };
        knownBefore = await install(previous);
        flows = ownersFlows(knownBefore, {
            main: hubs.main.url,
            held: hubs.held.url,
            changed: hubs.changed.url,
            secure: hubs.secure.url,
            // Only the proxy knows this name.
            proxied: hubs.proxied.url.replace('127.0.0.1', 'hub.example'),
            proxyPort: hubs.proxy.port,
        });
        await userDir.deploy(flows, { changed: LOGIN, tls: { cadata: certificate.cert } });
        previously = await run();
        knownNow = await install(tarball.path);
        now = await run();
        upgradeLog = launched?.log() ?? '';
        shortened = flows.map((item) =>
            TYPES.includes(item.type) ? asStoredNow(item, knownBefore(item.type), knownNow(item.type)) : item,
        );
        await userDir.deploy(shortened);
        stored = await run();
        await install(previous);
        back = await run();
    });

    after(async () => {
        await userDir.remove();
        await tarball.remove();
        await endHubs();
        await endProxies();
    });

    for (const type of TYPES) {
        it(`tries every setting of ${type} that the previous release had`, () => {
            const tried = flows.filter((item) => item.type === type);
            for (const [name, value] of Object.entries(knownBefore(type))) {
                if (name === 'settingsVersion') continue;
                const values = new Set(tried.map((item) => JSON.stringify(item[name])));
                assert.ok(
                    values.has(JSON.stringify(value)) || name === 'hub' || name === 'address',
                    `${name}: its default`,
                );
                assert.ok(values.size > 1, `${name}: another value than its default`);
            }
        });

        it(`keeps every setting of ${type} that the previous release had, also when the editor deploys it`, () => {
            const names = Object.keys(knownNow(type));
            for (const name of Object.keys(knownBefore(type))) assert.ok(names.includes(name), name);
        });
    }

    it('tries what is refused, sent again, too late, and sent to the second output', () => {
        // Codes reach Catch nodes from Node-RED 4.1 on.
        const caught = previously.messages['catch:0'] as { code: { at: string } }[];
        assert.deepEqual(
            caught.map(({ code }) => code.at),
            ['out-message', 'out-relay', 'out-device', 'out-refuse', ...HELD],
        );
        assert.equal(previously.messages['request-unanswered:1']?.length, 1);
        assert.equal(previously.messages['in-silent:1']?.length, 1);
        assert.ok(previously.throughProxy > 0);
        assert.deepEqual(previously.logging, ['main', 'secure']);
    });

    for (const [when, observation, shown] of [
        ['after the upgrade', () => now, REJECTED],
        ['after the upgrade, as its dialogs store the flows', () => stored, REJECTED],
        ['back on the previous release, as the dialogs of this one store the flows', () => back, {}],
    ] as const) {
        describe(when, () => {
            for (const name of HUB_NAMES) {
                it(`the hub "${name}" receives the same lines in the same order`, () => {
                    assert.deepEqual(observation().lines[name], previously.lines[name]);
                });
            }

            it('every node sends on and refuses the same', () => {
                const ids = [...Object.keys(previously.messages), ...Object.keys(observation().messages)];
                for (const id of new Set(ids))
                    assert.deepEqual(observation().messages[id], previously.messages[id], id);
            });

            it('every hub runs with the same options', () => {
                for (const [id, options] of Object.entries(previously.options)) {
                    // Options that were added later are not of interest here.
                    const now = observation().options[id] as Record<string, unknown>;
                    const known = Object.keys(options).map((name) => [name, now[name]]);
                    assert.deepEqual(Object.fromEntries(known), options, id);
                }
            });

            it('every node shows the same status, and the log the same hubs', () => {
                assert.deepEqual(observation().statuses, { ...previously.statuses, ...shown });
                assert.deepEqual(observation().logging, previously.logging);
                assert.equal(observation().throughProxy, previously.throughProxy);
            });
        });
    }

    it('tries nodes without the settings that the dialogs of this release leave out', () => {
        const count = (items: readonly Item[]): number => items.flatMap((item) => Object.keys(item)).length;
        assert.ok(count(shortened) < count(flows) - 100);
    });

    it('logs each node with converted settings once, with what has changed in it', () => {
        const logged = [
            ...upgradeLog.matchAll(/clown-\w+ “(.+?)” has settings of an earlier release\. (.*?) The flow/g),
        ];
        const change =
            'Devices without seconds in its publish intervals are read as “stop reporting”, which means the same.';
        const converted = (flows as readonly Settings[]).filter((node) => upgraded(node) !== node && node.d !== true);
        assert.ok(converted.length > 0);
        assert.deepEqual(
            logged.map(([, node, what]) => [node, what]).sort(),
            converted.map(({ id, name }) => [name || id, change]).sort(),
        );
    });

    it('leaves the flow file as it was', async () => {
        assert.deepEqual(await userDir.flows(), shortened);
    });
});

/**
 * A node as the dialogs of this release store it: after the steps of its settings, and without those that they leave out
 * when they are not changed.
 */
function asStoredNow(stored: Item, before: Record<string, unknown>, now: Record<string, unknown>): Item {
    const current = upgraded(stored);
    const item: Item = { ...current, settingsVersion: lowestVersion(current) };
    const isUsual = (name: string): boolean => JSON.stringify(item[name]) === JSON.stringify(before[name]);
    const isLeftOut = (name: string): boolean => {
        if (!(name in now) || now[name] !== undefined || !isUsual(name)) return false;
        // A typed input is two settings, which are left out together.
        const partner = name.endsWith('Type') ? name.slice(0, -'Type'.length) : `${name}Type`;
        return !(partner in now) || isUsual(partner);
    };
    return Object.fromEntries(Object.entries(item).filter(([name]) => !isLeftOut(name))) as Item;
}

async function startHubs(): Promise<Hubs> {
    return {
        main: await startSilentHub(),
        held: await startSilentHub(),
        changed: await startSilentHub(LOGIN),
        secure: await startSilentHub({ tls: certificate }),
        proxied: await startSilentHub(),
        proxy: await startProxy(),
    };
}
