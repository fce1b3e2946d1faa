// clown hub: the config node that owns the one connection to a hub.

import type { Node, NodeAPI } from 'node-red';
import { ok, type Reason, thrownText } from '../src/base/errors';
import type { DeviceList } from '../src/devices/device-list';
import { Upkeep } from '../src/devices/upkeep';
import { Hub } from '../src/hub';
import type { HubEvents } from '../src/hub-types';
import type { HEADER_SLOTS } from '../src/settings/handshake';
import { Journal, registryOf } from './admin';
import { nodeRedVersion } from './admin/diagnostics';
import { PACK } from './admin/pack-version';
import { ConnectionLog } from './runtime/hub/connection-log';
import { offDeploys, onDeploys } from './runtime/hub/deploys';
import { dryRun } from './runtime/hub/dry-run';
import { FilterHints } from './runtime/hub/filter-hints';
import { hubRecordings } from './runtime/hub/hub-recordings';
import { HubReporter } from './runtime/hub/hub-reporter';
import { type HubSetup, hubSetup } from './runtime/hub/hub-setup';
import { HubUsers } from './runtime/hub/hub-users';
import { dropWhenStarted } from './runtime/hub/kept-between-deploys';
import { intervalsOf, silenceLimitsOf } from './runtime/hub/publish-intervals';
import { StopReport } from './runtime/hub/stop-report';
import { placeKey, ValueKeeper } from './runtime/hub/value-keeper';
import { statusClosed, statusStarted } from './runtime/status/closed-nodes';
import { stateStatus } from './runtime/status/status';
import { StatusUpdater } from './runtime/status/status-updater';
import { readSettings } from './runtime/stored-settings';
import { ownerError, reasonError, sentence, text } from './runtime/text';
import type { ClownHubDef, ClownHubNode, HubRecordings, HubShare } from './runtime/types';
import { writtenCredentials, writtenOf } from './runtime/variables';

type Credentials = { readonly [Name in 'user' | 'password' | (typeof HEADER_SLOTS)[number]]?: string };

interface Reporting {
    /** Whether connection changes are logged at debug level only. */
    readonly quiet: boolean;
    readonly journal: Journal;
    readonly reporter: HubReporter;
    readonly stopReport: StopReport;
}

/** Faulty names or limits, and faulty intervals, of the table of devices that are reported at a start; the dialog shows all. */
const MOST_FAULTS = 20;

interface Operation {
    readonly devices: DeviceList;
    readonly hints: FilterHints;
    readonly recordings: HubRecordings;
}

export default function (RED: NodeAPI): void {
    const registry = registryOf(RED);
    dropWhenStarted(RED);

    function construct(this: Node<Credentials>, stored: ClownHubDef): void {
        RED.nodes.createNode(this, stored);
        const def = readSettings(RED, stored);
        const setup = hubSetup(RED, this, def, writtenCredentials(RED, this), () => writtenOf(RED, this, stored));
        const journal = new Journal();
        const stopReport = new StopReport(RED, this, setup.ok ? setup.value.label : def.name);
        if (!setup.ok) {
            const nodes = new HubUsers(RED, undefined);
            const share: HubShare = {
                hub: setup,
                label: def.name,
                showStatus: true,
                devices: () => [],
                interval: () => undefined,
                silenceLimits: new Map(),
                nodes,
                stopReport,
            };
            registry.add({ node: this, def, label: def.name, journal, users: nodes, running: setup });
            lend(this, share);
            this.error(reasonError(RED, setup.reason));
            return;
        }
        const { settings, label, intervals, place, quiet, showStatus } = setup.value;
        const silenceLimits = silenceLimitsOf(setup.value.devices);
        const reporter = new HubReporter(RED, this, label, () => nodes.nodes);
        const hub = new Hub(settings, reports(RED, this, label, { journal, reporter }));
        dryRun?.created(this.id, hub);
        const reporting = { quiet, journal, reporter, stopReport };
        const { devices, hints, recordings } = operate(this, hub, setup.value, reporting, def.name || '');
        const nodes = new HubUsers(RED, hub);
        registry.add({
            node: this,
            def,
            label,
            journal,
            users: nodes,
            running: ok({ hub, devices, intervals, silenceLimits, place, recordings }),
        });
        const share: HubShare = {
            hub: ok(hub),
            label,
            showStatus,
            devices: () => devices.entries(),
            interval: intervalsOf(hub, intervals),
            silenceLimits,
            hints,
            recordings,
            nodes,
            stopReport,
        };
        lend(this, share);
    }

    function operate(node: Node, hub: Hub, setup: HubSetup, reporting: Reporting, name: string): Operation {
        const { quiet, journal, reporter, stopReport } = reporting;
        const { label, intervals, intervalFaults, deviceFaults, requestStates, close } = setup;
        const log = new ConnectionLog(RED, node, { hub: label, quiet, error: (error) => reporter.error(error) });
        const light = new StatusUpdater({
            status: (status) => reporter.status(status),
            error: (message) => node.error(message),
        });
        // Node-RED creates nodes only while flows start.
        light.hold();
        statusStarted(RED, node);
        hub.watch((state) => {
            log.changed(state);
            light.show(stateStatus(RED, state));
        });
        const whyOf = (reason: Reason): string => sentence(RED, hub.names.named(reason));
        const report = (reason: Reason): void => {
            journal.interval(reason);
            const message = text(RED, 'log.interval', { hub: label, why: whyOf(reason) });
            reporter.error(ownerError(message, reason.code));
        };
        const hints = new FilterHints(hub);
        const upkeep = new Upkeep(hub, {
            intervals,
            requestStates,
            report,
            listed: (devices) => hints.listed(devices),
        });
        const { devices } = upkeep;
        const recordings = hubRecordings(RED, node, {
            name,
            label,
            hub,
            place: placeKey(setup.place),
            devices,
            versions: { pack: PACK, nodeRed: nodeRedVersion(RED) },
            error: (error) => reporter.error(error),
        });
        const keeper = new ValueKeeper(RED, node, hub, setup);
        hub.hold();
        hub.whenFlowing(() => {
            intervalFaults.slice(0, MOST_FAULTS).forEach(report);
            for (const reason of deviceFaults.slice(0, MOST_FAULTS)) {
                const message = text(RED, 'log.devices', { hub: label, why: whyOf(reason) });
                reporter.error(ownerError(message, reason.code));
            }
        });
        const deployed = {
            stopping: () => hub.hold(),
            starting() {
                light.hold();
                reporter.hold();
            },
            started() {
                light.release();
                reporter.release();
                hub.resume();
            },
        };
        onDeploys(RED, deployed);
        node.on('close', (isRemoved: boolean, done: () => void) => {
            offDeploys(RED, deployed);
            hints.end();
            upkeep.end();
            const closed = Promise.all([hub.close().then(close), keeper.close(isRemoved), recordings.close()]);
            log.end();
            if (light.hasStatus) statusClosed(RED, node);
            light.end();
            reporter.end();
            stopReport.close(closed).then(done, done);
        });
        return { devices, hints, recordings };
    }

    RED.nodes.registerType<Node<Credentials>, ClownHubDef, object, Credentials>('clown-hub', construct, {
        credentials: {
            user: { type: 'text' },
            password: { type: 'password' },
            header1: { type: 'password' },
            header2: { type: 'password' },
            header3: { type: 'password' },
            header4: { type: 'password' },
            header5: { type: 'password' },
            header6: { type: 'password' },
            header7: { type: 'password' },
            header8: { type: 'password' },
        },
    });
}

function reports(
    RED: NodeAPI,
    node: Node,
    label: string,
    { journal, reporter }: Pick<Reporting, 'journal' | 'reporter'>,
): HubEvents {
    const report = (reason: Reason, message: string): void => {
        journal.fault(reason);
        reporter.error(ownerError(message, reason.code));
    };
    return {
        fault(reason, count) {
            report(reason, text(RED, 'log.bad-frames', { hub: label, count, why: sentence(RED, reason) }));
        },
        dropped(reason, count) {
            report(reason, text(RED, 'log.dropped-frames', { hub: label, count, why: sentence(RED, reason) }));
        },
        failed: (thrown) => node.error(thrownText(thrown)),
    };
}

/**
 * Offers all this to the nodes that use the hub. Property by property, and with one getter for all: otherwise V8 would make a
 * hash table of each node, which takes 1.5 kB.
 */
function lend(node: Node & { -readonly [Name in keyof HubShare]?: HubShare[Name] }, share: HubShare): void {
    node.hub = share.hub;
    node.label = share.label;
    node.showStatus = share.showStatus;
    node.devices = share.devices;
    node.interval = share.interval;
    node.silenceLimits = share.silenceLimits;
    if (share.hints) node.hints = share.hints;
    if (share.recordings) node.recordings = share.recordings;
    node.nodes = share.nodes;
    node.stopReport = share.stopReport;
    Object.defineProperty(node, 'users', { get: oneUserPerFlow });
}

/**
 * For a Node-RED whose flows are not as `HubReporter` expects: it passes errors and status of a global config node on to
 * the flows of the nodes in its `users`, once for each node. One node per flow, so that a Catch node receives each once.
 */
function oneUserPerFlow(this: ClownHubNode): object {
    const oneForEachFlow = new Map(this.nodes.nodes.map((user) => [user.z, user]));
    return Object.fromEntries([...oneForEachFlow.values()].map((user) => [user.id, user]));
}
