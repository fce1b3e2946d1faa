// A fleet on real brokers, its faults one after the other, and its ledger after each: every reading and every command is
// accounted for. CLOWN_FLEET_FORM is `short` or `long`, CLOWN_FLEET_READINGS the number of a real site while the centre is
// away, CLOWN_FLEET_ONLY the beginning of an engine's name.

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { missingPackages } from '../support/debian.js';
import type { Engine } from './broker';
import { printCosts } from './costs';
import { Fleet, inGroups } from './fleet';
import { LightSite } from './light-site';
import { mosquitto } from './mosquitto';
import { nats } from './nats';
import type { Site } from './site';

interface Form {
    readonly real: number;
    readonly light: number;
    /** Readings of each real site and of each light one, while the centre is away. */
    readonly away: readonly [real: number, light: number];
    /** Readings of each site in the other faults. */
    readonly few: number;
    readonly engines: readonly Engine[];
    readonly limitMs: number;
    /** Whether it measures the costs. */
    readonly isMeasured: boolean;
}

const FORMS: Readonly<Record<string, Form>> = {
    short: { real: 2, light: 1, away: [1800, 600], few: 240, engines: [mosquitto], limitMs: 60_000, isMeasured: false },
    // Two hours of 12 devices at 1 Hz.
    long: {
        real: 8,
        light: 92,
        away: [86_400, 1000],
        few: 240,
        engines: [mosquitto, nats],
        limitMs: 1_800_000,
        isMeasured: true,
    },
};

const form = FORMS[process.env.CLOWN_FLEET_FORM ?? 'short'] as Form;

const { CLOWN_FLEET_READINGS, CLOWN_FLEET_ONLY } = process.env;
const readings = Number(CLOWN_FLEET_READINGS || form.away[0]);
const isChosen = ({ name }: Engine): boolean => name.toLowerCase().startsWith((CLOWN_FLEET_ONLY ?? '').toLowerCase());

for (const engine of form.engines.filter(isChosen)) {
    describe(`${form.real + form.light} sites on ${engine.name}`, function () {
        this.timeout(form.limitMs);

        let fleet: Fleet;
        const started: Fleet[] = [];

        before(async () => {
            const missing = missingPackages(engine.packages);
            if (missing) throw new Error(`${engine.name} is ${missing}`);
            fleet = await Fleet.start(engine, form);
            started.push(fleet);
        });

        after(async () => {
            const [one] = started;
            if (!one) return;
            const { readings, commands } = one.balance();
            console.log(`      readings: ${worded(readings)}\n      commands: ${worded(commands)}`);
            await one.end();
        });

        const balances = (): void => assert.deepEqual(fleet.balance().findings, []);
        const firstOfEachKind = (): Site[] => [fleet.real[0], fleet.light[0]].filter((site) => site !== undefined);
        const few = (site: Site): Promise<void> => site.send(form.few);

        it('passes on each reading, and carries out each command once', async () => {
            await inGroups(fleet.sites, few);
            await fleet.settle();
            const numbers: number[] = [];
            for (const site of fleet.sites) numbers.push(await fleet.command(site));
            await fleet.outcomes(numbers);
            balances();
            assert.equal(fleet.balance().commands.accepted, numbers.length);
        });

        if (form.isMeasured) it('costs what is printed here', () => printCosts(fleet));

        it('loses nothing while the centre is away, but what a killed broker had not saved', async () => {
            const { broker } = fleet.centre;
            const unreached = firstOfEachKind();
            await Promise.all(unreached.map(({ edge }) => edge.stop()));
            const numbers: number[] = [];
            // These expire in the queue of the centre, and the others are never sent.
            for (const site of unreached) numbers.push(await fleet.command(site));
            await broker.stop();
            for (const site of fleet.real) numbers.push(await fleet.command(site));
            await Promise.all(unreached.map(({ edge }) => edge.start()));
            const kills: Promise<void>[] = [];
            await inGroups(fleet.sites, async (site) => {
                await site.send(site instanceof LightSite ? form.away[1] : readings, () =>
                    kills.push(fleet.killEdge(site)),
                );
            });
            await Promise.all(kills);
            await fleet.outcomes(numbers);
            await broker.start();
            await fleet.settle();
            balances();
            assert.equal(fleet.balance().commands.none, numbers.length);
        });

        it('loses nothing while the broker and the Node-RED of the centre restart', async () => {
            const sending = inGroups(fleet.sites, async (site) => {
                for (let part = 0; part < 4; part++) await few(site);
            });
            // In this order: a Node-RED that stops first acknowledges messages that its nodes do not receive any more.
            await fleet.centre.broker.stop();
            await fleet.centre.stopNodeRed();
            await fleet.centre.broker.start();
            await fleet.centre.startNodeRed();
            await sending;
            await fleet.settle();
            balances();
        });

        it('goes on with a new store of a site, and loses only what the old one alone held', async () => {
            const sites = firstOfEachKind();
            const { broker } = fleet.centre;
            for (const isAway of [false, true]) {
                if (isAway) await broker.stop();
                const from = Date.now();
                if (isAway) await Promise.all(sites.map(few));
                for (const { name, edge } of sites) {
                    await edge.stop();
                    await edge.loseStore();
                    if (isAway) fleet.ledger.storeLost(name, from, Date.now());
                    await edge.start();
                }
                await Promise.all(sites.map(few));
                if (isAway) await broker.start();
                for (const { name } of sites) await fleet.centre.collector?.renewed(name.split('/')[0] ?? '');
                await fleet.settle();
                balances();
            }
            assert.ok(fleet.balance().readings.inLostStore > 0, 'no reading was lost with a store');
        });
    });
}

function worded(counts: object): string {
    return Object.entries(counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
}
